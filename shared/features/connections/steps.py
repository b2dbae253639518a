"""The steps after binding, as data: each does one thing at Meta, may be repeated, and fails with a plain problem.

subscribe   Meta sends the account's webhooks to our app
numbers     the account's numbers are read and routed to the workspace
register    every number that is not registered is, with its PIN; of one that a phone shares the chats are asked for
profile     review, names and health are looked at: what would keep messages from going out is said now
templates   the account's templates are copied
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from shared.core.accounts import MetaAccounts
from shared.core.clock import Clock
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.numbers import MetaNumbers
from shared.core.ports import Change
from shared.features.connections.model import Number, Problem, Step, StepState
from shared.features.connections.pins import Pins
from shared.features.connections.problems import problem, reading
from shared.features.connections.sharing import Sharing
from shared.features.connections.store import ConnectionStore

SIGN_UP_LIFE: Final = timedelta(days=14)
"""Contract 8.8: a number is registered within this time of the Embedded Signup, or never."""
UNEXPLAINED: Final = frozenset({"meta_refused", "value_refused", "number_not_verified"})
LOOKED_AT: Final = timedelta(minutes=10)
NAME_REFUSED: Final = frozenset({"DECLINED", "EXPIRED"})


class StepFailed(Exception):
    """A step could not be done; the account stays as it is and the step can be tried again."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.code)
        self.problem = why


class TemplateSync(Protocol):
    """Copies an account's templates."""

    def sync(self, ws: WorkspaceId, waba: WabaId) -> int: ...


@dataclass(frozen=True)
class Run:
    """One try. ``pin`` is what a person typed for numbers that have a PIN already."""

    ws: WorkspaceId
    waba: WabaId
    token: str = field(repr=False)
    pin: str | None = field(default=None, repr=False)
    ends: datetime | None = None
    """When it must stop: an account may have more numbers than one request has time for. The next try goes on."""


@dataclass(frozen=True)
class Steps:
    """What the steps need."""

    store: ConnectionStore
    meta: MetaAccounts
    pages: MetaNumbers
    pins: Pins
    sharing: Sharing
    templates: TemplateSync
    clock: Clock

    def perform(self, step: Step, run: Run) -> StepState:
        """Does the step, or finds that there is nothing to do, or raises StepFailed."""
        try:
            return ACTIONS[step](self, run)
        except (GraphRefused, GraphUnknown, GraphUnreachable) as trouble:
            raise StepFailed(reading(trouble, now=self.clock.now())) from None

    def subscribe(self, run: Run) -> StepState:
        self.meta.subscribe(run.token, run.waba)
        return "done"

    def numbers(self, run: Run) -> StepState:
        listed = self.meta.numbers(run.token, run.waba)
        self.store.keep_numbers(run.ws, run.waba, listed)
        if not listed:
            raise StepFailed(problem("no_numbers"))
        return "done"

    def register(self, run: Run) -> StepState:
        """One number's trouble does not keep the others from being registered."""
        troubles: list[Problem] = []
        done: set[NumberId] = set()
        present = [number for number in self.store.numbers(run.ws, run.waba) if not number.gone]
        for number in present:
            if number.coexistence:
                self.sharing.ask(run.token, number)
            elif not number.registered:
                if self._late(run):
                    troubles.append(problem("numbers_left"))
                    break
                trouble = self.register_one(run, number)
                if trouble:
                    troubles.append(trouble)
                else:
                    done.add(number.id)
        if done:
            # Throughput and limits exist from now on; the list may lag behind, so what Meta just confirmed stands.
            listed = self.meta.numbers(run.token, run.waba)
            self.store.keep_numbers(
                run.ws, run.waba, [replace(one, registered=one.registered or one.id in done) for one in listed]
            )
        if troubles:
            raise StepFailed(troubles[0])
        return "skipped" if present and all(number.coexistence for number in present) else "done"

    def register_one(self, run: Run, number: Number) -> Problem | None:
        """None when the number is registered now; else why it is not, which its row remembers."""
        trouble = self._unverified(number)
        if trouble is None:
            refused = self.pins.register(run.token, number, run.pin)
            if refused is None:
                self.store.registered(run.ws, number.id)
                return None
            trouble = self._too_old(run, refused)
        trouble = replace(trouble, number=number.id)
        self.store.number_problem(run.ws, number.id, trouble)
        return trouble

    @staticmethod
    def _unverified(number: Number) -> Problem | None:
        return problem("number_not_verified", about=number.display) if number.verification == "NOT_VERIFIED" else None

    def _too_old(self, run: Run, trouble: Problem) -> Problem:
        """Meta has no code of its own for a sign-up that is too old to register its numbers."""
        account = self.store.account(run.ws, run.waba)
        since = account.signed_up_at if account else None
        late = since is not None and self.clock.now() - since > SIGN_UP_LIFE
        return problem("signup_too_old") if late and trouble.code in UNEXPLAINED else trouble

    def profile(self, run: Run) -> StepState:
        account = self.meta.account(run.token, run.waba)
        self.store.amend(run.ws, run.waba, Change(set={"name": account.name, "review": account.review}))
        if account.review == "REJECTED":
            raise StepFailed(problem("review_rejected"))
        for number in self.store.numbers(run.ws, run.waba):
            if number.gone or self._just_looked_at(number):
                continue
            if self._late(run):
                raise StepFailed(problem("numbers_left"))
            details = self.pages.details(run.token, number.id)
            facts = replace(details.facts, registered=details.facts.registered or number.registered)
            self.store.refresh_number(run.ws, run.waba, facts, details.health, self.clock.now())
            if facts.name_status in NAME_REFUSED:
                raise StepFailed(replace(problem("name_not_approved", about=number.display), number=number.id))
        return "done"

    def _late(self, run: Run) -> bool:
        return run.ends is not None and self.clock.now() >= run.ends

    def _just_looked_at(self, number: Number) -> bool:
        """By an earlier try; what made that one fail is looked at again."""
        fresh = number.health is not None and self.clock.now() - number.health.checked_at < LOOKED_AT
        return fresh and number.name_status not in NAME_REFUSED

    def copy_templates(self, run: Run) -> StepState:
        self.templates.sync(run.ws, run.waba)
        return "done"


ACTIONS: Final[dict[Step, Callable[[Steps, Run], StepState]]] = {
    "subscribe": Steps.subscribe,
    "numbers": Steps.numbers,
    "register": Steps.register,
    "profile": Steps.profile,
    "templates": Steps.copy_templates,
}
