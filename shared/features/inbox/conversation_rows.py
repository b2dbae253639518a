"""Conversations in the table: one row per customer and number, kept true by whatever comes, in any order.

A conversation is written last, after its message. Its newest line, its window and its unread count each carry what
decides between old and new, so a late message counts without pushing a newer one aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core import keys
from shared.core.clock import millis, stamp
from shared.core.errors import NotFound
from shared.core.ids import (
    ContactId,
    ConversationId,
    NumberId,
    WorkspaceId,
    split_conversation,
)
from shared.core.keys import Key
from shared.core.ports import Absent, Below, Change, Condition, Equals, Every, Exists, Row, Value
from shared.core.rows import maybe_text, number, text
from shared.features.inbox.codec import (
    inbox_place,
    last_order,
    line_order,
    read_conversation,
    seal,
)
from shared.features.inbox.model import (
    Conversation,
    Message,
    preview,
)
from shared.features.inbox.store_parts import DUE, StoreParts
from shared.features.inbox.thread_rows import NEW, OVERTAKEN

LONGEST_CHAIN: Final = 8  # of contacts that were merged one into the next


def _newer(order: str) -> Condition:
    """The conversation shows an older line, or none. Rows without an order tell the second of theirs."""
    return Every((Below("last_order", order), Below("last_message", order[:10] + "~")))


def no_conversation() -> NotFound:
    """The one answer for what is not there and for what is not there for the one who asks."""
    return NotFound("There is no such conversation in this workspace.", code="conversation_not_found")


@dataclass(frozen=True)
class ConversationRows(StoreParts):
    """What the list shows."""

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def received(self, message: Message, recorded: int, opens_window: bool = True, counts: bool = True) -> None:
        """Let the conversation know of a customer's message. ``recorded`` is what ``record`` said.

        ``counts`` is False for what opens the window but is no message to read (a reaction, a call).
        """
        ws, contact, number_ = message.workspace, message.contact, message.number
        key = keys.conversation(ws, contact, number_)
        at = stamp(message.at)
        base: dict[str, Value] = {"type": "conversation", "v": 1, "number": number_}
        if opens_window:
            base["inbound_at"] = at
        if not counts:
            self._upsert(key, ws, contact, number_, at, base, {})
            self._without_messages(key, ws, contact, number_, at)
            return
        order = self._order(message, recorded)
        if not recorded & NEW and self._told_before(key, message, order, at if opens_window else None):
            return
        shown: dict[str, Value] = {
            "last_message": message.id,
            "last_order": order,
            "last_at": at,
            "last_direction": message.direction,
            "last_kind": message.kind,
            "last_sealed": self._sealed_preview(ws, number_, message),
            "status": "open",
            **inbox_place(ws, "open", at, contact, number_),
        }
        newest = self.table.amend(
            key,
            Change(set={**base, **shown}, once=self._born(), add={"unread": 1}, remove=(*DUE, "snoozed_until")),
            Every((_newer(order), Below("inbound_at", at + "~"))),
        )
        if newest is None:
            self._late(key, message, at, base, shown)
        if recorded & OVERTAKEN:
            self.freshen(ws, contact, number_, message.id)
        self._refer(key, message)

    def _refer(self, key: Key, message: Message) -> None:
        """The advertisement the customer came from, of the latest message that names one."""
        if message.referral:
            sealed = seal(self.cipher, message.workspace, f"{message.number}:referral", message.referral)
            change = Change(set={"referral_sealed": sealed, "referral_message": message.id})
            self.table.amend(key, change, Below("referral_message", message.id))

    def _order(self, message: Message, recorded: int) -> str:
        """Where the line stands among others of its second: by its first arrival, which a redelivery does not move."""
        received_at = message.received_at
        if not recorded & NEW:
            row = self.table.get(keys.message(message.workspace, message.contact, message.number, message.id))
            received_at = number(row, "received_at") if row else received_at
        return line_order(message.id, received_at)

    def _told_before(self, key: Key, message: Message, order: str, opened: str | None) -> bool:
        """A redelivery: True when the conversation knows. Whatever the first delivery did not come to is done now."""
        row = self.table.get(key)
        if row is None or (last_order(row) < order and row.get("last_message") != message.id):
            return False
        if opened and (maybe_text(row, "inbound_at") or "") < opened:
            self.table.amend(key, Change(set={"inbound_at": opened}), Below("inbound_at", opened))
        self._refer(key, message)
        self._place(key, message, row)
        if self.recount(message.workspace, message.contact, message.number) > number(row, "unread"):
            # The first delivery died before it counted, so nobody was called either.
            change = Change(set={"status": "open"}, remove=(*DUE, "snoozed_until"))
            opened_again = self.table.amend(key, change, Equals("status", row["status"]))
            self._place(key, message, opened_again or row)
        return True

    def _place(self, key: Key, message: Message, row: Row) -> None:
        """Put the conversation where its state and time belong in the list, unless somebody moved it meanwhile."""
        status, last_at = text(row, "status"), text(row, "last_at")
        place = inbox_place(message.workspace, status, last_at, message.contact, message.number)
        if any(row.get(name) != value for name, value in place.items()):
            self.table.amend(key, Change(set=place), Every((Equals("status", status), Equals("last_at", last_at))))

    def _born(self) -> dict[str, Value]:
        return {"created_at": stamp(self.clock.now())}

    def _late(self, key: Key, message: Message, at: str, base: dict[str, Value], shown: dict[str, Value]) -> None:
        """A message older than what the conversation shows: it counts, and may still be the newest of its kind.

        Counting comes last: a redelivery takes what is counted for told (see ``_told_before``).
        """
        row = self.table.get(key)
        if row is not None and row.get("status") != "open":
            self.table.amend(key, Change(set={"status": "open"}, remove=(*DUE, "snoozed_until")))
        if "inbound_at" in base:
            self.table.amend(key, Change(set={"inbound_at": at}), Below("inbound_at", at))
        aside = ("status", "inbox_pk", "inbox_sk")
        newest = {name: value for name, value in shown.items() if name not in aside}
        self.table.amend(key, Change(set=newest), _newer(str(shown["last_order"])))
        row = self.table.amend(key, Change(add={"unread": 1}))
        assert row is not None
        self._place(key, message, row)

    def _upsert(
        self,
        key: Key,
        ws: WorkspaceId,
        contact: ContactId,
        number_: NumberId,
        at: str,
        base: dict[str, Value],
        more: dict[str, Value],
    ) -> None:
        """Make the conversation if there is none, and open its window if this is the newest word from the customer."""
        once = {"status": "open", "last_at": at, **self._born(), **inbox_place(ws, "open", at, contact, number_)}
        opened = self.table.amend(key, Change(set={**base, **more}, once=once), Below("inbound_at", at))
        if opened is None:
            self.table.amend(key, Change(set={"type": "conversation", "v": 1, "number": number_, **more}, once=once))

    def _without_messages(self, key: Key, ws: WorkspaceId, contact: ContactId, number_: NumberId, at: str) -> None:
        """A conversation of calls and reactions only stands where the latest of them was."""
        row = self.table.get(key)
        if row is None or "last_message" in row or text(row, "last_at") >= at:
            return
        place = inbox_place(ws, text(row, "status"), at, contact, number_)
        when = Every((Absent("last_message"), Below("last_at", at)))
        self.table.amend(key, Change(set={"last_at": at, **place}), when)

    def sent_elsewhere(self, message: Message, recorded: int = 0) -> None:
        """Let the conversation know of a line that did not go through the outbox: the phone app's, an event's."""
        ws, contact, number_ = message.workspace, message.contact, message.number
        key = keys.conversation(ws, contact, number_)
        at = stamp(message.at)
        self._upsert(key, ws, contact, number_, at, {"type": "conversation", "v": 1, "number": number_}, {})
        order = self._order(message, recorded)
        shown = {**self._shown(ws, number_, message), "last_at": at, "last_order": order}
        row = self.table.amend(key, Change(set=shown), _newer(order)) or self.table.get(key)
        if row is not None:
            self._place(key, message, row)
        if recorded & OVERTAKEN:
            self.freshen(ws, contact, number_, message.id)

    def _shown(self, ws: WorkspaceId, number_: NumberId, message: Message) -> dict[str, Value]:
        return {
            "last_message": message.id,
            "last_direction": message.direction,
            "last_kind": message.kind,
            "last_sealed": self._sealed_preview(ws, number_, message),
        }

    def _sealed_preview(self, ws: WorkspaceId, number_: NumberId, message: Message) -> bytes:
        return seal(self.cipher, ws, f"{number_}:last", {"preview": preview(message.kind, message.content)})

    def recount(self, ws: WorkspaceId, contact: ContactId, number_: NumberId) -> int:
        """Set unread to what was received since somebody last read, if nobody moved it meanwhile; returns the count.

        Looks at the newest lines only: where there are more, the count may be raised but not lowered.
        """
        key = keys.conversation(ws, contact, number_)
        row = self.table.get(key)
        if row is None:
            return 0
        read_at, before = number(row, "read_at"), number(row, "unread")
        page = self.table.query(keys.messages(ws, contact, number_), newest_first=True, limit=200)
        unread = sum(1 for one in page.rows if one["direction"] == "in" and number(one, "received_at") > read_at)
        if page.cursor and unread < before:
            return before
        if unread != before:
            when = Equals("unread", before) if "unread" in row else Absent("unread")
            self.table.amend(key, Change(set={"unread": unread}), when)
        return unread

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def conversation(self, ws: WorkspaceId, conversation: ConversationId) -> Conversation:
        """The conversation, also under an id from before its contact was merged into another."""
        contact, number_ = split_conversation(conversation)
        for _ in range(LONGEST_CHAIN):
            row = self.table.get(keys.conversation(ws, contact, number_))
            if row is not None:
                return read_conversation(row, ws, self.cipher)
            before = self.table.get(keys.contact(ws, contact))
            into = maybe_text(before, "merged_into") if before else None
            if into is None:
                break
            contact = ContactId(into)
        raise no_conversation()

    def mark_read(self, conversation: Conversation) -> Row | None:
        key = keys.conversation(conversation.workspace, conversation.contact, conversation.number)
        return self.table.amend(key, Change(set={"unread": 0, "read_at": millis(self.clock.now())}), Exists())
