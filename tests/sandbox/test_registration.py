"""Registering a number: wrong PINs, verification codes, and who is told."""

from __future__ import annotations

import re
from typing import Any

from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, NUMBER, Graph, Receiver

SECOND_NUMBER = "660900800700502"
HOUR = 3600.0


def register(graph: Graph, pin: str, number: str = SECOND_NUMBER) -> dict[str, Any]:
    answer = graph.call("POST", f"/{number}/register", {"messaging_product": "whatsapp", "pin": pin})[1]
    error: dict[str, Any] = answer.get("error", {})
    return error


def test_five_wrong_pins_lock_the_number_and_the_answer_says_for_how_long(sandbox: Running, graph: Graph) -> None:
    sandbox.control.clock(freeze=True)
    sandbox.control.change_number(SECOND_NUMBER, pin="483920")
    assert [register(graph, "111111")["code"] for _ in range(5)] == [133005] * 5

    error = register(graph, "483920")

    assert error["code"] == 133008
    wait = re.search(r"(\d+) seconds", error["error_data"]["details"])
    assert wait is not None
    sandbox.control.advance(int(wait.group(1)) - 5)
    assert register(graph, "483920")["code"] == 133008
    sandbox.control.advance(10)
    assert register(graph, "483920") == {}


def test_a_right_pin_forgives_the_wrong_ones(sandbox: Running, graph: Graph) -> None:
    sandbox.control.change_number(SECOND_NUMBER, pin="483920")
    for _ in range(4):
        register(graph, "111111")
    assert register(graph, "483920") == {}
    assert register(graph, "111111")["code"] == 133005
    assert sandbox.control.number(SECOND_NUMBER)["wrong_pins"] != []


def test_a_number_must_be_proven_by_a_code_before_it_can_be_registered(sandbox: Running, graph: Graph) -> None:
    sandbox.control.happens("verification_lost", number=SECOND_NUMBER)
    path = f"/{SECOND_NUMBER}"
    assert graph.call("GET", f"{path}?fields=code_verification_status")[1]["code_verification_status"] == "NOT_VERIFIED"
    assert register(graph, "483920")["code"] == 133006

    assert graph.call("POST", f"{path}/request_code", {"code_method": "PIGEON"})[0] == 400
    asked = {"code_method": "SMS", "language": "en_GB"}
    assert graph.call("POST", f"{path}/request_code", asked)[1] == {"success": True}
    code = sandbox.control.number(SECOND_NUMBER)["code"]
    wrong = "111111" if code != "111111" else "222222"
    assert graph.call("POST", f"{path}/verify_code", {"code": wrong})[1]["error"]["code"] == 136025
    assert graph.call("POST", f"{path}/verify_code", {"code": code})[1] == {"success": True}

    assert register(graph, "483920") == {}
    assert graph.call("POST", f"{path}/request_code", asked)[1]["error"]["code"] == 136024


def test_a_code_lives_ten_minutes(sandbox: Running, graph: Graph) -> None:
    sandbox.control.happens("verification_lost", number=SECOND_NUMBER)
    graph.call("POST", f"/{SECOND_NUMBER}/request_code", {"code_method": "VOICE", "language": "en"})
    code = sandbox.control.number(SECOND_NUMBER)["code"]
    sandbox.control.advance(601)
    assert graph.call("POST", f"/{SECOND_NUMBER}/verify_code", {"code": code})[1]["error"]["code"] == 136025


def test_a_new_pin_is_checked_told_and_asked_for_from_then_on(
    sandbox: Running, graph: Graph, receiver: Receiver
) -> None:
    sandbox.control.change_number(SECOND_NUMBER, pin="483920")
    assert graph.call("POST", f"/{SECOND_NUMBER}", {"pin": "12"})[0] == 400
    assert graph.call("POST", f"/{SECOND_NUMBER}", {"pin": "314159"})[1] == {"success": True}
    assert register(graph, "483920")["code"] == 133005
    assert register(graph, "314159") == {}
    assert sandbox.control.quiet()
    told = [value for value in receiver.values if value["_field"] == "security"]
    assert [(value["event"], value["display_phone_number"]) for value in told] == [("PIN_CHANGED", "441134960322")]


def test_deregistering_counts_too(sandbox: Running, graph: Graph) -> None:
    moments = [sandbox.control.facts()["now"]] * 9
    sandbox.control.change_number(NUMBER, registrations=moments)
    assert graph.call("POST", f"/{NUMBER}/deregister", {})[1] == {"success": True}
    assert register(graph, "483920", NUMBER)["code"] == 133016


def test_a_deleted_subscription_stops_webhooks_but_not_the_call_log(
    sandbox: Running, graph: Graph, receiver: Receiver
) -> None:
    mark = sandbox.control.mark()
    assert graph.call("DELETE", f"/{ACCOUNT}/subscribed_apps")[1] == {"success": True}
    sandbox.control.says("mira", "nobody hears this")
    assert sandbox.control.quiet()
    assert receiver.messages == []
    assert [call["group"] for call in sandbox.control.calls(after=mark)] == ["unsubscribe"]
