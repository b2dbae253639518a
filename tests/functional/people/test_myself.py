"""One's own account: name, address, password, authenticator, recovery codes, sessions."""

from __future__ import annotations

import pytest

from shared.core.errors import Unavailable
from shared.core.identity import Person, Tokens
from shared.core.ids import UserId
from shared.features.people import sessions
from shared.features.people.limits import PASSWORD as PASSWORD_TRIES
from shared.features.people.limits import SECOND_FACTOR
from tests.functional.conftest import HandClock
from tests.functional.people.conftest import EMAIL, NAME, PHONE, Browser, Town
from tests.functional.people.identity_contract import OTHER_PASSWORD, PASSWORD
from tests.functional.people.totp import totp, wrong_totp

ELSEWHERE = "mira@elsewhere.test"


@pytest.fixture
def inside(browser: Browser, mira: Person) -> Browser:
    """Mira's browser, signed in."""
    browser.sign_in()
    return browser


def set_up(browser: Browser) -> tuple[str, list[str]]:
    """An authenticator for who sits at this browser: its secret, and the recovery codes."""
    secret = browser.call("POST", "/v1/me/second-factor", {"password": PASSWORD}).body["secret"]
    answer = browser.call("POST", "/v1/me/second-factor/confirm", {"code": totp(secret)})
    assert answer.status == 200
    return secret, answer.body["recovery_codes"]


# ── name, language, address, password ───────────────────────────────────────────────────────────────────────────────


def test_a_new_name_shows_here_with_colleagues_and_in_the_next_session(
    town: Town, inside: Browser, mira: Person
) -> None:
    ws = town.workspace_of(mira)

    answer = inside.call("PATCH", "/v1/me", {"name": " Mira   Brook ", "language": "pt"})

    assert (answer.status, answer.body["name"], answer.body["language"]) == (200, "Mira Brook", "pt")
    assert inside.call("GET", "/v1/me").body["user"]["name"] == "Mira Brook"
    assert town.workspaces.names(ws) == {mira.id: "Mira Brook"}
    assert inside.sign_in().body["user"]["name"] == "Mira Brook"
    assert inside.call("GET", "/v1/me").body["user"]["language"] == "pt"


def test_nothing_else_of_a_profile_can_be_set(inside: Browser, mira: Person) -> None:
    answer = inside.call("PATCH", "/v1/me", {"name": "Mira", "email": ELSEWHERE, "second_factor": True, "id": "x"})

    assert answer.status == 422
    assert inside.call("GET", "/v1/me").body["user"]["email"] == EMAIL


def test_another_address_is_used_from_its_code_on_and_the_old_one_is_told(
    town: Town, inside: Browser, mira: Person
) -> None:
    ws = town.workspace_of(mira)
    asked = inside.call("POST", "/v1/me/email", {"email": ELSEWHERE.upper(), "password": PASSWORD})
    assert asked.status == 202
    [job] = town.jobs.of("email_code")
    assert job["to"] == ELSEWHERE
    assert town.identity.find(ELSEWHERE) is None

    answer = inside.call("POST", "/v1/me/email/confirm", {"code": town.code("email_code", ELSEWHERE, **job["facts"])})

    assert answer.status == 204
    assert inside.call("GET", "/v1/me").body["user"]["email"] == ELSEWHERE
    assert town.browser().sign_in(EMAIL).status == 401
    assert town.browser().sign_in(ELSEWHERE).status == 200
    [told] = town.jobs.of("email_changed")
    assert (told["to"], told["facts"]["new_email"]) == (EMAIL, ELSEWHERE)
    [member] = town.workspace_store.members(ws)
    assert member.person.email == ELSEWHERE
    again = inside.call("POST", "/v1/me/email/confirm", {"code": "123456"})
    assert again.code == "wrong_code"


def test_asking_for_an_address_of_somebody_elses_account_answers_alike_and_leads_nowhere(
    town: Town, inside: Browser, mira: Person
) -> None:
    town.resident("odette@quill.test", "Odette")
    seen = []
    for email in ("odette@quill.test", ELSEWHERE):
        town.table.operations.clear()
        answer = inside.call("POST", "/v1/me/email", {"email": email, "password": PASSWORD})
        seen.append((answer, list(town.table.operations), town.jobs.kinds[-1]))
    assert seen[0] == seen[1]

    job = town.jobs.of("email_code")[0]
    written = town.people_codes.prepare_code("email_code", "odette@quill.test", job["facts"])
    assert written is not None
    assert written["letter"] == "account_exists"
    assert "code" not in written


