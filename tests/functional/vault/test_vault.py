"""A stored token opens in one place only: its workspace, its account, its purpose."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import aws_encryption_sdk
import boto3
import pytest
from aws_encryption_sdk.key_providers.kms import KMSMasterKey
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from shared.adapters.vault import KmsVault, SealBroken
from shared.core.errors import Unavailable
from shared.core.ids import WabaId, WorkspaceId

HERE = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
ELSEWHERE = WorkspaceId("ws_1123456789abcdefghjkmnpqrs")
WABA = WabaId("770100200300401")
OTHER_WABA = WabaId("770100200300402")
TOKEN = "EAAinventedTokenOfTheTest000111222"


class CountedKms:
    """The KMS client with its calls counted."""

    def __init__(self, client: Any) -> None:
        self.calls: list[str] = []
        client.meta.events.register("before-call.kms", self._count)

    def _count(self, model: Any, **_: Any) -> None:
        self.calls.append(model.name)


@pytest.fixture
def kms(aws: None) -> Any:
    return boto3.client("kms", region_name="eu-west-1")


@pytest.fixture
def vault(kms: Any, kms_key: str) -> KmsVault:
    return KmsVault(kms, kms_key)


def test_what_was_sealed_opens_in_its_place(vault: KmsVault) -> None:
    sealed = vault.seal(HERE, WABA, "token", TOKEN)

    assert vault.open(HERE, WABA, "token", sealed) == TOKEN


def test_the_sealed_text_shows_nothing_of_the_secret_and_differs_every_time(vault: KmsVault) -> None:
    first, second = vault.seal(HERE, WABA, "token", TOKEN), vault.seal(HERE, WABA, "token", TOKEN)

    assert TOKEN.encode() not in first
    assert first != second


@pytest.mark.parametrize(
    ("ws", "waba", "purpose"),
    [(ELSEWHERE, WABA, "token"), (HERE, OTHER_WABA, "token"), (HERE, WABA, "pin:660900800700501")],
    ids=["another workspace", "another account", "another purpose"],
)
def test_moved_to_another_place_it_does_not_open(vault: KmsVault, ws: WorkspaceId, waba: WabaId, purpose: str) -> None:
    sealed = vault.seal(HERE, WABA, "token", TOKEN)

    with pytest.raises(SealBroken):
        vault.open(ws, waba, purpose, sealed)


@pytest.mark.parametrize("part", range(0, 100, 7))
def test_a_changed_bit_anywhere_keeps_it_shut(vault: KmsVault, part: int) -> None:
    sealed = bytearray(vault.seal(HERE, WABA, "token", TOKEN))
    sealed[part * (len(sealed) - 1) // 100] ^= 1

    with pytest.raises(SealBroken):
        vault.open(HERE, WABA, "token", bytes(sealed))


def test_the_context_in_the_header_cannot_be_rewritten(vault: KmsVault) -> None:
    sealed = vault.seal(HERE, WABA, "token", TOKEN)
    forged = sealed.replace(HERE.encode(), ELSEWHERE.encode())
    assert forged != sealed

    with pytest.raises(SealBroken):
        vault.open(ELSEWHERE, WABA, "token", forged)


def test_text_sealed_under_another_key_does_not_open(vault: KmsVault, kms: Any) -> None:
    other = KmsVault(kms, str(kms.create_key()["KeyMetadata"]["Arn"]))

    with pytest.raises(SealBroken):
        vault.open(HERE, WABA, "token", other.seal(HERE, WABA, "token", TOKEN))


def test_text_without_key_commitment_does_not_open(vault: KmsVault, kms: Any, kms_key: str) -> None:
    lax = aws_encryption_sdk.EncryptionSDKClient(
        commitment_policy=aws_encryption_sdk.CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT
    )
    sealed, _ = lax.encrypt(
        source=TOKEN.encode(),
        key_provider=KMSMasterKey(key_id=kms_key, client=kms),
        encryption_context={"workspace": HERE, "account": WABA, "purpose": "token"},
    )

    with pytest.raises(SealBroken):
        vault.open(HERE, WABA, "token", sealed)


def test_a_context_with_more_in_it_is_not_ours(vault: KmsVault, kms: Any, kms_key: str) -> None:
    sealed, _ = aws_encryption_sdk.EncryptionSDKClient().encrypt(
        source=TOKEN.encode(),
        key_provider=KMSMasterKey(key_id=kms_key, client=kms),
        encryption_context={"workspace": HERE, "account": WABA, "purpose": "token", "more": "x"},
    )

    with pytest.raises(SealBroken):
        vault.open(HERE, WABA, "token", sealed)


def test_garbage_does_not_open(vault: KmsVault) -> None:
    for garbage in (b"", b"\x02", b"not sealed at all", bytes(500)):
        with pytest.raises(SealBroken):
            vault.open(HERE, WABA, "token", garbage)


def test_opening_costs_one_call_and_the_refusal_says_nothing_of_the_secret(vault: KmsVault, kms: Any) -> None:
    sealed = vault.seal(HERE, WABA, "token", TOKEN)
    counted = CountedKms(kms)

    vault.open(HERE, WABA, "token", sealed)
    with pytest.raises(SealBroken) as refusal:
        vault.open(ELSEWHERE, WABA, "token", sealed)

    assert counted.calls == ["Decrypt", "Decrypt"]
    assert TOKEN not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("code", ["ThrottlingException", "KMSInternalException", "DisabledException"])
def test_a_kms_that_does_not_serve_is_an_outage_and_no_broken_text(vault: KmsVault, kms: Any, code: str) -> None:
    sealed = vault.seal(HERE, WABA, "token", TOKEN)

    def refuse(model: Any, **_: Any) -> Any:
        return AWSResponse("", 400, HTTPHeaders(), None), {"Error": {"Code": code, "Message": "Not now"}}

    kms.meta.events.register_first("before-call.kms", refuse)
    with pytest.raises(Unavailable):
        vault.open(HERE, WABA, "token", sealed)
    with pytest.raises(Unavailable):
        vault.seal(HERE, WABA, "token", TOKEN)
    kms.meta.events.unregister("before-call.kms", refuse)

    assert vault.open(HERE, WABA, "token", sealed) == TOKEN
    with pytest.raises(SealBroken):
        vault.open(ELSEWHERE, WABA, "token", sealed)


def test_importing_the_vault_imports_no_encryption_sdk() -> None:
    script = "import sys, shared.adapters.vault; print([n for n in sys.modules if n.startswith('aws_enc')])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
