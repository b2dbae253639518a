"""Business profile with its picture, ice breakers, what the phone app shares."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from infra.sandbox import samples
from infra.sandbox.running import Running
from tests.sandbox.conftest import NUMBER, Graph, Receiver

PATH = f"/{NUMBER}/whatsapp_business_profile"
PICTURE = samples.load("image")[0]


def raw(graph: Graph, path: str, content: bytes, offset: int) -> dict[str, Any]:
    """The bytes of a resumable upload, as Meta wants them."""
    headers = {"Authorization": f"OAuth {graph.token}", "file_offset": str(offset), "Content-Type": "image/jpeg"}
    request = urllib.request.Request(f"{graph.url}/v25.0/{path}", data=content, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            found = json.loads(refusal.read())
    return found


def begin(sandbox: Running, graph: Graph, size: int, kind: str = "image/jpeg") -> str:
    query = f"file_name=k.jpg&file_length={size}&file_type={kind}"
    found: str = graph.call("POST", f"/{sandbox.settings.app_id}/uploads?{query}", {})[1]["id"]
    return found


def change(graph: Graph, **fields: Any) -> tuple[int, Any]:
    return graph.call("POST", PATH, {"messaging_product": "whatsapp", **fields})[:2]


def test_a_picture_is_uploaded_and_shown(sandbox: Running, graph: Graph) -> None:
    session = begin(sandbox, graph, len(PICTURE))
    assert session.startswith("upload:")
    handle = raw(graph, session, PICTURE, 0)["h"]

    assert change(graph, profile_picture_handle=handle)[1] == {"success": True}

    address = graph.call("GET", f"{PATH}?fields=profile_picture_url")[1]["data"][0]["profile_picture_url"]
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert (answer.headers["Content-Type"], answer.read()) == ("image/jpeg", PICTURE)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(address[:-2] + "00", timeout=10)


def test_an_upload_that_was_cut_goes_on_where_it_stopped(sandbox: Running, graph: Graph) -> None:
    session = begin(sandbox, graph, len(PICTURE))
    sandbox.control.fault("upload_cut", times=1)
    with pytest.raises((ConnectionError, http.client.HTTPException, urllib.error.URLError)):
        raw(graph, session, PICTURE, 0)
    offset = graph.call("GET", f"/{session}")[1]["file_offset"]
    assert offset == len(PICTURE) // 2
    assert raw(graph, session, PICTURE, 0)["error"]["code"] == 100
    assert "h" in raw(graph, session, PICTURE[offset:], offset)


def test_bytes_may_come_in_pieces_but_not_more_than_announced(sandbox: Running, graph: Graph) -> None:
    session = begin(sandbox, graph, 10)
    assert raw(graph, session, b"12345", 0) == {"id": session, "file_offset": 5}
    assert raw(graph, session, b"123456", 5)["error"]["code"] == 100
    assert "h" in raw(graph, session, b"67890", 5)


def test_wrong_uploads_are_refused(sandbox: Running, graph: Graph) -> None:
    app = sandbox.settings.app_id
    assert graph.call("POST", f"/{app}/uploads?file_length=4&file_type=image/gif", {})[0] == 400
    assert graph.call("POST", f"/{app}/uploads?file_length=many&file_type=image/png", {})[0] == 400
    assert graph.call("POST", "/12345/uploads?file_length=4&file_type=image/png", {})[0] == 400
    session = begin(sandbox, graph, 4)
    assert raw(graph, session.partition("?")[0] + "?sig=ARwrong", b"1234", 0)["error"]["code"] == 100
    assert change(graph, profile_picture_handle="4:invented")[0] == 400
    document = raw(graph, begin(sandbox, graph, 4, "application/pdf"), b"%PDF", 0)["h"]
    assert change(graph, profile_picture_handle=document)[0] == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"about": ""},
        {"about": "x" * 140},
        {"description": "x" * 513},
        {"email": "x" * 129},
        {"websites": ["https://a.test/", "https://b.test/", "https://c.test/"]},
        {"websites": ["a.test"]},
        {"vertical": "KETTLES"},
    ],
)
def test_what_does_not_fit_the_profile_is_refused_and_changes_nothing(graph: Graph, fields: dict[str, Any]) -> None:
    before = graph.call("GET", PATH)[1]
    assert change(graph, **fields)[1]["error"]["code"] == 100
    assert graph.call("GET", PATH)[1] == before


def test_ice_breakers_and_commands_can_be_set_and_read(graph: Graph) -> None:
    path = f"/{NUMBER}/conversational_automation"
    given = {
        "enable_welcome_message": True,
        "prompts": ["Where is my order?", "Opening hours"],
        "commands": [{"command_name": "repair", "command_description": "Book a repair"}],
    }
    assert graph.call("POST", path, given)[1] == {"success": True}
    found = graph.call("GET", f"/{NUMBER}?fields=conversational_automation")[1]["conversational_automation"]
    assert {key: found[key] for key in given} == given
    assert graph.call("GET", path)[1]["data"] == [found]
    assert graph.call("POST", path, {"prompts": []})[1] == {"success": True}
    assert graph.call("GET", path)[1]["data"][0]["prompts"] == []
    assert graph.call("GET", path)[1]["data"][0]["commands"] == given["commands"]
    for wrong in (
        {"prompts": ["x"] * 5},
        {"prompts": ["x" * 81]},
        {"commands": [{"command_name": "x" * 33, "command_description": "d"}]},
        {"commands": [{"command_name": "x"}]},
    ):
        assert graph.call("POST", path, wrong)[0] == 400


def test_the_phone_app_shares_contacts_and_history_once(sandbox: Running, graph: Graph, receiver: Receiver) -> None:
    made = sandbox.control.sign_up(account=sandbox.control.facts()["accounts"][0]["id"], coexistence=True)
    path = f"/{made['number']}/smb_app_data"
    sandbox.control.says("mira", "before the sync", number=made["number"])

    def ask(kind: str) -> Any:
        return graph.call("POST", path, {"messaging_product": "whatsapp", "sync_type": kind})[1]

    assert "request_id" in ask("smb_app_state_sync")
    assert "request_id" in ask("history")
    assert ask("history")["error"]["code"] == 2593107
    assert ask("weather")["error"]["code"] == 100
    assert sandbox.control.quiet()
    shared = {value["_field"]: value for value in receiver.values}
    assert "447700900456" in [one["contact"]["phone_number"] for one in shared["smb_app_state_sync"]["state_sync"]]
    thread = shared["history"]["history"][0]["threads"][0]
    assert [one["text"]["body"] for one in thread["messages"]] == ["before the sync"]


def test_the_phone_app_is_asked_within_a_day_and_only_if_there_is_one(sandbox: Running, graph: Graph) -> None:
    asked = {"messaging_product": "whatsapp", "sync_type": "history"}
    assert graph.call("POST", f"/{NUMBER}/smb_app_data", asked)[1]["error"]["code"] == 100
    made = sandbox.control.sign_up(account=sandbox.control.facts()["accounts"][0]["id"], coexistence=True)
    sandbox.control.advance(86401)
    assert graph.call("POST", f"/{made['number']}/smb_app_data", asked)[1]["error"]["code"] == 2593108
