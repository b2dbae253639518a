"""Bans, restrictions, reviews, uninstalls: what is refused, what health says, which webhook comes."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.happenings import HAPPENINGS, PARTNER
from infra.sandbox.running import Running
from infra.sandbox.signing import parsed
from tests.sandbox.conftest import ACCOUNT, MIRA, NUMBER, Graph, Make, Receiver

OTHER_ACCOUNT = "770100200300402"
DAY = 86400
TEMPLATE: dict[str, Any] = {
    "type": "template",
    "template": {"name": "hello_world", "language": {"code": "en_US"}},
}


def health(graph: Graph) -> tuple[str, dict[str, list[int]]]:
    """What health_status says of the demo number: overall, and the codes of each kind of entity."""
    found = graph.call("GET", f"/{NUMBER}?fields=health_status")[1]["health_status"]
    codes = {one["entity_type"]: [error["error_code"] for error in one.get("errors", [])] for one in found["entities"]}
    return found["can_send_message"], {kind: errors for kind, errors in codes.items() if errors}


def events(sandbox: Running, receiver: Receiver, field: str) -> list[dict[str, Any]]:
    assert sandbox.control.quiet()
    return [value for value in receiver.values if value["_field"] == field]


@pytest.fixture(autouse=True)
def open_window(sandbox: Running) -> None:
    sandbox.control.says("mira", "hi")


def test_a_ban_is_announced_comes_and_goes(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.happens("ban_scheduled", days=5)
    assert health(graph)[0] == "LIMITED"
    assert graph.code(graph.send()) == 0
    sandbox.control.happens("banned")
    assert health(graph) == ("BLOCKED", {"WABA": [131031]})
    assert graph.code(graph.send()) == 131031
    sandbox.control.happens("reinstated")
    assert health(graph) == ("AVAILABLE", {})
    assert graph.code(graph.send()) == 0
    told = [value["ban_info"]["waba_ban_state"] for value in events(sandbox, receiver, "account_update")]
    assert told == ["SCHEDULE_FOR_DISABLE", "DISABLE", "REINSTATE"]


@pytest.mark.parametrize(
    ("kind", "text", "template"),
    [("RESTRICTED_BIZ_INITIATED_MESSAGING", 0, 368), ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", 368, 368)],
)
def test_a_restriction_ends_by_itself(
    sandbox: Running, graph: Graph, receiver: Receiver, kind: str, text: int, template: int
) -> None:
    sandbox.control.happens("restricted", type=kind, days=3)
    assert (graph.code(graph.send()), graph.code(graph.send(**TEMPLATE))) == (text, template)
    info = events(sandbox, receiver, "account_update")[0]["restriction_info"][0]
    assert info["restriction_type"] == kind
    assert info["expiration"] > sandbox.control.facts()["now"] + 2 * DAY
    sandbox.control.advance(3 * DAY + 1)
    assert health(graph) == ("AVAILABLE", {})
    assert graph.code(graph.send(**TEMPLATE)) == 0


def test_people_of_a_blocked_country_are_refused(sandbox: Running, graph: Graph) -> None:
    sandbox.control.happens("country_blocked", countries=["BR"])
    assert graph.code(graph.send("+5511987650042", **TEMPLATE)) == 130497
    assert graph.code(graph.send(MIRA)) == 0
    sandbox.control.happens("unrestricted")
    assert graph.code(graph.send("+5511987650042", **TEMPLATE)) == 0


def test_a_restriction_can_be_lifted_early(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.happens("restricted", type="RESTRICTED_CUSTOMER_INITIATED_MESSAGING")
    sandbox.control.happens("unrestricted")
    assert graph.code(graph.send()) == 0
    assert [len(value["restriction_info"]) for value in events(sandbox, receiver, "account_update")] == [1, 0]


@pytest.mark.parametrize(
    ("event", "told"), [("partner_removed", "PARTNER_REMOVED"), ("app_uninstalled", "PARTNER_APP_UNINSTALLED")]
)
def test_a_lost_account_takes_its_tokens_and_webhooks_with_it(
    sandbox: Running, graph: Graph, receiver: Receiver, event: str, told: str
) -> None:
    both = sandbox.control.call("POST", "/tokens", {"accounts": [ACCOUNT, OTHER_ACCOUNT]})["value"]

    sandbox.control.happens(event)

    status, answer, _ = graph.call("GET", f"/{ACCOUNT}")
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (401, 190, 458)
    assert Graph(sandbox.url, both).call("GET", f"/{ACCOUNT}")[0] == 403
    assert Graph(sandbox.url, both).call("GET", f"/{OTHER_ACCOUNT}")[0] == 200
    value = events(sandbox, receiver, "account_update")[0]
    assert (value["event"], value["waba_info"]["waba_id"]) == (told, ACCOUNT)
    assert [parsed(raw)["entry"][0]["id"] for raw in receiver.raw if b"PARTNER_" in raw] == [PARTNER]
    heard = len(receiver.messages)
    sandbox.control.says("mira", "is anybody there?")
    assert sandbox.control.quiet()
    assert len(receiver.messages) == heard


def test_the_phone_app_leaves_with_a_reason(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.happens("phone_app_left", reason="PRIMARY_INACTIVITY")
    value = events(sandbox, receiver, "account_update")[0]
    assert value["disconnection_info"] == {"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"}


def test_a_review_is_told_and_read(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.happens("reviewed", decision="REJECTED")
    assert graph.call("GET", f"/{ACCOUNT}?fields=account_review_status")[1]["account_review_status"] == "REJECTED"
    assert events(sandbox, receiver, "account_review_update")[0]["decision"] == "REJECTED"


def test_a_flagged_number_still_sends_but_says_so(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.happens("flagged", number=NUMBER)
    fields = graph.call("GET", f"/{NUMBER}?fields=status,quality_rating")[1]
    assert (fields["status"], fields["quality_rating"]) == ("FLAGGED", "RED")
    assert health(graph)[0] == "LIMITED"
    assert graph.code(graph.send()) == 0
    sandbox.control.happens("unflagged", number=NUMBER)
    assert health(graph)[0] == "AVAILABLE"
    told = events(sandbox, receiver, "phone_number_quality_update")
    assert [(one["event"], one["display_phone_number"]) for one in told] == [
        ("FLAGGED", "441134960321"),
        ("UNFLAGGED", "441134960321"),
    ]


def test_a_banned_number_cannot_send_and_a_restored_one_can(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.happens("number_banned", number=NUMBER)
    assert graph.code(graph.send()) == 131031
    assert health(graph)[0] == "BLOCKED"
    sandbox.control.happens("number_restored", number=NUMBER)
    assert graph.code(graph.send()) == 0
    alerts = events(sandbox, receiver, "account_alerts")
    assert [one["entity_id"] for one in alerts] == [NUMBER, NUMBER]


def test_a_number_registered_elsewhere_must_be_registered_again(sandbox: Running, graph: Graph) -> None:
    sandbox.control.happens("registered_elsewhere", number=NUMBER)
    assert graph.code(graph.send()) == 133010
    assert health(graph) == ("BLOCKED", {"PHONE_NUMBER": [133010]})


def test_names_tiers_and_throughput_are_told(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.happens("name_rejected", number=NUMBER, name="Kettles R Us")
    named = graph.call("GET", f"/{NUMBER}?fields=name_status,verified_name")[1]
    assert (named["name_status"], named["verified_name"]) == ("DECLINED", "Quill Kettles")
    sandbox.control.happens("tier_changed", tier="TIER_100K")
    sandbox.control.happens("throughput_upgraded", number=NUMBER)
    fields = "whatsapp_business_manager_messaging_limit,throughput"
    able = graph.call("GET", f"/{NUMBER}?fields={fields}")[1]
    assert able["whatsapp_business_manager_messaging_limit"] == "TIER_100K"
    assert able["throughput"] == {"level": "HIGH"}
    assert events(sandbox, receiver, "phone_number_name_update")[0]["decision"] == "REJECTED"
    assert events(sandbox, receiver, "business_capability_update")[0]["max_daily_conversations_per_business"] == (
        "TIER_100K"
    )


@pytest.mark.parametrize("event", sorted(HAPPENINGS))
def test_everything_can_happen_to_any_account(make: Make, event: str) -> None:
    control = make().control
    answer = control.happens(event, account=OTHER_ACCOUNT)
    assert answer["account"]["id"] == OTHER_ACCOUNT
    assert (answer["number"] is not None) == (HAPPENINGS[event].about == "number")
    assert control.quiet()


def test_what_cannot_happen_is_refused(sandbox: Running) -> None:
    with pytest.raises(SandboxRefused, match="event is one of"):
        sandbox.control.happens("rapture")
