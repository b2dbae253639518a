"""Signing up and resetting a password: nothing tells who has an account, and codes are worth what they should be."""

from __future__ import annotations

from typing import Any

import pytest

from shared.core import keys
from shared.core.errors import RateLimited
from shared.core.identity import AddressTaken, Person
from shared.features.people.codes import TRIES
from shared.features.people.limits import ASKING_PLACE, CODES_PLACE, LINKS_PLACE, MAILS
from shared.features.people.model import Device
from tests.functional.conftest import HandClock
from tests.functional.people.conftest import EMAIL, FIREFOX, NAME, Answer, Browser, Town
from tests.functional.people.identity_contract import OTHER_PASSWORD, PASSWORD

NEW = "newcomer@elsewhere.test"


def confirm(browser: Browser, code: str, email: str = NEW, **more: str) -> Answer:
    body = {"email": email, "name": "Nela Brook", "code": code, "password": PASSWORD, **more}
    return browser.call("POST", "/v1/sign-up/confirm", body)


def reset(browser: Browser, code: str, email: str = EMAIL, password: str = OTHER_PASSWORD) -> Answer:
    return browser.call("POST", "/v1/password/reset", {"email": email, "code": code, "password": password})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# ── what an answer tells ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "more"), [("/v1/sign-up", {"name": "Nela Brook", "language": "pt"}), ("/v1/password/forgot", {})]
)
def test_asking_for_a_code_answers_alike_for_who_has_an_account_and_who_has_not(
    town: Town, mira: Person, path: str, more: dict[str, str]
) -> None:
    seen: list[tuple[Any, ...]] = []
    for email in (EMAIL, NEW):
        for record in (town.table.operations, town.identity.calls, town.jobs.bodies):
            record.clear()
        answer = town.browser().call("POST", path, {"email": email, **more})
        [job] = [town.jobs.of(kind)[0] for kind in town.jobs.kinds]
        assert job["to"] == email
        same = {name: value for name, value in job.items() if name not in ("id", "to")}
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "date"}
        seen.append((answer.status, answer.body, headers, answer.cookies, list(town.table.operations), same))
        assert town.identity.calls == [], "the identity service is not even asked"

    assert seen[0] == seen[1]
    assert seen[0][0] == 202


@pytest.mark.parametrize("kind", ["sign-up", "reset"])
def test_typing_a_wrong_code_answers_alike_whether_or_not_there_is_one(town: Town, mira: Person, kind: str) -> None:
    if kind == "sign-up":
        with_code, without = NEW, EMAIL  # who has an account gets no code to sign up
        code = town.code("sign_up_code", with_code)
    else:
        with_code, without = EMAIL, NEW
        code = town.code("reset_code", with_code)
    seen = []
    for email in (with_code, without):
        town.table.operations.clear()
        town.identity.calls.clear()
        browser = town.browser()
        answer = confirm(browser, wrong(code), email) if kind == "sign-up" else reset(browser, wrong(code), email)
        seen.append((answer, list(town.table.operations), list(town.identity.calls)))

    assert seen[0] == seen[1]
    assert (seen[0][0].status, seen[0][0].code) == (400, "wrong_code")


def test_the_mailer_is_told_what_to_write_to_whom(town: Town, mira: Person) -> None:
    town.store.change(mira.id, {"language": "es"})
    prepare = town.people_codes.prepare_code

    known, unknown = prepare("sign_up_code", EMAIL, {}), prepare("sign_up_code", NEW, {})
    assert known == {"letter": "account_exists", "name": NAME, "language": "es"}
    assert unknown is not None
    assert set(unknown) == {"code", "minutes"}
    assert unknown["code"].isdigit()
    assert len(unknown["code"]) == 6
    assert unknown["minutes"] == "15"

    assert prepare("reset_code", NEW, {}) is None
    found = prepare("reset_code", EMAIL, {})
    assert found is not None
    assert (found["name"], found["language"]) == (NAME, "es")
    assert prepare("email_code", EMAIL, {"user": "somebody"}) == known


