"""The local product's parts that need nothing running: headers, entry, bridge, leftovers of a killed run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.local import place as places
from infra.local.bridge import Code, expand, functions_in, localise, read_template
from infra.local.gateway import console_headers
from infra.local.ministack import follow_port, forget_stream_positions
from infra.local.place import Place, temporary_place
from infra.local.processes import Child, LocalFailure, read_running, stop_orphans, write_running
from infra.local.product import WARM_UP


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return temporary_place(tmp_path)


def sleeper(folder: Path, seconds: int = 60) -> Child:
    """A harmless child process."""
    return Child("sleeper", [sys.executable, "-c", f"import time; time.sleep({seconds})"], folder / "sleeper.log")


def test_the_secrets_are_made_once_and_only_the_owner_reads_them(place: Place) -> None:
    first = place.secrets()

    assert place.secrets() == first
    assert (place.state / "secrets.json").stat().st_mode & 0o077 == 0
    assert len(first.app_secret) == 32


def test_temporary_copies_get_ports_of_their_own(tmp_path: Path) -> None:
    made = temporary_place(tmp_path)

    assert len({made.port, made.sandbox_port, made.aws_port}) == 3
    assert not places.in_use(made.port)


def test_the_consoles_headers_come_from_the_template_with_local_addresses() -> None:
    headers = console_headers(read_template(), live="ws://here", media="http://files", meta="http://sandbox")

    policy = headers["Content-Security-Policy"]
    assert policy.count("http://files") == 3
    assert "script-src 'self' http://sandbox;" in policy
    assert "connect-src 'self' ws://here http://files http://sandbox; frame-src http://sandbox;" in policy
    assert "facebook" not in policy
    assert "${" not in policy
    assert headers["X-Frame-Options"] == "DENY"


def test_the_bridge_changes_addresses_code_and_entry_and_nothing_else_of_a_function(place: Place) -> None:
    template = read_template()
    names = functions_in(template).values()
    expanded = expand(template, {name: ("bucket", f"{name}.zip") for name in names})
    code = {name: Code("bucket", f"{name}.zip", Path("/packages") if name == "api" else None) for name in names}

    local = localise(expanded, place, code, {"UNKNOWN_WAIT_SECONDS": "2"})

    before = expanded["Resources"]["ApiFunction"]["Properties"]
    after = local["Resources"]["ApiFunction"]["Properties"]
    variables = after["Environment"]["Variables"]
    assert variables["WALOOM_HANDLER"] == before["Handler"] == "functions.api.main.lambda_handler"
    assert variables["PYTHONPATH"] == "/packages"
    assert variables["LIVE_URL"] == f"ws://localhost:{place.port}/live"
    assert variables["UNKNOWN_WAIT_SECONDS"] == "2"
    assert variables["TABLE"] == {"Ref": "Table"}
    unchanged = {"Handler", "Environment"}
    assert {k: v for k, v in after.items() if k not in unchanged} == {
        k: v for k, v in before.items() if k not in unchanged
    }
    untouched = {"Table", "DataKey", "MessagesQueue", "MediaBucket", "UserPool", "SignedIn", "V1Route"}
    assert all(local["Resources"][name] == expanded["Resources"][name] for name in untouched)
    assert set(expanded["Resources"]) - set(local["Resources"]) == {"RawBucketPolicy", "MediaBucketPolicy"}
    assert expanded["Resources"]["HttpApi"]["Properties"].get("Tags") is None


def test_roles_gain_the_batch_calls_of_what_they_may_do_and_nothing_else(place: Place) -> None:
    template = read_template()
    names = functions_in(template).values()
    expanded = expand(template, {name: ("bucket", f"{name}.zip") for name in names})
    local = localise(expanded, place, {name: Code("bucket", name, None) for name in names}, {})

    def allowed(of: dict[str, Any], role: str) -> set[str]:
        statements = of["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        listed = [one["Action"] if isinstance(one["Action"], list) else [one["Action"]] for one in statements]
        return {action for actions in listed for action in actions}

    assert allowed(local, "WebhookRole") - allowed(expanded, "WebhookRole") == {"sqs:SendMessageBatch"}
    assert allowed(local, "LiveRole") == allowed(expanded, "LiveRole")


def test_only_mail_may_be_sent_from_anywhere(place: Place) -> None:
    template = read_template()
    names = functions_in(template).values()
    expanded = expand(template, {name: ("bucket", f"{name}.zip") for name in names})
    local = localise(expanded, place, {name: Code("bucket", name, None) for name in names}, {})

    def anywhere(of: dict[str, Any], role: str) -> set[str]:
        statements = of["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        return {one["Sid"] for one in statements if one["Resource"] == "*"}

    assert anywhere(expanded, "MailerRole") == {"Trace"}
    assert anywhere(local, "MailerRole") == {"Trace", "Mail"}
    assert anywhere(local, "ApiRole") == anywhere(expanded, "ApiRole")


def test_stream_consumers_begin_anew_after_a_restart_and_the_rest_of_the_state_stays(tmp_path: Path) -> None:
    file = tmp_path / "lambda.json"
    kept = {"functions": {"__account_region_scoped__": True, "data": {"a": 1}}}
    positions = {"__account_region_scoped__": True, "data": {"000000000000\x00us-east-1\x00'esm'": 37}}
    file.write_text(json.dumps({"payload": {**kept, "dynamodb_stream_positions": positions}}), encoding="utf-8")

    forget_stream_positions(file)
    forget_stream_positions(tmp_path / "missing.json")

    empty = {"__account_region_scoped__": True, "data": {}}
    assert json.loads(file.read_text(encoding="utf-8")) == {"payload": {**kept, "dynamodb_stream_positions": empty}}


def test_saved_state_follows_the_local_aws_to_another_port(tmp_path: Path) -> None:
    follow_port(tmp_path, 4566)
    (tmp_path / "sqs.json").write_text('{"http://127.0.0.1:4566/1/q": "127.0.0.1:45660"}', encoding="utf-8")

    follow_port(tmp_path, 4577)

    expected = '{"http://127.0.0.1:4577/1/q": "127.0.0.1:45660"}'
    assert (tmp_path / "sqs.json").read_text(encoding="utf-8") == expected


def test_a_child_that_ends_while_starting_is_reported_with_its_last_words(tmp_path: Path) -> None:
    child = Child("brief", [sys.executable, "-c", "print('no such kettle')"], tmp_path / "brief.log")
    child.start()

    with pytest.raises(LocalFailure, match=r"brief ended while starting.*\n.*\nno such kettle"):
        child.wait_for("http://127.0.0.1:9/", seconds=20)


def test_what_a_killed_run_left_is_found_and_ended(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    child.start()
    assert child.process is not None
    write_running(tmp_path / "running.json", owner=2**22 + 1, children={"sleeper": child.process.pid})

    running = read_running(tmp_path / "running.json")
    assert running == {"sleeper": child.process.pid}
    stop_orphans(running, seconds=10)

    assert child.process.wait(10) != 0
    assert read_running(tmp_path / "running.json") == {}


def test_a_later_process_with_the_same_number_is_not_taken_for_ours(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    child.start()
    assert child.process is not None
    file = tmp_path / "running.json"
    file.write_text(json.dumps({"sleeper": [child.process.pid, "Thu Jan  1 00:00:00 1970"]}), encoding="utf-8")

    assert read_running(file) == {}
    assert child.stop(10)


def entry(event: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs entry.py as the local AWS does, around a handler that echoes its event."""
    code = (
        "import json, sys, types\n"
        "echo = types.ModuleType('echo'); echo.handle = lambda event, context: event; sys.modules['echo'] = echo\n"
        "from infra.local.entry import lambda_handler\n"
        "print(json.dumps(lambda_handler(json.loads(sys.argv[1]), None)))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, json.dumps(event)],
        env={"WALOOM_HANDLER": "echo.handle", **environment},
        cwd=places.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cookies_reach_the_function_as_aws_sends_them() -> None:
    event = {"version": "2.0", "headers": {"cookie": "a=1; b=2", "accept": "*/*"}}

    done = entry(event)

    assert json.loads(done.stdout) == {"version": "2.0", "headers": {"accept": "*/*"}, "cookies": ["a=1", "b=2"]}
    assert done.stderr == "\n"


@pytest.mark.parametrize("answer", [{"statusCode": 204}, {"statusCode": 204, "body": None}])
def test_an_answer_without_a_body_gets_an_empty_one(answer: dict[str, Any]) -> None:
    assert json.loads(entry(answer).stdout) == {"statusCode": 204, "body": ""}


def test_a_warm_up_does_not_reach_the_product() -> None:
    assert entry(json.loads(WARM_UP)).stdout.strip() == "null"


def test_events_of_queues_pass_unchanged() -> None:
    event = {"Records": [{"body": "x", "headers": {"cookie": "a=1"}}]}

    assert json.loads(entry(event).stdout) == event


@pytest.mark.parametrize("switch", ["WALOOM_KILL_BEFORE", "WALOOM_KILL_AFTER"])
def test_the_kill_switches_end_the_process_without_an_answer(switch: str) -> None:
    done = entry({}, **{switch: "1"})

    assert done.returncode == 137
    assert done.stdout == ""
