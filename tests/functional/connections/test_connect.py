"""Connecting an account: never half done and looking whole, always resumable, and in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.core import keys
from shared.core.accounts import MANAGE, MESSAGE
from shared.core.clock import millis
from shared.core.identity import Person
from shared.core.ids import NumberId, UserId, WorkspaceId
from shared.core.meta import GraphUnknown, GraphUnreachable
from shared.core.ports import Change
from shared.features.connections.model import STEPS
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import House
from tests.functional.connections.metaworld import (
    GOOD,
    NUMBER,
    OTHER_WABA,
    SECOND,
    TOKEN,
    WABA,
    MetaWorld,
    listed_number,
    refused,
)
from tests.functional.webapi import Answer

OWNER = "sub-odette"
ALL_DONE = {**dict.fromkeys(STEPS, "done"), "test": "waiting"}
"""Connected; the first message is the next thing to do."""


def connect(house: House, ws: WorkspaceId, user: str = OWNER, **body: Any) -> Answer:
    return house.web.call("POST", f"/v1/workspaces/{ws}/accounts", {"token": TOKEN, **body}, user=user)


def resume(house: House, ws: WorkspaceId, **body: Any) -> Answer:
    return house.web.call("POST", f"/v1/workspaces/{ws}/accounts/{WABA}/resume", body, user=OWNER)


def accounts(house: House, ws: WorkspaceId) -> list[Any]:
    return list(house.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"])


def states(account: Any) -> dict[str, str]:
    return {step["step"]: step["state"] for step in account["steps"]}


def stored_rows(dynamodb: Any) -> list[dict[str, Any]]:
    kinds = {"account", "secret", "number", "waba_route", "number_route", "template"}
    return [row for row in dynamodb.scan(TableName="waloom")["Items"] if row["type"]["S"] in kinds]


def test_a_good_token_connects_everything_in_one_go(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    answer = connect(house, ws)

    assert answer.status == 201
    account = answer.body
    assert account["status"] == "connected"
    assert states(account) == ALL_DONE
    assert (account["waba_id"], account["name"], account["problem"]) == (WABA, "Quill Kettles", None)
    assert account["connected_at"] == "2026-11-22T12:00:00.000Z"
    [number] = account["numbers"]
    assert number == {
        "id": NUMBER,
        "waba_id": WABA,
        "display_phone_number": "+44 113 496 0321",
        "verified_name": "Quill Kettles",
        "quality_rating": "GREEN",
        "status": "CONNECTED",
        "throughput": "STANDARD",
        "messaging_limit": "TIER_2K",
        "registered": True,
    }
    assert meta.subscriptions == {WABA}
    assert meta.calls == [
        "inspect",
        "account",
        "subscribe",
        "numbers",
        "register",
        "numbers",
        "account",
        "details",
        "templates",
    ]
    assert accounts(house, ws) == [account]
    templates = house.web.call("GET", f"/v1/workspaces/{ws}/templates?number={NUMBER}", user=OWNER).body["items"]
    assert [one["name"] for one in templates] == ["order_shipped", "repair_ready"]


def test_webhooks_find_the_workspace_by_the_number(house: House, ws: WorkspaceId) -> None:
    connect(house, ws)

    route = house.connections.route(NUMBER)

    assert route
    assert (route.workspace, route.waba) == (ws, WABA)
    assert house.connections.route(SECOND) is None


def test_the_token_is_sealed_and_neither_answered_nor_stored_in_the_open(
    house: House, ws: WorkspaceId, dynamodb: Any
) -> None:
    answer = connect(house, ws, pin="417417")

    assert TOKEN not in str(answer)
    assert "417417" not in str(answer)
    everything = str(dynamodb.scan(TableName="waloom")["Items"])
    assert TOKEN not in everything
    assert "417417" not in everything
    assert house.connections.credentials(ws, number=NUMBER) == TOKEN
    row = house.table.get(keys.secret(ws, WABA))
    assert row
    assert house.vault.open(ws, WABA, "token", row["token"]) == TOKEN  # type: ignore[arg-type]
    assert house.vault.open(ws, WABA, f"pin:{NUMBER}", row[f"pin_{NUMBER}"]) == "417417"  # type: ignore[arg-type]


REFUSALS = {
    "dead": (replace(GOOD, valid=False, subcode=463), "token_expired"),
    "unknown": (replace(GOOD, valid=False), "token_invalid"),
    "withdrawn": (replace(GOOD, valid=False, subcode=458), "token_revoked"),
    "another app": (replace(GOOD, app="111"), "wrong_app"),
    "no messaging": (replace(GOOD, scopes=frozenset({MANAGE})), "missing_permission"),
    "no management": (replace(GOOD, scopes=frozenset({MESSAGE})), "missing_permission"),
    "several accounts": (replace(GOOD, accounts=(WABA, OTHER_WABA)), "choose_account"),
    "no account": (replace(GOOD, accounts=()), "no_access"),
    "any account": (replace(GOOD, accounts=None), "account_needed"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_token_that_is_not_good_leaves_nothing_behind(
    house: House, ws: WorkspaceId, meta: MetaWorld, dynamodb: Any, case: str
) -> None:
    meta.tokens[TOKEN], code = REFUSALS[case]

    answer = connect(house, ws)

    assert (answer.status, answer.body["code"]) == (400, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert TOKEN not in str(answer)
    assert stored_rows(dynamodb) == []
    assert meta.calls == ["inspect"]


def test_the_missing_permission_is_named(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.tokens[TOKEN] = replace(GOOD, scopes=frozenset({MANAGE}))

    answer = connect(house, ws)

    assert MESSAGE in answer.body["detail"]
    assert answer.body["errors"] == [{"field": "token", "message": f"Missing: {MESSAGE}"}]


def test_of_several_accounts_one_is_chosen(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.tokens[TOKEN] = replace(GOOD, accounts=(WABA, OTHER_WABA))
    asked = connect(house, ws)
    assert [one["message"] for one in asked.body["errors"]] == [WABA, OTHER_WABA]

    assert connect(house, ws, waba_id=OTHER_WABA).body["waba_id"] == OTHER_WABA
    stranger = connect(house, ws, waba_id="770100200300499")
    assert (stranger.status, stranger.body["code"]) == (400, "account_missing")


def test_an_account_belongs_to_one_workspace(house: House, ws: WorkspaceId, dynamodb: Any) -> None:
    connect(house, ws)
    other = house.workspace("Somebody else", "sub-eve")
    before = stored_rows(dynamodb)

    answer = connect(house, other, user="sub-eve")

    assert (answer.status, answer.body["code"]) == (409, "waba_taken")
    assert ws not in str(answer.body)
    assert stored_rows(dynamodb) == before
    assert house.connections.accounts(house.actor(other, "sub-eve")) == []


@pytest.mark.parametrize("call", ["inspect", "account"])
@pytest.mark.parametrize("trouble", [GraphUnreachable("x"), GraphUnknown("x", 500), refused(80007), refused(2)])
def test_a_meta_that_is_down_or_busy_is_not_the_tokens_fault(
    house: House, ws: WorkspaceId, meta: MetaWorld, dynamodb: Any, call: str, trouble: Exception
) -> None:
    meta.trouble[call] = trouble

    answer = connect(house, ws)

    assert answer.status == 503
    assert stored_rows(dynamodb) == []


STEP_FAULTS = [
    ("subscribe", refused(10), "missing_permission"),
    ("subscribe", refused(200), "no_access"),
    ("subscribe", refused(190, 460), "token_revoked"),
    ("numbers", GraphUnknown("x", 500), "meta_unreachable"),
    ("numbers", refused(80007), "meta_limited"),
    ("register", refused(133006), "number_not_verified"),
    ("register", refused(133016), "register_limit"),
    ("register", refused(131031), "account_locked"),
    ("register", refused(133009), "pin_tries"),
    ("register", GraphUnreachable("x"), "meta_unreachable"),
    ("register", refused(133008), "pin_tries"),
    ("profile", refused(80007), "meta_limited"),
    ("profile", refused(190, 467), "token_revoked"),
    ("profile", GraphUnknown("x", 500), "meta_unreachable"),
    ("templates", refused(999999), "meta_refused"),
    ("templates", GraphUnknown("x"), "meta_unreachable"),
]


@pytest.mark.parametrize(
    ("step", "trouble", "code"), STEP_FAULTS, ids=[f"{step}-{code}" for step, _, code in STEP_FAULTS]
)
def test_a_step_that_fails_stands_there_and_the_next_try_goes_on(
    house: House, ws: WorkspaceId, meta: MetaWorld, step: str, trouble: Exception, code: str
) -> None:
    meta.trouble["details" if step == "profile" else step] = trouble

    answer = connect(house, ws)

    assert answer.status == 201
    account = answer.body
    assert account["status"] == "incomplete"
    assert account["connected_at"] is None
    order = list(STEPS)
    assert states(account) == {
        one: "done" if order.index(one) < order.index(step) else "failed" if one == step else "waiting"  # type: ignore[arg-type]
        for one in order
    }
    assert account["problem"]["code"] == code
    assert account["problem"]["title"]
    assert account["problem"]["advice"]
    assert accounts(house, ws) == [account]

    meta.trouble.clear()
    meta.calls.clear()
    again = resume(house, ws)

    assert again.status == 200
    assert again.body["status"] == "connected"
    assert states(again.body) == ALL_DONE
    assert again.body["problem"] is None
    done_before = [one for one in ("subscribe", "numbers", "register") if order.index(one) < order.index(step)]  # type: ignore[arg-type]
    repeated = {"numbers"} if step == "register" else set()
    assert not (set(done_before) - repeated) & set(meta.calls)


def test_an_account_without_numbers_says_so(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA] = []
    assert connect(house, ws).body["problem"]["code"] == "no_numbers"

    meta.listed[WABA] = [listed_number()]
    assert resume(house, ws).body["status"] == "connected"


def test_a_number_that_has_a_pin_asks_for_it(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.pins[NUMBER] = "271828"

    answer = connect(house, ws)
    assert answer.body["problem"]["code"] == "pin_wrong"
    assert "+44 113 496 0321" in answer.body["problem"]["title"]
    row = house.table.get(keys.secret(ws, WABA))
    assert row
    assert f"pin_{NUMBER}" not in row

    assert resume(house, ws, pin="000000").body["problem"]["code"] == "pin_wrong"
    assert resume(house, ws, pin="271828").body["status"] == "connected"


def test_a_registration_without_an_answer_is_repeated_with_the_same_pin(
    house: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    """Meta may have set the PIN we made up: another one would lock us out of the number."""
    meta.trouble["register"] = GraphUnknown("reset")
    connect(house, ws)
    row = house.table.get(keys.secret(ws, WABA))
    assert row
    meta.pins[NUMBER] = house.vault.open(ws, WABA, f"pin:{NUMBER}", row[f"next_pin_{NUMBER}"])  # type: ignore[arg-type]

    meta.trouble.clear()

    assert resume(house, ws).body["status"] == "connected"


def test_what_meta_grants_with_the_registration_is_read_again(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    """Before it, Meta calls a number's throughput NOT_APPLICABLE."""
    meta.listed[WABA] = [replace(listed_number(), throughput="NOT_APPLICABLE")]
    meta.granted = "HIGH"

    assert connect(house, ws).body["numbers"][0]["throughput"] == "HIGH"


