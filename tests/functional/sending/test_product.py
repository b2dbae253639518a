"""The way out as it is wired: an account connected by its token, a message composed, the functions' own handlers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from infra.sandbox.running import Running, running_sandbox
from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import stamp
from shared.core.ids import UserId, Wamid, message_id, reference, split_conversation
from shared.core.ports import Change
from shared.features.inbox.composing import Draft
from shared.features.inbox.model import Media, Message, Sender
from shared.features.workspaces.roles import permissions_of
from shared.wiring.bootstrap import Product
from shared.wiring.handlers import media_handler, send_handler, sweeper_handler
from shared.wiring.settings import Settings
from tests.functional.conftest import NUMBER, REGION, WS, HandClock
from tests.unit.media.test_sniffing import GOOD

ADA = Actor(WS, UserId("u1"), "Ada", "owner", permissions_of("owner"))
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:1:function:f",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 30_000,
)


@dataclass
class House:
    """A product over moto and the sandbox."""

    product: Product
    sandbox: Running
    sqs: Any

    def batch(self, url: str) -> dict[str, Any]:
        """What the queue holds, as Lambda hands it over."""
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
        name = url.rsplit("/", 1)[-1]
        records = [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{name}",
            }
            for one in found.get("Messages", [])
        ]
        return {"Records": records}


@pytest.fixture
def house(dynamodb: Any, kms_key: str, clock: HandClock) -> Iterator[House]:
    sqs = boto3.client("sqs", region_name=REGION)
    urls = {}
    for name in ("replies", "bulk"):
        urls[name] = sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    for name in ("media", "parked"):
        urls[name] = sqs.create_queue(QueueName=name)["QueueUrl"]
    place = {"LocationConstraint": REGION}
    boto3.client("s3", region_name=REGION).create_bucket(Bucket="media", CreateBucketConfiguration=place)
    with running_sandbox(require_proof=True) as sandbox:
        facts = {
            "app_id": sandbox.settings.app_id,
            "app_secret": sandbox.settings.app_secret,
            "verify_token": sandbox.settings.verify_token,
        }
        ssm = boto3.client("ssm", region_name=REGION)
        ssm.put_parameter(Name="/waloom/meta", Value=json.dumps(facts), Type="SecureString")
        settings = Settings(
            environment="local",
            table="waloom",
            media_bucket="media",
            replies_queue=urls["replies"],
            bulk_queue=urls["bulk"],
            media_queue=urls["media"],
            parked_queue=urls["parked"],
            kms_key=kms_key,
            graph_url=sandbox.url,
            meta_parameter="/waloom/meta",
        )
        product = Product(settings, lambda name, **more: boto3.client(name, region_name=REGION, **more), clock)
        product.connections.connect(ADA, sandbox.token, None, "483920")
        yield House(product, sandbox, sqs)
        product.graph.close()


def test_a_reply_goes_from_the_composer_to_the_customer(house: House) -> None:
    product = house.product
    house.sandbox.control.says("mira", "Is the teal kettle back?")
    started = product.inbox.start(ADA, NUMBER, "+447700900456", None).conversation
    conversation = f"{started.contact}.{NUMBER}"
    _open_window(house, conversation)

    message = product.composing.send(ADA, conversation, Draft("c1", "text", {"body": "Yes, it is."}))
    assert message.status == "queued"
    answer = send_handler(product)(house.batch(product.settings.replies_queue), CONTEXT)

    assert answer == {"batchItemFailures": []}
    found = product.inbox_store.message(WS, started.contact, NUMBER, message.id)
    assert found.status == "accepted", found.failure
    ledger = house.sandbox.control.ledger()["items"]
    assert [entry["callback"] for entry in ledger] == [f"1|{WS}|{started.contact}|{message.id}"]


def test_a_dead_token_is_noticed_told_and_stops_the_rest(house: House) -> None:
    product = house.product
    house.sandbox.control.says("mira", "Hello?")
    started = product.inbox.start(ADA, NUMBER, "+447700900456", None).conversation
    conversation = f"{started.contact}.{NUMBER}"
    _open_window(house, conversation)
    first = product.composing.send(ADA, conversation, Draft("a", "text", {"body": "One"}))
    second = product.composing.send(ADA, conversation, Draft("b", "text", {"body": "Two"}))
    house.sandbox.control.kill_token()

    send_handler(product)(house.batch(product.settings.replies_queue), CONTEXT)

    reasons = []
    for message in (first, second):
        failure = product.inbox_store.message(WS, started.contact, NUMBER, message.id).failure
        assert failure is not None
        reasons.append(failure.reason)
    assert reasons == ["token_expired", "account_disconnected"]
    assert product.connections.trouble(WS, NUMBER) == "account_disconnected"
    notices, _ = product.notices.latest(ADA, 10, None)
    assert [notice.kind for notice in notices] == ["account_disconnected"]
    assert house.sandbox.control.ledger()["items"] == []


def test_an_uploaded_picture_reaches_the_customer(house: House) -> None:
    product = house.product
    house.sandbox.control.says("mira", "Show me")
    started = product.inbox.start(ADA, NUMBER, "+447700900456", None).conversation
    conversation = f"{started.contact}.{NUMBER}"
    _open_window(house, conversation)
    ticket = product.uploads.create(ADA, "kettle.png", "image/png", len(GOOD["image/png"]))
    product.media_blobs.put(ticket.fields["key"], GOOD["image/png"], "image/png")

    message = product.composing.send(ADA, conversation, Draft("p", "image", {"caption": "Teal"}, upload=ticket.id))
    send_handler(product)(house.batch(product.settings.replies_queue), CONTEXT)

    found = product.inbox_store.message(WS, started.contact, NUMBER, message.id)
    assert found.status == "accepted", found.failure
    chat = house.sandbox.control.chat("mira", NUMBER)["messages"]
    assert next(one for one in chat if one["type"] == "image")["content"]["caption"] == "Teal"


def test_a_received_picture_is_copied_by_the_media_function(house: House) -> None:
    product = house.product
    data = GOOD["image/png"]
    wamid = Wamid(house.sandbox.control.acts("mira", "image", data=data, mime_type="image/png"))
    media_id = str(house.sandbox.control.chat("mira", NUMBER)["messages"][0]["content"]["id"])
    now = product.clock.now()
    contact = product.inbox.start(ADA, NUMBER, "+447700900456", None).conversation.contact
    message = Message(
        workspace=WS,
        contact=contact,
        number=NUMBER,
        id=message_id(now, reference(NUMBER, wamid)),
        direction="in",
        kind="image",
        at=now,
        received_at=1,
        sender=Sender("customer"),
        wamid=wamid,
        media=Media("pending", "image/png", meta_id=media_id),
    )
    product.inbox_store.record(message)
    # As intake writes it (`inbox/receiving.py`).
    names = {"workspace": WS, "contact": contact, "number": NUMBER, "message": message.id, "media_id": media_id}
    product.queue(product.settings.media_queue).send(json.dumps({**names, "mime_type": "image/png", "filename": None}))

    answer = media_handler(product)(house.batch(product.settings.media_queue), CONTEXT)

    assert answer == {"batchItemFailures": []}
    media = product.inbox_store.message(WS, contact, NUMBER, message.id).media
    assert media is not None
    assert media.state == "stored", media.reason
    assert product.media_blobs.get(media.key or "") == data
    assert product.uploads.link(media, 60).startswith("https://")


def test_the_sweeper_finds_what_the_queue_lost(house: House) -> None:
    product, clock = house.product, house.product.clock
    assert isinstance(clock, HandClock)
    house.sandbox.control.says("mira", "Hello?")
    contact = product.inbox.start(ADA, NUMBER, "+447700900456", None).conversation.contact
    _open_window(house, f"{contact}.{NUMBER}")
    product.composing.send(ADA, f"{contact}.{NUMBER}", Draft("a", "text", {"body": "One"}))
    lost = house.batch(product.settings.replies_queue)["Records"]
    house.sqs.delete_message(QueueUrl=product.settings.replies_queue, ReceiptHandle=lost[0]["receiptHandle"])

    clock.forward(seconds=61)
    assert sweeper_handler(product)({}, CONTEXT) == {"requeued": 1}

    send_handler(product)(house.batch(product.settings.replies_queue), CONTEXT)
    assert len(house.sandbox.control.ledger()["items"]) == 1


def _open_window(house: House, conversation: str) -> None:
    """As intake does when the customer writes."""
    contact, number = split_conversation(conversation)
    change = Change(set={"inbound_at": stamp(house.product.clock.now())})
    house.product.table.amend(keys.conversation(WS, contact, number), change)
