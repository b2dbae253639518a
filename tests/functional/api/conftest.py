"""The whole product in process over moto: every route as a client meets it, with members of every role."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import pytest

from shared.core import keys
from shared.core.identity import Person
from shared.core.ids import ContactId, NumberId, UserId, Wamid, WorkspaceId, message_id, reference
from shared.core.inbound import Who
from shared.core.ports import Row
from shared.features.inbox.model import Message, Sender
from shared.features.workspaces.model import Member, Workspace
from shared.features.workspaces.roles import ROLES
from shared.wiring.bootstrap import Product
from shared.wiring.handlers import api_handler
from shared.wiring.settings import Settings
from tests.functional.conftest import NUMBER, OTHER_WS, REGION, WS, HandClock
from tests.functional.webapi import access_claims, signed_in

WABA = "770100200300401"
OTHER_NUMBER = NumberId("660900800700777")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass
class World:
    """The product, its API, and what a test looks at beside it."""

    product: Product
    clock: HandClock
    handler: Callable[[dict[str, Any], Any], Any]

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        user: str | None = "owner",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        parts = urlsplit(path)
        claims = access_claims(user) if user else None
        event = {
            "version": "2.0",
            "routeKey": "ANY /v1/{proxy+}",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "queryStringParameters": dict(parse_qsl(parts.query)) or None,
            "headers": {"content-type": "application/json", "host": "localhost", **(headers or {})},
            "requestContext": {
                "accountId": "1",
                "apiId": "a",
                "domainName": "localhost",
                "requestId": "r",
                "stage": "$default",
                "http": {"method": method, "path": parts.path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
                **({"authorizer": {"jwt": {"claims": claims, "scopes": None}}} if claims else {}),
            },
            "body": None if body is None else (body if isinstance(body, str) else json.dumps(body)),
            "isBase64Encoded": False,
        }
        answer = self.handler(event, SimpleNamespace(**_CONTEXT))
        text = answer.get("body") or ""
        kind = {name.lower(): value for name, value in answer.get("headers", {}).items()}
        parsed = json.loads(text) if text and "json" in kind.get("content-type", "") else text
        return Answer(answer["statusCode"], parsed, kind)

    def ws(self, path: str = "", **query: str) -> str:
        tail = f"?{urlencode(query)}" if query else ""
        return f"/v1/workspaces/{WS}{path}{tail}"

    def customer_writes(
        self,
        words: str,
        *,
        phone: str = "447700900456",
        name: str = "Mira Quill",
        wamid: str = "wamid.1",
        at: datetime | None = None,
        ws: WorkspaceId = WS,
        number: NumberId = NUMBER,
    ) -> str:
        """A text from a customer, as the intake stores it. The conversation's id."""
        moment = at or self.clock.now()
        who = Who(phone=phone, name=name)
        found = self.product.identities.resolve(ws, who, moment)
        message = Message(
            workspace=ws,
            contact=found.contact,
            number=number,
            id=message_id(moment, reference(number, wamid)),
            direction="in",
            kind="text",
            at=moment,
            received_at=int(moment.timestamp() * 1000),
            sender=Sender("customer", name=name),
            content={"body": words},
            wamid=Wamid(wamid),
        )
        self.product.inbox_store.received(message, self.product.inbox_store.record(message))
        self.product.identities.learn(ws, found, who, moment)
        return f"{found.contact}.{number}"

    def queued(self) -> list[dict[str, Any]]:
        """The jobs in the replies queue."""
        sqs = boto3.client("sqs", region_name=REGION)
        found: list[dict[str, Any]] = []
        while True:
            page = sqs.receive_message(QueueUrl=self.product.settings.replies_queue, MaxNumberOfMessages=10)
            messages = page.get("Messages", [])
            if not messages:
                return found
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.product.settings.replies_queue, ReceiptHandle=message["ReceiptHandle"])

    def search_index(self, contact: ContactId) -> None:
        """What the stream would do for a contact."""
        from shared.wiring.changes import _tokens

        row = self.product.table.get(keys.contact(WS, contact))
        self.product.search.update(WS, contact, frozenset(), _tokens(row))


