"""Attacks on the API as a whole, route by route; those on one feature stand with it (docs/security.md lists all)."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from shared.core.ports import Row
from shared.features.workspaces.roles import PUBLIC, ROUTES
from shared.wiring.observability import logger
from tests.functional.api.conftest import WABA, World
from tests.functional.api.test_isolation import ALLOWED, BODIES, fill
from tests.functional.conftest import NUMBER, OTHER_WS, WS
from tests.functional.webapi import access_claims

NOBODYS = "01jd9x5m4k2c7r8s9t0v1w2x3y"
NO_CHAT = f"{NOBODYS}.{NUMBER}"
NO_MESSAGE = "1795348800000-aaaaaaaaaaaaaaaaaaaa"
# What answers without looking anything up by the id in its path, or is asked of Meta.
NOT_BY_ID = {
    "POST /v1/workspaces/{workspace}/uploads",
    "POST /v1/workspaces/{workspace}/live-tickets",
}


@pytest.fixture
def thread(world: World) -> tuple[str, str]:
    conversation = world.customer_writes("hi")
    message = world.call("GET", world.ws(f"/conversations/{conversation}/messages")).body["items"][0]["id"]
    return conversation, message


def rows(world: World) -> list[str]:
    """All of the workspace that a stranger might want to change, without what merely counts."""
    client = world.product.client("dynamodb")
    found: list[Row] = client.scan(TableName=world.product.settings.table)["Items"]
    return sorted(str(row) for row in found)


# ── mass assignment ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_fields_nobody_offered_are_refused_by_every_route_that_takes_a_body(
    world: World, thread: tuple[str, str]
) -> None:
    unasked = {"workspace", "permissions", "created_by", "id", "ttl", "pk", "owners"}
    before = rows(world)
    for route, body in BODIES.items():
        method, path = fill(route, *thread, workspace=WS)

        answer = world.call(method, path, {**body, **dict.fromkeys(unasked, "owner")})

        assert answer.status == 422, (route, answer.body)
        assert {error["field"].split(".")[-1] for error in answer.body["errors"]} >= unasked, (route, answer.body)
    assert rows(world) == before


# ── guessing ids ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_there_and_what_is_anothers_read_the_same(world: World) -> None:
    theirs = world.customer_writes("psst", ws=OTHER_WS, number=world_number(world), wamid="wamid.other")
    foreign = world.call("GET", f"/v1/workspaces/{OTHER_WS}/conversations/{theirs}/messages", user="other-owner")
    message = foreign.body["items"][0]["id"]
    for route in ALLOWED:
        if route in NOT_BY_ID or not ({"{conversation}", "{message}", "{contact}"} & set(route.split("/"))):
            continue
        method, path = fill(route, theirs, message, workspace=WS)
        guessed_method, guessed_path = fill(route, NO_CHAT, NO_MESSAGE, workspace=WS)

        real = world.call(method, path, BODIES.get(route))
        guess = world.call(guessed_method, guessed_path, BODIES.get(route))

        assert real.status == guess.status == 404, (route, real.body, guess.body)
        assert real.body == guess.body, route


def test_ids_of_any_shape_are_answered_never_a_crash(world: World) -> None:
    for guess in ("..", "%2e%2e", "a#b", "W%23ws_1", "x" * 600, "ws_%00", "{workspace}", "*", "'; --", "🐍", "%F0%9F"):
        for path in (
            f"/v1/workspaces/{guess}",
            f"/v1/workspaces/{WS}/conversations/{guess}",
            f"/v1/workspaces/{WS}/contacts/{guess}",
            f"/v1/workspaces/{WS}/accounts/{guess}/events",
            f"/v1/workspaces/{WS}/numbers/{guess}/automation",
            f"/v1/workspaces/{WS}/exports/{guess}",
            f"/v1/me/sessions/{guess}",
        ):
            answer = world.call("DELETE" if "sessions" in path else "GET", path)

            assert 400 <= answer.status < 500, (path, answer.status, answer.body)


# ── bodies ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_nested_deeply_is_refused_by_every_route_that_takes_one(world: World, thread: tuple[str, str]) -> None:
    shapes = ("[" * 100_000 + "]" * 100_000, '{"a":' * 2_000 + "1" + "}" * 2_000)
    for route, text in itertools.product(BODIES, shapes):
        method, path = fill(route, *thread, workspace=WS)

        answer = world.call(method, path, text)

        assert answer.status in (400, 422), (route, answer.status)
        assert answer.body["code"] in ("too_deep", "not_json", "invalid"), route


def test_deep_nesting_where_a_free_object_is_allowed_is_refused_too(world: World, thread: tuple[str, str]) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"a": deep}
    body = {"client_id": "client-0009", "type": "interactive", "interactive": deep}

    answer = world.call("POST", world.ws(f"/conversations/{thread[0]}/messages"), body)

    assert 400 <= answer.status < 500, answer.body


def test_long_texts_are_refused_by_every_route_that_takes_a_text(world: World, thread: tuple[str, str]) -> None:
    before = rows(world)
    tried = 0
    for route, body in BODIES.items():
        for field, value in body.items():
            if not isinstance(value, str):
                continue
            method, path = fill(route, *thread, workspace=WS)

            answer = world.call(method, path, {**body, field: "x" * 300_000})

            tried += 1
            assert 400 <= answer.status < 500, (route, field, answer.status)
            assert len(json.dumps(answer.body)) < 5_000, (route, field)
    assert tried > 20
    assert rows(world) == before


def test_a_form_of_another_site_is_no_json(world: World) -> None:
    """What a page elsewhere can send without asking first: it has no token, and this is no request of ours either."""
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
        form = "email=a%40b.test&password=x"

        answer = world.call("POST", "/v1/session", form, user=None, headers={"content-type": kind})

        assert answer.status in (400, 403, 415, 422), kind
        assert answer.body["code"] in ("wrong_content_type", "not_json", "invalid", "header_missing"), kind


# ── tokens and the way in ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_keys_door_does_not_let_people_pass_as_machines(world: World) -> None:
    event = {
        "version": "2.0",
        "rawPath": "/keys/v1/me",
        "rawQueryString": "",
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": "/keys/v1/me", "sourceIp": "127.0.0.1"},
            "stage": "$default",
            "authorizer": {"lambda": {"key": "01jd9x5m4k2c7r8s9t0v1w2x3y", "workspace": WS}},
        },
        "isBase64Encoded": False,
    }
    context = SimpleNamespace(function_name="api", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="r")

    assert world.handler(event, context)["statusCode"] in (401, 403)


def test_a_key_the_door_remembers_but_nobody_knows_opens_nothing(world: World) -> None:
    for route in ALLOWED:
        method, path = fill(route, NO_CHAT, NO_MESSAGE, workspace=WS)
        event = {
            "version": "2.0",
            "rawPath": f"/keys{path}",
            "rawQueryString": "",
            "headers": {"content-type": "application/json"},
            "requestContext": {
                "http": {"method": method, "path": f"/keys{path}", "sourceIp": "127.0.0.1"},
                "stage": "$default",
                "authorizer": {"lambda": {"key": NOBODYS, "workspace": WS}},
            },
            "body": json.dumps(BODIES.get(route)) if route in BODIES else None,
            "isBase64Encoded": False,
        }
        context = SimpleNamespace(
            function_name="api", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="r"
        )

        assert world.handler(event, context)["statusCode"] in (401, 403, 404), route


def test_only_these_routes_are_open(world: World) -> None:
    """Whoever opens another must say so here too."""
    assert {route for route, need in ROUTES.items() if need == PUBLIC} == {
        "DELETE /v1/session",
        "GET /v1/config",
        "GET /v1/docs",
        "GET /v1/openapi.json",
        "POST /v1/invitations/read",
        "POST /v1/invitations/sign-up",
        "POST /v1/password/forgot",
        "POST /v1/password/reset",
        "POST /v1/session",
        "POST /v1/session/refresh",
        "POST /v1/sign-up",
        "POST /v1/sign-up/confirm",
    }


# ── what an answer gives away ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def log(world: World) -> Iterator[list[str]]:
    """Everything the functions log meanwhile."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.__dict__}")

    handler = Keep()
    logger.addHandler(handler)
    yield lines
    logger.handlers.remove(handler)


