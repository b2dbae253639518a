"""Copies what customers send into our bucket, before Meta forgets it (7 days, each link 5 minutes; contract 5.5, 8.4).

A job is ``{"v":1,"workspace","contact","number","message","media_id","mime_type","sha256"}``: ids only, the file's
name stays sealed with the message. ``sha256`` is base64, as webhooks have it; Meta's own answer has it in hex; the
bytes must match both. Doing it twice stores the same bytes at the same place.
"""

from __future__ import annotations

import base64
import binascii
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import IO, Any, Final, Protocol, cast

from shared.core import keys
from shared.core.clock import Clock
from shared.core.errors import ComeBack, Invalid, TooLarge
from shared.core.ids import ContactId, MessageId, NumberId, WorkspaceId
from shared.core.meta import Effect, GraphRefused, GraphUnknown, GraphUnreachable, MediaLink, Replay
from shared.core.ports import Absent, Blobs, Change, Every, Exists, Row
from shared.core.rows import number
from shared.features.inbox.codec import media_map, read_message
from shared.features.inbox.model import Media, Message
from shared.features.inbox.store import InboxStore
from shared.features.media.rules import INLINE, RECEIVED, essence, stored_name
from shared.features.media.sniffing import HEAD, animated_webp, dangerous, is_a
from shared.features.sending.ports import Classify, Lines

IN_MEMORY: Final = 8 << 20
TRIES: Final = 8
FIRST_PAUSE: Final = 15.0
LONGEST_PAUSE: Final = 1800.0
DISCONNECTED_PAUSE: Final = 3600.0
PLAIN_BYTES: Final = "application/octet-stream"


class Source(Protocol):
    """Meta's media. Raises what ``core/meta.py`` names."""

    def locate(self, token: str, number: NumberId, media: str) -> MediaLink: ...

    def download(self, token: str, link: MediaLink, into: IO[bytes], limit: int) -> bytes:
        """The file's SHA-256; TooLarge when it has more than ``limit`` bytes."""
        ...


@dataclass(frozen=True)
class MediaJob:
    """Copy this message's file."""

    workspace: WorkspaceId
    contact: ContactId
    number: NumberId
    message: MessageId
    media_id: str
    mime_type: str
    sha256: str = ""


def write_job(job: MediaJob) -> str:
    return json.dumps({"v": 1, **vars(job)}, separators=(",", ":"))


def read_job(raw: Mapping[str, Any]) -> MediaJob:
    """Invalid (and so parked) when the record is not one of ours. Unknown fields are left alone."""
    try:
        return MediaJob(
            WorkspaceId(raw["workspace"]),
            ContactId(raw["contact"]),
            NumberId(raw["number"]),
            MessageId(raw["message"]),
            str(raw["media_id"]),
            str(raw.get("mime_type") or ""),
            str(raw.get("sha256") or ""),
        )
    except (KeyError, TypeError) as error:
        raise Invalid("This record is not a job for copying media.", code="bad_job") from error


