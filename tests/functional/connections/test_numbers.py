"""A number's page: why it can't send, its profile and menu, its PIN, a first message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import WorkspaceId
from shared.core.meta import GraphUnknown, GraphUnreachable
from shared.core.numbers import Automation, Command, HealthFacts, HealthReason, Profile
from shared.core.ports import Change
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import House
from tests.functional.connections.metaworld import NUMBER, SECOND, TOKEN, WABA, MetaWorld, listed_number, refused
from tests.functional.webapi import Answer

OWNER = "sub-odette"
PROFILE = {
    "about": "Kettles since 1987",
    "address": "1 Invented Row, Leeds",
    "description": "We repair kettles.",
    "email": "hi@example.test",
    "websites": ["https://example.test/"],
    "vertical": "RETAIL",
}


@pytest.fixture
def ws(quick: House, meta: MetaWorld) -> WorkspaceId:
    found = quick.workspace("Quill Kettles")
    quick.connections.connect(quick.actor(found), TOKEN, None, "417417")
    meta.calls.clear()
    return found


def call(house: House, ws: WorkspaceId, method: str, path: str = "", body: Any = None) -> Answer:
    return house.web.call(method, f"/v1/workspaces/{ws}/numbers/{NUMBER}{path}", body, user=OWNER)


def set_account(house: House, ws: WorkspaceId, **attributes: Any) -> None:
    house.table.amend(keys.account(ws, WABA), Change(set=attributes))


# ── health ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_without_trouble_says_so_and_when_meta_was_asked(
    quick: House, ws: WorkspaceId, clock: HandClock
) -> None:
    page = call(quick, ws, "GET").body

    assert page["health"] == {"can_send": "available", "reasons": [], "checked_at": stamp(clock.now())}
    assert (page["id"], page["tier"], page["coexistence"], page["problem"]) == (NUMBER, "TIER_2K", False, None)


def test_metas_reasons_are_shown_in_our_words_where_we_have_some(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock
) -> None:
    clock.forward(hours=1)
    meta.health = HealthFacts(
        "blocked",
        (
            HealthReason("WABA", 141006, "There is an error with the payment method.", "Add one."),
            HealthReason("BUSINESS", 141010, "The business is not verified.", "Verify it."),
            HealthReason("APP", 0, "", ""),
        ),
    )

    page = call(quick, ws, "POST", "/check", {}).body

    assert page["health"]["can_send"] == "blocked"
    assert page["health"]["checked_at"] == stamp(clock.now())
    shown = [(one["entity"], one["code"], one["reason"], one["title"]) for one in page["health"]["reasons"]]
    assert shown == [
        ("WABA", 141006, "payment_missing", "The account has no payment method"),
        ("BUSINESS", 141010, None, "The business is not verified."),
        ("APP", 0, "health_unknown", "Meta does not let this be used for sending"),
    ]
    assert call(quick, ws, "GET").body == page


@pytest.mark.parametrize(
    ("attributes", "can_send", "reason"),
    [
        ({"restrictions": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING@"}, "blocked", "account_restricted"),
        ({"restrictions": "RESTRICTED_BIZ_INITIATED_MESSAGING@"}, "limited", "opening_restricted"),
        ({"restrictions": "RESTRICTED_UTILITY_TEMPLATES@"}, "limited", "utility_restricted"),
        ({"review": "PENDING"}, "available", "review_pending"),
    ],
)
def test_what_we_know_ourselves_stands_before_what_meta_says(
    quick: House, ws: WorkspaceId, attributes: dict[str, str], can_send: str, reason: str
) -> None:
    set_account(quick, ws, **attributes)

    health = call(quick, ws, "GET").body["health"]

    assert (health["can_send"], [one["reason"] for one in health["reasons"]]) == (can_send, [reason])


def test_a_disconnected_account_shows_its_own_reason(quick: House, ws: WorkspaceId) -> None:
    quick.connections.disconnected(ws, WABA, "token_expired", "The token has expired", "Paste a new one.")

    page = call(quick, ws, "GET").body

    assert page["health"]["can_send"] == "blocked"
    assert page["health"]["reasons"][0] == {
        "entity": "WABA",
        "code": 0,
        "title": "The token has expired",
        "advice": "Paste a new one.",
        "reason": "token_expired",
    }
    assert page["problem"]["code"] == "account_disconnected"


def test_trouble_of_the_last_day_is_shown_and_then_forgotten(quick: House, ws: WorkspaceId, clock: HandClock) -> None:
    quick.connections.troubled(ws, WABA, NUMBER, "spam_limit", "Too many people blocked this number", "Slow down.")
    assert [one["reason"] for one in call(quick, ws, "GET").body["health"]["reasons"]] == ["spam_limit"]

    clock.forward(hours=25)

    assert call(quick, ws, "GET").body["health"]["reasons"] == []


def test_the_probe_meets_a_dead_token(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.trouble["details"] = refused(190, 463)

    answer = call(quick, ws, "POST", "/check", {})

    assert (answer.status, answer.body["code"]) == (409, "token_expired")
    assert quick.connections.trouble(ws, NUMBER) == "account_disconnected"


def test_restrictions_end_when_their_time_has_come(quick: House, ws: WorkspaceId, clock: HandClock) -> None:
    until = stamp(clock.now() + timedelta(days=3))
    set_account(quick, ws, restrictions=f"RESTRICTED_CUSTOMER_INITIATED_MESSAGING@{until}")
    assert quick.connections.trouble(ws, NUMBER) == "account_restricted"
    [shown] = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    assert (shown["status"], shown["problem"]["code"]) == ("connected", "account_restricted")

    clock.forward(days=3, seconds=1)

    assert quick.connections.trouble(ws, NUMBER) is None
    [shown] = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    assert shown["problem"] is None


def test_being_restricted_from_opening_stops_only_that(quick: House, ws: WorkspaceId) -> None:
    set_account(quick, ws, restrictions="RESTRICTED_ADD_PHONE_NUMBER_ACTION@,RESTRICTED_BIZ_INITIATED_MESSAGING@")

    assert quick.connections.trouble(ws, NUMBER) is None
    assert quick.connections.opening_trouble(ws, NUMBER) == "opening_restricted"
    assert quick.connections.utility_trouble(ws, NUMBER) is None


def test_being_restricted_from_utility_templates_stops_only_them(
    quick: House, ws: WorkspaceId, clock: HandClock
) -> None:
    until = stamp(clock.now() + timedelta(days=1))
    set_account(quick, ws, restrictions=f"RESTRICTED_UTILITY_TEMPLATES@{until}")

    assert quick.connections.trouble(ws, NUMBER) is None
    assert quick.connections.opening_trouble(ws, NUMBER) is None
    assert quick.connections.utility_trouble(ws, NUMBER) == "utility_restricted"
    [shown] = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    assert (shown["status"], shown["problem"]["code"]) == ("connected", "utility_restricted")
    clock.forward(days=1, seconds=1)
    assert quick.connections.utility_trouble(ws, NUMBER) is None


# ── profile ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_profile_is_written_with_its_picture_and_read_back(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    quick.files.pictures["01picture"] = (b"\x89PNG", "image/png")

    answer = call(quick, ws, "PUT", "/profile", {**PROFILE, "picture_upload_id": "01picture"})

    assert answer.status == 200
    assert answer.body == {**PROFILE, "picture_url": "https://pps.example.test/4:handle1"}
    assert meta.uploads == [(b"\x89PNG", "image/png")]
    assert call(quick, ws, "GET", "/profile").body == answer.body
    assert meta.calls == ["upload", "keep_profile", "profile", "profile"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"about": "x" * 140}, "about"),
        ({"address": "x" * 257}, "address"),
        ({"description": "x" * 513}, "description"),
        ({"email": "x" * 120 + "@example.test"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"websites": ["https://a.test", "https://b.test", "https://c.test"]}, "websites"),
        ({"websites": ["example.test"]}, "websites.0"),
        ({"websites": ["https://a.test", "javascript://x.y/%0aalert(1)"]}, "websites.1"),
        ({"websites": ["https://" + "a" * 250 + ".test"]}, "websites.0"),
        ({"vertical": "KETTLES"}, "vertical"),
    ],
)
def test_what_meta_would_not_take_is_refused_by_field_before_it_is_asked(
    quick: House, ws: WorkspaceId, meta: MetaWorld, change: dict[str, Any], field: str
) -> None:
    answer = call(quick, ws, "PUT", "/profile", {**PROFILE, **change})

    assert (answer.status, answer.body["code"]) == (400, "bad_profile")
    assert [one["field"] for one in answer.body["errors"]] == [field]
    assert meta.calls == []


@pytest.mark.parametrize("change", [{"about": "x" * 139}, {"description": "x" * 512}, {"address": "", "email": ""}])
def test_limits_are_metas_own(quick: House, ws: WorkspaceId, change: dict[str, Any]) -> None:
    assert call(quick, ws, "PUT", "/profile", {**PROFILE, **change}).status == 200


def test_a_picture_that_is_not_there_changes_nothing(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    answer = call(quick, ws, "PUT", "/profile", {**PROFILE, "picture_upload_id": "01nothing"})

    assert (answer.status, answer.body["code"]) == (404, "no_upload")
    assert meta.calls == []


def test_metas_own_objection_to_a_value_is_told(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    refusal = refused(100)
    refusal.error = replace(refusal.error, user_msg="The e-mail's domain does not exist.")
    meta.trouble["keep_profile"] = refusal

    answer = call(quick, ws, "PUT", "/profile", PROFILE)

    assert (answer.status, answer.body["code"]) == (409, "value_refused")
    assert "domain does not exist" in answer.body["detail"]


def test_a_silent_meta_is_no_profile(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.trouble["profile"] = GraphUnreachable("x")

    assert (call(quick, ws, "GET", "/profile").status, meta.profiles) == (503, {})


# ── menu ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_menu_is_written_and_read(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    wish = {
        "welcome_message": True,
        "prompts": ["Is my kettle ready?"],
        "commands": [{"name": "/hours", "description": "When we are open"}],
    }

    answer = call(quick, ws, "PUT", "/automation", wish)

    assert answer.body == {**wish, "commands": [{"name": "hours", "description": "When we are open"}]}
    assert meta.menus[NUMBER] == Automation(True, ("Is my kettle ready?",), (Command("hours", "When we are open"),))
    assert call(quick, ws, "GET", "/automation").body == answer.body


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prompts": ["x"] * 5}, "prompts"),
        ({"prompts": ["x" * 81]}, "prompts.0"),
        ({"prompts": ["a", " "]}, "prompts.1"),
        ({"commands": [{"name": f"c{at}", "description": "x"} for at in range(31)]}, "commands"),
        ({"commands": [{"name": "two words", "description": "x"}]}, "commands.0.name"),
        ({"commands": [{"name": "a", "description": ""}]}, "commands.0.description"),
        ({"commands": [{"name": "a", "description": "x"}, {"name": "A", "description": "y"}]}, "commands.1.name"),
    ],
)
def test_a_menu_beyond_metas_limits_is_refused_by_field(
    quick: House, ws: WorkspaceId, meta: MetaWorld, change: dict[str, Any], field: str
) -> None:
    answer = call(quick, ws, "PUT", "/automation", {"welcome_message": False, "prompts": [], "commands": [], **change})

    assert (answer.status, answer.body["code"]) == (400, "bad_automation")
    assert [one["field"] for one in answer.body["errors"]] == [field]
    assert meta.calls == []


# ── PIN and registration ────────────────────────────────────────────────────────────────────────────────────────────


def pins(house: House, ws: WorkspaceId) -> dict[str, str]:
    kept, following = house.connections.store.pins(ws, WABA, NUMBER)
    opened = {"kept": kept, "next": following}
    return {name: house.vault.open(ws, WABA, f"pin:{NUMBER}", sealed) for name, sealed in opened.items() if sealed}


def test_a_pin_is_changed_at_meta_and_kept_sealed(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    answer = call(quick, ws, "PUT", "/pin", {"pin": "271828"})

    assert (answer.status, answer.body) == (204, None)
    assert meta.pins[NUMBER] == "271828"
    assert pins(quick, ws) == {"kept": "271828"}


def test_a_refused_pin_leaves_the_old_one(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.trouble["change_pin"] = refused(133005)

    assert call(quick, ws, "PUT", "/pin", {"pin": "271828"}).body["code"] == "pin_wrong"

    assert pins(quick, ws) == {"kept": "417417"}


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_answer_loses_no_pin_whichever_it_is(
    quick: House, ws: WorkspaceId, meta: MetaWorld, arrived: bool
) -> None:
    """Meta may or may not have the new one. The number is registered again later, and one of the two is right."""
    (meta.after if arrived else meta.trouble)["change_pin"] = GraphUnknown("reset")

    assert call(quick, ws, "PUT", "/pin", {"pin": "271828"}).status == 503

    assert pins(quick, ws) == {"kept": "417417", "next": "271828"}
    assert meta.pins[NUMBER] == ("271828" if arrived else "417417")
    meta.listed[WABA] = [listed_number()]
    quick.connections.unregistered(ws, WABA, NUMBER)
    page = call(quick, ws, "POST", "/register", {}).body
    assert (page["registered"], page["problem"]) == (True, None)
    assert pins(quick, ws) == {"kept": meta.pins[NUMBER]}


@pytest.mark.parametrize(("method", "path"), [("POST", "/register"), ("PUT", "/pin")])
def test_two_who_work_on_the_pin_at_once_lose_none(
    quick: House, ws: WorkspaceId, meta: MetaWorld, method: str, path: str
) -> None:
    """The second comes while the first waits for Meta; each has another PIN in mind."""
    quick.connections.unregistered(ws, WABA, NUMBER)
    meta.pins.clear()
    second: list[Answer] = []

    class Slow(MetaWorld):
        def _called(self, name: str, token: str = "") -> None:
            super()._called(name, token)
            if name in ("register", "change_pin") and not second:
                second.append(call(quick, ws, method, path, {"pin": "271828"}))

    meta.__class__ = Slow
    first = call(quick, ws, method, path, {"pin": "314159"})

    assert first.status in (200, 204)
    assert (second[0].status, second[0].body["code"]) == (409, "connecting_now")
    assert pins(quick, ws) == {"kept": meta.pins[NUMBER]} == {"kept": "314159"}
    assert call(quick, ws, "PUT", "/pin", {"pin": "271828"}).status == 204


@pytest.mark.parametrize("pin", ["12345", "1234567", "abcdef"])
def test_a_pin_has_six_digits(quick: House, ws: WorkspaceId, meta: MetaWorld, pin: str) -> None:
    assert call(quick, ws, "PUT", "/pin", {"pin": pin}).body["code"] == "bad_pin"
    assert meta.calls == []


@pytest.mark.parametrize(
    ("trouble", "code", "hours"),
    [
        (refused(133005), "pin_wrong", None),
        (refused(133008), "pin_tries", None),
        (refused(133006), "number_not_verified", None),
        (refused(133016), "register_limit", 72),
        (GraphUnknown("x"), "meta_unreachable", None),
    ],
)
def test_what_keeps_a_number_from_being_registered_stands_on_its_page_and_at_the_step(
    quick: House, ws: WorkspaceId, meta: MetaWorld, clock: HandClock, trouble: Exception, code: str, hours: int | None
) -> None:
    quick.connections.unregistered(ws, WABA, NUMBER)
    meta.trouble["register"] = trouble

    page = call(quick, ws, "POST", "/register", {"pin": "000000"}).body

    until = stamp(clock.now() + timedelta(hours=hours)) if hours else None
    assert (page["registered"], page["problem"]["code"], page["problem"]["until"]) == (False, code, until)
    assert page["problem"]["number_id"] == NUMBER
    [account] = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    assert (account["problem"]["code"], account["problem"]["number_id"]) == (code, NUMBER)
    meta.trouble.clear()
    page = call(quick, ws, "POST", "/register", {"pin": "417417"}).body
    assert (page["registered"], page["problem"]) == (True, None)
    [account] = quick.web.call("GET", f"/v1/workspaces/{ws}/accounts", user=OWNER).body["items"]
    assert account["status"] == "connected"


def test_an_unverified_number_is_not_even_tried(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.listed[WABA].append(replace(listed_number(SECOND), verification="NOT_VERIFIED"))
    account = quick.connections.resume(quick.actor(ws), WABA, TOKEN, None)

    assert account.problem
    assert (account.problem.code, account.problem.number) == ("number_not_verified", SECOND)
    assert "register" not in meta.calls


def test_a_number_that_a_phone_shares_is_registered_and_pinned_there(
    quick: House, ws: WorkspaceId, meta: MetaWorld
) -> None:
    quick.table.amend(keys.number(ws, NUMBER), Change(set={"coexistence": True}))

    assert call(quick, ws, "POST", "/register", {}).body["code"] == "number_shared"
    assert call(quick, ws, "PUT", "/pin", {"pin": "271828"}).body["code"] == "number_shared"
    assert meta.calls == []


# ── a first message ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_message_is_on_its_way(quick: House, ws: WorkspaceId) -> None:
    answer = call(quick, ws, "POST", "/test-message", {"to": "+447700900456", "client_id": "first-0001"})

    assert answer.status == 202
    assert set(answer.body) == {"conversation_id", "message_id"}
    assert quick.files.letters == [(NUMBER, "+447700900456", "first-0001")]


def test_without_a_fit_template_it_is_told_what_is_missing(quick: House, ws: WorkspaceId) -> None:
    quick.files.has_template = False

    answer = call(quick, ws, "POST", "/test-message", {"to": "+447700900456", "client_id": "first-0001"})

    assert (answer.status, answer.body["code"]) == (409, "no_test_template")
    assert "template" in answer.body["detail"]


def test_a_number_of_another_workspace_is_not_there(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    other = quick.workspace("Somebody else", "sub-eve")
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/check", {}),
        ("GET", "/profile", None),
        ("PUT", "/profile", PROFILE),
        ("PUT", "/pin", {"pin": "271828"}),
        ("POST", "/register", {}),
        ("GET", "/automation", None),
        ("PUT", "/automation", {"welcome_message": True, "prompts": [], "commands": []}),
        ("POST", "/test-message", {"to": "+447700900456", "client_id": "first-0001"}),
    ):
        answer = quick.web.call(method, f"/v1/workspaces/{other}/numbers/{NUMBER}{path}", body, user="sub-eve")
        assert (answer.status, answer.body["code"]) == (404, "number_not_found"), path
    assert meta.calls == []
    assert quick.files.letters == []


def test_the_profile_of_meta_is_read_as_it_is(quick: House, ws: WorkspaceId, meta: MetaWorld) -> None:
    meta.profiles[NUMBER] = Profile(about="<script>alert(1)</script>", websites=("javascript:alert(1)",))

    assert call(quick, ws, "GET", "/profile").body["about"] == "<script>alert(1)</script>"
