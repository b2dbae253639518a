"""Webhooks of an account its people have disconnected are refused; restrictions stop what they say and end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.core import keys
from shared.core.clock import from_unix
from shared.core.errors import Unavailable
from shared.core.ports import Change
from shared.core.rows import maybe_text
from shared.features.connections.rows import read_account, read_number
from shared.features.connections.standing import Standing, standing
from tests.functional.intake.world import NUMBER, PAYLOADS, T0, WABA, WS, OpenCipher, Ticking, World
from tests.functional.memory_table import MemoryTable

CLOSED = Change(set={"closed_at": "2026-11-22T12:00:00.000Z"})


@pytest.fixture
def world() -> World:
    return World(MemoryTable(), OpenCipher(), Ticking())


def body(name: str) -> str:
    return (PAYLOADS / name).read_text()


def news(field: str, value: dict[str, Any], at: int = T0) -> str:
    return json.dumps({"entry": [{"id": WABA, "time": at, "changes": [{"field": field, "value": value}]}]})


def restriction(at: int, *kinds: tuple[str, int | None]) -> str:
    found = [
        {"restriction_type": kind, **({"expiration": until} if until is not None else {})} for kind, until in kinds
    ]
    return news("account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": found}, at)


def stands(world: World, at: int) -> Standing:
    number, account = world.table.get(keys.number(WS, NUMBER)), world.table.get(keys.account(WS, WABA))
    assert number
    assert account
    return standing(read_number(number), read_account({"token_version": 1, **account}), from_unix(at))


def codes(world: World, at: int) -> tuple[str | None, str | None]:
    found = stands(world, at)
    return (found.trouble.code if found.trouble else None, found.opening.code if found.opening else None)


def close(world: World) -> list[str]:
    world.table.amend(keys.number_route(NUMBER), CLOSED)
    world.table.amend(keys.waba_route(WABA), CLOSED)
    return snapshot(world)


def snapshot(world: World) -> list[str]:
    table = world.table
    assert isinstance(table, MemoryTable)
    return sorted(str(row) for row in table.rows.values())


@pytest.mark.parametrize("name", ["000-text.json", "003-image.json", "086-status-sent.json", "039-edit.json"])
def test_messages_and_statuses_of_a_closed_account_leave_nothing_behind(world: World, name: str) -> None:
    before = close(world)

    assert world.feed(body(name)) == ["account_disconnected"]

    assert snapshot(world) == before


def test_news_of_a_closed_account_leave_nothing_behind_either(world: World) -> None:
    before = close(world)

    assert world.feed(restriction(T0, ("RESTRICTED_BIZ_INITIATED_MESSAGING", None))) == ["account_disconnected"]
    by_number = {"metadata": {"phone_number_id": NUMBER}, "user_preferences": [{"wa_id": "447700900456"}]}
    assert world.feed(news("user_preferences", by_number)) == ["account_disconnected"]

    assert snapshot(world) == before


def test_the_first_message_ever_is_remembered_once_and_costs_nothing_after(world: World) -> None:
    world.feed(body("000-text.json"))

    account = world.table.get(keys.account(WS, WABA))
    assert account
    assert account["step_test"] == {"state": "done"}
    world.table.amend(keys.account(WS, WABA), Change(remove=["step_test"]))

    world.feed(body("000-text.json").replace("wamid.", "wamid.another"))

    account = world.table.get(keys.account(WS, WABA))
    assert account
    assert "step_test" not in account  # nobody wrote it again


DAY = 86_400


def test_a_restriction_stops_what_it_says_until_its_time(world: World) -> None:
    world.feed(restriction(T0, ("RESTRICTED_BIZ_INITIATED_MESSAGING", T0 + DAY)))

    assert codes(world, T0 + 60) == (None, "opening_restricted")
    assert codes(world, T0 + DAY + 1) == (None, None)


@pytest.mark.parametrize("kind", ["RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "LOCKED"])
def test_one_of_all_messaging_stops_all_and_without_a_time_it_holds(world: World, kind: str) -> None:
    world.feed(restriction(T0, ("RESTRICTED_ADD_PHONE_NUMBER_ACTION", None), (kind, None)))

    assert codes(world, T0 + 1000 * DAY) == ("account_restricted", "account_restricted")


def test_what_is_not_in_the_newer_list_has_been_lifted(world: World) -> None:
    world.feed(restriction(T0, ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", None)))
    world.feed(restriction(T0 + 60, ("RESTRICTED_BIZ_INITIATED_MESSAGING", None)))
    assert codes(world, T0 + 61) == (None, "opening_restricted")

    world.feed(restriction(T0 + 120))
    assert codes(world, T0 + 121) == (None, None)
    world.feed(restriction(T0 + 30, ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", None)))
    assert codes(world, T0 + 121) == (None, None)


def test_adding_numbers_or_calls_being_restricted_stops_no_message(world: World) -> None:
    world.feed(restriction(T0, ("RESTRICTED_ADD_PHONE_NUMBER_ACTION", T0 + DAY), ("SOMETHING_NEW", None)))

    assert codes(world, T0 + 60) == (None, None)


def ban(state: str, at: int) -> str:
    info = {"waba_ban_state": state, "waba_ban_date": "November 25, 2026"}
    return news("account_update", {"event": "DISABLED_UPDATE", "ban_info": info}, at)


def test_a_ban_that_is_announced_stops_nothing_yet_one_that_came_stops_all_and_one_lifted_lets_all_go_on(
    world: World,
) -> None:
    world.feed(ban("SCHEDULE_FOR_DISABLE", T0))
    assert codes(world, T0) == (None, None)

    world.feed(ban("DISABLE", T0 + 60))
    assert codes(world, T0 + 61) == ("account_disabled", "account_disabled")

    world.feed(ban("REINSTATE", T0 + 120))
    assert codes(world, T0 + 121) == (None, None)


@pytest.mark.parametrize("event", ["PARTNER_APP_UNINSTALLED", "PARTNER_REMOVED"])
def test_an_uninstalled_app_disconnects_though_the_news_name_the_partner(world: World, event: str) -> None:
    value = {"event": event, "waba_info": {"waba_id": WABA, "owner_business_id": "1"}}
    news_of_partner = {"entry": [{"id": "990", "time": T0, "changes": [{"field": "account_update", "value": value}]}]}

    assert world.feed(json.dumps(news_of_partner)) == []

    assert codes(world, T0 + 1) == ("account_disconnected", "account_disconnected")


def test_a_number_at_its_limit_only_answers(world: World) -> None:
    world.table.amend(keys.number(WS, NUMBER), Change(set={"status": "RESTRICTED"}))

    assert codes(world, T0) == (None, "number_at_limit")


# ── between the steps of a connection ───────────────────────────────────────────────────────────────────────────────


def due_at(world: World) -> str | None:
    row = world.table.get(keys.account(WS, WABA))
    assert row
    return maybe_text(row, "due_at")


@pytest.mark.parametrize("name", ["000-text.json", "086-status-sent.json"])
@pytest.mark.parametrize("before", ["never seen", "closed"])
def test_what_comes_before_its_number_is_listed_waits_for_it(world: World, name: str, before: str) -> None:
    """The app is subscribed and the numbers are not read yet, or were closed by an earlier disconnection."""
    route = world.table.get(keys.number_route(NUMBER))
    assert route
    world.table.delete(keys.number_route(NUMBER))
    if before == "closed":
        world.table.put(keys.number_route(NUMBER), {**route, "closed_at": "2026-11-22T12:00:00.000Z"})

    with pytest.raises(Unavailable) as waiting:
        world.feed(body(name))

    assert waiting.value.reason == "number_expected"
    assert str(due_at(world)).startswith("1970")  # the account is looked at now, and that lists its numbers
    world.table.put(keys.number_route(NUMBER), route)
    assert world.feed(body(name)) == []


def test_a_number_of_an_account_that_nobody_has_is_parked_as_ever(world: World) -> None:
    world.table.delete(keys.number_route(NUMBER))
    world.table.delete(keys.waba_route(WABA))

    assert world.feed(body("000-text.json")) == ["unknown_number"]
    assert due_at(world) is None
