"""People who sign in, their sessions and the browsers they use. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core.errors import FieldProblem, Invalid
from shared.core.identity import Person, Tokens

LANGUAGES: Final = ("en", "pt", "es")
SESSION_LIFE: Final = timedelta(days=30)
"""As long as Cognito's refresh token: signing in again is asked for once a month at the least."""
DEVICE_LIFE: Final = timedelta(days=400)
"""The longest a browser keeps a cookie."""
LONGEST_NAME: Final = 80

# One address, in ASCII (SES takes nothing else), nothing a mail's header could be split with.
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


@dataclass(frozen=True)
class Device:
    """The browser a request came from. ``known_as`` is what our cookie in it says; empty for a new one."""

    ip: str
    agent: str
    known_as: str = ""


@dataclass(frozen=True)
class Profile:
    """What we know of a person beside what the identity service knows."""

    person: Person
    language: str
    second_factor: bool
    recovery_codes_left: int
    new_email: str = ""
    """The address a change was asked for, until its code is typed."""


@dataclass(frozen=True)
class SessionInfo:
    """One open session as its owner sees it."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    ip: str
    browser: str
    system: str
    device: str


@dataclass(frozen=True)
class Session:
    """What a browser gets: the access token for its page, ``cookie`` and ``device`` for its cookies."""

    tokens: Tokens
    cookie: str
    device: str = ""

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"Session({self.tokens!r})"


def check_address(email: str) -> str:
    """The address as it is stored and compared: without spaces around it, in small letters."""
    address = email.strip().lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise Invalid(
            "This is not an email address.",
            code="invalid_address",
            fields=[FieldProblem("email", "Write one address, for instance name@example.com.")],
        )
    return address


def check_name(name: str) -> str:
    """The name as it is stored: trimmed, on one line, nothing invisible."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise Invalid(
            f"A name has 1 to {LONGEST_NAME} characters.",
            fields=[FieldProblem("name", f"Write 1 to {LONGEST_NAME} characters.")],
        )
    return tidy
