"""The cost meter: counts what a piece of the product asks of AWS and turns it into units that are on the bill.

It listens to botocore's events, so the product's own code runs unchanged:

    provide-client-params   what is asked; a row is read (by a client the meter does not listen to) before it is written
    before-send             one request on the wire: SQS, S3 and KMS bill retries too
    after-call              the answer; the row is read again, and the write is billed on both by ``bench.capacity``

What botocore can't see is told to the meter: front door, invocations, pollers, logs, bytes out. No figure depends on
the machine: how long an invocation takes is made up of ``LATENCY_MS`` and the requests it makes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from bench.capacity import (
    Item,
    TableShape,
    batch_read_units,
    index_units,
    item_bytes,
    read_units,
    units,
    write_units,
)
from bench.prices import GB, cost

QUEUE_CHUNK: Final = 64 * 1024
FRONT_DOOR_CHUNK: Final = 512 * 1024
SOCKET_CHUNK: Final = 32 * 1024
# CloudWatch bills each event's text and 26 bytes beside it.
LOG_EVENT_BYTES: Final = 26
# Assumed times within a region, on the slow side of what AWS reports as usual. They decide the GB-seconds alone.
LATENCY_MS: Final[Mapping[str, float]] = {
    "dynamodb": 5.0,
    "sqs": 8.0,
    "s3": 30.0,
    "kms": 8.0,
    "ssm": 10.0,
    "execute-api": 15.0,
    "apigatewaymanagementapi": 15.0,
}
BASE_MS: Final = 2.0  # an invocation that does nothing
CPU_MS_PER_REQUEST: Final = 1.0  # boto3's own work for a call (0.95 ms measured on x86)
GAVE_UP: Final = 400

_S3_READS: Final = ("GetObject", "HeadObject", "SelectObjectContent")
_S3_FREE: Final = ("DeleteObject", "DeleteObjects", "AbortMultipartUpload")

Params = Mapping[str, Any]
OnWrite = Callable[["Write"], None]


@dataclass(frozen=True)
class Write:
    """One row that changed, as a stream would tell it."""

    table: str
    before: Item | None = field(repr=False)
    after: Item | None = field(repr=False)


@dataclass
class Meter:
    """Quantities by price name, and for people: what they came from (``lines``) and how often (``calls``).

    ``shapes`` are the tables by name; ``reader`` is a DynamoDB client the meter does not listen to.
    """

    shapes: Mapping[str, TableShape]
    reader: Any
    on_write: OnWrite | None = None
    quantities: Counter[str] = field(default_factory=Counter)
    lines: Counter[tuple[str, str]] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    _milliseconds: float = 0.0
    _on: bool = True
    _asked: tuple[str, Params] = ("", {})

    # ── listening ───────────────────────────────────────────────────────────────────────────────────────────────────

    def listen(self, events: Any) -> None:
        """Hook in: ``session.events`` for all clients made from now on, or a client's ``meta.events``."""
        events.register_first("provide-client-params.*.*", self._asks)
        # First, because whoever answers in AWS's place (moto) ends the round of those who are asked.
        events.register_first("before-send.*.*", self._sends)
        events.register_first("after-call.*.*", self._answered)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nothing in here is on the bill: setting the scene."""
        before, self._on = self._on, False
        try:
            yield
        finally:
            self._on = before

    def _asks(self, params: Params, model: Any, context: dict[str, Any], **_: Any) -> None:
        name = f"{model.service_model.service_name}.{model.name}"
        self._asked = (name, params)
        if self._on and name in _WRITES:
            context["meter_before"] = [(part, self._row(table, key)) for part, table, key in _rows_of(name, params)]

    def _sends(self, **_request: Any) -> None:
        if not self._on:
            return
        name, params = self._asked
        service, operation = name.split(".")
        self.calls[name] += 1
        self._milliseconds += LATENCY_MS.get(service, 10.0) + CPU_MS_PER_REQUEST
        match service:
            case "sqs":
                self.queue_request(str(params["QueueUrl"]), _queue_bytes(params), operation)
            case "kms":
                self.add("kms_request", 1, operation)
            case "ssm":
                self.add("ssm_request", 1, operation)
            case "s3" if operation not in _S3_FREE:
                self.add("s3_read" if operation in _S3_READS else "s3_write", 1, operation)
            case "apigatewaymanagementapi" if operation == "PostToConnection":
                self.add("websocket_message", units(len(params["Data"]), SOCKET_CHUNK), operation)

    def _answered(self, parsed: Params, model: Any, context: dict[str, Any], http_response: Any, **_: Any) -> None:
        if not self._on or model.service_model.service_name != "dynamodb":
            return
        name, params = self._asked
        good = http_response.status_code < GAVE_UP
        if name in _WRITES:
            code = str(parsed.get("Error", {}).get("Code", ""))
            if good or code in ("ConditionalCheckFailedException", "TransactionCanceledException"):
                self._written(name, context["meter_before"], done=good)
        elif good:
            self._read(name, params, parsed)

    # ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _row(self, table: str, key: Item) -> Item | None:
        found: Item | None = self.reader.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
        return found

    def _written(self, name: str, parts: list[tuple[_Part, Item | None]], *, done: bool) -> None:
        transactional = name == "dynamodb.TransactWriteItems"
        for part, before in parts:
            shape = self.shapes[part.table]
            after = self._row(part.table, part.key) if done else before
            what = f"{part.verb} {_kind(after or before)}" + ("" if done else ", refused")
            if part.verb == "Check":
                self.add("dynamodb_rru", read_units(_size(before), consistent=True, transactional=True), what)
                continue
            self.add("dynamodb_wru", write_units(before, after, transactional=transactional), what)
            for index in shape.indexes:
                self.add("dynamodb_wru", index_units(index, shape, before, after), f"{what} in {index.name}")
            if done and before != after and self.on_write:
                self.on_write(Write(part.table, before, after))

    def _read(self, name: str, params: Params, parsed: Params) -> None:
        consistent = bool(params.get("ConsistentRead"))
        match name:
            case "dynamodb.GetItem":
                item = parsed.get("Item")
                self.add("dynamodb_rru", read_units(_size(item), consistent=consistent), f"Get {_kind(item)}")
            case "dynamodb.BatchGetItem":
                for table, wanted in params["RequestItems"].items():
                    found = parsed.get("Responses", {}).get(table, [])
                    absent = len(wanted["Keys"]) - len(found)
                    sizes = [*(item_bytes(item) for item in found), *([0] * absent)]
                    batch = batch_read_units(sizes, consistent=bool(wanted.get("ConsistentRead")))
                    self.add("dynamodb_rru", batch, "BatchGet")
            case "dynamodb.Query" | "dynamodb.Scan":
                size = sum(item_bytes(item) for item in parsed.get("Items", ()))
                self.add("dynamodb_rru", read_units(size, consistent=consistent), name.partition(".")[2])

    # ── what botocore can't see ─────────────────────────────────────────────────────────────────────────────────────

    def add(self, price: str, amount: float, what: str) -> None:
        """Put something on the bill."""
        if amount and self._on:
            self.quantities[price] += amount  # type: ignore[assignment]
            self.lines[(price, what)] += amount  # type: ignore[assignment]

    def queue_request(self, url: str, size: int, what: str) -> None:
        """One SQS request; each 64 KB begun counts as one."""
        fifo = url.endswith(".fifo")
        self.add("sqs_fifo_request" if fifo else "sqs_standard_request", units(size, QUEUE_CHUNK), what)

    def front_door(self, body: int) -> None:
        """A request to the HTTP API; each 512 KB begun counts as one."""
        self.add("http_api_request", units(body, FRONT_DOOR_CHUNK), "request")

    def spend(self, milliseconds: float) -> None:
        """Time an invocation takes beside its AWS calls by boto3."""
        self._milliseconds += milliseconds

    @contextmanager
    def invocation(self, function: str, memory_mb: int, traced: float) -> Iterator[None]:
        """One Lambda invocation. ``traced`` is the share of them X-Ray records."""
        self._milliseconds = BASE_MS
        yield
        # Lambda rounds up to whole milliseconds.
        seconds = -(-self._milliseconds // 1) / 1000
        self.add("lambda_request", 1, function)
        self.add("lambda_gb_second", seconds * memory_mb / 1024, function)
        self.add("xray_trace", traced, function)

    def log(self, text: str, what: str) -> None:
        """What a function wrote to its log, line by line."""
        size = sum(len(line.encode()) + LOG_EVENT_BYTES for line in text.splitlines() if line.strip())
        self.add("log_gb", size / GB, what)

    def egress(self, size: int, what: str) -> None:
        """Bytes that leave AWS."""
        self.add("egress_gb", size / GB, what)

    # ── the sum ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def dollars(self) -> float:
        return cost(self.quantities)

    def report(self, per: float) -> str:
        """The bill of ``per`` things, line by line, dearest first, for a million of them."""
        million = 1e6 / per
        rows = sorted(
            (
                (cost({price: amount}) * million, price, what, amount / per)
                for (price, what), amount in self.lines.items()
            ),
            reverse=True,
        )
        return "\n".join(f"  ${usd:8.4f}  {amount:9.4f}  {price}: {what}" for usd, price, what, amount in rows)


@dataclass(frozen=True)
class _Part:
    """One row of a write."""

    verb: str
    table: str
    key: Item


_WRITES: Final = frozenset(
    f"dynamodb.{name}" for name in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")
)
_VERBS: Final = {"Put": "Put", "Update": "Update", "Delete": "Delete", "ConditionCheck": "Check"}
_KEY: Final = ("pk", "sk")


def _rows_of(name: str, params: Params) -> Iterator[tuple[_Part, str, Item]]:
    """Every row a write touches, as (part, table, key)."""
    for part in _parts(name.partition(".")[2], params):
        yield part, part.table, part.key


def _parts(operation: str, params: Params) -> Iterator[_Part]:
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            yield _part(operation.removesuffix("Item"), params)
        case "TransactWriteItems":
            for entry in params["TransactItems"]:
                ((verb, part),) = entry.items()
                yield _part(_VERBS[verb], part)
        case "BatchWriteItem":
            for table, requests in params["RequestItems"].items():
                for request in requests:
                    ((verb, part),) = request.items()
                    yield _part(verb.removesuffix("Request"), {**part, "TableName": table})


def _part(verb: str, params: Params) -> _Part:
    whole: Item = params.get("Key") or params["Item"]
    return _Part(verb, str(params["TableName"]), {name: whole[name] for name in _KEY})


def _queue_bytes(params: Params) -> int:
    """What counts of a request: the messages' bodies (and attributes, which we don't use)."""
    bodies = [params.get("MessageBody", ""), *(entry.get("MessageBody", "") for entry in params.get("Entries", ()))]
    return sum(len(body.encode()) for body in bodies)


def _size(item: Item | None) -> int:
    return item_bytes(item) if item else 0


def _kind(item: Item | None) -> str:
    """The row's own type, for the report."""
    return str(item["type"]["S"]) if item and "type" in item else "nothing"


def describe(quantities: Mapping[str, float]) -> str:
    """Quantities as stable text: two runs that cost the same read the same, byte for byte."""
    return json.dumps({name: round(amount, 9) for name, amount in sorted(quantities.items())})
