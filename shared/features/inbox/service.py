"""The shared inbox as its people use it: the list, a conversation, its thread. Writing is in ``composing.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Literal

from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import Clock, stamp
from shared.core.errors import Conflict, Forbidden, Invalid, NotFound
from shared.core.ids import (
    ContactId,
    NumberId,
    UserId,
    Wamid,
    WorkspaceId,
    check_message_id,
    conversation_id,
)
from shared.core.keys import Key
from shared.core.ports import Row
from shared.core.rows import maybe_text, text
from shared.features.inbox.book import ContactCard, Contacts, Files, Numbers, Outbox, People, Presence
from shared.features.inbox.codec import inbox_place, read_conversation
from shared.features.inbox.listing import closed_cursor_after, cursor_after, newest_entries, opened_cursor
from shared.features.inbox.model import Conversation, ConversationStatus, Message
from shared.features.inbox.quoting import Line, lines_of
from shared.features.inbox.sight import seen, sees_contact, shown_card, shown_conversation
from shared.features.inbox.store import InboxStore

Tab = Literal["mine", "unassigned", "all"]
# One request looks at no more than this many conversations; a page may then be short, but has a cursor to go on with.
REACH: Final = 600
# For limited agents the index tells whose each is before anything is read, so more can be looked at.
LIMITED_REACH: Final = 6000
STEP: Final = 60
COUNT_CAP: Final = 1000
LINK_SECONDS: Final = 600
TYPING_STATES: Final = ("viewing", "typing", "left")


@dataclass(frozen=True)
class Filters:
    """What the list shows. ``status`` None means any."""

    tab: Tab = "all"
    status: ConversationStatus | None = "open"
    number: NumberId | None = None
    tag: str | None = None
    unread: bool = False
    window: Literal["open", "closed"] | None = None
    text: str = ""
    oldest_first: bool = False

    def passes(self, conversation: Conversation, actor: Actor, now: datetime) -> bool:
        return (
            actor.sees(conversation.assignee)
            and (self.status is None or conversation.status == self.status)
            and (self.tab != "mine" or conversation.assignee == actor.user)
            and (self.tab != "unassigned" or conversation.assignee is None)
            and (self.number is None or conversation.number == self.number)
            and (self.tag is None or self.tag in conversation.tags)
            and (not self.unread or conversation.unread > 0)
            and (self.window is None or conversation.window_open(now) == (self.window == "open"))
        )


@dataclass(frozen=True)
class Counts:
    """How many conversations each tab holds; ``capped`` when there are more than were counted."""

    mine: int
    unassigned: int
    all: int
    capped: bool


@dataclass(frozen=True)
class Shown:
    """A conversation with who it is with and whose it is."""

    conversation: Conversation
    contact: ContactCard
    assignee_name: str | None


@dataclass(frozen=True)
class Inbox:
    """The use cases of reading and sorting conversations."""

    store: InboxStore
    contacts: Contacts
    people: People
    numbers: Numbers
    files: Files
    outbox: Outbox
    live: Presence
    clock: Clock

    # ── the list ────────────────────────────────────────────────────────────────────────────────────────────────────

    def conversations(
        self, actor: Actor, filters: Filters, limit: int, cursor: str | None
    ) -> tuple[list[Shown], str | None]:
        """A page of the list, newest or oldest first."""
        if filters.text.strip():
            return self._search(actor, filters, limit), None
        after = opened_cursor(cursor, actor, self.store.cipher)
        entries = newest_entries(
            self.store.table, actor.workspace, filters.status, oldest_first=filters.oldest_first, after=after
        )
        found: list[Conversation] = []
        looked = 0
        while batch := list(islice(entries, STEP)):
            now = self.clock.now()
            visible = [entry for entry in batch if actor.sees(maybe_text(entry, "assignee"))]
            for entry, conversation in self._read_entries(actor.workspace, visible):
                if not filters.passes(conversation, actor, now):
                    continue
                found.append(conversation)
                if len(found) == limit:
                    return self._show(actor, found), cursor_after(entry)
            looked += len(batch)
            if actor.limited and looked >= LIMITED_REACH:
                return self._show(actor, found), closed_cursor_after(batch[-1], actor, self.store.cipher)
            if not actor.limited and looked >= REACH:
                return self._show(actor, found), cursor_after(batch[-1])
        return self._show(actor, found), None

    def _read_entries(self, ws: WorkspaceId, entries: Sequence[Row]) -> list[tuple[Row, Conversation]]:
        """The index's entries with the conversations they point to, read afresh; those that are gone are left out."""
        wanted = {Key(text(entry, "pk"), text(entry, "sk")): entry for entry in entries}
        by_key = {Key(text(row, "pk"), text(row, "sk")): row for row in self.store.table.get_many(list(wanted))}
        return [
            (entry, read_conversation(by_key[key], ws, self.store.cipher))
            for key, entry in wanted.items()
            if key in by_key
        ]

    def _search(self, actor: Actor, filters: Filters, limit: int) -> list[Shown]:
        contacts = self.contacts.found(actor, filters.text, 100)
        rows: list[Row] = []
        for contact in contacts:
            rows += self.store.table.query(keys.conversations_of(actor.workspace, contact), limit=20).rows
        now = self.clock.now()
        found = [read_conversation(row, actor.workspace, self.store.cipher) for row in rows]
        passing = [one for one in found if filters.passes(one, actor, now)]
        passing.sort(key=lambda one: one.last_at, reverse=not filters.oldest_first)
        return self._show(actor, passing[:limit])

    def _show(self, actor: Actor, conversations: Sequence[Conversation]) -> list[Shown]:
        cards = self.contacts.cards(actor.workspace, {one.contact for one in conversations})
        names = self.people.names(actor.workspace) if any(one.assignee for one in conversations) else {}
        return [
            Shown(
                shown_conversation(actor, one),
                shown_card(actor, cards.get(one.contact, ContactCard(one.contact, ""))),
                names.get(one.assignee or UserId("")),
            )
            for one in conversations
        ]

    def counts(self, actor: Actor, status: ConversationStatus) -> Counts:
        """How many conversations of a status each tab holds, counted up to a cap that no person reads to its end."""
        mine = unassigned = total = looked = 0
        cursor: str | None = None
        while total < COUNT_CAP and looked < LIMITED_REACH:
            page = self.store.table.query(keys.inbox(actor.workspace, status), limit=500, cursor=cursor)
            for row in page.rows:
                assignee = maybe_text(row, "assignee")
                mine += assignee == actor.user
                unassigned += assignee is None
            looked += len(page.rows)
            # A colleague's conversation is not there for a limited agent, and is not counted either.
            total = mine + unassigned if actor.limited else looked
            cursor = page.cursor
            if cursor is None:
                break
        return Counts(mine, unassigned, total, cursor is not None)

    # ── one conversation ────────────────────────────────────────────────────────────────────────────────────────────

    def conversation(self, actor: Actor, conversation: str) -> Shown:
        return self.shown(actor, seen(self.store, actor, conversation))

    def shown(self, actor: Actor, conversation: Conversation) -> Shown:
        """A conversation the actor has just seen; after handing it to a colleague, for the last time."""
        return self._show(actor, [conversation])[0]

    def start(self, actor: Actor, number_: NumberId, phone: str | None, contact: ContactId | None) -> Shown:
        """The conversation with a person on a number; made when there is none (only a template can open it)."""
        self.numbers.trouble(actor.workspace, number_)
        if contact is None:
            if not phone:
                raise Invalid("Say whom to write to: a phone number or a contact.", code="recipient_missing")
            card = self.contacts.of_phone(actor.workspace, phone)
        else:
            found = self.contacts.cards(actor.workspace, [contact]).get(contact)
            if found is None or not sees_contact(self.store.table, actor, found.id):
                raise NotFound("There is no such contact in this workspace.", code="contact_not_found")
            card = found
        now = stamp(self.clock.now())
        row: Row = {
            "type": "conversation",
            "v": 1,
            "number": number_,
            "status": "open",
            # A machine begins conversations for people to take up.
            "assignee": None if actor.key else actor.user,
            "created_at": now,
            "last_at": now,
            **inbox_place(actor.workspace, "open", now, card.id, number_),
        }
        self.store.table.create(keys.conversation(actor.workspace, card.id, number_), row)
        current = self.store.conversation(actor.workspace, conversation_id(card.id, number_))
        if not actor.sees(current.assignee):
            raise Forbidden(
                "A colleague is in conversation with this person. Ask them, or an admin, to hand it to you.",
                code="conversation_of_colleague",
            )
        return self.shown(actor, current)

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def thread(self, actor: Actor, conversation: str, limit: int, cursor: str | None) -> tuple[list[Line], str | None]:
        """A page of the thread, newest first; within one second in the order in which we received them."""
        contact, number_ = self._place_of(actor, conversation)
        messages, following = self.store.messages(actor.workspace, contact, number_, limit, cursor)
        shown = [message for message in messages if message.kind != "reaction"]
        shown.sort(key=lambda one: (int(one.id[:10]), one.received_at, one.id), reverse=True)
        return lines_of(self.store, actor, contact, number_, shown), following

    def message(self, actor: Actor, conversation: str, message: str) -> Line:
        contact, number_ = self._place_of(actor, conversation)
        found = self.store.message(actor.workspace, contact, number_, check_message_id(message))
        return lines_of(self.store, actor, contact, number_, [found])[0]

    def _place_of(self, actor: Actor, conversation: str) -> tuple[ContactId, NumberId]:
        current = seen(self.store, actor, conversation)
        return current.contact, current.number

    def read(self, actor: Actor, conversation: str) -> None:
        """Nothing is unread any more, and the customer sees two blue ticks on what they wrote."""
        current = seen(self.store, actor, conversation)
        if current.unread == 0:
            return
        self.store.mark_read(current)
        self._receipt(current, typing=False)

    def typing(self, actor: Actor, conversation: str, state: str) -> None:
        """Colleagues see who is looking or typing; the customer sees that somebody types."""
        if state not in TYPING_STATES:
            raise Invalid(f"The state is one of {', '.join(TYPING_STATES)}.", code="presence_state")
        current = seen(self.store, actor, conversation)
        self.live.presence(actor, conversation, state, current.assignee)
        if state == "typing" and current.window_open(self.clock.now()):
            self._receipt(current, typing=True)

    def _receipt(self, conversation: Conversation, typing: bool) -> None:
        if self.numbers.trouble(conversation.workspace, conversation.number):
            return
        wamid = self._last_inbound(conversation)
        if wamid:
            self.outbox.receipt(conversation.workspace, conversation.contact, conversation.number, wamid, typing)

    def _last_inbound(self, conversation: Conversation) -> Wamid | None:
        page = self.store.table.query(
            keys.messages(conversation.workspace, conversation.contact, conversation.number),
            newest_first=True,
            limit=30,
        )
        for row in page.rows:
            if row.get("direction") == "in" and row.get("wamid"):
                return Wamid(text(row, "wamid"))
        return None

    def media(self, actor: Actor, conversation: str, message: str) -> tuple[Message, str, datetime]:
        """The message, a link that opens its file, and until when. Conflict while there is no file to open."""
        contact, number_ = self._place_of(actor, conversation)
        found = self.store.message(actor.workspace, contact, number_, check_message_id(message))
        if found.media is None or found.revoked_at is not None:
            raise NotFound("This message has no file.", code="no_media")
        if found.media.state != "stored":
            raise Conflict("The file is not here (yet).", code=f"media_{found.media.state}")
        until = self.clock.now() + timedelta(seconds=LINK_SECONDS)
        return found, self.files.link(found.media, LINK_SECONDS), until
