"""What an inbound message costs on AWS, from the front door to the consoles: the product's own code under the meter.

Each webhook goes through the real webhook function (its AWS client replaced at its port), its records through the real
inbound function, the rows that change through the real changes function, one after the other on a clock moved by hand.
The same traffic costs the same, byte for byte, on every machine.
"""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from bench.figures import Figure
from bench.meter import CPU_MS_PER_REQUEST, LATENCY_MS, Meter, Write
from bench.prices import AS_OF, REGION
from bench.traffic import APP_SECRET, NUMBER, WABA, Arrival, conversations, event, message
from bench.world import TABLE, World, client, moto_world
from shared.adapters.meta.app_secrets import AppSecrets
from shared.adapters.meta.signature import same_token, signed_by
from shared.core import keys
from shared.core.ids import NumberId, WorkspaceId
from shared.features.intake.front import Front
from shared.features.intake.handover import HandOver

WORKSPACE: Final = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
CUSTOMERS: Final = 40
EACH: Final = 4
KNOWN: Final = 36  # have written before; the others are new
START: Final = 1_795_003_200.0
SEED: Final = 417
# X-Ray's default rule records the first request of a second and 5 % of the rest, where the stack's Tracing is Active.
SAMPLED: Final = 0.05
POLLED: Final = 10  # messages a poller receives and deletes in one request
WEBHOOK_CPU_MS: Final = 1.0
RECORD_CPU_MS: Final = 2.0
ANSWER_BYTES: Final = 250  # status line and headers; the body is empty
SAMPLE: Final = {
    "requestTime": "22/Nov/2026:15:35:00 +0000",
    "requestId": "VxY1hhfcIAMEVRg=",
    "routeKey": "POST /webhooks/meta",
    "status": "200",
    "responseLatency": "17",
    "responseLength": "0",
}


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


class Context:
    """Lambda's context object, as far as anybody asks."""

    function_name = "bench"
    memory_limit_in_mb = 512
    invoked_function_arn = f"arn:aws:lambda:{REGION}:123456789012:function:bench"
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 20_000


