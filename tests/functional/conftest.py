"""AWS as moto plays it, in process: the template's one table, a key, a clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.core.ids import ContactId, NumberId, WorkspaceId
from shared.features.inbox.store import InboxStore

REGION = "eu-west-1"


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def forward(self, **units: float) -> None:
        self.time += timedelta(**units)


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing a test does may leave the process: credentials are invented, and moto answers."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        # moto forgets the session; one for all tests has read the services' descriptions already (0.1 s a client).
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
        yield


@lru_cache(maxsize=1)
def _session() -> boto3.session.Session:
    return boto3.session.Session(region_name=REGION)


@pytest.fixture
def dynamodb(aws: None) -> Any:
    client = boto3.client("dynamodb", region_name=REGION)
    names = ("pk", "sk", "inbox_pk", "inbox_sk", "due_pk", "due_at")
    client.create_table(
        TableName="waloom",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "inbox",
                "KeySchema": [
                    {"AttributeName": "inbox_pk", "KeyType": "HASH"},
                    {"AttributeName": "inbox_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["assignee", "number"]},
            },
            {
                "IndexName": "due",
                "KeySchema": [
                    {"AttributeName": "due_pk", "KeyType": "HASH"},
                    {"AttributeName": "due_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
        ],
    )
    return client


@pytest.fixture
def table(dynamodb: Any) -> DynamoTable:
    return DynamoTable(dynamodb, "waloom")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def kms_key(aws: None) -> str:
    key = boto3.client("kms", region_name=REGION).create_key()
    return str(key["KeyMetadata"]["Arn"])


@pytest.fixture
def cipher(table: DynamoTable, kms_key: str) -> WorkspaceCipher:
    return WorkspaceCipher(boto3.client("kms", region_name=REGION), kms_key, table)


@pytest.fixture
def store(table: DynamoTable, cipher: WorkspaceCipher, clock: HandClock) -> InboxStore:
    return InboxStore(table, cipher, clock)


WS = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
OTHER_WS = WorkspaceId("ws_1123456789abcdefghjkmnpqrs")
CONTACT = ContactId("01jd9x5m4k2c7r8s9t0v1w2x3y")
NUMBER = NumberId("660900800700501")
