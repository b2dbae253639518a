"""Messages in the table, and the handshake that lets news come before what it is about.

**The handshake.** Each of Meta's message ids has one reference row. Who writes a message then sets the row's
``target``; who has news (a status, a reaction, an edit, a revoke) about a message it can't find appends to the row's
``pending``. Both read back the whole row from the same atomic write, so whoever comes second sees the other's word
and does the work. Doing it twice changes nothing, because news are facts that only grow or carry a version.

**Order of writes.** A message first, its reference second, its conversation last; each is repeated harmlessly when
Meta or the queue delivers again, so a process killed anywhere between leaves nothing that a redelivery does not
complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import stamp
from shared.core.errors import NotFound
from shared.core.ids import (
    ContactId,
    MessageId,
    NumberId,
    Wamid,
    WorkspaceId,
    reference,
)
from shared.core.keys import Key
from shared.core.ports import Absent, Below, Change, Every, Exists, Page, Row, Value
from shared.core.rows import maybe_text, text
from shared.features.inbox.codec import (
    failure_map,
    message_row,
    news_map,
    read_message,
    read_news,
    seal,
    version,
)
from shared.features.inbox.model import (
    EditNews,
    Message,
    News,
    ReactionNews,
    RevokeNews,
    StatusNews,
)
from shared.features.inbox.store_parts import DUE, StoreParts

# Longer than Meta redelivers (7 days): what has found no message by then never will.
PARKED_FOR: Final = timedelta(days=14)
NEW: Final = 1
OVERTAKEN: Final = 2


@dataclass(frozen=True)
class ThreadRows(StoreParts):
    """Messages, notes and event lines, and news about them."""

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def record(self, message: Message) -> int:
        """Write a message that has Meta's id, and apply what was parked for it.

        0 when it was there already, else NEW; and OVERTAKEN beside either when something was parked.
        """
        key = keys.message(message.workspace, message.contact, message.number, message.id)
        new = self.table.create(key, message_row(message, self.cipher))
        overtaken = message.wamid is not None and self.link(
            message.workspace, message.contact, message.number, message.wamid, message.id
        )
        return (NEW if new else 0) | (OVERTAKEN if overtaken else 0)

    def write_line(self, message: Message) -> bool:
        """Write a note or an event line. False when it was there already."""
        key = keys.message(message.workspace, message.contact, message.number, message.id)
        return self.table.create(key, message_row(message, self.cipher))

    def link(self, ws: WorkspaceId, contact: ContactId, number_: NumberId, wamid: Wamid, message: MessageId) -> bool:
        """Say which message Meta's id means, and apply what was parked for it. True when something was."""
        key = keys.message_ref(ws, contact, number_, wamid)
        row = self.table.amend(key, Change(set={"type": "reference", "v": 1, "target": message}, remove=("ttl",)))
        assert row is not None
        if not row.get("pending"):
            return False
        self._apply_pending(key, row, ws, contact, number_, message)
        return True

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
        if found and _waits(found, entry):
            return False
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
                return self._reworded(self.table.amend(key, change, when), ws, contact, number_, message)
            case RevokeNews():
                gone = ("sealed", "edited_sealed", "edited_version", "edited_at", "r_customer", "r_us")
                change = Change(once={"revoked_at": stamp(news.at)}, remove=gone)
                return self._reworded(self.table.amend(key, change, Exists()), ws, contact, number_, message)

    def _reworded(
        self, row: Row | None, ws: WorkspaceId, contact: ContactId, number_: NumberId, message: MessageId
    ) -> bool:
        if row is not None:
            self.freshen(ws, contact, number_, message)
        return row is not None

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

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

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


def _waits(row: Row, entry: Mapping[str, Value]) -> bool:
    """Whether the same news is parked already. Sealed words are not compared: they look different every time."""
    pending = row.get("pending")
    assert pending is None or isinstance(pending, list)
    plain = {name: value for name, value in entry.items() if name != "sealed"}
    return any(
        isinstance(one, Mapping) and {name: value for name, value in one.items() if name != "sealed"} == plain
        for one in pending or ()
    )
