"""What customers do: their messages, reactions, edits and calls, what was typed on the phone app, and statuses of ours.

Every use case may run twice, in any order and be killed anywhere; the rows end up the same. First the line, then the
conversation, and last what the webhook says about the person: if the contact was merged into another meanwhile, the
last step finds out and moves the line after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from shared.core.clock import Clock, millis
from shared.core.errors import AppError, Dropped, Invalid
from shared.core.ids import ContactId, MessageId, NumberId, WabaId, WorkspaceId, message_id, reference
from shared.core.inbound import (
    Call,
    ChangeNews,
    Edited,
    Ignored,
    InboundMessage,
    Moved,
    Preference,
    Reacted,
    Revoked,
    Said,
    StatusUpdate,
    Who,
)
from shared.core.ports import Queue, Row
from shared.features.inbox.model import (
    FACTS,
    MEDIA_KINDS,
    EditNews,
    Failure,
    Media,
    Message,
    News,
    ReactionNews,
    RevokeNews,
    Sender,
    StatusNews,
)
from shared.features.inbox.store import InboxStore
from shared.features.inbox.thread_rows import NEW

_CALLBACK = re.compile(r"^1\|(ws_[0-9a-z]{26})\|([0-9a-z]{26})\|([0-9]{13}-[a-z2-7]{20})$")


class Route(Protocol):
    """Whose a number is."""

    @property
    def workspace(self) -> WorkspaceId: ...

    @property
    def waba(self) -> WabaId: ...

    @property
    def closed(self) -> bool:
        """The account was disconnected by its people: nothing of it is taken in."""
        ...

    @property
    def proven(self) -> bool:
        """A message has come in on it before."""
        ...


class Routes(Protocol):
    """How a webhook finds its workspace."""

    def route(self, number: NumberId) -> Route | None: ...

    def prove_route(self, route: Any) -> None:
        """The number's first message has come in. Routes remember it, so that it is told once and not per message."""
        ...


class Person(Protocol):
    """A customer as they were found."""

    @property
    def contact(self) -> ContactId: ...

    @property
    def row(self) -> Row: ...

    @property
    def holds_phone(self) -> bool: ...


class People(Protocol):
    """From ids to contacts; ``shared.features.contacts.identity.Identities`` behind ``Customers``."""

    def resolve(self, ws: WorkspaceId, who: Who, at: datetime, *, aside: bool = False) -> Person: ...

    def learn(self, ws: WorkspaceId, found: Any, who: Who, at: datetime) -> None: ...

    def link(self, ws: WorkspaceId, before: Who, after: Who, at: datetime) -> Person: ...

    def wish(self, ws: WorkspaceId, contact: ContactId, wish: str, at: datetime, source: str) -> None: ...

    def today(self, ws: WorkspaceId, contact: ContactId) -> ContactId: ...


