"""The way into the send queues: what the inbox hands over to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core.clock import Clock, millis
from shared.core.ids import ContactId, MessageId, NumberId, Wamid, WorkspaceId, conversation_id, reference
from shared.core.ports import Queue
from shared.features.inbox.model import Lane, Message
from shared.features.sending.model import MessageJob, ReceiptJob, write_job

# Typing disappears after 25 s; within this time a repeated receipt says nothing new.
RECEIPT_MS: Final = 15_000


@dataclass(frozen=True)
class SendQueues:
    """``inbox.book.Outbox``. People's replies and bulk sends go separate ways, so nobody waits behind a campaign."""

    replies: Queue
    bulk: Queue
    clock: Clock

    def put(self, message: Message) -> None:
        """The message's row says ``queued`` already, so a lost call is made up for by the sweeper."""
        self.again(message.workspace, message.contact, message.number, message.id, message.lane, once=message.id)

    def again(
        self, ws: WorkspaceId, contact: ContactId, number: NumberId, message: MessageId, lane: Lane, *, once: str
    ) -> None:
        """One conversation is one group: its messages go out one after the other."""
        queue = self.bulk if lane == "bulk" else self.replies
        job = MessageJob(ws, contact, number, message)
        queue.send(write_job(job), group=conversation_id(contact, number), once=once)

    def receipt(self, ws: WorkspaceId, contact: ContactId, number: NumberId, wamid: Wamid, typing: bool) -> None:
        """In a group of its own: a receipt must not wait behind a message that has to wait."""
        now = millis(self.clock.now())
        job = ReceiptJob(ws, contact, number, wamid, typing, now)
        once = reference(number, wamid, str(typing), str(now // RECEIPT_MS))
        self.replies.send(write_job(job), group=f"{conversation_id(contact, number)}.receipt", once=once)
