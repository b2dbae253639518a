"""What Meta tells about accounts, numbers and templates: kept as events, shown as notices, and laid over our rows.

Facts carry Meta's time and the latest wins, so that news may come twice and in any order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from shared.core import keys
from shared.core.clock import Clock, millis, stamp
from shared.core.errors import Dropped, Invalid
from shared.core.ids import NumberId, WabaId, WorkspaceId, reference
from shared.core.inbound import ChangeNews, Severity
from shared.core.keys import Key
from shared.core.ports import Absent, Below, Change, Cipher, Equals, Every, Exists, Row, Table, Value
from shared.core.rows import mapping, maybe_moment, maybe_text, text

# How our rows call what the news call facts.
NUMBER_NAMES: Final = {"messaging_limit": "limit"}
# States in which nothing can be sent, and what to do about them; shown like any other problem of the connection.
CLOSED: Final = {
    "meta_disabled": "See WhatsApp Manager for the reason and ask for a review there.",
    "meta_deleted": "Connect another WhatsApp account in the settings.",
    "meta_removed": "Give this app access to the account again, then resume the connection in the settings.",
}
# News that say less than has changed: a number's rating beside its state, the limits of an account's numbers.
LEAVES_MORE: Final = frozenset({"number_quality", "capability", "restriction", "ban", "alert", "template_text"})
AT_ONCE: Final = "1970-01-01T00:00:00.000Z"
# Over this, an event's row points to the raw archive (DynamoDB takes 400 KB a row, and a list reads many of them).
MOST_BYTES: Final = 60_000
TWO_WEEKS: Final = 14 * 86_400
CONNECTING: Final = timedelta(minutes=10)
# These hold what customers wrote or who they are: kept, but sealed like every message.
PRIVATE: Final = frozenset(
    ("history", "state_sync", "echoes", "standby", "messages", "unknown", "user_actions", "group")
)


class Notices(Protocol):
    """Calls the workspace's people."""

    def give(
        self, ws: WorkspaceId, kind: str, severity: Severity, title: str, detail: str, *, about: str = ""
    ) -> object: ...


class TemplatePast(Protocol):
    """The histories of templates. Telling the same event again changes nothing."""

    def told(
        self,
        ws: WorkspaceId,
        waba: WabaId,
        name: str,
        language: str,
        event: str,
        at: datetime,
        kind: str,
        before: str,
        after: str,
        reason: str,
    ) -> None: ...


class Home(Protocol):
    """Whose an account is. ``closed`` is when its people disconnected it, "" while they have not."""

    @property
    def workspace(self) -> WorkspaceId: ...

    @property
    def closed(self) -> str: ...


class Owners(Protocol):
    """Whose an account is; who answers for one that is gone."""

    def home(self, waba: WabaId) -> Home | None: ...


