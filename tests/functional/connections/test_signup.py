"""Embedded Signup: what the browser says is believed only where Meta confirms it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.core import keys
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphUnknown
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import FragileMemory, House
from tests.functional.connections.metaworld import (
    GOOD,
    NUMBER,
    OTHER_WABA,
    SECOND,
    WABA,
    MetaWorld,
    listed_number,
    refused,
)
from tests.functional.webapi import Answer

OWNER = "sub-odette"
CODE = "AQinventedSignUpCode"
TOKEN = "EAAinventedBusinessToken"


@pytest.fixture
def ws(quick: House, meta: MetaWorld) -> WorkspaceId:
    meta.codes[CODE] = TOKEN
    meta.tokens[TOKEN] = GOOD
    return quick.workspace("Quill Kettles")


def sign_up(house: House, ws: WorkspaceId, **body: Any) -> Answer:
    return house.web.call("POST", f"/v1/workspaces/{ws}/accounts/embedded", {"code": CODE, **body}, user=OWNER)


def nothing_stored(memory: FragileMemory) -> bool:
    return not {"account", "secret", "number", "waba_route", "number_route"} & {
        str(row["type"]) for row in memory.rows.values()
    }


def test_a_code_becomes_a_connected_account(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    answer = sign_up(quick, ws, waba_id=WABA, number_id=NUMBER)

    assert answer.status == 201
    assert (answer.body["status"], answer.body["waba_id"], answer.body["token"]["kind"]) == (
        "connected",
        WABA,
        "business",
    )
    assert TOKEN not in str(answer)
    assert meta.calls[:2] == ["exchange", "inspect"]
    assert quick.connections.credentials(ws, number=NUMBER) == TOKEN


def test_a_lost_message_of_the_window_is_made_up_for_by_the_tokens_own_account(quick: House, ws: WorkspaceId) -> None:
    assert sign_up(quick, ws).body["waba_id"] == WABA


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ({"waba_id": OTHER_WABA}, "account_missing"),
        ({"waba_id": "770100200300499"}, "account_missing"),
        ({"waba_id": WABA, "number_id": "660900800700999"}, "number_missing"),
        ({"number_id": "660900800700999"}, "number_missing"),
        ({"waba_id": "../../me"}, "bad_waba_id"),
    ],
)
def test_ids_that_meta_does_not_confirm_connect_nothing(
    quick: House, ws: WorkspaceId, memory: FragileMemory, ids: dict[str, str], code: str
) -> None:
    answer = sign_up(quick, ws, **ids)

    assert (answer.status, answer.body["code"]) == (400, code)
    assert nothing_stored(memory)


def test_a_token_that_names_no_accounts_is_not_good_for_all_of_them(
    quick: House, ws: WorkspaceId, meta: MetaWorld, memory: FragileMemory
) -> None:
    meta.tokens[TOKEN] = replace(GOOD, accounts=None)

    assert sign_up(quick, ws, waba_id=WABA).body["code"] == "account_missing"
    assert nothing_stored(memory)


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        (refused(100, 36007), 400, "signup_code_expired"),
        (refused(100, 36009), 400, "signup_code_used"),
        (refused(1), 503, "meta_app_wrong"),
        (GraphUnknown("x", 500), 503, "meta_unreachable"),
    ],
)
def test_a_code_that_is_not_exchanged_is_told_plainly(
    quick: House, ws: WorkspaceId, meta: MetaWorld, memory: FragileMemory, trouble: Exception, status: int, code: str
) -> None:
    meta.trouble["exchange"] = trouble

    answer = sign_up(quick, ws)

    assert (answer.status, answer.body["code"]) == (status, code)
    assert nothing_stored(memory)


def test_a_code_is_good_once(quick: House, ws: WorkspaceId, clock: HandClock) -> None:
    other = quick.workspace("Somebody else", "sub-eve")
    sign_up(quick, ws)

    taken = quick.web.call("POST", f"/v1/workspaces/{other}/accounts/embedded", {"code": CODE}, user="sub-eve")
    assert taken.body["code"] == "signup_code_used"
    clock.forward(minutes=16)
    assert sign_up(quick, ws).body["code"] == "signup_code_used"


def test_whose_answer_got_lost_gets_it_with_the_same_code(
    quick: House, ws: WorkspaceId, meta: MetaWorld, memory: FragileMemory
) -> None:
    first = sign_up(quick, ws)
    meta.calls.clear()

    again = sign_up(quick, ws)

    assert (again.status, again.body) == (201, first.body)
    assert meta.calls == []
    assert CODE not in str(memory.rows)
    quick.connections.leave(quick.actor(ws), WABA)
    assert sign_up(quick, ws).body["status"] == "disconnected"


def test_of_several_accounts_the_person_chooses_without_a_new_code(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    meta.tokens[TOKEN] = replace(GOOD, accounts=(WABA, OTHER_WABA))
    meta.listed[OTHER_WABA] = [listed_number(SECOND)]

    asked = sign_up(quick, ws)

    assert (asked.status, asked.body["code"]) == (400, "choose_account")
    choices = [one["message"] for one in asked.body["errors"] if one["field"] == "waba_id"]
    assert choices == [f"{WABA} Quill Kettles", f"{OTHER_WABA} Other"]
    [continuation] = [one["message"] for one in asked.body["errors"] if one["field"] == "continuation"]
    assert TOKEN not in str(asked)

    path = f"/v1/workspaces/{ws}/accounts/embedded"
    stranger = {"continuation": continuation, "waba_id": "770100200300499"}
    assert quick.web.call("POST", path, stranger, user=OWNER).body["code"] == "account_missing"
    chosen = quick.web.call("POST", path, {"continuation": continuation, "waba_id": OTHER_WABA}, user=OWNER)
    assert (chosen.status, chosen.body["waba_id"], chosen.body["status"]) == (201, OTHER_WABA, "connected")
    again = quick.web.call("POST", path, {"continuation": continuation, "waba_id": WABA}, user=OWNER)
    assert (again.status, again.body["code"]) == (400, "signup_code_expired")


def test_a_choice_belongs_to_its_workspace_and_does_not_wait_for_ever(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    meta.tokens[TOKEN] = replace(GOOD, accounts=(WABA, OTHER_WABA))
    asked = sign_up(quick, ws)
    wish = {"continuation": asked.body["errors"][-1]["message"], "waba_id": WABA}
    other = quick.workspace("Somebody else", "sub-eve")

    theirs = quick.web.call("POST", f"/v1/workspaces/{other}/accounts/embedded", wish, user="sub-eve")
    assert (theirs.status, theirs.body["code"]) == (400, "signup_code_expired")
    clock.forward(minutes=16)
    late = quick.web.call("POST", f"/v1/workspaces/{ws}/accounts/embedded", wish, user=OWNER)
    assert (late.status, late.body["code"]) == (400, "signup_code_expired")


def test_of_several_accounts_the_one_that_is_new_is_meant(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    sign_up(quick, ws)
    meta.codes["AQnext"], meta.tokens["EAAsecondToken"] = "EAAsecondToken", replace(GOOD, accounts=(WABA, OTHER_WABA))
    meta.listed[OTHER_WABA] = [listed_number(SECOND)]

    assert sign_up(quick, ws, code="AQnext").body["waba_id"] == OTHER_WABA
    assert sorted(quick.connections.account_ids(ws)) == [WABA, OTHER_WABA]


def test_an_account_of_another_workspace_is_refused_without_naming_it(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    other = quick.workspace("Somebody else", "sub-eve")
    quick.connections.connect(quick.actor(other, "sub-eve"), "EAAinventedSystemUserToken", None, None)

    answer = sign_up(quick, ws, waba_id=WABA)

    assert (answer.status, answer.body["code"]) == (409, "waba_taken")
    assert other not in str(answer.body)
    assert "Somebody" not in str(answer.body)


def test_an_account_without_a_number_says_so_and_goes_on_when_there_is_one(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    """The window ended with FINISH_ONLY_WABA."""
    meta.listed[WABA] = []

    account = sign_up(quick, ws, waba_id=WABA).body

    assert (account["status"], account["problem"]["code"]) == ("incomplete", "no_numbers")
    meta.listed[WABA] = [listed_number()]
    path = f"/v1/workspaces/{ws}/accounts/{WABA}/resume"
    assert quick.web.call("POST", path, {}, user=OWNER).body["status"] == "connected"


def test_a_number_that_a_phone_shares_is_not_registered_and_its_chats_are_asked_for_once(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    meta.listed[WABA] = [replace(listed_number(registered=True), coexistence=True)]

    account = sign_up(quick, ws, waba_id=WABA).body

    states = {step["step"]: step["state"] for step in account["steps"]}
    assert (account["status"], states["register"]) == ("connected", "skipped")
    assert "register" not in meta.calls
    assert meta.shared == [(NUMBER, "smb_app_state_sync"), (NUMBER, "history")]
    meta.codes[CODE] = TOKEN
    sign_up(quick, ws, waba_id=WABA)
    assert len(meta.shared) == 2


@pytest.mark.parametrize("code", [2593107, 2593108, 2593109])
def test_chats_that_are_not_given_hold_nothing_up(quick: House, ws: WorkspaceId, meta: MetaWorld, code: int) -> None:
    meta.listed[WABA] = [replace(listed_number(registered=True), coexistence=True)]
    meta.trouble["share history"] = refused(code)

    assert sign_up(quick, ws).body["status"] == "connected"

    assert meta.calls.count("share history") == 1
    notices, _ = quick.notices.latest(quick.actor(ws), 10, None)
    assert len(notices) == (0 if code == 2593107 else 1)


def test_a_silence_while_asking_for_chats_is_tried_again(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA] = [replace(listed_number(registered=True), coexistence=True)]
    meta.trouble["share history"] = GraphUnknown("x")
    assert sign_up(quick, ws).body["problem"]["code"] == "meta_unreachable"
    meta.trouble.clear()

    path = f"/v1/workspaces/{ws}/accounts/{WABA}/resume"
    assert quick.web.call("POST", path, {}, user=OWNER).body["status"] == "connected"

    assert meta.calls.count("share smb_app_state_sync") == 1
    assert meta.calls.count("share history") == 2


def test_a_sign_up_of_more_than_14_days_ago_says_that_it_is_too_old(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    meta.trouble["register"] = refused(100)
    path = f"/v1/workspaces/{ws}/accounts/{WABA}/resume"
    assert sign_up(quick, ws).body["problem"]["code"] == "meta_refused"

    clock.forward(days=15)

    assert quick.web.call("POST", path, {}, user=OWNER).body["problem"]["code"] == "signup_too_old"


def test_without_a_configuration_nothing_is_exchanged(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    off = replace(quick.connections, signups=replace(quick.connections.signups, offered=False))

    with pytest.raises(Exception, match="no sign-up through Facebook"):
        off.sign_up(quick.actor(ws), CODE, None, None)

    assert meta.calls == []


def test_neither_code_nor_token_is_stored_in_the_open_or_answered(
    quick: House, ws: WorkspaceId, memory: FragileMemory
) -> None:
    answer = sign_up(quick, ws)

    assert CODE not in str(answer)
    shown = [row for row in memory.rows.values() if row["type"] != "secret"]
    assert TOKEN not in str(shown)
    assert CODE not in str(memory.rows)
    row = memory.get(keys.secret(ws, WABA))
    assert row


def test_two_accounts_live_side_by_side(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[OTHER_WABA] = [listed_number(SECOND), listed_number(NumberId("660900800700503"))]
    meta.tokens["EAAtheOtherAccountsToken"] = replace(GOOD, accounts=(OTHER_WABA,))
    sign_up(quick, ws)

    quick.connections.connect(quick.actor(ws), "EAAtheOtherAccountsToken", None, None)

    shown = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    assert {one["waba_id"]: len(one["numbers"]) for one in shown} == {WABA: 1, OTHER_WABA: 2}
    assert quick.connections.credentials(ws, number=SECOND) == "EAAtheOtherAccountsToken"
    assert quick.connections.credentials(ws, number=NUMBER) == TOKEN
    assert quick.connections.account_of(ws, SECOND) == WabaId(OTHER_WABA)
