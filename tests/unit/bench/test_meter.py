"""The meter on real boto3 calls against moto: what is counted, what it is sized on, and what is billed although it
failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bench.meter import Meter, describe
from bench.prices import PRICES, cost
from bench.world import TABLE, World, client, moto_world


@dataclass
class Scene:
    world: World
    meter: Meter

    def client(self, service: str) -> Any:
        listened = client(service)
        self.meter.listen(listened.meta.events)
        return listened

    @property
    def wru(self) -> float:
        return self.meter.quantities["dynamodb_wru"]

    @property
    def rru(self) -> float:
        return self.meter.quantities["dynamodb_rru"]


@pytest.fixture(name="world", scope="module")
def fixture_world() -> Iterator[World]:
    with moto_world() as world:
        yield world


@pytest.fixture(name="scene")
def fixture_scene(world: World) -> Iterator[Scene]:
    table = client("dynamodb")
    yield Scene(world, Meter({TABLE: world.shape}, table))
    for item in table.scan(TableName=TABLE)["Items"]:
        table.delete_item(TableName=TABLE, Key={name: item[name] for name in ("pk", "sk")})


def row(**more: Any) -> dict[str, Any]:
    return {"pk": {"S": "a"}, "sk": {"S": "b"}, **more}


KEY = row()


def test_a_put_is_billed_on_its_size_and_on_what_it_replaces(scene: Scene) -> None:
    table = scene.client("dynamodb")

    table.put_item(TableName=TABLE, Item=row(x={"S": "." * 2100}))
    assert scene.wru == 3

    table.put_item(TableName=TABLE, Item=row())
    assert scene.wru == 3 + 3


def test_a_refused_write_is_billed_and_changes_nothing(scene: Scene) -> None:
    table = scene.client("dynamodb")
    table.put_item(TableName=TABLE, Item=row(x={"S": "." * 1100}))
    seen: list[object] = []
    scene.meter.on_write = seen.append

    with pytest.raises(ClientError):
        table.put_item(TableName=TABLE, Item=row(), ConditionExpression="attribute_not_exists(pk)")

    assert scene.wru == 2 + 2
    assert seen == []


def test_a_transaction_doubles_the_table_and_not_the_index(scene: Scene) -> None:
    table = scene.client("dynamodb")
    entry = row(inbox_pk={"S": "i"}, inbox_sk={"S": "1"})

    table.transact_write_items(TransactItems=[{"Put": {"TableName": TABLE, "Item": entry}}])

    assert scene.wru == 2 + 1
    assert scene.meter.lines[("dynamodb_wru", "Put nothing in inbox")] == 1


def test_a_cancelled_transaction_is_billed_for_every_row(scene: Scene) -> None:
    table = scene.client("dynamodb")
    with scene.meter.silent():
        table.put_item(TableName=TABLE, Item=row())
    other = {"pk": {"S": "c"}, "sk": {"S": "d"}}
    parts = [
        {"Put": {"TableName": TABLE, "Item": one, "ConditionExpression": "attribute_not_exists(pk)"}}
        for one in (other, row())
    ]

    with pytest.raises(ClientError):
        table.transact_write_items(TransactItems=parts)

    assert scene.wru == 4


def test_an_update_tells_what_a_stream_would_tell(scene: Scene) -> None:
    table = scene.client("dynamodb")
    table.put_item(TableName=TABLE, Item=row(n={"N": "1"}))
    seen: list[Any] = []
    scene.meter.on_write = seen.append

    table.update_item(
        TableName=TABLE, Key=KEY, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": {"N": "1"}}
    )

    assert [(write.before["n"], write.after["n"]) for write in seen] == [({"N": "1"}, {"N": "2"})]


def test_reads_are_billed_whether_or_not_there_is_something(scene: Scene) -> None:
    table = scene.client("dynamodb")

    table.get_item(TableName=TABLE, Key=KEY, ConsistentRead=True)
    table.get_item(TableName=TABLE, Key=KEY)
    table.batch_get_item(RequestItems={TABLE: {"Keys": [KEY, {"pk": {"S": "c"}, "sk": {"S": "d"}}]}})

    assert scene.rru == 1 + 0.5 + 2 * 0.5


def test_each_64_kb_of_a_queue_request_counts(scene: Scene) -> None:
    queues = scene.client("sqs")
    standard, fifo = scene.world.environment["EVENTS_QUEUE"], scene.world.environment["MESSAGES_QUEUE"]

    queues.send_message(QueueUrl=standard, MessageBody="." * 65_536)
    queues.send_message(QueueUrl=standard, MessageBody="." * 65_537)
    entries = [
        {"Id": str(n), "MessageBody": ".", "MessageGroupId": "g", "MessageDeduplicationId": str(n)} for n in range(10)
    ]
    queues.send_message_batch(QueueUrl=fifo, Entries=entries)

    assert scene.meter.quantities["sqs_standard_request"] == 3
    assert scene.meter.quantities["sqs_fifo_request"] == 1


def test_a_retry_on_the_wire_is_billed_again(scene: Scene) -> None:
    queues = scene.client("sqs")
    tries: list[int] = []

    def slow_down(**_: Any) -> int | None:
        tries.append(1)
        return 0 if len(tries) == 1 else None

    queues.meta.events.register_first("needs-retry.sqs.SendMessage", slow_down)
    queues.send_message(QueueUrl=scene.world.environment["EVENTS_QUEUE"], MessageBody="x")

    assert scene.meter.quantities["sqs_standard_request"] == 2


def test_keys_files_and_silence(scene: Scene) -> None:
    keys, files = scene.client("kms"), scene.client("s3")
    bucket = scene.world.environment["RAW_BUCKET"]

    keys.generate_data_key_without_plaintext(KeyId=scene.world.environment["KMS_KEY"], KeySpec="AES_256")
    files.put_object(Bucket=bucket, Key="a", Body=b"x")
    files.get_object(Bucket=bucket, Key="a")
    with scene.meter.silent():
        files.get_object(Bucket=bucket, Key="a")

    assert scene.meter.quantities == {"kms_request": 1, "s3_write": 1, "s3_read": 1}


def test_an_invocation_is_its_requests_and_its_calls(scene: Scene) -> None:
    table = scene.client("dynamodb")

    with scene.meter.invocation("inbound", 512, traced=0.05):
        table.get_item(TableName=TABLE, Key=KEY)

    assert scene.meter.quantities["lambda_request"] == 1
    assert scene.meter.quantities["lambda_gb_second"] == pytest.approx(0.008 * 0.5)
    assert scene.meter.quantities["xray_trace"] == 0.05


def test_every_quantity_has_a_price(scene: Scene) -> None:
    scene.meter.front_door(600_000)
    scene.meter.log("one line\n", "webhook")
    scene.meter.egress(1000, "answers")

    assert scene.meter.quantities["http_api_request"] == 2
    assert scene.meter.dollars == pytest.approx(2e-6 + 34 / 1024**3 * 0.5 + 1000 / 1024**3 * 0.09)
    assert set(scene.meter.quantities) <= set(PRICES)
    with pytest.raises(KeyError):
        cost({"invented": 1})


def test_the_same_work_reads_the_same(scene: Scene) -> None:
    table = scene.client("dynamodb")
    texts = []
    for _ in range(2):
        scene.meter.quantities.clear()
        table.put_item(TableName=TABLE, Item=row(x={"S": "." * 900}))
        table.get_item(TableName=TABLE, Key=KEY)
        texts.append(describe(scene.meter.quantities))

    assert texts[0] == texts[1]
