"""How features meet: what one asks (a port) answered by another's service. No rules live here, only translation."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from shared.core.errors import NotFound
from shared.core.ids import ContactId, NumberId, UserId, WorkspaceId
from shared.core.meta import Effect, GraphRefused, GraphUnknown, GraphUnreachable, MetaError, Reaction
from shared.core.ports import Table
from shared.features.connections.service import Connections
from shared.features.inbox.book import TemplateFacts
from shared.features.inbox.listing import contact_of, cursor_after, newest_entries
from shared.features.sending.model import Line, verdict
from shared.features.templates.service import Templates
from shared.features.workspaces.store import WorkspaceStore

# Contract 5.1: messages per second by the number's throughput level; a number shared with the phone app gets 20.
PER_SECOND: Mapping[str, int] = {"HIGH": 1000, "STANDARD": 80}
SLOWEST = 20


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

    def __call__(self, ws: WorkspaceId, limit: int, cursor: str | None) -> tuple[list[ContactId], str | None]:
        entries = list(islice(newest_entries(self.table, ws, None, after=cursor), limit))
        contacts = list(dict.fromkeys(contact_of(entry) for entry in entries))
        return contacts, cursor_after(entries[-1]) if len(entries) == limit else None


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
            found = self.connections.number(ws, number)
            reason = self.connections.trouble(ws, number)
        except NotFound:
            return None
        trouble = None
        if reason:
            title, advice = TROUBLES[reason]
            trouble = verdict(reason, title, advice, can_retry=True)
        return Line(ws, found.waba, number, PER_SECOND.get(found.throughput or "", SLOWEST), trouble)

    def token(self, line: Line) -> str:
        return self.connections.credentials(line.workspace, waba=line.waba)

    def suffer(self, line: Line, error: MetaError, reaction: Reaction) -> None:
        """Disconnecting and stopping end in the same state: nothing goes out until somebody has looked at it."""
        if reaction.effects & {Effect.DISCONNECT_ACCOUNT, Effect.STOP_ACCOUNT}:
            self.connections.disconnected(line.workspace, line.waba, reaction.reason, reaction.title, reaction.advice)
            return
        news = self.connections.troubled(
            line.workspace, line.waba, line.number, reaction.reason, reaction.title, reaction.advice
        )
        # Once per telling: a campaign over a stale template must not list all templates at each refusal.
        if news and Effect.RESYNC_TEMPLATE in reaction.effects:
            with suppress(GraphRefused, GraphUnknown, GraphUnreachable):
                self.templates.sync(line.workspace, line.waba)


TROUBLES: Mapping[str, tuple[str, str]] = {
    "account_disconnected": (
        "The WhatsApp account is disconnected",
        "An owner or admin can reconnect it in Settings, Numbers & connection. Then retry.",
    ),
    "number_not_registered": (
        "The number is not registered with WhatsApp",
        "An owner or admin can finish the connection in Settings, Numbers & connection. Then retry.",
    ),
    "number_gone": (
        "This number no longer belongs to the account",
        "Meta does not list it any more. Use another number, or connect it again.",
    ),
}
