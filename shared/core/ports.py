"""What the features need from outside, as shapes. One Protocol per outside thing; ``shared/adapters`` holds the real
ones.

The table's conditions are meanings, not expressions: only ``adapters/dynamodb.py`` knows DynamoDB's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Protocol

from shared.core.ids import WabaId, WorkspaceId
from shared.core.keys import Key, KeyRange

Value = None | bool | int | str | bytes | Decimal | Sequence["Value"] | Mapping[str, "Value"]
Row = dict[str, "Value"]  # a row as read: its attributes, with pk and sk


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Exists:
    """The row is there."""


@dataclass(frozen=True)
class Missing:
    """The row is not there."""


@dataclass(frozen=True)
class Equals:
    """The attribute has this value."""

    name: str
    value: Value


@dataclass(frozen=True)
class OneOf:
    """The attribute has one of these values."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Absent:
    """The row has no such attribute (true for a missing row)."""

    name: str


@dataclass(frozen=True)
class Below:
    """The attribute is missing or less than the value."""

    name: str
    value: int | str


@dataclass(frozen=True)
class AtMost:
    """The attribute is missing or at most the value."""

    name: str
    value: int | str


@dataclass(frozen=True)
class Every:
    """All of these."""

    of: Sequence[Condition]


Condition = Exists | Missing | Equals | OneOf | Absent | Below | AtMost | Every


@dataclass(frozen=True)
class Change:
    """An update of one row, made if it is missing. ``once`` sets only what is not there yet; ``append`` extends."""

    set: Mapping[str, Value] = field(default_factory=dict)
    once: Mapping[str, Value] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    append: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    remove: Sequence[str] = ()


@dataclass(frozen=True)
class Create:
    """Part of a transaction: a new row; the transaction fails if it is there."""

    key: Key
    row: Mapping[str, Value]


@dataclass(frozen=True)
class Amend:
    """Part of a transaction: a change under a condition."""

    key: Key
    change: Change
    when: Condition | None = None


@dataclass(frozen=True)
class Delete:
    """Part of a transaction: a row less."""

    key: Key
    when: Condition | None = None


@dataclass(frozen=True)
class Page:
    """Rows and where to go on; ``cursor`` is None at the end."""

    rows: Sequence[Row]
    cursor: str | None


class Table(Protocol):
    """The single table. Reads are strongly consistent unless an index is read (indexes never are)."""

    def get(self, key: Key) -> Row | None: ...

    def get_many(self, keys: Sequence[Key]) -> list[Row]:
        """The rows that exist, in any order."""
        ...

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        """False, and nothing written, when there is a row already."""
        ...

    def put(self, key: Key, row: Mapping[str, Value]) -> None: ...

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        """The whole row as it is afterwards; None, and nothing written, when the condition does not hold."""
        ...

    def delete(self, key: Key, when: Condition | None = None) -> Row | None:
        """The row as it was; None when there was none or the condition did not hold."""
        ...

    def query(
        self, where: KeyRange, *, newest_first: bool = False, limit: int = 100, cursor: str | None = None
    ) -> Page: ...

    def scan(self, where: KeyRange) -> Iterator[Row]:
        """Every row of the range, page after page."""
        ...

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        """All or nothing. None when done, else the position of the first part whose condition did not hold."""
        ...


# ── queues, blobs, secrets ──────────────────────────────────────────────────────────────────────────────────────────


class Queue(Protocol):
    """One queue. ``group`` and ``once`` (the de-duplication id) matter to FIFO queues only."""

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None: ...


@dataclass(frozen=True)
class BlobInfo:
    """What the store knows of a blob without reading it."""

    size: int
    content_type: str


@dataclass(frozen=True)
class UploadForm:
    """A browser's way to put one file of a known type and size into the store: POST ``fields`` and the file to
    ``url``.
    """

    url: str
    fields: Mapping[str, str]


class Blobs(Protocol):
    """One bucket. A missing blob is NotFound where content is asked for."""

    def put(self, key: str, body: bytes | IO[bytes], content_type: str, *, disposition: str = "") -> None: ...

    def get(self, key: str) -> bytes: ...

    def beginning(self, key: str, size: int) -> bytes:
        """The first ``size`` bytes, or all there are."""
        ...

    def fetch(self, key: str, into: IO[bytes]) -> None:
        """Everything, written into an open file: for what is too large to hold."""
        ...

    def info(self, key: str) -> BlobInfo | None: ...

    def copy(self, source: str, target: str, content_type: str, *, disposition: str = "") -> None:
        """Within the store, without reading it here."""
        ...

    def delete(self, key: str) -> None: ...

    def keys(self, prefix: str) -> Iterator[str]: ...

    def upload_form(self, key: str, content_type: str, size: int, seconds: int) -> UploadForm:
        """For a file of exactly this type and at most this size (bytes)."""
        ...

    def download_url(
        self, key: str, filename: str, content_type: str, seconds: int, *, inline: bool = False
    ) -> str: ...


class Cipher(Protocol):
    """Seals what people write with the workspace's data key; ``about`` is bound to it and must match to open it."""

    def seal(self, ws: WorkspaceId, plain: bytes, about: str) -> bytes: ...

    def open(self, ws: WorkspaceId, sealed: bytes, about: str) -> bytes: ...


class Vault(Protocol):
    """Seals access tokens and PINs, bound to workspace and account by KMS encryption context."""

    def seal(self, ws: WorkspaceId, waba: WabaId, purpose: str, secret: str) -> bytes: ...

    def open(self, ws: WorkspaceId, waba: WabaId, purpose: str, sealed: bytes) -> str: ...


class Mail(Protocol):
    """The way to a person's mailbox. ``kind`` names the letter, ``facts`` is what it says; codes are never in it."""

    def send(self, kind: str, to: str, language: str, facts: Mapping[str, str]) -> None: ...
