"""How features meet: what one asks (a port) answered by another's service. No rules live here, only translation."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from shared.core.actor import Actor
from shared.core.errors import NotFound
from shared.core.ids import ContactId, NumberId, UserId, WorkspaceId
from shared.core.meta import Effect, GraphRefused, GraphUnknown, GraphUnreachable, MetaError, Reaction
from shared.core.ports import Cipher, Table
from shared.core.rows import maybe_text
from shared.features.connections.model import Problem
from shared.features.connections.service import Connections
from shared.features.inbox.book import TemplateFacts
from shared.features.inbox.listing import (
    closed_cursor_after,
    contact_of,
    cursor_after,
    newest_entries,
    opened_cursor,
)
from shared.features.inbox.model import Failure
from shared.features.inbox.service import LIMITED_REACH
from shared.features.inbox.sight import sees_contact
from shared.features.sending.model import Line, verdict
from shared.features.templates.service import Templates
from shared.features.workspaces.store import WorkspaceStore

# Contract 5.1: messages per second by the number's throughput level; a number shared with the phone app gets 20.
PER_SECOND: Mapping[str, int] = {"HIGH": 1000, "STANDARD": 80}
SLOWEST = 20
NOT_REGISTERED = 133010


@dataclass(frozen=True)
class MemberNames:
    """``inbox.book.People``: who is who in a workspace."""

    store: WorkspaceStore

    def names(self, ws: WorkspaceId) -> Mapping[UserId, str]:
        return {member.person.id: member.person.name for member in self.store.members(ws)}


@dataclass(frozen=True)
class RecentContacts:
    """``contacts.service.Recent``: the people of the newest conversations, whatever their status."""

    table: Table
    cipher: Cipher

    def __call__(self, actor: Actor, limit: int, cursor: str | None) -> tuple[list[ContactId], str | None]:
        after = opened_cursor(cursor, actor, self.cipher)
        found: dict[ContactId, None] = {}
        shown = 0
        for looked, entry in enumerate(newest_entries(self.table, actor.workspace, None, after=after), 1):
            if actor.sees(maybe_text(entry, "assignee")):
                found[contact_of(entry)] = None
                shown += 1
                if shown == limit:
                    return list(found), cursor_after(entry)
            if actor.limited and looked >= LIMITED_REACH:
                return list(found), closed_cursor_after(entry, actor, self.cipher)
        return list(found), None


@dataclass(frozen=True)
class SeesContacts:
    """``contacts.service.Sees``."""

    table: Table

    def __call__(self, actor: Actor, contact: ContactId) -> bool:
        return sees_contact(self.table, actor, contact)


@dataclass(frozen=True)
class ApprovedTemplates:
    """``inbox.book.Templates``: templates by the number that sends them."""

    templates: Templates

    def find(self, ws: WorkspaceId, number: NumberId, name: str, language: str) -> TemplateFacts | None:
        found = self.templates.find(ws, number, name, language)
        if found is None:
            return None
        return TemplateFacts(
            name=found.name,
            language=found.language,
            category=found.category,
            status=found.status,
            parameter_format=found.parameter_format,
            components=found.components,
        )


@dataclass(frozen=True)
class SendingLines:
    """``sending.ports.Lines``: numbers, their tokens and their troubles, from the connections."""

    connections: Connections
    templates: Templates

    def line(self, ws: WorkspaceId, number: NumberId) -> Line | None:
        try:
            stands = self.connections.standing(ws, number)
        except NotFound:
            return None
        found = stands.number
        rate = SLOWEST if found.coexistence else PER_SECOND.get(found.throughput or "", SLOWEST)
        return Line(
            ws,
            found.waba,
            number,
            rate,
            _verdict(stands.trouble),
            _verdict(stands.opening),
            _verdict(stands.utility),
            proven=stands.proven,
        )

    def prove(self, line: Line) -> None:
        self.connections.proven(line.workspace, line.waba)

    def token(self, line: Line) -> str:
        return self.connections.credentials(line.workspace, waba=line.waba)

    def suffer(self, line: Line, error: MetaError, reaction: Reaction) -> None:
        """Disconnecting and stopping end in the same state: nothing goes out until somebody has looked at it."""
        if reaction.effects & {Effect.DISCONNECT_ACCOUNT, Effect.STOP_ACCOUNT}:
            self.connections.disconnected(line.workspace, line.waba, reaction.reason, reaction.title, reaction.advice)
            return
        if error.code == NOT_REGISTERED:
            self.connections.unregistered(line.workspace, line.waba, line.number)
            return
        news = self.connections.troubled(
            line.workspace, line.waba, line.number, reaction.reason, reaction.title, reaction.advice
        )
        # Once per telling: a campaign over a stale template must not list all templates at each refusal.
        if news and Effect.RESYNC_TEMPLATE in reaction.effects:
            with suppress(GraphRefused, GraphUnknown, GraphUnreachable):
                self.templates.sync(line.workspace, line.waba)


def _verdict(stopped: Problem | None) -> Failure | None:
    return verdict(stopped.code, stopped.title, stopped.advice, can_retry=True) if stopped else None
