"""Workspaces keep to themselves: members see theirs, strangers can't tell that it exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import boto3
import pytest

from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.adapters.s3 import S3Blobs
from shared.core import keys
from shared.core.errors import Invalid, NotFound
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Change
from shared.features.media.uploads import Uploads
from shared.features.people.model import Profile
from shared.features.people.profiles import Profiles
from shared.features.workspaces.logos import MOST_BYTES, Logos
from shared.features.workspaces.member_routes import member_routes
from shared.features.workspaces.members import Members
from shared.features.workspaces.roles import ROLES, permissions_of
from shared.features.workspaces.routes import workspace_routes
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from tests.functional.conftest import REGION, HandClock
from tests.functional.webapi import Web

ODETTE = Person(UserId("sub-odette"), "owner@demo.waloom.test", "Odette Quill")
AMIR = Person(UserId("sub-amir"), "agent@demo.waloom.test", "Amir Reyes")
EVE = Person(UserId("sub-eve"), "eve@elsewhere.test", "Eve")


@pytest.fixture
def workspaces(table: DynamoTable, clock: HandClock) -> Workspaces:
    return Workspaces(WorkspaceStore(table), clock)


@pytest.fixture
def blobs() -> S3Blobs:
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": REGION})
    return S3Blobs(client, "media")


@pytest.fixture
def uploads(table: DynamoTable, blobs: S3Blobs, cipher: WorkspaceCipher, clock: HandClock) -> Uploads:
    return Uploads(table, blobs, cipher, clock)


@dataclass(frozen=True)
class Known:
    """What the accounts would say of somebody."""

    workspaces: Workspaces

    def profile(self, user: UserId) -> Profile:
        return Profile(self.workspaces.person(user), "en", second_factor=False, recovery_codes_left=0)


@pytest.fixture
def api(workspaces: Workspaces, uploads: Uploads, blobs: S3Blobs) -> Web:
    logos = Logos(workspaces.store, uploads, blobs)
    profiles = cast(Profiles, Known(workspaces))
    routers = [workspace_routes(workspaces, profiles, logos), member_routes(workspaces, Members(workspaces.store))]
    return Web(routers, workspaces.membership)


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
        "logo_url": None,
        "role": "owner",
        "time_zone": "Europe/London",
        "language": "en",
        "limited": False,
        "masked": False,
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

    assert {name: answer.body["user"][name] for name in ("id", "email", "name")} == {
        "id": AMIR.id,
        "email": AMIR.email,
        "name": AMIR.name,
    }
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


def test_a_newcomer_makes_their_first_workspace(api: Web, workspaces: Workspaces) -> None:
    workspaces.store.remember(EVE)

    made = api.call(
        "POST", "/v1/workspaces", {"name": "Eve's", "time_zone": "America/Sao_Paulo", "language": "pt"}, user=EVE.id
    )

    assert (made.status, made.body["role"], made.body["time_zone"]) == (201, "owner", "America/Sao_Paulo")
    listed = api.call("GET", "/v1/me", user=EVE.id).body["workspaces"]
    assert listed == [made.body]


def test_what_a_workspace_is_called_and_where_it_is_can_be_changed(api: Web, kettles: WorkspaceId) -> None:
    path = f"/v1/workspaces/{kettles}"

    changed = api.call("PATCH", path, {"name": " Kettles  & Co\n", "language": "es"}, user=ODETTE.id)

    assert [changed.body[name] for name in ("name", "time_zone", "language")] == ["Kettles & Co", "Europe/London", "es"]
    assert api.call("GET", path, user=AMIR.id).body["name"] == "Kettles & Co"
    assert api.call("PATCH", path, {"name": "Mine"}, user=AMIR.id).status == 403


@pytest.mark.parametrize(
    "zone",
    ["", "Nowhere/City", "../../etc/passwd", "/etc/localtime", "Europe/London/", "localtime", "America/Argentina"],
)
def test_a_zone_is_one_of_the_tz_database(api: Web, kettles: WorkspaceId, zone: str) -> None:
    answer = api.call("PATCH", f"/v1/workspaces/{kettles}", {"time_zone": zone}, user=ODETTE.id)

    assert (answer.status, answer.body["code"]) == (400, "unknown_time_zone")


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Lisbon", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+3"]
)
def test_browsers_names_of_zones_are_known(workspaces: Workspaces, zone: str) -> None:
    assert workspaces.create(EVE, "Eve's", time_zone=zone).time_zone == zone


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 64


def upload(uploads: Uploads, workspaces: Workspaces, ws: WorkspaceId, body: bytes, mime: str = "image/png") -> str:
    """What the browser would have done."""
    ticket = uploads.create(workspaces.membership(ws, ODETTE.id), "logo.png", mime, len(body))
    uploads.blobs.put(f"uploads/{ws}/{ticket.id}", body, mime)
    return ticket.id


def test_a_logo_is_kept_with_the_workspace_and_the_one_before_goes(
    api: Web, workspaces: Workspaces, uploads: Uploads, blobs: S3Blobs, kettles: WorkspaceId
) -> None:
    path = f"/v1/workspaces/{kettles}/logo"
    first = api.call("PUT", path, {"upload_id": upload(uploads, workspaces, kettles, PNG)}, user=ODETTE.id)
    second = api.call("PUT", path, {"upload_id": upload(uploads, workspaces, kettles, PNG)}, user=ODETTE.id)

    assert (first.status, second.status) == (200, 200)
    places = list(blobs.keys(f"ws/{kettles}/logo/"))
    assert len(places) == 1
    assert places[0] in second.body["logo_url"]
    assert places[0] in api.call("GET", "/v1/me", user=AMIR.id).body["workspaces"][0]["logo_url"]

    gone = api.call("DELETE", path, user=ODETTE.id)

    assert gone.body["logo_url"] is None
    assert list(blobs.keys(f"ws/{kettles}/logo/")) == []


@pytest.mark.parametrize(
    ("body", "mime", "status", "code"),
    [
        (b"<svg onload='alert(1)'></svg>", "image/png", 400, "file_mismatch"),
        (PNG + b"\x00" * MOST_BYTES, "image/png", 413, "file_too_large"),
        (b"%PDF-1.7 invoice", "application/pdf", 400, "file_kind"),
    ],
)
def test_what_is_no_small_picture_is_no_logo(
    api: Web,
    workspaces: Workspaces,
    uploads: Uploads,
    blobs: S3Blobs,
    kettles: WorkspaceId,
    body: bytes,
    mime: str,
    status: int,
    code: str,
) -> None:
    wanted = {"upload_id": upload(uploads, workspaces, kettles, body, mime)}

    answer = api.call("PUT", f"/v1/workspaces/{kettles}/logo", wanted, user=ODETTE.id)

    assert (answer.status, answer.body["code"]) == (status, code)
    assert list(blobs.keys(f"ws/{kettles}/")) == []


def test_another_workspaces_upload_is_no_logo(
    api: Web, workspaces: Workspaces, uploads: Uploads, kettles: WorkspaceId
) -> None:
    theirs = workspaces.create(ODETTE, "Other").id
    wanted = {"upload_id": upload(uploads, workspaces, theirs, PNG)}

    assert api.call("PUT", f"/v1/workspaces/{kettles}/logo", wanted, user=ODETTE.id).body["code"] == "no_upload"


def test_limits_show_where_the_person_works(api: Web, workspaces: Workspaces, kettles: WorkspaceId) -> None:
    workspaces.store.table.amend(keys.member(kettles, AMIR.id), Change(set={"limited": True, "masked": True}))

    mine = api.call("GET", "/v1/me", user=AMIR.id).body["workspaces"][0]

    assert (mine["limited"], mine["masked"]) == (True, True)
