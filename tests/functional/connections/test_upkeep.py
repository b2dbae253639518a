"""Looking after accounts: once a day, warned in time, what Meta stopped stops, and what it lifts goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.core import keys
from shared.core.clock import millis, parse_stamp, stamp
from shared.core.errors import Invalid
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphUnknown, GraphUnreachable
from shared.core.numbers import NumberDetails
from shared.core.ports import Change
from shared.features.connections.model import Account
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import FragileMemory, House, PlainVault, build_house
from tests.functional.connections.metaworld import (
    GOOD,
    NUMBER,
    SECOND,
    TOKEN,
    WABA,
    MetaWorld,
    listed_number,
    listed_template,
    refused,
)

OWNER = "sub-odette"


@pytest.fixture
def ws(quick: House) -> WorkspaceId:
    found = quick.workspace("Quill Kettles")
    quick.connections.connect(quick.actor(found), TOKEN, None, None)
    return found


def look(house: House, ws: WorkspaceId) -> None:
    house.upkeep.deliver({"v": 1, "workspace": ws, "waba": WABA})


def account(house: House, ws: WorkspaceId) -> Account:
    found = house.connections.store.account(ws, WABA)
    assert found
    return found


def notices(house: House, ws: WorkspaceId) -> Sequence[tuple[str, str]]:
    found, _ = house.notices.latest(house.actor(ws), 100, None)
    return [(one.kind, one.title) for one in reversed(found)]


def due(house: House, ws: WorkspaceId) -> Any:
    row = house.table.get(keys.account(ws, WABA))
    assert row
    return parse_stamp(str(row["due_at"]).split("#", maxsplit=1)[0])


def test_an_account_is_due_about_a_day_after_it_was_connected_and_after_each_look(
    quick: House, ws: WorkspaceId, clock: HandClock
) -> None:
    first = due(quick, ws)
    assert timedelta(hours=22) <= first - clock.now() <= timedelta(hours=26)

    clock.forward(days=1)
    look(quick, ws)

    assert timedelta(hours=22) <= due(quick, ws) - clock.now() <= timedelta(hours=26)
    assert account(quick, ws).token_checked_at == clock.now()


def test_accounts_are_not_all_looked_at_in_one_minute() -> None:
    from shared.features.connections.upkeep import next_look

    now = HandClock().now()
    moments = {next_look(WorkspaceId("ws"), WabaId(str(at)), now) for at in range(50)}

    assert len(moments) > 30


def test_a_look_reads_token_subscription_numbers_and_health(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.calls.clear()
    meta.listed[WABA] = [
        replace(listed_number(registered=True), quality="RED", limit="TIER_10K"),
        listed_number(SECOND),
    ]

    look(quick, ws)

    assert meta.calls == ["inspect", "account", "subscribed", "numbers", "details", "details", "templates"]
    found = quick.connections.store.number(ws, NUMBER)
    assert found
    assert (found.quality, found.limit) == ("RED", "TIER_10K")
    assert quick.connections.route(SECOND)


def test_the_person_who_asks_gets_the_same_at_once(quick: House, ws: WorkspaceId, clock: HandClock) -> None:
    clock.forward(hours=3)

    answer = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts/{WABA}/check", {}, user=OWNER)

    assert answer.status == 200
    assert answer.body["token"] == {
        "kind": "system_user",
        "expires_at": None,
        "checked_at": stamp(clock.now()),
        "state": "good",
    }


def test_a_subscription_that_fell_off_is_made_again_and_told(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.subscriptions.clear()

    look(quick, ws)

    assert meta.subscriptions == {WABA}
    assert [kind for kind, _ in notices(quick, ws)] == ["account_subscription"]


def test_the_end_of_a_token_is_told_14_7_3_and_1_days_before_and_once_each(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    ends = clock.now() + timedelta(days=20)
    meta.tokens[TOKEN] = replace(GOOD, expires_at=ends)
    told: dict[int, int] = {}
    for _ in range(20):
        look(quick, ws)
        look(quick, ws)
        left = (ends - clock.now()).days
        told[left] = len([kind for kind, _ in notices(quick, ws) if kind == "token_expiring"])
        clock.forward(days=1)

    assert [left for left in told if told[left] > told.get(left + 1, 0)] == [14, 7, 3, 1]
    assert max(told.values()) == 4
    assert account(quick, ws).token_state(ends - timedelta(days=15)) == "good"
    assert account(quick, ws).token_state(ends - timedelta(days=13)) == "expiring"


def test_a_new_token_is_warned_about_anew(quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock) -> None:
    soon = replace(GOOD, expires_at=clock.now() + timedelta(days=2))
    meta.tokens[TOKEN] = soon
    look(quick, ws)
    meta.tokens["EAAanotherToken"] = soon

    clock.forward(minutes=1)
    quick.connections.resume(quick.actor(ws), WABA, "EAAanotherToken", None)
    look(quick, ws)

    assert [kind for kind, _ in notices(quick, ws)] == ["token_expiring", "token_expiring"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(GOOD, valid=False, subcode=463), "token_expired"),
        (replace(GOOD, valid=False, subcode=460), "token_revoked"),
        (replace(GOOD, valid=False, subcode=467), "token_revoked"),
        (replace(GOOD, accounts=()), "account_missing"),
        (replace(GOOD, scopes=frozenset()), "missing_permission"),
    ],
)
def test_a_token_that_is_no_good_any_more_disconnects_with_its_reason_and_is_told_once(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock, facts: Any, code: str
) -> None:
    meta.tokens[TOKEN] = facts

    for _ in range(3):
        look(quick, ws)
        clock.forward(days=1)

    found = account(quick, ws)
    assert (found.status, found.problem and found.problem.code) == ("disconnected", code)
    assert quick.connections.trouble(ws, NUMBER) == "account_disconnected"
    assert [kind for kind, _ in notices(quick, ws)] == ["account_disconnected"]
    if code.startswith("token"):
        assert found.token_state(clock.now()) == "bad"


@pytest.mark.parametrize("call", ["inspect", "account", "subscribed", "numbers", "details"])
@pytest.mark.parametrize("silence", [GraphUnknown("x", 500), GraphUnreachable("x"), refused(80007)])
def test_metas_silence_changes_nothing_and_is_asked_again_within_the_hour(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock, call: str, silence: Exception
) -> None:
    meta.trouble[call] = silence

    look(quick, ws)

    assert account(quick, ws).status == "connected"
    assert due(quick, ws) - clock.now() <= timedelta(hours=1)
    assert quick.web.call("POST", f"/v1/workspaces/{ws}/accounts/{WABA}/check", {}, user=OWNER).status == 503


def test_a_token_that_dies_in_the_middle_of_a_look_disconnects(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.trouble["numbers"] = refused(190, 460)

    look(quick, ws)

    assert account(quick, ws).status == "disconnected"


def test_a_template_list_that_the_token_may_not_read_any_more_disconnects_too(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    meta.trouble["templates"] = refused(190, 463)

    answer = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts/{WABA}/templates/sync", user=OWNER)

    assert (answer.status, answer.body["code"]) == (409, "token_expired")
    assert account(quick, ws).status == "disconnected"
    assert [kind for kind, _ in notices(quick, ws)] == ["account_disconnected"]


def test_what_meta_stopped_goes_on_by_itself_when_meta_says_so(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    """A send was answered 368: the account's rows say restricted; an hour later Meta's own probe is asked."""
    quick.connections.disconnected(ws, WABA, "account_restricted", "Meta has restricted this account", "See Manager.")
    assert due(quick, ws) - clock.now() <= timedelta(hours=1)
    meta.can_send = "blocked"
    look(quick, ws)
    assert account(quick, ws).status == "disconnected"

    meta.can_send = "available"
    look(quick, ws)

    assert account(quick, ws).status == "connected"
    assert quick.connections.trouble(ws, NUMBER) is None


def test_a_disabled_account_is_not_taken_for_well_because_its_token_is(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    quick.connections.disconnected(ws, WABA, "meta_disabled")
    quick.table.amend(keys.account(ws, WABA), Change(set={"meta_state": "disabled"}))

    look(quick, ws)

    assert account(quick, ws).status == "disconnected"
    assert quick.connections.trouble(ws, NUMBER) == "account_disabled"


def test_numbers_that_vanish_or_are_banned_are_told(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA].append(listed_number(SECOND, registered=True))
    look(quick, ws)
    meta.listed[WABA] = [replace(listed_number(registered=True), status="BANNED")]

    look(quick, ws)

    assert sorted(kind for kind, _ in notices(quick, ws)) == ["number_banned", "number_gone"]
    assert quick.connections.trouble(ws, NUMBER) == "number_banned"
    assert quick.connections.trouble(ws, SECOND) == "number_gone"


def test_a_job_that_is_none_is_refused_and_one_for_nobody_is_forgotten(quick: House, ws: WorkspaceId) -> None:
    with pytest.raises(Invalid):
        quick.upkeep.deliver({"v": 2, "workspace": ws, "waba": WABA})
    with pytest.raises(Invalid):
        quick.upkeep.deliver({"v": 1})

    quick.upkeep.deliver({"v": 1, "workspace": ws, "waba": "770100200300499"})


def test_a_send_that_finds_the_number_unregistered_opens_the_step_again(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    for _ in range(2):
        quick.connections.unregistered(ws, WABA, NUMBER)

    found = account(quick, ws)
    assert (found.status, found.problem and found.problem.number) == ("incomplete", NUMBER)
    assert found.steps["register"].state == "failed"
    assert quick.connections.trouble(ws, NUMBER) == "number_not_registered"
    assert [kind for kind, _ in notices(quick, ws)] == ["number_trouble"]
    meta.listed[WABA] = [listed_number()]
    assert quick.connections.resume(quick.actor(ws), WABA, None, None).status == "connected"
    assert quick.connections.trouble(ws, NUMBER) is None


NEW = "EAAaNewTokenMeanwhile"


def pasted_while(house: House, ws: WorkspaceId, meta: MetaWorld, call: str) -> None:
    """Somebody pastes a new token while Meta is answering this call about the old one."""
    done: list[str] = []
    meta.tokens[NEW] = GOOD

    class Slow(MetaWorld):
        def _called(self, name: str, token: str = "") -> None:
            if name == call and not done:
                done.append(name)
                house.connections.connect(house.actor(ws), NEW, None, None)
            super()._called(name, token)

    meta.__class__ = Slow


def test_a_verdict_about_the_old_token_is_none_about_the_new(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    meta.tokens[TOKEN] = replace(GOOD, valid=False, subcode=463)
    pasted_while(quick, ws, meta, "inspect")

    look(quick, ws)

    assert account(quick, ws).status == "connected"
    assert account(quick, ws).token_state(clock.now()) == "good"
    assert notices(quick, ws) == []


def test_the_end_of_the_old_token_is_not_the_new_ones(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    meta.tokens[TOKEN] = replace(GOOD, expires_at=clock.now() + timedelta(days=2))
    pasted_while(quick, ws, meta, "account")

    look(quick, ws)

    assert account(quick, ws).token_expires_at is None
    assert notices(quick, ws) == []


def test_a_send_refused_for_the_old_token_does_not_disconnect_the_new(
    memory: FragileMemory, quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    """Two processes: one waits for Meta's answer to a send, a person brings a new token in the other."""
    sending = build_house(memory, PlainVault(), clock, meta, meta).connections
    assert sending.credentials(ws, number=NUMBER) == TOKEN
    meta.tokens[NEW] = GOOD
    quick.connections.connect(quick.actor(ws), NEW, None, None)

    sending.disconnected(ws, WABA, "token_expired")
    sending.refused(ws, WABA, refused(190, 463))

    assert account(quick, ws).status == "connected"
    assert sending.credentials(ws, number=NUMBER) == NEW
    sending.disconnected(ws, WABA, "token_expired")
    assert account(quick, ws).status == "disconnected"


