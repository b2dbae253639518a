"""API keys from making to revoking, as people and machines meet them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.core import keys
from shared.core.errors import Forbidden
from shared.core.ids import UserId
from shared.core.ports import Change
from tests.functional.api_keys.conftest import LIMIT, Door
from tests.functional.conftest import OTHER_WS, WS

KEYS = f"/v1/workspaces/{WS}/api-keys"
TAGS = f"/v1/workspaces/{WS}/tags"


def become(door: Door, user: str, **row: object) -> None:
    door.table.amend(keys.member(WS, UserId(user)), Change(set=row))  # type: ignore[arg-type]


def leave(door: Door, user: str) -> None:
    door.table.delete(keys.member(WS, UserId(user)))


def test_a_key_is_shown_once_and_kept_as_a_hash(door: Door) -> None:
    made = door.ask("POST", KEYS, {"name": " Shop  system ", "scopes": ["library.read"]}, user="admin")
    listed = door.ask("GET", KEYS, user="owner").body["items"]

    key = made.body["key"]
    assert (made.status, len(listed)) == (201, 1)
    assert listed[0] == {name: value for name, value in made.body.items() if name != "key"}
    assert (listed[0]["name"], listed[0]["created_by"], listed[0]["state"]) == ("Shop system", "Admin", "active")
    assert key.startswith(listed[0]["prefix"] + "_")
    assert key.rsplit("_", 1)[0] != key
    secret = key[len(listed[0]["prefix"]) + 1 :]
    assert secret not in json.dumps([str(row) for row in door.table.rows.values()])


def test_a_key_does_what_its_scopes_say_and_nothing_else(door: Door) -> None:
    reader = door.make(["library.read"])

    assert door.ask("GET", TAGS, key=reader).status == 200
    refused = door.ask("POST", TAGS, {"name": "VIP", "color": "#0a7c66"}, key=reader)
    assert (refused.status, refused.body["code"]) == (403, "forbidden")
    writer = door.make(["library.read", "tags.manage"])
    assert door.ask("POST", TAGS, {"name": "VIP", "color": "#0a7c66"}, key=writer).status == 201


def test_a_key_opens_no_other_workspace(door: Door) -> None:
    key = door.make(["library.read"])

    answer = door.ask("GET", f"/v1/workspaces/{OTHER_WS}/tags", key=key)

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


@pytest.mark.parametrize("scope", ["api_keys.manage", "members.manage", "live.connect", "everything", ""])
def test_what_only_people_may_do_is_no_scope(door: Door, scope: str) -> None:
    answer = door.ask("POST", KEYS, {"name": "Shop", "scopes": ["library.read", scope]}, user="owner")

    assert (answer.status, answer.body["code"]) == (400, "unknown_scope")
    offered = {one["name"]: one["routes"] for one in door.ask("GET", KEYS[:-4] + "scopes", user="owner").body["items"]}
    assert scope not in offered
    assert "GET /v1/workspaces/{workspace}/tags" in offered["library.read"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/me"),
        ("GET", KEYS),
        ("POST", KEYS),
        ("POST", f"/v1/workspaces/{WS}/live-tickets"),
    ],
)
def test_routes_for_people_refuse_keys_clearly(door: Door, method: str, path: str) -> None:
    key = door.make(["library.read"], user="owner")
    body = {"name": "Child", "scopes": ["library.read"]} if method == "POST" and path == KEYS else None

    answer = door.ask(method, path, body, key=key)

    assert (answer.status, answer.body["code"]) == (403, "people_only")
    assert "sign in" in answer.body["detail"]


def test_a_scope_beyond_the_makers_role_is_refused(door: Door) -> None:
    maker = replace(door.workspaces.membership(WS, UserId("admin")), permissions=frozenset({"library.read"}))

    with pytest.raises(Forbidden) as refused:
        door.keys.create(maker, "Shop", ["library.read", "tags.manage"], None)

    assert refused.value.reason == "scope_beyond_role"
    assert [one.name for one in door.keys.scopes(maker)] == ["library.read"]


def test_only_owners_and_admins_see_or_make_keys(door: Door) -> None:
    for user in ("marketer", "agent", "viewer"):
        assert door.ask("GET", KEYS, user=user).status == 403
        assert door.ask("POST", KEYS, {"name": "S", "scopes": ["library.read"]}, user=user).status == 403


def test_a_demoted_makers_key_keeps_what_their_role_still_has(door: Door) -> None:
    key = door.make(["library.read", "tags.manage"])
    become(door, "admin", role="viewer")

    assert door.ask("GET", TAGS, key=key).status == 200
    assert door.ask("POST", TAGS, {"name": "VIP", "color": "#0a7c66"}, key=key).status == 403


def test_the_limits_of_its_maker_are_the_keys(door: Door) -> None:
    key = door.make(["library.read"]).split("_")[1]
    become(door, "admin", role="agent", limited=True, masked=True)

    actor = door.keys.actor(WS, key)

    assert (actor.limited, actor.masked, actor.role, actor.key) == (True, True, "api key", key)
    assert actor.user == f"key_{key}"


def test_a_key_whose_maker_left_is_refused(door: Door) -> None:
    key = door.make(["library.read"])
    leave(door, "admin")

    answer = door.ask("GET", TAGS, key=key)

    assert (answer.status, answer.body["code"]) == (401, "key_orphaned")


def test_a_revoked_key_is_out_at_once_though_the_door_still_remembers_it(door: Door) -> None:
    key = door.make(["library.read"])
    assert door.ask("GET", TAGS, key=key).status == 200
    id_ = key.split("_")[1]

    assert door.ask("DELETE", f"{KEYS}/{id_}", user="owner").status == 204

    answer = door.ask("GET", TAGS, key=key)
    assert (answer.status, answer.body["code"]) == (401, "key_revoked")
    door.remembered.clear()
    assert door.ask("GET", TAGS, key=key).status == 403
    assert door.ask("GET", KEYS, user="owner").body["items"][0]["state"] == "revoked"
    assert door.ask("DELETE", f"{KEYS}/{id_}", user="owner").status == 204


def test_making_and_revoking_are_told_once_each(door: Door) -> None:
    key = door.make(["library.read"]).split("_")[1]
    for _ in range(2):
        door.ask("DELETE", f"{KEYS}/{key}", user="owner")
    door.ask("POST", KEYS, {"name": "Shop", "scopes": ["everything"]}, user="owner")

    assert door.told == ["Admin made Shop", "Odette revoked Shop"]


def test_an_expired_key_is_out_at_its_time(door: Door) -> None:
    key = door.make(["library.read"], expires_at="2026-11-23T12:00:00Z")
    door.clock.forward(hours=23, minutes=59)
    assert door.ask("GET", TAGS, key=key).status == 200

    door.clock.forward(minutes=1)

    answer = door.ask("GET", TAGS, key=key)
    assert (answer.status, answer.body["code"]) == (401, "key_expired")
    assert door.ask("GET", KEYS, user="owner").body["items"][0]["state"] == "expired"


def test_of_a_key_that_is_over_nothing_is_left_a_month_later(door: Door) -> None:
    lasting = door.make(["library.read"]).split("_")[1]
    expiring = door.make(["library.read"], expires_at="2026-11-23T12:00:00Z").split("_")[1]

    def goes(key: str) -> list[object]:
        rows = (door.table.get(keys.api_key(WS, key)), door.table.get(keys.api_key_route(key)))
        return [row.get("ttl") for row in rows if row]

    month_later = int(datetime(2026, 12, 23, 12, tzinfo=UTC).timestamp())
    assert (goes(lasting), goes(expiring)) == ([None, None], [month_later, month_later])
    door.ask("DELETE", f"{KEYS}/{lasting}", user="owner")
    assert goes(lasting) == [month_later - 86_400]


@pytest.mark.parametrize("when", ["2026-11-22T12:00:00Z", "2027-11-24T12:00:00Z", "2026-12-01T12:00:00"])
def test_an_end_in_the_past_too_far_off_or_without_a_zone_is_refused(door: Door, when: str) -> None:
    answer = door.ask("POST", KEYS, {"name": "S", "scopes": ["library.read"], "expires_at": when}, user="owner")

    assert (answer.status, answer.body["code"]) == (400, "key_expiry")


def test_nobody_makes_a_key_with_fields_of_their_own(door: Door) -> None:
    body = {"name": "S", "scopes": ["library.read"], "maker": "owner", "workspace": OTHER_WS}

    assert door.ask("POST", KEYS, body, user="admin").status == 422


def test_each_answer_says_what_is_left_and_the_limit_holds(door: Door) -> None:
    key = door.make(["library.read"])
    door.clock.forward(seconds=20)

    left = [door.ask("GET", TAGS, key=key).headers["ratelimit-remaining"] for _ in range(LIMIT)]
    over = door.ask("GET", TAGS, key=key)

    assert left == ["4", "3", "2", "1", "0"]
    assert (over.status, over.body["code"]) == (429, "key_rate_limited")
    assert {name: over.headers[name] for name in over.headers if "rate" in name or name == "retry-after"} == {
        "ratelimit-limit": "5",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "40",
        "retry-after": "40",
    }
    door.clock.forward(seconds=40)
    assert door.ask("GET", TAGS, key=key).status == 200


def test_a_refused_call_counts_too_and_says_so(door: Door) -> None:
    key = door.make(["library.read"])

    refused = door.ask("POST", TAGS, {"name": "VIP", "color": "#0a7c66"}, key=key)

    assert (refused.status, refused.headers["ratelimit-remaining"]) == (403, "4")


def test_a_wrong_call_counts_too_and_says_so(door: Door) -> None:
    key = door.make(["tags.manage"])

    left = [door.ask("POST", TAGS, {"name": "VIP", "mass": 1}, key=key) for _ in range(LIMIT)]
    over = door.ask("POST", TAGS, {"name": "VIP", "mass": 1}, key=key)

    assert [one.status for one in left] == [422] * LIMIT
    assert [one.headers["ratelimit-remaining"] for one in left] == ["4", "3", "2", "1", "0"]
    assert (over.status, over.body["code"]) == (429, "key_rate_limited")


def test_keys_are_counted_apart_and_people_not_at_all(door: Door) -> None:
    one, other = door.make(["library.read"]), door.make(["library.read"])
    for _ in range(LIMIT):
        door.ask("GET", TAGS, key=one)

    assert door.ask("GET", TAGS, key=other).headers["ratelimit-remaining"] == str(LIMIT - 1)
    person = door.ask("GET", TAGS, user="viewer")
    assert (person.status, "ratelimit-limit" in person.headers) == (200, False)


def test_the_last_use_is_shown_to_within_five_minutes(door: Door) -> None:
    key = door.make(["library.read"])

    def shown() -> str | None:
        found: str | None = door.ask("GET", KEYS, user="owner").body["items"][0]["last_used_at"]
        return found

    assert shown() is None
    door.ask("GET", TAGS, key=key)
    first = shown()
    door.clock.forward(minutes=4)
    door.ask("GET", TAGS, key=key)
    assert shown() == first == "2026-11-22T12:00:00.000Z"
    door.clock.forward(minutes=1)
    door.ask("GET", TAGS, key=key)
    assert shown() == "2026-11-22T12:05:00.000Z"


def test_a_workspace_keeps_a_bounded_number_of_keys(door: Door) -> None:
    for _ in range(50):
        door.make(["library.read"])

    answer = door.ask("POST", KEYS, {"name": "One more", "scopes": ["library.read"]}, user="owner")

    assert (answer.status, answer.body["code"]) == (409, "too_many_keys")
    oldest = door.ask("GET", KEYS, user="owner").body["items"][-1]["id"]
    door.ask("DELETE", f"{KEYS}/{oldest}", user="owner")
    assert door.ask("POST", KEYS, {"name": "One more", "scopes": ["library.read"]}, user="owner").status == 201


def test_a_key_of_another_workspace_cannot_be_revoked_from_here(door: Door) -> None:
    key = door.make(["library.read"]).split("_")[1]

    answer = door.ask("DELETE", f"/v1/workspaces/{OTHER_WS}/api-keys/{key}", user="other-owner")

    assert (answer.status, answer.body["code"]) == (404, "api_key_not_found")
    assert door.keys.actor(WS, key).key == key
