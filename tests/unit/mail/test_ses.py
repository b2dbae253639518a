"""Amazon SES: what it is given, and what its refusals mean."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from shared.adapters.ses import SesPost, deliverable
from shared.core.errors import AppError, ComeBack, Unavailable
from shared.features.mail.model import Letter
from shared.features.mail.ports import MailRefused

LETTER = Letter("Subject", "text", "<p>html</p>")
TO = "mira@quill.example"


class Ses:
    """SES's answer, and what it was asked."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.asked: list[dict[str, Any]] = []

    def send_email(self, **asked: Any) -> dict[str, str]:
        self.asked.append(asked)
        if self.failure is not None:
            raise self.failure
        return {"MessageId": "m"}


def refusal(code: str, words: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": words}}, "SendEmail")


def failing(failure: Exception) -> AppError:
    with pytest.raises(AppError) as caught:
        SesPost(Ses(failure), "WALoom <hello@waloom.test>", lambda: 0.5).send(TO, LETTER)
    return caught.value


def test_a_letter_goes_to_one_person_as_text_and_html() -> None:
    ses = Ses()

    SesPost(ses, "WALoom <hello@waloom.test>").send(TO, LETTER)

    (asked,) = ses.asked
    assert asked["FromEmailAddress"] == "WALoom <hello@waloom.test>"
    assert asked["Destination"] == {"ToAddresses": [TO]}
    simple = asked["Content"]["Simple"]
    assert simple["Subject"] == {"Data": "Subject", "Charset": "UTF-8"}
    assert simple["Body"]["Text"]["Data"] == "text"
    assert simple["Body"]["Html"]["Data"] == "<p>html</p>"
    assert simple["Headers"] == [{"Name": "Auto-Submitted", "Value": "auto-generated"}]


def test_botocore_knows_every_field_we_send() -> None:
    """The real client's own check of the request, without a network."""
    import boto3
    from botocore.stub import Stubber

    client = boto3.client("sesv2", region_name="eu-west-1")
    with Stubber(client) as stub:
        stub.add_response("send_email", {"MessageId": "m"})
        SesPost(client, "hello@waloom.test").send(TO, LETTER)
        stub.assert_no_pending_responses()


def test_a_subject_can_not_begin_another_header() -> None:
    ses = Ses()

    SesPost(ses, "hello@waloom.test").send(TO, Letter("Hi\r\nBcc: all@evil.example", "t", "h"))

    assert ses.asked[0]["Content"]["Simple"]["Subject"]["Data"] == "Hi Bcc: all@evil.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@quill.example",
        "mira@",
        "mira@localhost",
        "mira@quill.example, all@evil.example",
        "mira@quill.example\r\nBcc: all@evil.example",
        "Mira <mira@quill.example>",
        "mira quill@quill.example",
        "mira@-quill.example",
        "mira@quill..example",
        "märz@quill.example",
        f"{'m' * 65}@quill.example",
        f"mira@{'q' * 64}.example",
    ],
)
def test_what_is_no_address_never_reaches_ses(address: str) -> None:
    ses = Ses()

    with pytest.raises(MailRefused) as refused:
        SesPost(ses, "hello@waloom.test").send(address, LETTER)

    assert refused.value.reason == "bad_address"
    assert ses.asked == []


@pytest.mark.parametrize(
    ("address", "as_sent"),
    [
        ("mira+shop@quill.example", "mira+shop@quill.example"),
        ("o'neil@sub.quill.example", "o'neil@sub.quill.example"),
        ("mira@käse.example", "mira@xn--kse-qla.example"),
    ],
)
def test_addresses_are_given_as_ses_takes_them(address: str, as_sent: str) -> None:
    assert deliverable(address) == as_sent


@pytest.mark.parametrize("code", ["TooManyRequestsException", "LimitExceededException", "ThrottlingException"])
def test_too_fast_comes_back_a_little_later(code: str) -> None:
    found = failing(refusal(code, "Maximum sending rate exceeded."))

    assert isinstance(found, ComeBack)
    assert found.seconds == 32.5


def test_a_used_up_day_comes_back_in_an_hour() -> None:
    found = failing(refusal("TooManyRequestsException", "Daily message quota exceeded."))

    assert isinstance(found, ComeBack)
    assert found.seconds == 3600


def test_a_mail_ses_will_never_take_is_refused_for_good() -> None:
    assert failing(refusal("MessageRejected", "Email contains a virus.")).reason == "message_rejected"
    assert failing(refusal("BadRequestException", "Invalid domain name: 'x'.")).reason == "bad_address"
    assert isinstance(failing(refusal("MessageRejected", "Address is on the list.")), MailRefused)


@pytest.mark.parametrize(
    "failure",
    [
        refusal("MessageRejected", "Email address is not verified. The following identities failed the check"),
        refusal("MailFromDomainNotVerifiedException"),
        refusal("AccountSuspendedException"),
        refusal("SendingPausedException"),
        refusal("NotFoundException"),
        refusal("AccessDeniedException"),
        refusal("BadRequestException", "A header is not allowed."),
        refusal("InternalServerError"),
        EndpointConnectionError(endpoint_url="https://email.test"),
    ],
)
def test_what_an_operator_can_mend_is_tried_again(failure: Exception) -> None:
    found = failing(failure)

    assert isinstance(found, Unavailable)
    assert not isinstance(found, ComeBack)
    assert TO not in found.detail
