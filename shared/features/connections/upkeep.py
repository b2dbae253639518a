"""Looking after connected accounts: once a day for each, soon after trouble, and when somebody asks.

The account's row stands in the due index; the sweeper finds it and puts a job into the upkeep queue:

    {"v": 1, "workspace", "waba"}

A look asks Meta about the token, the account, its subscription, its numbers and their health, and its templates, and
lays what it finds over the rows. Nothing is lost when one fails: the row is due again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from shared.core.accounts import AccountFacts, MetaAccounts, MetaApp, TokenFacts
from shared.core.clock import Clock, millis, stamp
from shared.core.errors import Conflict, Invalid, Unavailable
from shared.core.ids import WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.numbers import MetaNumbers
from shared.core.ports import Change, Queue, Value
from shared.features.connections.checks import FATAL, CannotConnect, Checks
from shared.features.connections.credentials import Credentials, UnknownAccount
from shared.features.connections.leaving import Leaving
from shared.features.connections.model import Account, Number
from shared.features.connections.problems import TOKEN_CODES, problem, reading
from shared.features.connections.rows import state_map
from shared.features.connections.standing import BANNED, DISABLED
from shared.features.connections.store import ConnectionStore
from shared.features.connections.troubles import Troubles
from shared.features.notices.service import Notices

DAY: Final = timedelta(days=1)
SPREAD_MINUTES: Final = 240
AFTER_SILENCE: Final = timedelta(hours=1)
AFTER_RUN: Final = timedelta(minutes=1)
WARN_DAYS: Final = (1, 3, 7, 14)


def next_look(ws: WorkspaceId, waba: WabaId, now: datetime) -> datetime:
    """A day later, give or take: accounts connected in one hour are not all looked at in one hour for ever."""
    chance = zlib.crc32(f"{ws}{waba}{now:%Y%m%d}".encode()) % SPREAD_MINUTES
    return now + DAY + timedelta(minutes=chance - SPREAD_MINUTES // 2)


@dataclass(frozen=True)
class UpkeepQueue:
    """The way from the sweeper to the upkeep function."""

    queue: Queue

    def ask(self, ws: WorkspaceId, waba: WabaId) -> None:
        self.queue.send(json.dumps({"v": 1, "workspace": ws, "waba": waba}, separators=(",", ":")))


class TemplateSync(Protocol):
    """Copies an account's templates."""

    def sync(self, ws: WorkspaceId, waba: WabaId) -> int: ...