def test_a_list_that_lags_behind_does_not_undo_the_registration(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.lags = True

    account = connect(house, ws).body

    assert account["status"] == "connected"
    assert account["numbers"][0]["registered"] is True
    assert house.connections.trouble(ws, NUMBER) is None


def test_a_number_that_is_registered_is_left_alone(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA] = [listed_number(registered=True)]

    assert connect(house, ws).body["status"] == "connected"
    assert "register" not in meta.calls


def test_one_number_in_trouble_does_not_hold_up_the_other(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA] = [listed_number(NUMBER), listed_number(SECOND)]
    meta.pins[NUMBER] = "271828"

    account = connect(house, ws).body

    assert account["status"] == "incomplete"
    assert {one["id"]: one["registered"] for one in account["numbers"]} == {NUMBER: False, SECOND: True}
    assert house.connections.trouble(ws, NUMBER) == "number_not_registered"
    assert house.connections.trouble(ws, SECOND) is None


@pytest.mark.parametrize("pin", ["12345", "1234567", "12a456", "٤٢٤٢٤٢"])
def test_a_pin_has_six_digits(house: House, ws: WorkspaceId, meta: MetaWorld, pin: str) -> None:
    answer = connect(house, ws, pin=pin)

    assert (answer.status, answer.body["code"]) == (400, "bad_pin")
    assert meta.calls == []


def test_connecting_twice_changes_nothing(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    first = connect(house, ws).body
    second = connect(house, ws).body

    assert second == first
    assert len(accounts(house, ws)) == 1
    assert meta.calls.count("register") == 1


def test_a_second_click_during_the_first_run_sees_how_far_it_is(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    """The second request comes while the first one waits for Meta, which here means: from inside Meta's answer."""
    inner: list[Answer] = []

    class SlowMeta(MetaWorld):
        def _called(self, name: str, token: str = "") -> None:
            super()._called(name, token)
            if name == "numbers" and not inner:
                inner.append(connect(house, ws))

    meta.__class__ = SlowMeta
    outer = connect(house, ws)

    assert inner[0].status == 201
    assert inner[0].body["status"] == "incomplete"
    assert states(inner[0].body)["subscribe"] == "done"
    assert outer.body["status"] == "connected"
    assert states(outer.body) == ALL_DONE
    assert meta.calls.count("subscribe") == 1
    assert meta.calls.count("register") == 1


def test_a_run_that_died_frees_the_account_by_itself(
    house: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    meta.trouble["numbers"] = SystemExit()  # type: ignore[assignment]
    with pytest.raises(SystemExit):
        connect(house, ws)
    until = millis(clock.now()) + 60_000
    house.table.amend(keys.account(ws, WABA), Change(set={"running_until": until}))
    meta.trouble.clear()
    assert resume(house, ws).body["status"] == "incomplete"

    clock.forward(seconds=61)
    assert resume(house, ws).body["status"] == "connected"


def test_when_the_token_ends_is_kept(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.tokens[TOKEN] = replace(GOOD, expires_at=datetime(2027, 1, 21, 12, tzinfo=UTC))
    assert connect(house, ws).body["token_expires_at"] == "2027-01-21T12:00:00.000Z"

    meta.tokens["EAAanotherTokenThatNeverEnds"] = GOOD
    assert resume(house, ws, token="EAAanotherTokenThatNeverEnds").body["token_expires_at"] is None


def test_only_owners_and_admins_connect(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    house.workspaces.add_member(ws, Person(UserId("sub-amir"), "amir@test", "Amir"), "agent")

    answer = connect(house, ws, user="sub-amir")

    assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert meta.calls == []


def test_an_account_of_another_workspace_is_not_there(house: House, ws: WorkspaceId) -> None:
    connect(house, ws)
    other = house.workspace("Somebody else", "sub-eve")
    for method, path, body in (
        ("POST", f"accounts/{WABA}/resume", {}),
        ("POST", f"accounts/{WABA}/templates/sync", None),
        ("GET", f"accounts/{WABA}/events", None),
        ("GET", f"templates?number={NUMBER}", None),
    ):
        answer = house.web.call(method, f"/v1/workspaces/{other}/{path}", body, user="sub-eve")
        assert answer.status == 404, path
    assert house.web.call("GET", f"/v1/workspaces/{other}/numbers", user="sub-eve").body["items"] == []


def test_an_odd_account_id_is_refused_before_meta_is_asked(house: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    answer = connect(house, ws, waba_id="../me")

    assert (answer.status, answer.body["code"]) == (400, "bad_waba_id")
    assert meta.calls == []


def test_more_numbers_than_one_request_has_time_for_are_gone_on_with(
    quick: House, meta: MetaWorld, clock: HandClock
) -> None:
    """Two seconds a call, sixty numbers: no try works for long, none does anything twice, and it comes to an end."""
    ws = quick.workspace("Many numbers")
    meta.listed[WABA] = [listed_number(NumberId(str(660900800700501 + at))) for at in range(60)]

    class Slow(MetaWorld):
        def _called(self, name: str, token: str = "") -> None:
            super()._called(name, token)
            if name in ("register", "details"):
                clock.forward(seconds=2)

    meta.__class__ = Slow
    tries, began = 1, clock.now()
    account = quick.connections.connect(quick.actor(ws), TOKEN, None, None)
    while account.status != "connected" and tries < 30:
        assert account.problem
        assert account.problem.code == "numbers_left"
        assert clock.now() - began <= timedelta(seconds=20)
        tries, began = tries + 1, clock.now()
        account = quick.connections.resume(quick.actor(ws), WABA, None, None)

    assert account.status == "connected"
    assert meta.calls.count("register") == 60
    assert meta.calls.count("details") == 60
    assert all(number.registered for number in quick.connections.numbers_of(account))


def test_a_review_that_ended_well_is_not_shown_as_rejected_any_more(quick: House, meta: MetaWorld) -> None:
    ws = quick.workspace("Reviewed")
    meta.review = "REJECTED"
    account = quick.connections.connect(quick.actor(ws), TOKEN, None, None)
    assert account.problem
    assert account.problem.code == "review_rejected"
    meta.review = "APPROVED"

    quick.connections.resume(quick.actor(ws), WABA, None, None)

    [shown] = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user="sub-odette").body["items"]
    assert (shown["status"], shown["problem"], shown["review"]) == ("connected", None, "APPROVED")