@dataclass(frozen=True)
class Receiving:
    """The use cases of ``functions/inbound`` that concern customers. ``media`` is the queue of files to fetch."""

    store: InboxStore
    people: People
    routes: Routes
    media: Queue
    clock: Clock

    # ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────

    def message(self, received: InboundMessage) -> None:
        """A customer's message, or an echo of what was typed on the business's phone app."""
        if isinstance(received.what, Ignored):
            return
        route = self._route(received.number)
        ws = route.workspace
        if isinstance(received.what, Moved):
            self._moved(ws, received, received.what)
            return
        found = self.people.resolve(ws, received.who, received.at)
        match received.what:
            case Said("system", content):
                event = str(content.get("type") or "system")
                self._event(ws, found.contact, received.number, received.at, self._ref(received), event, content)
            case Said():
                self._said(ws, found.contact, received, received.what)
            case Reacted(target, emoji):
                news: News = ReactionNews(
                    "us" if received.echo else "customer", emoji, received.at, self._ref(received)
                )
                self.store.tell(ws, found.contact, received.number, target, news)
                if not received.echo:
                    self._opened(ws, found.contact, received)
            case Edited(target, content):
                news = EditNews(content, received.at, self._ref(received))
                self.store.tell(ws, found.contact, received.number, target, news)
            case Revoked(target):
                self.store.tell(ws, found.contact, received.number, target, RevokeNews(received.at))
        self.people.learn(ws, found, received.who, received.at)
        if not (route.proven or received.echo):
            self.routes.prove_route(route)

    def _said(self, ws: WorkspaceId, contact: ContactId, received: InboundMessage, said: Said) -> None:
        message = self._line(ws, contact, received, said)
        recorded = self.store.record(message)
        if received.echo:
            self.store.sent_elsewhere(message, recorded)
        else:
            self.store.received(message, recorded)
        if said.file and (recorded & NEW or self._waits_for_file(message)):
            self._fetch(message)

    def _line(self, ws: WorkspaceId, contact: ContactId, received: InboundMessage, said: Said) -> Message:
        media = None
        if said.file:
            file = said.file
            media = Media(
                "pending",
                file.mime_type,
                filename=file.filename,
                voice=file.voice,
                animated=file.animated,
                meta_id=file.meta_id,
                sha256=file.sha256 or None,
            )
        elif said.kind in MEDIA_KINDS:
            media = Media("unavailable", "application/octet-stream", reason="not_fetched_by_meta")
        return Message(
            workspace=ws,
            contact=contact,
            number=received.number,
            id=message_id(received.at, self._ref(received)),
            direction="out" if received.echo else "in",
            kind=said.kind,
            at=received.at,
            received_at=millis(self.clock.now()),
            sender=Sender("phone_app") if received.echo else Sender("customer"),
            content=said.content,
            wamid=received.wamid,
            quote_wamid=said.quoted,
            media=media,
            referral=said.referral,
            forwarded=said.forwarded,
            # The phone app's messages have been sent when we hear of them; no status is promised for them.
            facts={"sent": received.at} if received.echo else {},
        )

    def _waits_for_file(self, message: Message) -> bool:
        """Redelivered: the job may have been lost with the process that was to write it."""
        stored = self.store.find_message(message.workspace, message.contact, message.number, message.id)
        return stored is not None and stored.media is not None and stored.media.state == "pending"

    def _fetch(self, message: Message) -> None:
        assert message.media is not None
        job = {
            "workspace": message.workspace,
            "contact": message.contact,
            "number": message.number,
            "message": message.id,
            "media_id": message.media.meta_id,
            "mime_type": message.media.mime_type,
            "sha256": message.media.sha256 or "",
            "filename": message.media.filename,
        }
        self.media.send(json.dumps(job))

    def _moved(self, ws: WorkspaceId, received: InboundMessage, moved: Moved) -> None:
        """New ids of a known person: one contact, and a line that says so."""
        found = self.people.link(ws, moved.before, moved.after, received.at)
        self._event(
            ws, found.contact, received.number, received.at, self._ref(received), "identity_changed", moved.content
        )
        self.people.today(ws, found.contact)

    def _opened(self, ws: WorkspaceId, contact: ContactId, received: InboundMessage) -> None:
        """What is no message to read still opens the 24 hours (contract 6.1)."""
        line = self._line(ws, contact, received, Said("reaction", {}))
        self.store.received(line, NEW, counts=False)

    def _event(
        self, ws: WorkspaceId, contact: ContactId, number: NumberId, at: datetime, ref: str, event: str, facts: Any
    ) -> Message:
        """A line of the thread that nobody wrote. It moves nothing in the list of conversations."""
        line = Message(
            workspace=ws,
            contact=contact,
            number=number,
            id=message_id(at, ref),
            direction="event",
            kind="event",
            at=at,
            received_at=millis(self.clock.now()),
            sender=Sender("system"),
            content={"event": event, **facts},
        )
        self.store.write_line(line)
        return line

    # ── statuses ────────────────────────────────────────────────────────────────────────────────────────────────────

    def statuses(self, updates: Sequence[StatusUpdate]) -> None:
        """Each on its own: one that can't be placed does not keep the others from counting."""
        refused: AppError | None = None
        for update in updates:
            try:
                self._status(update)
            except Invalid as error:
                refused = error
        if refused is not None:
            raise refused

    def _status(self, update: StatusUpdate) -> None:
        if update.status not in FACTS or update.group:
            return  # an open enumeration (contract 1.8); the raw archive keeps it
        ws = self._route(update.number).workspace
        news = StatusNews(update.status, update.at, self._failure(update), update.pricing, update.wamid)
        ours = _CALLBACK.match(update.callback)
        if ours is None:
            found = self.people.resolve(ws, update.who, update.at, aside=True)
            self.store.tell(ws, found.contact, update.number, update.wamid, news)
            # Parked with a contact that was merged away meanwhile, it would never meet its message.
            self.people.today(ws, found.contact)
            return
        if ours[1] != ws:
            raise Invalid("The callback data names another workspace.", code="foreign_callback")
        contact, message = ContactId(ours[2]), MessageId(ours[3])
        if not self.store.apply(ws, contact, update.number, message, news):
            contact = self.people.today(ws, contact)
            if not self.store.apply(ws, contact, update.number, message, news):
                return  # erased
        if not self.store.targets(ws, contact, update.number, [update.wamid]):
            # Meta's answer to the send was lost: from here on, quotes and reactions find the message as well.
            self.store.link(ws, contact, update.number, update.wamid, message)
        if update.who.phone and update.who.bsuid:
            # The first webhook with both ids links a number we wrote to with its BSUID (contract 2.7).
            self.people.resolve(ws, update.who, update.at, aside=True)
        if update.trouble and "opt_out" in update.trouble.effects:
            self.people.wish(ws, contact, "stop", update.at, "meta_refusal")

    @staticmethod
    def _failure(update: StatusUpdate) -> Failure | None:
        if update.status != "failed":
            return None
        if update.trouble is None:
            return Failure(0, "failed", "The message was not delivered", "Meta did not say why.", can_retry=True)
        trouble = update.trouble
        return Failure(trouble.code, trouble.reason, trouble.title, trouble.advice, trouble.can_retry, trouble.details)

    # ── wishes, calls, new ids ──────────────────────────────────────────────────────────────────────────────────────

    def change(self, ws: WorkspaceId, news: ChangeNews) -> None:
        """What a change says about customers."""
        for one in news.preferences:
            self._wish(ws, news, one)
        for call in news.calls:
            self._call(ws, news, call)
        for move in news.moves:
            found = self.people.link(ws, move.before, move.after, move.at)
            if news.number:
                ref = reference(news.number, "moved", move.after.bsuid, str(millis(move.at)))
                self._event(ws, found.contact, news.number, move.at, ref, "identity_changed", {})

    def _wish(self, ws: WorkspaceId, news: ChangeNews, one: Preference) -> None:
        found = self.people.resolve(ws, one.who, one.at)
        self.people.wish(ws, found.contact, one.wish, one.at, "user_preferences")
        if news.number:
            ref = reference(news.number, "wish", one.who.bsuid or one.who.phone, one.wish, str(millis(one.at)))
            facts = {"wish": one.wish, "detail": one.detail}
            self._event(ws, found.contact, news.number, one.at, ref, "marketing_preference", facts)
        self.people.learn(ws, found, one.who, one.at)

    def _call(self, ws: WorkspaceId, news: ChangeNews, call: Call) -> None:
        """A call is a word of the customer's, answered or not: the 24 hours open."""
        if news.number is None:
            raise Invalid("The call does not say to which number it was.", code="unknown_number")
        found = self.people.resolve(ws, call.who, call.at)
        ref = reference(news.number, "call", call.id, call.event)
        facts = {"call": call.event, "by": "customer" if call.by_customer else "us"}
        line = self._event(ws, found.contact, news.number, call.at, ref, "call", facts)
        if call.by_customer:
            self.store.received(replace(line, direction="in"), NEW, counts=False)
        self.people.learn(ws, found, call.who, call.at)

    # ── frame ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _route(self, number: NumberId) -> Route:
        route = self.routes.route(number) if number else None
        if route is None:
            raise Invalid("No workspace has connected this number.", code="unknown_number")
        if route.closed:
            raise Dropped("The number's account is disconnected.", code="account_disconnected")
        return route

    @staticmethod
    def _ref(received: InboundMessage) -> str:
        return reference(received.number, received.wamid)