def test_no_secret_and_no_words_reach_a_log(world: World, thread: tuple[str, str], log: list[str]) -> None:
    secrets = {
        "EAAInventedToken0123456789",
        "AQInventedSignUpCode0123456789",
        "271828",
        "a word only Mira and we know",
        "Waloom-secret-417",
    }
    for route, body in BODIES.items():
        method, path = fill(route, *thread, workspace=WS)
        world.call(method, path, body)
    chat = world.ws(f"/conversations/{thread[0]}")
    note = {"client_id": "client-0010", "text": "a word only Mira and we know"}
    world.call("POST", f"{chat}/notes", note)
    world.call("POST", f"{chat}/messages", {"client_id": "client-0011", "type": "text", "text": {"body": note["text"]}})
    sign_in = {"email": "owner@test.invalid", "password": "Waloom-secret-417"}
    world.call("POST", "/v1/session", sign_in, user=None, headers={"x-waloom": "1"})
    world.call("POST", "/v1/session", {**sign_in, "password": 5}, user=None, headers={"x-waloom": "1"})

    text = "\n".join(log)
    assert log, "nothing was logged at all: this test would not notice anything"
    assert not [secret for secret in secrets if secret in text]


def test_a_refusal_does_not_say_back_what_was_sent(world: World) -> None:
    body = {"token": {"nested": "EAAInventedToken0123456789"}}

    answer = world.call("POST", world.ws("/accounts"), body)

    assert answer.status == 422
    assert "EAAInvented" not in json.dumps(answer.body)


def test_a_token_and_a_pin_are_in_no_answer(world: World) -> None:
    for path in ("/accounts", "/numbers", f"/accounts/{WABA}/events"):
        text = json.dumps(world.call("GET", world.ws(path)).body)

        assert "token_version" not in text
        assert "sealed" not in text


# ── roles ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_makes_themselves_more_than_they_are(world: World) -> None:
    for role in ("admin", "marketer", "agent", "viewer"):
        for body in ({"role": "owner"}, {"role": "admin", "limited": False}, {"limited": False, "masked": False}):
            world.call("PATCH", world.ws(f"/members/{role}"), body, user=role)
        world.call("POST", world.ws("/ownership"), {"user_id": role}, user=role)
        world.call("POST", world.ws("/invitations"), {"email": f"{role}2@test.invalid", "role": "owner"}, user=role)

    members = world.call("GET", world.ws("/members")).body["items"]
    assert all(member["role"] == member["user_id"] for member in members)
    invited = world.call("GET", world.ws("/invitations")).body["items"]
    assert [one for one in invited if one["role"] == "owner"] == []


def test_a_token_of_another_user_pool_names_nobody_here(world: World) -> None:
    claims = {**access_claims("owner"), "sub": "owner' OR '1'='1"}

    assert world.call("GET", world.ws("/members"), user=claims["sub"]).status in (401, 404)


def world_number(world: World) -> Any:
    from tests.functional.api.conftest import OTHER_NUMBER

    return OTHER_NUMBER
