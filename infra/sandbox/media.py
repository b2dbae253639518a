"""Files: upload, look-up, download links that die, ids that die later (contract 5.5 and 8.4)."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from infra.sandbox.access import MESSAGING, Access
from infra.sandbox.content import MEDIA_LIMITS, plain_type
from infra.sandbox.errors import GraphError, missing_object
from infra.sandbox.model import Account, Json, Media, Number, Token
from infra.sandbox.world import DAY, World

LINK_LIFE = 300.0
UPLOADED_LIFE = 30 * DAY
RECEIVED_LIFE = 7 * DAY
LARGEST = 100 * 1024 * 1024
PATH = "/whatsapp_business/attachments/"


class MediaStore:
    """Media objects of every account."""

    def __init__(self, world: World, access: Access) -> None:
        self._world, self._access = world, access

    def keep(
        self, account: Account, content: bytes, mime_type: str, *, filename: str = "", inbound: bool = False
    ) -> Media:
        media = Media(
            id=self._world.ids.number(16),
            account=account.id,
            mime_type=mime_type,
            size=len(content),
            sha256=self._world.state.save_bytes(content),
            created_at=self._world.now(),
            inbound=inbound,
            filename=filename,
        )
        return self._world.state.media.put(media.id, media)

    def upload(self, number: Number, content: bytes | None, mime_type: str, filename: str) -> Media:
        if content is None:
            raise GraphError(100, message="(#100) The parameter file is required.")
        if not content:
            raise GraphError(131053, "The file is empty")
        kind = plain_type(mime_type)
        limit = next((most for kinds, most in MEDIA_LIMITS.values() if kind in kinds), None)
        if limit is None:
            raise GraphError(
                100,
                message=f"(#100) Param file must be a file with one of the supported types. Received file of type "
                f"'{mime_type}'.",
                details=f"{mime_type} is not supported",
            )
        if len(content) > min(limit, LARGEST):
            raise GraphError(131053, f"The file holds {len(content)} bytes, at most {limit} for {kind}")
        return self.keep(self._world.account_of(number), content, mime_type, filename=filename)

    def find(self, node: str) -> Media | None:
        """A media id that is still alive."""
        media = self._world.state.media.get(node)
        if media is None:
            return None
        life = RECEIVED_LIFE if media.inbound else UPLOADED_LIFE
        return media if self._world.now() - media.created_at < life else None

    def of(self, token: Token, node: str, number: str = "") -> Media:
        media = self.find(node)
        if media is None:
            raise missing_object(node)
        account = self._world.account(media.account)
        self._access.allow(token, account, MESSAGING)
        if number and self._world.number(number).account != account.id:
            raise missing_object(node)
        return media

    def link(self, media: Media, source: str = "") -> str:
        """A download address for the next five minutes; only good together with a token."""
        until = str(int(self._world.now() + LINK_LIFE))
        query = {"mid": media.id, **({"source": source} if source else {}), "ext": until}
        query["hash"] = self._hash(media.id, until)
        return f"{self._world.origin}{PATH}?{urlencode(query)}"

    def _hash(self, media: str, until: str) -> str:
        secret = self._world.app().secret.encode()
        return "AR" + hmac.new(secret, f"{media}/{until}".encode(), hashlib.sha256).hexdigest()[:24]

    def describe(self, media: Media) -> Json:
        return {
            "messaging_product": "whatsapp",
            "url": self.link(media),
            "mime_type": plain_type(media.mime_type),
            "sha256": media.sha256,
            "file_size": media.size,
            "id": media.id,
        }

    def download(self, token: Token, query: dict[str, str]) -> tuple[Media, bytes] | None:
        """The file behind a link, or None when the link died, was forged or the bytes are gone."""
        until = query.get("ext", "")
        media = self.find(query.get("mid", ""))
        if media is None or media.missing or not until.isdigit() or int(until) <= self._world.now():
            return None
        if not hmac.compare_digest(query.get("hash", ""), self._hash(media.id, until)):
            return None
        self._access.allow(token, self._world.account(media.account), MESSAGING)
        content = self._world.state.read_bytes(media.sha256)
        return (media, content) if content is not None else None

    def delete(self, media: Media) -> None:
        self._world.state.media.drop(media.id)
