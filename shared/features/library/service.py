"""Keeping tags and canned replies: create, change, remove, within limits and with unique names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound
from shared.core.ids import WorkspaceId, new_id, reference
from shared.core.ports import Table
from shared.features.library.model import (
    MOST_REPLIES,
    MOST_TAGS,
    CannedReply,
    Tag,
    checked_reply,
    checked_tag,
)
from shared.features.library.store import REPLIES, TAGS, Shelf

T = TypeVar("T")


class NameTaken(Conflict):
    """Another tag or canned reply of this workspace has the name already."""

    code = "name_taken"
    title = "This name is taken"


@dataclass(frozen=True)
class Library:
    """The use cases of tags and canned replies."""

    table: Table
    clock: Clock

    @property
    def _tags(self) -> Shelf[Tag]:
        return Shelf(self.table, TAGS)

    @property
    def _replies(self) -> Shelf[CannedReply]:
        return Shelf(self.table, REPLIES)

    def tags(self, actor: Actor) -> list[Tag]:
        return self._tags.all(actor.workspace)

    def create_tag(self, actor: Actor, name: str, color: str, once: str = "") -> Tag:
        """``once`` is the request's Idempotency-Key: the same key makes one tag, however often it is sent."""
        tag = checked_tag(self._id(actor.workspace, "tag", once), name, color)
        return self._create(self._tags, actor.workspace, tag, MOST_TAGS, "tags")

    def change_tag(self, actor: Actor, tag: str, name: str, color: str) -> Tag:
        return self._change(self._tags, actor.workspace, tag, checked_tag(tag, name, color))

    def remove_tag(self, actor: Actor, tag: str) -> None:
        """Conversations that carry the tag simply no longer show it."""
        self._remove(self._tags, actor.workspace, tag)

    def replies(self, actor: Actor) -> list[CannedReply]:
        return self._replies.all(actor.workspace)

    def create_reply(self, actor: Actor, shortcut: str, text: str, once: str = "") -> CannedReply:
        reply = checked_reply(self._id(actor.workspace, "canned_reply", once), shortcut, text)
        return self._create(self._replies, actor.workspace, reply, MOST_REPLIES, "canned replies")

    def change_reply(self, actor: Actor, reply: str, shortcut: str, text: str) -> CannedReply:
        return self._change(self._replies, actor.workspace, reply, checked_reply(reply, shortcut, text))

    def remove_reply(self, actor: Actor, reply: str) -> None:
        self._remove(self._replies, actor.workspace, reply)

    def _id(self, ws: WorkspaceId, kind: str, once: str) -> str:
        return reference(ws, kind, once) if once else new_id(self.clock.now())

    def _create(self, shelf: Shelf[T], ws: WorkspaceId, thing: T, most: int, plural: str) -> T:
        if len(shelf.all(ws)) >= most:
            raise Conflict(f"A workspace keeps at most {most} {plural}. Remove one first.", code="too_many")
        if shelf.add(ws, thing):
            return thing
        present = shelf.get(ws, shelf.kind.id(thing))
        if present == thing:
            return present
        if present is not None:
            raise Conflict(
                "This Idempotency-Key was used for something else. Use a new one.", code="idempotency_key_reused"
            )
        raise self._taken(shelf, thing)

    def _change(self, shelf: Shelf[T], ws: WorkspaceId, thing: str, new: T) -> T:
        old = self._found(shelf, ws, thing)
        if old == new or shelf.change(ws, old, new):
            return new
        if shelf.get(ws, thing) == old:
            raise self._taken(shelf, new)
        raise Conflict("Somebody else changed this a moment ago. Load it again.", code="changed_meanwhile")

    def _remove(self, shelf: Shelf[T], ws: WorkspaceId, thing: str) -> None:
        if not shelf.remove(ws, self._found(shelf, ws, thing)) and shelf.get(ws, thing) is not None:
            raise Conflict("Somebody else changed this a moment ago. Load it again.", code="changed_meanwhile")

    def _found(self, shelf: Shelf[T], ws: WorkspaceId, thing: str) -> T:
        found = shelf.get(ws, thing)
        if found is None:
            raise NotFound(
                "There is no such tag or canned reply in this workspace.", code=f"{shelf.kind.name}_not_found"
            )
        return found

    def _taken(self, shelf: Shelf[T], thing: T) -> NameTaken:
        return NameTaken(f"“{shelf.kind.label(thing)}” is taken in this workspace. Choose another name.")