class _Refused(Exception):
    """The file will not be kept, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Copies:
    """``deliver`` is the one use case."""

    store: InboxStore
    blobs: Blobs
    source: Source
    lines: Lines
    classify: Classify
    clock: Clock

    def deliver(self, job: MediaJob) -> None:
        """Raises ComeBack when Meta can't be asked now."""
        key = keys.message(job.workspace, job.contact, job.number, job.message)
        row = self.store.table.get(key)
        if row is None or row.get("type") != "message" or "revoked_at" in row:
            return
        message = read_message(row, job.workspace, self.store.cipher)
        if message.media is None or message.media.state != "pending":
            return
        line = self.lines.line(job.workspace, job.number)
        if line is None:
            self._settle(key, replace(message.media, state="unavailable", reason="number_gone"))
            return
        if line.trouble:
            # Meta keeps the file for days; somebody may reconnect the account.
            raise ComeBack(DISCONNECTED_PAUSE)
        try:
            kept = self._copy(job, message, self.lines.token(line))
        except _Refused as refused:
            self._settle(key, replace(message.media, state="refused", reason=refused.reason))
        except GraphRefused as refused:
            reaction = self.classify(refused.error)
            if reaction.effects & {Effect.DISCONNECT_ACCOUNT, Effect.STOP_ACCOUNT}:
                self.lines.suffer(line, refused.error, reaction)
                raise ComeBack(DISCONNECTED_PAUSE) from None
            if reaction.replay in (Replay.BACKOFF, Replay.UNKNOWN):
                self._again(key, row, message.media, refused.error.retry_after)
            else:
                self._settle(key, replace(message.media, state="unavailable", reason="gone_at_meta"))
        except (GraphUnknown, GraphUnreachable):
            self._again(key, row, message.media, None)
        else:
            self._settle(key, kept)

    def _copy(self, job: MediaJob, message: Message, token: str) -> Media:
        assert message.media is not None
        link = self.source.locate(token, job.number, job.media_id)
        limit = RECEIVED.get(message.kind, RECEIVED["document"])
        if link.size > limit:
            raise _Refused("too_large")
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            file = cast(IO[bytes], spool)
            self._fetch(job, token, link, file, limit)
            size = file.tell()
            file.seek(0)
            head = file.read(HEAD)
            file.seek(0)
            mime_type = _checked(message.kind, essence(link.mime_type or job.mime_type), head)
            place = f"ws/{job.workspace}/{job.contact}/{job.message}/{stored_name(mime_type)}"
            show = message.kind in INLINE and mime_type != PLAIN_BYTES
            self.blobs.put(place, file, mime_type, disposition="inline" if show else "attachment")
        animated = message.media.animated or animated_webp(head)
        return replace(
            message.media, state="stored", mime_type=mime_type, size=size, key=place, animated=animated, reason=None
        )

    def _fetch(self, job: MediaJob, token: str, link: MediaLink, file: IO[bytes], limit: int) -> None:
        try:
            digest = self.source.download(token, link, file, limit)
        except TooLarge:
            raise _Refused("too_large") from None
        except GraphRefused as refused:
            if refused.error.http_status in (403, 404, 410):
                # The link has died (5 minutes): the next try asks for a fresh one.
                raise GraphUnknown("a link that has died", refused.error.http_status) from None
            raise
        if not _matches(digest, link.sha256, job.sha256):
            raise GraphUnknown("other bytes than Meta announced")

    def _again(self, key: keys.Key, row: Row, media: Media, retry_after: float | None) -> None:
        """Counted on the row: the queue's own count is lost with a redrive."""
        tries = number(row, "media_tries") + 1
        if tries >= TRIES:
            self._settle(key, replace(media, state="unavailable", reason="not_downloadable"))
            return
        self.store.table.amend(key, Change(set={"media_tries": tries}), Exists())
        raise ComeBack(retry_after or min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (tries - 1)))

    def _settle(self, key: keys.Key, media: Media) -> None:
        """Unless the customer deleted the message meanwhile: then nothing of it stays."""
        change = Change(set={"media": media_map(media)}, remove=("media_tries",))
        kept = self.store.table.amend(key, change, Every((Exists(), Absent("revoked_at"))))
        if kept is None and media.key:
            self.blobs.delete(media.key)


def _checked(kind: str, mime_type: str, head: bytes) -> str:
    """The type to store the file under. What could act is refused; pictures and sound must be what they claim."""
    if not head:
        raise _Refused("empty")
    if dangerous(head):
        raise _Refused("dangerous_type")
    if is_a(head, mime_type):
        return mime_type
    if kind in INLINE:
        raise _Refused("type_mismatch")
    return PLAIN_BYTES  # a document of any other type can be saved, but nothing opens it by itself


def _matches(digest: bytes, hexadecimal: str, encoded: str) -> bool:
    if hexadecimal and hexadecimal != digest.hex():
        return False
    if not encoded:
        return True
    try:
        return base64.b64decode(encoded, validate=True) == digest
    except (binascii.Error, ValueError):
        return encoded.lower() == digest.hex()
