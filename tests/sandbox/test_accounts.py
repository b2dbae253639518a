"""Tokens, accounts, numbers, subscriptions, profile, block list, history."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.sandbox.running import Running
from infra.sandbox.signing import proof
from tests.sandbox.conftest import ACCOUNT, MIRA, NUMBER, OTHER_NUMBER, Graph, Make, Receiver

OTHER_ACCOUNT, SECOND_NUMBER = "770100200300402", "660900800700502"


def error(answer: tuple[int, Any, dict[str, str]]) -> tuple[int, int, int | None]:
    return answer[0], answer[1]["error"]["code"], answer[1]["error"].get("error_subcode")


# -- tokens ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("subcode", [458, 459, 460, 463, 464, 467])
def test_a_dead_token_says_why(sandbox: Running, graph: Graph, subcode: int) -> None:
    sandbox.control.kill_token(graph.token, subcode)
    assert error(graph.call("GET", f"/{ACCOUNT}")) == (401, 190, subcode)
    assert error(graph.call("POST", f"/{NUMBER}/messages", {})) == (401, 190, subcode)


def test_a_token_expires_with_the_clock(sandbox: Running) -> None:
    token = sandbox.control.call("POST", "/tokens", {"lifetime_seconds": 3600})["value"]
    graph = Graph(sandbox.url, token)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 200
    sandbox.control.advance(3601)
    assert error(graph.call("GET", f"/{ACCOUNT}")) == (401, 190, 463)


def test_nobodys_token_is_190_and_none_is_2500(sandbox: Running) -> None:
    assert error(Graph(sandbox.url, "EAAnobody").call("GET", f"/{ACCOUNT}")) == (401, 190, None)
    assert error(Graph(sandbox.url, "").call("GET", f"/{ACCOUNT}")) == (400, 2500, None)


def test_scopes_and_accounts_are_held(sandbox: Running) -> None:
    scopes = ["whatsapp_business_messaging"]
    narrow = Graph(sandbox.url, sandbox.control.call("POST", "/tokens", {"scopes": scopes})["value"])
    assert error(narrow.call("GET", f"/{ACCOUNT}/phone_numbers")) == (403, 10, None)
    assert error(narrow.call("GET", f"/{OTHER_NUMBER}")) == (403, 10, None)
    whole = Graph(sandbox.url, sandbox.token)
    assert error(whole.call("GET", f"/{OTHER_ACCOUNT}")) == (403, 200, None)
    assert error(whole.call("GET", "/12345")) == (400, 100, 33)


def test_debug_token_describes_live_and_dead_ones(sandbox: Running, graph: Graph) -> None:
    app = Graph(sandbox.url, f"{sandbox.settings.app_id}|{sandbox.settings.app_secret}")
    data = app.call("GET", f"/debug_token?input_token={graph.token}")[1]["data"]
    assert (data["is_valid"], data["app_id"], data["expires_at"]) == (True, sandbox.settings.app_id, 0)
    assert data["granular_scopes"] == [
        {"scope": "whatsapp_business_management", "target_ids": [ACCOUNT]},
        {"scope": "whatsapp_business_messaging", "target_ids": [ACCOUNT]},
    ]
    sandbox.control.kill_token(graph.token, 460)
    status, answer, _ = app.call("GET", f"/debug_token?input_token={graph.token}")
    assert (status, answer["data"]["is_valid"], answer["data"]["error"]["subcode"]) == (200, False, 460)
    assert app.call("GET", "/debug_token?input_token=nonsense")[1]["data"]["is_valid"] is False


def test_a_signup_code_opens_once_within_thirty_seconds(sandbox: Running, graph: Graph) -> None:
    def exchange(code: str, secret: str = sandbox.settings.app_secret) -> tuple[int, Any, dict[str, str]]:
        query = f"client_id={sandbox.settings.app_id}&client_secret={secret}&code={code}"
        return graph.call("GET", f"/oauth/access_token?{query}")

    code = sandbox.control.call("POST", "/codes", {})["code"]
    assert exchange(code, "wrong")[0] == 400
    answer = exchange(code)[1]
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 5184000)
    assert Graph(sandbox.url, answer["access_token"]).call("GET", f"/{ACCOUNT}")[0] == 200
    assert exchange(code)[0] == 400
    late = sandbox.control.call("POST", "/codes", {})["code"]
    sandbox.control.advance(31)
    assert exchange(late)[0] == 400


def test_a_proof_is_checked_when_given_and_demanded_when_switched_on(make: Make) -> None:
    running = make(require_proof=True)
    graph = Graph(running.url, running.token)
    good = proof(running.settings.app_secret, running.token)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 400
    assert graph.call("GET", f"/{ACCOUNT}?appsecret_proof={good}")[0] == 200
    assert graph.call("GET", f"/{ACCOUNT}?appsecret_proof={'0' * 64}")[0] == 400


# -- reading ---------------------------------------------------------------------------------------------------------
def test_numbers_show_the_asked_fields(graph: Graph) -> None:
    fields = "id,display_phone_number,verified_name,quality_rating,throughput,status,name_status"
    rows = graph.call("GET", f"/{ACCOUNT}/phone_numbers?fields={fields}")[1]["data"]
    assert [row["display_phone_number"] for row in rows] == ["+44 113 496 0321", "+44 113 496 0322"]
    assert [row["status"] for row in rows] == ["CONNECTED", "PENDING"]
    assert rows[0]["throughput"] == {"level": "STANDARD"}
    assert error(graph.call("GET", f"/{NUMBER}?fields=colour")) == (400, 100, None)


def test_health_says_why_nothing_can_be_sent(sandbox: Running, graph: Graph) -> None:
    path = f"/{NUMBER}?fields=health_status"
    assert graph.call("GET", path)[1]["health_status"]["can_send_message"] == "AVAILABLE"
    sandbox.control.call("PATCH", f"/accounts/{ACCOUNT}", {"payment_ok": False})
    health = graph.call("GET", path)[1]["health_status"]
    assert health["can_send_message"] == "BLOCKED"
    assert [item["errors"][0]["error_code"] for item in health["entities"] if "errors" in item] == [141006]


def test_calls_are_counted_in_the_header_and_stopped_at_the_limit(sandbox: Running, graph: Graph) -> None:
    for number in (NUMBER, SECOND_NUMBER):
        sandbox.control.call("PATCH", f"/numbers/{number}", {"registered": False})
    answers = [graph.call("GET", f"/{ACCOUNT}?fields=id") for _ in range(201)]
    usage = json.loads(answers[99][2]["x-business-use-case-usage"])
    assert usage[ACCOUNT][0]["call_count"] == 50
    assert error(answers[200]) == (400, 80007, None)
    sandbox.control.advance(3600)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 200


def test_versions_are_tolerated(sandbox: Running, graph: Graph) -> None:
    for asked, served in (("v25.0", "v25.0"), ("v20.0", "v21.0"), ("v26.0", "v26.0"), ("v99.0", "v26.0")):
        status, _, headers = graph.call("GET", f"{sandbox.url}/{asked}/{ACCOUNT}")
        assert (status, headers["facebook-api-version"]) == (200, served)
    assert graph.call("GET", f"{sandbox.url}/{ACCOUNT}")[0] == 200


def test_an_unknown_path_is_graphs_own_error(graph: Graph) -> None:
    assert error(graph.call("GET", f"/{NUMBER}/kettles/9/9")) == (400, 2500, None)


# -- registration ----------------------------------------------------------------------------------------------------
def register(graph: Graph, pin: str | None, number: str = SECOND_NUMBER) -> tuple[int, Any, dict[str, str]]:
    body = {"messaging_product": "whatsapp", **({"pin": pin} if pin is not None else {})}
    return graph.call("POST", f"/{number}/register", body)


def test_the_first_pin_is_taken_and_must_match_from_then_on(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    assert register(graph, None)[1]["error"]["code"] == 100
    assert register(graph, "12ab56")[1]["error"]["code"] == 100
    assert register(graph, "483920")[1] == {"success": True}
    assert graph.call("GET", f"/{SECOND_NUMBER}?fields=status")[1]["status"] == "CONNECTED"
    assert register(graph, "000000")[1]["error"]["code"] == 133005
    assert graph.call("POST", f"/{SECOND_NUMBER}", {"pin": "000000"})[1] == {"success": True}
    assert register(graph, "000000")[1] == {"success": True}
    assert sandbox.control.until(lambda: bool(receiver.values))
    assert (receiver.values[0]["_field"], receiver.values[0]["event"]) == ("security", "PIN_CHANGED")


def test_ten_registrations_in_three_days(sandbox: Running, graph: Graph) -> None:
    codes = [register(graph, "483920")[0] for _ in range(11)]
    assert codes == [200] * 10 + [400]
    assert register(graph, "483920")[1]["error"]["code"] == 133016
    sandbox.control.advance(72 * 3600 + 1)
    assert register(graph, "483920")[0] == 200


def test_a_deregistered_number_cannot_send(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("mira", "hi")
    assert graph.call("POST", f"/{NUMBER}/deregister", {})[1] == {"success": True}
    assert graph.code(graph.send()) == 133010


# -- subscriptions, profile, block list, history ---------------------------------------------------------------------
def test_webhooks_come_only_while_the_app_is_subscribed(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    path = f"/{ACCOUNT}/subscribed_apps"
    listed = graph.call("GET", path)[1]["data"]
    assert [item["whatsapp_business_api_data"]["id"] for item in listed] == [sandbox.settings.app_id]
    assert graph.call("DELETE", path)[1] == {"success": True}
    sandbox.control.says("mira", "nobody hears this")
    assert graph.call("POST", path)[1] == {"success": True}
    sandbox.control.says("mira", "but this")
    assert sandbox.control.quiet()
    assert [message["text"]["body"] for message in receiver.messages] == ["but this"]


def test_the_profile_can_be_read_and_changed(graph: Graph) -> None:
    path = f"/{NUMBER}/whatsapp_business_profile"
    assert graph.call("POST", path, {"messaging_product": "whatsapp", "about": "Kettles"})[1] == {"success": True}
    found = graph.call("GET", f"{path}?fields=about,vertical")[1]["data"][0]
    assert found == {"about": "Kettles", "vertical": "RETAIL", "messaging_product": "whatsapp"}
    assert graph.call("POST", path, {"messaging_product": "whatsapp", "about": "x" * 140})[0] == 400


def test_blocking_keeps_both_sides_apart(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    users = {"messaging_product": "whatsapp", "block_users": [{"user": MIRA}, {"user": "+447700900789"}]}
    status, answer, _ = graph.call("POST", f"/{NUMBER}/block_users", users)
    assert (status, answer["error"]["code"]) == (400, 139100)
    assert answer["block_users"]["added_users"] == [{"input": MIRA, "wa_id": "447700900456"}]
    assert answer["block_users"]["failed_users"][0]["input"] == "+447700900789"
    assert graph.code(graph.send()) == 130403
    assert sandbox.control.says("mira", "can you hear me?") == ""
    users["block_users"] = users["block_users"][:1]
    assert graph.call("DELETE", f"/{NUMBER}/block_users", users)[0] == 200
    assert graph.code(graph.send()) == 0
    assert sandbox.control.quiet()
    assert len(receiver.messages) == 1


def blocked(graph: Graph, *people: dict[str, str], method: str = "POST") -> tuple[int, Any]:
    users = {"messaging_product": "whatsapp", "block_users": list(people)}
    return graph.call(method, f"/{NUMBER}/block_users", users)[:2]


def test_only_who_wrote_within_a_day_can_be_blocked(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("juno", "hi")
    sandbox.control.says("mira", "hi")
    sandbox.control.advance(86400)
    sandbox.control.says("mira", "still there?")
    juno = {"user_id": "GB.8815520047392610"}
    status, answer = blocked(graph, juno, {"user": MIRA}, {"user": "+447700900999"})
    assert (status, answer["error"]["code"]) == (400, 139100)
    assert [one["input"] for one in answer["block_users"]["added_users"]] == [MIRA]
    failed = answer["block_users"]["failed_users"]
    assert [one["input"] for one in failed] == [juno["user_id"], "+447700900999"]
    assert {error["code"] for one in failed for error in one["errors"]} == {139100}


def test_the_block_list_has_an_end_and_pages(make: Make) -> None:
    running = make(block_limit=2)
    graph = Graph(running.url, running.token)
    people = [{"user": MIRA}, {"user_id": "GB.8815520047392610"}, {"user": "+447700900789"}]
    for who in ("mira", "juno", "odd"):
        running.control.says(who, "hi")
    status, answer = blocked(graph, *people)
    [failed] = answer["block_users"]["failed_users"]
    assert (status, failed["input"], failed["errors"][0]["code"]) == (400, "+447700900789", 139101)
    assert blocked(graph, *people[:2])[0] == 200, "who is on the list already needs no room"
    page = graph.call("GET", f"/{NUMBER}/block_users?limit=1")[1]
    assert page["data"] == [{"messaging_product": "whatsapp", "wa_id": "447700900456"}]
    last = graph.call("GET", page["paging"]["next"])[1]
    assert last["data"] == [{"messaging_product": "whatsapp", "user_id": "GB.8815520047392610"}]
    assert "next" not in last["paging"]
    assert blocked(graph, people[0], method="DELETE")[0] == 200
    assert blocked(graph, people[2])[0] == 200


@pytest.mark.parametrize("body", [{}, {"messaging_product": "whatsapp"}, {"block_users": [{"user": MIRA}]}])
def test_a_block_list_needs_its_form(graph: Graph, body: dict[str, Any]) -> None:
    status, answer, _ = graph.call("POST", f"/{NUMBER}/block_users", body)
    assert (status, answer["error"]["code"]) == (400, 100)


def test_message_history_tells_what_webhooks_did_not(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("mira", "hi")
    sandbox.control.fault("drop_statuses")
    wamid = graph.text()
    assert sandbox.control.quiet()
    found = graph.call("GET", f"/{NUMBER}/message_history?message_id={wamid}")[1]["data"][0]
    assert found["message_id"] == wamid
    stages = [event["delivery_status"] for event in found["events"]["data"]]
    assert stages == ["ACCEPTED", "SENT", "DELIVERED", "READ"]


# -- limits ----------------------------------------------------------------------------------------------------------
def test_a_burst_to_one_person_must_be_repaid(make: Make) -> None:
    running = make(messages_per_second=0)
    graph = Graph(running.url, running.token)
    running.control.clock(freeze=True)
    running.control.says("mira", "hi")
    codes = [graph.code(graph.send()) for _ in range(46)]
    assert codes == [0] * 45 + [131056]
    running.control.advance(6)
    assert [graph.code(graph.send()) for _ in range(2)] == [0, 131056]


def test_a_number_sends_only_so_many_a_second(make: Make) -> None:
    running = make(messages_per_second=5, pair_limit=False)
    graph = Graph(running.url, running.token)
    running.control.says("mira", "hi")
    codes = [graph.code(graph.send()) for _ in range(8)]
    assert codes.count(130429) >= 2
    assert set(codes) == {0, 130429}
    assert running.control.until(lambda: graph.code(graph.send()) == 0, pause=0.2)
