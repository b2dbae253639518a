"""What the inbox's routes answer, and how it is made from the product's own values."""

from datetime import datetime
from typing import Any, Literal

from shared.features.http import Shape
from shared.features.inbox.book import ContactCard
from shared.features.inbox.model import Media, Message, preview
from shared.features.inbox.quoting import Line
from shared.features.inbox.service import Shown

MessageStatus = Literal[
    "queued", "sending", "unknown", "accepted", "sent", "failed", "delivered", "read", "played"
]  # fmt: skip


class ContactBrief(Shape):
    """Who a conversation is with. A person known by username only has no phone."""

    id: str
    name: str
    phone: str | None
    username: str | None
    bsuid: str | None


class AssigneeShape(Shape):
    """Whose conversation it is."""

    id: str
    name: str


class LastMessageShape(Shape):
    """The newest line, short."""

    direction: Literal["in", "out", "note", "event"]
    kind: str
    preview: str
    at: datetime


class ConversationShape(Shape):
    """One customer on one business number."""

    id: str
    contact: ContactBrief
    number_id: str
    status: Literal["open", "pending", "snoozed", "resolved"]
    assignee: AssigneeShape | None
    tags: list[str]
    priority: Literal["none", "low", "medium", "high"]
    unread: int
    snoozed_until: datetime | None
    last_message: LastMessageShape | None
    last_at: datetime
    window_expires_at: datetime | None
    created_at: datetime
    referral: dict[str, Any] | None


class ConversationList(Shape):
    """A page of conversations."""

    items: list[ConversationShape]
    next_cursor: str | None


class ConversationCounts(Shape):
    """How many each tab holds; `capped` when there are more than were counted."""

    mine: int
    unassigned: int
    all: int
    capped: bool


class SenderShape(Shape):
    """Who wrote."""

    kind: Literal["customer", "member", "phone_app", "system"]
    id: str | None
    name: str | None


class QuoteShape(Shape):
    """What a message answers; `message_id` is null when we do not know the quoted message."""

    message_id: str | None
    kind: str | None
    preview: str
    direction: Literal["in", "out", "note", "event"] | None


class ReactionShape(Shape):
    """An emoji on a message."""

    by: Literal["customer", "us"]
    emoji: str


class FailureShape(Shape):
    """Why a message did not arrive: Meta's `code` (0: our own verdict) and a stable `reason` to translate."""

    code: int
    reason: str
    title: str
    advice: str
    can_retry: bool


class MediaShape(Shape):
    """A message's file. Get a link from `…/media` once it is stored."""

    state: Literal["pending", "stored", "refused", "unavailable", "erased"]
    mime_type: str
    size: int | None
    filename: str | None
    voice: bool
    animated: bool
    reason: str | None


class MessageShape(Shape):
    """A line of the thread. `content` is Meta's object for the kind."""

    id: str
    client_id: str | None
    conversation_id: str
    direction: Literal["in", "out", "note", "event"]
    kind: str
    at: datetime
    sender: SenderShape
    content: dict[str, Any]
    quote: QuoteShape | None
    reactions: list[ReactionShape]
    edited_at: datetime | None
    revoked_at: datetime | None
    status: MessageStatus | None
    status_times: dict[str, datetime]
    failure: FailureShape | None
    media: MediaShape | None
    referral: dict[str, Any] | None
    forwarded: Literal["once", "many"] | None
    retry_of: str | None
    retried_as: str | None


class MessageList(Shape):
    """A page of the thread, newest first."""

    items: list[MessageShape]
    next_cursor: str | None


class MediaLink(Shape):
    """Opens the file until `expires_at`."""

    url: str
    mime_type: str
    filename: str | None
    size: int | None
    expires_at: datetime


def conversation_shape(shown: Shown) -> ConversationShape:
    one = shown.conversation
    last = None
    if one.last_message and one.last_direction:
        last = LastMessageShape(
            direction=one.last_direction, kind=one.last_kind or "text", preview=one.last_preview, at=one.last_at
        )
    return ConversationShape(
        id=f"{one.contact}.{one.number}",
        contact=contact_brief(shown.contact),
        number_id=one.number,
        status=one.status,
        assignee=AssigneeShape(id=one.assignee, name=shown.assignee_name or "") if one.assignee else None,
        tags=list(one.tags),
        priority=one.priority,
        unread=one.unread,
        snoozed_until=one.snoozed_until,
        last_message=last,
        last_at=one.last_at,
        window_expires_at=one.window_expires_at,
        created_at=one.created_at,
        referral=dict(one.referral) if one.referral else None,
    )


def contact_brief(card: ContactCard) -> ContactBrief:
    return ContactBrief(id=card.id, name=card.name, phone=card.phone, username=card.username, bsuid=card.bsuid)


def message_shape(message: Message, quoted: Message | None = None) -> MessageShape:
    gone = message.revoked_at is not None
    failure = message.failure if message.status == "failed" else None
    return MessageShape(
        id=message.id,
        client_id=message.client_id,
        conversation_id=f"{message.contact}.{message.number}",
        direction=message.direction,
        kind=message.kind,
        at=message.at,
        sender=SenderShape(kind=message.sender.kind, id=message.sender.id, name=message.sender.name),
        content={} if gone else dict(message.content),
        quote=_quote(message, quoted),
        reactions=[ReactionShape(by=reaction.by, emoji=reaction.emoji) for reaction in message.reactions],
        edited_at=message.edited_at,
        revoked_at=message.revoked_at,
        status=message.status,  # type: ignore[arg-type]
        status_times=dict(message.facts),
        failure=FailureShape(
            code=failure.code,
            reason=failure.reason,
            title=failure.title,
            advice=failure.advice,
            can_retry=failure.can_retry and message.retried_as is None,
        )
        if failure
        else None,
        media=None if gone or message.media is None else media_shape(message.media),
        referral=dict(message.referral) if message.referral else None,
        forwarded=message.forwarded,
        retry_of=message.retry_of,
        retried_as=message.retried_as,
    )


def line_shape(line: Line) -> MessageShape:
    return message_shape(line.message, line.quoted)


def media_shape(media: Media) -> MediaShape:
    return MediaShape(
        state=media.state,
        mime_type=media.mime_type,
        size=media.size,
        filename=media.filename,
        voice=media.voice,
        animated=media.animated,
        reason=media.reason,
    )


def _quote(message: Message, quoted: Message | None) -> QuoteShape | None:
    if not message.quote_message and not message.quote_wamid:
        return None
    if quoted is None:
        return QuoteShape(message_id=None, kind=None, preview="", direction=None)
    words = "" if quoted.revoked_at else preview(quoted.kind, quoted.content)
    return QuoteShape(message_id=quoted.id, kind=quoted.kind, preview=words, direction=quoted.direction)