@dataclass
class Taken:
    """The webhook's port to AWS: what it hands over lands in a list and on the bill."""

    meter: Meter
    entries: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def send_batch(self, queue_url: str, entries: Sequence[Mapping[str, str]]) -> None:
        self.meter.queue_request(queue_url, sum(len(entry["MessageBody"]) for entry in entries), "webhook send")
        self.meter.spend(LATENCY_MS["sqs"])
        self.entries += [(queue_url, entry) for entry in entries]

    def put_object(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        self.meter.add("s3_write", 1, "webhook spill")
        self.meter.spend(LATENCY_MS["s3"])


@dataclass(frozen=True)
class Bill:
    """What ``messages`` messages cost."""

    meter: Meter
    messages: int

    @property
    def wru(self) -> float:
        return float(self.meter.quantities["dynamodb_wru"]) / self.messages

    @property
    def usd_per_million(self) -> float:
        return self.meter.dollars / self.messages * 1e6


class Pipeline:
    """The functions in a row. ``fill`` messages share an invocation of inbound."""

    def __init__(self, world: World, fill: int) -> None:
        self.world, self.fill = world, fill
        self.clock = HandClock()
        self.changed: list[Write] = []
        self.meter = Meter({TABLE: world.shape}, client("dynamodb"), self.changed.append)
        self.taken = Taken(self.meter)
        self.written = io.StringIO()
        env = world.environment
        secrets = AppSecrets(lambda: f'{{"app_secret":"{APP_SECRET}","verify_token":"v"}}')
        hand_over = HandOver(
            self.taken, env["MESSAGES_QUEUE"], env["EVENTS_QUEUE"], env["PARKED_QUEUE"], env["RAW_BUCKET"]
        )
        self.front = Front(
            secrets, hand_over, signed_by, same_token, clock=lambda: self.clock.at, log=self.written.write
        )
        self.inbound, self.changes, self.archive = self._workers()
        parameters = world.template["Parameters"]
        self.traced = SAMPLED if parameters["Tracing"]["Default"] == "Active" else 0.0
        self.gather_seconds = float(parameters["ArchiveSeconds"]["Default"])
        self.gathering_since = START
        self.access_line = self._access_line()

    def _workers(self) -> tuple[Any, Any, Any]:
        import boto3

        from shared.wiring.bootstrap import Product
        from shared.wiring.handlers import archive_handler, changes_handler, inbound_handler
        from shared.wiring.settings import read_settings

        session = boto3.session.Session(region_name=REGION)
        session.events.register_last("before-send.apigatewaymanagementapi", _pushed)
        self.meter.listen(session.events)
        product = Product(read_settings(self.world.environment), session.client, self.clock, sleep=lambda _: None)
        return inbound_handler(product), changes_handler(product), archive_handler(product)

    def run(self, arrivals: Sequence[Arrival]) -> None:
        for start in range(0, len(arrivals), self.fill):
            for arrival in arrivals[start : start + self.fill]:
                self.clock.at = arrival.at
                self._webhook(arrival)
            self.clock.at += 0.25
            self._inbound()
            self._changes()
            if self.clock.at - self.gathering_since >= self.gather_seconds:
                self._archive()
        self._archive()

    def _archive(self) -> None:
        """The raw records of the last minutes become one file."""
        self.gathering_since = self.clock.at
        url = self.world.environment["ARCHIVE_QUEUE"]
        waiting: list[str] = []
        while page := client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for one in page:
                waiting.append(one["Body"])
                client("sqs").delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        if not waiting:
            return
        for start in range(0, len(waiting), POLLED):
            self.meter.queue_request(url, sum(map(len, waiting[start : start + POLLED])), "archive receive")
            self.meter.queue_request(url, 0, "archive delete")
        with self.meter.invocation("archive", self._memory("Archive"), self.traced):
            self.meter.spend(CPU_MS_PER_REQUEST)
            self._call(self.archive, {"Records": [{"body": body} for body in waiting]})
        self._logged("archive")

    def _webhook(self, arrival: Arrival) -> None:
        raw = arrival.raw
        self.meter.front_door(len(raw))
        self.meter.log(self.access_line, "access log")
        with self.meter.invocation("webhook", self._memory("Webhook"), self.traced):
            self.meter.spend(WEBHOOK_CPU_MS)
            answer = self.front.answer(event(raw))
        if answer["statusCode"] != 200:
            raise RuntimeError(f"the webhook answered {answer['statusCode']}")
        self.meter.egress(ANSWER_BYTES, "answers to Meta")
        self._logged("webhook")

    def _inbound(self) -> None:
        entries, self.taken.entries = self.taken.entries, []
        for url in dict.fromkeys(url for url, _ in entries):
            batch = [entry for one, entry in entries if one == url]
            self.meter.queue_request(url, sum(len(entry["MessageBody"]) for entry in batch), "receive")
            records = [_sqs_record(url, entry, index) for index, entry in enumerate(batch)]
            with self.meter.invocation("inbound", self._memory("Inbound"), self.traced):
                self.meter.spend(RECORD_CPU_MS * len(batch))
                answer = self._call(self.inbound, {"Records": records})
            if answer["batchItemFailures"]:
                raise RuntimeError(f"inbound gave records back: {answer}")
            self.meter.queue_request(url, 0, "delete")
            self._logged("inbound")

    def _changes(self) -> None:
        writes, self.changed[:] = list(self.changed), []
        if not writes:
            return
        self.meter.add("stream_read", 1, "changes")
        with self.meter.invocation("changes", self._memory("Changes"), self.traced):
            self.meter.spend(CPU_MS_PER_REQUEST * len(writes) / 4)
            self._call(self.changes, {"Records": [_stream_record(write) for write in writes]})
        self._logged("changes")
        # What the changes function itself writes comes back to it by the same stream.
        self._changes()

    def _call(self, handler: Any, happened: Mapping[str, Any]) -> Any:
        with redirect_stdout(self.written), _logging_to(self.written):
            return handler(happened, Context())

    def _logged(self, what: str) -> None:
        self.meter.log(self.written.getvalue(), f"{what} log")
        self.written.seek(0)
        self.written.truncate()

    def _memory(self, function: str) -> int:
        return int(self.world.resources[f"{function}Function"]["Properties"]["MemorySize"])

    def _access_line(self) -> str:
        """The access log's line for a webhook, as the template formats it."""
        settings = self.world.resources["HttpApiStage"]["Properties"]["AccessLogSettings"]
        return re.sub(r"\$context\.([A-Za-z.]+)", lambda found: SAMPLE.get(found[1], "-"), settings["Format"])


def measure(fill: int = 1, consoles: int = 0, customers: int = CUSTOMERS, known: int = KNOWN) -> Bill:
    """The bill of the standard traffic: ``fill`` messages in an inbound batch, ``consoles`` open in the workspace."""
    with moto_world() as world:
        pipeline = Pipeline(world, fill)
        with pipeline.meter.silent():
            _connect(consoles)
            # They wrote yesterday, so their contacts and conversations are there.
            day_before = START - 86_400
            pipeline.run([Arrival(day_before + n, message(n, EACH, day_before + n)) for n in range(known)])
        arrivals = list(conversations(customers, EACH, START, SEED))
        pipeline.run(arrivals)
        return Bill(pipeline.meter, len(arrivals))


def figures() -> list[Figure]:
    """Write units and dollars per inbound message."""
    alone, full, watched = measure(), measure(fill=10), measure(consoles=1)
    print(f"one inbound text message, a million times:\n{alone.meter.report(alone.messages)}")
    how = (
        f"deterministic, not timed: the real webhook, inbound and changes code on moto under bench/meter.py; "
        f"{alone.messages} texts of {CUSTOMERS} customers ({CUSTOMERS - KNOWN} of them new), {EACH} each, 5 to 90 s "
        f"apart, one to a webhook"
    )
    dollars = (
        f"{how}; {REGION} list prices of {AS_OF}, no free tier, HTTP API in front; one "
        f"message to an inbound batch, no console open. With ten to a batch (a backlog) "
        f"${full.usd_per_million:.2f}; every open console adds ${watched.usd_per_million - alone.usd_per_million:.2f}; "
        f"storage not included"
    )
    return [
        Figure("inbound_wru_per_message", round(alone.wru, 3), "WRU", 5.0, how),
        Figure("inbound_usd_per_million", round(alone.usd_per_million, 4), "USD", 5.4, dollars),
    ]


def _connect(consoles: int) -> None:
    """The number leads to its workspace, and so many consoles are open there."""
    table = client("dynamodb")

    def put(key: keys.Key, **more: str) -> None:
        item = {"pk": key.pk, "sk": key.sk, "type": "scene", **more}
        table.put_item(TableName=TABLE, Item={name: {"S": value} for name, value in item.items()})

    put(keys.number_route(NumberId(NUMBER)), workspace=WORKSPACE, waba=WABA, number=NUMBER)
    for number in range(consoles):
        put(keys.live_connection(WORKSPACE, f"L0SM9cOFvHcCI{number:02d}="), connection=f"L0SM9cOFvHcCI{number:02d}=")


@contextmanager
def _logging_to(stream: io.StringIO) -> Iterator[None]:
    """The product's logger keeps the stream it began with, so it is told of another for a while."""
    from shared.wiring.observability import logger

    handlers = [handler for handler in logger.handlers if isinstance(handler, logging.StreamHandler)]
    before = [handler.setStream(stream) for handler in handlers]
    try:
        yield
    finally:
        for handler, old in zip(handlers, before, strict=True):
            if old is not None:
                handler.setStream(old)


def _pushed(**_: Any) -> Any:
    """A console that takes every note: moto plays no console at our address."""
    from botocore.awsrequest import AWSResponse
    from botocore.compat import HTTPHeaders
    from moto.core.botocore_stubber import MockRawResponse

    return AWSResponse("https://live.example.test/", 200, HTTPHeaders(), MockRawResponse(b""))


def _sqs_record(url: str, entry: Mapping[str, str], index: int) -> dict[str, Any]:
    return {
        "messageId": f"059f36b4-87a3-44ab-83d2-66197{index:07d}",
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a" + "x" * 300,
        "body": entry["MessageBody"],
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1795003200250",
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": "1795003200260",
            "MessageGroupId": entry.get("MessageGroupId", ""),
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{url.rsplit('/', 1)[-1]}",
        "awsRegion": REGION,
    }


def _stream_record(write: Write) -> dict[str, Any]:
    images = {"OldImage": write.before, "NewImage": write.after}
    name = "MODIFY" if write.before and write.after else "INSERT" if write.after else "REMOVE"
    return {
        "eventName": name,
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "SequenceNumber": "100000000000000000001",
            **{side: _as_json(dict(image)) for side, image in images.items() if image is not None},
        },
    }


def _as_json(part: Any) -> Any:
    """Lambda's stream events carry binaries as base64 text."""
    if isinstance(part, bytes):
        return base64.b64encode(part).decode()
    if isinstance(part, dict):
        return {name: _as_json(inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_as_json(inner) for inner in part]
    return part
