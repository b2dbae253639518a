"""A message's file on its way to Meta: from our bucket, once, its id kept on the row for a retry within its 30 days."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import IO, Final, cast

from shared.core.clock import Clock
from shared.core.errors import NotFound
from shared.core.meta import BadContent
from shared.core.ports import Blobs
from shared.features.sending.model import MEDIA_MISSING
from shared.features.sending.ports import Messenger
from shared.features.sending.store import Loaded, SendStore

IN_MEMORY: Final = 8 << 20
_SUFFIXES: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
}


@dataclass(frozen=True)
class Attachments:
    """Puts files where Meta can take them from."""

    blobs: Blobs
    messenger: Messenger
    store: SendStore
    clock: Clock

    def media_id(self, loaded: Loaded, token: str) -> str | None:
        """Meta's id of the message's file; None when it has none. Raises BadContent and what uploads raise."""
        media = loaded.message.media
        if media is None:
            return None
        known = self.store.uploaded(loaded, self.clock.now())
        if known:
            return known
        if media.state != "stored" or not media.key:
            raise BadContent(MEDIA_MISSING.advice, code=MEDIA_MISSING.reason)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            file = cast(IO[bytes], spool)
            try:
                self.blobs.fetch(media.key, file)
            except NotFound:
                raise BadContent(MEDIA_MISSING.advice, code=MEDIA_MISSING.reason) from None
            file.seek(0)
            name = media.filename or f"file.{_SUFFIXES.get(media.mime_type, 'bin')}"
            found = self.messenger.upload(token, loaded.message.number, file, media.mime_type, name)
        self.store.remember_upload(loaded.key, found, self.clock.now())
        return found
