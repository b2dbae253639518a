"""Signing in and out: cookies, one answer for every wrong combination, a limit on tries, a browser never seen."""

from __future__ import annotations

import pytest

from shared.core.identity import Person
from shared.features.people.limits import SIGN_IN, SIGN_IN_PLACE, place_of
from tests.functional.conftest import HandClock
from tests.functional.people.conftest import EMAIL, NAME, PHONE, Answer, Browser, Town
from tests.functional.people.identity_contract import PASSWORD


def cookie_of(answer: Answer, name: str) -> str:
    return next(cookie for cookie in answer.cookies if cookie.startswith(f"{name}="))


def test_signing_in_answers_who_it_is_and_hides_the_secret_in_a_cookie(browser: Browser, mira: Person) -> None:
    answer = browser.sign_in()

    assert answer.status == 200
    assert answer.body["user"] == {"id": mira.id, "email": EMAIL, "name": NAME}
    assert answer.body["expires_in"] > 0
    assert set(answer.body) == {"access_token", "expires_in", "user"}
    cookie = cookie_of(answer, "waloom_refresh")
    for part in ("; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/v1/session", "; Max-Age=2592000"):
        assert part in cookie
    device = cookie_of(answer, "waloom_device")
    for part in ("; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/v1", "; Max-Age=34560000"):
        assert part in device
    assert browser.jar["waloom_refresh"].rpartition(".")[2] not in str(answer.body)
    assert answer.headers["Cache-Control"] == "no-store"


def test_cognitos_own_refresh_token_is_in_no_cookie_and_not_readable_in_the_table(
    town: Town, browser: Browser, mira: Person
) -> None:
    answer = browser.sign_in()

    [refresh_token] = town.identity.refresh_tokens
    assert refresh_token not in str(answer.cookies)
    assert refresh_token not in str(town.table.rows)
    assert browser.jar["waloom_refresh"].rpartition(".")[2] not in str(town.table.rows)


def test_capitals_and_spaces_around_the_address_do_not_matter(browser: Browser, mira: Person) -> None:
    assert browser.sign_in(f" {EMAIL.upper()} ").status == 200


def test_wrong_password_and_unknown_address_get_the_very_same_answer_for_the_same_work(
    town: Town, mira: Person
) -> None:
    seen = []
    for email, password in ((EMAIL, "Not-the-password-1"), ("nobody@quill.test", PASSWORD), ("odd one", PASSWORD)):
        town.table.operations.clear()
        town.identity.calls.clear()
        answer = town.browser().sign_in(email, password)
        seen.append((answer, list(town.table.operations), list(town.identity.calls)))

    assert seen[0][0].status == 401
    assert seen[0][0].code == "wrong_credentials"
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0].cookies == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/session/refresh"),
        ("DELETE", "/v1/session"),
        ("POST", "/v1/session"),
        ("POST", "/v1/sign-up"),
        ("POST", "/v1/sign-up/confirm"),
        ("POST", "/v1/password/forgot"),
        ("POST", "/v1/password/reset"),
    ],
)
def test_a_form_on_another_site_can_not_use_the_cookie(browser: Browser, mira: Person, method: str, path: str) -> None:
    browser.sign_in()
    kept = dict(browser.jar)
    bodies = {
        "/v1/session": {"email": EMAIL, "password": PASSWORD} if method == "POST" else None,
        "/v1/sign-up": {"email": EMAIL, "name": NAME},
        "/v1/sign-up/confirm": {"email": EMAIL, "name": NAME, "code": "000000", "password": PASSWORD},
        "/v1/password/forgot": {"email": EMAIL},
        "/v1/password/reset": {"email": EMAIL, "code": "000000", "password": PASSWORD},
    }

    answer = browser.call(method, path, bodies.get(path), headers={"x-waloom": ""})

    assert (answer.status, answer.code) == (403, "header_missing")
    assert browser.jar == kept
    assert browser.alive()


def test_signing_out_ends_the_session_here_and_at_the_identity_service(
    town: Town, browser: Browser, mira: Person
) -> None:
    browser.sign_in()

    answer = browser.call("DELETE", "/v1/session")

    assert (answer.status, answer.body) == (204, None)
    assert "Max-Age=0" in cookie_of(answer, "waloom_refresh")
    assert town.identity.refresh_tokens == {}
    assert not browser.alive(), "the access token in the page is no good any more either"
    assert browser.refresh().code == "session_over"
    assert browser.call("DELETE", "/v1/session").status == 204


