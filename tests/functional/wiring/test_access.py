"""The access check: what is read at each request decides, not what the token said when it was made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import Forbidden, NotFound, Unauthenticated
from shared.core.identity import Person, SessionOver, session_of
from shared.core.ids import UserId, WorkspaceId
from shared.features.api_keys.model import Rate
from shared.features.workspaces.model import Member, Workspace
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from shared.wiring.access import Access, Caller
from tests.functional.conftest import HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import access_claims, signed_in

WS = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
ADA = UserId("ada")
SITE = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"


class OneKey:
    """Knows one key, which has one call left."""

    def actor(self, ws: WorkspaceId, key: str) -> Actor:
        return Actor(ws, UserId(f"key_{key}"), "till", "api key", frozenset({"contacts.read"}), key=key)

    def count(self, ws: WorkspaceId, key: str) -> Rate:
        return Rate(600, 1, 30)


@pytest.fixture(name="table")
def fixture_table() -> MemoryTable:
    table = MemoryTable()
    born = datetime(2026, 1, 1, tzinfo=UTC)
    ada = Person(ADA, "ada@test.invalid", "Ada")
    WorkspaceStore(table).add(Workspace(WS, "Kettles", "UTC", "en", born, ADA), Member(WS, ada, "owner", born))
    signed_in(table, ADA)
    return table


@pytest.fixture(name="access")
def fixture_access(table: MemoryTable, clock: HandClock) -> Access:
    return Access(table, Workspaces(WorkspaceStore(table), clock), OneKey(), SITE)


def event(claims: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    authorizer = {"jwt": {"claims": claims}} if claims else {}
    return {"requestContext": {"authorizer": authorizer, "http": {"sourceIp": "198.51.100.9"}}, "headers": {}, **more}


def test_a_member_with_a_live_session_passes_and_is_known_by_it(access: Access) -> None:
    actor = access.member(access.caller(event(access_claims(ADA))), WS)

    assert (actor.user, actor.role, actor.session) == (ADA, "owner", session_of(access_claims(ADA)["origin_jti"]))


def test_an_ended_session_is_over_though_its_token_is_still_good(access: Access, table: MemoryTable) -> None:
    caller = access.caller(event(access_claims(ADA)))
    table.delete(keys.session(ADA, caller.session))

    with pytest.raises(SessionOver):
        access.member(caller, WS)
    with pytest.raises(SessionOver):
        access.person(caller)


def test_a_session_of_somebody_else_opens_nothing(access: Access) -> None:
    claims = {**access_claims("eve"), "origin_jti": access_claims(ADA)["origin_jti"]}

    with pytest.raises(SessionOver):
        access.member(access.caller(event(claims)), WS)


def test_a_removed_member_meets_what_strangers_meet(access: Access, table: MemoryTable) -> None:
    caller = access.caller(event(access_claims(ADA)))
    table.delete(keys.member(WS, ADA))

    with pytest.raises(NotFound) as refusal:
        access.member(caller, WS)
    assert refusal.value.reason == "workspace_not_found"


@pytest.mark.parametrize(
    "claims",
    [
        None,
        {},
        {**access_claims(ADA), "token_use": "id"},
        {**access_claims(ADA), "sub": ""},
        {name: value for name, value in access_claims(ADA).items() if name != "origin_jti"},
    ],
)
def test_only_access_tokens_that_name_their_session_pass(access: Access, claims: dict[str, str] | None) -> None:
    with pytest.raises(Unauthenticated):
        access.caller(event(claims))


def test_a_key_is_for_workspaces_only(access: Access) -> None:
    caller = access.caller(event() | {"requestContext": {"authorizer": {"lambda": {"key": "k1", "workspace": WS}}}})

    assert access.member(caller, WS).key == "k1"
    assert access.count(caller) == Rate(600, 1, 30)
    with pytest.raises(Forbidden):
        access.person(caller)


def test_people_are_not_counted(access: Access) -> None:
    assert access.count(Caller(user=ADA, session="s")) is None


def test_the_callers_address_is_the_sites_word_only_when_the_site_speaks(access: Access) -> None:
    forged = {"x-waloom-viewer": "203.0.113.66"}

    assert access.address(event(headers=forged)) == "198.51.100.9"
    assert access.address(event(headers={**forged, "x-waloom-site": "guessed"})) == "198.51.100.9"
    assert access.address(event(headers={**forged, "x-waloom-site": SITE})) == "203.0.113.66"


def test_without_a_site_nobody_is_believed(table: MemoryTable, clock: HandClock) -> None:
    access = Access(table, Workspaces(WorkspaceStore(table), clock), OneKey(), "")

    headers = {"x-waloom-viewer": "203.0.113.66", "x-waloom-site": ""}
    assert access.address(event(headers=headers)) == "198.51.100.9"