def test_a_look_waits_for_a_connection_that_is_being_made(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    """What Meta listed before a number was registered must not be laid over what came after."""
    meta.calls.clear()
    until = millis(clock.now()) + 60_000
    quick.table.amend(keys.account(ws, WABA), Change(set={"running_until": until}))

    look(quick, ws)

    assert meta.calls == []
    assert due(quick, ws) - clock.now() == timedelta(minutes=1)
    clock.forward(seconds=61)
    look(quick, ws)
    assert account(quick, ws).token_checked_at == clock.now()


# ── accounts that were connected before there was an upkeep ─────────────────────────────────────────────────────────


def grown_old(house: House, ws: WorkspaceId) -> None:
    """As the first version left an account: no due entry, no facts of the token, fewer steps."""
    since = ("due_pk", "due_at", "token_kind", "token_checked_at", "review", "step_bind", "step_profile", "step_test")
    house.table.amend(keys.account(ws, WABA), Change(remove=since))


@pytest.mark.parametrize("way", ["listed", "sends"])
def test_an_account_of_an_earlier_version_gets_its_daily_look_once_it_is_read(
    quick: House, memory: FragileMemory, ws: WorkspaceId, clock: HandClock, way: str
) -> None:
    grown_old(quick, ws)

    def read() -> None:
        if way == "listed":
            quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER)
        else:
            assert quick.connections.trouble(ws, NUMBER) is None

    read()

    assert due(quick, ws) <= clock.now() + timedelta(minutes=5)
    memory.arm(0, "never")
    read()
    assert memory.writes == 0
    look(quick, ws)
    assert account(quick, ws).status == "connected"
    assert account(quick, ws).token_checked_at == clock.now()
    assert due(quick, ws) > clock.now() + timedelta(hours=20)


