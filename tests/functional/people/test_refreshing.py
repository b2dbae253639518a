"""The session cookie: its secret changes at each use, races are forgiven for a minute, copies end the session."""

from __future__ import annotations

import pytest

from shared.adapters.seal import KmsSeal, SealBroken
from shared.core import keys
from shared.core.errors import Unavailable
from shared.core.identity import Person
from tests.functional.conftest import HandClock
from tests.functional.people.conftest import PHONE, Browser, Town


def test_the_cookie_brings_a_new_access_token_and_its_secret_changes(browser: Browser, mira: Person) -> None:
    browser.sign_in()
    before, token = browser.jar["waloom_refresh"], browser.token

    answer = browser.refresh()

    assert answer.status == 200
    assert answer.body["user"]["id"] == mira.id
    assert browser.token != token
    assert browser.jar["waloom_refresh"] != before
    assert browser.jar["waloom_refresh"].rpartition(".")[0] == before.rpartition(".")[0]
    assert browser.alive()


def test_it_goes_on_for_as_many_turns_as_there_are(browser: Browser, mira: Person, clock: HandClock) -> None:
    browser.sign_in()
    seen = {browser.jar["waloom_refresh"]}
    for _ in range(12):
        clock.forward(minutes=14)
        assert browser.refresh().status == 200
        seen.add(browser.jar["waloom_refresh"])
    assert len(seen) == 13


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", f"{'u' * 20}.{'a' * 20}.{'A' * 43}", "ü.é.ñ"])
def test_without_a_good_cookie_the_session_is_over(browser: Browser, cookie: str) -> None:
    if cookie:
        browser.jar["waloom_refresh"] = cookie

    answer = browser.refresh()

    assert (answer.status, answer.code) == (401, "session_over")


def test_two_tabs_that_refresh_at_once_both_go_on_with_the_same_cookie(
    town: Town, browser: Browser, mira: Person, clock: HandClock
) -> None:
    browser.sign_in()
    other = town.browser()
    other.jar = dict(browser.jar)

    browser.refresh()
    clock.forward(seconds=59)
    answer = other.refresh()

    assert answer.status == 200
    assert other.jar == browser.jar
    clock.forward(minutes=14)
    assert browser.refresh().status == 200
    assert town.jobs.kinds == []


def test_the_second_of_two_that_read_the_row_at_the_same_moment_gets_the_firsts_secret(
    town: Town, browser: Browser, mira: Person
) -> None:
    browser.sign_in()
    other = town.browser()
    other.jar = dict(browser.jar)

    def first() -> None:
        """While the second waits for the identity service, the first comes through."""
        town.identity.meanwhile = lambda: None
        assert other.refresh().status == 200

    town.identity.meanwhile = first

    assert browser.refresh().status == 200
    assert browser.jar == other.jar
    assert browser.alive()


def test_a_copied_cookie_ends_the_session_for_both_and_the_owner_is_told(
    town: Town, browser: Browser, mira: Person, clock: HandClock
) -> None:
    ws = town.workspace_of(mira)
    browser.sign_in()
    thief = town.browser(PHONE, "198.51.100.66")
    thief.jar = {"waloom_refresh": browser.jar["waloom_refresh"]}
    clock.forward(minutes=10)
    assert thief.refresh().status == 200
    clock.forward(seconds=61)

    answer = browser.refresh()

    assert (answer.status, answer.code) == (401, "session_over")
    assert thief.refresh().status == 401
    assert not thief.alive()
    assert town.identity.refresh_tokens == {}
    assert town.jobs.kinds == ["session_stolen"]
    assert town.told(ws, mira.id) == ["session_stolen"]


def test_an_ended_session_stays_ended_even_for_a_refresh_on_its_way(town: Town, browser: Browser, mira: Person) -> None:
    browser.sign_in()
    town.identity.meanwhile = lambda: town.sessions.end_others(mira.id)

    assert browser.refresh().code == "session_over"
    assert list(town.table.scan(keys.sessions(mira.id))) == []


def test_a_user_pool_that_is_down_costs_nobody_their_session(
    town: Town, browser: Browser, mira: Person, clock: HandClock
) -> None:
    browser.sign_in()

    def down() -> None:
        raise Unavailable

    town.identity.meanwhile = down
    assert browser.refresh().status == 503
    clock.forward(minutes=20)
    town.identity.meanwhile = lambda: None

    assert browser.refresh().status == 200


def test_a_session_that_was_ended_at_the_user_pool_is_over_here_too(town: Town, browser: Browser, mira: Person) -> None:
    browser.sign_in()
    town.identity.refresh_tokens.clear()

    assert browser.refresh().code == "session_over"
    assert not browser.alive()


def test_after_thirty_days_one_signs_in_again(browser: Browser, mira: Person, clock: HandClock) -> None:
    browser.sign_in()
    clock.forward(days=29, hours=23)
    assert browser.refresh().status == 200
    clock.forward(hours=2)

    assert browser.refresh().code == "session_over"


def test_a_sealed_token_opens_for_its_own_session_only(seal: KmsSeal) -> None:
    context = {"user": "u", "session": "s", "purpose": "refresh_token"}
    sealed = seal.seal("the token", context)

    assert b"the token" not in sealed
    assert seal.open(sealed, context) == "the token"
    with pytest.raises(SealBroken):
        seal.open(sealed, {**context, "session": "another"})
    with pytest.raises(SealBroken):
        seal.open(b"never sealed", context)
