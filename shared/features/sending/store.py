"""The rows a send reads and the small marks it leaves on them. The outbox's own moves are in ``inbox/store.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import parse_stamp, stamp
from shared.core.keys import Key
from shared.core.ports import AtMost, Below, Change, Equals, Every, Exists, Row
from shared.core.rows import maybe_text, text
from shared.features.inbox.codec import read_conversation, read_message
from shared.features.inbox.model import PAIR_BURST, PAIR_INTERVAL, WINDOW, Conversation, Message
from shared.features.inbox.store import InboxStore
from shared.features.sending.model import UPLOAD_LIFE, MessageJob

UPLOADED: Final = ("meta_media", "meta_media_at")


@dataclass(frozen=True)
class Loaded:
    """What one send begins with. ``brake`` is the number's brake row, if there is one."""

    key: Key
    row: Row = field(repr=False)
    message: Message = field(repr=False)
    conversation: Conversation | None = field(repr=False)
    brake: Row | None = field(repr=False)


@dataclass(frozen=True)
class SendStore:
    """Reads in one call what a send needs, and remembers uploads and limits."""

    inbox: InboxStore

    def load(self, job: MessageJob) -> Loaded | None:
        """None when the message is not there: its contact was erased."""
        message = keys.message(job.workspace, job.contact, job.number, job.message)
        conversation = keys.conversation(job.workspace, job.contact, job.number)
        brake = keys.rate_brake(job.workspace, job.number)
        rows = {Key(text(row, "pk"), text(row, "sk")): row for row in self.inbox.rows([message, conversation, brake])}
        row, around = rows.get(message), rows.get(conversation)
        if row is None or row.get("type") != "message":
            return None
        cipher = self.inbox.cipher
        return Loaded(
            key=message,
            row=row,
            message=read_message(row, job.workspace, cipher),
            conversation=read_conversation(around, job.workspace, cipher) if around else None,
            brake=rows.get(brake),
        )

    def postpone(self, loaded: Loaded, until: datetime, check: datetime) -> bool:
        """Back to waiting, this try counted. False when a status has settled the message meanwhile."""
        if self.inbox.postponed(loaded.key, until, check) is None:
            return False
        # The claim has counted it already, unless the try ended before there was one.
        uncounted = Every((Equals("outbox", "queued"), AtMost("attempt", loaded.message.attempt)))
        self.inbox.table.amend(loaded.key, Change(add={"attempt": 1}), uncounted)
        return True

    @staticmethod
    def uploaded(loaded: Loaded, now: datetime) -> str | None:
        """Meta's id of the message's file, while Meta keeps it."""
        at = maybe_text(loaded.row, "meta_media_at")
        if at is None or parse_stamp(at) + UPLOAD_LIFE < now:
            return None
        return maybe_text(loaded.row, "meta_media")

    def remember_upload(self, key: Key, media: str, now: datetime) -> None:
        self.inbox.table.amend(key, Change(set={"meta_media": media, "meta_media_at": stamp(now)}), Exists())

    def forget_upload(self, key: Key) -> None:
        self.inbox.table.amend(key, Change(remove=UPLOADED), Exists())

    def close_window(self, conversation: Conversation, now: datetime) -> None:
        """Meta says that the 24 hours are over. Not when the customer has written since we looked."""
        if conversation.inbound_at is None or not conversation.window_open(now):
            return
        key = keys.conversation(conversation.workspace, conversation.contact, conversation.number)
        unmoved = Equals("inbound_at", stamp(conversation.inbound_at))
        self.inbox.table.amend(key, Change(set={"inbound_at": stamp(now - WINDOW)}), unmoved)

    def hold_pair(self, conversation: Conversation, until: datetime) -> None:
        """Meta's pair limit was hit: nobody reserves a slot before ``until``."""
        key = keys.conversation(conversation.workspace, conversation.contact, conversation.number)
        arrival = stamp(until + PAIR_INTERVAL * (PAIR_BURST - 1))
        self.inbox.table.amend(
            key, Change(set={"pair_until": arrival}), Every((Exists(), Below("pair_until", arrival)))
        )


def backoff(attempt: int, first: timedelta, base: int, most: timedelta) -> timedelta:
    """Exponential waiting: the ``attempt``-th try (from 1) failed."""
    wait: timedelta = first * base ** min(16, max(0, attempt - 1))
    return min(most, wait)
