"""A number's own page: what it may do and why not, its profile, PIN, menu, and a first message from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from shared.core.accounts import CanSend, MetaApp
from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import Conflict
from shared.core.ids import NumberId, WorkspaceId
from shared.core.numbers import Automation, HealthReason, MetaNumbers, Profile
from shared.features.connections.checks import check_pin
from shared.features.connections.credentials import Credentials
from shared.features.connections.model import Account, Health, Number, Problem
from shared.features.connections.pins import Pins
from shared.features.connections.problems import health_reason, problem
from shared.features.connections.profile import check_automation, check_profile
from shared.features.connections.service import Connections
from shared.features.connections.standing import standing
from shared.features.connections.steps import Run
from shared.features.connections.store import ConnectionStore
from shared.features.connections.troubles import Troubles

TROUBLE_LIVES: Final = timedelta(hours=24)


class Pictures(Protocol):
    """Files people uploaded."""

    def picture(self, ws: WorkspaceId, upload: str) -> tuple[bytes, str]:
        """The bytes and the type of an uploaded JPEG or PNG. NotFound or Invalid when it is not that."""
        ...


@dataclass(frozen=True)
class Sent:
    """A first message on its way."""

    conversation: str
    message: str


class Letters(Protocol):
    """The inbox, as far as a first message goes."""

    def first(self, actor: Actor, number: NumberId, to: str, client_id: str) -> Sent | None:
        """A template without variables to a phone; None when there is none that could be sent."""
        ...


@dataclass(frozen=True)
class Page:
    """A number with everything that keeps it from sending, worst first. ``checked`` is Meta's last word."""

    number: Number
    can_send: CanSend
    reasons: Sequence[HealthReason]
    checked: Health | None
    problem: Problem | None


