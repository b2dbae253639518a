"""Disconnecting: the token dies, nothing goes out or comes in, the history stays, and it may be killed anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from shared.core import keys
from shared.core.errors import Dropped
from shared.core.ids import WorkspaceId
from shared.core.meta import GraphUnknown, GraphUnreachable
from shared.core.ports import Change
from shared.features.connections.credentials import AccountDisconnected
from shared.features.intake.accounts import owner_of
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import FragileMemory, House, Killed
from tests.functional.connections.metaworld import GOOD, NUMBER, TOKEN, WABA, MetaWorld, refused
from tests.functional.webapi import Answer

OWNER = "sub-odette"


@pytest.fixture
def ws(quick: House) -> WorkspaceId:
    found = quick.workspace("Quill Kettles")
    quick.connections.connect(quick.actor(found), TOKEN, None, "417417")
    return found


def leave(house: House, ws: WorkspaceId) -> Answer:
    return house.web.call("POST", f"/v1/workspaces/{ws}/accounts/{WABA}/disconnect", {}, user=OWNER)


def account(house: House, ws: WorkspaceId) -> Any:
    [found] = house.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    return found


def upkeep(house: House, ws: WorkspaceId) -> None:
    house.upkeep.deliver({"v": 1, "workspace": ws, "waba": WABA})


def assert_gone(house: House, ws: WorkspaceId) -> None:
    """The end of every disconnection, however it came about."""
    shown = account(house, ws)
    assert (shown["status"], shown["disconnecting"], shown["token"]["state"]) == ("disconnected", False, "gone")
    assert shown["problem"]["code"] == "disconnected_here"
    assert house.table.get(keys.secret(ws, WABA)) is None
    assert house.connections.trouble(ws, NUMBER) == "account_disconnected"
    with pytest.raises(AccountDisconnected):
        house.connections.credentials(ws, number=NUMBER)
    with pytest.raises(AccountDisconnected):
        house.connections.access.even_if_disconnected(ws, WABA)
    route = house.connections.route(NUMBER)
    assert route
    assert route.closed
    with pytest.raises(Dropped) as dropped:
        owner_of(house.connections.store, WABA, None)
    assert dropped.value.reason == "account_disconnected"
    row = house.table.get(keys.account(ws, WABA))
    assert row
    assert not {"leaving", "leaving_stage", "due_pk", "due_at"} & set(row)


def test_everything_ends_in_order(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.calls.clear()

    answer = leave(quick, ws)

    assert (answer.status, answer.body["status"]) == (200, "disconnected")
    assert meta.calls == ["unsubscribe"]
    assert meta.subscriptions == set()
    assert_gone(quick, ws)
    numbers = quick.web.call("GET", f"/v1/workspaces/{ws}/numbers", user=OWNER).body["items"]
    assert [one["id"] for one in numbers] == [NUMBER]


def test_sends_are_refused_before_meta_is_even_asked(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    seen: list[str | None] = []

    class Asking(MetaWorld):
        def _called(self, name: str, token: str = "") -> None:
            super()._called(name, token)
            seen.append(quick.connections.trouble(ws, NUMBER))
            with pytest.raises(AccountDisconnected):
                quick.connections.credentials(ws, number=NUMBER)

    meta.__class__ = Asking
    leave(quick, ws)

    assert seen == ["account_disconnected"]


def test_a_process_that_holds_the_token_open_gives_it_up(quick: House, ws: WorkspaceId) -> None:
    """Its memory would keep the token for minutes; the account's row, which it reads each time, says otherwise."""
    assert quick.connections.credentials(ws, number=NUMBER) == TOKEN

    leave(quick, ws)

    assert_gone(quick, ws)


