"""What people write, sealed with a key of their workspace (AES-256-GCM).

A workspace's data key comes from KMS, bound by encryption context to the workspace; only its wrapped form is stored
(``keys.data_key``). The open form lives in this process's memory for a while, so that KMS is asked rarely.

    sealed = version (1 byte) · generation of the data key (1 byte) · nonce (12 bytes) · ciphertext with tag

The workspace and ``about`` (for instance a message's id) are authenticated with it: text moved elsewhere does not open.
The nonce is random: with 96 bits, one key is good for 2^32 texts; a next generation can be added beside the old ones.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.core import keys
from shared.core.errors import AppError, Conflict, Unavailable
from shared.core.ids import WorkspaceId
from shared.core.ports import Row, Table
from shared.core.rows import blob

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

VERSION: Final = 1
GENERATION: Final = 1
NONCE_BYTES: Final = 12
KEEP_SECONDS: Final = 900.0
KEEP_KEYS: Final = 500
# What KMS says when the key it is given is not the one that sealed.
ANOTHER_KEY: Final = frozenset({"IncorrectKeyException", "InvalidCiphertextException", "AccessDeniedException"})


class SealedTextBroken(Conflict):
    """The text was not sealed by us for this place: corrupt, or moved here by somebody."""

    code = "sealed_text_broken"
    title = "A stored text does not open"


class WorkspaceCipher:
    """``shared.core.ports.Cipher`` with one data key per workspace."""

    def __init__(
        self,
        client: KMSClient,
        key: str,
        table: Table,
        *,
        previous: str = "",
        seconds: Callable[[], float] = time.monotonic,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self._client = client
        self._key = key
        self._previous = previous
        self._table = table
        self._seconds = seconds
        self._keep_seconds = keep_seconds
        self._kept: OrderedDict[tuple[WorkspaceId, int], tuple[float, AESGCM]] = OrderedDict()

    def seal(self, ws: WorkspaceId, plain: bytes, about: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        text = self._open_key(ws, GENERATION).encrypt(nonce, plain, _bound(ws, about))
        return bytes((VERSION, GENERATION)) + nonce + text

    def open(self, ws: WorkspaceId, sealed: bytes, about: str) -> bytes:
        broken = SealedTextBroken("A stored text does not open: it is damaged or does not belong here.")
        if len(sealed) < 2 + NONCE_BYTES + 16 or sealed[0] != VERSION:
            raise broken
        nonce, text = sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        try:
            return self._open_key(ws, sealed[1], broken).decrypt(nonce, text, _bound(ws, about))
        except InvalidTag:
            raise broken from None

    def _open_key(self, ws: WorkspaceId, generation: int, missing: AppError | None = None) -> AESGCM:
        """The workspace's key, from memory if young enough. Without ``missing`` a key is made when there is none."""
        now = self._seconds()
        place = (ws, generation)
        if place in self._kept:
            since, key = self._kept[place]
            if now - since < self._keep_seconds:
                return key
        wrapped = self._wrapped(ws, generation)
        if wrapped is None:
            if missing is not None:
                raise missing
            plain = self._make(ws, generation)
        else:
            plain = self._unwrap(ws, wrapped)
        key = AESGCM(plain)
        self._kept[place] = (now, key)
        self._kept.move_to_end(place)
        while len(self._kept) > KEEP_KEYS:
            self._kept.popitem(last=False)
        return key

    def _wrapped(self, ws: WorkspaceId, generation: int) -> bytes | None:
        row = self._table.get(keys.data_key(ws, generation))
        return blob(row, "wrapped") if row else None

    def _make(self, ws: WorkspaceId, generation: int) -> bytes:
        """A new data key, stored wrapped. Whoever comes second uses what the first one stored, not their own."""
        try:
            answer = self._client.generate_data_key(KeyId=self._key, KeySpec="AES_256", EncryptionContext=_context(ws))
        except (ClientError, BotoCoreError) as error:
            raise _no_kms() from error
        row: Row = {"type": "data_key", "v": 1, "workspace": ws, "wrapped": answer["CiphertextBlob"]}
        if self._table.create(keys.data_key(ws, generation), row):
            return answer["Plaintext"]
        stored = self._wrapped(ws, generation)
        if stored is None:
            raise Unavailable("The workspace's key is not there yet. Try again in a moment.", code="key_missing")
        return self._unwrap(ws, stored)

    def _unwrap(self, ws: WorkspaceId, wrapped: bytes, key: str = "") -> bytes:
        try:
            answer = self._client.decrypt(
                KeyId=key or self._key, CiphertextBlob=wrapped, EncryptionContext=_context(ws)
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if self._previous and not key and code in ANOTHER_KEY:
                # Keys are changing, and this one's turn has not come.
                return self._unwrap(ws, wrapped, self._previous)
            if code in ("InvalidCiphertextException", "IncorrectKeyException"):
                raise SealedTextBroken("The workspace's key does not open: it belongs to another workspace.") from None
            raise _no_kms() from error
        except BotoCoreError as error:
            raise _no_kms() from error
        return answer["Plaintext"]


def _context(ws: WorkspaceId) -> dict[str, str]:
    return {"workspace": ws, "purpose": "content"}


def _bound(ws: WorkspaceId, about: str) -> bytes:
    return f"{ws}\x1f{about}".encode()


def _no_kms() -> Unavailable:
    return Unavailable("The key service does not answer just now. Try again in a moment.", code="keys_unavailable")
