"""The transport tells apart: Meta said no, nobody knows, nothing was sent. And it keeps the token to itself."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable

import httpx
import pytest

from shared.adapters.meta.transport import Graph, read_usage
from shared.core.errors import Invalid
from shared.core.meta import NO_CODE, GraphRefused, GraphUnknown, GraphUnreachable

TOKEN = "EAAInventedBusinessToken"
SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
Answer = Callable[[httpx.Request], httpx.Response]


def graph(answer: Answer, secret: str = "") -> Graph:
    return Graph("https://graph.example", "v25.0", app_secret=secret, transport=httpx.MockTransport(answer))


def always(status: int, body: object = None, *, text: str = "", headers: dict[str, str] | None = None) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        if body is not None:
            return httpx.Response(status, json=body, headers=headers)
        return httpx.Response(status, text=text, headers=headers)

    return answer


def failing(error: Exception) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def test_a_call_carries_token_version_and_proof() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"success": True})

    found = graph(answer, SECRET).call("POST", "660900800700501/messages", token=TOKEN, json={"a": 1})

    assert found == {"success": True}
    request = seen[0]
    assert request.url.path == "/v25.0/660900800700501/messages"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    # The published vector of the contract (0.2).
    proof = "52bd0c7b51af6e7f6489e7a54ce82614d04cdca03962a8c6e59b5feddf7da8c4"
    assert request.url.params["appsecret_proof"] == proof
    assert TOKEN not in str(request.url)
    assert json.loads(request.content) == {"a": 1}


def test_metas_error_is_read_whole() -> None:
    body = {
        "error": {
            "message": "(#130429) Rate limit hit",
            "type": "OAuthException",
            "code": 130429,
            "error_data": {"messaging_product": "whatsapp", "details": "Too fast."},
            "error_subcode": 2494055,
            "is_transient": True,
            "error_user_title": "Slow down",
            "error_user_msg": "Please wait.",
            "fbtrace_id": "Atrace",
        }
    }
    headers = {"x-business-use-case-usage": '{"77":[{"call_count":99,"estimated_time_to_regain_access":3}]}'}

    with pytest.raises(GraphRefused) as refused:
        graph(always(400, body, headers=headers)).call("GET", "1", token=TOKEN)

    error = refused.value.error
    assert (error.code, error.subcode, error.details, error.is_transient) == (130429, 2494055, "Too fast.", True)
    assert (error.user_title, error.user_msg, error.fbtrace_id) == ("Slow down", "Please wait.", "Atrace")
    assert (error.http_status, error.retry_after) == (400, 180.0)


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ConnectTimeout("no"), httpx.PoolTimeout("no")])
def test_what_never_left_us_is_unreachable(error: Exception) -> None:
    with pytest.raises(GraphUnreachable):
        graph(failing(error)).call("POST", "1/messages", token=TOKEN)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("no"),
        httpx.WriteTimeout("no"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
    ],
)
def test_what_may_have_arrived_is_unknown(error: Exception) -> None:
    with pytest.raises(GraphUnknown):
        graph(failing(error)).call("POST", "1/messages", token=TOKEN)


@pytest.mark.parametrize(
    ("status", "text"),
    [(500, "<html>oops</html>"), (502, ""), (503, "[1]"), (200, "not json"), (200, "[]"), (204, ""), (302, "")],
)
def test_an_answer_that_says_nothing_is_unknown(status: int, text: str) -> None:
    with pytest.raises(GraphUnknown):
        graph(always(status, text=text)).call("POST", "1/messages", token=TOKEN)


@pytest.mark.parametrize(("status", "wait"), [(429, 7.0), (413, 7.0), (404, 7.0)])
def test_the_edge_turning_a_request_away_is_a_refusal_without_a_code(status: int, wait: float) -> None:
    with pytest.raises(GraphRefused) as refused:
        graph(always(status, text="<html>", headers={"retry-after": "7"})).call("POST", "1/messages", token=TOKEN)

    error = refused.value.error
    assert (error.code, error.http_status, error.retry_after) == (NO_CODE, status, wait)


def test_an_error_inside_a_200_is_a_refusal() -> None:
    with pytest.raises(GraphRefused) as refused:
        graph(always(200, {"error": {"code": 100}})).call("GET", "1", token=TOKEN)
    assert refused.value.error.code == 100


def test_a_redirect_is_not_followed() -> None:
    hosts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://elsewhere.example/"})

    with pytest.raises(GraphUnknown):
        graph(answer).call("GET", "1", token=TOKEN)
    assert hosts == ["graph.example"]


@pytest.mark.parametrize("path", ["../v1/me", "1/../2", "/1", "1?fields=a", "1//2", "", "1/messages\n", "ä"])
def test_a_path_can_only_be_made_of_ids(path: str) -> None:
    with pytest.raises(Invalid):
        graph(always(200, {})).call("GET", path, token=TOKEN)


@pytest.mark.parametrize("token", ["", "with space", "two\nlines", "tökén"])
def test_a_token_that_is_none_is_refused_like_a_dead_one(token: str) -> None:
    with pytest.raises(GraphRefused) as refused:
        graph(always(200, {})).call("GET", "1", token=token)
    assert refused.value.error.code == 190


def test_nothing_of_a_call_reaches_a_log_or_a_message(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = {"error": {"code": 131009, "message": "Bad number 447700900456", "error_data": {"details": "447700900456"}}}

    with pytest.raises(GraphRefused) as refused:
        graph(always(400, body), SECRET).call("POST", "1/messages", token=TOKEN, json={"to": "+447700900456"})

    for text in (caplog.text, str(refused.value), repr(refused.value), repr(refused.value.error)):
        assert TOKEN not in text
        assert "447700900456" not in text
        assert "appsecret_proof" not in text


def test_what_failed_underneath_does_not_hang_on_the_exception() -> None:
    """httpx's own exceptions hold the request, with token and body."""
    with pytest.raises(GraphUnknown) as unknown:
        graph(failing(httpx.ReadTimeout("no"))).call("POST", "1/messages", token=TOKEN)
    assert unknown.value.__cause__ is None
    assert unknown.value.__suppress_context__


@pytest.mark.parametrize("value", ["", "{", "[]", '{"a":1}', '{"a":[1]}', '{"a":[{"call_count":"x"}]}'])
def test_usage_headers_that_make_no_sense_count_as_nothing(value: str) -> None:
    assert read_usage({"x-business-use-case-usage": value, "x-app-usage": value}).percent == 0


def test_the_highest_usage_counts() -> None:
    usage = read_usage(
        {
            "x-app-usage": '{"call_count":3,"total_time":81}',
            "x-business-use-case-usage": '{"77":[{"call_count":12,"estimated_time_to_regain_access":2}]}',
        }
    )
    assert (usage.percent, usage.regain_seconds) == (81, 120)


def test_connections_that_were_idle_too_long_are_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen process can't tell whether they still live; a send on a dead one would have no known outcome."""
    calls = graph(always(200, {}))
    calls.call("GET", "1", token=TOKEN)
    first = calls._http
    calls.call("GET", "1", token=TOKEN)
    assert calls._http is first

    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 21)
    calls.call("GET", "1", token=TOKEN)
    assert calls._http is not first
