"""What Meta tells of a template stands in its history, once, whatever the order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.core import keys
from shared.core.ids import WabaId
from shared.features.templates.model import TemplateKey
from shared.features.templates.past import Past
from tests.functional.intake.world import T0, WABA, WS, OpenCipher, Ticking, World
from tests.functional.memory_table import MemoryTable

NAME = {"message_template_id": 1, "message_template_name": "winter_offer", "message_template_language": "en-GB"}


def news(field: str, at: int, **value: Any) -> str:
    change = {"field": field, "value": {**NAME, **value}}
    return json.dumps({"entry": [{"id": WABA, "time": at, "changes": [change]}]})


APPROVED = news("message_template_status_update", T0, event="APPROVED", reason="NONE")
PAUSED = news(
    "message_template_status_update", T0 + 60, event="PAUSED", other_info={"title": "FIRST_PAUSE", "description": "Low"}
)
RED = news("message_template_quality_update", T0 + 50, previous_quality_score="GREEN", new_quality_score="RED")
SOON = news("template_category_update", T0 + 70, new_category="UTILITY", correct_category="MARKETING")
MOVED = news("template_category_update", T0 + 90, previous_category="UTILITY", new_category="MARKETING")


@pytest.fixture
def world() -> World:
    return World(MemoryTable(), OpenCipher(), Ticking())


def history(world: World) -> list[tuple[str, str, str, str]]:
    found, _ = Past(world.table).page(WS, TemplateKey(WabaId(WABA), "winter_offer", "en_GB"), 50, None)
    return [(one.kind, one.before, one.after, one.reason) for one in found]


def row(world: World) -> dict[str, Any]:
    found = world.table.get(keys.template(WS, WabaId(WABA), "winter_offer", "en_GB"))
    assert found
    return dict(found)


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 4, 1, 3, 0)])
def test_news_in_any_order_and_twice_make_one_history(world: World, order: tuple[int, ...]) -> None:
    bodies = (APPROVED, PAUSED, RED, SOON, MOVED)
    for at in order:
        world.feed(bodies[at])

    assert [line[:3] for line in history(world)] == [
        ("category", "UTILITY", "MARKETING"),
        ("category_soon", "UTILITY", "MARKETING"),
        ("status", "", "PAUSED"),
        ("quality", "GREEN", "RED"),
        ("status", "", "APPROVED"),
    ]
    assert {name: row(world)[name] for name in ("status", "quality", "category")} == {
        "status": "PAUSED",
        "quality": "RED",
        "category": "MARKETING",
    }


def test_the_reason_meta_gives_is_kept(world: World) -> None:
    world.feed(PAUSED)

    assert history(world) == [("status", "", "PAUSED", "Low")]


def test_a_template_tells_why_it_was_rejected_until_it_is_approved(world: World) -> None:
    rejected = news("message_template_status_update", T0 + 10, event="REJECTED", reason="SCAM")
    world.feed(rejected)
    assert row(world)["rejected_reason"] == "SCAM"

    world.feed(news("message_template_status_update", T0 + 20, event="APPROVED", reason="NONE"))
    world.feed(rejected)
    assert row(world)["rejected_reason"] == "NONE"


@pytest.mark.parametrize(
    ("event", "status"),
    [("FLAGGED", "APPROVED"), ("LOCKED", "APPROVED"), ("REINSTATED", "APPROVED"), ("DISABLED", "DISABLED")],
)
def test_events_that_are_no_status_leave_a_template_sendable(world: World, event: str, status: str) -> None:
    world.feed(APPROVED)
    world.feed(news("message_template_status_update", T0 + 10, event=event))

    assert row(world)["status"] == status
    assert history(world)[0][:3] == ("status", "", event)


def test_changed_words_make_the_account_due_for_a_listing(world: World) -> None:
    """The news hold the new words in a shape of their own and not the old ones."""
    world.feed(news("message_template_components_update", T0, message_template_element="New words"))

    found = world.table.get(keys.account(WS, WabaId(WABA)))
    assert found
    assert "due_pk" in found
    assert history(world) == []
