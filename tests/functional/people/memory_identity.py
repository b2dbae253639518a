"""The identity service in memory. ``test_identity.py`` holds it to Cognito (moto's, and the local AWS's)."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.core.errors import FieldProblem, Invalid
from shared.core.identity import (
    AddressTaken,
    Person,
    SessionOver,
    StepNeeded,
    Tokens,
    WrongCredentials,
    WrongSecondFactor,
    session_of,
)
from shared.core.ids import UserId
from shared.features.people.passwords import POLICY
from tests.functional.people.totp import totp


@dataclass
class Account:
    """One person there."""

    person: Person
    password: str
    pending: str = ""
    secret: str = ""
    asked: bool = False


class MemoryIdentity:
    """``shared.core.identity.Identity`` in dicts; ``calls`` names what was asked, in order."""

    def __init__(self) -> None:
        self.accounts: dict[UserId, Account] = {}
        self.refresh_tokens: dict[str, tuple[UserId, str]] = {}
        self.calls: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens elsewhere while a refresh is under way."""

    def sign_in(self, email: str, password: str, code: str = "") -> Tokens:
        self.calls.append("sign_in")
        account = self._checked(email, password)
        if account.asked and not code:
            raise StepNeeded(code="second_factor_required")
        if account.asked and not _shows(account.secret, code):
            raise WrongSecondFactor
        refresh, origin = secrets.token_urlsafe(24), secrets.token_hex(8)
        self.refresh_tokens[refresh] = (account.person.id, origin)
        return self._tokens(account, origin, refresh)

    def knows(self, email: str, password: str) -> bool:
        self.calls.append("knows")
        try:
            self._checked(email, password)
        except WrongCredentials:
            return False
        return True

    def refresh(self, refresh_token: str) -> Tokens:
        self.calls.append("refresh")
        self.meanwhile()
        if refresh_token not in self.refresh_tokens:
            raise SessionOver
        user, origin = self.refresh_tokens[refresh_token]
        return self._tokens(self.accounts[user], origin, "")

    def revoke(self, refresh_token: str) -> None:
        self.calls.append("revoke")
        self.refresh_tokens.pop(refresh_token, None)

    def find(self, email: str) -> Person | None:
        self.calls.append("find")
        return next((one.person for one in self.accounts.values() if one.person.email == email), None)

    def register(self, email: str, password: str, name: str) -> Person:
        self.calls.append("register")
        if self.find(email) is not None:
            raise AddressTaken
        _check(password)
        person = Person(UserId(secrets.token_hex(8)), email, name)
        self.accounts[person.id] = Account(person, password)
        return person

    def set_password(self, user: UserId, password: str) -> None:
        self.calls.append("set_password")
        _check(password)
        self.accounts[user].password = password

    def rename(self, user: UserId, name: str) -> None:
        self.accounts[user].person = replace(self.accounts[user].person, name=name)

    def move(self, user: UserId, email: str) -> None:
        holder = self.find(email)
        if holder is not None and holder.id != user:
            raise AddressTaken
        self.accounts[user].person = replace(self.accounts[user].person, email=email)

    def begin_second_factor(self, access_token: str) -> str:
        account = self._of(access_token)
        account.pending = base64.b32encode(secrets.token_bytes(20)).decode()
        return account.pending

    def verify_second_factor(self, access_token: str, code: str) -> bool:
        account = self._of(access_token)
        if not account.pending or not _shows(account.pending, code):
            return False
        account.secret, account.pending = account.pending, ""
        return True

    def use_second_factor(self, user: UserId, on: bool) -> None:
        self.accounts[user].asked = on

    def _checked(self, email: str, password: str) -> Account:
        account = next((one for one in self.accounts.values() if one.person.email == email), None)
        if account is None or account.password != password:
            raise WrongCredentials
        return account

    def _of(self, access_token: str) -> Account:
        return self.accounts[UserId(claims_of(access_token)["sub"])]

    def _tokens(self, account: Account, origin: str, refresh: str) -> Tokens:
        claims = {"sub": account.person.id, "token_use": "access", "origin_jti": origin, "jti": secrets.token_hex(8)}
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
        return Tokens(f"header.{body}.signature", refresh, 900, account.person, session_of(origin))


def claims_of(access_token: str) -> dict[str, str]:
    """What API Gateway's authorizer hands on."""
    part = access_token.split(".")[1]
    claims: dict[str, str] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def _shows(secret: str, code: str) -> bool:
    return code in {totp(secret, steps=steps) for steps in (-1, 0, 1)}


def _check(password: str) -> None:
    if POLICY.lacking(password):
        raise Invalid(code="weak_password", fields=[FieldProblem("password", "Too weak.")])
