"""What the send endpoint takes, refuses, and what becomes of a message."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, MIRA, NUMBER, OTHER_NUMBER, Graph, Make, Receiver


def button(*titles: str, body: str = "Pick one", **more: Any) -> dict[str, Any]:
    buttons = [{"type": "reply", "reply": {"id": title, "title": title}} for title in titles]
    return {"type": "button", "body": {"text": body}, "action": {"buttons": buttons}, **more}


def menu(rows: int, **more: Any) -> dict[str, Any]:
    made = [{"id": f"r{row}", "title": f"Row {row}"} for row in range(rows)]
    return {
        "type": "list",
        "body": {"text": "Choose"},
        "action": {"button": "Slots", "sections": [{"title": "All", "rows": made}]},
        **more,
    }


ACCEPTED: list[dict[str, Any]] = [
    {"type": "text", "text": {"body": "x" * 4096, "preview_url": True}},
    {"text": {"body": "the type may be left out"}},
    {"type": "image", "image": {"link": "https://example.test/a.jpg", "caption": "c" * 1024}},
    {"type": "location", "location": {"latitude": "53.80", "longitude": "-1.54", "name": "Row"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Odd Halvorsen", "first_name": "Odd"}}]},
    {"type": "interactive", "interactive": button("Yes", "No", "Maybe")},
    {"type": "interactive", "interactive": menu(10)},
]
REFUSED: list[tuple[int, dict[str, Any]]] = [
    (100, {"messaging_product": "sms", "type": "text", "text": {"body": "x"}}),
    (100, {"type": "hologram", "hologram": {}}),
    (100, {"type": "text", "text": {"body": "x" * 4097}}),
    (131008, {"type": "text", "text": {"body": ""}}),
    (131008, {"type": "text"}),
    (100, {"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "c" * 513}),
    (131009, {"type": "text", "text": {"body": "x"}, "to": "kettle"}),
    (131008, {"type": "image", "image": {"caption": "no file"}}),
    (100, {"type": "image", "image": {"link": "https://example.test/a.jpg", "caption": "c" * 1025}}),
    (100, {"type": "image", "image": {"id": "999"}}),
    (100, {"type": "audio", "audio": {"link": "https://example.test/a.ogg", "caption": "no"}}),
    (131009, {"type": "location", "location": {"latitude": "north", "longitude": "0"}}),
    (131008, {"type": "location", "location": {"latitude": "1"}}),
    (131009, {"type": "contacts", "contacts": [{"name": {"formatted_name": "Only one part"}}]}),
    (131009, {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "ok"}}),
    (131009, {"type": "reaction", "reaction": {"message_id": "w", "emoji": "👍"}, "context": {"message_id": "w"}}),
    (131009, {"type": "interactive", "interactive": button("one", "two", "three", "four")}),
    (131009, {"type": "interactive", "interactive": button("same", "same")}),
    (131009, {"type": "interactive", "interactive": button("t" * 21)}),
    (131009, {"type": "interactive", "interactive": button("ok", body="b" * 1025)}),
    (131009, {"type": "interactive", "interactive": menu(11)}),
    (131009, {"type": "interactive", "interactive": menu(2, header={"type": "image", "image": {"id": "1"}})}),
    (131009, {"type": "interactive", "interactive": menu(2, footer={"text": "f" * 61})}),
    (131009, {"type": "interactive", "interactive": {"type": "hat", "body": {"text": "b"}, "action": {}}}),
    (131008, {"type": "interactive", "interactive": {"type": "button", "body": {"text": "b"}}}),
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_what_keeps_the_limits_is_accepted(sandbox: Running, graph: Graph, body: dict[str, Any]) -> None:
    sandbox.control.says("mira", "hi")
    status, answer = graph.send(**body)
    assert (status, answer["contacts"]) == (200, [{"input": MIRA, "wa_id": "447700900456"}])
    assert answer["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize(("code", "body"), REFUSED)
def test_what_breaks_them_is_refused(sandbox: Running, graph: Graph, code: int, body: dict[str, Any]) -> None:
    sandbox.control.says("mira", "hi")
    status, answer = graph.send(**body)
    error = answer["error"]
    assert (status, error["code"], error["type"]) == (400, code, "OAuthException")
    assert error["fbtrace_id"].startswith("A")
    assert sandbox.control.ledger()["accepted"] == 0


def test_a_message_is_sent_delivered_and_read(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    wamid = graph.text("hello", biz_opaque_callback_data="conv_19:msg_7")
    assert sandbox.control.until(lambda: len(receiver.statuses) == 3)
    assert receiver.stages() == ["sent", "delivered", "read"]
    assert {status["id"] for status in receiver.statuses} == {wamid}
    assert {status["biz_opaque_callback_data"] for status in receiver.statuses} == {"conv_19:msg_7"}
    assert {status["recipient_id"] for status in receiver.statuses} == {"447700900456"}
    assert {status["recipient_user_id"] for status in receiver.statuses} == {"GB.7394018265501923"}
    assert ["pricing" in status for status in receiver.statuses] == [True, True, False]
    assert receiver.statuses[0]["pricing"]["category"] == "service"
    assert not any("conversation" in status for status in receiver.statuses)
    assert receiver.signed(sandbox.settings.app_secret)


def test_free_form_outside_the_window_fails_later_as_meta_does(
    sandbox: Running, graph: Graph, receiver: Receiver
) -> None:
    status, _ = graph.send()
    assert status == 200
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    failed = receiver.statuses[0]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    assert "pricing" not in failed
    assert "contacts" not in receiver.values[-1]


def test_or_at_once_when_the_sandbox_is_told_so(make: Make, graph_of: Any) -> None:
    graph = graph_of(make(refusals="at_once"))
    assert graph.code(graph.send()) == 131047


def test_the_window_closes_after_a_day_of_the_sandboxs_clock(make: Make, graph_of: Any) -> None:
    running = make(refusals="at_once")
    graph = graph_of(running)
    running.control.says("mira", "hi")
    running.control.advance(24 * 3600 - 60)
    assert graph.code(graph.send()) == 0
    running.control.advance(120)
    assert graph.code(graph.send()) == 131047
    running.control.acts("mira", "call")
    assert graph.code(graph.send()) == 0


def test_sending_to_somebody_without_a_number(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("juno", "hi, found you by username")
    status, answer = graph.send(recipient="GB.8815520047392610", type="text", text={"body": "hello"})
    assert status == 200
    assert answer["contacts"] == [{"input": "GB.8815520047392610", "user_id": "GB.8815520047392610"}]
    assert sandbox.control.until(lambda: len(receiver.statuses) == 3)
    assert not any("recipient_id" in status for status in receiver.statuses)
    usernames = ["username" in value["contacts"][0]["profile"] for value in receiver.values if "statuses" in value]
    assert usernames == [False, True, True]


def test_a_user_id_of_another_portfolio_is_refused(sandbox: Running, graph: Graph) -> None:
    mira = sandbox.control.call("GET", "/people/mira")
    foreign = mira["bsuids"]["550100200300402"]
    assert graph.code(graph.send(recipient=foreign, type="text", text={"body": "x"})) == 131009


def test_a_reaction_is_only_ever_sent(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    wamid = sandbox.control.says("mira", "hi")
    graph.send(type="reaction", reaction={"message_id": wamid, "emoji": "👍"})
    assert sandbox.control.quiet()
    assert receiver.stages() == ["sent"]
    message = sandbox.control.chat("mira", NUMBER)["messages"][0]
    assert message["reactions"] == {"business": "👍"}


def test_a_read_receipt_turns_ticks_blue_and_may_show_typing(sandbox: Running, graph: Graph) -> None:
    first = sandbox.control.says("mira", "one")
    second = sandbox.control.says("mira", "two")
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
    body["typing_indicator"] = {"type": "text"}  # type: ignore[assignment]
    assert graph.call("POST", f"/{NUMBER}/messages", body)[:2] == (200, {"success": True})
    chat = sandbox.control.chat("mira", NUMBER)
    read = {message["id"] for message in chat["messages"] if message["business_read_at"]}
    assert (read, chat["typing"]) == ({first, second}, True)
    sandbox.control.advance(26)
    assert sandbox.control.chat("mira", NUMBER)["typing"] is False


def test_a_receipt_for_an_unknown_message_is_refused(graph: Graph) -> None:
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.nobody"}
    assert graph.call("POST", f"/{NUMBER}/messages", body)[1]["error"]["code"] == 131009


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"registered": False}, 133010),
        ({"maintenance": True}, 131057),
        ({"tests_only": ["447700900111"]}, 131030),
    ],
)
def test_the_numbers_state_decides(sandbox: Running, graph: Graph, change: dict[str, Any], code: int) -> None:
    sandbox.control.says("mira", "hi")
    sandbox.control.call("PATCH", f"/numbers/{NUMBER}", change)
    assert graph.code(graph.send()) == code


@pytest.mark.parametrize(("restriction", "code"), [("LOCKED", 131031), ("ALL", 368)])
def test_the_accounts_state_decides(sandbox: Running, graph: Graph, restriction: str, code: int) -> None:
    sandbox.control.says("mira", "hi")
    sandbox.control.call("PATCH", f"/accounts/{ACCOUNT}", {"restriction": restriction})
    assert graph.code(graph.send()) == code


def test_somebody_not_on_whatsapp_fails_later(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    graph.send(to="+447700900321")
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["errors"][0]["code"] == 131026
    assert "recipient_user_id" not in receiver.statuses[0]


def test_the_answers_number_can_differ_from_the_one_written(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("rafael", "oi")
    _, answer = graph.send(to="+551187650042", type="text", text={"body": "olá"})
    assert answer["contacts"] == [{"input": "+551187650042", "wa_id": "5511987650042"}]


def test_sending_to_oneself_is_refused(graph: Graph) -> None:
    assert graph.code(graph.send(to="+441134960321")) == 131021


def test_another_accounts_number_is_out_of_reach(graph: Graph) -> None:
    status, answer = graph.send(number=OTHER_NUMBER)
    assert (status, answer["error"]["code"]) == (403, 200)


@pytest.mark.parametrize(("phone", "status", "code"), [("+9991310260", 400, 131026), ("+9991310000", 500, 131000)])
def test_magic_phones_refuse_at_once(graph: Graph, phone: str, status: int, code: int) -> None:
    answer = graph.send(to=phone)
    assert (answer[0], graph.code(answer)) == (status, code)


def test_a_magic_phone_fails_later(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    assert graph.send(to="+9991310491")[0] == 200
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["errors"][0]["code"] == 131049


def test_the_ledger_proves_what_was_accepted(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("mira", "hi")
    graph.text("once", biz_opaque_callback_data="a")
    graph.text("twice", biz_opaque_callback_data="b")
    graph.text("twice", biz_opaque_callback_data="b")
    ledger = sandbox.control.ledger()
    assert ledger["accepted"] == 3
    assert ledger["sent_twice"] == [{"callback": "b", "times": 2}]
    assert [same["times"] for same in ledger["same_content"]] == [2]
    assert sandbox.control.ledger(callback="a", summary=1)["accepted"] == 1


def test_a_link_that_cannot_be_fetched_fails_later(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    assert graph.send(type="image", image={"link": "https://shop.invalid/a.jpg"})[0] == 200
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["errors"][0]["code"] == 131053
