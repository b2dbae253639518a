"""Sorting conversations: assigning, tagging, snoozing, resolving. What was done is written into the thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import Clock, parse_stamp, stamp
from shared.core.errors import FieldProblem, Invalid
from shared.core.ids import (
    UserId,
    WorkspaceId,
    conversation_id,
    message_id,
    reference,
)
from shared.core.keys import Key
from shared.core.ports import Change, Condition, Equals, Every, Row, Value
from shared.core.rows import maybe_text, text
from shared.features.inbox.book import People
from shared.features.inbox.codec import inbox_place, read_conversation
from shared.features.inbox.conversation_rows import no_conversation
from shared.features.inbox.listing import newest_entries
from shared.features.inbox.model import Conversation, ConversationStatus, Message, Priority, Sender
from shared.features.inbox.sight import seen, still_seen
from shared.features.inbox.store import InboxStore
from shared.features.inbox.store_parts import DUE

MOST_TAGS: Final = 20


@dataclass(frozen=True)
class Patch:
    """What to change of a conversation. A field that is not in ``given`` stays."""

    given: frozenset[str]
    assignee: UserId | None = None
    status: ConversationStatus | None = None
    snoozed_until: datetime | None = None
    tags: Sequence[str] = field(default_factory=tuple)
    priority: Priority | None = None


@dataclass(frozen=True)
class Sorting:
    """The use cases of keeping the list in order."""

    store: InboxStore
    people: People
    clock: Clock

    def change(self, actor: Actor, conversation: str, patch: Patch) -> Conversation:
        """Assign, tag, set the status or the priority. What changed is written into the thread as an event line."""
        current = seen(self.store, actor, conversation)
        sets: dict[str, Value] = {}
        removes: list[str] = []
        events: list[dict[str, Any]] = []
        self._assign(actor, patch, current, sets, removes, events)
        self._move(actor, patch, current, sets, removes, events)
        if "tags" in patch.given and tuple(patch.tags) != tuple(current.tags):
            if len(patch.tags) > MOST_TAGS:
                raise Invalid(f"A conversation has at most {MOST_TAGS} tags.", code="too_many_tags")
            sets["tags"] = list(dict.fromkeys(patch.tags))
        if patch.priority and patch.priority != current.priority:
            sets["priority"] = patch.priority
        if sets or removes:
            key = keys.conversation(current.workspace, current.contact, current.number)
            if self.store.table.amend(key, Change(set=sets, remove=removes), still_seen(actor, current)) is None:
                raise no_conversation()
            for event in events:
                self.write_event(actor, current, event)
        # Not by what was asked for: handed to a colleague, it is gone for a limited agent.
        return self.store.conversation(actor.workspace, conversation_id(current.contact, current.number))

    def _assign(
        self,
        actor: Actor,
        patch: Patch,
        current: Conversation,
        sets: dict[str, Value],
        removes: list[str],
        events: list[dict[str, Any]],
    ) -> None:
        if "assignee" not in patch.given or patch.assignee == current.assignee:
            return
        if patch.assignee is None:
            removes.append("assignee")
            events.append({"event": "unassigned", "by": actor.name})
            return
        name = self.people.names(actor.workspace).get(patch.assignee)
        if name is None:
            raise Invalid(
                "Conversations can only be assigned to members of this workspace.",
                code="not_a_member",
                fields=[FieldProblem("assignee", "This person is not a member of the workspace.")],
            )
        sets["assignee"] = patch.assignee
        events.append({"event": "assigned", "by": actor.name, "to": name, "to_id": patch.assignee})

    def _move(
        self,
        actor: Actor,
        patch: Patch,
        current: Conversation,
        sets: dict[str, Value],
        removes: list[str],
        events: list[dict[str, Any]],
    ) -> None:
        now = self.clock.now()
        status = patch.status
        if "snoozed_until" in patch.given and patch.snoozed_until and status is None:
            status = "snoozed"
        if status is None or (status == current.status and status != "snoozed"):
            return
        if status == "snoozed":
            until = patch.snoozed_until
            if until is None or until <= now or until > now + timedelta(days=366):
                raise Invalid(
                    "Say until when to snooze: a time in the future, at most a year away.",
                    code="snooze_time",
                    fields=[FieldProblem("snoozed_until", "Choose a time in the future.")],
                )
            key = keys.conversation(current.workspace, current.contact, current.number)
            due_pk, due_at = keys.due_entry(stamp(until), key.pk, key.sk)
            sets.update({"snoozed_until": stamp(until), "due_pk": due_pk, "due_at": due_at})
            events.append({"event": "snoozed", "by": actor.name, "until": stamp(until)})
        else:
            removes += [*DUE, "snoozed_until"]
            events.append({"event": {"open": "reopened"}.get(status, status), "by": actor.name})
        sets["status"] = status
        place = inbox_place(current.workspace, status, stamp(current.last_at), current.contact, current.number)
        sets.update(place)

    def write_event(self, actor: Actor | None, conversation: Conversation, content: Mapping[str, Any]) -> None:
        """A grey line in the thread: who did what. It does not move the conversation in the list."""
        now = self.clock.now()
        ref = reference(conversation.contact, str(sorted(content.items())), stamp(now))
        sender = Sender("member", actor.user, actor.name) if actor else Sender("system")
        line = Message(
            workspace=conversation.workspace,
            contact=conversation.contact,
            number=conversation.number,
            id=message_id(now, ref),
            direction="event",
            kind="event",
            at=now,
            received_at=int(now.timestamp() * 1000),
            sender=sender,
            content=content,
        )
        self.store.write_line(line)

    def release(self, ws: WorkspaceId, user: UserId, name: str, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Somebody has left: what was theirs is nobody's, so that it does not wait for a person who won't come.

        False when ``go_on`` said no before the end. Who is back meanwhile keeps what is theirs.
        """
        if user in self.people.names(ws):
            return True
        for entry in newest_entries(self.store.table, ws, None):
            if not go_on():
                return False
            if maybe_text(entry, "assignee") != user:
                continue
            key = Key(text(entry, "pk"), text(entry, "sk"))
            row = self.store.table.amend(key, Change(remove=("assignee",)), Equals("assignee", user))
            if row is not None:
                current = read_conversation(row, ws, self.store.cipher)
                self.write_event(None, current, {"event": "unassigned", "by": name})
        return True

    def wake(self, row: Row) -> bool:
        """Reopen a snoozed conversation whose time has come (the sweeper asks). False when it was moved meanwhile."""
        if maybe_text(row, "status") != "snoozed" or not maybe_text(row, "snoozed_until"):
            return False
        if parse_stamp(text(row, "snoozed_until")) > self.clock.now():
            return False
        ws = WorkspaceId(text(row, "pk").split("#")[1])
        current = read_conversation(row, ws, self.store.cipher)
        place = inbox_place(ws, "open", stamp(current.last_at), current.contact, current.number)
        change = Change(set={"status": "open", **place}, remove=(*DUE, "snoozed_until"))
        woken = self.store.table.amend(Key(text(row, "pk"), text(row, "sk")), change, _still(row))
        if woken is not None:
            self.write_event(None, current, {"event": "woken"})
        return woken is not None


def _still(row: Row) -> Condition:
    """Nobody has moved the snoozed conversation since it was read."""
    return Every((Equals("status", "snoozed"), Equals("due_at", text(row, "due_at"))))
