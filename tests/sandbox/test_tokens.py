"""Kinds of tokens: what each may do, what debug_token says of it, and who called with which."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from infra.sandbox.calls import fingerprint
from infra.sandbox.client import SandboxRefused
from infra.sandbox.presets import PRESETS
from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, NUMBER, Graph, Make

OTHER_ACCOUNT = "770100200300402"
DAY = 86400


def inspected(sandbox: Running, token: str) -> dict[str, Any]:
    app = Graph(sandbox.url, f"{sandbox.settings.app_id}|{sandbox.settings.app_secret}")
    found: dict[str, Any] = app.call("GET", f"/debug_token?input_token={token}")[1]
    return found


def tried(sandbox: Running, token: str) -> tuple[int, int]:
    """Codes of reading the account and of sending; 0 is good."""
    graph = Graph(sandbox.url, token)
    read = graph.call("GET", f"/{ACCOUNT}")[1]
    return int(read.get("error", {}).get("code", 0)), graph.code(graph.send())


@pytest.mark.parametrize(
    ("preset", "codes"),
    [
        ("system_user", (0, 0)),
        ("system_user_60_days", (0, 0)),
        ("expiring", (0, 0)),
        ("embedded_signup", (0, 0)),
        ("temporary", (0, 0)),
        ("several_accounts", (0, 0)),
        ("no_account", (0, 0)),
        ("other_account", (200, 200)),
        ("without_messaging", (0, 10)),
        ("without_management", (10, 0)),
        ("without_permissions", (10, 10)),
        ("expired", (190, 190)),
        ("revoked", (190, 190)),
        ("password_changed", (190, 190)),
        ("session_expired", (190, 190)),
        ("logged_out", (190, 190)),
    ],
)
def test_a_kind_of_token_does_what_its_name_says(sandbox: Running, preset: str, codes: tuple[int, int]) -> None:
    sandbox.control.says("mira", "hi")
    assert tried(sandbox, sandbox.control.mint(preset)) == codes


def test_how_long_tokens_live(sandbox: Running) -> None:
    now = sandbox.control.facts()["now"]

    def left(preset: str) -> float:
        data = inspected(sandbox, sandbox.control.mint(preset))["data"]
        return (float(data["expires_at"]) - now) / DAY if data["expires_at"] else 0.0

    assert left("system_user") == 0
    assert round(left("system_user_60_days")) == 60
    assert round(left("expiring")) == 7
    assert round(left("temporary")) == 1
    assert round(left("expired")) == -1


@pytest.mark.parametrize(
    ("preset", "subcode"),
    [("expired", 463), ("revoked", 458), ("password_changed", 460), ("session_expired", 463), ("logged_out", 467)],
)
def test_a_dead_one_says_why(sandbox: Running, preset: str, subcode: int) -> None:
    data = inspected(sandbox, sandbox.control.mint(preset))["data"]
    assert (data["is_valid"], data["error"]["subcode"]) == (False, subcode)


def test_somebody_else_s_token_cannot_be_inspected(sandbox: Running) -> None:
    answer = inspected(sandbox, sandbox.control.mint("wrong_app"))
    assert answer["error"]["code"] == 100
    assert "did not match" in answer["error"]["message"]


def test_which_accounts_a_token_was_granted(sandbox: Running) -> None:
    def targets(preset: str) -> list[str] | None:
        scope = inspected(sandbox, sandbox.control.mint(preset))["data"]["granular_scopes"][0]
        found: list[str] | None = scope.get("target_ids")
        return found

    assert targets("system_user") == [ACCOUNT]
    assert targets("several_accounts") == [ACCOUNT, OTHER_ACCOUNT]
    assert targets("other_account") == [OTHER_ACCOUNT]
    assert targets("no_account") is None


def test_the_app_s_own_token_inspects_others(sandbox: Running) -> None:
    app = sandbox.control.call("POST", "/tokens", {"preset": "app"})["value"]
    answer = Graph(sandbox.url, app).call("GET", f"/debug_token?input_token={sandbox.token}")[1]
    assert answer["data"]["is_valid"] is True


def test_every_kind_can_be_made_for_either_account(make: Make) -> None:
    control = make().control
    for preset in PRESETS:
        assert control.mint(preset, OTHER_ACCOUNT) != control.mint(preset)
    with pytest.raises(SandboxRefused, match="preset is one of"):
        control.mint("golden")


def test_a_reset_keeps_plain_tokens_and_drops_made_ones(sandbox: Running) -> None:
    made = sandbox.control.mint("wrong_app"), sandbox.control.mint("system_user_60_days")
    sandbox.control.reset()
    kept = {token["value"] for token in sandbox.control.call("GET", "/tokens")["items"]}
    assert sandbox.token in kept
    assert not kept & set(made)


def test_a_short_token_is_exchanged_for_a_long_one(sandbox: Running) -> None:
    settings = sandbox.settings
    short = sandbox.control.mint("temporary")
    query = f"grant_type=fb_exchange_token&client_id={settings.app_id}&client_secret={settings.app_secret}"
    answer = Graph(sandbox.url, "").call("GET", f"/oauth/access_token?{query}&fb_exchange_token={short}")[1]
    assert answer["expires_in"] == 60 * DAY
    assert Graph(sandbox.url, answer["access_token"]).call("GET", f"/{ACCOUNT}")[0] == 200


# -- usage -------------------------------------------------------------------------------------------------------------
def test_the_account_s_limit_is_told_before_and_after_it_is_reached(sandbox: Running, graph: Graph) -> None:
    sandbox.control.usage(95, ACCOUNT)
    _, _, headers = graph.call("GET", f"/{ACCOUNT}")
    usage = json.loads(headers["x-business-use-case-usage"])[ACCOUNT][0]
    assert (usage["type"], usage["call_count"], usage["estimated_time_to_regain_access"]) == ("whatsapp", 95, 0)

    sandbox.control.usage(100, ACCOUNT)
    status, answer, headers = graph.call("GET", f"/{ACCOUNT}/phone_numbers")
    assert (status, answer["error"]["code"]) == (400, 80007)
    usage = json.loads(headers["x-business-use-case-usage"])[ACCOUNT][0]
    assert 55 <= usage["estimated_time_to_regain_access"] <= 61
    assert graph.call("GET", f"/{NUMBER}")[0] == 200
    sandbox.control.says("mira", "hi")
    assert graph.code(graph.send()) == 0
    sandbox.control.advance(3601)
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 200


def test_the_app_s_limit_stops_everything_but_messages(sandbox: Running, graph: Graph) -> None:
    sandbox.control.says("mira", "hi")
    sandbox.control.usage(100)
    status, answer, headers = graph.call("GET", f"/{NUMBER}")
    assert (status, answer["error"]["code"]) == (400, 4)
    assert json.loads(headers["x-app-usage"])["call_count"] == 100
    assert graph.code(graph.send()) == 0


# -- the log of calls --------------------------------------------------------------------------------------------------
def test_the_log_tells_who_called_with_which_token_since_when(sandbox: Running, graph: Graph) -> None:
    graph.call("GET", f"/{ACCOUNT}")
    mark = sandbox.control.mark()
    other = sandbox.control.mint("system_user")
    Graph(sandbox.url, other).call("GET", f"/{NUMBER}")
    inspected(sandbox, graph.token)
    graph.call("POST", f"/{NUMBER}/register", {})
    graph.call("GET", f"/{NUMBER}/nothing/here")

    mine = sandbox.control.calls(token=graph.token, after=mark)

    assert [(call["method"], call["group"], call["status"], call["code"]) for call in mine] == [
        ("GET", "debug_token", 200, 0),
        ("POST", "register", 400, 100),
        ("GET", "unknown", 400, 2500),
    ]
    assert [call["path"] for call in mine][1] == f"/v25.0/{NUMBER}/register"
    assert [call["group"] for call in sandbox.control.calls(token=fingerprint(other))] == ["number"]
    assert sandbox.control.calls(token=graph.token, after=sandbox.control.mark()) == []
    assert sandbox.control.calls(group="debug_token")[0]["about"] == fingerprint(graph.token)
    assert graph.token not in json.dumps(sandbox.control.calls())


def test_the_log_counts_by_the_sandbox_s_clock(sandbox: Running, graph: Graph) -> None:
    graph.call("GET", f"/{ACCOUNT}")
    now = sandbox.control.advance(60)
    graph.call("GET", f"/{NUMBER}")
    assert [call["group"] for call in sandbox.control.calls(since=now)] == ["number"]


def test_a_download_is_in_the_log_too(sandbox: Running, graph: Graph) -> None:
    wamid = sandbox.control.acts("mira", "image")
    message = next(one for one in sandbox.control.chat("mira", NUMBER)["messages"] if one["id"] == wamid)
    media = message["content"]["id"]
    address = graph.call("GET", f"/{media}")[1]["url"]
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {graph.token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
    assert [call["group"] for call in sandbox.control.calls(token=graph.token)] == ["media", "download"]
