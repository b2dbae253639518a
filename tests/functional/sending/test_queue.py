"""The send queue's rim: who must wait keeps their place, and nobody behind them overtakes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from shared.features.inbox.model import Message
from shared.features.sending.model import MessageJob, read_job, write_job
from shared.wiring.observability import metrics
from shared.wiring.queue import queue_handler
from tests.functional.conftest import CONTACT, NUMBER, WS
from tests.functional.sending.conftest import Desk


class Rim:
    """The handler of the send function over hand-made batches."""

    def __init__(self, desk: Desk) -> None:
        self.hidden: list[tuple[str, float]] = []
        self.parked: list[dict[str, Any]] = []
        self.handler = queue_handler(
            lambda raw: desk.sending.deliver(read_job(raw)),
            self,
            desk.clock,
            fifo=True,
            hide=lambda record, seconds: self.hidden.append((record.message_id, seconds)),
        )

    def send(self, body: str, **_: object) -> None:
        self.parked.append(json.loads(body))

    def work(self, *records: tuple[str, str, str]) -> list[str]:
        """The ids that go back. A record is id, group, body."""
        event = {
            "Records": [
                {
                    "messageId": id_,
                    "receiptHandle": f"r-{id_}",
                    "body": body,
                    "attributes": {"MessageGroupId": group},
                    "eventSource": "aws:sqs",
                    "eventSourceARN": "arn:aws:sqs:eu-west-1:1:replies.fifo",
                }
                for id_, group, body in records
            ]
        }
        answer = self.handler(event, SimpleNamespace())  # type: ignore[arg-type]
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def rim(desk: Desk) -> Iterator[Rim]:
    yield Rim(desk)
    metrics.clear_metrics()  # what was counted belongs to no run of a function


def job(message: Message) -> str:
    return write_job(MessageJob(WS, CONTACT, NUMBER, message.id))


def test_who_waits_keeps_their_place_and_others_go_on(desk: Desk, rim: Rim) -> None:
    desk.open_window()
    first = desk.write("first", not_before=desk.clock.now() + timedelta(seconds=30))
    second, other = desk.write("second"), desk.write("other")
    batch = (("1", "A", job(first)), ("2", "A", job(second)), ("3", "B", job(other)))

    assert rim.work(*batch) == ["1", "2"]
    assert rim.hidden == [("1", 30), ("2", 30)], "the one behind comes back with it, not after the queue's long pause"
    assert [entry["callback"].split("|")[3] for entry in desk.ledger()] == [other.id]

    desk.clock.forward(seconds=30)
    assert rim.work(*batch[:2]) == []
    texts = [
        one["content"]["body"]
        for one in sorted(desk.sandbox.control.chat("mira", NUMBER)["messages"], key=lambda one: float(one["at"]))
        if one["direction"] == "out"
    ]
    assert texts == ["Yes, it is (other).", "Yes, it is (first).", "Yes, it is (second)."]


def test_what_is_no_job_is_parked_and_blocks_nobody(desk: Desk, rim: Rim) -> None:
    desk.open_window()
    good = desk.write()

    assert rim.work(("1", "A", '{"v":9}'), ("2", "A", job(good))) == []

    assert [one["reason"] for one in rim.parked] == ["bad_job"]
    assert desk.read(good).status == "accepted"
