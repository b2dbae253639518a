"""The sandbox as a program: restarts, stopping, the chalice app by itself, the page, how fast it is."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client

from infra.sandbox.client import SandboxRefused
from infra.sandbox.running import running_sandbox
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.settings import Settings
from infra.sandbox.web.app import build_app
from tests.sandbox.conftest import MIRA, NUMBER, Graph, Make, Receiver

ROOT = Path(__file__).parents[2]


def test_everything_survives_a_restart(make: Make, tmp_path: Path, receiver: Receiver) -> None:
    quick: dict[str, Any] = {"state": tmp_path, "callback": receiver, "sent_after": 0.0, "delivered_after": 0.0}
    with running_sandbox(**quick, read_after=0.0) as first:
        wamid = first.control.says("mira", "hi")
        first.control.acts("mira", "image")
        graph = Graph(first.url, first.token)
        sent = graph.text("hello", biz_opaque_callback_data="a")
        first.control.fault("delay", seconds=5)
        first.control.advance(3600)
        assert first.control.quiet()
    with running_sandbox(**quick) as second:
        assert second.token == first.token
        chat = second.control.chat("mira", NUMBER)
        assert [message["id"] for message in chat["messages"]][::2] == [wamid, sent]
        assert chat["messages"][2]["status"] == "read"
        assert second.control.ledger()["items"][0]["callback"] == "a"
        assert [rule["fault"] for rule in second.control.call("GET", "/faults")["items"]] == ["delay"]
        assert 3500 < second.control.call("GET", "/clock")["ahead"] < 3700
        media = chat["messages"][1]["content"]["id"]
        again = Graph(second.url, second.token)
        assert again.call("GET", again.call("GET", f"/{media}")[1]["url"])[0] == 200
        assert again.text("another") not in {wamid, sent}


def test_what_was_not_delivered_is_delivered_after_the_restart(tmp_path: Path, receiver: Receiver) -> None:
    with running_sandbox(state=tmp_path, callback=lambda raw, headers: 500, retry_first=60.0) as first:
        first.control.says("mira", "do not lose me")
        assert first.control.until(lambda: first.control.webhooks()["states"] == {"retrying": 1})
    with running_sandbox(state=tmp_path, callback=receiver) as second:
        second.control.flush()
        assert second.control.until(lambda: bool(receiver.messages))
        assert receiver.messages[0]["text"]["body"] == "do not lose me"


def test_a_reset_forgets_all_but_the_tokens(make: Make) -> None:
    running = make()
    running.control.says("+447700900111", "hi")
    running.control.fault("duplicate")
    running.control.advance(3600)
    running.control.reset()
    facts = running.control.facts()
    assert (facts["counts"]["bubbles"], facts["counts"]["rules"], facts["counts"]["people"]) == (0, 0, 6)
    assert running.control.token() == running.token
    assert abs(running.control.call("GET", "/clock")["ahead"]) < 2
    running.control.says("mira", "again")
    assert running.control.facts()["counts"]["bubbles"] == 1


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_program_starts_says_so_and_stops_cleanly(tmp_path: Path, sign: signal.Signals) -> None:
    command = [sys.executable, "-m", "infra.sandbox", "--port", "0", "--state", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        assert line.startswith("sandbox is ready on http://127.0.0.1:")
        with urllib.request.urlopen(f"{line.split()[-1]}/_sandbox", timeout=10) as answer:
            facts = json.loads(answer.read())
        assert facts["numbers"][0]["registered"] is False
        os.kill(program.pid, sign)
        assert program.wait(20) == 0
    assert (tmp_path / "sandbox.sqlite3").exists()


def test_a_taken_port_is_one_clear_line(make: Make) -> None:
    taken = make().url.rpartition(":")[2]
    command = [sys.executable, "-m", "infra.sandbox", "--port", taken]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"sandbox: cannot listen on 127.0.0.1:{taken}")
    assert len(done.stderr.splitlines()) == 1


def test_the_chalice_app_answers_gateway_events_by_itself() -> None:
    """As in Lambda: no front, no port."""
    sandbox = Sandbox(Settings(connected=True, refusals="at_once"))
    token = next(iter(sandbox.world.state.tokens)).value
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = {"messaging_product": "whatsapp", "to": MIRA, "type": "text", "text": {"body": "x"}}
    with Client(build_app(sandbox)) as client:
        numbers = client.http.get("/v25.0/770100200300401/phone_numbers", headers=headers)
        assert numbers.json_body["data"][0]["id"] == NUMBER
        refused = client.http.post(f"/v25.0/{NUMBER}/messages", headers=headers, body=json.dumps(body).encode())
        assert (refused.status_code, refused.json_body["error"]["code"]) == (400, 131047)
    sandbox.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/static/phone.js", "text/javascript"),
        ("/static/phone.css", "text/css"),
        ("/static/icon.svg", "image/svg+xml"),
    ],
)
def test_the_phone_page_is_served_from_here_alone(make: Make, path: str, kind: str) -> None:
    with urllib.request.urlopen(make().url + path, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith(kind)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert b"https://" not in answer.read()


def test_no_file_outside_the_page_is_served(make: Make) -> None:
    graph = Graph(make().url, "")
    for path in ("/static/..%2fsettings.py", "/static/%2e%2e", "/static/settings.py"):
        assert graph.call("GET", graph.url + path)[0] in (400, 404)


def test_live_news_tell_what_changed(make: Make) -> None:
    running = make()
    with urllib.request.urlopen(running.url + "/_sandbox/events", timeout=10) as stream:
        assert stream.readline() == b": welcome\n"
        running.control.says("mira", "hi")
        line = next(line for line in stream if line.startswith(b"data:"))
        assert json.loads(line[5:]) == {"kind": "chat", "number": NUMBER, "person": "mira"}


def test_it_keeps_up_with_a_crowd(make: Make) -> None:
    """A floor far below the measured rate (docs/sandbox.md), so that only a real slowdown fails."""
    running = make(callback="", pair_limit=False, messages_per_second=0)
    running.control.says("mira", "hi")
    body = json.dumps({"messaging_product": "whatsapp", "to": MIRA, "type": "text", "text": {"body": "x"}})
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
    statuses: list[int] = []

    def crowd(times: int) -> None:
        connection = http.client.HTTPConnection(running.url.removeprefix("http://"))
        for _ in range(times):
            connection.request("POST", f"/v25.0/{NUMBER}/messages", body, headers)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=crowd, args=(100,)) for _ in range(4)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 400
    assert 400 / (time.monotonic() - started) > 100


def test_settings_change_while_it_runs(make: Make) -> None:
    running = make(messages_per_second=0)
    graph = Graph(running.url, running.token)
    assert graph.code(graph.send()) == 0
    changed = running.control.call("PATCH", "/settings", {"refusals": "at_once", "sent_after": 9.0})
    assert (changed["refusals"], changed["sent_after"]) == ("at_once", 9.0)
    assert graph.code(graph.send()) == 131047
    running.control.reset()
    assert graph.code(graph.send()) == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [("/settings", {"colour": "red"}), ("/settings", {"refusals": "never"}), ("/people/mira", {"phone": "1"})],
)
def test_a_slip_of_the_driver_is_400(make: Make, path: str, body: dict[str, Any]) -> None:
    with pytest.raises(SandboxRefused, match="400"):
        make().control.call("PATCH", path, body)


def test_a_missing_field_is_400_too(make: Make) -> None:
    with pytest.raises(SandboxRefused, match="400"):
        make().control.call("POST", "/webhooks/event", {"value": {}})
