"""Template sends held against their definitions, and the list Meta shows."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, MIRA, NUMBER, Graph, Receiver


def template(name: str, *components: dict[str, Any], language: str = "en_GB") -> dict[str, Any]:
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": list(components)},
    }


def body(*texts: str, **named: str) -> dict[str, Any]:
    parameters = [{"type": "text", "text": text} for text in texts]
    parameters += [{"type": "text", "parameter_name": name, "text": text} for name, text in named.items()]
    return {"type": "body", "parameters": parameters}


def button(index: int, sub_type: str, **parameter: str) -> dict[str, Any]:
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": [parameter]}


HEADER = {"type": "header", "parameters": [{"type": "text", "text": "A-17"}]}
PHOTO = {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://example.test/w.jpg"}}]}
TRACK = button(0, "url", type="text", text="A17")
SHIPPED = body("Mira", "A-17", "Tuesday")
SHOP = button(0, "url", type="text", text="W417")
OFFER = body(first_name="Mira", end_date="Sunday")


def test_a_whole_template_is_accepted_and_shown_filled_in(sandbox: Running, graph: Graph) -> None:
    status, answer = graph.send(**template("order_shipped", HEADER, SHIPPED, TRACK))
    assert (status, answer["messages"][0]["message_status"]) == (200, "accepted")
    shown = sandbox.control.chat("mira", NUMBER)["messages"][0]["shown"]
    assert shown["header"] == {"type": "text", "text": "Order A-17"}
    assert shown["body"] == "Hi Mira, your order A-17 has left our workshop and arrives on Tuesday."
    assert shown["buttons"][0]["url"] == "https://example.test/track/A17"


@pytest.mark.parametrize(
    ("code", "given"),
    [
        (132001, template("no_such_template")),
        (132001, template("order_shipped", HEADER, SHIPPED, TRACK, language="fr")),
        (132001, template("visit_reminder", body("Mira", "Friday"))),
        (132015, template("flash_sale", body("Mira"))),
        (132000, template("order_shipped", HEADER, body("Mira", "A-17"), TRACK)),
        (132000, template("order_shipped", SHIPPED, TRACK)),
        (131008, template("order_shipped", HEADER, SHIPPED)),
        (132012, template("repair_ready", body("Mira", "teal kettle"))),
        (132012, template("repair_ready", body(first_name="Mira", colour="teal"))),
        (132012, template("winter_offer", OFFER, SHOP, HEADER)),
        (132018, template("repair_ready", body(first_name="Mi\nra", product="kettle"))),
        (132018, template("repair_ready", body(first_name="Mira     Quill", product="kettle"))),
        (132018, template("repair_ready", body(first_name="", product="kettle"))),
        (132005, template("repair_ready", body(first_name="x" * 1000, product="kettle"))),
        (132000, template("kettle_care", body("too much"))),
    ],
)
def test_what_does_not_fit_is_refused(graph: Graph, code: int, given: dict[str, Any]) -> None:
    assert graph.code(graph.send(**given)) == code


def test_a_missing_template_is_http_404(graph: Graph) -> None:
    assert graph.send(**template("no_such_template"))[0] == 404


def test_a_template_goes_out_with_the_window_closed(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    graph.send(**template("kettle_care"))
    assert sandbox.control.until(lambda: "read" in receiver.stages())
    assert receiver.statuses[0]["pricing"] == {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": "marketing",
    }


def test_one_time_codes_need_a_phone(graph: Graph) -> None:
    code = template("login_code", body("123456"), button(0, "url", type="text", text="123456"))
    assert graph.code(graph.send(**code)) == 0
    assert graph.code(graph.send(recipient="GB.8815520047392610", **code)) == 131062


def test_who_stopped_offers_gets_no_marketing(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.acts("mira", "user_preferences", value="stop")
    assert graph.send(**template("kettle_care"))[0] == 200
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["errors"][0]["code"] == 131050
    sandbox.control.acts("mira", "user_preferences", value="resume")
    graph.send(**template("kettle_care"))
    assert sandbox.control.until(lambda: "sent" in receiver.stages())
    preferences = [value["user_preferences"][0] for value in receiver.values if value["_field"] == "user_preferences"]
    assert [item["value"] for item in preferences] == ["stop", "resume"]


def test_marketing_has_its_own_endpoint(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    def post(given: dict[str, Any]) -> Any:
        whole = {"messaging_product": "whatsapp", "to": MIRA, **given}
        return graph.call("POST", f"/{NUMBER}/marketing_messages", whole)[1]

    assert "messages" in post(template("kettle_care"))
    assert post({"type": "text", "text": {"body": "x"}})["error"]["code"] == 100
    assert post(template("order_shipped", HEADER, SHIPPED, TRACK))["error"]["code"] == 134100
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["pricing"]["category"] == "marketing_lite"


def test_marketing_can_be_switched_off_on_messages(sandbox: Running, graph: Graph) -> None:
    sandbox.control.call("PATCH", f"/accounts/{ACCOUNT}", {"marketing_on_messages": False})
    assert graph.code(graph.send(**template("kettle_care"))) == 131063


def test_offers_to_the_united_states_are_not_delivered(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    graph.send(to="+12025550147", **template("kettle_care"))
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert receiver.statuses[0]["errors"][0]["code"] == 131049


def test_the_list_is_paged_by_cursors_to_its_end(graph: Graph) -> None:
    seen: list[str] = []
    address = f"/{ACCOUNT}/message_templates?limit=4"
    while address:
        _, page, _ = graph.call("GET", address)
        seen += [item["id"] for item in page["data"]]
        address = page["paging"].get("next", "")
    assert len(seen) == len(set(seen)) == 11


def test_the_list_is_filtered_and_shows_the_asked_fields(graph: Graph) -> None:
    _, page, _ = graph.call("GET", f"/{ACCOUNT}/message_templates?status=PAUSED&fields=name,quality_score")
    assert [(item["name"], item["quality_score"]["score"]) for item in page["data"]] == [("flash_sale", "RED")]
    assert set(page["data"][0]) == {"name", "quality_score", "id"}
    assert len(graph.call("GET", f"/{ACCOUNT}/message_templates?name=order_shipped")[1]["data"]) == 2


def test_a_bad_cursor_is_131059(graph: Graph) -> None:
    assert graph.call("GET", f"/{ACCOUNT}/message_templates?after=nonsense")[1]["error"]["code"] == 131059


def test_a_paused_template_is_announced(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    found = sandbox.control.call("GET", "/templates", None, account=ACCOUNT)["items"]
    kettle = next(item for item in found if item["name"] == "kettle_care")
    sandbox.control.call("PATCH", f"/templates/{kettle['id']}", {"status": "PAUSED"})
    assert sandbox.control.until(lambda: bool(receiver.values))
    value = receiver.values[0]
    assert (value["_field"], value["event"]) == ("message_template_status_update", "PAUSED")
    assert value["message_template_id"] == int(kettle["id"])
    assert graph.code(graph.send(**template("kettle_care"))) == 132015
