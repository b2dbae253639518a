"""Embedded Signup: a code from the browser becomes a token, and one of its accounts is chosen.

A code is good once and for 30 seconds (contract 8.8). When its token is good for several accounts, the token waits,
sealed, for the person's choice: asking Meta again would need a new code.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.core import keys
from shared.core.accounts import MetaAccounts, MetaApp, TokenFacts
from shared.core.clock import Clock, stamp
from shared.core.errors import FieldProblem, Invalid, Unavailable
from shared.core.ids import WabaId, WorkspaceId, new_id, reference
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.ports import Row, Vault
from shared.core.rows import blob, text
from shared.features.connections.checks import CannotConnect, Checks, MetaSilent
from shared.features.connections.problems import problem, reading
from shared.features.connections.store import ConnectionStore

CHOOSE_WITHIN: Final = timedelta(minutes=15)
MOST_NAMES: Final = 10
EXPIRED: Final = 36007
NO_ACCOUNT_YET: Final = WabaId("signup")
"""Stands for the account in what a waiting token is sealed for."""


def _spent(code: str) -> str:
    """What is remembered of a code: its hash."""
    return f"code-{reference('sign_up', code.strip())}"


@dataclass(frozen=True)
class SignUps:
    """From a code to a token and an account."""

    store: ConnectionStore
    meta: MetaAccounts
    checks: Checks
    vault: Vault
    clock: Clock
    offered: bool
    """The installation has a login configuration at Meta (EMBEDDED_SIGNUP_CONFIG)."""

    def exchange(self, app: MetaApp, code: str) -> str:
        """The token behind a code."""
        if not self.offered:
            raise CannotConnect(problem("signup_off"))
        try:
            return self.meta.exchange(app, code.strip())
        except GraphRefused as refused:
            if refused.error.code in (1, 101):
                # Meta's words for a wrong app id or secret.
                raise Unavailable(
                    "Meta refused our own app's id and secret. An operator must check them.", code="meta_app_wrong"
                ) from None
            if refused.error.code == 100:
                code = "signup_code_expired" if refused.error.subcode == EXPIRED else "signup_code_used"
                raise CannotConnect(problem(code), [FieldProblem("code", "Start again at Facebook.")]) from None
            raise CannotConnect(reading(refused)) from None
        except (GraphUnknown, GraphUnreachable):
            raise MetaSilent("Meta did not answer. Nothing was stored; press “Continue with Facebook” again.") from None

    def choose(self, ws: WorkspaceId, token: str, facts: TokenFacts, wanted: WabaId | None) -> WabaId:
        """The browser's account if the token is good for it; without one, the only account that is not connected."""
        granted = facts.accounts or ()
        if wanted is not None:
            if wanted not in granted:
                raise CannotConnect(problem("account_missing"))
            return wanted
        fresh = [waba for waba in granted if self.store.home(waba) is None] or list(granted)
        if len(fresh) == 1:
            return fresh[0]
        if not fresh:
            raise CannotConnect(problem("no_access"))
        choices = [FieldProblem("waba_id", one) for one in self._named(token, fresh)]
        choices.append(FieldProblem("continuation", self._wait(ws, token)))
        raise CannotConnect(problem("choose_account"), choices)

    def resume(self, ws: WorkspaceId, continuation: str) -> str:
        """The token that waits for a choice."""
        row = self.store.table.get(keys.sign_up(ws, continuation)) if continuation.isalnum() else None
        sealed = blob(row, "sealed") if row else None
        if row is None or sealed is None or text(row, "expires_at") < stamp(self.clock.now()):
            raise Invalid("The choice took too long. Press “Continue with Facebook” again.", code="signup_code_expired")
        return self.vault.open(ws, NO_ACCOUNT_YET, f"signup:{continuation}", sealed)

    def forget(self, ws: WorkspaceId, continuation: str) -> None:
        self.store.table.delete(keys.sign_up(ws, continuation))

    def connected_by(self, ws: WorkspaceId, code: str) -> WabaId | None:
        """The account that this code connected here, some minutes ago at the most."""
        row = self.store.table.get(keys.sign_up(ws, _spent(code)))
        if row is None or text(row, "expires_at") < stamp(self.clock.now()):
            return None
        return WabaId(text(row, "waba"))

    def remember(self, ws: WorkspaceId, code: str, waba: WabaId) -> None:
        until = self.clock.now() + CHOOSE_WITHIN
        row: Row = {
            "type": "spent_code",
            "v": 1,
            "waba": waba,
            "expires_at": stamp(until),
            "ttl": int(until.timestamp()),
        }
        self.store.table.put(keys.sign_up(ws, _spent(code)), row)

    def _wait(self, ws: WorkspaceId, token: str) -> str:
        now = self.clock.now()
        found, until = new_id(now), now + CHOOSE_WITHIN
        row: Row = {
            "type": "sign_up",
            "v": 1,
            "sealed": self.vault.seal(ws, NO_ACCOUNT_YET, f"signup:{found}", token),
            "expires_at": stamp(until),
            "ttl": int(until.timestamp()),
        }
        self.store.table.put(keys.sign_up(ws, found), row)
        return found

    def _named(self, token: str, accounts: Sequence[WabaId]) -> list[str]:
        """Ids with names behind them, where Meta tells them."""
        found: list[str] = []
        for waba in accounts:
            name = ""
            if len(found) < MOST_NAMES:
                with suppress(GraphRefused, GraphUnknown, GraphUnreachable):
                    name = self.meta.account(token, waba).name
            found.append(f"{waba} {name}".strip())
        return found
