"""Workspaces keep to themselves: members see theirs, strangers can't tell that it exists."""

from __future__ import annotations

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core.errors import Invalid, NotFound
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.features.workspaces.roles import ROLES, permissions_of
from shared.features.workspaces.routes import workspace_routes
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from tests.functional.conftest import HandClock
from tests.functional.webapi import Web

ODETTE = Person(UserId("sub-odette"), "owner@demo.waloom.test", "Odette Quill")
AMIR = Person(UserId("sub-amir"), "agent@demo.waloom.test", "Amir Reyes")
EVE = Person(UserId("sub-eve"), "eve@elsewhere.test", "Eve")


@pytest.fixture
def workspaces(table: DynamoTable, clock: HandClock) -> Workspaces:
    return Workspaces(WorkspaceStore(table), clock)


@pytest.fixture
def api(workspaces: Workspaces) -> Web:
    return Web([workspace_routes(workspaces)], workspaces.membership)


@pytest.fixture
def kettles(workspaces: Workspaces) -> WorkspaceId:
    ws = workspaces.create(ODETTE, "Quill  Kettles ", time_zone="Europe/London").id
    workspaces.add_member(ws, AMIR, "agent")
    return ws


def test_the_founder_is_the_owner(api: Web, kettles: WorkspaceId) -> None:
    answer = api.call("GET", f"/v1/workspaces/{kettles}", user=ODETTE.id)

    assert answer.status == 200
    assert answer.body == {
        "id": kettles,
        "name": "Quill Kettles",
        "role": "owner",
        "time_zone": "Europe/London",
        "language": "en",
        "permissions": sorted(permissions_of("owner")),
    }


def test_members_see_each_other_by_name(api: Web, kettles: WorkspaceId) -> None:
    answer = api.call("GET", f"/v1/workspaces/{kettles}/members", user=AMIR.id)

    assert [(one["name"], one["role"], one["email"]) for one in answer.body["items"]] == [
        ("Amir Reyes", "agent", "agent@demo.waloom.test"),
        ("Odette Quill", "owner", "owner@demo.waloom.test"),
    ]


def test_me_lists_my_workspaces_and_what_i_may_do_there(
    api: Web, workspaces: Workspaces, kettles: WorkspaceId, clock: HandClock
) -> None:
    clock.forward(minutes=1)
    second = workspaces.create(AMIR, "Amir's own").id

    answer = api.call("GET", "/v1/me", user=AMIR.id)

    assert answer.body["user"] == {"id": AMIR.id, "email": AMIR.email, "name": AMIR.name}
    assert [(one["id"], one["role"]) for one in answer.body["workspaces"]] == [(kettles, "agent"), (second, "owner")]
    assert "accounts.manage" not in answer.body["workspaces"][0]["permissions"]
    assert "accounts.manage" in answer.body["workspaces"][1]["permissions"]


def test_a_stranger_gets_the_answer_of_a_workspace_that_is_not_there(
    api: Web, workspaces: Workspaces, kettles: WorkspaceId
) -> None:
    workspaces.create(EVE, "Eve's own")
    for path in ("", "/members"):
        there = api.call("GET", f"/v1/workspaces/{kettles}{path}", user=EVE.id)
        nowhere = api.call("GET", f"/v1/workspaces/ws_{'0' * 26}{path}", user=EVE.id)
        never = api.call("GET", f"/v1/workspaces/W%23x{path}", user=EVE.id)

        assert there.status == 404
        assert there.body == nowhere.body
        assert never.status == 404


def test_without_a_session_there_is_nothing(api: Web, kettles: WorkspaceId) -> None:
    for path in ("/v1/me", f"/v1/workspaces/{kettles}"):
        assert api.call("GET", path).status == 401


def test_a_member_keeps_the_role_they_have(workspaces: Workspaces, kettles: WorkspaceId) -> None:
    assert workspaces.add_member(kettles, AMIR, "owner").role == "agent"
    assert workspaces.membership(kettles, AMIR.id).role == "agent"


def test_the_actor_may_what_the_role_says(workspaces: Workspaces, kettles: WorkspaceId) -> None:
    actor = workspaces.membership(kettles, AMIR.id)

    assert (actor.workspace, actor.user, actor.name) == (kettles, AMIR.id, "Amir Reyes")
    assert actor.may("conversations.answer")
    assert not actor.may("accounts.manage")
    with pytest.raises(NotFound):
        workspaces.membership(kettles, EVE.id)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_workspace_needs_a_short_name(workspaces: Workspaces, name: str) -> None:
    with pytest.raises(Invalid):
        workspaces.create(ODETTE, name)


def test_only_roles_of_the_matrix_can_be_given(workspaces: Workspaces, kettles: WorkspaceId) -> None:
    assert "god" not in ROLES
    with pytest.raises(Invalid):
        workspaces.add_member(kettles, EVE, "god")
