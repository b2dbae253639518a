"""What becomes of records: parked with their reason, given back, or done; and how parked ones return."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from infra.parked import ParkedRecords
from shared.adapters.sqs import SqsQueue
from shared.core.errors import ComeBack, Dropped, Invalid, Unavailable
from shared.wiring.observability import logger, metrics
from shared.wiring.queue import queue_handler
from tests.functional.conftest import REGION, HandClock

CONTEXT = SimpleNamespace(function_name="f")


class Rim:
    """A handler over a real (moto) parked queue; ``plan`` says what each record's word raises."""

    def __init__(self, clock: HandClock, *, fifo: bool) -> None:
        self.sqs = boto3.client("sqs", region_name=REGION)
        self.parked_url = self.sqs.create_queue(QueueName="parked")["QueueUrl"]
        attributes = {"FifoQueue": "true"} if fifo else {}
        self.name = "work.fifo" if fifo else "work"
        self.url = self.sqs.create_queue(QueueName=self.name, Attributes=attributes)["QueueUrl"]
        self.handled: list[str] = []
        self.hidden: list[tuple[str, float]] = []
        self.plan: dict[str, Exception] = {}
        self.handler = queue_handler(
            self._handle, SqsQueue(self.sqs, self.parked_url), clock, fifo=fifo, hide=self._hide
        )

    def _handle(self, raw: Mapping[str, Any]) -> None:
        word = str(raw["word"])
        if word in self.plan:
            raise self.plan[word]
        self.handled.append(word)

    def _hide(self, record: SQSRecord, seconds: float) -> None:
        self.hidden.append((record.receipt_handle, seconds))

    def run(self, *records: tuple[str, str]) -> list[str]:
        """(word, group) each; the ids that were given back."""
        event = {
            "Records": [
                {
                    "messageId": word,
                    "receiptHandle": word,
                    "body": json.dumps({"word": word}),
                    "attributes": {"MessageGroupId": group},
                    "eventSource": "aws:sqs",
                    "eventSourceARN": f"arn:aws:sqs:{REGION}:1:{self.name}",
                    "awsRegion": REGION,
                    "messageAttributes": {},
                    "md5OfBody": "",
                }
                for word, group in records
            ]
        }
        answer = self.handler(event, CONTEXT)  # type: ignore[arg-type]
        return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


@pytest.fixture
def rim(aws: None, clock: HandClock) -> Rim:
    return Rim(clock, fifo=False)


@pytest.fixture
def ordered(aws: None, clock: HandClock) -> Rim:
    return Rim(clock, fifo=True)


def test_a_poison_record_is_parked_with_its_reason_and_blocks_nobody(rim: Rim) -> None:
    rim.plan["b"] = Invalid("No workspace has this number.", code="unknown_number")

    back = rim.run(("a", ""), ("b", ""), ("c", ""))

    assert back == []
    assert rim.handled == ["a", "c"]
    [parked] = list(ParkedRecords(rim.sqs, rim.parked_url).all())
    assert (parked.reason, parked.queue) == ("unknown_number", "work")
    assert json.loads(parked.body) == {"word": "b"}


def test_what_nobody_wants_any_more_is_counted_and_neither_parked_nor_given_back(
    rim: Rim, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    monkeypatch.setattr(metrics, "add_metric", lambda name, unit, value: counted.append(name))
    rim.plan["b"] = Dropped("The account is disconnected.", code="account_disconnected")

    assert rim.run(("a", ""), ("b", ""), ("c", "")) == []

    assert rim.handled == ["a", "c"]
    assert counted == ["Dropped"]
    assert list(ParkedRecords(rim.sqs, rim.parked_url).all()) == []


@pytest.mark.parametrize("trouble", [Unavailable(), KeyError("bug")])
def test_what_may_work_later_is_given_back_and_not_parked(rim: Rim, trouble: Exception) -> None:
    rim.plan["b"] = trouble

    assert rim.run(("a", ""), ("b", ""), ("c", "")) == ["b"]
    assert rim.handled == ["a", "c"]
    assert list(ParkedRecords(rim.sqs, rim.parked_url).all()) == []


def test_a_record_that_must_wait_is_hidden_for_that_long_and_its_group_waits_with_it(ordered: Rim) -> None:
    ordered.plan["a1"] = ComeBack(7.5)

    back = ordered.run(("a1", "a"), ("b1", "b"), ("a2", "a"))

    assert back == ["a1", "a2"]
    assert ordered.handled == ["b1"]
    assert ordered.hidden == [("a1", 7.5), ("a2", 7.5)]


def test_a_batch_in_which_all_must_wait_is_no_failed_run(ordered: Rim) -> None:
    ordered.plan["a1"] = ComeBack(1)

    assert ordered.run(("a1", "a")) == ["a1"]


def test_parked_records_go_back_to_the_queue_they_came_from(ordered: Rim) -> None:
    ordered.plan["a1"] = Invalid(code="unknown_number")
    ordered.run(("a1", "a"))
    parked = ParkedRecords(ordered.sqs, ordered.parked_url)

    for record in parked.all():
        assert parked.redrive(record)

    back = ordered.sqs.receive_message(QueueUrl=ordered.url, AttributeNames=["MessageGroupId"])["Messages"]
    assert [json.loads(message["Body"])["word"] for message in back] == ["a1"]
    assert back[0]["Attributes"]["MessageGroupId"] == "a"
    count = ordered.sqs.get_queue_attributes(QueueUrl=ordered.parked_url, AttributeNames=["All"])["Attributes"]
    assert (count["ApproximateNumberOfMessages"], count["ApproximateNumberOfMessagesNotVisible"]) == ("0", "0")


def test_a_bug_is_told_to_the_log_by_its_name_and_place_and_not_by_its_words(
    rim: Rim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a line of ours a queue of failed records would give no reason at all."""
    said: list[tuple[str, object]] = []
    monkeypatch.setattr(logger, "error", lambda words, extra: said.append((words, extra)))
    rim.plan["b"] = KeyError("+44 7700 900456")

    rim.run(("b", ""))

    ((words, extra),) = said
    assert words == "record not handled"
    assert isinstance(extra, dict)
    assert extra["error"] == "KeyError"
    assert extra["where"].startswith("wiring/queue.py:")
    assert "7700" not in json.dumps(said)