@dataclass(frozen=True)
class AccountDesk:
    """The use case of everything that is about no customer."""

    table: Table
    cipher: Cipher
    notices: Notices
    templates: TemplatePast
    clock: Clock

    def keep(self, ws: WorkspaceId, news: ChangeNews) -> None:
        """Lay the facts over our rows, keep the event, and tell people of it once."""
        account = news.account
        mark = f"{millis(news.at):013d}-{reference(news.field, _compact(news.kept))[:12]}"
        numbers = self._numbers(ws, news)
        for number in numbers:
            facts = {NUMBER_NAMES.get(name, name): value for name, value in account.number_facts.items()}
            self._lay(keys.number(ws, number), facts, mark)
        told = self._lay(keys.account(ws, news.waba), account.account_facts, mark)
        if told and "meta_state" in account.account_facts:
            self._connection(ws, news)
        if account.template:
            self._lay(keys.template(ws, news.waba, *account.template), account.template_facts, mark)
        event = self._event_id(ws, news)
        key = keys.account_event(ws, news.waba, event)
        if self.table.get(key) is not None:
            return
        if account.kind in LEAVES_MORE:
            self.look_soon(ws, news.waba)
        if account.template:
            self._remember(ws, news, event)
        if account.severity and not self._by_us(ws, news):
            # Before the event: killed between the two, people are told twice rather than never.
            about = numbers[0] if numbers else news.waba
            self.notices.give(ws, account.kind, account.severity, account.title, account.detail, about=about)
        self.table.create(key, self._row(ws, news, event))

    def _remember(self, ws: WorkspaceId, news: ChangeNews, event: str) -> None:
        """What befell a template, for its history. ``template_status`` is of the kind ``status`` there."""
        account = news.account
        assert account.template is not None
        kind = account.kind.removeprefix("template_")
        if kind == "text":
            return  # without the old words it says nothing: the listing that follows tells what has changed
        told = {
            "status": ("", "event"),
            "quality": ("previous_quality_score", "new_quality_score"),
            "category": ("previous_category", "new_category"),
            "category_soon": ("new_category", "correct_category"),
        }
        before, after = (str(news.kept.get(name) or "") for name in told[kind])
        self.templates.told(ws, news.waba, *account.template, event, news.at, kind, before, after, account.detail)

    def _by_us(self, ws: WorkspaceId, news: ChangeNews) -> bool:
        """Registering a number sets its PIN, and Meta tells us so: no reason to alarm who has just connected it."""
        if news.field != "security" or news.kept.get("event") != "PIN_CHANGED":
            return False
        row = self.table.get(keys.account(ws, news.waba))
        connected = maybe_moment(row, "connected_at") if row else None
        return row is not None and (connected is None or abs(news.at - connected) < CONNECTING)

    def _row(self, ws: WorkspaceId, news: ChangeNews, event: str) -> Row:
        account = news.account
        row: Row = {
            "type": "account_event",
            "v": 1,
            "at": stamp(news.at),
            "field": news.field or "unknown",
            "kind": account.kind,
            "summary": account.title,
            "severity": account.severity,
        }
        shown: dict[str, Any] = {"detail": account.detail} if account.detail else {}
        kept = _compact(news.kept)
        if len(kept) > MOST_BYTES:
            shown["note"] = "too_large"
        elif account.kind in PRIVATE:
            row["sealed"] = self.cipher.seal(ws, kept.encode(), event)
        else:
            shown["value"] = news.kept
        row["detail"] = _compact(shown)
        return row

    def _event_id(self, ws: WorkspaceId, news: ChangeNews) -> str:
        """Sorts by time; the same for every delivery of the same news (contract 1.2: field, account, time and
        value).
        """
        ref = reference(news.field, news.waba, _compact(news.kept))
        event = f"{stamp(news.at)}#{ref}"
        if news.timed:
            return event
        # Meta gave no time: the first delivery's time counts, and a row remembers it longer than Meta repeats itself.
        ttl = int(self.clock.now().timestamp()) + TWO_WEEKS
        first = Change(set={"type": "taken", "v": 1}, once={"event": event, "ttl": ttl})
        row = self.table.amend(keys.taken(ws, "account_event", ref), first)
        assert row is not None
        return text(row, "event")

    def _numbers(self, ws: WorkspaceId, news: ChangeNews) -> list[NumberId]:
        """Which of the account's numbers it is about: by id, or by the digits shown (contract 1.9)."""
        account = news.account
        if account.number:
            return [NumberId(account.number)]
        if not account.number_digits:
            return []
        return [
            NumberId(text(row, "id"))
            for row in self.table.scan(keys.numbers(ws))
            if "".join(char for char in (maybe_text(row, "display") or "") if char.isdigit()) == account.number_digits
        ]

    def _lay(self, key: Key, facts: Mapping[str, str], mark: str) -> bool:
        """True when one of the facts was news to our row."""
        new = False
        for name, value in facts.items():
            change: dict[str, Value] = {name: value, f"{name}_version": mark}
            when = Every((Exists(), Below(f"{name}_version", mark)))
            new |= self.table.amend(key, Change(set=change), when) is not None
        return new

    def look_soon(self, ws: WorkspaceId, waba: WabaId) -> None:
        """What the news don't say is read from Meta: the account is due for the upkeep, which the sweeper starts."""
        key = keys.account(ws, waba)
        due_pk, due_at = keys.due_entry(AT_ONCE, key.pk, key.sk)
        ours = Every((Exists(), Absent("leaving"), Absent("left_at")))
        self.table.amend(key, Change(set={"due_pk": due_pk, "due_at": due_at}), ours)

    def _connection(self, ws: WorkspaceId, news: ChangeNews) -> None:
        """Meta has closed the account to us, or opened it again."""
        key = keys.account(ws, news.waba)
        code = f"meta_{news.account.account_facts['meta_state']}"
        if code in CLOSED:
            problem = {"code": code, "title": news.account.title, "advice": CLOSED[code]}
            closed: dict[str, Value] = {"state": "failed", **problem, "at": stamp(news.at)}
            ours = Every((Exists(), Absent("leaving"), Absent("left_at")))
            self.table.amend(key, Change(set={"disconnected": closed}), ours)
            return
        row = self.table.get(key)
        before = mapping(row, "disconnected") if row else None
        if before and before.get("code") in CLOSED:
            self.table.amend(key, Change(remove=("disconnected",)), Equals("disconnected", before))


def owner_of(owners: Owners, waba: WabaId, otherwise: WorkspaceId | None) -> WorkspaceId:
    """The workspace a change belongs to: the account's, else the number's."""
    home = owners.home(waba) if waba else None
    if home is not None and home.closed:
        raise Dropped("The account is disconnected.", code="account_disconnected")
    ws = home.workspace if home else otherwise
    if ws is None:
        raise Invalid("No workspace has connected this account.", code="unknown_account")
    return ws


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