def test_an_account_that_was_disconnected_for_good_gets_none(quick: House, ws: WorkspaceId) -> None:
    quick.connections.leave(quick.actor(ws), WABA)

    quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER)
    quick.connections.trouble(ws, NUMBER)

    row = quick.table.get(keys.account(ws, WABA))
    assert row
    assert "due_at" not in row


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_that_was_registered_elsewhere_is_told_and_the_account_is_not_shown_as_connected(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    meta.listed[WABA] = [listed_number()]

    look(quick, ws)
    look(quick, ws)

    found = account(quick, ws)
    assert (found.status, found.problem and found.problem.code) == ("incomplete", "number_not_registered")
    assert [kind for kind, _ in notices(quick, ws)] == ["number_trouble"]
    assert quick.connections.resume(quick.actor(ws), WABA, None, None).status == "connected"


def test_one_number_that_meta_does_not_show_does_not_keep_the_others_from_being_looked_at(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    class Picky(MetaWorld):
        def details(self, token: str, number: NumberId) -> NumberDetails:
            if number == NUMBER:
                raise refused(100, 33)
            return super().details(token, number)

    meta.listed[WABA] = [listed_number(registered=True), listed_number(SECOND, registered=True)]
    meta.__class__ = Picky
    clock.forward(hours=5)

    look(quick, ws)

    found = quick.connections.store.number(ws, SECOND)
    assert found
    assert found.health
    assert found.health.checked_at == clock.now()
    assert due(quick, ws) > clock.now() + timedelta(hours=20)


def test_templates_are_listed_at_every_look_but_not_while_the_account_is_stopped(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    """News about templates can get lost."""
    meta.template_list = [listed_template("order_shipped", "Changed")]
    quick.connections.disconnected(ws, WABA, "account_restricted", "Meta has restricted this account", "See Manager.")
    meta.can_send = "blocked"
    meta.calls.clear()
    look(quick, ws)
    assert "templates" not in meta.calls
    # Looked at whole: nothing has to be made up for in an hour.
    assert due(quick, ws) - clock.now() > timedelta(hours=12)

    meta.can_send = "available"
    look(quick, ws)

    assert [one.components[0]["text"] for one in quick.templates.list(quick.actor(ws), None)] == ["Changed"]