def test_the_code_of_one_persons_move_is_no_use_to_another(town: Town, inside: Browser, mira: Person) -> None:
    odette = town.resident("odette@quill.test", "Odette")
    hers = town.browser()
    hers.sign_in("odette@quill.test")
    for one in (inside, hers):
        one.call("POST", "/v1/me/email", {"email": ELSEWHERE, "password": PASSWORD})
    code = town.code("email_code", ELSEWHERE, user=odette.id)

    assert inside.call("POST", "/v1/me/email/confirm", {"code": code}).code == "wrong_code"
    assert hers.call("POST", "/v1/me/email/confirm", {"code": code}).status == 204


def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(
    town: Town, inside: Browser, mira: Person
) -> None:
    other = town.browser(PHONE)
    other.sign_in()
    wrong = inside.call("POST", "/v1/me/password", {"current": "Not-the-password-1", "new": OTHER_PASSWORD})
    assert (wrong.status, wrong.code) == (400, "wrong_password")
    assert wrong.body["errors"][0]["field"] == "current"
    weak = inside.call("POST", "/v1/me/password", {"current": PASSWORD, "new": "short"})
    assert (weak.code, weak.body["errors"][0]["field"]) == ("weak_password", "new")
    assert other.alive()

    answer = inside.call("POST", "/v1/me/password", {"current": PASSWORD, "new": OTHER_PASSWORD})

    assert answer.status == 204
    assert inside.alive()
    assert inside.refresh().status == 200
    assert not other.alive()
    assert other.refresh().status == 401
    assert town.browser().sign_in(password=OTHER_PASSWORD).status == 200
    assert len(town.jobs.of("password_changed")) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/me/password", {"current": "Wrong-password-1", "new": OTHER_PASSWORD}),
        ("/v1/me/email", {"email": ELSEWHERE, "password": "Wrong-password-1"}),
        ("/v1/me/second-factor", {"password": "Wrong-password-1"}),
        ("/v1/me/second-factor/remove", {"password": "Wrong-password-1"}),
        ("/v1/me/recovery-codes", {"password": "Wrong-password-1"}),
    ],
)
def test_a_page_left_open_is_not_enough_and_guessing_ends(inside: Browser, path: str, body: dict[str, str]) -> None:
    for _ in range(PASSWORD_TRIES.most):
        assert inside.call("POST", path, body).code == "wrong_password"

    assert inside.call("POST", path, body).code == "too_many_tries"


# ── the authenticator ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_authenticator_is_asked_for_once_it_is_set_up(town: Town, inside: Browser, mira: Person) -> None:
    ws = town.workspace_of(mira)
    begun = inside.call("POST", "/v1/me/second-factor", {"password": PASSWORD}).body
    assert begun["uri"] == f"otpauth://totp/WALoom%3Amira%40quill.test?secret={begun['secret']}&issuer=WALoom"
    assert town.browser().sign_in().status == 200, "until a code of it was typed, nothing has changed"
    refused = inside.call("POST", "/v1/me/second-factor/confirm", {"code": wrong_totp(begun["secret"])})
    assert (refused.status, refused.code) == (400, "wrong_code")

    codes = inside.call("POST", "/v1/me/second-factor/confirm", {"code": totp(begun["secret"])}).body["recovery_codes"]

    assert len(set(codes)) == 10
    me = inside.call("GET", "/v1/me").body["user"]
    assert (me["second_factor"], me["recovery_codes_left"]) == (True, 10)
    assert len(town.jobs.of("second_factor_on")) == 1
    assert "second_factor_on" in town.told(ws, mira.id)
    assert not any(code.replace("-", "") in str(town.table.rows) for code in codes)

    other = town.browser()
    asked = other.sign_in()
    assert (asked.status, asked.code, asked.cookies) == (409, "second_factor_required", [])
    wrong = other.sign_in(code=wrong_totp(begun["secret"]))
    assert (wrong.status, wrong.code, wrong.cookies) == (401, "wrong_second_factor", [])
    assert other.sign_in(password="Wrong-password-1", code=totp(begun["secret"])).code == "wrong_credentials"
    shown = totp(begun["secret"])
    assert other.sign_in(code=f"{shown[:3]} {shown[3:]}").status == 200
    assert other.alive()
    again = inside.call("POST", "/v1/me/second-factor", {"password": PASSWORD})
    assert (again.status, again.code) == (409, "second_factor_on")


