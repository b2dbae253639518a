"""The mailer function whole: records as SQS hands them over, letters as SES got them, what is parked or returns."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from moto.ses.models import ses_backends

from shared.core.identity import Person
from shared.core.ids import UserId
from shared.core.ports import Row
from shared.wiring.bootstrap import Product
from shared.wiring.handlers import mailer_handler
from shared.wiring.observability import logger
from shared.wiring.settings import Settings
from tests.functional.conftest import REGION, HandClock

ACCOUNT = "123456789012"
CONTEXT = SimpleNamespace(
    function_name="mailer",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:1:function:mailer",
    aws_request_id="r-1",
)


class Installation:
    """A product over moto with a mail queue; ``run`` hands what waits there to the mailer, as Lambda does."""

    def __init__(self, clock: HandClock, sender: str) -> None:
        self.sqs = boto3.client("sqs", region_name=REGION)
        self.mail_url = self.sqs.create_queue(QueueName="mail")["QueueUrl"]
        self.parked_url = self.sqs.create_queue(QueueName="parked")["QueueUrl"]
        settings = Settings(
            table="waloom",
            mail_queue=self.mail_url,
            parked_queue=self.parked_url,
            mail_from=sender,
            public_url="https://inbox.waloom.test",
            user_pool=boto3.client("cognito-idp", region_name=REGION).create_user_pool(PoolName="p")["UserPool"]["Id"],
        )
        self.product = Product(settings, lambda service, **_: boto3.client(service, region_name=REGION), clock)
        self.handler = mailer_handler(self.product)

    def run(self, *, keep: bool = False) -> list[str]:
        """What is to come back. ``keep`` leaves the records in the queue, as if deleting them had failed."""
        found = self.sqs.receive_message(QueueUrl=self.mail_url, MaxNumberOfMessages=10).get("Messages", [])
        records = [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:1:mail",
                "awsRegion": REGION,
            }
            for one in found
        ]
        answer = self.handler({"Records": records}, CONTEXT)
        failed = [one["itemIdentifier"] for one in answer["batchItemFailures"]]
        for one in found:
            if keep:
                self.sqs.change_message_visibility(
                    QueueUrl=self.mail_url, ReceiptHandle=one["ReceiptHandle"], VisibilityTimeout=0
                )
            elif one["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.mail_url, ReceiptHandle=one["ReceiptHandle"])
        return failed

    def waiting(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.mail_url, AttributeNames=names)["Attributes"]
        return sum(int(value) for value in found.values())

    def parked(self) -> list[dict[str, Any]]:
        found = self.sqs.receive_message(QueueUrl=self.parked_url, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(one["Body"]) for one in found]

    def letters(self) -> list[tuple[str, str]]:
        """To whom, with which subject."""
        sent = ses_backends[ACCOUNT][REGION].sent_messages
        return [(one.destinations["ToAddresses"][0], one.subject) for one in sent]

    def stream(self, row: Row) -> None:
        """What the table's stream tells of a new row, to the function behind it."""
        from boto3.dynamodb.types import TypeSerializer

        image = {name: TypeSerializer().serialize(value) for name, value in row.items()}
        self.product.changes.handle({"Records": [{"dynamodb": {"NewImage": image}}]})


@pytest.fixture
def installation(dynamodb: Any, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    boto3.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity="waloom.test")
    return Installation(clock, "hello@waloom.test")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything the function's logger writes, as it would stand in CloudWatch."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LambdaPowertoolsFormatter())
    inner = logging.getLogger(logger.name)
    level = inner.level
    inner.addHandler(handler)
    inner.setLevel(logging.DEBUG)
    yield written
    inner.removeHandler(handler)
    inner.setLevel(level)


def test_a_job_becomes_a_letter_and_a_redelivered_record_nothing(installation: Installation) -> None:
    installation.product.mail.send("sign_up_code", "mira@quill.example", "es", {})

    assert installation.run(keep=True) == []
    assert installation.run() == []

    assert installation.letters() == [("mira@quill.example", "Confirma tu dirección")]
    assert installation.waiting() == 0


