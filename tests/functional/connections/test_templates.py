"""Our copy of Meta's template list: whole, current, and never emptied by a listing that broke off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from shared.core import keys
from shared.core.accounts import ListedTemplate
from shared.core.errors import NotFound
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphUnknown
from shared.core.ports import Change
from shared.features.templates.model import kept
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import House
from tests.functional.connections.metaworld import NUMBER, TOKEN, WABA, MetaWorld, listed_template, refused

OWNER = "sub-odette"


@pytest.fixture
def connected(house: House, ws: WorkspaceId) -> WorkspaceId:
    house.connections.connect(house.actor(ws), TOKEN, None, None)
    return ws


def names(house: House, ws: WorkspaceId) -> list[str]:
    return [one.name for one in house.templates.list(house.actor(ws), None)]


def test_the_list_follows_meta(house: House, connected: WorkspaceId, meta: MetaWorld) -> None:
    meta.template_list = [listed_template("repair_ready", "Changed"), listed_template("winter_offer")]

    answer = house.web.call("POST", f"/v1/workspaces/{connected}/accounts/{WABA}/templates/sync", user=OWNER)

    assert (answer.status, answer.body) == (200, {"synced": 2})
    assert names(house, connected) == ["repair_ready", "winter_offer"]
    found = house.templates.find(connected, NUMBER, "repair_ready", "en-GB")
    assert found
    assert found.components == ({"type": "BODY", "text": "Changed"},)


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        (refused(190, 463), 409, "token_expired"),
        (refused(80007), 409, "meta_limited"),
        (GraphUnknown("reset"), 503, "meta_unreachable"),
    ],
)
def test_a_sync_that_meta_refuses_says_why(
    house: House, connected: WorkspaceId, meta: MetaWorld, trouble: Exception, status: int, code: str
) -> None:
    meta.trouble["templates"] = trouble

    answer = house.web.call("POST", f"/v1/workspaces/{connected}/accounts/{WABA}/templates/sync", user=OWNER)

    assert (answer.status, answer.body["code"]) == (status, code)
    assert names(house, connected) == ["order_shipped", "repair_ready"]


def test_a_template_is_answered_as_meta_wrote_it(house: House, connected: WorkspaceId) -> None:
    answer = house.web.call("GET", f"/v1/workspaces/{connected}/templates?number={NUMBER}", user=OWNER)

    found = dict(answer.body["items"][0])
    assert len(found.pop("revision")) == 20
    assert found == {
        "id": f"{WABA}.order_shipped.en_GB",
        "name": "order_shipped",
        "language": "en_GB",
        "category": "UTILITY",
        "status": "APPROVED",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": "Hello"}],
        "waba_id": WABA,
        "rejected_reason": None,
        "quality": None,
        "ttl_seconds": None,
        "updated_at": "2026-11-22T12:00:00.000Z",
    }


def test_an_unchanged_list_writes_nothing(house: House, connected: WorkspaceId, dynamodb: Any) -> None:
    writes: list[str] = []
    for name in ("UpdateItem", "PutItem", "DeleteItem"):
        dynamodb.meta.events.register(f"before-call.dynamodb.{name}", lambda model, **_: writes.append(model.name))

    assert house.templates.sync(connected, WABA) == 2

    assert writes == []


def test_a_listing_that_breaks_off_removes_nothing(house: House, connected: WorkspaceId, meta: MetaWorld) -> None:
    class Broken(MetaWorld):
        def templates(self, token: str, waba: WabaId) -> Iterator[ListedTemplate]:
            yield listed_template("winter_offer")
            raise GraphUnknown("reset")

    meta.__class__ = Broken
    with pytest.raises(GraphUnknown):
        house.templates.sync(connected, WABA)

    assert names(house, connected) == ["order_shipped", "repair_ready", "winter_offer"]


def test_the_later_listing_wins_whichever_is_written_last(
    house: House, connected: WorkspaceId, clock: HandClock
) -> None:
    store = house.templates.store
    newer = kept(WABA, replace(listed_template("order_shipped"), status="PAUSED"))
    older = kept(WABA, replace(listed_template("order_shipped"), status="PENDING"))
    store.keep(connected, newer, 2_000_000_000_000)

    store.keep(connected, older, 1_999_999_999_999)
    store.forget(connected, WABA, "order_shipped", "en_GB", 1_999_999_999_999)

    found = store.get(connected, WABA, "order_shipped", "en_GB")
    assert found
    assert found.status == "PAUSED"


def test_a_listing_corrects_what_a_webhook_left_behind(house: House, connected: WorkspaceId) -> None:
    """Meta paused a template and told us, then resumed it and the news got lost: the list looks as it did before."""
    place = keys.template(connected, WABA, "order_shipped", "en_GB")
    house.table.amend(place, Change(set={"status": "PAUSED"}))

    house.templates.sync(connected, WABA)

    found = house.templates.find(connected, NUMBER, "order_shipped", "en_GB")
    assert found
    assert found.status == "APPROVED"


def test_numbers_of_others_have_no_templates_here(house: House, connected: WorkspaceId) -> None:
    with pytest.raises(NotFound):
        house.templates.find(connected, NumberId("1"), "order_shipped", "en_GB")
    assert house.templates.find(connected, NUMBER, "order_shipped", "xx") is None


def test_a_template_keeps_floats_long_integers_and_every_script(
    house: House, connected: WorkspaceId, meta: MetaWorld
) -> None:
    odd = {"type": "CAROUSEL", "n": 0.1, "id": 2**60, "text": "Olá 👋 العربية"}
    meta.template_list = [replace(listed_template("odd"), components=(odd,))]
    house.templates.sync(connected, WABA)

    found = house.templates.find(connected, NUMBER, "odd", "en_GB")

    assert found
    assert found.components == (odd,)
