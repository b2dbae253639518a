"""Connections as they are wired, against the simulator: what is sent, what is refused, what Meta is still asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from infra.sandbox.running import Running, running_sandbox
from infra.sandbox.seed import DEMO_ACCOUNT
from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import stamp
from shared.core.errors import Conflict
from shared.core.ids import MessageId, UserId, WabaId, split_conversation
from shared.core.numbers import Profile
from shared.core.ports import Change
from shared.features.inbox.composing import Draft, TemplateDraft
from shared.features.inbox.model import Message
from shared.features.inbox.templating import Filling
from shared.features.workspaces.roles import permissions_of
from shared.wiring.bootstrap import Product
from shared.wiring.handlers import send_handler, sweeper_handler, upkeep_handler
from shared.wiring.settings import Settings
from tests.functional.conftest import NUMBER, REGION, WS, HandClock
from tests.unit.media.test_sniffing import GOOD

WABA = WabaId(DEMO_ACCOUNT)
ADA = Actor(WS, UserId("u1"), "Ada", "owner", permissions_of("owner"))
MIRA = "+447700900456"
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:1:function:f",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 30_000,
)


@dataclass
class House:
    """A product over moto and the sandbox, with the demo account connected."""

    product: Product
    sandbox: Running
    sqs: Any
    clock: HandClock

    def batch(self, url: str) -> dict[str, Any]:
        """What the queue holds, as Lambda hands it over."""
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
        records = [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{url.rsplit('/', 1)[-1]}",
            }
            for one in found.get("Messages", [])
        ]
        return {"Records": records}

    def send(self) -> None:
        """Until the queue is empty, as Lambda would: what is handled is deleted."""
        url = self.product.settings.replies_queue
        while (batch := self.batch(url))["Records"]:
            assert send_handler(self.product)(batch, CONTEXT) == {"batchItemFailures": []}
            for record in batch["Records"]:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=record["receiptHandle"])

    def tend(self) -> None:
        """The sweeper's minute, then the upkeep function with what it found."""
        sweeper_handler(self.product)({}, CONTEXT)
        batch = self.batch(self.product.settings.upkeep_queue)
        if batch["Records"]:
            assert upkeep_handler(self.product)(batch, CONTEXT) == {"batchItemFailures": []}

    def conversation(self, *, open_window: bool = True) -> str:
        started = self.product.inbox.start(ADA, NUMBER, MIRA, None).conversation
        if open_window:
            # As intake does when the customer writes.
            self.sandbox.control.says("mira", "Is the teal kettle back?")
            change = Change(set={"inbound_at": stamp(self.clock.now())})
            self.product.table.amend(keys.conversation(WS, started.contact, NUMBER), change)
        return f"{started.contact}.{NUMBER}"

    def message(self, conversation: str, message: str) -> Message:
        contact, number = split_conversation(conversation)
        return self.product.inbox_store.message(WS, contact, number, MessageId(message))

    def account(self) -> Any:
        found = self.product.connections.store.account(WS, WABA)
        assert found
        return found


@pytest.fixture
def house(dynamodb: Any, kms_key: str, clock: HandClock) -> Iterator[House]:
    sqs = boto3.client("sqs", region_name=REGION)
    urls = {}
    for name in ("replies", "bulk"):
        urls[name] = sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    for name in ("media", "parked", "upkeep"):
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
            upkeep_queue=urls["upkeep"],
            kms_key=kms_key,
            graph_url=sandbox.url,
            meta_parameter="/waloom/meta",
            embedded_signup_config="417",
        )
        product = Product(settings, lambda name, **more: boto3.client(name, region_name=REGION, **more), clock)
        product.connections.connect(ADA, sandbox.token, None, "483920")
        yield House(product, sandbox, sqs, clock)
        product.graph.close()


def test_a_first_message_goes_out_and_ends_the_last_step_which_is_written_once(house: House) -> None:
    assert (house.account().status, house.account().steps["test"].state) == ("connected", "waiting")

    sent = house.product.numbers.first_message(ADA, NUMBER, MIRA, "first-0001")
    again = house.product.numbers.first_message(ADA, NUMBER, MIRA, "first-0001")
    house.send()

    assert again == sent
    found = house.message(sent.conversation, sent.message)
    assert (found.status, found.content["name"]) == ("accepted", "hello_world")
    assert house.account().steps["test"].state == "done"
    before = house.product.table.get(keys.account(WS, WABA))
    house.product.table.amend(keys.account(WS, WABA), Change(set={"untouched": 1}))
    house.product.numbers.first_message(ADA, NUMBER, MIRA, "first-0002")
    house.send()
    assert house.product.table.get(keys.account(WS, WABA)) == {**(before or {}), "untouched": 1}
    assert len(house.sandbox.control.ledger()["items"]) == 2


def test_what_was_queued_fails_with_the_reason_and_meta_is_never_called_again(house: House) -> None:
    product = house.product
    conversation = house.conversation()
    first = product.composing.send(ADA, conversation, Draft("client-a", "text", {"body": "One"}))
    assert product.connections.credentials(WS, waba=WABA) == house.sandbox.token

    account = product.connections.leave(ADA, WABA)
    mark = house.sandbox.control.mark()
    house.send()

    assert (account.status, account.left_at is not None) == ("disconnected", True)
    failure = house.message(conversation, first.id).failure
    assert failure
    assert (failure.reason, failure.can_retry) == ("account_disconnected", True)
    assert house.sandbox.control.ledger()["items"] == []
    with pytest.raises(Conflict) as refusal:
        product.composing.send(ADA, conversation, Draft("client-b", "text", {"body": "Two"}))
    assert refusal.value.reason == "account_disconnected"
    for _ in range(3):
        house.clock.forward(days=1)
        house.tend()
    assert house.sandbox.control.calls(after=mark) == []


