"""A template from its creation to its edits: what Meta refuses, how the review ends, what an edit may change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infra.sandbox.running import Running
from tests.sandbox.authoring import (
    DAY,
    HOUR,
    LIST,
    Body,
    body,
    created,
    events,
    news,
    read,
    refused,
    send,
    wanted,
)
from tests.sandbox.conftest import NUMBER, Graph, Make, Receiver
from tests.sandbox.test_profile import raw


# -- creation and review -----------------------------------------------------------------------------------------------
def test_a_new_template_is_reviewed_and_then_sent(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    status, answer, headers = graph.call("POST", LIST, wanted())
    assert (status, answer["status"], answer["category"]) == (200, "PENDING", "MARKETING")
    assert "x-business-use-case-usage" in headers
    [value] = news(sandbox, receiver)
    assert {key: value[key] for key in value if key != "_field"} == {
        "event": "APPROVED",
        "message_template_id": int(answer["id"]),
        "message_template_name": "spring_news",
        "message_template_language": "en_GB",
        "message_template_category": "MARKETING",
        "reason": "NONE",
    }
    assert read(graph, answer["id"])["status"] == "APPROVED"
    assert graph.code(send(graph)) == 0


def test_the_sandboxs_clock_ends_the_review(make: Make, graph_of: Callable[[Running], Graph]) -> None:
    sandbox = make(review_after=HOUR)
    graph = graph_of(sandbox)
    template = created(graph)
    sandbox.control.advance(HOUR - 60)
    assert read(graph, template)["status"] == "PENDING"
    assert graph.code(send(graph)) == 132001
    sandbox.control.advance(60)
    assert sandbox.control.until(lambda: read(graph, template)["status"] == "APPROVED")


def test_utility_can_be_approved_in_the_answer(make: Make, graph_of: Callable[[Running], Graph]) -> None:
    graph = graph_of(make(utility_at_once=True, review_after=-1))
    assert graph.call("POST", LIST, wanted("visit_note", category="UTILITY"))[1]["status"] == "APPROVED"
    assert graph.call("POST", LIST, wanted())[1]["status"] == "PENDING"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Please REJECT SCAM this.", "SCAM"),
        ("We reject abusive content at once.", "ABUSIVE_CONTENT"),
        ("Please reject it.", "INVALID_FORMAT"),
    ],
)
def test_words_have_it_rejected_with_a_reason(
    sandbox: Running, graph: Graph, receiver: Receiver, text: str, reason: str
) -> None:
    template = created(graph, text=text)
    [value] = news(sandbox, receiver)
    assert (value["event"], value["reason"]) == ("REJECTED", reason)
    assert value["rejection_info"]["reason"]
    assert value["rejection_info"]["recommendation"]
    assert read(graph, template, "rejected_reason")["rejected_reason"] == reason
    assert graph.code(send(graph)) == 132001


def test_a_rejected_one_may_be_edited_at_once_and_again(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    template = created(graph, name="reject_scam")
    assert events(sandbox, receiver) == ["REJECTED"]
    for _ in range(2):
        change = {"components": [body("Three tips for a long life.")], "category": "UTILITY"}
        assert graph.call("POST", f"/{template}", change)[1]["success"] is True
        assert sandbox.control.quiet()
    assert read(graph, template)["category"] == "UTILITY"
    assert read(graph, template)["status"] == "REJECTED"


def test_utility_that_advertises_becomes_marketing(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    text = "Your order is here, and with it a special offer."
    answer = graph.call("POST", LIST, wanted(text=text, category="UTILITY"))[1]
    assert answer["category"] == "MARKETING"
    strict = wanted("strict_note", text=text, category="UTILITY", allow_category_change=False)
    assert graph.call("POST", LIST, strict)[1]["category"] == "UTILITY"
    rejected = [value for value in news(sandbox, receiver) if value["event"] == "REJECTED"]
    assert [(one["message_template_name"], one["reason"]) for one in rejected] == [
        ("strict_note", "INCORRECT_CATEGORY")
    ]


HEADER = {"type": "HEADER", "format": "TEXT", "text": "News"}


@pytest.mark.parametrize(
    ("subcode", "change"),
    [
        (2388040, {"components": [body("x" * 1025)]}),
        (2388047, {"components": [{**HEADER, "text": "*News*"}, body("Hello.")]}),
        (2388072, {"components": [body("Hi {{1}} and welcome to our shop.")]}),
        (2388073, {"components": [body("Hello."), {"type": "FOOTER", "text": "Yours, {{1}}"}]}),
        (2388293, {"components": [body("Hi {{1}}, {{2}}.", "Mira", "Juno")]}),
        (2388299, {"components": [body("{{1}}, the first teal kettles are here.", "Mira")]}),
        (None, {"name": "Spring News"}),
        (None, {"language": "xx"}),
        (None, {"category": "FUN"}),
        (None, {"message_send_ttl_seconds": 5}),
        (2388024, {"name": "kettle_care"}),
    ],
)
def test_what_meta_refuses(graph: Graph, subcode: int | None, change: Body) -> None:
    assert refused(graph.call("POST", LIST, {**wanted(), **change})) == (100, subcode)


@pytest.mark.parametrize("change", [{"name": None}, {"language": 7}, {"components": "none"}, {"components": [1]}])
def test_what_has_no_form_at_all(graph: Graph, change: Body) -> None:
    status, answer, _ = graph.call("POST", LIST, {**wanted(), **change})
    assert (status, answer["error"]["code"]) == (400, 100)


def test_all_languages_of_a_name_have_one_category(graph: Graph) -> None:
    other = wanted("kettle_care", language="pt_BR", category="UTILITY")
    assert refused(graph.call("POST", LIST, other)) == (100, None)
    assert graph.call("POST", LIST, {**other, "category": "MARKETING"})[0] == 200


def test_an_account_has_its_fill_of_templates(make: Make, graph_of: Callable[[Running], Graph]) -> None:
    graph = graph_of(make(template_limit=12))
    created(graph)
    assert refused(graph.call("POST", LIST, wanted("one_too_many"))) == (100, 2388019)


def test_a_hundred_an_hour(graph: Graph) -> None:
    for _ in range(100):
        graph.call("POST", LIST, wanted("kettle_care"))
    status, answer, headers = graph.call("POST", LIST, wanted())
    assert (status, answer["error"]["code"]) == (400, 80007)
    assert '"estimated_time_to_regain_access": 60' in headers["x-business-use-case-usage"]


def test_meta_writes_the_words_of_one_time_codes(sandbox: Running, graph: Graph) -> None:
    components = [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "FOOTER", "code_expiration_minutes": 5},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"}]},
    ]
    template = created(graph, name="our_code", category="AUTHENTICATION", components=components)
    assert sandbox.control.quiet()
    kept = read(graph, template)["components"]
    assert kept[0]["text"] == "*{{1}}* is your verification code. For your security, do not share this code."
    assert kept[1]["text"] == "This code expires in 5 minutes."
    assert (kept[2]["buttons"][0]["type"], kept[2]["buttons"][0]["text"]) == ("URL", "Copy")
    code = [{"type": "text", "text": "417417"}]
    filled = [
        {"type": "body", "parameters": code},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": code},
    ]
    sent = {"name": "our_code", "language": {"code": "en_GB"}, "components": filled}
    assert graph.code(graph.send(type="template", template=sent)) == 0
    assert sandbox.control.chat("mira", NUMBER)["messages"][0]["shown"]["buttons"][0]["url"].endswith("otp417417")


def test_a_headers_sample_is_an_upload_and_is_listed_by_its_address(sandbox: Running, graph: Graph) -> None:
    def header(handle: str, form: str = "IMAGE") -> list[Body]:
        return [
            {"type": "HEADER", "format": form, "example": {"header_handle": [handle]}},
            body("Our winter range is here."),
        ]

    app, picture = sandbox.settings.app_id, b"\x89PNG the sample"
    path = f"/{app}/uploads?file_name=a.png&file_length={len(picture)}&file_type=image/png"
    session = graph.call("POST", path)[1]["id"]
    handle = raw(graph, session, picture, 0)["h"]
    assert refused(graph.call("POST", LIST, wanted(components=header("upload:x")))) == (100, 2388047)
    assert refused(graph.call("POST", LIST, wanted(components=header(handle, "VIDEO")))) == (100, 2388047)
    template = created(graph, components=header(handle))
    assert sandbox.control.quiet()
    [address] = read(graph, template)["components"][0]["example"]["header_handle"]
    assert address.startswith(sandbox.url)
    status, content, headers = graph.call("GET", address)
    assert (status, content, headers["content-type"]) == (200, picture, "image/png")
    kept = {"components": [read(graph, template)["components"][0], body("Our winter range is here again.")]}
    assert graph.call("POST", f"/{template}", kept)[0] == 200


def test_templates_need_their_permission_and_account(sandbox: Running, graph: Graph) -> None:
    template = created(graph)
    weak = Graph(sandbox.url, sandbox.control.mint("without_management"))
    other = Graph(sandbox.url, sandbox.control.mint("other_account"))
    for who, code in ((weak, 10), (other, 200)):
        for method, path in (("POST", LIST), ("DELETE", f"{LIST}?name=spring_news"), ("POST", f"/{template}")):
            assert who.call(method, path, wanted())[1]["error"]["code"] == code
    assert graph.call("POST", "/880799999999999", {"components": []})[1]["error"]["code"] == 100


# -- edits -------------------------------------------------------------------------------------------------------------
def test_the_version_before_is_sent_until_the_edit_is_approved(
    make: Make, graph_of: Callable[[Running], Graph], receiver: Receiver
) -> None:
    sandbox = make()
    graph = graph_of(sandbox)
    template = created(graph)
    assert sandbox.control.quiet()
    sandbox.control.call("PATCH", "/settings", {"review_after": -1})
    assert graph.call("POST", f"/{template}", {"components": [body("Only blue kettles are left.")]})[0] == 200
    assert read(graph, template)["status"] == "PENDING"
    assert graph.code(send(graph)) == 0
    sandbox.control.template_act(template, "approve")
    assert graph.code(send(graph)) == 0
    shown = [one["shown"]["body"] for one in sandbox.control.chat("mira", NUMBER)["messages"]]
    assert shown == ["The first teal kettles are here.", "Only blue kettles are left."]
    assert events(sandbox, receiver) == ["APPROVED", "PENDING", "APPROVED"]
    [parts] = news(sandbox, receiver, "message_template_components_update")
    assert parts["message_template_element"] == "Only blue kettles are left."


def test_an_approved_one_is_edited_once_a_day_and_ten_times_a_month(sandbox: Running, graph: Graph) -> None:
    template = created(graph)
    change = {"components": [body("Only blue kettles are left.")]}
    for _ in range(10):
        assert sandbox.control.quiet()
        assert graph.call("POST", f"/{template}", change)[0] == 200
        assert sandbox.control.quiet()
        assert refused(graph.call("POST", f"/{template}", change)) == (100, None)
        sandbox.control.advance(DAY)
    assert refused(graph.call("POST", f"/{template}", change)) == (100, None)
    sandbox.control.advance(20 * DAY)
    assert graph.call("POST", f"/{template}", change)[0] == 200


def test_what_cannot_be_edited(make: Make, graph_of: Callable[[Running], Graph]) -> None:
    sandbox = make(review_after=-1)
    graph = graph_of(sandbox)
    template = created(graph)
    change = {"components": [body("Only blue kettles are left.")]}
    assert refused(graph.call("POST", f"/{template}", change)) == (100, None)
    sandbox.control.template_act(template, "approve")
    assert refused(graph.call("POST", f"/{template}", {"category": "UTILITY"})) == (100, None)
    assert refused(graph.call("POST", f"/{template}", {"components": [body("{{1}}")]})) == (100, 2388299)
    assert refused(graph.call("POST", f"/{template}", {"message_send_ttl_seconds": 5})) == (100, None)
    assert graph.call("POST", f"/{template}", {"name": "other"})[1]["error"]["code"] == 100
    assert read(graph, template)["status"] == "APPROVED"
