"""Durable before the answer: records into their queues, large bodies into the raw bucket with a pointer in the
queue.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from shared.features.intake.split import EVENTS, MESSAGES, SCHEMA, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Sender(Protocol):
        """What is needed of AWS here; ``shared.adapters.edge.Edge`` is it."""

        def send_batch(self, queue_url: str, entries: Sequence[Mapping[str, str]]) -> None: ...

        def put_object(self, bucket: str, key: str, body: bytes, content_type: str) -> None: ...


RECORD_BYTES = 240_000  # SQS takes 262,144 bytes a message and a call
_BATCH_BYTES = 250_000
_BATCH_ENTRIES = 10


class HandOver:
    """The way from the webhook to ``inbound``."""

    def __init__(self, aws: Sender, messages_queue: str, events_queue: str, parked_queue: str, bucket: str) -> None:
        self._aws = aws
        self._queues = {MESSAGES: messages_queue, EVENTS: events_queue}
        self._parked = parked_queue
        self._bucket = bucket

    def send(self, records: Sequence[Record]) -> None:
        """All of the records, or an exception; a record must not be over RECORD_BYTES."""
        for queue in (MESSAGES, EVENTS):
            for batch in _batches([record for record in records if record.queue == queue]):
                self._aws.send_batch(self._queues[queue], [_entry(at, record) for at, record in enumerate(batch)])

    def spill(self, body: bytes, received_at: str) -> None:
        """Keep a whole body in the bucket and put a pointer to it into the events queue.

        The key comes from the bytes: when Meta sends a body again, it is kept once.
        """
        key = f"spill/{received_at[:10].replace('-', '/')}/{hashlib.sha256(body).hexdigest()[:40]}.json"
        self._aws.put_object(self._bucket, key, body, "application/json")
        pointer = {"v": SCHEMA, "kind": "pointer", "key": key, "size": len(body)}
        self.send([Record(EVENTS, pointer, received_at)])

    def park(self, body: bytes, code: str, received_at: str) -> None:
        """Keep bytes that nobody can read, and say so in the parked queue."""
        key = f"poison/{received_at[:10].replace('-', '/')}/{hashlib.sha256(body).hexdigest()[:40]}.bin"
        self._aws.put_object(self._bucket, key, body, "application/octet-stream")
        note = {"code": code, "source": "webhook", "key": key, "size": len(body), "received_at": received_at}
        self._aws.send_batch(self._parked, [{"Id": "0", "MessageBody": json.dumps(note)}])


def _batches(records: Sequence[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    size = 0
    for record in records:
        if batch and (len(batch) == _BATCH_ENTRIES or size + len(record.text) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.text)
    if batch:
        yield batch


def _entry(at: int, record: Record) -> dict[str, str]:
    entry = {"Id": str(at), "MessageBody": record.text}
    if record.group:
        entry["MessageGroupId"] = record.group
        entry["MessageDeduplicationId"] = record.once
    return entry
