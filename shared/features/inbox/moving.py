"""Two contacts turn out to be one person: the conversations, messages and references of one move to the other.

Each row moves in a transaction of its own (made there, gone here), so a process may be killed anywhere and the next one
goes on. What is there twice is joined: the same message once, of a conversation the sum.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.core import keys
from shared.core.clock import parse_stamp
from shared.core.errors import Unavailable
from shared.core.ids import ContactId, MessageId, NumberId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Absent, Amend, Change, Condition, Create, Delete, Equals, Every, Exists, Row, Value
from shared.core.rows import maybe_text, number, text, texts
from shared.features.inbox.codec import inbox_place, last_order, read_news
from shared.features.inbox.model import FACTS
from shared.features.inbox.store import InboxStore

_TRIES = 10
_PRIORITIES = ("none", "low", "medium", "high")
_SHOWN = ("last_message", "last_order", "last_direction", "last_kind", "last_sealed")


@dataclass(frozen=True)
class Moving:
    """``shared.features.contacts.identity.Belongings`` for the inbox."""

    store: InboxStore

    def move(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId) -> None:
        """Messages first: what refers to them must find them."""
        rows = [row for row in self.store.table.scan(keys.everything_about(ws, loser)) if row["sk"] != "CONTACT"]
        order = {"MSG": 0, "REF": 1, "CONV": 2}
        for row in sorted(rows, key=lambda one: order.get(text(one, "sk").split("#", 1)[0], 0)):
            self._row(ws, row, survivor)
            if row["type"] == "conversation":
                # A message that both sides had was counted by both.
                self.store.recount(ws, survivor, _number(Key(text(row, "pk"), text(row, "sk"))))

    def _row(self, ws: WorkspaceId, row: Row, survivor: ContactId) -> None:
        here = Key(text(row, "pk"), text(row, "sk"))
        there = Key(keys.contact_partition(ws, survivor), here.sk)
        for _ in range(_TRIES):
            new = self._placed(ws, row, there, survivor)
            # A row that was changed since it was read is read again, so nobody's word is lost on the way.
            if self.store.table.transact([Create(there, new), Delete(here, _unchanged(row))]) is None:
                return
            again, other = self.store.table.get(here), self.store.table.get(there)
            if again is None:
                return
            row = again
            if other is not None and self._join(ws, row, other, survivor):
                return
        raise Unavailable("Somebody else is writing to this conversation. Try again in a moment.", code="contact_busy")

    def _placed(self, ws: WorkspaceId, row: Row, there: Key, survivor: ContactId) -> Row:
        """The row with its index entries as they are at the new place."""
        new = {name: value for name, value in row.items() if name not in ("pk", "sk")}
        if "due_at" in row:
            at = text(row, "due_at").split("#", 1)[0]
            new["due_pk"], new["due_at"] = keys.due_entry(at, there.pk, there.sk)
        if row["type"] == "conversation":
            new |= inbox_place(ws, text(row, "status"), text(row, "last_at"), survivor, _number(there))
        return new

    def _join(self, ws: WorkspaceId, row: Row, other: Row, survivor: ContactId) -> bool:
        """Both sides have the row. True when the one that moves is gone."""
        match row["type"]:
            case "conversation":
                return self._join_conversations(ws, row, other, survivor)
            case "reference":
                return self._join_references(ws, row, other, survivor)
            case _:
                return self._join_messages(row, other)

    def _join_messages(self, row: Row, other: Row) -> bool:
        """The same message was stored on both sides: every fact is kept once."""
        once: dict[str, Value] = {f"t_{fact}": row[f"t_{fact}"] for fact in FACTS if f"t_{fact}" in row}
        once |= {name: row[name] for name in ("pricing", "failure", "wamid") if name in row}
        there = Key(text(other, "pk"), text(other, "sk"))
        parts: list[Create | Amend | Delete] = [
            Amend(there, Change(once=once, set={"type": "message"}), Exists()),
            Delete(Key(text(row, "pk"), text(row, "sk")), _unchanged(row)),
        ]
        return self.store.table.transact(parts) is None

    def _join_references(self, ws: WorkspaceId, row: Row, other: Row, survivor: ContactId) -> bool:
        """One side knows the message, the other may have word for it: brought together, the word is applied."""
        there = Key(text(other, "pk"), text(other, "sk"))
        once: dict[str, Value] = {name: row[name] for name in ("target", "ref") if name in row}
        pending = row.get("pending")
        append = {"pending": pending} if isinstance(pending, list) else {}
        parts: list[Create | Amend | Delete] = [
            Amend(there, Change(set={"type": "reference"}, once=once, append=append), Exists()),
            Delete(Key(text(row, "pk"), text(row, "sk")), _unchanged(row)),
        ]
        if self.store.table.transact(parts) is not None:
            return False
        self._apply(ws, there, survivor)
        return True

    def _apply(self, ws: WorkspaceId, there: Key, survivor: ContactId) -> None:
        row = self.store.table.get(there)
        target, pending = (maybe_text(row, "target"), row.get("pending")) if row else (None, None)
        if row is None or target is None or not isinstance(pending, list):
            return
        for entry in pending:
            assert isinstance(entry, dict)
            news = read_news(entry, ws, maybe_text(row, "ref") or "", self.store.cipher)
            self.store.apply(ws, survivor, _number(there), MessageId(target), news)
        self.store.table.amend(there, Change(remove=("pending", "ttl")), Equals("pending", pending))

    def _join_conversations(self, ws: WorkspaceId, row: Row, other: Row, survivor: ContactId) -> bool:
        """What is newer is shown; unread adds up; open beats every other state."""
        there = Key(text(other, "pk"), text(other, "sk"))
        newer = row if last_order(row) > last_order(other) else other
        older = other if newer is row else row
        status = "open" if "open" in (row["status"], other["status"]) else text(newer, "status")
        last_at = max(text(row, "last_at"), text(other, "last_at"))
        change: dict[str, Value] = {
            **{name: newer[name] for name in _SHOWN if name in newer},
            "last_at": last_at,
            "status": status,
            "unread": number(row, "unread") + number(other, "unread"),
            "created_at": min(text(row, "created_at"), text(other, "created_at")),
            **inbox_place(ws, status, last_at, survivor, _number(there)),
        }
        if "read_at" in row:
            change["read_at"] = max(number(row, "read_at"), number(other, "read_at"))
        for name in ("inbound_at", "pair_until"):
            times = [found for one in (row, other) if (found := maybe_text(one, name))]
            if times:
                change[name] = max(times, key=parse_stamp)
        for name in ("assignee", "priority"):
            value = newer.get(name) or older.get(name)
            if name == "priority":
                value = max(
                    (one.get(name) or "none" for one in (row, other)), key=lambda one: _PRIORITIES.index(str(one))
                )
            if value not in (None, "none"):
                change[name] = value
        tags = list(dict.fromkeys([*texts(other, "tags"), *texts(row, "tags")]))
        if tags:
            change["tags"] = tags
        if (maybe_text(row, "referral_message") or "") > (maybe_text(other, "referral_message") or ""):
            change |= {name: row[name] for name in ("referral_message", "referral_sealed")}
        remove: tuple[str, ...] = ("due_pk", "due_at", "snoozed_until")
        if status == "snoozed" and "snoozed_until" in newer and "due_at" in newer:
            due_pk, due_at = keys.due_entry(text(newer, "due_at").split("#", 1)[0], there.pk, there.sk)
            change |= {"snoozed_until": newer["snoozed_until"], "due_pk": due_pk, "due_at": due_at}
            remove = ()
        parts: list[Create | Amend | Delete] = [
            Amend(there, Change(set=change, remove=remove), _unchanged(other)),
            Delete(Key(text(row, "pk"), text(row, "sk")), _unchanged(row)),
        ]
        return self.store.table.transact(parts) is None


# What the machine moves on a row after it was made: if these stand, the row stands as it was read.
_MOVED = {
    "conversation": ("last_message", "unread", "status", "inbound_at", "assignee"),
    "reference": ("target", "pending"),
    "message": ("outbox", "edited_version", "revoked_at", "r_customer_version", "r_us_version", "media"),
}


def _unchanged(row: Row) -> Condition:
    names = _MOVED.get(str(row["type"]), ())
    names = (*names, *(f"t_{fact}" for fact in FACTS)) if row["type"] == "message" else names
    return Every((Exists(), *(Equals(name, row[name]) if name in row else Absent(name) for name in names)))


def _number(key: Key) -> NumberId:
    return NumberId(key.sk.split("#", 2)[1])
