"""What an actor may see: limited agents their own and nobody's conversations, masked ones no phone number.

A hidden conversation answers as one that is not there. Whatever shows people's details goes through here last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.core import keys
from shared.core.actor import Actor
from shared.core.ids import ContactId, ConversationId
from shared.core.masking import masked_phone, masked_text, masked_value
from shared.core.ports import Absent, Condition, Equals, Every, Exists, Table
from shared.core.rows import maybe_text
from shared.features.inbox.book import ContactCard
from shared.features.inbox.conversation_rows import no_conversation
from shared.features.inbox.model import Conversation, Message
from shared.features.inbox.store import InboxStore


def seen(store: InboxStore, actor: Actor, conversation: str) -> Conversation:
    """The conversation, if there is one for this actor."""
    found = store.conversation(actor.workspace, ConversationId(conversation))
    if not actor.sees(found.assignee):
        raise no_conversation()
    return found


def still_seen(actor: Actor, conversation: Conversation) -> Condition:
    """Nobody has handed the conversation to somebody else since a limited actor read it."""
    if not actor.limited:
        return Exists()
    whose = Equals("assignee", conversation.assignee) if conversation.assignee else Absent("assignee")
    return Every((Exists(), whose))


def sees_contact(table: Table, actor: Actor, contact: ContactId) -> bool:
    """Limited agents know the people of the conversations they see."""
    if not actor.limited:
        return True
    rows = table.scan(keys.conversations_of(actor.workspace, contact))
    return any(actor.sees(maybe_text(row, "assignee")) for row in rows)


def shown_card(actor: Actor, card: ContactCard) -> ContactCard:
    if not actor.masked:
        return card
    return replace(card, name=masked_text(card.name), phone=masked_phone(card.phone) if card.phone else None)


def shown_conversation(actor: Actor, conversation: Conversation) -> Conversation:
    if actor.masked and conversation.last_kind in ("system", "event"):
        return replace(conversation, last_preview=masked_text(conversation.last_preview))
    return conversation


def shown_message(actor: Actor, message: Message) -> Message:
    """What people wrote stays as they wrote it; what the machine says of a customer is masked."""
    if not actor.masked:
        return message
    sender = message.sender
    if sender.kind in ("customer", "system") and sender.name:
        sender = replace(sender, name=masked_text(sender.name))
    content: Mapping[str, Any] = message.content
    if message.kind == "system" or (message.kind == "event" and sender.kind == "system"):
        content = masked_value(content)
    elif message.kind == "unsupported":
        # Meta's own object, kept for what this program does not know yet.
        content = masked_value({name: part for name, part in content.items() if name != "original"})
    return replace(message, sender=sender, content=content)