def test_nobody_signs_somebody_out_with_a_cookie_made_up(town: Town, browser: Browser, mira: Person) -> None:
    browser.sign_in()
    stranger = town.browser()
    stranger.jar["waloom_refresh"] = browser.jar["waloom_refresh"].rpartition(".")[0] + "." + "A" * 43

    assert stranger.call("DELETE", "/v1/session").status == 204
    assert browser.alive()


def test_too_many_tries_from_one_place_must_wait_and_others_need_not(
    town: Town, browser: Browser, mira: Person, clock: HandClock
) -> None:
    for _ in range(SIGN_IN.most):
        assert browser.sign_in(password="wrong").status == 401

    locked = browser.sign_in()
    assert (locked.status, locked.code) == (429, "too_many_sign_ins")
    assert 1 <= int(locked.headers["Retry-After"]) <= 900

    assert town.browser(ip="198.51.100.9").sign_in().status == 200
    clock.forward(seconds=int(locked.headers["Retry-After"]))
    assert browser.sign_in().status == 200


def test_a_right_password_starts_the_count_again(town: Town, mira: Person) -> None:
    for _ in range(3):
        for _ in range(SIGN_IN.most - 1):
            town.browser().sign_in(password="wrong")
        assert town.browser().sign_in().status == 200


def test_one_password_tried_with_many_addresses_is_stopped_by_place(town: Town, mira: Person) -> None:
    for number in range(SIGN_IN_PLACE.most):
        assert town.browser().sign_in(f"person{number}@quill.test").status == 401

    assert town.browser().sign_in(f"person{SIGN_IN_PLACE.most}@quill.test").status == 429
    assert town.browser(ip="198.51.100.9").sign_in().status == 200


def test_a_home_that_owns_a_network_of_addresses_is_one_place(town: Town, mira: Person) -> None:
    homes = [f"2001:db8:7:1::{number:x}" for number in range(SIGN_IN.most)]

    for home in homes:
        assert town.browser(ip=home).sign_in(password="wrong").status == 401

    assert town.browser(ip="2001:db8:7:1:ffff::9").sign_in().status == 429
    assert town.browser(ip="2001:db8:7:2::1").sign_in().status == 200
    assert town.browser(ip="::ffff:198.51.100.9").sign_in().status == 200


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:7:1:8:9:a:b", "2001:db8:7:1::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_a_place_is_an_address_or_the_network_of_one_home(ip: str, place: str) -> None:
    assert place_of(ip) == place


def test_an_office_behind_one_address_signs_in_as_often_as_it_likes(town: Town, mira: Person) -> None:
    for _ in range(SIGN_IN_PLACE.most + 5):
        assert town.browser().sign_in().status == 200


def test_the_counts_say_nothing_of_who_it_was_and_go_away(town: Town, browser: Browser) -> None:
    browser.sign_in(password="wrong")

    rows = list(town.table.rows.values())

    assert {row["type"] for row in rows} == {"tries"}
    assert EMAIL not in str(rows)
    assert browser.ip not in str(rows)
    assert all(isinstance(row["ttl"], int) and row["ttl"] > town.clock.now().timestamp() for row in rows)


def test_the_first_browser_is_no_news_and_the_next_one_is(town: Town, browser: Browser, mira: Person) -> None:
    ws = town.workspace_of(mira)
    colleague = town.resident("odette@quill.test", "Odette")
    town.workspaces.add_member(ws, colleague, "admin")

    browser.sign_in()
    browser.sign_in()
    assert town.jobs.kinds == []

    town.browser(PHONE, "198.51.100.9").sign_in()

    [job] = town.jobs.of("new_device")
    assert job["to"] == EMAIL
    assert job["facts"]["name"] == NAME
    assert job["facts"]["device"] == "Safari 18 on iOS"
    assert job["facts"]["ip"] == "198.51.100.9"
    assert town.told(ws, mira.id) == ["new_device"]
    assert town.told(ws, colleague.id) == [], "it is nobody else's business"


def test_an_unknown_field_or_a_missing_one_is_named(browser: Browser) -> None:
    answer = browser.call("POST", "/v1/session", {"email": EMAIL, "pass": "x"})

    assert answer.status == 422
    assert {error["field"] for error in answer.body["errors"]} == {"password", "pass"}
