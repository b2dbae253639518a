"""Everything the inbox keeps: messages, the outbox, conversations. Each part has a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from shared.features.inbox.conversation_rows import ConversationRows
from shared.features.inbox.outbox_rows import OutboxRows


@dataclass(frozen=True)
class InboxStore(OutboxRows, ConversationRows):
    """Named questions and moves over the rows of conversations and messages."""
