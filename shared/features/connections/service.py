"""Connecting WhatsApp accounts to a workspace, and what the rest of the product asks about them.

``connect`` and ``resume`` first check with Meta, then store, then run the steps that are not done; whatever fails
stands at its step, and the next try goes on there. Both may be called twice at once: one call runs, the other sees how
far it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from shared.core import keys
from shared.core.accounts import MetaApp, TokenFacts
from shared.core.actor import Actor
from shared.core.clock import Clock, millis, stamp
from shared.core.errors import Conflict
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.ports import Below, Change, Every, Exists, Vault
from shared.features.connections.checks import FATAL, AccountTaken, CannotConnect, Checks, check_pin, check_waba
from shared.features.connections.credentials import TOKEN, Credentials, UnknownAccount
from shared.features.connections.model import STEPS, Account, AccountEvent, Number, NumberRoute, Problem, Step
from shared.features.connections.problems import problem
from shared.features.connections.steps import Run, StepFailed, Steps
from shared.features.connections.store import ConnectionStore, Verified
from shared.features.notices.service import Notices

TELL_AGAIN = timedelta(hours=6)
RUN_SECONDS = 60
"""Longer than the API function may run: a run that died frees the account by itself."""


@dataclass(frozen=True)
class Connections:
    """The use cases of connected accounts. ``app`` reads our Meta app's id and secret."""

    store: ConnectionStore
    checks: Checks
    steps: Steps
    vault: Vault
    access: Credentials
    notices: Notices
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

    def resume(self, actor: Actor, waba_id: str, token: str | None, pin: str | None) -> Account:
        """On from the step that failed. A new token replaces the stored one; else the stored one is checked again."""
        ws, waba = actor.workspace, check_waba(waba_id)
        pin = check_pin(pin) if pin else None
        if self.store.account(ws, waba) is None:
            raise UnknownAccount("There is no such WhatsApp account in this workspace.")
        if token:
            facts = self.checks.token(self.app(), token.strip())
            self.checks.choose(facts, waba)
            self._bind(ws, waba, token.strip(), facts)
            return self._run(ws, waba, pin, afresh=True)
        if not self._still_good(ws, waba):
            return self._account(ws, waba)
        return self._run(ws, waba, pin, afresh=False)

    def _bind(self, ws: WorkspaceId, waba: WabaId, token: str, facts: TokenFacts) -> None:
        account = self.checks.account(token, waba)
        taken = problem("waba_taken")
        refusal = AccountTaken(f"{taken.title}. {taken.advice}")
        if self.store.owner(waba) not in (None, ws):
            raise refusal
        sealed = self.vault.seal(ws, waba, TOKEN, token)
        verified = Verified(account.name, sealed, facts.expires_at, facts.user)
        if not self.store.bind(ws, waba, verified, self.clock.now()):
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
            self.store.refuse_token(ws, waba, refused.problem, self.clock.now())
            return False
        self.store.reconnect(ws, waba)
        return True

    def _run(self, ws: WorkspaceId, waba: WabaId, pin: str | None, *, afresh: bool) -> Account:
        now = millis(self.clock.now())
        until = now + RUN_SECONDS * 1000
        if not self.store.begin(ws, waba, now, until, afresh=afresh):
            if pin:
                raise Conflict(
                    "Another try is under way. Wait until it is through, then send the PIN again.",
                    code="connecting_now",
                )
            return self._account(ws, waba)
        try:
            self._perform(ws, waba, pin)
        finally:
            self.store.end(ws, waba, until)
        return self._account(ws, waba)

    def _perform(self, ws: WorkspaceId, waba: WabaId, pin: str | None) -> None:
        run = Run(ws, waba, self.access.of_account(ws, waba), pin)
        for step in _remaining(self._account(ws, waba)):
            try:
                self.steps.perform(step, run)
            except StepFailed as failed:
                self.store.mark(ws, waba, step, failed.problem)
                return
            self.store.mark(ws, waba, step, None)
        self.store.connected(ws, waba, self.clock.now())

    # ── what people see ─────────────────────────────────────────────────────────────────────────────────────────────

    def accounts(self, actor: Actor) -> list[tuple[Account, list[Number]]]:
        """Every account with its numbers."""
        numbers = self.numbers(actor)
        found = sorted(self.store.accounts(actor.workspace), key=lambda account: account.name.casefold())
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

    def trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why the number can't send now, as a stable reason; None when it can. NotFound when it is not here."""
        found = self.access.number(ws, number)
        if found.gone:
            return "number_gone"
        account = self.store.account(ws, found.waba)
        if account is None or account.disconnected:
            return "account_disconnected"
        return None if found.registered else "number_not_registered"

    def disconnected(self, ws: WorkspaceId, waba: WabaId, reason: str, title: str = "", advice: str = "") -> None:
        """Meta refused the token (190 and its like) or the account: nothing more is sent; the people are told once."""
        why = Problem(
            reason,
            title or "The WhatsApp account is disconnected",
            advice or "Meta no longer accepts the stored token. Paste a new one in the settings to go on.",
        )
        if self.store.disconnect(ws, waba, why, self.clock.now()):
            account = self._account(ws, waba)
            self.notices.give(
                ws, "account_disconnected", "critical", f"{account.name}: {why.title}", why.advice, about=waba
            )

    def troubled(self, ws: WorkspaceId, waba: WabaId, number: NumberId, reason: str, title: str, advice: str) -> bool:
        """Meta refuses some sends of a number (quality, payment, template): told once in six hours. True when told."""
        now = self.clock.now()
        told = Every((Exists(), Below("trouble_told", stamp(now - TELL_AGAIN))))
        change = Change(set={"trouble": reason, "trouble_told": stamp(now)})
        if self.store.table.amend(keys.number(ws, number), change, told) is None:
            return False
        name = self.access.number(ws, number).display
        self.notices.give(ws, "number_trouble", "warning", f"{name}: {title}", advice, about=waba)
        return True

    def _account(self, ws: WorkspaceId, waba: WabaId) -> Account:
        account = self.store.account(ws, waba)
        if account is None:
            raise UnknownAccount("There is no such WhatsApp account in this workspace.")
        return account


def _remaining(account: Account) -> tuple[Step, ...]:
    """The steps from the first that is not done; registering starts from a fresh list of numbers."""
    step = account.next_step
    if step is None:
        return ()
    first = "numbers" if step == "register" else step
    return tuple(one for one in STEPS[STEPS.index(first) :] if one not in ("token", "waba"))
