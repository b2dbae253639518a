"""Ids: typed, safe to put into keys and URLs, and never carrying personal data.

Meta's message ids hold the customer's phone number (contract 0.3), so they never become part of a key or a URL:
``reference`` hashes them. A message's own id begins with its time, so a conversation's messages sort by id.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime
from typing import NewType

from shared.core.clock import millis
from shared.core.errors import NotFound

WorkspaceId = NewType("WorkspaceId", str)
UserId = NewType("UserId", str)
ContactId = NewType("ContactId", str)
ConversationId = NewType("ConversationId", str)  # "<contact>.<phone number id>"
MessageId = NewType("MessageId", str)  # "<13 digits of unix milliseconds>-<reference>"
NumberId = NewType("NumberId", str)  # Meta's phone_number_id
WabaId = NewType("WabaId", str)
Wamid = NewType("Wamid", str)  # Meta's message id: opaque, and personal data

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_CONVERSATION = re.compile(r"([0-9a-z]{26})\.([0-9]{1,32})")
_MESSAGE = re.compile(r"([0-9]{13})-([a-z2-7]{20})")
_WORKSPACE = re.compile(r"ws_[0-9a-z]{26}")


def new_id(at: datetime) -> str:
    """26 lowercase characters that sort by time and can't be guessed (as a ULID: 48 bits of time, 80 of chance)."""
    value = (millis(at) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -5, -5))


def reference(*parts: str) -> str:
    """20 characters that stand for the parts (100 bits of their SHA-256): the same parts, always the same reference."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return base64.b32encode(digest)[:20].decode().lower()


def message_id(at: datetime, ref: str) -> MessageId:
    """The id of the message that was written at ``at``."""
    return MessageId(f"{millis(at):013d}-{ref}")


def conversation_id(contact: ContactId, number: NumberId) -> ConversationId:
    """One conversation per customer and business number, as on the phone."""
    return ConversationId(f"{contact}.{number}")


def split_conversation(conversation: str) -> tuple[ContactId, NumberId]:
    """The contact and the number of a conversation; NotFound for text that never was a conversation's id."""
    found = _CONVERSATION.fullmatch(conversation)
    if not found:
        raise NotFound("There is no such conversation in this workspace.", code="conversation_not_found")
    return ContactId(found[1]), NumberId(found[2])


def check_message_id(text: str) -> MessageId:
    """The text as a message id; NotFound for text that never was one."""
    if not _MESSAGE.fullmatch(text):
        raise NotFound("There is no such message in this conversation.", code="message_not_found")
    return MessageId(text)


def check_workspace_id(text: str) -> WorkspaceId:
    """The text as a workspace id; NotFound for text that never was one."""
    if not _WORKSPACE.fullmatch(text):
        raise NotFound("There is no such workspace, or you are not a member of it.", code="workspace_not_found")
    return WorkspaceId(text)
