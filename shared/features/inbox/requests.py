"""What the inbox's routes take: shapes and Meta's limits (contract 3.2 to 3.4), checked before anything is done."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from shared.features.http import Shape


def _id_only(text: str) -> str:
    if not all(char.isalnum() or char in "-_." for char in text):
        raise ValueError("use letters, digits, dashes, dots and underscores only")
    return text


ClientId = Annotated[
    str,
    Field(min_length=8, max_length=64, description="Made by the client; the same id again never sends twice."),
    AfterValidator(_id_only),
]


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
