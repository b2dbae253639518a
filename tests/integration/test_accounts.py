"""Accounts on the deployed stack: the user pool's stories, a newcomer from code to session, authenticator, reset."""

from __future__ import annotations

import json
import secrets
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.local.product import LocalProduct
from shared.adapters.cognito import CognitoIdentity
from tests.functional.people.identity_contract import OTHER_PASSWORD, PASSWORD, REVOKING, STORIES, Story
from tests.functional.people.totp import totp, wrong_totp

pytestmark = pytest.mark.integration

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What a browser sees."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        return str((self.body or {}).get("code", ""))


@dataclass
class Browser:
    """Keeps cookies like one, and the access token in its page."""

    product: LocalProduct
    jar: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        headers = {"Content-Type": "application/json", "X-WALoom": "1", "User-Agent": "Tests/1 (X11; Linux)"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.product.place.port}/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers=headers,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as found:
                return self._read(found.status, found.headers, found.read())
        except urllib.error.HTTPError as refusal:
            return self._read(refusal.code, refusal.headers, refusal.read())

    def _read(self, status: int, headers: Any, content: bytes) -> Answer:
        for cookie in headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.jar[name] = value
        body = json.loads(content) if content else None
        if isinstance(body, dict) and "access_token" in body:
            self.token = body["access_token"]
        return Answer(status, body)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> Answer:
        return self.ask("POST", "/session", {"email": email, "password": password, **more})


@pytest.fixture
def browser(product: LocalProduct) -> Browser:
    return Browser(product)


@pytest.fixture
def newcomer(product: LocalProduct) -> tuple[str, Browser]:
    """Somebody who has just signed up, in their browser."""
    email, browser = f"{secrets.token_hex(6)}@newcomers.test", Browser(product)
    assert browser.ask("POST", "/sign-up", {"email": email, "name": "Nela Brook"}).status == 202
    made = {"email": email, "name": "Nela Brook", "code": mailed_code(product, email), "password": PASSWORD}
    assert browser.ask("POST", "/sign-up/confirm", made).status == 200
    return email, browser


def letters(product: LocalProduct, to: str) -> list[str]:
    """What SES took for this address, oldest first."""
    with urllib.request.urlopen(f"{product.place.aws_url}/_ministack/ses/messages", timeout=10) as answer:
        accounts = json.load(answer)["messages"]
    found = [one for messages in accounts.values() for one in messages if one["To"] == [to]]
    return [str(one["BodyText"]) for one in sorted(found, key=lambda one: float(one["Timestamp"]))]


def mailed_code(product: LocalProduct, to: str, *, after: int = 0) -> str:
    """The code in the first letter to this address beyond ``after`` letters."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = letters(product, to)[after:]
        if found:
            return next(line.strip() for line in found[0].splitlines() if line.strip().isdigit())
        time.sleep(0.2)
    raise AssertionError(f"no letter within {PATIENCE_SECONDS} s")


@pytest.mark.parametrize("story", [*STORIES, *REVOKING], ids=lambda story: story.__name__)
def test_the_deployed_user_pool(product: LocalProduct, story: Story) -> None:
    outputs = product.outputs()
    story(CognitoIdentity(product.client("cognito-idp"), outputs["UserPoolId"], outputs["UserPoolClientId"]))


def test_a_newcomer_is_signed_in_and_stays_so(newcomer: tuple[str, Browser]) -> None:
    email, browser = newcomer

    me = browser.ask("GET", "/me")

    assert me.status == 200
    assert me.body["user"]["email"] == email
    assert me.body["workspaces"] == []
    before = browser.jar["waloom_refresh"]
    assert browser.ask("POST", "/session/refresh").status == 200
    assert browser.jar["waloom_refresh"] != before
    assert browser.ask("GET", "/me").status == 200


def test_two_tabs_that_refresh_at_once_keep_one_session(newcomer: tuple[str, Browser]) -> None:
    _, browser = newcomer
    tabs = [Browser(browser.product, dict(browser.jar)) for _ in range(6)]

    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = list(pool.map(lambda tab: tab.ask("POST", "/session/refresh"), tabs))

    assert [answer.status for answer in answers] == [200] * len(tabs)
    assert len({tab.jar["waloom_refresh"] for tab in tabs}) == 1
    assert tabs[0].ask("POST", "/session/refresh").status == 200


def test_who_has_an_account_is_told_by_mail_only(product: LocalProduct, newcomer: tuple[str, Browser]) -> None:
    email, _ = newcomer
    sent = len(letters(product, email))
    # The mailer writes one letter of a kind a minute; a reset is another kind.
    known = Browser(product).ask("POST", "/password/forgot", {"email": email})
    unknown = Browser(product).ask("POST", "/password/forgot", {"email": f"nobody-{secrets.token_hex(4)}@people.test"})

    assert known == unknown == Answer(202, known.body)
    assert mailed_code(product, email, after=sent)


def test_an_authenticator_guards_the_sign_in_and_a_recovery_code_opens_it_once(
    product: LocalProduct, newcomer: tuple[str, Browser]
) -> None:
    email, browser = newcomer
    secret = browser.ask("POST", "/me/second-factor", {"password": PASSWORD}).body["secret"]
    assert browser.ask("POST", "/me/second-factor/confirm", {"code": wrong_totp(secret)}).code == "wrong_code"
    confirmed = browser.ask("POST", "/me/second-factor/confirm", {"code": totp(secret)})
    assert confirmed.status == 200, confirmed
    codes = confirmed.body["recovery_codes"]

    assert Browser(product).sign_in(email).code == "second_factor_required"
    assert Browser(product).sign_in(email, code=wrong_totp(secret)).code == "wrong_second_factor"
    assert Browser(product).sign_in(email, code=totp(secret)).status == 200
    assert browser.ask("GET", "/me").body["user"]["recovery_codes_left"] == 10

    lost = Browser(product)
    assert lost.sign_in(email, recovery_code="aaaaa-aaaaa").code == "wrong_second_factor"
    assert lost.sign_in(email, recovery_code=codes[0]).status == 200
    assert lost.ask("GET", "/me").body["user"]["second_factor"] is False
    assert Browser(product).sign_in(email).status == 200


def test_a_reset_ends_every_session(product: LocalProduct, newcomer: tuple[str, Browser]) -> None:
    email, browser = newcomer
    sent = len(letters(product, email))
    other = Browser(product)
    assert other.ask("POST", "/password/forgot", {"email": email}).status == 202
    code = mailed_code(product, email, after=sent)

    wrong = other.ask("POST", "/password/reset", {"email": email, "code": "000000", "password": OTHER_PASSWORD})
    done = other.ask("POST", "/password/reset", {"email": email, "code": code, "password": OTHER_PASSWORD})

    assert (wrong.status, wrong.code) == (400, "wrong_code")
    assert done.status == 204
    assert browser.ask("GET", "/me").code == "session_over"
    assert browser.ask("POST", "/session/refresh").code == "session_over"
    assert other.sign_in(email).status == 401
    assert other.sign_in(email, OTHER_PASSWORD).status == 200


def test_a_session_ended_elsewhere_is_out_at_its_next_request(
    product: LocalProduct, newcomer: tuple[str, Browser]
) -> None:
    email, here = newcomer
    there = Browser(product)
    there.sign_in(email)
    [theirs] = [one for one in here.ask("GET", "/me/sessions").body["items"] if not one["current"]]

    assert here.ask("DELETE", f"/me/sessions/{theirs['id']}").status == 204

    assert there.ask("GET", "/me").code == "session_over"
    assert here.ask("GET", "/me").status == 200
