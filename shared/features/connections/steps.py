"""The steps after binding, as data: each does one thing at Meta, may be repeated, and fails with a plain problem.

subscribe   Meta sends the account's webhooks to our app
numbers     the account's numbers are read and routed to the workspace
register    every number that is not registered is, with its PIN
templates   the account's templates are copied
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from shared.core.accounts import MetaAccounts
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.ports import Vault
from shared.features.connections.model import Number, Problem, Step
from shared.features.connections.problems import problem, reading
from shared.features.connections.store import ConnectionStore


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


@dataclass(frozen=True)
class Steps:
    """What the steps need."""

    store: ConnectionStore
    meta: MetaAccounts
    vault: Vault
    templates: TemplateSync

    def perform(self, step: Step, run: Run) -> None:
        """Does the step or raises StepFailed."""
        try:
            ACTIONS[step](self, run)
        except (GraphRefused, GraphUnknown, GraphUnreachable) as trouble:
            raise StepFailed(reading(trouble)) from None

    def subscribe(self, run: Run) -> None:
        self.meta.subscribe(run.token, run.waba)

    def numbers(self, run: Run) -> None:
        listed = self.meta.numbers(run.token, run.waba)
        self.store.keep_numbers(run.ws, run.waba, listed)
        if not listed:
            raise StepFailed(problem("no_numbers"))

    def register(self, run: Run) -> None:
        """One number's trouble does not keep the others from being registered."""
        troubles: list[Problem] = []
        done: set[NumberId] = set()
        for number in self.store.numbers(run.ws, run.waba):
            if number.registered or number.gone:
                continue
            trouble = self._register(run, number)
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

    def _register(self, run: Run, number: Number) -> Problem | None:
        pin = run.pin or self._stored_pin(run, number) or f"{secrets.randbelow(10**6):06d}"
        # Stored first: if Meta's answer is lost, the number may have this PIN from now on.
        sealed = self.vault.seal(run.ws, run.waba, f"pin:{number.id}", pin)
        self.store.keep_pin(run.ws, run.waba, number.id, sealed)
        try:
            self.meta.register(run.token, number.id, pin)
        except GraphRefused as refused:
            if refused.error.code == 133005:
                self.store.drop_pin(run.ws, run.waba, number.id)
            return reading(refused, about=number.display)
        except (GraphUnknown, GraphUnreachable) as trouble:
            return reading(trouble, about=number.display)
        self.store.registered(run.ws, number.id)
        return None

    def _stored_pin(self, run: Run, number: Number) -> str | None:
        sealed = self.store.pin(run.ws, run.waba, number.id)
        return self.vault.open(run.ws, run.waba, f"pin:{number.id}", sealed) if sealed else None

    def copy_templates(self, run: Run) -> None:
        self.templates.sync(run.ws, run.waba)


ACTIONS: Final[dict[Step, Callable[[Steps, Run], None]]] = {
    "subscribe": Steps.subscribe,
    "numbers": Steps.numbers,
    "register": Steps.register,
    "templates": Steps.copy_templates,
}
