"""Who can sign in, and what the service that knows passwords can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from shared.core.errors import Conflict, Unauthenticated
from shared.core.ids import UserId


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

    def __repr__(self) -> str:
        """Without the tokens: whatever prints this must not hand out a session."""
        return f"Tokens(person={self.person.id}, expires_in={self.expires_in})"


class Identity(Protocol):
    """The service that knows passwords. Raises WrongCredentials, SessionOver, StepNeeded, RateLimited, Unavailable."""

    def sign_in(self, email: str, password: str) -> Tokens: ...

    def refresh(self, refresh_token: str) -> Tokens: ...

    def revoke(self, refresh_token: str) -> None:
        """Ends the session; a token that is no good any more is no error."""
        ...
