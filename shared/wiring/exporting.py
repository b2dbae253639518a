"""What exports ask of the other features: pages of conversations with all that a line shows, a word to the maker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import stamp
from shared.core.ids import UserId, WorkspaceId, conversation_id
from shared.core.keys import Key
from shared.core.masking import masked_phone, masked_text
from shared.core.ports import Cipher, Table
from shared.core.rows import maybe_text, text
from shared.features.api_keys.model import USER_PREFIX
from shared.features.api_keys.service import ApiKeys
from shared.features.contacts.service import ContactBook
from shared.features.exports.lines import ConversationLine
from shared.features.exports.slices import Page
from shared.features.inbox.book import ContactCard
from shared.features.inbox.codec import read_conversation
from shared.features.inbox.listing import PAGE, cursor_after, newest_entries
from shared.features.inbox.model import Conversation
from shared.features.notices.model import Severity
from shared.features.notices.service import Notices
from shared.features.workspaces.service import Workspaces

NOBODY: Final = UserId("")


@dataclass(frozen=True)
class ExportedConversations:
    """``exports.slices.Page`` of a workspace: every status, the longest silent first.

    In that order nothing is lost: a conversation that gets a message moves ahead of the cursor, never behind it.
    """

    table: Table
    cipher: Cipher
    contacts: ContactBook
    workspaces: Workspaces

    def __call__(self, ws: WorkspaceId) -> Page:
        """Names are read once for all pages of a step."""
        people = self.workspaces.names(ws)
        tags = {text(row, "sk").split("#", 1)[1]: text(row, "name") for row in self.table.scan(keys.tags(ws))}
        numbers = {
            text(row, "sk").split("#", 1)[1]: maybe_text(row, "display") or ""
            for row in self.table.scan(keys.numbers(ws))
        }

        def page(actor: Actor, after: str | None) -> tuple[list[ConversationLine], str | None]:
            # No more than each status's first page: then all statuses are read at the same moment, and a conversation
            # can't slip from one that is still to be read into one that was read before.
            entries = list(islice(newest_entries(self.table, ws, None, oldest_first=True, after=after), PAGE))
            wanted = [Key(text(entry, "pk"), text(entry, "sk")) for entry in entries]
            rows = {Key(text(row, "pk"), text(row, "sk")): row for row in self.table.get_many(wanted)}
            found = [read_conversation(rows[key], ws, self.cipher) for key in wanted if key in rows]
            seen = [one for one in found if actor.sees(one.assignee)]
            cards = self.contacts.cards(ws, {one.contact for one in seen})
            lines = [
                _line(one, cards.get(one.contact, ContactCard(one.contact, "")), people, tags, numbers, actor.masked)
                for one in seen
            ]
            return lines, cursor_after(entries[-1]) if len(entries) == PAGE else None

        return page


def _line(
    one: Conversation,
    card: ContactCard,
    people: Mapping[UserId, str],
    tags: Mapping[str, str],
    numbers: Mapping[str, str],
    masked: bool,
) -> ConversationLine:
    phone = card.phone or ""
    return ConversationLine(
        conversation_id=conversation_id(one.contact, one.number),
        contact_id=card.id,
        name=masked_text(card.name) if masked else card.name,
        phone=masked_phone(phone) if masked else phone,
        username=card.username or "",
        number=numbers.get(one.number) or one.number,
        status=one.status,
        assignee=people.get(one.assignee or NOBODY, ""),
        tags=[tags[tag] for tag in one.tags if tag in tags],
        priority=one.priority,
        unread=one.unread,
        last_message_at=stamp(one.last_at),
        last_direction=one.last_direction or "",
        last_kind=one.last_kind or "",
        created_at=stamp(one.created_at),
    )


@dataclass(frozen=True)
class Makers:
    """``exports.slices.Makers``: members and API keys."""

    workspaces: Workspaces
    keys: ApiKeys

    def __call__(self, ws: WorkspaceId, user: UserId) -> Actor:
        if user.startswith(USER_PREFIX):
            return self.keys.actor(ws, user.removeprefix(USER_PREFIX))
        return self.workspaces.membership(ws, user)


@dataclass(frozen=True)
class TellMaker:
    """``exports.slices.Tell``: a notice that nobody else gets. Machines are told nothing: they ask."""

    notices: Notices

    def __call__(self, ws: WorkspaceId, user: UserId, kind: str, export: str, lines: int) -> None:
        if user.startswith(USER_PREFIX):
            return
        severity: Severity = "info"
        title, detail = "Your export is ready", f"{lines} conversations. Download it within seven days."
        if kind == "export_failed":
            severity, title, detail = "warning", "Your export failed", "Nothing was kept of it. Start it again."
        self.notices.give(ws, kind, severity, title, detail, about=export, only_for=user)
