"""Conversations and messages in the table, and the handshake that lets news come before what it is about.

**The handshake.** Each of Meta's message ids has one reference row. Who writes a message then sets the row's
``target``; who has news (a status, a reaction, an edit, a revoke) about a message it can't find appends to the row's
``pending``. Both read back the whole row from the same atomic write, so whoever comes second sees the other's word
and does the work. Doing it twice changes nothing, because news are facts that only grow or carry a version.

**Order of writes.** A message first, its reference second, its conversation last; each is repeated harmlessly when
Meta or the queue delivers again, so a process killed anywhere between leaves nothing that a redelivery does not
complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import Clock, millis, stamp
from shared.core.errors import NotFound
from shared.core.ids import (
    ContactId,
    ConversationId,
    MessageId,
    NumberId,
    Wamid,
    WorkspaceId,
    reference,
    split_conversation,
)
from shared.core.keys import Key
from shared.core.ports import Absent, Below, Change, Cipher, Equals, Every, Exists, OneOf, Page, Row, Table, Value
from shared.core.rows import maybe_text, number, text
from shared.features.inbox.codec import (
    failure_map,
    inbox_place,
    message_row,
    news_map,
    read_conversation,
    read_message,
    read_news,
    seal,
    version,
)
from shared.features.inbox.model import (
    Conversation,
    EditNews,
    Failure,
    Message,
    News,
    ReactionNews,
    RevokeNews,
    StatusNews,
    preview,
)

# Longer than Meta redelivers (7 days): what has found no message by then never will.
PARKED_FOR: Final = timedelta(days=14)
DUE: Final = ("due_pk", "due_at")
LONGEST_CHAIN: Final = 8  # of contacts that were merged one into the next


@dataclass(frozen=True)
class InboxStore:
    """Named questions and moves over the rows of conversations and messages."""

    table: Table
    cipher: Cipher
    clock: Clock

    # ── writing messages ────────────────────────────────────────────────────────────────────────────────────────────

    def record(self, message: Message) -> bool:
        """Write a message that has Meta's id, and apply what was parked for it. False when it was there already."""
        key = keys.message(message.workspace, message.contact, message.number, message.id)
        new = self.table.create(key, message_row(message, self.cipher))
        if message.wamid:
            self.link(message.workspace, message.contact, message.number, message.wamid, message.id)
        return new

    def write_line(self, message: Message) -> bool:
        """Write a note or an event line. False when it was there already."""
        key = keys.message(message.workspace, message.contact, message.number, message.id)
        return self.table.create(key, message_row(message, self.cipher))

    def link(self, ws: WorkspaceId, contact: ContactId, number_: NumberId, wamid: Wamid, message: MessageId) -> None:
        """Say which message Meta's id means, and apply what was parked for it."""
        key = keys.message_ref(ws, contact, number_, wamid)
        row = self.table.amend(key, Change(set={"type": "reference", "v": 1, "target": message}, remove=("ttl",)))
        assert row is not None
        if row.get("pending"):
            self._apply_pending(key, row, ws, contact, number_, message)

    def tell(self, ws: WorkspaceId, contact: ContactId, number_: NumberId, wamid: Wamid, news: News) -> bool:
        """Bring news about the message Meta calls ``wamid``; parked until it comes when it is not there. True when
        applied.
        """
        key = keys.message_ref(ws, contact, number_, wamid)
        found = self.table.get(key)
        target = maybe_text(found, "target") if found else None
        if target:
            return self.apply(ws, contact, number_, MessageId(target), news)
        ttl = int((self.clock.now() + PARKED_FOR).timestamp())
        entry = news_map(news, ws, reference(number_, wamid), self.cipher)
        row = self.table.amend(
            key,
            Change(
                set={"type": "reference", "v": 1},
                once={"ttl": ttl, "ref": reference(number_, wamid)},
                append={"pending": [entry]},
            ),
        )
        assert row is not None
        target = maybe_text(row, "target")
        if not target:
            return False
        self._apply_pending(key, row, ws, contact, number_, MessageId(target))
        return True

    def _apply_pending(
        self, key: Key, row: Row, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId
    ) -> None:
        ref = maybe_text(row, "ref") or ""
        pending = row["pending"]
        assert isinstance(pending, list)
        for entry in pending:
            assert isinstance(entry, dict)
            self.apply(ws, contact, number_, message, read_news(entry, ws, ref, self.cipher))
        # Whoever appends from now on sees the target and applies its own word, so nothing is lost by forgetting these.
        self.table.amend(key, Change(remove=("pending", "ttl")))

    def apply(self, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId, news: News) -> bool:
        """Apply news to a message. False when the message is not there, or the news is older than what it shows."""
        key = keys.message(ws, contact, number_, message)
        match news:
            case StatusNews():
                return self._apply_status(key, ws, contact, number_, message, news)
            case ReactionNews():
                # A reaction and its removal can carry the same second; the removal wins.
                mark = version(news.at, f"{0 if news.emoji else 1}-{news.ref}")
                change = Change(set={f"r_{news.by}": news.emoji, f"r_{news.by}_version": mark})
                return self.table.amend(key, change, Every((Exists(), Below(f"r_{news.by}_version", mark)))) is not None
            case EditNews():
                mark = version(news.at, news.ref)
                sealed = seal(self.cipher, ws, f"{message}:edit", news.content)
                change = Change(set={"edited_sealed": sealed, "edited_version": mark, "edited_at": stamp(news.at)})
                when = Every((Exists(), Absent("revoked_at"), Below("edited_version", mark)))
                return self.table.amend(key, change, when) is not None
            case RevokeNews():
                gone = ("sealed", "edited_sealed", "edited_version", "edited_at", "r_customer", "r_us")
                change = Change(once={"revoked_at": stamp(news.at)}, remove=gone)
                return self.table.amend(key, change, Exists()) is not None

    def _apply_status(
        self,
        key: Key,
        ws: WorkspaceId,
        contact: ContactId,
        number_: NumberId,
        message: MessageId,
        news: StatusNews,
    ) -> bool:
        once: dict[str, Value] = {f"t_{news.status}": stamp(news.at)}
        if news.pricing:
            once["pricing"] = dict(news.pricing)
        if news.failure:
            once["failure"] = failure_map(news.failure)
        if news.wamid:
            once["wamid"] = news.wamid
        row = self.table.amend(key, Change(set={"outbox": "settled"}, once=once, remove=DUE), Exists())
        return row is not None

    # ── the outbox ──────────────────────────────────────────────────────────────────────────────────────────────────

    def claim(self, key: Key, lease_until: datetime) -> Row | None:
        """Write ahead that we are about to send. None when the row is not waiting to be sent."""
        due_pk, due_at = keys.due_entry(stamp(lease_until), key.pk, key.sk)
        change = Change(
            set={"outbox": "sending", "lease": stamp(lease_until), "due_pk": due_pk, "due_at": due_at},
            add={"attempt": 1},
        )
        return self.table.amend(key, change, OneOf("outbox", ("queued",)))

    def accepted(
        self, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId, wamid: Wamid, at: datetime
    ) -> None:
        """Meta took the message and named it."""
        self.apply(ws, contact, number_, message, StatusNews("accepted", at, wamid=wamid))
        self.link(ws, contact, number_, wamid, message)

    def refused(
        self, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId, failure: Failure, at: datetime
    ) -> None:
        """The message will not go out (any more)."""
        self.apply(ws, contact, number_, message, StatusNews("failed", at, failure=failure))

    def postponed(self, key: Key, until: datetime, give_up_check: datetime) -> Row | None:
        """Meta refused before processing: back to waiting, not before ``until``. None when it was settled meanwhile."""
        due_pk, due_at = keys.due_entry(stamp(give_up_check), key.pk, key.sk)
        change = Change(
            set={"outbox": "queued", "not_before": stamp(until), "due_pk": due_pk, "due_at": due_at}, remove=("lease",)
        )
        return self.table.amend(key, change, OneOf("outbox", ("sending", "queued")))

    def unknown(self, key: Key, ask_at: datetime) -> Row | None:
        """It may have gone out: wait for the status that echoes our id. None when one settled it already."""
        due_pk, due_at = keys.due_entry(stamp(ask_at), key.pk, key.sk)
        change = Change(set={"outbox": "unknown", "due_pk": due_pk, "due_at": due_at}, remove=("lease",))
        return self.table.amend(key, change, OneOf("outbox", ("sending",)))

    def unconfirmed(self, key: Key) -> Row | None:
        """No status came in time: shown as failed until one does. None when one settled it already."""
        change = Change(set={"outbox": "unconfirmed"}, remove=DUE)
        return self.table.amend(key, change, OneOf("outbox", ("unknown",)))

    def due(self, shard: int, now: datetime, limit: int = 100) -> Iterator[Row]:
        """Rows whose time has come, whole; the index may lag, so each is read afresh."""
        page = self.table.query(keys.due(shard, stamp(now)), limit=limit)
        for row in page.rows:
            fresh = self.table.get(Key(text(row, "pk"), text(row, "sk")))
            due_at = maybe_text(fresh, "due_at") if fresh else None
            if fresh and due_at and due_at <= f"{stamp(now)}#~":
                yield fresh

    # ── conversations ───────────────────────────────────────────────────────────────────────────────────────────────

    def received(self, message: Message, new: bool, opens_window: bool = True, counts: bool = True) -> None:
        """Let the conversation know of a customer's message. ``new`` is what ``record`` said.

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
        if not new and self._told_before(key, message, at if opens_window else None):
            return
        shown: dict[str, Value] = {
            "last_message": message.id,
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
            Every((Below("last_message", message.id), Below("inbound_at", at + "~"))),
        )
        if newest is None:
            self._late(key, message, at, base, shown)
        self._refer(key, message)

    def _refer(self, key: Key, message: Message) -> None:
        """The advertisement the customer came from, of the latest message that names one."""
        if message.referral:
            sealed = seal(self.cipher, message.workspace, f"{message.number}:referral", message.referral)
            change = Change(set={"referral_sealed": sealed, "referral_message": message.id})
            self.table.amend(key, change, Below("referral_message", message.id))

    def _told_before(self, key: Key, message: Message, opened: str | None) -> bool:
        """A redelivery: True when the conversation knows. Whatever the first delivery did not come to is done now."""
        row = self.table.get(key)
        if row is None or (maybe_text(row, "last_message") or "") < message.id:
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
        self.table.amend(key, Change(set=newest), Below("last_message", message.id))
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

    def sent_elsewhere(self, message: Message) -> None:
        """Let the conversation know of a line that did not go through the outbox: the phone app's, an event's."""
        ws, contact, number_ = message.workspace, message.contact, message.number
        key = keys.conversation(ws, contact, number_)
        at = stamp(message.at)
        self._upsert(key, ws, contact, number_, at, {"type": "conversation", "v": 1, "number": number_}, {})
        shown = {**self._shown(ws, number_, message), "last_at": at}
        row = self.table.amend(key, Change(set=shown), Below("last_message", message.id)) or self.table.get(key)
        if row is not None:
            self._place(key, message, row)

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
        raise NotFound("There is no such conversation in this workspace.", code="conversation_not_found")

    def message(self, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId) -> Message:
        found = self.find_message(ws, contact, number_, message)
        if found is None:
            raise NotFound("There is no such message in this conversation.", code="message_not_found")
        return found

    def find_message(
        self, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId
    ) -> Message | None:
        row = self.table.get(keys.message(ws, contact, number_, message))
        return read_message(row, ws, self.cipher) if row and "direction" in row else None

    def messages(
        self, ws: WorkspaceId, contact: ContactId, number_: NumberId, limit: int, cursor: str | None
    ) -> tuple[list[Message], str | None]:
        """A page of the thread, newest first."""
        page: Page = self.table.query(
            keys.messages(ws, contact, number_), newest_first=True, limit=limit, cursor=cursor
        )
        return [read_message(row, ws, self.cipher) for row in page.rows], page.cursor

    def messages_by_id(
        self, ws: WorkspaceId, contact: ContactId, number_: NumberId, ids: Iterable[MessageId]
    ) -> dict[MessageId, Message]:
        rows = self.table.get_many([keys.message(ws, contact, number_, one) for one in ids])
        found = [read_message(row, ws, self.cipher) for row in rows]
        return {message.id: message for message in found}

    def targets(
        self, ws: WorkspaceId, contact: ContactId, number_: NumberId, wamids: Sequence[Wamid]
    ) -> dict[Wamid, MessageId]:
        """Which of our messages Meta's ids mean, for those we know."""
        by_sk = {keys.message_ref(ws, contact, number_, wamid).sk: wamid for wamid in wamids}
        rows = self.table.get_many([keys.message_ref(ws, contact, number_, wamid) for wamid in wamids])
        return {by_sk[text(row, "sk")]: MessageId(target) for row in rows if (target := maybe_text(row, "target"))}

    def rows(self, wanted: Sequence[Key]) -> list[Row]:
        return self.table.get_many(wanted)

    def mark_read(self, conversation: Conversation) -> Row | None:
        key = keys.conversation(conversation.workspace, conversation.contact, conversation.number)
        return self.table.amend(key, Change(set={"unread": 0, "read_at": millis(self.clock.now())}), Exists())
