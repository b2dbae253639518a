"""Small secrets sealed by KMS itself: no data key, no SDK to import, 4 KB at the most.

For what is sealed rarely and read rarely: a session's refresh token at Cognito (about 1.8 KB). The context is bound to
the text by KMS, so what was sealed for one person's session opens for no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.core.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

_NOT_OURS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class SealBroken(Conflict):
    """The text was not sealed by us for this context."""

    code = "seal_broken"
    title = "A stored secret does not open"


class KmsSeal:
    """``shared.features.people.ports.Seal`` under one KMS key (its whole ARN)."""

    def __init__(self, client: KMSClient, key: str, previous: str = "") -> None:
        """What ``previous`` sealed opens too, while keys change (``infra/rotate_keys.py``)."""
        self._client = client
        self._key = key
        self._previous = previous

    def seal(self, secret: str, context: Mapping[str, str]) -> bytes:
        try:
            return self._client.encrypt(KeyId=self._key, Plaintext=secret.encode(), EncryptionContext=dict(context))[
                "CiphertextBlob"
            ]
        except ClientError as error:
            raise _outage() from error

    def open(self, sealed: bytes, context: Mapping[str, str]) -> str:
        return self._open(sealed, context, self._key)

    def _open(self, sealed: bytes, context: Mapping[str, str], key: str) -> str:
        try:
            answer = self._client.decrypt(CiphertextBlob=sealed, KeyId=key, EncryptionContext=dict(context))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if self._previous and key != self._previous and code in {*_NOT_OURS, "AccessDeniedException"}:
                # Keys are changing, and this one's turn has not come.
                return self._open(sealed, context, self._previous)
            if code in _NOT_OURS:
                raise SealBroken("A stored secret does not open.") from None
            raise _outage() from error
        return answer["Plaintext"].decode()


def _outage() -> Unavailable:
    return Unavailable("A key could not be used just now. Try again in a moment.", code="key_unavailable")
