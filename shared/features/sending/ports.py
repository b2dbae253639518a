"""What sending asks of the outside and of its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Protocol

from shared.core.ids import ContactId, NumberId, WabaId, Wamid, WorkspaceId
from shared.core.meta import Accepted, MetaError, Outgoing, Reaction
from shared.core.ports import Row
from shared.features.inbox.book import ContactCard
from shared.features.sending.model import Line

Classify = Callable[[MetaError], Reaction]
SecondsLeft = Callable[[], float]
"""How long this process may still run."""


class Messenger(Protocol):
    """Meta, as far as sends go. Raises BadContent, GraphRefused, GraphUnknown, GraphUnreachable (``core/meta.py``)."""

    def send(self, token: str, message: Outgoing) -> Accepted: ...

    def mark_read(self, token: str, number: NumberId, wamid: Wamid, typing: bool) -> None: ...

    def upload(self, token: str, number: NumberId, file: IO[bytes], mime_type: str, filename: str) -> str: ...


class Lines(Protocol):
    """The numbers of a workspace, with what sending needs of them."""

    def line(self, ws: WorkspaceId, number: NumberId) -> Line | None:
        """None when the workspace has no such number (any more)."""
        ...

    def token(self, line: Line) -> str: ...

    def prove(self, line: Line) -> None:
        """Meta took a message of this line's account: the first one ever, as far as the line knows."""
        ...

    def suffer(self, line: Line, error: MetaError, reaction: Reaction) -> None:
        """Do to account and number what the reaction's effects say, once per trouble and with a notice."""
        ...


class Customers(Protocol):
    """The address book, as far as sends go."""

    def cards(self, ws: WorkspaceId, contacts: Iterable[ContactId]) -> Mapping[ContactId, ContactCard]: ...

    def stop_marketing(self, ws: WorkspaceId, contact: ContactId) -> None: ...

    def learn(self, ws: WorkspaceId, contact: ContactId, phone: str, bsuid: str) -> None:
        """Meta's answer named the recipient otherwise than we wrote it (contract 0.2): both are this contact."""
        ...


class Upkeep(Protocol):
    """Looks after accounts whose time has come."""

    def ask(self, ws: WorkspaceId, waba: WabaId) -> None: ...


class Waker(Protocol):
    """Reopens snoozed conversations."""

    def wake(self, row: Row) -> bool: ...
