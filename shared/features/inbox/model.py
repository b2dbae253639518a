"""Conversations and messages as the product thinks of them: no table, no Meta, no HTTP.

A message is a set of facts that only grows (sent at, delivered at, read at, failed at …), so news may come twice and
in any order and the same state results. What a person sees is the highest fact there is:

    queued → sending → (unknown) → accepted < sent < failed < delivered < read < played

``failed`` stands between sent and delivered: it beats accepted and sent, and a delivery that did happen beats it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from shared.core.ids import ContactId, MessageId, NumberId, UserId, Wamid, WorkspaceId

Direction = Literal["in", "out", "note", "event"]
ConversationStatus = Literal["open", "pending", "snoozed", "resolved"]
Priority = Literal["none", "low", "medium", "high"]
MediaState = Literal["pending", "stored", "refused", "unavailable", "erased"]
Lane = Literal["person", "bulk"]

FACTS: Final = ("accepted", "sent", "failed", "delivered", "read", "played")
MEDIA_KINDS: Final = ("image", "video", "audio", "document", "sticker")
STATUSES: Final[tuple[ConversationStatus, ...]] = ("open", "pending", "snoozed", "resolved")

# Meta's own clock decides when the customer service window closes (contract 6.1): a little earlier is safe, later is
# not.
WINDOW: Final = timedelta(hours=24)
WINDOW_MARGIN: Final = timedelta(minutes=2)

# Contract 5.2: one message per 6 seconds to the same person on average, a burst of up to 45 borrowed from the future.
PAIR_INTERVAL: Final = timedelta(seconds=6)
PAIR_BURST: Final = 45


@dataclass(frozen=True)
class Sender:
    """Who wrote: the customer, a member of the workspace, somebody on the business's phone app, or the system."""

    kind: Literal["customer", "member", "phone_app", "system"]
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Media:
    """A file of a message. ``state`` says where it is; ``key`` is its place in our bucket once stored."""

    state: MediaState
    mime_type: str
    size: int | None = None
    filename: str | None = None
    voice: bool = False
    animated: bool = False
    reason: str | None = None
    key: str | None = None
    meta_id: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Failure:
    """Why a message did not reach the customer: Meta's code (0: our own verdict), a stable reason, words for people."""

    code: int
    reason: str
    title: str
    advice: str
    can_retry: bool = False
    details: str = ""


# Nobody knows whether it went out and Meta has said nothing since. A state of the outbox, not a fact: any later status
# takes its place.
UNCONFIRMED: Final = Failure(
    code=0,
    reason="unconfirmed",
    title="Nobody knows whether this went out",
    advice="Meta did not answer and has reported nothing since. If the customer has not got it, retry.",
    can_retry=True,
)


@dataclass(frozen=True)
class Reaction:
    """One emoji on a message; each side has at most one."""

    by: Literal["customer", "us"]
    emoji: str


@dataclass(frozen=True)
class Message:
    """One line of a thread: a message in or out, a private note, or an event."""

    workspace: WorkspaceId
    contact: ContactId
    number: NumberId
    id: MessageId
    direction: Direction
    kind: str
    at: datetime
    received_at: int  # unix milliseconds at which we stored it; orders what Meta stamped with the same second
    sender: Sender
    content: Mapping[str, Any] = field(default_factory=dict)
    wamid: Wamid | None = None
    client_id: str | None = None
    quote_wamid: Wamid | None = None
    quote_message: MessageId | None = None
    media: Media | None = None
    reactions: Sequence[Reaction] = ()
    referral: Mapping[str, Any] | None = None
    forwarded: Literal["once", "many"] | None = None
    edited_at: datetime | None = None
    revoked_at: datetime | None = None
    outbox: Literal["queued", "sending", "unknown", "unconfirmed", "settled"] | None = None
    lane: Lane = "person"
    attempt: int = 0
    not_before: datetime | None = None
    facts: Mapping[str, datetime] = field(default_factory=dict)
    failure: Failure | None = None
    pricing: Mapping[str, Any] | None = None
    retry_of: MessageId | None = None
    retried_as: MessageId | None = None

    @property
    def status(self) -> str | None:
        """What the ticks show; None for what has no ticks."""
        if self.direction != "out":
            return None
        reached = [fact for fact in FACTS if fact in self.facts]
        if reached:
            return reached[-1]
        if self.outbox == "unconfirmed":
            return "failed"
        return self.outbox if self.outbox in ("queued", "sending", "unknown") else "accepted"


