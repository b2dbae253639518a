"""The outbox: where a message stands between being written and being settled. Each move is one conditional write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import (
    ContactId,
    MessageId,
    NumberId,
    Wamid,
    WorkspaceId,
)
from shared.core.keys import Key
from shared.core.ports import Change, OneOf, Row
from shared.core.rows import maybe_text, text
from shared.features.inbox.model import (
    Failure,
    StatusNews,
)
from shared.features.inbox.store_parts import DUE
from shared.features.inbox.thread_rows import ThreadRows


@dataclass(frozen=True)
class OutboxRows(ThreadRows):
    """queued → sending → settled, or unknown, or queued again."""

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
