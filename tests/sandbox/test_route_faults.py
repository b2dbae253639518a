"""Faults aimed at one group of Graph routes: eight kinds at each step of connecting, and nothing beside it."""

from __future__ import annotations

import http.client
import time
import urllib.error
from typing import Any

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.faults import GROUPS, covers
from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, NUMBER, Graph

OTHER_ACCOUNT, SECOND_NUMBER = "770100200300402", "660900800700502"
PIN = {"messaging_product": "whatsapp", "pin": "483920"}
APP = "990011223344556"
CUT = (ConnectionError, http.client.HTTPException, urllib.error.URLError)

STEPS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "debug_token": ("GET", "/debug_token?input_token=x", None),
    "waba": ("GET", f"/{ACCOUNT}", None),
    "subscribe": ("POST", f"/{ACCOUNT}/subscribed_apps", {}),
    "numbers": ("GET", f"/{ACCOUNT}/phone_numbers", None),
    "register": ("POST", f"/{SECOND_NUMBER}/register", PIN),
    "profile": ("GET", f"/{NUMBER}/whatsapp_business_profile", None),
    "templates": ("GET", f"/{ACCOUNT}/message_templates", None),
    "number": ("GET", f"/{NUMBER}?fields=health_status", None),
    "uploads": ("POST", f"/{APP}/uploads?file_length=4&file_type=image/png", {}),
    "unsubscribe": ("DELETE", f"/{ACCOUNT}/subscribed_apps", None),
    "automation": ("POST", f"/{NUMBER}/conversational_automation", {"prompts": ["Where is my order?"]}),
    "messages": ("POST", f"/{NUMBER}/messages", {"messaging_product": "whatsapp", "to": "+447700900456",
                                                 "type": "text", "text": {"body": "hello"}}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def open_window(sandbox: Running) -> None:
    sandbox.control.says("mira", "hi")


@pytest.mark.parametrize("step", STEPS)
def test_eight_faults_strike_each_step_once(sandbox: Running, graph: Graph, step: str) -> None:
    def call() -> int:
        return graph.call(*STEPS[step])[0]

    for code, http_status in ((190, 401), (10, 403), (80007, 400), (2, 503)):
        sandbox.control.fault("error", route=step, code=code, times=1)
        status, answer, _ = graph.call(*STEPS[step])
        assert (status, answer["error"]["code"]) == (http_status, code)
    sandbox.control.fault("server_error_before", route=step, times=1)
    assert call() == 500
    sandbox.control.fault("not_json", route=step, times=1)
    assert call() == 502
    for fault in ("reset_before", "reset_after"):
        sandbox.control.fault(fault, route=step, times=1)
        with pytest.raises(CUT):
            call()
    sandbox.control.fault("slow_answer", route=step, seconds=0.2, times=1)
    started = time.monotonic()
    assert call() == 200
    assert time.monotonic() - started >= 0.2
    assert call() == 200


def test_what_is_done_before_the_answer_was_lost_stays_done(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("server_error_after", route="register", times=1)
    assert graph.call(*STEPS["register"])[0] == 500
    assert graph.call("GET", f"/{SECOND_NUMBER}?fields=status")[1]["status"] == "CONNECTED"
    sandbox.control.fault("server_error_before", route="unsubscribe", times=1)
    assert graph.call(*STEPS["unsubscribe"])[0] == 500
    assert graph.call("GET", f"/{ACCOUNT}/subscribed_apps")[1]["data"] != []
    sandbox.control.fault("reset_after", route="unsubscribe", times=1)
    with pytest.raises(CUT):
        graph.call(*STEPS["unsubscribe"])
    assert graph.call("GET", f"/{ACCOUNT}/subscribed_apps")[1]["data"] == []


def test_a_code_survives_a_fault_before_the_exchange(sandbox: Running, graph: Graph) -> None:
    code = sandbox.control.sign_up()["code"]
    settings = sandbox.settings
    path = f"/oauth/access_token?client_id={settings.app_id}&client_secret={settings.app_secret}&code={code}"
    sandbox.control.fault("server_error_before", route="oauth", times=1)
    assert graph.call("GET", path)[0] == 500
    assert graph.call("GET", path)[0] == 200
    code = sandbox.control.sign_up()["code"]
    sandbox.control.fault("server_error_after", route="oauth", times=1)
    path = path.rpartition("=")[0] + f"={code}"
    assert graph.call("GET", path)[0] == 500
    assert graph.call("GET", path)[0] == 400


def test_a_rule_leaves_other_steps_accounts_and_numbers_alone(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("error", route="waba", code=2)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 503
    assert graph.call("GET", f"/{ACCOUNT}/phone_numbers")[0] == 200
    sandbox.control.no_faults()
    sandbox.control.fault("error", route="graph", code=2, account=OTHER_ACCOUNT)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 200
    assert Graph(sandbox.url, sandbox.control.mint("other_account")).call("GET", f"/{OTHER_ACCOUNT}")[0] == 503
    sandbox.control.no_faults()
    sandbox.control.fault("error", route="number", code=2, number=SECOND_NUMBER)
    assert [graph.call("GET", f"/{number}")[0] for number in (NUMBER, SECOND_NUMBER)] == [200, 503]


def test_graph_means_everything_but_messages(sandbox: Running, graph: Graph) -> None:
    sandbox.control.fault("error", route="graph", code=80007)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 400
    assert graph.code(graph.send()) == 0
    sandbox.control.no_faults()
    sandbox.control.fault("error", route="any", code=80007)
    assert graph.code(graph.send()) == 80007
    assert not covers("graph", "messages")
    assert covers("graph", "register")


def test_a_group_that_does_not_exist_is_refused_and_the_others_are_listed(sandbox: Running) -> None:
    with pytest.raises(SandboxRefused, match="route is any, graph, or one of"):
        sandbox.control.fault("not_json", route="telephone")
    assert sandbox.control.call("GET", "/faults")["groups"] == GROUPS
    assert set(STEPS) <= set(GROUPS)
