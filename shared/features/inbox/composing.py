"""Writing: replies, templates, notes, retries. A message is in the table before anybody is told that it is on its way.

The client's own id makes a request count once: it names a reference row that is written in the same transaction as
the message, so a double click, a retry after a lost answer and two tabs all get the one message back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import Clock, millis, stamp
from shared.core.errors import Conflict, Invalid, NotFound, RateLimited
from shared.core.ids import (
    ContactId,
    ConversationId,
    MessageId,
    NumberId,
    UserId,
    WorkspaceId,
    check_message_id,
    message_id,
    reference,
)
from shared.core.ports import Absent, Amend, Change, Condition, Create, Equals, Row, Value
from shared.core.rows import text
from shared.features.inbox.book import Contacts, Files, Numbers, Outbox, People, Templates
from shared.features.inbox.codec import inbox_place, line_order, message_row, seal
from shared.features.inbox.model import (
    MEDIA_KINDS,
    Conversation,
    Lane,
    Message,
    ReactionNews,
    Sender,
    pair_slot,
    preview,
)
from shared.features.inbox.sight import seen
from shared.features.inbox.store import InboxStore
from shared.features.inbox.store_parts import DUE
from shared.features.inbox.templating import Filling, fill

# How long a message may stand in the table without being sent before the sweeper puts it into the queue once more.
ENQUEUE_CHECK: Final = timedelta(seconds=60)
# A pair limit's debt beyond this means somebody sends to one person without end.
LONGEST_WAIT: Final = timedelta(minutes=10)
ATTEMPTS: Final = 6


@dataclass(frozen=True)
class Draft:
    """What somebody wants to send. ``content`` is Meta's object for the kind, checked for shape and limits already."""

    client_id: str
    kind: str
    content: Mapping[str, Any]
    upload: str | None = None
    voice: bool = False
    quote: str | None = None
    lane: Lane = "person"
    template: TemplateDraft | None = None


@dataclass(frozen=True)
class TemplateDraft:
    """A template by name, with what was filled in."""

    name: str
    language: str
    filling: Filling


@dataclass(frozen=True)
class NoteDraft:
    """A private note: customers never see it."""

    client_id: str
    text: str
    mentions: Sequence[UserId] = field(default_factory=tuple)


class WindowClosed(Conflict):
    """Meta lets a business write freely for 24 hours after the customer's last message only (contract 6.1)."""

    code = "window_closed"
    title = "The 24-hour window is closed"


