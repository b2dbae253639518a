"""Access tokens and PINs, sealed with the AWS Encryption SDK and bound to workspace, account and purpose.

Each secret is a message of its own: a data key from KMS made under the encryption context, key commitment required both
ways. On opening, the context in the message's authenticated header is compared with the one that is expected here.
The SDK takes about 0.25 s to import (without the material-providers package, which functions must not carry), so it is
imported when the first secret is touched and not before.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from shared.core.errors import Conflict, Unavailable
from shared.core.ids import WabaId, WorkspaceId

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

OUTAGES: Final = frozenset(
    {
        "DependencyTimeoutException",
        "DisabledException",
        "InternalFailure",
        "KMSInternalException",
        "KMSInvalidStateException",
        "KeyUnavailableException",
        "LimitExceededException",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
    }
)
"""Refusals of KMS that say nothing of the text and pass."""
_last = threading.local()


class SealBroken(Conflict):
    """The text was not sealed by us, for this workspace, account and purpose: corrupt, or moved here by somebody."""

    code = "seal_broken"
    title = "A stored secret does not open"


class KmsVault:
    """``shared.core.ports.Vault`` under one KMS key (its whole ARN).

    While keys change (``infra/rotate_keys.py``), what the ``previous`` one sealed opens too; nothing is sealed with it.
    """

    def __init__(self, client: KMSClient, key: str, previous: str = "") -> None:
        self._client = client
        self._key = key
        self._previous = previous

    def sealed_with(self, sealed: bytes) -> str:
        """The ARN of the key that opens a text, as its (public) header says; "" when it is neither of ours."""
        return next((key for key in (self._key, self._previous) if key and key.encode() in sealed), "")

    def seal(self, ws: WorkspaceId, waba: WabaId, purpose: str, secret: str) -> bytes:
        from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError
        from aws_encryption_sdk.identifiers import Algorithm
        from botocore.exceptions import BotoCoreError

        try:
            sealed, _ = self._sdk.encrypt(
                source=secret.encode(),
                key_provider=self._master,
                encryption_context=_context(ws, waba, purpose),
                # With key commitment, without a signature: who seals and who opens are the same.
                algorithm=Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
            )
        except (AWSEncryptionSDKClientError, BotoCoreError):
            raise _outage() from None
        return bytes(sealed)

    def open(self, ws: WorkspaceId, waba: WabaId, purpose: str, sealed: bytes) -> str:
        from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError
        from botocore.exceptions import BotoCoreError
        from cryptography.exceptions import InvalidSignature, InvalidTag

        broken = SealBroken("A stored token or PIN does not open. Connect the account again with a new token.")
        old = self._previous and self.sealed_with(sealed) == self._previous
        _last.refusal = ""
        try:
            plain, header = self._sdk.decrypt(source=sealed, key_provider=self._former if old else self._master)
        except (AWSEncryptionSDKClientError, InvalidSignature, InvalidTag):
            # A send that met a busy KMS is made again; one whose token is broken fails.
            raise _outage() if _last.refusal in OUTAGES else broken from None
        except BotoCoreError:
            raise _outage() from None
        # KMS was asked with the context the message itself carries, so it opens anywhere; that it belongs *here* is
        # decided by this comparison with the (authenticated) header.
        if dict(header.encryption_context) != _context(ws, waba, purpose):
            raise broken
        return bytes(plain).decode()

    @cached_property
    def _sdk(self) -> Any:
        import aws_encryption_sdk

        # The SDK logs failed calls with their stack; SealBroken says what there is to say.
        logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL)
        return aws_encryption_sdk.EncryptionSDKClient(
            commitment_policy=aws_encryption_sdk.CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
            max_encrypted_data_keys=1,
        )

    @cached_property
    def _master(self) -> Any:
        """The one key, on our own client; text sealed under another key does not open."""
        return self._of(self._key)

    @cached_property
    def _former(self) -> Any:
        return self._of(self._previous)

    def _of(self, key: str) -> Any:
        from aws_encryption_sdk.key_providers.kms import KMSMasterKey

        # The SDK swallows why KMS refused. Once per client, whoever uses it.
        self._client.meta.events.register("after-call.kms.Decrypt", _note, unique_id="waloom-vault")
        return KMSMasterKey(key_id=key, client=self._client)


def _note(parsed: Mapping[str, Any], **_: Any) -> None:
    """KMS's answer to the last call of this thread: the code of its refusal, or ""."""
    _last.refusal = str((parsed.get("Error") or {}).get("Code") or "")


def _outage() -> Unavailable:
    return Unavailable("The key service does not answer just now. Try again in a moment.", code="keys_unavailable")


def _context(ws: WorkspaceId, waba: WabaId, purpose: str) -> dict[str, str]:
    return {"workspace": ws, "account": waba, "purpose": purpose}
