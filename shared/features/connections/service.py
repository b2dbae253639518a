"""Connecting WhatsApp accounts to a workspace, and what the rest of the product asks about them.

``connect``, ``sign_up`` and ``resume`` first check with Meta, then store, then run the steps that are not done;
whatever fails stands at its step, and the next try goes on there. Two at once: one call runs, the other sees how far
it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from shared.core.accounts import MetaApp, TokenFacts
from shared.core.actor import Actor
from shared.core.clock import Clock, millis
from shared.core.errors import Conflict
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused
from shared.core.ports import Vault
from shared.features.connections.checks import FATAL, AccountTaken, CannotConnect, Checks, check_pin, check_waba
from shared.features.connections.credentials import TOKEN, AccountDisconnected, Credentials, UnknownAccount
from shared.features.connections.leaving import Leaving
from shared.features.connections.model import STEPS, THROUGH, Account, AccountEvent, Number, NumberRoute, Problem, Step
from shared.features.connections.problems import problem
from shared.features.connections.signups import SignUps
from shared.features.connections.standing import Standing, standing
from shared.features.connections.steps import Run, StepFailed, Steps
from shared.features.connections.store import ConnectionStore, Verified
from shared.features.connections.troubles import Troubles
from shared.features.connections.upkeep import Upkeep, next_look

RUN_SECONDS = 60
"""Longer than the API function may run: a run that died frees the account by itself."""
WORK = timedelta(seconds=15)
"""No number is begun after that: one call may take 13 seconds, and the function has 29."""
AT_BINDING = frozenset({"token", "waba", "bind"})


class ConnectingNow(Conflict):
    """Two at once would each take the other's PIN for a wrong one."""

    code = "connecting_now"
    title = "Somebody is connecting this account"


