"""Files on their way out, straight from the browser to S3, and links to look at files that are here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import Clock, parse_stamp, stamp
from shared.core.errors import AppError, FieldProblem, Invalid, NotFound, TooLarge
from shared.core.ids import ContactId, MessageId, WorkspaceId, new_id
from shared.core.ports import BlobInfo, Blobs, Cipher, Row, Table
from shared.core.rows import blob, number, text
from shared.features.inbox.model import Media
from shared.features.media.rules import INLINE, KINDS, MB, STILL_STICKER, essence, largest, stored_name
from shared.features.media.sniffing import HEAD, animated_webp, dangerous, is_a

FORM_SECONDS: Final = 900
TAKE_WITHIN: Final = timedelta(hours=24)
"""How long an uploaded file may wait for its message; the bucket forgets uploads a day later."""


@dataclass(frozen=True)
class UploadTicket:
    """Where the browser sends the file: a form post of ``fields`` and then the file to ``url``."""

    id: str
    url: str
    fields: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class Uploads:
    """The use cases of files that people send; also ``inbox.book.Files``."""

    table: Table
    blobs: Blobs
    cipher: Cipher
    clock: Clock

    def create(self, actor: Actor, filename: str, mime_type: str, size: int) -> UploadTicket:
        """A way to upload one file of this type and of at most this size."""
        kind = essence(mime_type)
        most = largest(kind)
        if most is None:
            raise _wrong("mime_type", "file_type", "WhatsApp does not carry files of this type.")
        if size > most:
            raise TooLarge(f"WhatsApp carries files of this type up to {_size(most)}.", code="file_too_large")
        now = self.clock.now()
        upload = new_id(now)
        row: Row = {
            "type": "upload",
            "v": 1,
            "mime_type": kind,
            "size": size,
            "sealed": self.cipher.seal(actor.workspace, filename.encode(), f"upload:{upload}"),
            "expires_at": stamp(now + TAKE_WITHIN),
            "ttl": int((now + TAKE_WITHIN).timestamp()),
        }
        self.table.put(keys.upload(actor.workspace, upload), row)
        form = self.blobs.upload_form(_place(actor.workspace, upload), kind, size, FORM_SECONDS)
        return UploadTicket(upload, form.url, dict(form.fields), now + timedelta(seconds=FORM_SECONDS))

    def take(self, ws: WorkspaceId, upload: str, contact: ContactId, message: MessageId, kind: str) -> Media:
        """Check the uploaded file and keep it with the message. May be asked again for the same message."""
        row, info, head = self._uploaded(ws, upload)
        source, mime_type = _place(ws, upload), text(row, "mime_type")
        animated = mime_type == "image/webp" and animated_webp(head)
        refusal = self._unfit(kind, mime_type, info.size, number(row, "size"), head, animated)
        if refusal:
            raise refusal
        sealed = blob(row, "sealed")
        filename = self.cipher.open(ws, sealed, f"upload:{upload}").decode() if sealed else ""
        key = f"ws/{ws}/{contact}/{message}/{stored_name(mime_type)}"
        self.blobs.copy(source, key, mime_type, disposition="inline" if kind in INLINE else "attachment")
        return Media("stored", mime_type, info.size, filename or None, animated=animated, key=key)

    def keep_picture(self, ws: WorkspaceId, upload: str, folder: str, types: Collection[str], most: int) -> str:
        """Check an uploaded picture (``most`` bytes at most) and keep it in a folder of the workspace; its place."""
        mime_type = self._picture_type(ws, upload, types, most)
        place = f"ws/{ws}/{folder}/{upload}/{stored_name(mime_type)}"
        self.blobs.copy(_place(ws, upload), place, mime_type, disposition="inline")
        return place

    def read_picture(self, ws: WorkspaceId, upload: str, types: Collection[str], most: int) -> tuple[bytes, str]:
        """The same check for a picture that goes elsewhere: its bytes and its type."""
        mime_type = self._picture_type(ws, upload, types, most)
        return self.blobs.get(_place(ws, upload)), mime_type

    def read_file(self, ws: WorkspaceId, upload: str, types: Mapping[str, int]) -> tuple[bytes, str]:
        """The same for a file of one of these types, each with the most bytes it may have."""
        mime_type = self._type(ws, upload, types, "A file")
        return self.blobs.get(_place(ws, upload)), mime_type

    def _picture_type(self, ws: WorkspaceId, upload: str, types: Collection[str], most: int) -> str:
        return self._type(ws, upload, dict.fromkeys(types, most), "A picture")

    def _type(self, ws: WorkspaceId, upload: str, types: Mapping[str, int], what: str) -> str:
        row, info, head = self._uploaded(ws, upload)
        mime_type = text(row, "mime_type")
        if mime_type not in types:
            raise _wrong("upload_id", "file_kind", f"{what} of one of these types is needed: {', '.join(types)}.")
        most = types[mime_type]
        if info.size > min(most, number(row, "size")) or info.size == 0:
            raise TooLarge(f"{what} for this may have up to {_size(most)}.", code="file_too_large")
        if dangerous(head) or not is_a(head, mime_type):
            raise _wrong("upload_id", "file_mismatch", f"The file is not what its name says: it is no {mime_type}.")
        return mime_type

    def _uploaded(self, ws: WorkspaceId, upload: str) -> tuple[Row, BlobInfo, bytes]:
        """What is known of an upload, what came of it, and its beginning."""
        row = self.table.get(keys.upload(ws, upload)) if upload.isalnum() else None
        if row is None or parse_stamp(text(row, "expires_at")) < self.clock.now():
            raise NotFound(
                "There is no such upload, or it is more than a day old. Upload the file again.", code="no_upload"
            )
        source = _place(ws, upload)
        info = self.blobs.info(source)
        if info is None:
            raise _wrong("upload_id", "upload_missing", "The file has not been uploaded yet.")
        return row, info, self.blobs.beginning(source, HEAD)

    @staticmethod
    def _unfit(kind: str, mime_type: str, size: int, stated: int, head: bytes, animated: bool) -> AppError | None:
        most = KINDS.get(kind, {}).get(mime_type)
        if most is None:
            return _wrong("media", "file_kind", f"A file of the type {mime_type} can't be sent as {kind}.")
        if kind == "sticker" and not animated:
            most = STILL_STICKER
        if size > min(most, stated) or size == 0:
            return TooLarge(
                f"WhatsApp carries such files up to {_size(most)}, and none that is empty.", code="file_too_large"
            )
        if dangerous(head):
            return _wrong("media", "file_dangerous", "Programs and web pages can't be sent.")
        if not is_a(head, mime_type):
            return _wrong("media", "file_mismatch", f"The file is not what its name says: it is no {mime_type}.")
        return None

    def link(self, media: Media, seconds: int) -> str:
        """Pictures, sound and video open in place; everything else is saved, never shown by the browser."""
        if media.state != "stored" or not media.key:
            raise NotFound("This file is not here.", code="media_not_stored")
        kind = essence(media.mime_type)
        inline = any(kind in KINDS[one] for one in INLINE)
        name = media.filename or stored_name(kind)
        return self.blobs.download_url(media.key, name, kind, seconds, inline=inline)


def _place(ws: WorkspaceId, upload: str) -> str:
    """Outside of ``ws/``: a rule of the bucket clears what was never sent."""
    return f"uploads/{ws}/{upload}"


def _wrong(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, code=code, fields=[FieldProblem(field, message)])


def _size(size: int) -> str:
    return f"{size // MB} MB" if size >= MB else f"{size >> 10} KB"