@dataclass(frozen=True)
class Composing:
    """The use cases of writing."""

    store: InboxStore
    contacts: Contacts
    people: People
    numbers: Numbers
    templates: Templates
    files: Files
    outbox: Outbox
    clock: Clock

    # ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, actor: Actor, conversation: str, draft: Draft) -> Message:
        """Put a message on its way. The same client id again gives the same message, whatever else is different."""
        current = seen(self.store, actor, conversation)
        contact, number = current.contact, current.number
        present = self._present(actor.workspace, contact, number, draft.client_id)
        if present is not None:
            return present
        self._gate(actor.workspace, current, draft)
        now = self.clock.now()
        ref = reference(current.contact, number, "out", draft.client_id)
        message = Message(
            workspace=actor.workspace,
            contact=current.contact,
            number=number,
            id=message_id(now, ref),
            direction="out",
            kind=draft.kind,
            at=now,
            received_at=millis(now),
            sender=Sender("member", actor.user, actor.name),
            content=draft.content,
            client_id=draft.client_id,
            outbox="queued",
            lane=draft.lane,
        )
        message = self._quoted(message, draft)
        message = self._filled(message, draft)
        if draft.upload:
            media = self.files.take(actor.workspace, draft.upload, contact, message.id, self._file_kind(message))
            message = replace(message, media=replace(media, voice=draft.voice))
        return self._enqueue(current, message)

    def retry(self, actor: Actor, conversation: str, failed: str, client_id: str) -> Message:
        """Send a failed message once more, as a new message that names the old one."""
        current = seen(self.store, actor, conversation)
        contact, number = current.contact, current.number
        present = self._present(actor.workspace, contact, number, client_id)
        if present is not None:
            return present
        old = self.store.message(actor.workspace, contact, number, check_message_id(failed))
        if old.status != "failed" or old.retried_as or not (old.failure and old.failure.can_retry):
            raise Conflict(
                "Only a message that failed, and may be sent again, can be retried once.", code="not_retryable"
            )
        self._gate(actor.workspace, current, Draft(client_id, old.kind, old.content))
        now = self.clock.now()
        message = Message(
            workspace=old.workspace,
            contact=old.contact,
            number=old.number,
            id=message_id(now, reference(contact, number, "out", client_id)),
            direction="out",
            kind=old.kind,
            at=now,
            received_at=millis(now),
            sender=Sender("member", actor.user, actor.name),
            content=old.content,
            client_id=client_id,
            quote_wamid=old.quote_wamid,
            quote_message=old.quote_message,
            media=old.media,
            outbox="queued",
            lane=old.lane,
            retry_of=old.id,
        )
        return self._enqueue(current, message)

    def note(self, actor: Actor, conversation: str, draft: NoteDraft) -> Message:
        """Write a private note into the thread."""
        current = seen(self.store, actor, conversation)
        contact, number = current.contact, current.number
        present = self._present(actor.workspace, contact, number, draft.client_id)
        if present is not None:
            return present
        names = self.people.names(actor.workspace)
        strangers = [user for user in draft.mentions if user not in names]
        if strangers:
            raise Invalid("Only members of this workspace can be mentioned.", code="not_a_member")
        now = self.clock.now()
        mentions = [{"id": user, "name": names[user]} for user in draft.mentions]
        message = Message(
            workspace=actor.workspace,
            contact=contact,
            number=number,
            id=message_id(now, reference(contact, number, "out", draft.client_id)),
            direction="note",
            kind="note",
            at=now,
            received_at=millis(now),
            sender=Sender("member", actor.user, actor.name),
            content={"body": draft.text, "mentions": mentions},
            client_id=draft.client_id,
        )
        parts: list[Create | Amend] = [
            Create(self._send_ref(message), self._send_ref_row(message)),
            Create(keys.message(actor.workspace, contact, number, message.id), message_row(message, self.store.cipher)),
        ]
        if self.store.table.transact(parts) is not None:
            return self._present_or_busy(actor.workspace, contact, number, draft.client_id)
        return message

    # ── the gate ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _gate(self, ws: WorkspaceId, conversation: Conversation, draft: Draft) -> None:
        """Everything that must hold before a message may be put on its way; the sender asks again before it goes."""
        opens = draft.kind == "template" and not conversation.window_open(self.clock.now())
        ask = self.numbers.opening_trouble if opens else self.numbers.trouble
        _refuse(ask(ws, conversation.number))
        if draft.kind == "template":
            # Known of a message that is sent again; a new one's comes with its template.
            self._category_allowed(ws, conversation.number, str(draft.content.get("category", "")))
        if draft.kind != "template" and not conversation.window_open(self.clock.now()):
            raise WindowClosed("The customer wrote more than 24 hours ago. Only a template can be sent now.")

    def _category_allowed(self, ws: WorkspaceId, number: NumberId, category: str) -> None:
        """Meta takes utility templates from an account by themselves (contract 1.9)."""
        if category.upper() == "UTILITY":
            _refuse(self.numbers.utility_trouble(ws, number))

    def _quoted(self, message: Message, draft: Draft) -> Message:
        """Meta wants its own id of what is quoted or reacted to."""
        wanted = draft.content.get("message_id") if draft.kind == "reaction" else draft.quote
        if not wanted:
            return message
        quoted = self.store.message(message.workspace, message.contact, message.number, check_message_id(str(wanted)))
        if quoted.wamid is None:
            raise Conflict("WhatsApp does not know this message yet. Try again in a moment.", code="quote_not_sent")
        return replace(message, quote_wamid=quoted.wamid, quote_message=quoted.id)

    def _filled(self, message: Message, draft: Draft) -> Message:
        if draft.template is None:
            return message
        wanted = draft.template
        found = self.templates.find(message.workspace, message.number, wanted.name, wanted.language)
        if found is None:
            raise NotFound(
                f"This number has no template “{wanted.name}” in {wanted.language}. Sync the templates.",
                code="template_not_found",
            )
        if found.status != "APPROVED":
            raise Conflict(f"Meta has not approved this template: it is {found.status}.", code="template_not_approved")
        self._category_allowed(message.workspace, message.number, found.category)
        marketing = found.category.upper() == "MARKETING"
        if marketing and self._stopped(message.workspace, message.contact):
            raise Conflict("This customer does not want marketing messages.", code="marketing_stopped")
        filled = fill(found, wanted.filling)
        content = {
            "name": found.name,
            "language": found.language,
            "category": found.category,
            "components": filled.components,
            "template": filled.rendered,
            "rendered": filled.rendered["body"],
        }
        return replace(message, content=content)

    def _stopped(self, ws: WorkspaceId, contact: ContactId) -> bool:
        card = self.contacts.cards(ws, [contact]).get(contact)
        return card is not None and card.marketing_stopped

    @staticmethod
    def _file_kind(message: Message) -> str:
        if message.kind in MEDIA_KINDS:
            return message.kind
        form = str((message.content.get("template") or {}).get("header_format", "")).lower()
        if form not in ("image", "video", "document"):
            raise Invalid("A message of this kind takes no file.", code="unexpected_file")
        return form

    # ── the transaction ─────────────────────────────────────────────────────────────────────────────────────────────

    def _enqueue(self, conversation: Conversation, message: Message) -> Message:
        """Write message, client id and conversation as one, reserve the pair limit's slot, then fill the queue."""
        for _ in range(ATTEMPTS):
            message, moved, unmoved = self._slot(conversation, message)
            failed = self.store.table.transact(self._parts(conversation, message, moved, unmoved))
            if failed is None:
                return self._sent(message)
            if failed != 2:
                return self._present_or_busy(
                    message.workspace, message.contact, message.number, message.client_id or ""
                )
            # Somebody else wrote to this person in the same moment: take the slot after theirs.
            conversation = self.store.conversation(
                message.workspace, ConversationId(f"{message.contact}.{message.number}")
            )
        raise RateLimited("Too many messages to this person at once. Try again in a moment.", code="conversation_busy")

    def _slot(self, conversation: Conversation, message: Message) -> tuple[Message, datetime, Condition]:
        now = self.clock.now()
        allowed, until = pair_slot(conversation.pair_until, now)
        if allowed - now > LONGEST_WAIT:
            raise RateLimited(
                "WhatsApp allows one message per 6 seconds to one person. Wait a little.",
                code="pair_limit",
                retry_after=(allowed - now - LONGEST_WAIT).total_seconds(),
            )
        unmoved: Condition = Absent("pair_until")
        if conversation.pair_until:
            unmoved = Equals("pair_until", stamp(conversation.pair_until))
        return replace(message, not_before=allowed if allowed > now else None), until, unmoved

    def _parts(
        self, conversation: Conversation, message: Message, pair_until: datetime, unmoved: Condition
    ) -> list[Create | Amend]:
        ws, contact, number = message.workspace, message.contact, message.number
        key = keys.message(ws, contact, number, message.id)
        waits_until = (message.not_before or message.at) + ENQUEUE_CHECK
        due_pk, due_at = keys.due_entry(stamp(waits_until), key.pk, key.sk)
        row: Row = {**message_row(message, self.store.cipher), "due_pk": due_pk, "due_at": due_at}
        parts: list[Create | Amend] = [
            Create(self._send_ref(message), self._send_ref_row(message)),
            Create(key, row),
            Amend(
                keys.conversation(ws, contact, number),
                self._conversation_change(conversation, message, pair_until),
                unmoved,
            ),
        ]
        if message.retry_of:
            old = keys.message(ws, contact, number, message.retry_of)
            parts.append(Amend(old, Change(set={"retried_as": message.id}), Absent("retried_as")))
        return parts

    def _conversation_change(self, conversation: Conversation, message: Message, pair_until: datetime) -> Change:
        sets: dict[str, Value] = {"pair_until": stamp(pair_until)}
        if message.kind == "reaction":
            return Change(set=sets)
        at = stamp(message.at)
        sealed = seal(
            self.store.cipher,
            message.workspace,
            f"{message.number}:last",
            {"preview": preview(message.kind, message.content)},
        )
        # Who answers a resolved or snoozed conversation takes it up again.
        status = "open" if message.lane == "person" else conversation.status
        sets |= {
            "status": status,
            "last_message": message.id,
            "last_order": line_order(message.id, message.received_at),
            "last_at": at,
            "last_direction": "out",
            "last_kind": message.kind,
            "last_sealed": sealed,
            **inbox_place(message.workspace, status, at, message.contact, message.number),
        }
        return Change(set=sets, remove=("snoozed_until", *DUE) if status == "open" else ())

    def _sent(self, message: Message) -> Message:
        if message.kind == "reaction" and message.quote_message:
            news = ReactionNews("us", str(message.content.get("emoji", "")), message.at, message.id[-20:])
            self.store.apply(message.workspace, message.contact, message.number, message.quote_message, news)
        self.outbox.put(message)
        return message

    # ── the client's id ─────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _send_ref(message: Message) -> keys.Key:
        return keys.send_ref(message.workspace, message.contact, message.number, message.client_id or "")

    @staticmethod
    def _send_ref_row(message: Message) -> Row:
        return {"type": "send_reference", "v": 1, "target": message.id}

    def _present(self, ws: WorkspaceId, contact: ContactId, number: NumberId, client_id: str) -> Message | None:
        row = self.store.table.get(keys.send_ref(ws, contact, number, client_id))
        if row is None:
            return None
        return self.store.message(ws, contact, number, MessageId(text(row, "target")))

    def _present_or_busy(self, ws: WorkspaceId, contact: ContactId, number: NumberId, client_id: str) -> Message:
        found = self._present(ws, contact, number, client_id)
        if found is None:
            raise Conflict("This message was changed in the same moment. Try again.", code="conversation_busy")
        return found


def _refuse(trouble: str | None) -> None:
    if trouble:
        raise Conflict("This number can't send now. See Settings, Numbers & connection.", code=trouble)
