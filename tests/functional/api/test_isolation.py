"""Every route of the OpenAPI document, called as a stranger, as another workspace's owner, and as each role.

``ALLOWED`` is written by hand and compared with the document: a new route without a line here fails.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shared.core import keys
from shared.core.ids import ContactId
from shared.core.keys import KeyRange
from tests.functional.api.conftest import WABA, World
from tests.functional.conftest import NUMBER, OTHER_WS, WS
from tests.functional.webapi import access_claims

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
EVERYONE = {"owner", "admin", "marketer", "agent", "viewer"}
STAFF = EVERYONE - {"viewer"}
ANSWERS = {"owner", "admin", "agent"}
ADMINS = {"owner", "admin"}
NO_WORKSPACE = {
    "POST /v1/session",
    "POST /v1/session/refresh",
    "DELETE /v1/session",
    "POST /v1/sign-up",
    "POST /v1/sign-up/confirm",
    "POST /v1/password/forgot",
    "POST /v1/password/reset",
    "GET /v1/config",
    "GET /v1/me",
    "PATCH /v1/me",
    "POST /v1/me/email",
    "POST /v1/me/email/confirm",
    "POST /v1/me/password",
    "POST /v1/me/second-factor",
    "POST /v1/me/second-factor/confirm",
    "POST /v1/me/second-factor/remove",
    "POST /v1/me/recovery-codes",
    "GET /v1/me/sessions",
    "DELETE /v1/me/sessions",
    "DELETE /v1/me/sessions/{ended}",
    "POST /v1/workspaces",
    "POST /v1/invitations/read",
    "POST /v1/invitations/sign-up",
    "POST /v1/invitations/accept",
}
W = "/v1/workspaces/{workspace}"
C = f"{W}/conversations/{{conversation}}"
ALLOWED = {
    f"GET {W}": EVERYONE,
    f"PATCH {W}": ADMINS,
    f"PUT {W}/logo": ADMINS,
    f"DELETE {W}/logo": ADMINS,
    f"POST {W}/leave": EVERYONE,
    f"POST {W}/ownership": {"owner"},
    f"GET {W}/members": EVERYONE,
    f"PATCH {W}/members/{{user}}": ADMINS,
    f"DELETE {W}/members/{{user}}": ADMINS,
    f"GET {W}/invitations": ADMINS,
    f"POST {W}/invitations": ADMINS,
    f"POST {W}/invitations/{{invitation}}/resend": ADMINS,
    f"DELETE {W}/invitations/{{invitation}}": ADMINS,
    f"GET {W}/accounts": EVERYONE,
    f"POST {W}/accounts": ADMINS,
    f"POST {W}/accounts/{{waba}}/resume": ADMINS,
    f"POST {W}/accounts/{{waba}}/templates/sync": {"owner", "admin", "marketer"},
    f"GET {W}/accounts/{{waba}}/events": EVERYONE,
    f"GET {W}/numbers": EVERYONE,
    f"POST {W}/accounts/embedded": ADMINS,
    f"POST {W}/accounts/{{waba}}/check": ADMINS,
    f"POST {W}/accounts/{{waba}}/disconnect": ADMINS,
    f"GET {W}/numbers/{{number}}": EVERYONE,
    f"POST {W}/numbers/{{number}}/check": ADMINS,
    f"GET {W}/numbers/{{number}}/profile": EVERYONE,
    f"PUT {W}/numbers/{{number}}/profile": ADMINS,
    f"PUT {W}/numbers/{{number}}/pin": ADMINS,
    f"POST {W}/numbers/{{number}}/register": ADMINS,
    f"GET {W}/numbers/{{number}}/automation": EVERYONE,
    f"PUT {W}/numbers/{{number}}/automation": ADMINS,
    f"POST {W}/numbers/{{number}}/test-message": ADMINS,
    f"GET {W}/templates": EVERYONE,
    f"POST {W}/templates": ADMINS | {"marketer"},
    f"POST {W}/templates/lint": ADMINS | {"marketer"},
    f"POST {W}/templates/uploads": ADMINS | {"marketer"},
    f"GET {W}/templates/{{template}}": EVERYONE,
    f"PUT {W}/templates/{{template}}": ADMINS | {"marketer"},
    f"DELETE {W}/templates/{{template}}": ADMINS | {"marketer"},
    f"POST {W}/templates/{{template}}/submit": ADMINS | {"marketer"},
    f"POST {W}/templates/{{template}}/duplicate": ADMINS | {"marketer"},
    f"GET {W}/templates/{{template}}/history": EVERYONE,
    f"GET {W}/notices": EVERYONE,
    f"POST {W}/notices/{{notice}}/read": EVERYONE,
    f"POST {W}/notices/read-all": EVERYONE,
    f"GET {W}/notice-preferences": EVERYONE,
    f"PUT {W}/notice-preferences": EVERYONE,
    f"GET {W}/tags": EVERYONE,
    f"POST {W}/tags": STAFF,
    f"PUT {W}/tags/{{tag}}": STAFF,
    f"DELETE {W}/tags/{{tag}}": STAFF,
    f"GET {W}/canned-replies": EVERYONE,
    f"POST {W}/canned-replies": STAFF,
    f"PUT {W}/canned-replies/{{reply}}": STAFF,
    f"DELETE {W}/canned-replies/{{reply}}": STAFF,
    f"GET {W}/conversations": EVERYONE,
    f"POST {W}/conversations": ANSWERS,
    f"GET {W}/conversations/counts": EVERYONE,
    f"GET {C}": EVERYONE,
    f"PATCH {C}": ANSWERS,
    f"POST {C}/read": ANSWERS,
    f"POST {C}/typing": ANSWERS,
    f"GET {C}/messages": EVERYONE,
    f"POST {C}/messages": ANSWERS,
    f"GET {C}/messages/{{message}}": EVERYONE,
    f"GET {C}/messages/{{message}}/media": EVERYONE,
    f"POST {C}/messages/{{message}}/retry": ANSWERS,
    f"POST {C}/notes": STAFF,
    f"POST {W}/uploads": ANSWERS,
    f"GET {W}/contacts": EVERYONE,
    f"GET {W}/contacts/{{contact}}": EVERYONE,
    f"PATCH {W}/contacts/{{contact}}": STAFF,
    f"POST {W}/live-tickets": EVERYONE,
    f"GET {W}/api-keys": ADMINS,
    f"POST {W}/api-keys": ADMINS,
    f"DELETE {W}/api-keys/{{key}}": ADMINS,
    f"GET {W}/api-scopes": ADMINS,
    f"GET {W}/exports": ADMINS | {"marketer"},
    f"POST {W}/exports": ADMINS | {"marketer"},
    f"GET {W}/exports/{{export}}": ADMINS | {"marketer"},
    f"POST {W}/exports/{{export}}/stop": ADMINS | {"marketer"},
    f"GET {W}/exports/{{export}}/download": ADMINS | {"marketer"},
}
WORDS = {
    "name": "kettle_care",
    "language": "en_GB",
    "category": "UTILITY",
    "components": [{"type": "BODY", "text": "Your kettle is ready. Come by when it suits you."}],
}
BODIES: dict[str, dict[str, Any]] = {
    f"POST {W}/templates": {"waba_id": WABA, **WORDS},
    f"POST {W}/templates/lint": {"waba_id": WABA, **WORDS},
    f"POST {W}/templates/uploads": {"filename": "a.png", "mime_type": "image/png", "size": 10},
    f"PUT {W}/templates/{{template}}": WORDS,
    f"POST {W}/templates/{{template}}/duplicate": {},
    f"POST {W}/accounts": {"token": "EAAInventedToken0123456789"},
    f"POST {W}/accounts/{{waba}}/resume": {},
    f"POST {W}/accounts/embedded": {"code": "AQInventedSignUpCode0123456789"},
    f"PUT {W}/numbers/{{number}}/profile": {"about": "Kettles since 1987", "vertical": "RETAIL"},
    f"PUT {W}/numbers/{{number}}/pin": {"pin": "271828"},
    f"POST {W}/numbers/{{number}}/register": {},
    f"PUT {W}/numbers/{{number}}/automation": {"welcome_message": True, "prompts": [], "commands": []},
    f"POST {W}/numbers/{{number}}/test-message": {"to": "+447700900999", "client_id": "client-0004"},
    f"PUT {W}/notice-preferences": {"items": [{"kind": "template", "in_product": True, "email": False}]},
    f"PATCH {W}": {"name": "Kettles & Co"},
    f"PUT {W}/logo": {"upload_id": "01jd9x5m4k2c7r8s9t0v1w2x3y"},
    f"POST {W}/ownership": {"user_id": "somebody"},
    f"PATCH {W}/members/{{user}}": {"role": "viewer"},
    f"POST {W}/invitations": {"email": "new@test.invalid", "role": "agent"},
    f"POST {W}/tags": {"name": "VIP", "color": "#0a7c66"},
    f"PUT {W}/tags/{{tag}}": {"name": "VIP", "color": "#0a7c66"},
    f"POST {W}/canned-replies": {"shortcut": "hello", "text": "Hello!"},
    f"PUT {W}/canned-replies/{{reply}}": {"shortcut": "hello", "text": "Hello!"},
    f"POST {W}/conversations": {"number_id": NUMBER, "phone": "+447700900999"},
    f"PATCH {C}": {"priority": "high"},
    f"POST {C}/typing": {"state": "viewing"},
    f"POST {C}/messages": {"client_id": "client-0001", "type": "text", "text": {"body": "x"}},
    f"POST {C}/messages/{{message}}/retry": {"client_id": "client-0002"},
    f"POST {C}/notes": {"client_id": "client-0003", "text": "x"},
    f"POST {W}/uploads": {"filename": "a.png", "mime_type": "image/png", "size": 10},
    f"PATCH {W}/contacts/{{contact}}": {"name": "Mira"},
    f"POST {W}/api-keys": {"name": "Shop", "scopes": ["library.read"]},
    f"POST {W}/exports": {"what": "conversations", "format": "csv"},
}


def routes() -> list[str]:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    return sorted(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)


def fill(route: str, conversation: str, message: str, workspace: str) -> tuple[str, str]:
    method, path = route.split(" ", 1)
    places = {
        "workspace": workspace,
        "conversation": conversation,
        "message": message,
        "contact": conversation.split(".", maxsplit=1)[0],
        "waba": WABA,
        "number": NUMBER,
        "notice": "2026-11-22T12:00:00.000Z-aaaaaaaaaaaaaaaaaaaa",
        "template": f"{WABA}.winter_offer.en_GB",
        "tag": "01jd9x5m4k2c7r8s9t0v1w2x3y",
        "reply": "01jd9x5m4k2c7r8s9t0v1w2x3y",
        "key": "01jd9x5m4k2c7r8s9t0v1w2x3y",
        "export": "01jd9x5m4k2c7r8s9t0v1w2x3y",
        "user": "viewer",
        "invitation": "01jd9x5m4k2c7r8s9t0v1w2x3y",
    }
    return method, path.format(**places)


@pytest.fixture
def thread(world: World) -> tuple[str, str]:
    conversation = world.customer_writes("hi")
    message = world.call("GET", world.ws(f"/conversations/{conversation}/messages")).body["items"][0]["id"]
    return conversation, message


def test_every_route_of_the_document_has_an_expectation() -> None:
    assert set(routes()) == set(ALLOWED) | NO_WORKSPACE


@pytest.mark.parametrize("user", [None, "nobody-we-know", "other-owner"])
def test_strangers_and_other_workspaces_see_nothing(world: World, thread: tuple[str, str], user: str | None) -> None:
    before = sorted(str(row) for row in world.product.table.scan(_everything(thread[0])))
    for route in ALLOWED:
        method, path = fill(route, *thread, workspace=WS)

        answer = world.call(method, path, BODIES.get(route), user=user)

        assert answer.status == (401 if user is None else 404), route
        assert answer.body["code"] == ("unauthenticated" if user is None else "workspace_not_found"), route
        assert "Mira" not in json.dumps(answer.body), route
    assert sorted(str(row) for row in world.product.table.scan(_everything(thread[0]))) == before
    assert world.queued() == []


@pytest.mark.parametrize("user", [None, "nobody-we-know", "other-owner"])
def test_a_wrong_request_tells_strangers_no_more_than_a_right_one(world: World, user: str | None) -> None:
    wrong = [
        (route, body) for route in ALLOWED for body in ([{"no_such_field": 1}, "{"] if route in BODIES else [None])
    ]
    for route, body in wrong:
        method, path = fill(route, "01jd9x5m4k2c7r8s9t0v1w2x3y.5550", "m", workspace=WS)

        answer = world.call(method, f"{path}?limit=many", body, user=user)

        assert answer.status == (401 if user is None else 404), (route, answer.body)


def test_who_may_not_do_a_thing_hears_that_and_not_how_to_ask_for_it(world: World) -> None:
    refused = [(route, role) for route in BODIES for role in sorted(EVERYONE - ALLOWED[route])]
    for route, role in refused:
        method, path = fill(route, "01jd9x5m4k2c7r8s9t0v1w2x3y.5550", "m", workspace=WS)

        answer = world.call(method, path, {"no_such_field": 1}, user=role)

        assert (answer.status, answer.body["code"]) == (403, "forbidden"), route


def test_ids_of_one_workspace_open_nothing_in_another(world: World, thread: tuple[str, str]) -> None:
    """The owner of another workspace asks their own workspace for our conversation, message, contact and account."""
    before = sorted(str(row) for row in world.product.table.scan(_everything(thread[0])))
    foreign = [
        route
        for route in ALLOWED
        if any(part in route for part in ("{conversation}", "{contact}", "{waba}", "{number}", "{user}", "{template}"))
    ]
    for route in foreign:
        method, path = fill(route, *thread, workspace=OTHER_WS)

        answer = world.call(method, path, BODIES.get(route), user="other-owner")

        assert answer.status == 404, route
        assert "Mira" not in json.dumps(answer.body), route
    assert sorted(str(row) for row in world.product.table.scan(_everything(thread[0]))) == before
    assert world.queued() == []


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_may_what_the_page_says_and_nothing_else(world: World, thread: tuple[str, str], role: str) -> None:
    # Who has left may nothing any more, so leaving comes last.
    for route, allowed in sorted(ALLOWED.items(), key=lambda line: line[0].endswith("/leave")):
        method, path = fill(route, *thread, workspace=WS)

        answer = world.call(method, path, BODIES.get(route), user=role)

        if role in allowed:
            assert answer.status not in (401, 403), (route, answer.body)
            assert answer.status < 500 or answer.status == 503, (route, answer.body)
        else:
            assert (answer.status, answer.body["code"]) == (403, "forbidden"), route


def test_an_id_token_is_not_an_access_token(world: World) -> None:
    event = {
        "version": "2.0",
        "rawPath": "/v1/me",
        "rawQueryString": "",
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": "/v1/me", "sourceIp": "127.0.0.1"},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": access_claims("owner") | {"token_use": "id"}}},
        },
        "isBase64Encoded": False,
    }

    context = SimpleNamespace(
        function_name="api",
        memory_limit_in_mb=1,
        invoked_function_arn="arn:aws:lambda:eu-west-1:1:function:api",
        aws_request_id="r",
    )
    assert world.handler(event, context)["statusCode"] == 401


def _everything(conversation: str) -> KeyRange:
    return keys.everything_about(WS, ContactId(conversation.split(".", maxsplit=1)[0]))