@dataclass(frozen=True)
class Upkeep:
    """The use cases of ``functions/upkeep``."""

    store: ConnectionStore
    checks: Checks
    meta: MetaAccounts
    pages: MetaNumbers
    access: Credentials
    leaving: Leaving
    troubles: Troubles
    notices: Notices
    templates: TemplateSync
    app: Callable[[], MetaApp]
    clock: Clock

    def deliver(self, raw: Mapping[str, Any]) -> None:
        """One job. Meta's silence is no failure of the job: the account is looked at again in an hour."""
        try:
            ws, waba = WorkspaceId(raw["workspace"]), WabaId(raw["waba"])
            if raw["v"] != 1:
                raise ValueError("another version")
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid("This record is not a job of upkeep.", code="bad_job") from error
        try:
            self.look(ws, waba)
        except UnknownAccount:
            return
        except (Unavailable, Conflict):
            self.store.look_again(ws, waba, self.clock.now() + AFTER_SILENCE)

    def look(self, ws: WorkspaceId, waba: WabaId) -> None:
        """Raises MetaSilent and its like; what is wrong with the account is written to the account."""
        account = self._account(ws, waba)
        if account.leaving:
            self.leaving.go_on(ws, waba)
            return
        if account.left_at:
            return
        now = self.clock.now()
        if self.store.running(ws, waba, millis(now)):
            # Two that lay Meta's lists over the rows would undo each other.
            self.store.look_again(ws, waba, now + AFTER_RUN)
            return
        token, version = self.access.even_if_disconnected(ws, waba), self.access.version_used(ws, waba)
        try:
            facts = self.checks.token(self.app(), token)
            self.checks.choose(facts, waba)
            found = self.checks.account(token, waba)
        except CannotConnect as refused:
            if refused.reason not in FATAL:
                raise
            self.troubles.disconnected(ws, waba, refused.problem, version)
            self.store.look_again(ws, waba, next_look(ws, waba, now))
            return
        if not self._keep(ws, waba, facts, found, now, version):
            return  # disconnected since, or given another token, which was looked at when it came
        self._warn(ws, self._account(ws, waba), now)
        try:
            self._subscribed(ws, waba, token)
            self._numbers(ws, waba, token)
        except GraphRefused as refusal:
            self.troubles.refused(ws, waba, refusal, version)
            raise Unavailable(
                "Meta refused a part of the check. It is made again later.", code="meta_refused"
            ) from None
        except (GraphUnknown, GraphUnreachable):
            raise Unavailable("Meta did not answer. Try again in a moment.", code="meta_unreachable") from None
        self._lift(account, found)
        if self._account(ws, waba).disconnected is None:
            # Webhooks about templates can be missed (contract 7.6).
            with self.troubles.plainly(ws, waba):
                self.templates.sync(ws, waba)
        self.store.look_again(ws, waba, next_look(ws, waba, now))

    def _keep(
        self,
        ws: WorkspaceId,
        waba: WabaId,
        token: TokenFacts,
        found: AccountFacts,
        now: datetime,
        version: int | None,
    ) -> bool:
        kept: dict[str, Value] = {
            "name": found.name,
            "token_checked_at": stamp(now),
            "step_token": state_map("done"),
            "review": found.review,
        }
        if token.expires_at:
            kept["token_expires_at"] = stamp(token.expires_at)
        gone = () if token.expires_at else ("token_expires_at",)
        return self.store.amend(ws, waba, Change(set=kept, remove=gone), version)

    def _warn(self, ws: WorkspaceId, account: Account, now: datetime) -> None:
        """14, 7, 3 and 1 days before the token ends, each once; a day that was missed is made up for by the next."""
        if account.token_expires_at is None:
            return
        left = account.token_expires_at - now
        days = next((one for one in WARN_DAYS if left <= timedelta(days=one)), None)
        if days is None or (account.token_warned is not None and account.token_warned <= days):
            return
        if self.store.warned(ws, account, days):
            whole = max(0, left.days)
            when = f"in {whole} days" if whole > 1 else ("tomorrow" if whole == 1 else "today")
            self.notices.give(
                ws,
                "token_expiring",
                "critical" if days <= 3 else "warning",
                f"{account.name}: the token expires {when}",
                f"It ends at {stamp(account.token_expires_at)}. Make a new one and paste it in Settings, Numbers & "
                "connection; until then everything goes on.",
                about=account.waba,
            )

    def _subscribed(self, ws: WorkspaceId, waba: WabaId, token: str) -> None:
        """Without the subscription no message comes in, and nothing else would tell."""
        if self.meta.subscribed(self.app(), token, waba) or self._left(ws, waba):
            return
        self.meta.subscribe(token, waba)
        self.store.mark(ws, waba, "subscribe", "done")
        self.notices.give(
            ws,
            "account_subscription",
            "warning",
            "The app was not subscribed to the account any more",
            "It is again. Messages that came in meanwhile were not delivered to WALoom.",
            about=waba,
        )

    def _numbers(self, ws: WorkspaceId, waba: WabaId, token: str) -> None:
        before = {number.id: number for number in self.store.numbers(ws, waba)}
        self.store.keep_numbers(ws, waba, self.meta.numbers(token, waba))
        for number in self.store.numbers(ws, waba):
            if not number.gone:
                self._probe(token, number)
        for number in self.store.numbers(ws, waba):
            self._tell(before.get(number.id), number)

    def _probe(self, token: str, number: Number) -> None:
        """What Meta refuses of one number does not keep the others from being looked at; a dead token does."""
        try:
            self.probe(token, number)
        except GraphRefused as refused:
            if reading(refused).code in {*TOKEN_CODES, "meta_limited", "meta_unreachable"}:
                raise

    def probe(self, token: str, number: Number) -> None:
        """What Meta shows of one number now, its health included, laid over its row."""
        details = self.pages.details(token, number.id)
        self.store.refresh_number(number.workspace, number.waba, details.facts, details.health, self.clock.now())

    def _tell(self, before: Number | None, now: Number) -> None:
        if before is None:
            return
        if now.gone and not before.gone:
            code = "number_gone"
        elif now.status in BANNED and before.status not in BANNED:
            code = "number_banned"
        elif before.registered and not (now.registered or now.gone or now.coexistence):
            self.troubles.registration_lost(now)
            return
        else:
            return
        why = problem(code, about=now.display)
        self.notices.give(now.workspace, code, "critical", why.title, why.advice, about=now.waba)

    def _lift(self, account: Account, found: AccountFacts) -> None:
        """What Meta stopped goes on when Meta says so. A disabled account comes back by Meta's news, or by a person."""
        if account.disconnected and found.can_send != "blocked" and account.meta_state not in DISABLED:
            self.store.reconnect(account.workspace, account.waba)
        endless = [one for one in account.restrictions if one.until is None]
        if endless and found.can_send == "available":
            kept = ",".join(f"{one.kind}@{stamp(one.until)}" for one in account.restrictions if one.until)
            self.store.amend(account.workspace, account.waba, Change(set={"restrictions": kept}))

    def _left(self, ws: WorkspaceId, waba: WabaId) -> bool:
        """Somebody has disconnected the account since the look began."""
        account = self._account(ws, waba)
        return bool(account.leaving or account.left_at)

    def _account(self, ws: WorkspaceId, waba: WabaId) -> Account:
        account = self.store.account(ws, waba)
        if account is None:
            raise UnknownAccount("There is no such WhatsApp account in this workspace.")
        return account
