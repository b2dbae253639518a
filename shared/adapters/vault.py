"""Access tokens and PINs, sealed with the AWS Encryption SDK and bound to workspace, account and purpose.

Each secret is a message of its own: a data key from KMS made under the encryption context, key commitment required both
ways. On opening, the context in the message's authenticated header is compared with the one that is expected here.
The SDK takes about 0.25 s to import (without the material-providers package, which functions must not carry), so it is
imported when the first secret is touched and not before.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shared.core.errors import Conflict
from shared.core.ids import WabaId, WorkspaceId

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient


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
        from aws_encryption_sdk.identifiers import Algorithm

        sealed, _ = self._sdk.encrypt(
            source=secret.encode(),
            key_provider=self._master,
            encryption_context=_context(ws, waba, purpose),
            # With key commitment, without a signature: who seals and who opens are the same.
            algorithm=Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
        )
        return bytes(sealed)

    def open(self, ws: WorkspaceId, waba: WabaId, purpose: str, sealed: bytes) -> str:
        from aws_encryption_sdk.exceptions import AWSEncryptionSDKClientError
        from cryptography.exceptions import InvalidSignature, InvalidTag

        broken = SealBroken("A stored token or PIN does not open. Connect the account again with a new token.")
        old = self._previous and self.sealed_with(sealed) == self._previous
        try:
            plain, header = self._sdk.decrypt(source=sealed, key_provider=self._former if old else self._master)
        except (AWSEncryptionSDKClientError, InvalidSignature, InvalidTag):
            raise broken from None
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
        from aws_encryption_sdk.key_providers.kms import KMSMasterKey

        return KMSMasterKey(key_id=self._key, client=self._client)

    @cached_property
    def _former(self) -> Any:
        from aws_encryption_sdk.key_providers.kms import KMSMasterKey

        return KMSMasterKey(key_id=self._previous, client=self._client)


def _context(ws: WorkspaceId, waba: WabaId, purpose: str) -> dict[str, str]:
    return {"workspace": ws, "account": waba, "purpose": purpose}