# ── signing up ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_nothing_to_a_session(town: Town, browser: Browser) -> None:
    browser.call("POST", "/v1/sign-up", {"email": f" {NEW.upper()}", "name": "Nela Brook", "language": "pt"})
    [job] = town.jobs.of("sign_up_code")
    assert (job["to"], job["language"]) == (NEW, "pt")
    code = town.code("sign_up_code", job["to"])

    answer = confirm(browser, f"{code[:3]} {code[3:]}", language="pt")

    assert answer.status == 200
    assert answer.body["user"]["email"] == NEW
    assert answer.body["user"]["name"] == "Nela Brook"
    me = browser.call("GET", "/v1/me").body
    assert me["user"]["language"] == "pt"
    assert me["user"]["second_factor"] is False
    assert me["workspaces"] == []
    assert browser.refresh().status == 200
    assert town.jobs.kinds == ["sign_up_code"], "the first browser is no news"
    assert town.browser().sign_in(NEW).status == 200


def test_before_the_code_nothing_of_a_stranger_is_stored(town: Town, browser: Browser) -> None:
    browser.call("POST", "/v1/sign-up", {"email": NEW, "name": "Nela Brook"})
    code = town.code("sign_up_code", NEW)

    assert NEW not in str(town.table.rows)
    assert "Nela" not in str(town.table.rows)
    assert code not in str(town.table.rows)
    assert town.identity.accounts == {}


def test_a_code_is_good_once(town: Town, browser: Browser) -> None:
    code = town.code("sign_up_code", NEW)
    assert confirm(browser, code).status == 200

    again = confirm(town.browser(), code, password=OTHER_PASSWORD)

    assert again.code == "wrong_code"
    assert not town.identity.knows(NEW, OTHER_PASSWORD)


def test_a_code_is_good_for_a_quarter_of_an_hour(town: Town, browser: Browser, clock: HandClock) -> None:
    code = town.code("sign_up_code", NEW)
    clock.forward(minutes=15)

    assert confirm(browser, code).code == "wrong_code"


def test_a_code_is_good_for_five_tries(town: Town, browser: Browser) -> None:
    code = town.code("sign_up_code", NEW)
    for _ in range(TRIES):
        assert confirm(browser, wrong(code)).code == "wrong_code"

    assert confirm(browser, code).code == "wrong_code"


def test_the_newest_code_counts(town: Town, browser: Browser) -> None:
    first, second = town.code("sign_up_code", NEW), town.code("sign_up_code", NEW)

    if first != second:
        assert confirm(browser, first).code == "wrong_code"
    assert confirm(browser, second).status == 200


def test_a_code_of_one_kind_or_address_is_none_of_another(town: Town, browser: Browser, mira: Person) -> None:
    code = town.code("reset_code", EMAIL)

    assert confirm(browser, code, EMAIL).code == "wrong_code"
    assert reset(browser, code, NEW).code == "wrong_code"
    assert reset(browser, code).status == 204


def test_a_weak_password_says_what_it_lacks_and_costs_no_try(town: Town, browser: Browser) -> None:
    code = town.code("sign_up_code", NEW)
    for _ in range(TRIES + 1):
        answer = confirm(browser, code, password="kettle")

    assert (answer.status, answer.code) == (400, "weak_password")
    assert {error["field"] for error in answer.body["errors"]} == {"password"}
    assert len(answer.body["errors"]) == 4
    assert confirm(browser, code).status == 200


@pytest.mark.parametrize(
    "email",
    [
        "nobody",
        "a b@quill.test",
        "a@quill",
        "x@quill.test\nBcc: all@quill.test",
        "a@quill.test,b@quill.test",
        "á@quill.test",
    ],
)
def test_what_is_no_address_is_refused_and_no_mail_is_asked_for(town: Town, browser: Browser, email: str) -> None:
    answer = browser.call("POST", "/v1/sign-up", {"email": email, "name": "Nela"})

    assert (answer.status, answer.code) == (400, "invalid_address")
    assert town.jobs.bodies == []