_CONTEXT: dict[str, Any] = {
    "function_name": "api",
    "memory_limit_in_mb": 512,
    "invoked_function_arn": "arn:aws:lambda:eu-west-1:1:function:api",
    "aws_request_id": "r-1",
    "get_remaining_time_in_millis": lambda: 20_000,
}


@pytest.fixture
def world(dynamodb: Any, kms_key: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    sqs = boto3.client("sqs", region_name=REGION)
    fifo = {"FifoQueue": "true"}
    queues = {
        name: sqs.create_queue(QueueName=name, Attributes=fifo if name.endswith(".fifo") else {})["QueueUrl"]
        for name in (
            *("replies.fifo", "bulk.fifo", "media", "parked", "messages.fifo", "events"),
            *("mail", "upkeep", "exports"),
        )
    }
    s3 = boto3.client("s3", region_name=REGION)
    for bucket in ("media", "raw"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    boto3.client("ssm", region_name=REGION).put_parameter(
        Name="/waloom/test/meta",
        Type="SecureString",
        Value=json.dumps({"app_id": "990011223344556", "app_secret": "shh", "verify_token": "v"}),
    )
    cognito = boto3.client("cognito-idp", region_name=REGION)
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="api", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]
    settings = Settings(
        environment="test",
        table="waloom",
        raw_bucket="raw",
        media_bucket="media",
        replies_queue=queues["replies.fifo"],
        bulk_queue=queues["bulk.fifo"],
        media_queue=queues["media"],
        parked_queue=queues["parked"],
        messages_queue=queues["messages.fifo"],
        events_queue=queues["events"],
        mail_queue=queues["mail"],
        upkeep_queue=queues["upkeep"],
        exports_queue=queues["exports"],
        mail_from="WALoom <hello@waloom.test>",
        kms_key=kms_key,
        user_pool=pool,
        user_pool_client=app,
        graph_url="http://127.0.0.1:9",
        meta_parameter="/waloom/test/meta",
        live_url="wss://live.test/live",
        live_endpoint="https://live.test/live",
        public_url="https://console.test",
    )

    def client(service: str, **more: Any) -> Any:
        more.pop("endpoint_url", None)
        return boto3.client(service, region_name=REGION, **more)

    product = Product(settings, client, clock, sleep=lambda _: None)
    _people(product)
    _numbers(product)
    return World(product, clock, api_handler(product))


def _people(product: Product) -> None:
    born = datetime(2026, 1, 1, tzinfo=UTC)
    store = product.workspace_store
    for ws, prefix in ((WS, ""), (OTHER_WS, "other-")):
        owner = Person(UserId(f"{prefix}owner"), f"{prefix}owner@test.invalid", f"{prefix}Owner")
        store.add(
            Workspace(ws, f"{prefix}Kettles", "Europe/London", "en", born, owner.id), Member(ws, owner, "owner", born)
        )
        store.remember(owner)
    for role in ROLES[1:]:
        person = Person(UserId(role), f"{role}@test.invalid", role.title())
        store.add_member(Member(WS, person, role, born))
        store.remember(person)
    signed_in(product.table, *ROLES, "other-owner", "nobody-we-know")


def _numbers(product: Product) -> None:
    done = {"state": "done"}
    for ws, number, waba in ((WS, NUMBER, WABA), (OTHER_WS, OTHER_NUMBER, "770100200300777")):
        account: Row = {
            "type": "account",
            "v": 1,
            "workspace": ws,
            "waba": waba,
            "name": "Quill Kettles",
            "token_version": 1,
            **{f"step_{step}": done for step in ("token", "waba", "subscribe", "numbers", "register", "templates")},
        }
        product.table.put(keys.account(ws, waba), account)  # type: ignore[arg-type]
        row: Row = {
            "type": "number",
            "v": 1,
            "workspace": ws,
            "waba": waba,
            "id": number,
            "display": "+44 113 496 0321",
            "verified_name": "Quill Kettles",
            "registered": True,
        }
        product.table.put(keys.number(ws, number), row)
        product.table.put(
            keys.number_route(number), {"type": "route", "v": 1, "workspace": ws, "waba": waba, "number": number}
        )
