"""The inbox on the wire: what the API takes and gives, and how it is made from the product's own values."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from shared.features.http import Shape
from shared.features.inbox.book import ContactCard
from shared.features.inbox.model import Media, Message, preview
from shared.features.inbox.service import Line, Shown

MessageKind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "button", "order",
    "system", "template", "unsupported", "reaction", "note", "event",
]  # fmt: skip
MessageStatus = Literal[
    "queued", "sending", "unknown", "accepted", "sent", "failed", "delivered", "read", "played"
]  # fmt: skip


def _id_only(text: str) -> str:
    if not all(char.isalnum() or char in "-_." for char in text):
        raise ValueError("use letters, digits, dashes, dots and underscores only")
    return text


ClientId = Annotated[
    str,
    Field(min_length=8, max_length=64, description="Made by the client; the same id again never sends twice."),
    AfterValidator(_id_only),
]


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── requests ────────────────────────────────────────────────────────────────────────────────────────────────────────


class ConversationStart(Shape):
    """Whom to write to, and from which number. `phone` in international form."""

    number_id: str = Field(min_length=1, max_length=32)
    phone: str | None = Field(default=None, pattern=r"^\+?[0-9][0-9 ().-]{5,24}$")
    contact_id: str | None = Field(default=None, max_length=26)


class ConversationPatch(Shape):
    """What to change; fields that are left out stay."""

    assignee: str | None = Field(default=None, max_length=64)
    status: Literal["open", "pending", "snoozed", "resolved"] | None = None
    snoozed_until: datetime | None = None
    tags: list[Annotated[str, Field(max_length=32)]] | None = None
    priority: Literal["none", "low", "medium", "high"] | None = None


class TypingIn(Shape):
    """What the person does in the conversation."""

    state: Literal["viewing", "typing", "left"]


class TextIn(Shape):
    """A text message (contract 3.2)."""

    body: str = Field(min_length=1, max_length=4096)
    preview_url: bool = True


class MediaIn(Shape):
    """A file that was uploaded with `POST …/uploads`."""

    upload_id: str = Field(min_length=1, max_length=64)
    caption: str | None = Field(default=None, max_length=1024)
    voice: bool = False


class LocationIn(Shape):
    """A place."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: str | None = Field(default=None, max_length=256)
    address: str | None = Field(default=None, max_length=512)


class BodyIn(Shape):
    """The words of an interactive message."""

    text: str = Field(min_length=1, max_length=4096)


class HeaderIn(Shape):
    """A text header."""

    type: Literal["text"] = "text"
    text: str = Field(min_length=1, max_length=60)


class FooterIn(Shape):
    """A small line below."""

    text: str = Field(min_length=1, max_length=60)


class ReplyIn(Shape):
    """What a tap sends back."""

    id: str = Field(min_length=1, max_length=256)
    title: str = Field(min_length=1, max_length=20)


class ButtonIn(Shape):
    """A reply button."""

    type: Literal["reply"] = "reply"
    reply: ReplyIn


class RowIn(Shape):
    """A line of a list."""

    id: str = Field(min_length=1, max_length=200)
    title: str = Field(min_length=1, max_length=24)
    description: str | None = Field(default=None, max_length=72)


class SectionIn(Shape):
    """A part of a list."""

    title: str | None = Field(default=None, max_length=24)
    rows: list[RowIn] = Field(min_length=1, max_length=10)


class ActionIn(Shape):
    """Either up to three buttons, or a list's button and sections."""

    buttons: list[ButtonIn] | None = Field(default=None, min_length=1, max_length=3)
    button: str | None = Field(default=None, min_length=1, max_length=20)
    sections: list[SectionIn] | None = Field(default=None, min_length=1, max_length=10)


class InteractiveIn(Shape):
    """Reply buttons or a list, within Meta's limits (contract 3.3)."""

    type: Literal["button", "list"]
    header: HeaderIn | None = None
    body: BodyIn
    footer: FooterIn | None = None
    action: ActionIn

    @model_validator(mode="after")
    def within_limits(self) -> "InteractiveIn":
        if self.type == "button":
            self._check_buttons()
        else:
            self._check_list()
        return self

    def _check_buttons(self) -> None:
        buttons = self.action.buttons
        if not buttons or self.action.button or self.action.sections:
            raise ValueError("give one to three buttons, and nothing else, in the action")
        if len(self.body.text) > 1024:
            raise ValueError("the body of a message with buttons has at most 1024 characters")
        for part in ("id", "title"):
            if len({getattr(button.reply, part) for button in buttons}) != len(buttons):
                raise ValueError(f"each button needs its own {part}")

    def _check_list(self) -> None:
        sections = self.action.sections
        if not sections or not self.action.button or self.action.buttons:
            raise ValueError("give the list a button and sections, and nothing else, in the action")
        rows = [row for section in sections for row in section.rows]
        if len(rows) > 10:
            raise ValueError("a list has at most 10 rows in all")
        if len({row.id for row in rows}) != len(rows):
            raise ValueError("each row needs its own id")
        if len(sections) > 1 and not all(section.title for section in sections):
            raise ValueError("with more than one section, each needs a title")


class ReactionIn(Shape):
    """An emoji for a message; empty takes it back."""

    message_id: str = Field(max_length=64)
    emoji: str = Field(max_length=32)


class TemplateIn(Shape):
    """A template by name with its values: in order, or by name for templates with named variables."""

    name: str = Field(min_length=1, max_length=512)
    language: str = Field(min_length=2, max_length=16)
    header: list[str] | dict[str, str] = Field(default_factory=list)
    body: list[str] | dict[str, str] = Field(default_factory=list)
    buttons: dict[int, str] = Field(default_factory=dict, description="By position in the template's list of buttons.")
    media_upload_id: str | None = Field(default=None, max_length=64)


class MessageIn(Shape):
    """A message to send: `type` and the object of the same name."""

    client_id: ClientId
    type: Literal[
        "text", "image", "video", "audio", "document", "sticker", "location", "interactive", "reaction", "template"
    ]
    lane: Literal["person", "bulk"] = Field(
        default="person", description="`bulk` goes out behind people's replies; machines should use it."
    )
    quote: str | None = Field(default=None, max_length=64, description="The message that is answered.")
    text: TextIn | None = None
    media: MediaIn | None = None
    location: LocationIn | None = None
    interactive: InteractiveIn | None = None
    reaction: ReactionIn | None = None
    template: TemplateIn | None = None

    @model_validator(mode="after")
    def one_object(self) -> "MessageIn":
        wanted = "media" if self.type in ("image", "video", "audio", "document", "sticker") else self.type
        given = [
            name
            for name in ("text", "media", "location", "interactive", "reaction", "template")
            if getattr(self, name) is not None
        ]
        if given != [wanted]:
            raise ValueError(f"a message of the type {self.type} has the object “{wanted}” and no other")
        if self.media and self.media.caption and self.type in ("audio", "sticker"):
            raise ValueError(f"a message of the type {self.type} has no caption")
        return self


class RetryIn(Shape):
    """A new client id for the new try."""

    client_id: ClientId


class NoteIn(Shape):
    """A private note."""

    client_id: ClientId
    text: str = Field(min_length=1, max_length=4096)
    mentions: list[Annotated[str, Field(max_length=64)]] = Field(default_factory=list, max_length=20)
