"""What befalls a template that lives: quality, pauses, categories, pacing, deletion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.running import Running, running_sandbox
from tests.sandbox.authoring import (
    DAY,
    HOUR,
    LIST,
    STATUS,
    body,
    created,
    events,
    news,
    read,
    refused,
    send,
    wanted,
)
from tests.sandbox.conftest import ACCOUNT, QUICK, Graph, Make, Receiver


# -- quality and categories --------------------------------------------------------------------------------------------
def test_three_pauses_are_the_end(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    template = created(graph)
    assert sandbox.control.quiet()
    for hours in (3, 6):
        sandbox.control.template_act(template, "pause")
        assert graph.code(send(graph)) == 132015
        assert sandbox.control.quiet(), "a pause of hours is nothing to wait for"
        sandbox.control.flush()
        sandbox.control.advance(hours * HOUR - 60)
        assert read(graph, template)["status"] == "PAUSED"
        sandbox.control.advance(60)
        assert sandbox.control.until(lambda: read(graph, template)["status"] == "APPROVED")
    sandbox.control.template_act(template, "pause")
    sandbox.control.advance(30 * DAY)
    assert graph.code(send(graph)) == 132016
    told = [(one["event"], one.get("other_info", {}).get("title")) for one in news(sandbox, receiver)]
    assert told == [
        ("APPROVED", None),
        ("PAUSED", "FIRST_PAUSE"),
        ("APPROVED", "UNPAUSE"),
        ("PAUSED", "SECOND_PAUSE"),
        ("APPROVED", "UNPAUSE"),
        ("DISABLED", "DISABLED"),
    ]
    assert "disable_date" in news(sandbox, receiver)[-1]["disable_info"]
    assert refused(graph.call("DELETE", f"{LIST}?name=spring_news")) == (100, None)


def test_a_paused_one_may_be_edited_back_to_life(sandbox: Running, graph: Graph) -> None:
    template = created(graph)
    assert sandbox.control.quiet()
    sandbox.control.template_act(template, "pause")
    assert refused(graph.call("POST", f"/{template}/unpause", {})) == (100, None)
    assert graph.call("POST", f"/{template}", {"components": [body("Only blue kettles are left.")]})[0] == 200
    assert sandbox.control.quiet()
    assert read(graph, template)["status"] == "APPROVED"


def test_quality_is_told_with_what_it_was(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    template = created(graph)
    assert sandbox.control.quiet()
    for score in ("GREEN", "YELLOW"):
        sandbox.control.template_act(template, "quality", score=score)
    scores = [
        (one["previous_quality_score"], one["new_quality_score"])
        for one in news(sandbox, receiver, "message_template_quality_update")
    ]
    assert scores == [("UNKNOWN", "GREEN"), ("GREEN", "YELLOW")]
    assert read(graph, template, "quality_score")["quality_score"]["score"] == "YELLOW"


def test_a_category_changes_a_day_after_its_notice(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    template = created(graph, name="visit_note", category="UTILITY")
    assert sandbox.control.quiet()
    now = sandbox.control.call("GET", "/clock")["now"]
    sandbox.control.template_act(template, "category", category="MARKETING")
    assert read(graph, template, "correct_category")["correct_category"] == "MARKETING"
    assert read(graph, template)["category"] == "UTILITY"
    sandbox.control.advance(DAY)
    assert sandbox.control.until(lambda: read(graph, template)["category"] == "MARKETING")
    soon, done = news(sandbox, receiver, "template_category_update")
    assert (soon["new_category"], soon["correct_category"]) == ("UTILITY", "MARKETING")
    assert now + DAY - 60 <= soon["category_update_timestamp"] <= now + DAY + 60
    assert (done["previous_category"], done["new_category"]) == ("UTILITY", "MARKETING")
    assert read(graph, template, "previous_category")["previous_category"] == "UTILITY"


def test_acts_must_fit_and_changes_in_whatsapp_manager_are_told(
    sandbox: Running, graph: Graph, receiver: Receiver
) -> None:
    template = created(graph)
    assert sandbox.control.quiet()
    with pytest.raises(SandboxRefused, match="APPROVED takes: pause"):
        sandbox.control.template_act(template, "approve")
    with pytest.raises(SandboxRefused, match="score is one of"):
        sandbox.control.template_act(template, "quality", score="PURPLE")
    change = {"components": [body("Only red kettles are left.")], "category": "UTILITY", "quality": "RED"}
    sandbox.control.call("PATCH", f"/templates/{template}", change)
    assert sandbox.control.quiet()
    assert [value["_field"] for value in receiver.values] == [
        STATUS,
        "message_template_quality_update",
        "template_category_update",
        "message_template_components_update",
    ]
    [known] = sandbox.control.templates(account=ACCOUNT, name="spring_news")
    assert known["acts"] == ["pause", "disable", "reject", "pace", "quality", "category"]


def test_an_account_without_a_subscription_hears_nothing(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    assert graph.call("DELETE", f"/{ACCOUNT}/subscribed_apps")[0] == 200
    template = created(graph)
    assert sandbox.control.quiet()
    assert (read(graph, template)["status"], receiver.values) == ("APPROVED", [])


# -- pacing ------------------------------------------------------------------------------------------------------------
def test_pacing_holds_and_releases(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    template = created(graph)
    assert sandbox.control.quiet()
    sandbox.control.template_act(template, "pace", slice=1)
    said = [send(graph)[1]["messages"][0]["message_status"] for _ in range(3)]
    assert said == ["accepted", "held_for_quality_assessment", "held_for_quality_assessment"]
    assert sandbox.control.quiet()
    assert receiver.stages() == ["sent", "delivered", "read"]
    sandbox.control.template_act(template, "release")
    assert sandbox.control.quiet()
    assert sorted(receiver.stages()) == sorted(["sent", "delivered", "read"] * 3)
    assert send(graph)[1]["messages"][0]["message_status"] == "accepted"


def test_pacing_drops_and_pauses_until_somebody_ends_it(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    template = created(graph)
    assert sandbox.control.quiet()
    sandbox.control.template_act(template, "pace", slice=0)
    wamid = send(graph)[1]["messages"][0]["id"]
    sandbox.control.template_act(template, "drop")
    paused = news(sandbox, receiver)[-1]
    assert (paused["event"], paused["other_info"]["title"]) == ("PAUSED", "RATE_LIMITING_PAUSE")
    [failed] = receiver.statuses
    assert (failed["id"], failed["status"], failed["errors"][0]["code"]) == (wamid, "failed", 132015)
    sandbox.control.advance(7 * DAY)
    assert read(graph, template)["status"] == "PAUSED"
    assert graph.call("POST", f"/{template}/unpause", {})[1] == {"success": True}
    assert graph.code(send(graph)) == 0


@pytest.mark.parametrize(("score", "stage"), [("GREEN", "read"), ("RED", "failed")])
def test_pacing_by_itself_ends_as_the_quality_is(
    make: Make, graph_of: Callable[[Running], Graph], receiver: Receiver, score: str, stage: str
) -> None:
    sandbox = make(pacing_slice=1, pacing_after=HOUR)
    graph = graph_of(sandbox)
    template = created(graph)
    assert sandbox.control.until(lambda: read(graph, template)["status"] == "APPROVED")
    _, held = (send(graph)[1]["messages"][0]["id"] for _ in range(2))
    sandbox.control.template_act(template, "quality", score=score)
    sandbox.control.advance(HOUR)
    assert sandbox.control.until(lambda: stage in {one["status"] for one in receiver.statuses if one["id"] == held})
    assert read(graph, template)["status"] == ("PAUSED" if score == "RED" else "APPROVED")


def test_only_offers_are_paced_by_themselves(make: Make, graph_of: Callable[[Running], Graph]) -> None:
    sandbox = make(pacing_slice=1)
    graph = graph_of(sandbox)
    created(graph, name="visit_note", category="UTILITY")
    assert sandbox.control.quiet()
    said = [send(graph, "visit_note")[1]["messages"][0]["message_status"] for _ in range(3)]
    assert said == ["accepted"] * 3


# -- the end -----------------------------------------------------------------------------------------------------------
def test_a_deleted_name_is_blocked_for_thirty_days(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    created(graph)
    assert sandbox.control.quiet()
    assert graph.call("DELETE", f"{LIST}?name=spring_news")[1] == {"success": True}
    assert events(sandbox, receiver) == ["APPROVED", "DELETED"]
    assert graph.call("GET", f"{LIST}?name=spring_news")[1]["data"] == []
    assert refused(graph.call("POST", LIST, wanted())) == (100, 2388023)
    assert refused(graph.call("POST", LIST, wanted(language="es"))) == (100, 2388023)
    sandbox.control.advance(30 * DAY - 60)
    assert refused(graph.call("POST", LIST, wanted())) == (100, 2388023)
    sandbox.control.advance(60)
    assert graph.call("POST", LIST, wanted())[0] == 200


def test_one_language_goes_and_the_others_stay(sandbox: Running, graph: Graph) -> None:
    [spanish] = [one for one in sandbox.control.templates(ACCOUNT, "repair_ready") if one["language"] == "es"]
    assert graph.call("DELETE", f"{LIST}?name=repair_ready&hsm_id={spanish['id']}")[0] == 200
    assert [one["language"] for one in sandbox.control.templates(ACCOUNT, "repair_ready")] == ["en_GB"]
    again = wanted("repair_ready", category="UTILITY")
    assert refused(graph.call("POST", LIST, {**again, "language": "es"})) == (100, 2388023)
    assert graph.call("POST", LIST, {**again, "language": "pt_PT"})[0] == 200


def test_one_that_was_never_approved_leaves_its_name_free(make: Make, graph_of: Callable[[Running], Graph]) -> None:
    graph = graph_of(make(review_after=-1))
    created(graph)
    assert graph.call("DELETE", f"{LIST}?name=spring_news")[0] == 200
    assert graph.call("POST", LIST, wanted())[0] == 200


def test_what_is_not_there_cannot_be_deleted(graph: Graph) -> None:
    for query in ("?name=nothing", "?name=kettle_care&hsm_id=1", "?hsm_ids=[1]"):
        assert refused(graph.call("DELETE", LIST + query)) == (100, None)
    assert graph.call("DELETE", LIST)[1]["error"]["code"] == 100


def test_several_by_their_ids(sandbox: Running, graph: Graph) -> None:
    ids = [one["id"] for one in sandbox.control.templates(ACCOUNT, "order_shipped")]
    assert graph.call("DELETE", f"{LIST}?hsm_ids=[{','.join(ids)}]")[0] == 200
    assert (len(ids), sandbox.control.templates(ACCOUNT, "order_shipped")) == (2, [])


def test_deletion_waits_for_messages_on_their_way(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.change_person("mira", online=False)
    template = created(graph)
    assert sandbox.control.quiet()
    assert graph.code(send(graph)) == 0
    assert graph.call("DELETE", f"{LIST}?name=spring_news")[0] == 200
    assert read(graph, template)["status"] == "PENDING_DELETION"
    assert graph.code(send(graph)) == 132001
    assert refused(graph.call("POST", LIST, wanted())) == (100, 2388023)
    sandbox.control.change_person("mira", online=True)
    assert events(sandbox, receiver) == ["APPROVED", "PENDING_DELETION", "DELETED"]


def test_a_restart_forgets_nothing(tmp_path: Path, receiver: Receiver) -> None:
    given = {**QUICK, "callback": receiver, "state": tmp_path, "connected": True, "review_after": HOUR}
    with running_sandbox(**given) as sandbox:
        token, template = sandbox.token, created(Graph(sandbox.url, sandbox.token))
    with running_sandbox(**given) as sandbox:
        graph = Graph(sandbox.url, token)
        assert read(graph, template)["status"] == "PENDING"
        sandbox.control.advance(HOUR)
        assert sandbox.control.until(lambda: read(graph, template)["status"] == "APPROVED")
        assert graph.code(send(graph)) == 0
