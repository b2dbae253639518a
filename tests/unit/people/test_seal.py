"""What becomes of a session when KMS says no: only a text that is not ours ends it."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.seal import KmsSeal, SealBroken
from shared.core.errors import AppError, Unavailable

CONTEXT = {"user": "u", "session": "s", "purpose": "refresh_token"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("InvalidCiphertextException", SealBroken),
        ("IncorrectKeyException", SealBroken),
        ("KMSInvalidStateException", Unavailable),
        ("ThrottlingException", Unavailable),
        ("AccessDeniedException", Unavailable),
    ],
)
def test_a_refusal_of_the_key(code: str, expected: type[AppError]) -> None:
    client: Any = boto3.client("kms", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        stubber.add_client_error("decrypt", code, "Meant for operators")

        with pytest.raises(expected) as refusal:
            KmsSeal(client, "key").open(b"sealed", CONTEXT)

    assert "operators" not in refusal.value.detail
