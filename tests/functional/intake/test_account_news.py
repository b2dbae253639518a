"""What Meta tells of an account reaches its people, but not what they have just done themselves."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from shared.core import keys
from shared.core.clock import parse_stamp, stamp
from shared.core.ports import Change
from tests.functional.intake.world import T0, WABA, WS, OpenCipher, Ticking, World
from tests.functional.memory_table import MemoryTable


def changed_pin(at: int) -> str:
    value = {"display_phone_number": "441134960321", "event": "PIN_CHANGED", "requester": "61000000000417"}
    return json.dumps({"entry": [{"id": WABA, "time": at, "changes": [{"field": "security", "value": value}]}]})


@pytest.fixture
def world() -> World:
    return World(MemoryTable(), OpenCipher(), Ticking())


def connected(world: World, at: datetime) -> None:
    world.table.amend(keys.account(WS, WABA), Change(set={"connected_at": stamp(at)}))


def told(world: World) -> list[str]:
    return [str(row["title"]) for row in world.table.scan(keys.notices(WS))]


def test_a_changed_pin_is_told(world: World) -> None:
    world.feed(changed_pin(T0))

    assert len(told(world)) == 1


def test_the_pin_set_while_connecting_alarms_nobody_but_is_kept(world: World) -> None:
    connected(world, parse_stamp("1970-01-01T00:00:00.000+00:00") + timedelta(seconds=T0 + 120))

    world.feed(changed_pin(T0))

    assert told(world) == []
    assert len(list(world.table.scan(keys.account_events(WS, WABA)))) == 1


def quality(event: str) -> str:
    value = {"display_phone_number": "441134960321", "event": event, "current_limit": "TIER_2K"}
    change = {"field": "phone_number_quality_update", "value": value}
    return json.dumps({"entry": [{"id": WABA, "time": T0, "changes": [change]}]})


def test_news_that_leave_something_unsaid_make_the_account_due_once(world: World) -> None:
    """A flagged number's rating is not in the news: the upkeep reads it."""
    world.feed(quality("FLAGGED"))

    row = world.table.get(keys.account(WS, WABA))
    assert row
    assert str(row["due_at"]) < "2026"
    world.table.amend(keys.account(WS, WABA), Change(remove=["due_pk", "due_at"]))
    world.feed(quality("FLAGGED"))
    assert "due_at" not in (world.table.get(keys.account(WS, WABA)) or {})


def test_other_news_do_not(world: World) -> None:
    world.feed(changed_pin(T0))

    assert "due_at" not in (world.table.get(keys.account(WS, WABA)) or {})