def test_after_the_end_nothing_ever_calls_meta_with_the_token(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    leave(quick, ws)
    meta.used.clear()

    for _ in range(3):
        clock.forward(days=1)
        upkeep(quick, ws)
    for method, path, body in (
        ("POST", f"accounts/{WABA}/check", {}),
        ("POST", f"accounts/{WABA}/resume", {}),
        ("POST", f"accounts/{WABA}/disconnect", {}),
        ("POST", f"accounts/{WABA}/templates/sync", None),
        ("POST", f"numbers/{NUMBER}/check", {}),
        ("POST", f"numbers/{NUMBER}/register", {}),
        ("PUT", f"numbers/{NUMBER}/pin", {"pin": "271828"}),
        ("GET", f"numbers/{NUMBER}/profile", None),
        ("PUT", f"numbers/{NUMBER}/profile", {"about": "x"}),
        ("GET", f"numbers/{NUMBER}/automation", None),
    ):
        answer = quick.web.call(method, f"/v1/workspaces/{ws}/{path}", body, user=OWNER)
        assert answer.status in (200, 409), path

    assert meta.used == []
    assert_gone(quick, ws)


KILLS = [(write, when) for write in range(1, 7) for when in ("before", "after")]


@pytest.mark.parametrize(("write", "when"), KILLS)
def test_killed_anywhere_the_upkeep_brings_it_to_its_end(
    quick: House, ws: WorkspaceId, memory: FragileMemory, clock: HandClock, meta: MetaWorld, write: int, when: str
) -> None:
    memory.arm(write, when)
    with pytest.raises(Killed):
        leave(quick, ws)
    begun = (write, when) != (1, "before")
    assert (quick.connections.trouble(ws, NUMBER) == "account_disconnected") is begun

    clock.forward(minutes=3)
    due = [row for row in memory.rows.values() if row.get("due_at") and row["type"] == "account"]
    if begun and not quick.connections.store.account(ws, WABA).left_at:  # type: ignore[union-attr]
        assert [row["waba"] for row in due] == [WABA]
    upkeep(quick, ws)
    if not begun:
        leave(quick, ws)

    assert_gone(quick, ws)
    assert meta.subscriptions == set()


def test_a_kill_between_metas_answer_and_our_note_asks_meta_again(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    meta.after["unsubscribe"] = Killed()  # type: ignore[assignment]
    with pytest.raises(Killed):
        leave(quick, ws)
    meta.after.clear()

    upkeep(quick, ws)

    assert meta.calls.count("unsubscribe") == 2
    assert_gone(quick, ws)


@pytest.mark.parametrize("refusal", [refused(190, 460), refused(200), refused(100, 33)])
def test_a_token_that_is_dead_already_holds_nothing_up(
    quick: House, ws: WorkspaceId, meta: MetaWorld, refusal: Exception
) -> None:
    meta.trouble["unsubscribe"] = refusal

    leave(quick, ws)

    assert_gone(quick, ws)


@pytest.mark.parametrize("silence", [GraphUnknown("x", 500), GraphUnreachable("x"), refused(80007)])
def test_metas_silence_is_waited_for_but_not_for_ever(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock, silence: Exception
) -> None:
    meta.trouble["unsubscribe"] = silence

    answer = leave(quick, ws)

    assert (answer.body["status"], answer.body["disconnecting"]) == ("disconnected", True)
    assert quick.connections.trouble(ws, NUMBER) == "account_disconnected"
    started = clock.now()
    tries = 0
    while account(quick, ws)["disconnecting"]:
        row = quick.table.get(keys.account(ws, WABA))
        assert row
        assert row["due_at"]
        clock.forward(minutes=20)
        upkeep(quick, ws)
        tries += 1
        assert tries < 10
    assert clock.now() > started
    assert meta.calls.count("unsubscribe") == 6
    assert_gone(quick, ws)


def test_silence_that_ends_ends_the_disconnection(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    meta.trouble["unsubscribe"] = GraphUnknown("x")
    leave(quick, ws)
    meta.trouble.clear()
    clock.forward(minutes=3)

    upkeep(quick, ws)

    assert meta.subscriptions == set()
    assert_gone(quick, ws)


def test_the_same_workspace_finds_its_history_again(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    leave(quick, ws)
    meta.tokens["EAAanotherToken"] = GOOD

    again = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts", {"token": "EAAanotherToken"}, user=OWNER)

    assert (again.body["status"], again.body["token"]["state"]) == ("connected", "good")
    assert meta.subscriptions == {WABA}
    route = quick.connections.route(NUMBER)
    assert route
    assert (route.workspace, route.closed) == (ws, False)
    assert owner_of(quick.connections.store, WABA, None) == ws
    assert quick.connections.credentials(ws, number=NUMBER) == "EAAanotherToken"
    assert quick.connections.trouble(ws, NUMBER) is None


def test_another_workspace_may_take_it_and_the_old_one_keeps_its_rows(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    other = quick.workspace("Somebody else", "sub-eve")
    taken = quick.web.call("POST", f"/v1/workspaces/{other}/accounts", {"token": TOKEN}, user="sub-eve")
    assert (taken.status, taken.body["code"]) == (409, "waba_taken")
    leave(quick, ws)

    answer = quick.web.call(
        "POST", f"/v1/workspaces/{other}/accounts", {"token": TOKEN, "pin": "417417"}, user="sub-eve"
    )

    assert answer.body["status"] == "connected"
    route = quick.connections.route(NUMBER)
    assert route
    assert (route.workspace, route.closed) == (other, False)
    assert owner_of(quick.connections.store, WABA, None) == other
    assert account(quick, ws)["status"] == "disconnected"
    assert quick.connections.store.number(ws, NUMBER) is not None
    assert quick.connections.trouble(ws, NUMBER) == "number_gone"
    back = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts", {"token": TOKEN}, user=OWNER)
    assert (back.status, back.body["code"]) == (409, "waba_taken")


def test_a_latecomer_of_an_old_disconnection_destroys_nothing_new(
    quick: House, ws: WorkspaceId, meta: MetaWorld, memory: FragileMemory
) -> None:
    """Killed before the token was destroyed; somebody connects again, which ends it first; then the old job comes."""
    memory.arm(2, "after")
    with pytest.raises(Killed):
        leave(quick, ws)

    quick.connections.connect(quick.actor(ws), TOKEN, None, "417417")
    upkeep(quick, ws)

    assert quick.connections.credentials(ws, number=NUMBER) == TOKEN
    route = quick.connections.route(NUMBER)
    assert route
    assert not route.closed
    assert account(quick, ws)["status"] == "connected"


def test_news_that_come_after_all_change_nothing(quick: House, ws: WorkspaceId) -> None:
    leave(quick, ws)

    quick.connections.disconnected(ws, WABA, "token_expired")

    assert_gone(quick, ws)


def test_only_owners_and_admins_disconnect(quick: House, ws: WorkspaceId) -> None:
    answer = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts/770100200300499/disconnect", {}, user=OWNER)
    assert (answer.status, answer.body["code"]) == (404, "account_not_found")


def _meanwhile(house: House, ws: WorkspaceId, meta: MetaWorld, call: str) -> None:
    """Somebody disconnects while Meta is answering this call."""
    came: list[Answer] = []

    class Slow(MetaWorld):
        def _called(self, name: str, token: str = "") -> None:
            super()._called(name, token)
            if name == call and not came:
                came.append(leave(house, ws))

    meta.__class__ = Slow


@pytest.mark.parametrize("call", ["inspect", "account", "subscribed", "numbers", "details"])
def test_a_check_that_was_under_way_opens_nothing_again(
    quick: House, ws: WorkspaceId, meta: MetaWorld, call: str
) -> None:
    _meanwhile(quick, ws, meta, call)

    upkeep(quick, ws)

    assert_gone(quick, ws)


@pytest.mark.parametrize("call", ["account", "subscribe", "numbers", "details", "templates"])
def test_a_connection_that_was_being_made_stops_where_it_is(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock, call: str
) -> None:
    clock.forward(hours=1)
    again = {f"step_{step}": {"state": "failed"} for step in ("subscribe", "numbers", "profile", "templates")}
    quick.table.amend(keys.account(ws, WABA), Change(set=again))
    _meanwhile(quick, ws, meta, call)
    meta.calls.clear()

    answer = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts/{WABA}/resume", {}, user=OWNER)

    assert answer.status in (200, 409)
    assert meta.calls[-2:] == [call, "unsubscribe"]
    assert_gone(quick, ws)
