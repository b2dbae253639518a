"""A program with an API key, through the gateway, the authorizer and the function as they are deployed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infra.local.bridge import read_template
from infra.local.product import LocalProduct
from tests.integration.people import Caller, owner

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def boss(product: LocalProduct) -> Caller:
    return owner(product)


def make(boss: Caller, *scopes: str) -> tuple[Caller, str]:
    """A program with a new key, and the key's id."""
    made = boss.ask("POST", "/api-keys", {"name": "Shop", "scopes": list(scopes)})
    assert made.status == 201, made.body
    return replace(boss, bearer=made.body["key"]), str(made.body["id"])


def test_a_key_opens_what_its_scopes_say_and_is_counted(boss: Caller) -> None:
    program, key = make(boss, "library.read", "conversations.read")

    first, second = program.ask("GET", "/tags"), program.ask("GET", "/conversations")

    assert (first.status, second.status) == (200, 200)
    assert first.headers["ratelimit-limit"] == "600"
    assert 0 < int(first.headers["ratelimit-reset"]) <= 60
    assert int(first.headers["ratelimit-remaining"]) in (598, 599)
    refused = program.ask("POST", "/tags", {"name": "From a program", "color": "#0a7c66"})
    assert (refused.status, refused.body["code"]) == (403, "forbidden")
    shown = next(one for one in boss.ask("GET", "/api-keys").body["items"] if one["id"] == key)
    assert shown["last_used_at"] is not None


def test_a_program_makes_things_as_itself(boss: Caller) -> None:
    program, _ = make(boss, "tags.manage", "library.read")

    made = program.ask("POST", "/tags", {"name": f"Of {program.bearer[4:20]}", "color": "#0a7c66"})

    assert made.status == 201, made.body


def test_a_key_that_was_never_ours_stays_at_the_door(boss: Caller) -> None:
    program, _ = make(boss, "library.read")
    last = "A" if program.bearer[-1] != "A" else "B"

    wrong = replace(program, bearer=program.bearer[:-1] + last).ask("GET", "/tags")

    assert (wrong.status, wrong.body) == (403, {"message": "Forbidden"})
    assert replace(program, bearer="wlk_").ask("GET", "/tags").status == 403
    assert replace(program, bearer="").ask("GET", "/tags").status == 401


def test_people_only_routes_and_other_workspaces_refuse_a_key(boss: Caller) -> None:
    program, _ = make(boss, "workspace.read")

    assert program.ask("GET", "").status == 200
    assert program.ask("GET", "/v1/me").body["code"] == "people_only"
    assert program.ask("GET", "/api-keys").body["code"] == "people_only"
    assert program.ask("POST", "/live-tickets").body["code"] == "people_only"
    elsewhere = replace(program, workspace="ws_0123456789abcdefghjkmnpqrs").ask("GET", "")
    assert (elsewhere.status, elsewhere.body["code"]) == (404, "workspace_not_found")


def test_a_revoked_key_is_out_at_the_next_call_though_the_authorizer_remembers_it(boss: Caller) -> None:
    program, key = make(boss, "library.read")
    assert program.ask("GET", "/tags").status == 200

    assert boss.ask("DELETE", f"/api-keys/{key}").status == 204

    refused = program.ask("GET", "/tags")
    assert (refused.status, refused.body["code"]) == (401, "key_revoked")
    remembered = read_template()["Resources"]["KeyHolder"]["Properties"]["AuthorizerResultTtlInSeconds"]
    assert remembered <= 60