def test_a_recovery_code_signs_in_once_turns_the_authenticator_off_and_is_told(
    town: Town, inside: Browser, mira: Person
) -> None:
    ws = town.workspace_of(mira)
    _, codes = set_up(inside)
    lost = town.browser()
    assert lost.sign_in(recovery_code="aaaaa-aaaaa").code == "wrong_second_factor"
    assert lost.sign_in(password="Wrong-password-1", recovery_code=codes[3]).code == "wrong_credentials"

    answer = lost.sign_in(recovery_code=f" {codes[3].upper().replace('-', ' ')}")

    assert answer.status == 200
    me = lost.call("GET", "/v1/me").body["user"]
    assert (me["second_factor"], me["recovery_codes_left"]) == (False, 0)
    [job] = town.jobs.of("recovery_code_used")
    assert job["to"] == EMAIL
    assert "recovery_code_used" in town.told(ws, mira.id)

    set_up(lost)
    for old in codes:
        assert town.browser(ip=f"198.51.100.{codes.index(old)}").sign_in(recovery_code=old).status != 200


def test_ten_other_recovery_codes_take_the_place_of_the_first(town: Town, inside: Browser, mira: Person) -> None:
    none = inside.call("POST", "/v1/me/recovery-codes", {"password": PASSWORD})
    assert (none.status, none.code) == (409, "second_factor_off")
    _, first = set_up(inside)

    second = inside.call("POST", "/v1/me/recovery-codes", {"password": PASSWORD}).body["recovery_codes"]

    assert set(first).isdisjoint(second)
    assert town.browser().sign_in(recovery_code=first[0]).code == "wrong_second_factor"
    assert town.browser().sign_in(recovery_code=second[0]).status == 200


def test_without_the_authenticator_a_password_is_enough_again(town: Town, inside: Browser, mira: Person) -> None:
    set_up(inside)

    answer = inside.call("POST", "/v1/me/second-factor/remove", {"password": PASSWORD})

    assert answer.status == 204
    assert town.browser().sign_in().status == 200
    assert inside.call("GET", "/v1/me").body["user"]["second_factor"] is False
    assert len(town.jobs.of("second_factor_off")) == 1
    assert inside.call("POST", "/v1/me/second-factor/remove", {"password": PASSWORD}).code == "second_factor_off"


def test_codes_are_not_guessed_from_many_places_and_strangers_lock_nobody_out(
    town: Town, inside: Browser, mira: Person, clock: HandClock
) -> None:
    secret, _ = set_up(inside)
    for number in range(2 * SECOND_FACTOR.most):
        stranger = town.browser(ip=f"192.0.2.{number}")
        assert stranger.sign_in(password="Wrong-password-1", code="123456").code == "wrong_credentials"
    assert town.browser().sign_in(code=totp(secret)).status == 200

    for number in range(SECOND_FACTOR.most):
        knows_it = town.browser(ip=f"198.51.100.{number}")
        assert knows_it.sign_in(code=wrong_totp(secret)).code == "wrong_second_factor"
    assert town.browser(ip="198.51.100.200").sign_in(code=totp(secret)).status == 429
    clock.forward(minutes=15)
    assert town.browser().sign_in(code=totp(secret)).status == 200


