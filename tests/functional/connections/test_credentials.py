"""Tokens are opened rarely, refused at once when the account is disconnected, and never another workspace's."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from shared.adapters.vault import KmsVault
from shared.core import keys
from shared.core.errors import NotFound
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Change
from shared.features.connections.credentials import AccountDisconnected, Credentials
from shared.features.connections.store import ConnectionStore
from tests.functional.connections.conftest import House
from tests.functional.connections.metaworld import (
    GOOD,
    NUMBER,
    OTHER_WABA,
    TOKEN,
    WABA,
    MetaWorld,
    listed_number,
    refused,
)

NEW = "EAAanotherSystemUserToken"


class Seconds:
    """A stopwatch that a test moves."""

    def __init__(self) -> None:
        self.value = 0.0

    def __call__(self) -> float:
        return self.value


@pytest.fixture
def connected(house: House, ws: WorkspaceId) -> WorkspaceId:
    house.connections.connect(house.actor(ws), TOKEN, None, None)
    return ws


def test_a_token_is_opened_once_in_five_minutes(house: House, connected: WorkspaceId, kms_key: str) -> None:
    kms: Any = boto3.client("kms", region_name="eu-west-1")
    calls: list[str] = []
    kms.meta.events.register("before-call.kms", lambda model, **_: calls.append(model.name))
    seconds = Seconds()
    access = Credentials(ConnectionStore(house.table), KmsVault(kms, kms_key), seconds=seconds)

    for _ in range(20):
        assert access.of_number(connected, NUMBER) == TOKEN
    assert calls == ["Decrypt"]

    seconds.value = 301
    access.of_number(connected, NUMBER)
    assert calls == ["Decrypt", "Decrypt"]


def test_a_new_token_counts_at_once(house: House, connected: WorkspaceId, meta: MetaWorld) -> None:
    assert house.connections.credentials(connected, waba=WABA) == TOKEN
    meta.tokens[NEW] = GOOD

    house.connections.resume(house.actor(connected), WABA, NEW, None)

    assert house.connections.credentials(connected, waba=WABA) == NEW


def test_a_disconnection_counts_at_once_and_is_told_once(house: House, connected: WorkspaceId) -> None:
    assert house.connections.credentials(connected, number=NUMBER) == TOKEN

    for _ in range(3):
        house.connections.disconnected(connected, WABA, "token_expired")

    with pytest.raises(AccountDisconnected):
        house.connections.credentials(connected, number=NUMBER)
    assert house.connections.trouble(connected, NUMBER) == "account_disconnected"
    [(account, _)] = house.connections.accounts(house.actor(connected))
    assert account.status == "disconnected"
    assert account.problem
    assert account.problem.code == "token_expired"
    notices, _ = house.notices.latest(house.actor(connected), 10, None)
    assert [(one.kind, one.severity, one.about) for one in notices] == [("account_disconnected", "critical", WABA)]


def test_a_new_token_reconnects(house: House, connected: WorkspaceId, meta: MetaWorld) -> None:
    house.connections.disconnected(connected, WABA, "token_expired")
    meta.tokens[NEW] = GOOD

    account = house.connections.resume(house.actor(connected), WABA, NEW, None)

    assert account.status == "connected"
    assert house.connections.credentials(connected, number=NUMBER) == NEW
    assert house.connections.trouble(connected, NUMBER) is None


def test_resuming_without_a_token_tries_the_stored_one_again(
    house: House, connected: WorkspaceId, meta: MetaWorld
) -> None:
    house.connections.disconnected(connected, WABA, "access_denied")
    meta.trouble["account"] = refused(200)
    still = house.connections.resume(house.actor(connected), WABA, None, None)
    assert (still.status, still.problem and still.problem.code) == ("disconnected", "no_access")

    meta.trouble.clear()
    account = house.connections.resume(house.actor(connected), WABA, None, None)

    assert account.status == "connected"
    assert house.connections.credentials(connected, number=NUMBER) == TOKEN


def test_a_resume_that_meta_is_too_busy_for_does_not_disconnect(
    house: House, connected: WorkspaceId, meta: MetaWorld
) -> None:
    meta.trouble["account"] = refused(80007)
    answer = house.web.call("POST", f"/v1/workspaces/{connected}/accounts/{WABA}/resume", {}, user="sub-odette")

    assert answer.status == 503
    assert house.connections.credentials(connected, number=NUMBER) == TOKEN


def test_a_bad_new_token_leaves_the_old_one_in_place(house: House, connected: WorkspaceId) -> None:
    answer = house.web.call(
        "POST", f"/v1/workspaces/{connected}/accounts/{WABA}/resume", {"token": "EAAnobodyKnowsThis"}, user="sub-odette"
    )

    assert (answer.status, answer.body["code"]) == (400, "token_invalid")
    assert house.connections.credentials(connected, waba=WABA) == TOKEN


def test_another_workspace_has_no_such_account_or_number(house: House, connected: WorkspaceId) -> None:
    other = house.workspace("Somebody else", "sub-eve")

    with pytest.raises(NotFound):
        house.connections.credentials(other, waba=WABA)
    with pytest.raises(NotFound):
        house.connections.credentials(other, number=NUMBER)
    with pytest.raises(NotFound):
        house.connections.trouble(other, NUMBER)


def test_a_secret_row_copied_to_another_account_does_not_open(
    house: House, connected: WorkspaceId, meta: MetaWorld
) -> None:
    other = house.workspace("Somebody else", "sub-eve")
    stolen = house.table.get(keys.secret(connected, WABA))
    account = house.table.get(keys.account(connected, WABA))
    assert stolen
    assert account
    house.table.put(keys.secret(other, OTHER_WABA), {**stolen, "workspace": other, "waba": OTHER_WABA})
    house.table.put(keys.account(other, OTHER_WABA), {**account, "workspace": other, "waba": OTHER_WABA})

    answer = house.web.call("POST", f"/v1/workspaces/{other}/accounts/{OTHER_WABA}/templates/sync", user="sub-eve")

    assert (answer.status, answer.body["code"]) == (409, "seal_broken")
    assert TOKEN not in str(answer)


def test_a_number_that_moves_to_another_account_takes_its_webhooks_along(
    house: House, connected: WorkspaceId, meta: MetaWorld
) -> None:
    """Meta lists a number under one account only: its word decides."""
    other = house.workspace("The buyer", "sub-eve")
    meta.listed = {WABA: [], OTHER_WABA: [listed_number(NUMBER, registered=True)]}
    meta.tokens[NEW] = GOOD.__class__(True, GOOD.app, "SYSTEM_USER", GOOD.scopes, (OTHER_WABA,))

    account = house.connections.connect(house.actor(other, "sub-eve"), NEW, None, None)

    assert account.status == "connected"
    route = house.connections.route(NUMBER)
    assert route
    assert (route.workspace, route.waba) == (other, OTHER_WABA)
    assert house.connections.trouble(connected, NUMBER) == "number_gone"
    assert house.connections.numbers(house.actor(connected)) == []


def test_a_number_meta_no_longer_lists_is_not_shown(house: House, connected: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA] = []
    house.connections.resume(house.actor(connected), WABA, TOKEN, None)

    assert house.connections.numbers(house.actor(connected)) == []
    assert house.connections.trouble(connected, NUMBER) == "number_gone"

    meta.listed[WABA] = [listed_number(registered=True)]
    house.connections.resume(house.actor(connected), WABA, None, None)
    assert house.connections.trouble(connected, NUMBER) is None


def test_a_token_without_a_secret_row_is_no_crash(house: House, connected: WorkspaceId) -> None:
    house.table.delete(keys.secret(connected, WABA))
    house.table.amend(keys.account(connected, WABA), Change(add={"token_version": 1}))

    with pytest.raises(AccountDisconnected):
        house.connections.credentials(connected, waba=WABA)


def test_notices_are_read_by_each_person_alone(house: House, connected: WorkspaceId) -> None:
    from shared.core.identity import Person

    house.workspaces.add_member(connected, Person(UserId("sub-amir"), "amir@test", "Amir"), "agent")
    house.connections.disconnected(connected, WABA, "token_expired")
    path = f"/v1/workspaces/{connected}/notices"
    [notice] = house.web.call("GET", path, user="sub-odette").body["items"]
    assert notice["read"] is False
    assert notice["title"] == "Quill Kettles: The WhatsApp account is disconnected"

    assert house.web.call("POST", f"{path}/{notice['id']}/read", user="sub-odette").status == 204

    assert house.web.call("GET", path, user="sub-odette").body["items"][0]["read"] is True
    assert house.web.call("GET", path, user="sub-amir").body["items"][0]["read"] is False
    missing = house.web.call("POST", f"{path}/2026-11-22T12:00:00.000Z-nothing/read", user="sub-amir")
    assert (missing.status, missing.body["code"]) == (404, "notice_not_found")


def test_notices_come_newest_first_page_by_page(house: House, ws: WorkspaceId, clock: Any) -> None:
    for index in range(5):
        house.notices.give(ws, "test", "info", f"Notice {index}", "…", about=str(index))
        clock.forward(seconds=1)
    path = f"/v1/workspaces/{ws}/notices"

    first = house.web.call("GET", f"{path}?limit=2", user="sub-odette").body
    second = house.web.call("GET", f"{path}?limit=2&cursor={first['next_cursor']}", user="sub-odette").body
    third = house.web.call("GET", f"{path}?limit=2&cursor={second['next_cursor']}", user="sub-odette").body

    titles = [one["title"] for page in (first, second, third) for one in page["items"]]
    assert titles == [f"Notice {index}" for index in (4, 3, 2, 1, 0)]
    assert third["next_cursor"] is None
    assert house.web.call("GET", f"{path}?cursor=forged", user="sub-odette").status == 400
