"""Once a minute: what got lost on its way is found by its due time and moved on.

the row                          becomes
message, queued, not sent        put into its queue again (the first call, or the record, was lost)
message, sending, lease over     unknown: the process that sent it is gone
message, unknown, waited enough  unconfirmed: shown as failed until a status comes after all
conversation, snoozed            open
account                          looked after by the upkeep function: checked, or disconnected to its end
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final, Literal

from shared.core.clock import Clock, stamp
from shared.core.ids import WabaId, WorkspaceId
from shared.core.keys import DUE_SHARDS, Key, due_entry
from shared.core.ports import Change, Equals, Every, Row
from shared.core.rows import maybe_text, text
from shared.features.inbox.codec import message_key_parts
from shared.features.inbox.model import Lane
from shared.features.inbox.store import InboxStore
from shared.features.inbox.store_parts import DUE
from shared.features.sending.model import QUEUED_CHECK
from shared.features.sending.outbox import SendQueues
from shared.features.sending.ports import SecondsLeft, Upkeep, Waker

PAGE: Final = 100
ROUNDS: Final = 20
ENOUGH_SECONDS: Final = 10.0
TEND_AGAIN: Final = timedelta(minutes=15)

Outcome = Literal["requeued", "abandoned", "unconfirmed", "woken", "tended", "forgotten", "unchanged"]


@dataclass
class Swept:
    """How many rows became what; ``failed`` are rows that could not be read and stay for an operator."""

    requeued: int = 0
    abandoned: int = 0
    unconfirmed: int = 0
    woken: int = 0
    tended: int = 0
    forgotten: int = 0
    unchanged: int = 0
    failed: int = 0

    def counts(self) -> dict[str, int]:
        """Only what happened."""
        return {one.name: count for one in fields(self) if (count := getattr(self, one.name))}


@dataclass(frozen=True)
class Sweeper:
    """``report`` is told of rows that can't be handled: their type and the error's name, never their content."""

    store: InboxStore
    queues: SendQueues
    waker: Waker
    upkeep: Upkeep
    clock: Clock
    seconds_left: SecondsLeft
    unknown_wait: timedelta
    report: Callable[[str, str], None]

    def sweep(self) -> Swept:
        """Everything that is due, shard by shard, as long as there is time; the next minute goes on."""
        swept = Swept()
        for shard in range(DUE_SHARDS):
            self._shard(shard, swept)
        return swept

    def _shard(self, shard: int, swept: Swept) -> None:
        for _ in range(ROUNDS):
            seen = moved = 0
            for row in self.store.due(shard, self.clock.now(), PAGE):
                if self.seconds_left() < ENOUGH_SECONDS:
                    return
                seen += 1
                moved += self._count(row, swept)
            if not seen or not moved:
                return

    def _count(self, row: Row, swept: Swept) -> bool:
        """True when the row has left its place, so that another look finds others behind it."""
        try:
            outcome = self._handle(row)
        except (TypeError, ValueError, KeyError) as error:
            # A row that can't be read must not keep the others from being swept.
            swept.failed += 1
            self.report(str(row.get("type")), type(error).__name__)
            self._later(row)
            return True
        setattr(swept, outcome, getattr(swept, outcome) + 1)
        return outcome != "unchanged"

    def _handle(self, row: Row) -> Outcome:
        if row.get("type") == "conversation":
            return "woken" if self.waker.wake(row) else self._forget(row)
        if row.get("type") == "account":
            return self._tend(row)
        key = Key(text(row, "pk"), text(row, "sk"))
        now = self.clock.now()
        match maybe_text(row, "outbox"):
            case "queued":
                return self._requeue(row, key, now)
            case "sending":
                return "abandoned" if self.store.unknown(key, now + self.unknown_wait) else "unchanged"
            case "unknown":
                return "unconfirmed" if self.store.unconfirmed(key) else "unchanged"
        return self._forget(row)

    def _requeue(self, row: Row, key: Key, now: datetime) -> Outcome:
        """A second record of a message does no harm: the row decides. Looked at again later, in case it is lost too."""
        due = text(row, "due_at")
        if not self._move(row, now + QUEUED_CHECK):
            return "unchanged"
        contact, number, message = message_key_parts(key.pk, key.sk)
        lane: Lane = "bulk" if row.get("lane") == "bulk" else "person"
        ws = WorkspaceId(key.pk.split("#")[1])
        # The due time tells this record from earlier ones, which the queue would take it for.
        self.queues.again(ws, contact, number, message, lane, once=f"{message}-{due[:23]}")
        return "requeued"

    def _tend(self, row: Row) -> Outcome:
        """The job says when the account is due next; until then it is asked for again, in case the job is lost."""
        if not self._move(row, self.clock.now() + TEND_AGAIN):
            return "unchanged"
        self.upkeep.ask(WorkspaceId(text(row, "workspace")), WabaId(text(row, "waba")))
        return "tended"

    def _later(self, row: Row) -> None:
        self._move(row, self.clock.now() + timedelta(days=1))

    def _move(self, row: Row, at: datetime) -> bool:
        key = Key(text(row, "pk"), text(row, "sk"))
        due_pk, due_at = due_entry(stamp(at), key.pk, key.sk)
        same = [Equals("due_at", row.get("due_at"))]
        if "outbox" in row:
            same.append(Equals("outbox", row["outbox"]))
        change = Change(set={"due_pk": due_pk, "due_at": due_at})
        return self.store.table.amend(key, change, Every(same)) is not None

    def _forget(self, row: Row) -> Outcome:
        """Nothing waits here (any more)."""
        key = Key(text(row, "pk"), text(row, "sk"))
        gone = self.store.table.amend(key, Change(remove=DUE), Equals("due_at", row.get("due_at")))
        return "forgotten" if gone is not None else "unchanged"
