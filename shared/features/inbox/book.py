"""What the inbox asks of its neighbours: contacts, people, numbers, templates, uploads. Each feature answers for its
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.core.actor import Actor
from shared.core.ids import ContactId, MessageId, NumberId, UserId, Wamid, WorkspaceId
from shared.features.inbox.model import Media, Message


@dataclass(frozen=True)
class ContactCard:
    """A contact as a list shows it. ``id`` differs from the one asked for when the contact was merged into another."""

    id: ContactId
    name: str
    phone: str | None = None
    username: str | None = None
    bsuid: str | None = None
    marketing_stopped: bool = False


class Contacts(Protocol):
    """The address book of a workspace."""

    def cards(self, ws: WorkspaceId, contacts: Iterable[ContactId]) -> Mapping[ContactId, ContactCard]:
        """By the id asked for; unknown ids are left out."""
        ...

    def of_phone(self, ws: WorkspaceId, phone: str) -> ContactCard:
        """The contact with this number (digits with country code); made when there is none."""
        ...

    def found(self, actor: Actor, text: str, limit: int) -> Sequence[ContactId]:
        """Contacts by words or numbers; by words only for who may see no numbers."""
        ...


class People(Protocol):
    """The members of a workspace."""

    def names(self, ws: WorkspaceId) -> Mapping[UserId, str]: ...


class Numbers(Protocol):
    """The business numbers of a workspace."""

    def trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why the number can't send now, as a stable reason; None when it can.

        NotFound when the workspace has no such number.
        """
        ...

    def opening_trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why nobody can be written to who has not written in the last 24 hours; None when they can."""
        ...

    def utility_trouble(self, ws: WorkspaceId, number: NumberId) -> str | None:
        """Why no utility template can be sent; None when they can."""
        ...


@dataclass(frozen=True)
class TemplateFacts:
    """An approved template as Meta lists it."""

    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: Sequence[Mapping[str, Any]]


class Templates(Protocol):
    """The templates of the account a number belongs to."""

    def find(self, ws: WorkspaceId, number: NumberId, name: str, language: str) -> TemplateFacts | None: ...


class Files(Protocol):
    """Files on their way out, and ways to look at files that are here."""

    def take(self, ws: WorkspaceId, upload: str, contact: ContactId, message: MessageId, kind: str) -> Media:
        """The uploaded file, checked for type and size, kept for this message. Invalid when it is not fit for
        ``kind``.
        """
        ...

    def link(self, media: Media, seconds: int) -> str:
        """A link that opens the file for a while."""
        ...


class Outbox(Protocol):
    """The way to ``functions/send``. A message stands in the table before it is put here: nothing is lost."""

    def put(self, message: Message) -> None: ...

    def receipt(self, ws: WorkspaceId, contact: ContactId, number: NumberId, wamid: Wamid, typing: bool) -> None:
        """Tell the customer that their message was read and, if asked, that somebody is typing (contract 3.5)."""
        ...


class Presence(Protocol):
    """Notes to colleagues that are pushed and not stored."""

    def presence(self, actor: Actor, conversation: str, state: str, assignee: UserId | None) -> None: ...
