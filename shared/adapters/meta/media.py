"""Fetching what customers sent: Meta's link, then the file behind it (contract 8.4)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Final
from urllib.parse import urlsplit

from shared.adapters.meta.transport import Graph
from shared.core.errors import TooLarge
from shared.core.ids import NumberId
from shared.core.meta import GraphUnknown, MediaLink

# Where Meta keeps media; the token is shown to nobody else, whatever an answer says.
_HOSTS: Final = (".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net", ".whatsapp.com")


@dataclass(frozen=True)
class MetaMedia:
    """Reads media of one Graph host; ``graph_url`` is the configured base, whose own host may serve media too."""

    graph: Graph
    graph_url: str

    def locate(self, token: str, number: NumberId, media: str) -> MediaLink:
        """Where the file is for the next five minutes. GraphRefused when Meta has it no more (7 days)."""
        answer = self.graph.call("GET", media, token=token, params={"phone_number_id": number})
        url = str(answer.get("url", ""))
        if not self._trusted(url):
            raise GraphUnknown("a media link to a host that is not Meta's")
        size = answer.get("file_size")
        return MediaLink(
            url=url,
            mime_type=str(answer.get("mime_type", "")),
            sha256=str(answer.get("sha256", "")).lower(),
            size=int(size) if isinstance(size, int | str) and str(size).isdigit() else 0,
        )

    def download(self, token: str, link: MediaLink, into: IO[bytes], limit: int) -> bytes:
        """Write the file into ``into`` and answer its SHA-256. TooLarge as soon as it is more than ``limit`` bytes."""
        digest = hashlib.sha256()
        size = 0
        with self.graph.stream(link.url, token=token) as parts:
            for part in parts:
                size += len(part)
                if size > limit:
                    raise TooLarge("The file is larger than WhatsApp allows for its kind.", code="media_too_large")
                digest.update(part)
                into.write(part)
        return digest.digest()

    def _trusted(self, url: str) -> bool:
        try:
            found, own = urlsplit(url), urlsplit(self.graph_url)
            if (found.scheme, found.hostname, found.port) == (own.scheme, own.hostname, own.port):
                return True
            host = found.hostname or ""
            return found.scheme == "https" and found.port in (None, 443) and f".{host}".endswith(_HOSTS)
        except ValueError:
            return False