@dataclass(frozen=True)
class Conversation:
    """One customer on one business number."""

    workspace: WorkspaceId
    contact: ContactId
    number: NumberId
    status: ConversationStatus
    created_at: datetime
    last_at: datetime
    assignee: UserId | None = None
    tags: Sequence[str] = ()
    priority: Priority = "none"
    unread: int = 0
    snoozed_until: datetime | None = None
    inbound_at: datetime | None = None
    read_at: int = 0  # unix milliseconds; customer messages received later are unread
    last_message: MessageId | None = None
    last_direction: Direction | None = None
    last_kind: str | None = None
    last_preview: str = ""
    pair_until: datetime | None = None  # the pair limit's theoretical arrival time (GCRA)
    referral: Mapping[str, Any] | None = None

    @property
    def window_expires_at(self) -> datetime | None:
        """When free-form replies end; None when the customer never wrote."""
        return self.inbound_at + WINDOW if self.inbound_at else None

    def window_open(self, now: datetime) -> bool:
        expires = self.window_expires_at
        return expires is not None and now < expires - WINDOW_MARGIN


def pair_slot(pair_until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The earliest moment at which one more message may go to this person, and the limit's new state.

    The generic cell rate algorithm: each message pushes the theoretical arrival time 6 s on; a message may go as long
    as that time is no more than the burst ahead of now.
    """
    arrival = max(pair_until or now, now)
    allowed = arrival - PAIR_INTERVAL * (PAIR_BURST - 1)
    return max(allowed, now), arrival + PAIR_INTERVAL


def preview(kind: str, content: Mapping[str, Any]) -> str:
    """One line for the list: what was written, or nothing where the console shows a word for the kind. At most 120
    characters.
    """
    match kind:
        case "text" | "note":
            words = content.get("body", "")
        case "image" | "video" | "document":
            words = content.get("caption") or content.get("filename") or ""
        case "interactive":
            reply = content.get("button_reply") or content.get("list_reply") or {}
            words = reply.get("title") or (content.get("body") or {}).get("text", "")
        case "button":
            words = content.get("text", "")
        case "template":
            words = content.get("rendered") or content.get("name", "")
        case "location":
            words = content.get("name") or content.get("address") or ""
        case "system" | "event":
            words = content.get("body", "")
        case "order":
            words = content.get("text", "")
        case "contacts":
            cards = content.get("contacts") or [{}]
            words = (cards[0].get("name") or {}).get("formatted_name", "")
        case _:
            words = ""
    line = " ".join(str(words).split())
    return line if len(line) <= 120 else line[:119] + "…"


# ── news about a message that is (or will be) there ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class StatusNews:
    """Meta's word on one of our messages. ``status`` is one of FACTS; ``failure`` comes with failed."""

    status: str
    at: datetime
    failure: Failure | None = None
    pricing: Mapping[str, Any] | None = None
    wamid: Wamid | None = None


@dataclass(frozen=True)
class ReactionNews:
    """An emoji put on a message, or taken back (empty). ``ref`` tells two reactions of the same second apart."""

    by: Literal["customer", "us"]
    emoji: str
    at: datetime
    ref: str


@dataclass(frozen=True)
class EditNews:
    """New words for a message its writer edited."""

    content: Mapping[str, Any]
    at: datetime
    ref: str


@dataclass(frozen=True)
class RevokeNews:
    """The writer deleted the message: its content goes."""

    at: datetime


News = StatusNews | ReactionNews | EditNews | RevokeNews
