"""What is asked of Meta about one number, and how its answers are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.adapters.meta.accounts import GraphAccounts
from shared.adapters.meta.numbers import GraphNumbers
from shared.adapters.meta.transport import Graph, appsecret_proof
from shared.core.accounts import MetaApp
from shared.core.ids import NumberId, WabaId
from shared.core.meta import GraphRefused, GraphUnknown
from shared.core.numbers import Automation, Command, HealthReason, Profile

APP = MetaApp("990011223344556", "the-apps-secret")
WABA, NUMBER = WabaId("770100200300401"), NumberId("660900800700501")
TOKEN = "EAAinventedSystemUserToken"
SESSION = "upload:MTphdHRhY2htZW50OmludmVudGVk?sig=ARinvented"


class Wire:
    """Answers in order, and what was asked."""

    def __init__(self, *answers: tuple[int, Any] | Exception, secret: str = "") -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        graph = Graph("https://graph.test", "v25.0", app_secret=secret, transport=httpx.MockTransport(self))
        self.meta, self.accounts = GraphNumbers(graph), GraphAccounts(graph)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer[0], json=answer[1])

    def body(self, at: int = 0) -> Any:
        return json.loads(self.requests[at].content)


def test_details_bring_the_health_with_reasons_of_what_is_not_well() -> None:
    health = {
        "can_send_message": "BLOCKED",
        "entities": [
            {"entity_type": "PHONE_NUMBER", "id": NUMBER, "can_send_message": "AVAILABLE"},
            {
                "entity_type": "WABA",
                "id": WABA,
                "can_send_message": "BLOCKED",
                "errors": [
                    {"error_code": 141006, "error_description": "No payment.", "possible_solution": "Add one."},
                    {"error_code": 141010, "error_description": "Not verified."},
                ],
            },
            {"entity_type": "BUSINESS", "can_send_message": "LIMITED"},
            "noise",
        ],
    }
    wire = Wire((200, {"display_phone_number": "+44 113", "status": "CONNECTED", "health_status": health}))

    found = wire.meta.details(TOKEN, NUMBER)

    assert (found.facts.id, found.facts.registered) == (NUMBER, True)
    assert found.health.can_send == "blocked"
    assert list(found.health.reasons) == [
        HealthReason("WABA", 141006, "No payment.", "Add one."),
        HealthReason("WABA", 141010, "Not verified.", ""),
        HealthReason("BUSINESS", 0, "", ""),
    ]
    assert "health_status" in wire.requests[0].url.params["fields"]


@pytest.mark.parametrize("health", [None, {}, {"can_send_message": "SOMETHING_NEW"}, "noise"])
def test_a_probe_that_says_nothing_blocks_nothing(health: Any) -> None:
    found = Wire((200, {"id": NUMBER, "health_status": health})).meta.details(TOKEN, NUMBER)

    assert (found.health.can_send, list(found.health.reasons)) == ("available", [])


@pytest.mark.parametrize(
    ("raw", "registered", "coexistence"),
    [
        ({"status": "CONNECTED", "is_on_biz_app": True}, True, True),
        ({"is_on_biz_app": True}, True, True),
        ({"status": "DISCONNECTED", "is_on_biz_app": True}, False, True),
        ({"status": "FLAGGED"}, True, False),
        ({"status": "BANNED"}, True, False),
        ({"status": "PENDING", "is_on_biz_app": False}, False, False),
    ],
)
def test_a_number_that_a_phone_shares_needs_no_registration(
    raw: dict[str, Any], registered: bool, coexistence: bool
) -> None:
    [found] = Wire((200, {"data": [{"id": NUMBER, **raw}]})).accounts.numbers(TOKEN, WABA)

    assert (found.registered, found.coexistence) == (registered, coexistence)


def test_the_profile_is_read_whatever_is_missing() -> None:
    full = {
        "about": "Kettles since 1987",
        "websites": ["https://example.test/"],
        "vertical": "RETAIL",
        "profile_picture_url": "https://pps.whatsapp.net/v/invented",
        "messaging_product": "whatsapp",
    }
    wire = Wire((200, {"data": [full]}), (200, {"data": []}))

    assert wire.meta.profile(TOKEN, NUMBER) == Profile(
        about="Kettles since 1987",
        websites=("https://example.test/",),
        vertical="RETAIL",
        picture_url="https://pps.whatsapp.net/v/invented",
    )
    assert wire.meta.profile(TOKEN, NUMBER) == Profile()


def test_an_empty_about_is_left_out_and_an_empty_address_is_written() -> None:
    wire = Wire((200, {"success": True}))

    wire.meta.keep_profile(TOKEN, NUMBER, Profile(email="hi@example.test"), "4:handle")

    assert wire.body() == {
        "messaging_product": "whatsapp",
        "address": "",
        "description": "",
        "email": "hi@example.test",
        "websites": [],
        "profile_picture_handle": "4:handle",
    }


def test_a_picture_goes_up_in_two_calls_with_the_kind_of_sign_in_that_meta_wants() -> None:
    wire = Wire((200, {"id": SESSION}), (200, {"h": "4:handle"}), secret=APP.secret)

    assert wire.meta.upload(APP.id, TOKEN, b"\xff\xd8picture", "image/jpeg") == "4:handle"

    start, send = wire.requests
    assert start.url.path == f"/v25.0/{APP.id}/uploads"
    assert dict(start.url.params) | {"appsecret_proof": ""} == {
        "appsecret_proof": "",
        "file_name": "picture.jpg",
        "file_length": "9",
        "file_type": "image/jpeg",
    }
    proof = appsecret_proof(APP.secret.encode(), TOKEN)
    assert str(send.url) == f"https://graph.test/v25.0/{SESSION}&appsecret_proof={proof}"
    assert (send.headers["authorization"], send.headers["file_offset"]) == (f"OAuth {TOKEN}", "0")
    assert send.content == b"\xff\xd8picture"


def test_an_upload_that_broke_off_goes_on_where_it_stood() -> None:
    wire = Wire(
        (200, {"id": SESSION}), httpx.ReadError("cut"), (200, {"id": SESSION, "file_offset": 4}), (200, {"h": "4:h"})
    )

    assert wire.meta.upload(APP.id, TOKEN, b"0123456789", "image/png") == "4:h"

    assert [request.method for request in wire.requests] == ["POST", "POST", "GET", "POST"]
    assert (wire.requests[3].headers["file_offset"], wire.requests[3].content) == ("4", b"456789")


@pytest.mark.parametrize("offset", [-1, 99, "4", None])
def test_an_odd_offset_means_from_the_beginning(offset: Any) -> None:
    wire = Wire((200, {"id": SESSION}), httpx.ReadError("cut"), (200, {"file_offset": offset}), (200, {"h": "4:h"}))

    wire.meta.upload(APP.id, TOKEN, b"0123456789", "image/png")

    assert wire.requests[3].content == b"0123456789"


def test_an_upload_that_never_comes_through_is_unknown_and_ends() -> None:
    cuts: list[tuple[int, Any] | Exception] = [httpx.ReadError("cut") for _ in range(6)]
    wire = Wire((200, {"id": SESSION}), *cuts)

    with pytest.raises(GraphUnknown):
        wire.meta.upload(APP.id, TOKEN, b"0123456789", "image/png")

    assert [request.method for request in wire.requests].count("POST") == 4


@pytest.mark.parametrize("session", ["https://elsewhere.test/x", "upload:../../me", "", "me?x=1"])
def test_an_upload_session_that_is_none_sends_the_token_nowhere(session: str) -> None:
    wire = Wire((200, {"id": session}))

    with pytest.raises(GraphUnknown):
        wire.meta.upload(APP.id, TOKEN, b"x", "image/png")

    assert len(wire.requests) == 1


def test_a_pin_is_changed_on_the_number_itself() -> None:
    wire = Wire((200, {"success": True}), (200, {}))

    wire.meta.change_pin(TOKEN, NUMBER, "271828")
    assert (wire.requests[0].url.path, wire.body()) == (f"/v25.0/{NUMBER}", {"pin": "271828"})
    with pytest.raises(GraphUnknown):
        wire.meta.change_pin(TOKEN, NUMBER, "271828")


def test_the_menu_goes_up_and_comes_down_in_metas_words() -> None:
    menu = Automation(True, ("Is it ready?",), (Command("hours", "When we are open"),))
    raw = {
        "enable_welcome_message": True,
        "prompts": ["Is it ready?"],
        "commands": [{"command_name": "hours", "command_description": "When we are open"}],
    }
    wire = Wire(
        (200, {"success": True}), (200, {"conversational_automation": raw, "id": NUMBER}), (200, {"id": NUMBER})
    )

    wire.meta.keep_automation(TOKEN, NUMBER, menu)

    assert wire.requests[0].url.path == f"/v25.0/{NUMBER}/conversational_automation"
    assert wire.body() == raw
    assert wire.meta.automation(TOKEN, NUMBER) == menu
    assert wire.meta.automation(TOKEN, NUMBER) == Automation()


# ── the account's side ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_exchanged_with_our_apps_id_and_secret() -> None:
    wire = Wire((200, {"access_token": "EAAnew", "token_type": "bearer", "expires_in": 5183944}), (200, {}))

    assert wire.accounts.exchange(APP, "AQcode") == "EAAnew"

    assert wire.requests[0].url.path == "/v25.0/oauth/access_token"
    assert {"client_id": APP.id, "client_secret": APP.secret, "code": "AQcode"}.items() <= dict(
        wire.requests[0].url.params
    ).items()
    with pytest.raises(GraphUnknown):
        wire.accounts.exchange(APP, "AQcode")


def test_whether_our_app_is_subscribed_is_told_by_its_id() -> None:
    def entry(app: str) -> dict[str, Any]:
        return {"whatsapp_business_api_data": {"id": app, "name": "x"}}

    wire = Wire((200, {"data": [entry("1"), entry(APP.id)]}), (200, {"data": [entry("1")]}), (200, {"data": []}))

    assert [wire.accounts.subscribed(APP, TOKEN, WABA) for _ in range(3)] == [True, False, False]


def test_unsubscribing_is_a_deletion() -> None:
    wire = Wire((200, {"success": True}))

    wire.accounts.unsubscribe(TOKEN, WABA)

    assert (wire.requests[0].method, wire.requests[0].url.path) == ("DELETE", f"/v25.0/{WABA}/subscribed_apps")


@pytest.mark.parametrize("what", ["smb_app_state_sync", "history"])
def test_what_a_phone_shares_is_asked_for_by_name(what: Any) -> None:
    wire = Wire((200, {"messaging_product": "whatsapp", "request_id": "r"}))

    wire.accounts.share(TOKEN, NUMBER, what)

    assert wire.body() == {"messaging_product": "whatsapp", "sync_type": what}


@pytest.mark.parametrize(
    ("words", "can_send"),
    [
        (["AVAILABLE", "AVAILABLE"], "available"),
        (["AVAILABLE", "LIMITED"], "limited"),
        (["BLOCKED", "LIMITED"], "blocked"),
        ([], "available"),
    ],
)
def test_the_health_of_an_account_is_its_own_not_its_numbers(words: list[str], can_send: str) -> None:
    entities = [
        {"entity_type": kind, "can_send_message": word} for kind, word in zip(("WABA", "BUSINESS"), words, strict=False)
    ]
    entities.append({"entity_type": "PHONE_NUMBER", "can_send_message": "BLOCKED"})
    answer = {"id": WABA, "name": "Q", "health_status": {"can_send_message": "BLOCKED", "entities": entities}}

    assert Wire((200, answer)).accounts.account(TOKEN, WABA).can_send == can_send


CALLS: list[Callable[[GraphNumbers], Any]] = [
    lambda meta: meta.details(TOKEN, NUMBER),
    lambda meta: meta.profile(TOKEN, NUMBER),
    lambda meta: meta.keep_profile(TOKEN, NUMBER, Profile(), None),
    lambda meta: meta.change_pin(TOKEN, NUMBER, "271828"),
    lambda meta: meta.automation(TOKEN, NUMBER),
    lambda meta: meta.keep_automation(TOKEN, NUMBER, Automation()),
    lambda meta: meta.upload(APP.id, TOKEN, b"x", "image/png"),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_refusal_stays_a_refusal(call: Callable[[GraphNumbers], Any]) -> None:
    wire = Wire((401, {"error": {"code": 190, "error_subcode": 463, "message": "expired"}}))

    with pytest.raises(GraphRefused) as refusal:
        call(wire.meta)

    assert (refusal.value.error.code, refusal.value.error.subcode) == (190, 463)
