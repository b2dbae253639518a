"""Tags and canned replies in the table; a second row per name makes names unique, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.core import keys
from shared.core.ids import WorkspaceId
from shared.core.keys import Key, KeyRange
from shared.core.ports import Amend, Change, Create, Delete, Equals, Every, Exists, Row, Table
from shared.core.rows import text
from shared.features.library.model import CannedReply, Tag

T = TypeVar("T")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What the store must know about one kind of thing."""

    name: str
    key: Callable[[WorkspaceId, str], Key]
    all: Callable[[WorkspaceId], KeyRange]
    read: Callable[[Row], T]
    row: Callable[[T], Row]
    id: Callable[[T], str]
    label: Callable[[T], str]


TAGS: Kind[Tag] = Kind(
    name="tag",
    key=keys.tag,
    all=keys.tags,
    read=lambda row: Tag(text(row, "id"), text(row, "name"), text(row, "color")),
    row=lambda tag: {"id": tag.id, "name": tag.name, "color": tag.color},
    id=lambda tag: tag.id,
    label=lambda tag: tag.name,
)
REPLIES: Kind[CannedReply] = Kind(
    name="canned_reply",
    key=keys.canned_reply,
    all=keys.canned_replies,
    read=lambda row: CannedReply(text(row, "id"), text(row, "shortcut"), text(row, "text")),
    row=lambda reply: {"id": reply.id, "shortcut": reply.shortcut, "text": reply.text},
    id=lambda reply: reply.id,
    label=lambda reply: reply.shortcut,
)


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """All things of one kind in all workspaces."""

    table: Table
    kind: Kind[T]

    def get(self, ws: WorkspaceId, thing: str) -> T | None:
        row = self.table.get(self.kind.key(ws, thing))
        return self.kind.read(row) if row else None

    def all(self, ws: WorkspaceId) -> list[T]:
        """By label."""
        things = [self.kind.read(row) for row in self.table.scan(self.kind.all(ws))]
        return sorted(things, key=lambda thing: self.kind.label(thing).casefold())

    def add(self, ws: WorkspaceId, thing: T) -> bool:
        """False when the id or the label is taken."""
        return self.table.transact([Create(self._key(ws, thing), self._row(thing)), self._claim(ws, thing)]) is None

    def change(self, ws: WorkspaceId, old: T, new: T) -> bool:
        """False when the label is taken or somebody else changed the thing since ``old`` was read."""
        unchanged = Every([Exists(), *(Equals(name, value) for name, value in self.kind.row(old).items())])
        parts: list[Create | Amend | Delete] = [
            Amend(self._key(ws, new), Change(set=self._row(new)), unchanged),
        ]
        if self._label_key(ws, old) != self._label_key(ws, new):
            parts += [Delete(self._label_key(ws, old)), self._claim(ws, new)]
        return self.table.transact(parts) is None

    def remove(self, ws: WorkspaceId, thing: T) -> bool:
        """False when the thing got another label since it was read."""
        mine = Equals("id", self.kind.id(thing))
        parts = [Delete(self._key(ws, thing)), Delete(self._label_key(ws, thing), mine)]
        return self.table.transact(parts) is None

    def _key(self, ws: WorkspaceId, thing: T) -> Key:
        return self.kind.key(ws, self.kind.id(thing))

    def _label_key(self, ws: WorkspaceId, thing: T) -> Key:
        return keys.taken(ws, self.kind.name, self.kind.label(thing))

    def _claim(self, ws: WorkspaceId, thing: T) -> Create:
        return Create(self._label_key(ws, thing), {"type": "taken", "v": 1, "id": self.kind.id(thing)})

    def _row(self, thing: T) -> Row:
        return {"type": self.kind.name, "v": 1, **self.kind.row(thing)}