def test_the_log_tells_what_became_of_letters_and_nothing_of_whose_they_are(
    installation: Installation, log: StringIO
) -> None:
    facts = {"workspace": "Quill", "inviter": "Odette", "role": "agent", "expires_at": "2026-11-29T12:00:00.000Z"}
    installation.product.mail.send("sign_up_code", "mira@quill.example", "en", {})
    installation.product.mail.send("invitation", "ana@quill.example", "en", {**facts, "token": "tok-417417"})
    installation.product.mail.send("sign_up_code", "nowhere at all", "en", {})
    installation.sqs.send_message(
        QueueUrl=installation.mail_url, MessageBody='{"kind": "x", "to": "eve@quill.example"}'
    )

    installation.run()

    said = log.getvalue()
    (letter, _) = [one.body for one in ses_backends[ACCOUNT][REGION].sent_messages]
    code = re.findall(r"(?<!\d)\d{6}(?!\d)", letter)[-1]
    assert "mail" in said
    assert "bad_address" in said
    for secret in ("quill.example", "nowhere", "Odette", "tok-417417", code):
        assert secret not in said


def test_a_reset_of_an_unknown_address_mails_nothing(installation: Installation) -> None:
    installation.product.mail.send("reset_code", "nobody@quill.example", "en", {})

    assert installation.run() == []
    assert installation.letters() == []


def test_what_is_no_job_is_parked_with_its_reason(installation: Installation) -> None:
    installation.sqs.send_message(QueueUrl=installation.mail_url, MessageBody='{"kind": "love_letter", "to": "x"}')

    assert installation.run() == []

    (parked,) = installation.parked()
    assert (parked["reason"], parked["queue"]) == ("bad_mail_job", "mail")


def test_an_identity_that_is_not_verified_keeps_the_mail_for_a_later_try(
    dynamodb: Any, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    installation = Installation(clock, "hello@not-ours.test")
    installation.product.mail.send("sign_up_code", "mira@quill.example", "en", {})

    assert len(installation.run()) == 1
    boto3.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity="not-ours.test")
    installation.sqs.purge_queue(QueueUrl=installation.mail_url)
    installation.product.mail.send("sign_up_code", "mira@quill.example", "en", {})
    assert installation.run() == []

    assert installation.letters() == [("mira@quill.example", "Confirm your address")]
    assert installation.parked() == []


def test_no_address_mail_can_go_to_is_dropped(installation: Installation) -> None:
    installation.product.mail.send("sign_up_code", "mira@quill.example, all@quill.example", "en", {})

    assert installation.run() == []
    assert (installation.letters(), installation.parked(), installation.waiting()) == ([], [], 0)


def test_without_a_sender_jobs_end_and_nothing_is_asked(
    dynamodb: Any, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    installation = Installation(clock, "")
    installation.product.mail.send("sign_up_code", "mira@quill.example", "en", {})

    assert installation.run() == []
    assert (installation.letters(), installation.waiting()) == ([], 0)


def test_a_new_notice_is_mailed_to_its_people_once_though_the_stream_tells_it_twice(
    installation: Installation, clock: HandClock
) -> None:
    product = installation.product
    owner = Person(UserId("odette"), "odette@quill.example", "Odette")
    ws = product.workspaces.create(owner, "Quill Kettles").id
    product.workspaces.add_member(ws, Person(UserId("amir"), "amir@quill.example", "Amir"), "agent")
    notice = product.notices.give(ws, "template_status", "warning", "Template “summer” is rejected", "", about="w")
    row = {"pk": f"W#{ws}#NOTICES", "sk": notice.id, "type": "notice", "at": "2026-11-22T12:00:00.000Z"}
    row |= {"kind": notice.kind, "severity": notice.severity, "title": notice.title, "detail": ""}

    for _ in range(2):
        installation.stream(row)  # type: ignore[arg-type]
        installation.run()

    assert installation.letters() == [("odette@quill.example", "Quill Kettles: news of a template")]


def test_a_notice_nobody_can_want_by_mail_makes_no_job(installation: Installation) -> None:
    row = {"pk": "W#ws_1#NOTICES", "sk": "n", "type": "notice", "at": "2026-11-22T12:00:00.000Z"}
    row |= {"kind": "template_status", "severity": "info", "title": "Approved", "detail": ""}

    installation.stream(row)  # type: ignore[arg-type]

    assert installation.waiting() == 0