@pytest.mark.parametrize("name", ["   ", "line\u2028break", "zero\u200bwidth"])
def test_a_name_is_a_name(town: Town, browser: Browser, name: str) -> None:
    code = town.code("sign_up_code", NEW)

    answer = confirm(browser, code, name=name)

    if name == "line\u2028break":
        assert answer.body["user"]["name"] == "line break"
    else:
        assert (answer.status, answer.body["errors"][0]["field"]) == (400, "name")


def test_an_address_gets_five_mails_an_hour_whoever_asks_for_what(town: Town, mira: Person, clock: HandClock) -> None:
    for email in (EMAIL, NEW):
        for number in range(MAILS.most):
            path, more = [("/v1/sign-up", {"name": "N"}), ("/v1/password/forgot", {})][number % 2]
            ip = f"198.51.100.{number}"
            assert town.browser(ip=ip).call("POST", path, {"email": email, **more}).status == 202

        answer = town.browser(ip="198.51.100.99").call("POST", "/v1/password/forgot", {"email": email})
        assert (answer.status, answer.code) == (429, "too_many_codes")
    assert len(town.jobs.bodies) == 2 * MAILS.most

    clock.forward(hours=1)
    assert town.browser().call("POST", "/v1/password/forgot", {"email": EMAIL}).status == 202


def test_a_place_asks_for_so_many_codes_and_types_so_many(town: Town) -> None:
    browser = town.browser()
    for number in range(ASKING_PLACE.most):
        browser.call("POST", "/v1/password/forgot", {"email": f"person{number}@quill.test"})
    refused = browser.call("POST", "/v1/password/forgot", {"email": "one-more@quill.test"})
    assert (refused.status, refused.code) == (429, "too_many_tries")

    for _ in range(CODES_PLACE.most):
        assert reset(browser, "123456", NEW, "weak").code == "weak_password"
    assert reset(browser, "123456", NEW).status == 429


def test_a_place_shows_so_many_links(town: Town) -> None:
    for _ in range(LINKS_PLACE.most):
        town.accounts.knock("198.51.100.9")

    with pytest.raises(RateLimited):
        town.accounts.knock("198.51.100.9")
    town.accounts.knock("203.0.113.7")


def test_an_invitations_link_is_proof_enough_and_never_takes_an_account_over(town: Town, mira: Person) -> None:
    device = Device("203.0.113.7", FIREFOX)
    session = town.accounts.create_verified(NEW, "Nela", PASSWORD, "es", device)
    assert session.tokens.person.email == NEW
    assert town.accounts.has_account(NEW)
    assert not town.accounts.has_account("nobody@quill.test")

    with pytest.raises(AddressTaken):
        town.accounts.create_verified(EMAIL, "Nela", OTHER_PASSWORD, "en", device)
    assert not town.identity.knows(EMAIL, OTHER_PASSWORD)


# ── the way back ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reset_sets_the_password_ends_every_session_and_is_told(town: Town, browser: Browser, mira: Person) -> None:
    ws = town.workspace_of(mira)
    browser.sign_in()

    answer = reset(town.browser(), town.code("reset_code", EMAIL))

    assert (answer.status, answer.body) == (204, None)
    assert not browser.alive()
    assert browser.refresh().status == 401
    assert town.browser().sign_in(password=PASSWORD).status == 401
    assert town.browser().sign_in(password=OTHER_PASSWORD).status == 200
    assert town.jobs.of("password_changed")[0]["to"] == EMAIL
    assert "password_changed" in town.told(ws, mira.id)


def test_a_code_for_an_address_that_was_left_since_resets_nothing(town: Town, mira: Person) -> None:
    code = town.code("reset_code", EMAIL)
    town.identity.move(mira.id, "mira@elsewhere.test")

    assert reset(town.browser(), code).code == "wrong_code"
    assert town.identity.knows("mira@elsewhere.test", PASSWORD)


def test_code_rows_go_away_by_themselves(town: Town) -> None:
    town.code("sign_up_code", NEW)

    row = town.table.get(keys.code("sign_up_code", NEW))

    assert row is not None
    assert row["ttl"] == int(town.clock.now().timestamp()) + 15 * 60 + 60
