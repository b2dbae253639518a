"""The fault switches: what the caller sees, what is accepted all the same, and that a run can be repeated."""

from __future__ import annotations

import http.client
import time
import urllib.error
from typing import Any

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.faults import Faults
from infra.sandbox.model import Rule
from infra.sandbox.running import Running
from infra.sandbox.state import Shelf
from tests.sandbox.conftest import MIRA, NUMBER, Graph, Receiver


@pytest.fixture(autouse=True)
def open_window(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    assert sandbox.control.until(lambda: bool(receiver.values))


def test_a_lost_answer_is_accepted_once(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("server_error_after", times=1)
    assert graph.send(type="text", text={"body": "x"}, biz_opaque_callback_data="a")[0] == 500
    ledger = sandbox.control.ledger()
    assert [(line["callback"], line["answer"]) for line in ledger["items"]] == [("a", "error")]
    assert sandbox.control.until(lambda: "read" in receiver.stages())
    assert receiver.statuses[0]["biz_opaque_callback_data"] == "a"
    assert graph.send()[0] == 200


@pytest.mark.parametrize(("fault", "accepted"), [("reset_before", 0), ("reset_after", 1)])
def test_a_cut_connection(sandbox: Running, graph: Graph, fault: str, accepted: int) -> None:
    sandbox.control.fault(fault, times=1)
    with pytest.raises((ConnectionError, http.client.HTTPException, urllib.error.URLError)):
        graph.send()
    assert sandbox.control.ledger()["accepted"] == accepted


def test_an_error_before_accepting(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("server_error_before", times=1)
    assert graph.send()[0] == 500
    assert sandbox.control.ledger()["accepted"] == 0


def test_an_answer_that_is_no_json(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("not_json", times=1)
    status, body = graph.send()
    assert (status, body[:15]) == (502, b"<!DOCTYPE html>")


@pytest.mark.parametrize("code", [4, 130429, 131056, 131000, 131048, 190])
def test_any_code_can_be_switched_on(sandbox: Running, graph: Graph, code: int) -> None:
    sandbox.control.fault("error", code=code, subcode=463)
    _, answer = graph.send()
    assert (answer["error"]["code"], answer["error"]["error_subcode"]) == (code, 463)
    sandbox.control.no_faults()
    assert graph.send()[0] == 200


def test_or_reported_later(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("error", code=131000, mode="async", times=1)
    assert graph.send()[0] == 200
    assert sandbox.control.until(lambda: bool(receiver.statuses))
    assert (receiver.stages(), receiver.statuses[0]["errors"][0]["code"]) == (["failed"], 131000)


def test_the_status_can_come_before_the_answer(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("status_first")
    wamid = graph.text()
    assert [(status["id"], status["status"]) for status in receiver.statuses[:1]] == [(wamid, "sent")]


def test_duplicates_are_the_same_bytes(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("duplicate")
    graph.text()
    assert sandbox.control.until(lambda: len(receiver.statuses) == 6)
    assert all(receiver.raw.count(raw) == 2 for raw in receiver.raw[1:])


def test_delivered_can_be_left_out(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("drop_delivered")
    graph.text()
    assert sandbox.control.quiet()
    assert receiver.stages() == ["sent", "read"]
    assert "pricing" in receiver.statuses[1]


def test_all_statuses_can_be_dropped(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("drop_statuses")
    graph.text()
    assert sandbox.control.quiet()
    assert receiver.statuses == []
    assert sandbox.control.ledger()["stages"] == {"sent": 1, "delivered": 1, "read": 1}


def test_bodies_can_be_held_back_and_flushed(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.fault("delay", seconds=600)
    graph.text()
    assert sandbox.control.until(lambda: sandbox.control.facts()["waiting_webhooks"] == 3)
    assert receiver.statuses == []
    sandbox.control.flush()
    assert sandbox.control.until(lambda: len(receiver.statuses) == 3)


def test_reordering_lets_later_bodies_overtake(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.fault("reorder", rate=0.5, seconds=0.3)
    words = [str(place) for place in range(30)]
    sandbox.control.act_all([{"person": "odd", "kind": "text", "text": word} for word in words])
    assert sandbox.control.until(lambda: len(receiver.messages) == 31)
    arrived = [message["text"]["body"] for message in receiver.messages[1:]]
    assert sorted(arrived) == sorted(words)
    assert arrived != words


def test_updates_can_share_a_body(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.fault("batch", size=10)
    sandbox.control.act_all([{"person": "odd", "kind": "text", "text": str(place)} for place in range(25)])
    assert sandbox.control.quiet()
    assert len(receiver.messages) == 26
    assert len(receiver.raw) == 1 + 3


def test_a_rule_can_be_for_one_person(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("odd", "hi")
    sandbox.control.fault("error", code=131000, person="odd")
    assert graph.send(to=MIRA)[0] == 200
    assert graph.send(to="+447700900789")[0] == 500


def test_answers_can_be_slow(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("slow_answer", seconds=0.3, times=1)
    started = time.monotonic()
    graph.send()
    assert time.monotonic() - started >= 0.3


def test_media_can_be_missing(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    sandbox.control.acts("odd", "image")
    assert sandbox.control.until(lambda: len(receiver.messages) == 2)
    sandbox.control.fault("media_missing", times=1)
    url = receiver.messages[1]["image"]["url"]
    assert [graph.call("GET", url)[0] for _ in range(2)] == [404, 200]


def test_rules_are_checked(sandbox: Running) -> None:
    for wrong in ({"fault": "gravity"}, {"fault": "error"}, {"fault": "delay", "colour": "red"}):
        with pytest.raises(SandboxRefused):
            sandbox.control.call("POST", "/faults", wrong)


def rules(**given: Any) -> Faults:
    shelf = Shelf("rules", Rule)
    shelf.put("r", Rule("r", "error", **given))
    return Faults(shelf)


def test_a_rate_strikes_about_that_often_and_the_same_ones_every_time() -> None:
    keys = [f"message {place}" for place in range(2000)]
    first, second = rules(rate=0.05, seed=417), rules(rate=0.05, seed=417)
    struck = [key for key in keys if first.strike("error", key)]
    again = [key for key in reversed(keys) if second.strike("error", key)]
    assert 60 <= len(struck) <= 140
    assert struck == again[::-1]
    other = rules(rate=0.05, seed=418)
    assert [key for key in keys if other.strike("error", key)] != struck


def test_a_repeated_key_gets_a_new_die() -> None:
    faults = rules(rate=0.5, seed=1)
    assert len({bool(faults.strike("error", "same")) for _ in range(20)}) == 2


def test_times_count_down(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("error", code=131000, times=2)
    assert [graph.send(number=NUMBER)[0] for _ in range(3)] == [500, 500, 200]