def test_codes_tried_at_once_are_counted_like_codes_tried_one_after_the_other(
    town: Town, inside: Browser, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = set_up(inside)
    looked_at, really = [], town.identity.sign_in

    def slow(email: str, password: str, code: str = "") -> Tokens:
        if code:
            looked_at.append(code)
            # While this one is looked at, the next comes from somewhere else.
            if len(looked_at) < 3 * SECOND_FACTOR.most:
                town.browser(ip=f"198.51.100.{len(looked_at)}").sign_in(code=wrong_totp(secret))
        return really(email, password, code)

    monkeypatch.setattr(town.identity, "sign_in", slow)
    town.browser().sign_in(code=wrong_totp(secret))

    assert len(looked_at) == SECOND_FACTOR.most


def test_a_recovery_code_is_still_good_when_turning_the_authenticator_off_failed(
    town: Town, inside: Browser, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, codes = set_up(inside)

    def away(user: UserId, on: bool) -> None:
        raise Unavailable("Signing in does not work just now.", code="sign_in_unavailable")

    with monkeypatch.context() as outage:
        outage.setattr(town.identity, "use_second_factor", away)
        assert town.browser().sign_in(recovery_code=codes[0]).status == 503

    assert town.browser().sign_in(recovery_code=codes[0]).status == 200
    assert town.browser().sign_in().status == 200


def test_asking_for_the_code_is_no_failed_try(town: Town, inside: Browser, mira: Person) -> None:
    secret, _ = set_up(inside)
    for _ in range(15):
        assert town.browser().sign_in().code == "second_factor_required"

    assert town.browser().sign_in(code=totp(secret)).status == 200


# ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_beyond_so_many_sessions_the_one_unused_for_longest_ends(
    town: Town, inside: Browser, mira: Person, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST", 5)
    clock.forward(minutes=1)
    unused = town.browser()
    unused.sign_in()
    clock.forward(minutes=1)
    inside.refresh()

    for _ in range(4):
        clock.forward(seconds=1)
        newest = town.browser()
        newest.sign_in()

    assert (inside.alive(), unused.alive(), newest.alive()) == (True, False, True)
    assert len(inside.call("GET", "/v1/me/sessions").body["items"]) == 5


def test_the_list_says_where_one_is_signed_in(town: Town, inside: Browser, mira: Person, clock: HandClock) -> None:
    clock.forward(minutes=5)
    phone = town.browser(PHONE, "198.51.100.9")
    phone.sign_in()
    clock.forward(minutes=5)
    inside.ip = "203.0.113.99"
    inside.refresh()
    town.resident("odette@quill.test", "Odette")
    town.browser().sign_in("odette@quill.test")

    items = inside.call("GET", "/v1/me/sessions").body["items"]

    assert [(one["current"], one["browser"], one["system"], one["device"], one["ip"]) for one in items] == [
        (True, "Firefox 131", "Windows", "computer", "203.0.113.99"),
        (False, "Safari 18", "iOS", "phone", "198.51.100.9"),
    ]
    assert items[0]["created_at"] == "2026-11-22T12:00:00Z"
    assert items[0]["last_seen_at"] == "2026-11-22T12:10:00Z"


def test_one_session_ended_elsewhere_is_out_at_its_next_request(town: Town, inside: Browser, mira: Person) -> None:
    phone = town.browser(PHONE)
    phone.sign_in()
    [theirs] = [one["id"] for one in inside.call("GET", "/v1/me/sessions").body["items"] if not one["current"]]

    answer = inside.call("DELETE", f"/v1/me/sessions/{theirs}")

    assert answer.status == 204
    over = phone.call("GET", "/v1/me")
    assert (over.status, over.code) == (401, "session_over")
    assert phone.refresh().status == 401
    assert len(town.identity.refresh_tokens) == 1
    assert inside.alive()
    again = inside.call("DELETE", f"/v1/me/sessions/{theirs}")
    assert (again.status, again.code) == (404, "session_not_found")


def test_all_but_this_one_end(town: Town, inside: Browser, mira: Person) -> None:
    others = [town.browser(PHONE) for _ in range(3)]
    for one in others:
        one.sign_in()

    assert inside.call("DELETE", "/v1/me/sessions").status == 204

    assert inside.alive()
    assert not any(one.alive() for one in others)
    assert len(inside.call("GET", "/v1/me/sessions").body["items"]) == 1


def test_nobody_ends_a_session_of_somebody_else(town: Town, inside: Browser, mira: Person) -> None:
    town.resident("odette@quill.test", "Odette")
    hers = town.browser()
    hers.sign_in("odette@quill.test")
    [mine] = inside.call("GET", "/v1/me/sessions").body["items"]

    assert hers.call("DELETE", f"/v1/me/sessions/{mine['id']}").status == 404
    assert inside.alive()
    assert inside.call("GET", "/v1/me").body["user"]["name"] == NAME
