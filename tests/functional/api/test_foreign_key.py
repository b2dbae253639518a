"""A key of another workspace at every route of the API: nothing is there for it, and nothing changes."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

from shared.core.ids import UserId
from shared.features.api_keys.model import PEOPLE_ONLY, PEOPLE_ROUTES, SCOPES
from shared.features.workspaces.roles import PUBLIC, ROUTES, SIGNED_IN
from tests.functional.api.conftest import World
from tests.functional.api.test_isolation import BODIES, fill
from tests.functional.conftest import OTHER_WS, WS

CONTEXT = {
    "function_name": "api",
    "memory_limit_in_mb": 512,
    "invoked_function_arn": "arn:aws:lambda:eu-west-1:1:function:api",
    "aws_request_id": "r-1",
}


def ask(world: World, key: str, method: str, path: str, body: Any) -> tuple[int, Any]:
    event = {
        "version": "2.0",
        "rawPath": f"/keys{path}",
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": method, "path": f"/keys{path}", "sourceIp": "203.0.113.7"},
            "stage": "$default",
            "authorizer": {"lambda": {"key": key, "workspace": OTHER_WS}},
        },
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
    answer = world.handler(event, SimpleNamespace(**CONTEXT))
    return int(answer["statusCode"]), json.loads(answer["body"] or "null")


def test_a_foreign_key_finds_nothing_at_any_route(world: World) -> None:
    conversation = world.customer_writes("hi")
    maker = world.product.workspaces.membership(OTHER_WS, UserId("other-owner"))
    key, _ = world.product.api_keys.create(maker, "Foreign", SCOPES, None)

    def ours() -> list[str]:
        rows = world.product.client("dynamodb").scan(TableName=world.product.settings.table)["Items"]
        return sorted(str(row) for row in rows if row["pk"]["S"].startswith(f"W#{WS}"))

    before = ours()
    for route, need in ROUTES.items():
        if need == PUBLIC:
            continue
        if need == SIGNED_IN:
            method, path = re.sub(r"\{.+?\}", "anything", route).split(" ")
        else:
            method, path = fill(route, conversation, "1795348800000-aaaaaaaaaaaaaaaaaaaa", workspace=WS)

        status, body = ask(world, key.id, method, path, BODIES.get(route))

        people = need == SIGNED_IN or need in PEOPLE_ONLY or route in PEOPLE_ROUTES
        if status == 422 and need == SIGNED_IN:
            continue  # there is no body for it here, and bodies are looked at first
        expected = (403, "people_only") if people else (404, "workspace_not_found")
        assert (status, body["code"]) == expected, route
        assert "Mira" not in json.dumps(body), route
    assert ours() == before


def test_what_is_open_to_all_is_open_with_a_key(world: World) -> None:
    for path in ("/v1/openapi.json", "/v1/config"):
        assert ask(world, "01jd9x5m4k2c7r8s9t0v1w2x3y", "GET", path, None)[0] == 200


def test_each_people_route_is_a_route() -> None:
    assert set(ROUTES) >= PEOPLE_ROUTES
    assert set(ROUTES.values()) >= PEOPLE_ONLY
