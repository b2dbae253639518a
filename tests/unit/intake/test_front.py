"""Meta's URL, from the HTTP API's event to what lies in the queues."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from shared.adapters.meta.app_secrets import AppSecrets
from shared.adapters.meta.signature import same_token, signed_by
from shared.features.intake.front import Front
from shared.features.intake.handover import HandOver

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
OLD = "ffffffffffffffffffffffffffffffff"


class Aws:
    """Queues and a bucket in memory; ``broken`` makes every call fail."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[dict[str, str]]]] = []
        self.objects: dict[str, bytes] = {}
        self.broken = False

    def send_batch(self, queue_url: str, entries: Sequence[Mapping[str, str]]) -> None:
        if self.broken:
            raise ConnectionError("down")
        self.sent.append((queue_url, [dict(entry) for entry in entries]))

    def put_object(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        if self.broken:
            raise ConnectionError("down")
        self.objects[key] = body

    def records(self, queue: str) -> list[dict[str, Any]]:
        return [json.loads(entry["MessageBody"]) for name, entries in self.sent if name == queue for entry in entries]


class House:
    """The webhook function with everything around it in memory, and a clock that is moved by hand."""

    def __init__(self, **values: str) -> None:
        self.values: dict[str, str] = {"app_secret": SECRET, "verify_token": "weave-417", **values}
        self.aws = Aws()
        self.lines: list[str] = []
        self.now = 1000.0
        self.reads = 0
        self.ssm_down = False
        secrets = AppSecrets(self._read, clock=lambda: self.now)
        hand_over = HandOver(self.aws, "messages", "events", "parked", "raw")
        self.front = Front(
            secrets, hand_over, signed_by, same_token, clock=lambda: 1_795_341_600.5, log=self.lines.append
        )

    def _read(self) -> str:
        self.reads += 1
        if self.ssm_down:
            raise ConnectionError("parameter store is down")
        return json.dumps(self.values)

    def post(
        self, body: bytes, *, secret: str = SECRET, header: str | None = None, encoded: bool = False
    ) -> dict[str, Any]:
        signature = (
            "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() if header is None else header
        )
        event = {
            "requestContext": {"http": {"method": "POST"}},
            "headers": {"x-hub-signature-256": signature} if signature else {},
            "isBase64Encoded": encoded,
            "body": base64.b64encode(body).decode() if encoded else body.decode("utf-8", "surrogateescape"),
        }
        return self.front.answer(event)

    def get(self, **query: str) -> dict[str, Any]:
        names = {f"hub.{name}": value for name, value in query.items()}
        return self.front.answer({"requestContext": {"http": {"method": "GET"}}, "queryStringParameters": names})


def body_of(*messages: dict[str, Any], **value: Any) -> bytes:
    metadata = {"display_phone_number": "441134960321", "phone_number_id": "660900800700501"}
    content = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    if messages:
        content["messages"] = list(messages)
    envelope = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "770100200300401", "changes": [{"field": "messages", "value": content}]}],
    }
    return json.dumps(envelope).encode()


def text(id_: str = "wamid.T1", **more: Any) -> dict[str, Any]:
    return {
        "from": "447700900456",
        "id": id_,
        "timestamp": "1795341600",
        "type": "text",
        "text": {"body": "hush"},
        **more,
    }


# ── handshake ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_handshake_echoes_the_challenge() -> None:
    answer = House().get(mode="subscribe", challenge="1158201444", verify_token="weave-417")
    assert (answer["statusCode"], answer["body"]) == (200, "1158201444")
    assert answer["headers"]["content-type"].startswith("text/plain")


@pytest.mark.parametrize("given", ["", "weave-418", "weave"])
@pytest.mark.parametrize("configured", ["weave-417", ""])
def test_a_wrong_or_empty_token_is_refused(given: str, configured: str) -> None:
    answer = House(verify_token=configured).get(mode="subscribe", challenge="1", verify_token=given)
    assert answer["statusCode"] == 403


def test_without_a_configured_parameter_the_url_is_closed() -> None:
    house = House()
    house.values.clear()
    assert house.get(mode="subscribe", challenge="1", verify_token="")["statusCode"] == 403
    assert house.post(body_of(text()), secret="")["statusCode"] == 403


def test_another_mode_is_refused() -> None:
    assert House().get(mode="unsubscribe", challenge="1", verify_token="weave-417")["statusCode"] == 403


# ── signature ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_metas_vector_with_escaped_bytes() -> None:
    raw = (
        rb'{"object":"whatsapp_business_account","entry":[{"id":"770100200300401","changes":[{"value":{"messaging_'
        rb'product":"whatsapp","metadata":{"display_phone_number":"441134960321","phone_number_id":"660900800700501"},"contacts":'
        rb'[{"profile":{"name":"Zo\u00eb \ud83e\uded6"},"wa_id":"447700900456","user_id":"GB.7394018265501923"}],"mess'
        rb'ages":[{"from":"447700900456","id":"wamid.HBgMNDQ3NzAwOTAwNDU2FQIAEhgUM0EwMDAwMDAwMDAwMDAwMDAwNEQA","timestamp":'
        rb'"1795341600","type":"text","text":{"body":"\u00fcn\u00efcode \/ slash"}}]},"field":"messages"}]}]}'
    )
    header = "sha256=1f6d9cfd0245336fb33c3ee044a8f68a08daaa96ff4cff35443effc738121ef3"
    for encoded in (False, True):
        house = House()
        assert house.post(raw, header=header, encoded=encoded)["statusCode"] == 200
        assert house.aws.records("messages")[0]["item"]["text"]["body"] == "ünïcode / slash"