def test_disconnecting_unsubscribes_at_meta_and_connecting_again_goes_on_in_the_same_conversation(
    house: House,
) -> None:
    product = house.product
    conversation = house.conversation()
    first = product.composing.send(ADA, conversation, Draft("client-a", "text", {"body": "One"}))
    product.connections.leave(ADA, WABA)
    house.send()
    assert not product.meta_accounts.subscribed(product.meta_app(), house.sandbox.token, WABA)

    account = product.connections.connect(ADA, house.sandbox.token, None, "483920")

    assert account.status == "connected"
    assert product.meta_accounts.subscribed(product.meta_app(), house.sandbox.token, WABA)
    retried = product.composing.retry(ADA, conversation, first.id, "client-c")
    house.send()
    assert house.message(conversation, retried.id).status == "accepted"


def template(house: House, conversation: str, client: str) -> Message:
    wanted = TemplateDraft("hello_world", "en_US", Filling())
    return house.product.composing.send(ADA, conversation, Draft(client, "template", {}, template=wanted))


def test_utility_templates_are_refused_at_the_desk_while_meta_stops_them(house: House) -> None:
    product, conversation = house.product, house.conversation()
    queued = template(house, conversation, "client-a")
    assert queued.content["category"] == "UTILITY"
    product.table.amend(keys.account(WS, WABA), Change(set={"restrictions": "RESTRICTED_UTILITY_TEMPLATES@"}))

    with pytest.raises(Conflict) as refusal:
        template(house, conversation, "client-b")
    house.send()
    failure = house.message(conversation, queued.id).failure
    with pytest.raises(Conflict) as again:
        product.composing.retry(ADA, conversation, queued.id, "client-c")

    assert failure
    assert [refusal.value.reason, failure.reason, again.value.reason] == ["utility_restricted"] * 3


def test_an_account_that_may_only_answer_answers_and_opens_no_conversation(house: House) -> None:
    product = house.product
    closed = house.conversation(open_window=False)
    queued = template(house, closed, "client-a")
    product.table.amend(keys.account(WS, WABA), Change(set={"restrictions": "RESTRICTED_BIZ_INITIATED_MESSAGING@"}))

    with pytest.raises(Conflict) as refusal:
        template(house, closed, "client-b")
    house.send()

    assert refusal.value.reason == "opening_restricted"
    failure = house.message(closed, queued.id).failure
    assert failure
    assert failure.reason == "opening_restricted"
    conversation = house.conversation()
    answer = product.composing.send(ADA, conversation, Draft("client-c", "text", {"body": "Yes"}))
    filled = template(house, conversation, "client-d")
    house.send()
    assert house.message(conversation, answer.id).status == "accepted"
    assert house.message(conversation, filled.id).status == "accepted"


def test_a_number_that_a_phone_shares_sends_twenty_a_second(house: House) -> None:
    line = house.product.lines.line(WS, NUMBER)
    assert line
    assert line.per_second == 80

    house.product.table.amend(keys.number(WS, NUMBER), Change(set={"coexistence": True}))

    line = house.product.lines.line(WS, NUMBER)
    assert line
    assert line.per_second == 20


def test_an_account_is_looked_after_once_a_day_by_the_functions_themselves(house: House) -> None:
    house.tend()
    assert house.account().token_checked_at == house.clock.now()
    house.clock.forward(hours=27)

    house.tend()

    assert house.account().token_checked_at == house.clock.now()
    mark = house.sandbox.control.mark()
    house.tend()
    assert house.sandbox.control.calls(after=mark) == []


def test_a_token_that_died_over_night_is_found_by_the_daily_look(house: House) -> None:
    house.sandbox.control.kill_token(subcode=463)
    house.clock.forward(hours=27)

    house.tend()

    account = house.account()
    assert (account.status, account.problem.code) == ("disconnected", "token_expired")
    notices, _ = house.product.notices.latest(ADA, 10, None)
    assert [notice.kind for notice in notices] == ["account_disconnected"]


def test_a_send_to_a_number_that_is_not_registered_opens_that_step_again(house: House) -> None:
    house.sandbox.control.change_number(NUMBER, registered=False)
    sent = house.product.numbers.first_message(ADA, NUMBER, MIRA, "first-0001")

    house.send()

    assert house.message(sent.conversation, sent.message).status == "failed"
    assert house.account().steps["register"].state == "failed"
    assert house.product.connections.trouble(WS, NUMBER) == "number_not_registered"
    page = house.product.numbers.register(ADA, NUMBER, None)
    assert (page.number.registered, page.problem) == (True, None)
    assert house.account().status == "connected"


def test_a_profile_is_written_with_a_picture_that_was_uploaded(house: House) -> None:
    product = house.product
    data = GOOD["image/png"]
    ticket = product.uploads.create(ADA, "kettle.png", "image/png", len(data))
    product.media_blobs.put(ticket.fields["key"], data, "image/png")
    wish = Profile("Kettles since 1987", "1 Row", "We repair.", "hi@example.test", ("https://example.test/",), "RETAIL")

    found = product.numbers.keep_profile(ADA, NUMBER, wish, ticket.id)

    assert (found.about, found.vertical, list(found.websites)) == (wish.about, "RETAIL", ["https://example.test/"])
    assert found.picture_url.startswith("http")
    voice = product.uploads.create(ADA, "a.ogg", "audio/ogg", 10)
    product.media_blobs.put(voice.fields["key"], b"OggS......", "audio/ogg")
    with pytest.raises(Exception, match="picture"):
        product.numbers.keep_profile(ADA, NUMBER, wish, voice.id)