@dataclass(frozen=True)
class Numbers:
    """The use cases of a number's page. Everything that goes to Meta goes with the account's own token."""

    store: ConnectionStore
    connections: Connections
    meta: MetaNumbers
    access: Credentials
    pins: Pins
    troubles: Troubles
    pictures: Pictures
    letters: Letters
    app: Callable[[], MetaApp]
    clock: Clock

    # ── how it stands ───────────────────────────────────────────────────────────────────────────────────────────────

    def page(self, actor: Actor, number_id: str) -> Page:
        number = self._number(actor, number_id)
        return self._page(number, self.store.account(actor.workspace, number.waba))

    def check(self, actor: Actor, number_id: str) -> Page:
        """Meta is asked why the number can't send, if it can't."""
        number = self._number(actor, number_id)
        with self.troubles.plainly(actor.workspace, number.waba):
            self.connections.upkeep.probe(self._token(number), number)
        return self.page(actor, number_id)

    def _page(self, number: Number, account: Account | None) -> Page:
        now = self.clock.now()
        stands = standing(number, account, now)
        reasons: list[HealthReason] = []
        can_send: CanSend = number.health.facts.can_send if number.health else "available"
        if stands.trouble:
            can_send = "blocked"
            reasons.append(_ours(stands.trouble, account))
        elif stands.opening:
            can_send = "blocked" if can_send == "blocked" else "limited"
            reasons.append(_ours(stands.opening, account))
        if stands.utility and not stands.trouble:
            can_send = "limited" if can_send == "available" else can_send
            reasons.append(_ours(stands.utility, account))
        lately = number.trouble_at and now - number.trouble_at < TROUBLE_LIVES
        if number.trouble and lately:
            can_send = "limited" if can_send == "available" else can_send
            reasons.append(_reason("PHONE_NUMBER", number.trouble))
        if account and account.review == "PENDING":
            reasons.append(_reason("WABA", problem("review_pending")))
        if number.health:
            reasons += [health_reason(one) for one in number.health.facts.reasons]
        blocking = number.problem if number.problem and not number.registered else stands.trouble
        return Page(number, can_send, _once(reasons), number.health, blocking)

    # ── profile and menu ────────────────────────────────────────────────────────────────────────────────────────────

    def profile(self, actor: Actor, number_id: str) -> Profile:
        number = self._number(actor, number_id)
        with self.troubles.plainly(actor.workspace, number.waba):
            return self.meta.profile(self._token(number), number.id)

    def keep_profile(self, actor: Actor, number_id: str, wanted: Profile, upload: str | None) -> Profile:
        """The profile as Meta shows it afterwards."""
        number = self._number(actor, number_id)
        check_profile(wanted)
        picture = self.pictures.picture(actor.workspace, upload) if upload else None
        token = self._token(number)
        with self.troubles.plainly(actor.workspace, number.waba):
            handle = self.meta.upload(self.app().id, token, *picture) if picture else None
            self.meta.keep_profile(token, number.id, wanted, handle)
            return self.meta.profile(token, number.id)

    def automation(self, actor: Actor, number_id: str) -> Automation:
        number = self._number(actor, number_id)
        with self.troubles.plainly(actor.workspace, number.waba):
            return self.meta.automation(self._token(number), number.id)

    def keep_automation(self, actor: Actor, number_id: str, wanted: Automation) -> Automation:
        number = self._number(actor, number_id)
        check_automation(wanted)
        with self.troubles.plainly(actor.workspace, number.waba):
            self.meta.keep_automation(self._token(number), number.id, wanted)
        return wanted

    # ── PIN and registration ────────────────────────────────────────────────────────────────────────────────────────

    def change_pin(self, actor: Actor, number_id: str, pin: str) -> None:
        """The two-step verification PIN. After Meta's silence it may be the old or the new one: both are kept."""
        number = self._number(actor, number_id)
        self._ours_to_register(number)
        wanted = check_pin(pin)
        ws, waba, token = actor.workspace, number.waba, self._token(number)
        with self.connections.alone(ws, waba), self.troubles.plainly(ws, waba):
            self.pins.change(token, number, wanted)

    def register(self, actor: Actor, number_id: str, pin: str | None) -> Page:
        """One number; what goes wrong stands on its page and at the account's step."""
        number = self._number(actor, number_id)
        self._ours_to_register(number)
        ws, wanted = actor.workspace, check_pin(pin) if pin else None
        run = Run(ws, number.waba, self._token(number), wanted)
        with self.connections.alone(ws, number.waba):
            trouble = self.connections.steps.register_one(run, number)
        if trouble is None and not self._others(number):
            self.store.mark(ws, number.waba, "register", "done")
        elif trouble is not None:
            self.store.mark(ws, number.waba, "register", "failed", trouble)
        return self.page(actor, number_id)

    def _others(self, number: Number) -> list[Number]:
        numbers = self.store.numbers(number.workspace, number.waba)
        return [one for one in numbers if not (one.registered or one.gone or one.coexistence)]

    @staticmethod
    def _ours_to_register(number: Number) -> None:
        if number.coexistence:
            raise Conflict(
                "This number belongs to the WhatsApp Business app on a phone. Its PIN is changed there.",
                code="number_shared",
            )

    # ── a first message ─────────────────────────────────────────────────────────────────────────────────────────────

    def first_message(self, actor: Actor, number_id: str, to: str, client_id: str) -> Sent:
        """A test message on the same way as any other."""
        number = self._number(actor, number_id)
        sent = self.letters.first(actor, number.id, to, client_id)
        if sent is None:
            why = problem("no_test_template")
            raise Conflict(f"{why.title}. {why.advice}", code=why.code)
        return sent

    # ── frame ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _number(self, actor: Actor, number_id: str) -> Number:
        return self.access.number(actor.workspace, NumberId(number_id))

    def _token(self, number: Number) -> str:
        return self.access.of_account(number.workspace, number.waba)


def _ours(why: Problem, account: Account | None) -> HealthReason:
    """What stops the whole account is the account's; Meta's own reason for it stands with the account."""
    deeper = account.disconnected if account else None
    entity = "WABA" if why.code.startswith(("account", "opening", "utility")) else "PHONE_NUMBER"
    shown = deeper if deeper and entity == "WABA" else why
    return _reason(entity, shown)


def _reason(entity: str, why: Problem) -> HealthReason:
    return HealthReason(entity, 0, why.title, why.advice, why.code)


def _once(reasons: Sequence[HealthReason]) -> list[HealthReason]:
    """Meta's probe repeats what we know already; the first, with our words, is shown."""
    seen: dict[tuple[str, str], HealthReason] = {}
    for one in reasons:
        seen.setdefault((one.entity, one.title), one)
    return list(seen.values())