@pytest.mark.parametrize("header", ["", "sha256=", "sha256=00", "sha1=abc", "garbage", "sha256=\u2603"])
def test_a_missing_or_wrong_signature_is_refused_and_nothing_is_kept(header: str) -> None:
    house = House()
    answer = house.post(body_of(text()), header=header)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (403, "bad_signature")
    assert house.aws.sent == []


def test_both_secrets_are_good_during_a_rotation() -> None:
    house = House(previous_app_secret=OLD)
    assert house.post(body_of(text()), secret=OLD)["statusCode"] == 200
    assert house.post(body_of(text()), secret=SECRET)["statusCode"] == 200


def test_an_empty_previous_secret_signs_nothing() -> None:
    assert House(previous_app_secret="").post(body_of(text()), secret="")["statusCode"] == 403


def test_a_new_secret_works_at_once_but_garbage_does_not_hammer_the_parameter_store() -> None:
    house = House()
    assert house.post(body_of(text()))["statusCode"] == 200
    house.values["app_secret"] = OLD
    house.now += 6
    assert house.post(body_of(text()), secret=OLD)["statusCode"] == 200
    reads = house.reads
    for _ in range(50):
        house.post(body_of(text()), header="sha256=00")
    assert house.reads == reads
    house.now += 6
    for _ in range(50):
        house.post(body_of(text()), header="sha256=00")
    assert house.reads == reads + 1


def test_webhooks_go_on_while_the_parameter_store_is_down() -> None:
    house = House()
    house.post(body_of(text()))
    house.ssm_down = True
    house.now += 300
    assert house.post(body_of(text()))["statusCode"] == 200
    house.now += 900
    assert house.post(body_of(text()))["statusCode"] == 500


# ── hand-off ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_customers_messages_share_a_group_that_does_not_name_them() -> None:
    house = House()
    house.post(body_of(text("wamid.A"), text("wamid.B"), text("wamid.C", **{"from": "447700900999"})))
    entries = house.aws.sent[0][1]
    groups = [entry["MessageGroupId"] for entry in entries]
    assert groups[0] == groups[1] != groups[2]
    assert groups[0].startswith("660900800700501:")
    assert "447700900456" not in "".join(groups)
    assert len({entry["MessageDeduplicationId"] for entry in entries}) == 3


def test_a_redelivered_body_has_the_same_deduplication_ids() -> None:
    house = House()
    house.post(body_of(text()))
    house.post(body_of(text()))
    first, second = (entries[0] for _, entries in house.aws.sent)
    assert first["MessageDeduplicationId"] == second["MessageDeduplicationId"]


def test_what_cannot_be_stored_is_asked_for_again() -> None:
    house = House()
    house.aws.broken = True
    assert house.post(body_of(text()))["statusCode"] == 500


def test_more_than_twenty_records_are_spilled_with_a_pointer() -> None:
    house = House()
    body = body_of(*(text(f"wamid.{at}") for at in range(21)))
    assert house.post(body)["statusCode"] == 200
    [pointer] = house.aws.records("events")
    assert pointer["kind"] == "pointer"
    assert house.aws.objects[pointer["key"]] == body
    assert house.aws.records("messages") == []


def test_a_body_over_three_megabytes_is_refused_and_one_below_is_spilled() -> None:
    house = House()
    assert house.post(body_of(text(pad="x" * 3_200_000)))["statusCode"] == 413
    assert house.post(body_of(text(pad="x" * 3_000_000)))["statusCode"] == 200
    assert len(house.aws.objects) == 1


def test_statuses_travel_together() -> None:
    house = House()
    statuses = [
        {"id": f"wamid.{at}", "status": "read", "timestamp": "1", "recipient_id": "447700900456"} for at in range(30)
    ]
    house.post(body_of(statuses=statuses))
    assert [len(record["items"]) for record in house.aws.records("events")] == [25, 5]


def test_a_batch_stays_under_what_sqs_takes() -> None:
    house = House()
    house.post(body_of(*(text(f"wamid.{at}", pad="x" * 9000) for at in range(15))))
    assert [len(entries) for _, entries in house.aws.sent] == [10, 5]
    assert all(sum(len(entry["MessageBody"]) for entry in entries) <= 262_144 for _, entries in house.aws.sent)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'"hello"',
        b"7",
        b"null",
        b"{}",
        b'{"object":"page","entry":[]}',
        b'{"entry":{"id":1}}',
        b'{"entry":[7,null]}',
    ],
)
def test_json_that_is_no_envelope_is_kept(body: bytes) -> None:
    house = House()
    assert house.post(body)["statusCode"] == 200
    assert {record["kind"] for record in house.aws.records("events")} == {"change"}


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xfe\x00", b"[" * 200_000, b'{"a":' * 100_000])
def test_signed_bytes_that_are_no_json_are_parked(body: bytes) -> None:
    house = House()
    assert house.post(body, encoded=True)["statusCode"] == 200
    [note] = house.aws.records("parked")
    assert note["code"] == "not_json"
    assert house.aws.objects[note["key"]] == body


def test_no_words_of_a_customer_are_logged() -> None:
    house = House()
    house.post(body_of(text()))
    house.post(b"hush, not json")
    house.aws.broken = True
    house.post(body_of(text()))
    assert len(house.lines) == 3
    assert not any("hush" in line or "447700900456" in line for line in house.lines)
    assert json.loads(house.lines[0])["n"] == 1


def test_another_method_is_not_known() -> None:
    assert House().front.answer({"requestContext": {"http": {"method": "PUT"}}})["statusCode"] == 405