@dataclass(frozen=True)
class Connections:
    """The use cases of connected accounts. ``app`` reads our Meta app's id and secret."""

    store: ConnectionStore
    checks: Checks
    steps: Steps
    vault: Vault
    access: Credentials
    troubles: Troubles
    leaving: Leaving
    upkeep: Upkeep
    signups: SignUps
    app: Callable[[], MetaApp]
    clock: Clock

    # ── connecting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def connect(self, actor: Actor, token: str, waba_id: str | None, pin: str | None) -> Account:
        """A new account, or a new token for one that is here. Nothing is stored until Meta has confirmed both."""
        token, pin = token.strip(), check_pin(pin) if pin else None
        wanted = check_waba(waba_id) if waba_id else None
        facts = self.checks.token(self.app(), token)
        waba = self.checks.choose(facts, wanted)
        self._bind(actor.workspace, waba, token, facts)
        return self._run(actor.workspace, waba, pin, afresh=True)

    def sign_up(self, actor: Actor, code: str, waba_id: str | None, number_id: str | None) -> Account:
        """After Embedded Signup: the browser brings a code, and ids that are believed only once Meta confirms them."""
        wanted = check_waba(waba_id) if waba_id else None
        before = self.signups.connected_by(actor.workspace, code)
        if before:
            # Meta takes a code once; whose answer got lost asks again with the same one.
            return self._account(actor.workspace, before)
        token = self.signups.exchange(self.app(), code)
        return self._signed_up(actor.workspace, token, wanted, number_id, code)

    def sign_up_again(self, actor: Actor, continuation: str, waba_id: str) -> Account:
        """The same sign-up, once the person has chosen which of its accounts is meant."""
        wanted = check_waba(waba_id)
        token = self.signups.resume(actor.workspace, continuation)
        account = self._signed_up(actor.workspace, token, wanted, None)
        self.signups.forget(actor.workspace, continuation)
        return account

    def _signed_up(
        self, ws: WorkspaceId, token: str, wanted: WabaId | None, number: str | None, code: str = ""
    ) -> Account:
        facts = self.checks.token(self.app(), token)
        waba = self.signups.choose(ws, token, facts, wanted)
        if number:
            self.checks.number(token, waba, number)
        self._bind(ws, waba, token, facts, signed_up=True)
        if code:
            self.signups.remember(ws, code, waba)
        return self._run(ws, waba, None, afresh=True)

    def resume(self, actor: Actor, waba_id: str, token: str | None, pin: str | None) -> Account:
        """On from the step that failed. A new token replaces the stored one; else the stored one is checked again."""
        ws, waba = actor.workspace, check_waba(waba_id)
        pin = check_pin(pin) if pin else None
        self._account(ws, waba)
        if token:
            facts = self.checks.token(self.app(), token.strip())
            self.checks.choose(facts, waba)
            self._bind(ws, waba, token.strip(), facts)
            return self._run(ws, waba, pin, afresh=True)
        if not self._still_good(ws, waba):
            return self._account(ws, waba)
        return self._run(ws, waba, pin, afresh=False)

    def _bind(self, ws: WorkspaceId, waba: WabaId, token: str, facts: TokenFacts, *, signed_up: bool = False) -> None:
        found = self.checks.account(token, waba)
        taken = problem("waba_taken")
        refusal = AccountTaken(f"{taken.title}. {taken.advice}")
        if self.store.taken(ws, waba):
            raise refusal
        # A disconnection that is under way comes to its end first, or it would destroy the new token.
        self.leaving.go_on(ws, waba, patient=False)
        now = self.clock.now()
        verified = Verified(
            name=found.name,
            sealed_token=self.vault.seal(ws, waba, TOKEN, token),
            expires_at=facts.expires_at,
            token_user=facts.user,
            token_kind="business" if signed_up else facts.kind.lower(),
            review=found.review,
            look_at=next_look(ws, waba, now),
            signed_up=signed_up,
        )
        if not self.store.bind(ws, waba, verified, now):
            raise refusal

    def _still_good(self, ws: WorkspaceId, waba: WabaId) -> bool:
        """Asks Meta about the stored token; what is wrong with it is written to the account."""
        token = self.access.even_if_disconnected(ws, waba)
        try:
            self.checks.choose(self.checks.token(self.app(), token), waba)
            self.checks.account(token, waba)
        except CannotConnect as refused:
            if refused.reason not in FATAL:
                raise
            version = self.access.version_used(ws, waba)
            self.store.refuse_token(ws, waba, refused.problem, self.clock.now(), version)
            return False
        self.store.reconnect(ws, waba)
        return True

    def _run(self, ws: WorkspaceId, waba: WabaId, pin: str | None, *, afresh: bool) -> Account:
        try:
            with self.alone(ws, waba, afresh=afresh):
                self._perform(ws, waba, pin)
        except ConnectingNow:
            if pin:
                raise
        return self._account(ws, waba)

    @contextmanager
    def alone(self, ws: WorkspaceId, waba: WabaId, *, afresh: bool = False) -> Iterator[None]:
        """Nobody else connects, registers or changes PINs of the account meanwhile. ConnectingNow when somebody is."""
        now = millis(self.clock.now())
        until = now + RUN_SECONDS * 1000
        if not self.store.begin(ws, waba, now, until, afresh=afresh):
            raise ConnectingNow("Another try is under way. Wait until it is through, then send it again.")
        try:
            yield
        finally:
            self.store.end(ws, waba, until)

    def _perform(self, ws: WorkspaceId, waba: WabaId, pin: str | None) -> None:
        ends = self.clock.now() + WORK
        for step in _remaining(self._account(ws, waba)):
            try:
                # Asked for at each step: somebody may disconnect the account meanwhile, or bring a newer token.
                state = self.steps.perform(step, Run(ws, waba, self.access.of_account(ws, waba), pin, ends))
            except AccountDisconnected:
                return
            except StepFailed as failed:
                self.store.mark(ws, waba, step, "failed", failed.problem)
                return
            self.store.mark(ws, waba, step, state)
        self.store.connected(ws, waba, self.clock.now())

    # ── looking after it, and the way out ───────────────────────────────────────────────────────────────────────────

    def check(self, actor: Actor, waba_id: str) -> Account:
        """What upkeep does once a day, now."""
        account = self._account(actor.workspace, check_waba(waba_id))
        self.upkeep.look(actor.workspace, account.waba)
        return self._account(actor.workspace, account.waba)

    def leave(self, actor: Actor, waba_id: str) -> Account:
        """Disconnect for good. What Meta's silence holds up, upkeep finishes."""
        account = self._account(actor.workspace, check_waba(waba_id))
        self.leaving.begin(actor.workspace, account.waba)
        self.leaving.go_on(actor.workspace, account.waba)
        return self._account(actor.workspace, account.waba)

    # ── what people see ─────────────────────────────────────────────────────────────────────────────────────────────

    def accounts(self, actor: Actor) -> list[tuple[Account, list[Number]]]:
        """Every account with its numbers."""
        numbers = self.numbers(actor)
        found = sorted(self.store.accounts(actor.workspace), key=lambda account: account.name.casefold())
        for account in found:
            self.store.schedule(account, self.clock.now())
        return [(account, [number for number in numbers if number.waba == account.waba]) for account in found]

    def numbers(self, actor: Actor) -> list[Number]:
        """The numbers Meta still lists."""
        return [number for number in self.store.numbers(actor.workspace) if not number.gone]

    def numbers_of(self, account: Account) -> list[Number]:
        return [number for number in self.store.numbers(account.workspace, account.waba) if not number.gone]

    def events(
        self, actor: Actor, waba_id: str, limit: int, cursor: str | None
    ) -> tuple[list[AccountEvent], str | None]:
        """What Meta told about the account, newest first."""
        account = self._account(actor.workspace, check_waba(waba_id))
        return self.store.events(actor.workspace, account.waba, limit, cursor)

    # ── what the product asks ───────────────────────────────────────────────────────────────────────────────────────

    def credentials(self, ws: WorkspaceId, *, waba: WabaId | None = None, number: NumberId | None = None) -> str:
        """The access token of an account, named by itself or by one of its numbers. Never log it, never return it."""
        if waba is not None:
            return self.access.of_account(ws, waba)
        if number is not None:
            return self.access.of_number(ws, number)
        raise TypeError("say which account or number")

    def account_of(self, ws: WorkspaceId, number: NumberId) -> WabaId:
        return self.access.account_of(ws, number)

    def account_ids(self, ws: WorkspaceId) -> list[WabaId]:
        return [account.waba for account in self.store.accounts(ws)]

    def number(self, ws: WorkspaceId, number: NumberId) -> Number:
        """NotFound for numbers of other workspaces."""
        return self.access.number(ws, number)

    def route(self, number: NumberId) -> NumberRoute | None:
        """Whose number a webhook speaks of; None when nobody here has connected it."""
        return self.store.route(number)

    def standing(self, ws: WorkspaceId, number: NumberId) -> Standing:
        """What the number may do now. NotFound when it is not here."""
        found, now = self.access.number(ws, number), self.clock.now()
        account = self.store.account(ws, found.waba)
        if account:
            self.store.schedule(account, now)
        return standing(found, account, now)

    def trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why the number can't send now, as a stable reason; None when it can. NotFound when it is not here."""
        stopped = self.standing(ws, number).trouble
        return stopped.code if stopped else None

    def opening_trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why nobody can be written to who has not written in the last 24 hours; None when they can."""
        stopped = self.standing(ws, number).opening
        return stopped.code if stopped else None

    def utility_trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why no utility template can be sent; None when they can."""
        stopped = self.standing(ws, number).utility
        return stopped.code if stopped else None

    def proven(self, ws: WorkspaceId, waba: WabaId) -> None:
        """Meta took the account's first message."""
        self.store.prove(ws, waba)

    def disconnected(self, ws: WorkspaceId, waba: WabaId, reason: str, title: str = "", advice: str = "") -> None:
        """Meta refused the token (190 and its like) or the account: nothing more is sent; the people are told once."""
        why = Problem(
            reason,
            title or "The WhatsApp account is disconnected",
            advice or "Meta no longer accepts the stored token. Paste a new one in the settings to go on.",
        )
        self.troubles.disconnected(ws, waba, why, self.access.version_used(ws, waba))

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused) -> None:
        """A call of a neighbour was refused; a dead token disconnects."""
        self.troubles.refused(ws, waba, refused, self.access.version_used(ws, waba))

    def troubled(self, ws: WorkspaceId, waba: WabaId, number: NumberId, reason: str, title: str, advice: str) -> bool:
        """Meta refuses some sends of a number (quality, payment, template): told once in six hours. True when told."""
        return self.troubles.number(ws, waba, number, Problem(reason, title, advice))

    def unregistered(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> None:
        """Meta says that the number is not registered (133010)."""
        self.troubles.unregistered(ws, waba, number)

    def _account(self, ws: WorkspaceId, waba: WabaId) -> Account:
        account = self.store.account(ws, waba)
        if account is None:
            raise UnknownAccount("There is no such WhatsApp account in this workspace.")
        return account


def _remaining(account: Account) -> tuple[Step, ...]:
    """The steps from the first that is not through; registering starts from a fresh list of numbers."""
    step = account.next_step
    if step is None:
        return ()
    first = "numbers" if step == "register" else step
    later = STEPS[STEPS.index(first) : -1]
    # Of what comes after the failed step nothing is done twice, except registering, which the list may have changed.
    return tuple(
        one
        for one in later
        if one not in AT_BINDING and (one in (first, step) or account.steps[one].state not in THROUGH)
    )
