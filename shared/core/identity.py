"""Who can sign in, and what the service that knows passwords can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from shared.core.errors import Conflict, Unauthenticated
from shared.core.ids import UserId, reference


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in. ``id`` is the user pool's ``sub``: it never changes, unlike the address."""

    id: UserId
    email: str
    name: str


class WrongCredentials(Unauthenticated):
    """One answer for every wrong combination, so that nobody can find out which addresses have an account."""

    code = "wrong_credentials"
    title = "Email or password is wrong"


class SessionOver(Unauthenticated):
    """The refresh token no longer opens a session."""

    code = "session_over"
    title = "The session is over"


class WrongSecondFactor(Unauthenticated):
    """The password was right; the authenticator's code, or the recovery code, was not."""

    code = "wrong_second_factor"
    title = "The code is wrong"


class AddressTaken(Conflict):
    """Told only to somebody who has shown that the address is theirs."""

    code = "account_exists"
    title = "There is an account with this address"


class StepNeeded(Conflict):
    """The password was right, but the account asks for something more first."""

    code = "sign_in_step_needed"
    title = "One more step is needed"


@dataclass(frozen=True)
class Tokens:
    """A session as the identity service hands it out. ``refresh`` is empty when the old one stays good."""

    access: str
    refresh: str
    expires_in: int
    person: Person
    session: str = ""
    """The session's id, the same for every token that comes of one sign-in."""

    def __repr__(self) -> str:
        """Without the tokens: whatever prints this must not hand out a session."""
        return f"Tokens(person={self.person.id}, expires_in={self.expires_in})"


def session_of(origin_jti: str) -> str:
    """The id of our session row: the same for every access token of one sign-in (Cognito's claim ``origin_jti``)."""
    return reference("session", origin_jti)


class Identity(Protocol):
    """The service that knows passwords and authenticators. Any call may raise RateLimited or Unavailable."""

    def sign_in(self, email: str, password: str, code: str = "") -> Tokens:
        """``code`` is the authenticator's. WrongCredentials; StepNeeded (``second_factor_required`` when a code is
        asked for and there is none); WrongSecondFactor.
        """
        ...

    def knows(self, email: str, password: str) -> bool:
        """Whether this is the password; leaves no session behind."""
        ...

    def refresh(self, refresh_token: str) -> Tokens:
        """SessionOver when the token is no good any more."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Ends the session; a token that is no good any more is no error."""
        ...

    def find(self, email: str) -> Person | None:
        """Who signs in with this (verified) address; nobody while a sign-up is not finished."""
        ...

    def register(self, email: str, password: str, name: str) -> Person:
        """A new person whose address has been verified. AddressTaken; Invalid for a password against the policy."""
        ...

    def set_password(self, user: UserId, password: str) -> None:
        """Invalid for a password against the policy."""
        ...

    def rename(self, user: UserId, name: str) -> None: ...

    def move(self, user: UserId, email: str) -> None:
        """To another address, which has been verified. AddressTaken."""
        ...

    def begin_second_factor(self, access_token: str) -> str:
        """The secret for the authenticator app (base32). Nothing changes until a code of it was verified."""
        ...

    def verify_second_factor(self, access_token: str, code: str) -> bool: ...

    def use_second_factor(self, user: UserId, on: bool) -> None:
        """Whether signing in asks for a code; on only after one was verified."""
        ...
