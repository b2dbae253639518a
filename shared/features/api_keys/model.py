"""An API key: a machine's way in, for one workspace, with a part of what its maker may do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from shared.core.errors import FieldProblem, Forbidden, Invalid, RateLimited, Unauthenticated
from shared.core.ids import UserId, WorkspaceId
from shared.features.workspaces.roles import MATRIX, PUBLIC, ROUTES, SIGNED_IN

LONGEST_NAME: Final = 80
LONGEST_LIFE: Final = timedelta(days=366)
USER_PREFIX: Final = "key_"

# What only people may do: a machine that could make keys or members would outlive every revocation.
PEOPLE_ONLY: Final = frozenset({"api_keys.manage", "members.manage", "workspace.own", "live.connect"})
SCOPES: Final = tuple(sorted(set(MATRIX) - PEOPLE_ONLY))
# Routes about the person who asks, under permissions that machines may well have.
PEOPLE_ROUTES: Final = frozenset(
    {
        "POST /v1/workspaces/{workspace}/leave",
        "POST /v1/workspaces/{workspace}/ownership",
        "GET /v1/workspaces/{workspace}/notice-preferences",
        "PUT /v1/workspaces/{workspace}/notice-preferences",
    }
)

State = Literal["active", "expired", "revoked"]


class BadKey(Unauthenticated):
    """The key was good once."""

    code = "key_revoked"
    title = "This API key is no longer good"


@dataclass(frozen=True)
class ApiKey:
    """``prefix`` is the part of the key that may be shown. ``maker`` made it; it never may more than they may now."""

    workspace: WorkspaceId
    id: str
    name: str
    scopes: frozenset[str]
    maker: UserId
    maker_name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def prefix(self) -> str:
        return f"wlk_{self.id}"

    @property
    def user(self) -> UserId:
        """Under what the key appears as the author of something."""
        return UserId(f"{USER_PREFIX}{self.id}")

    def state(self, now: datetime) -> State:
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at and self.expires_at <= now else "active"


@dataclass(frozen=True)
class Rate:
    """How much of this minute is left to a key. ``reset`` counts the seconds until the next begins."""

    limit: int
    remaining: int
    reset: int


class TooOften(RateLimited):
    """The key has used up its minute."""

    code = "key_rate_limited"

    def __init__(self, rate: Rate) -> None:
        super().__init__(
            f"An API key may call {rate.limit} times a minute. Go on in {rate.reset} s.", retry_after=rate.reset
        )
        self.rate = rate


def check_name(name: str) -> str:
    tidy = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise _wrong("name", "key_name", f"Write 1 to {LONGEST_NAME} characters: what the key is for.")
    return tidy


def check_scopes(scopes: Sequence[str], permissions: frozenset[str]) -> frozenset[str]:
    """The scopes as they will be stored: at least one, each known, none that the maker lacks."""
    wanted = frozenset(scopes)
    if not wanted:
        raise _wrong("scopes", "no_scopes", "Choose at least one.")
    unknown = wanted - set(SCOPES)
    if unknown:
        raise _wrong("scopes", "unknown_scope", f"There is no scope {', '.join(sorted(unknown))} for API keys.")
    lacking = wanted - permissions
    if lacking:
        raise Forbidden(
            f"A key can't do more than its maker: you may not {', '.join(sorted(lacking))}.", code="scope_beyond_role"
        )
    return wanted


def check_expiry(expires_at: datetime | None, now: datetime) -> datetime | None:
    """None lasts until it is revoked."""
    if expires_at is None:
        return None
    if expires_at.tzinfo is None:
        raise _wrong("expires_at", "key_expiry", "Write the time with its zone, for example 2027-01-31T00:00:00Z.")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise _wrong("expires_at", "key_expiry", "Choose a time in the future, at most a year ahead.")
    return expires_at


def refuse_people_only(route: str) -> None:
    """For routes (``METHOD /path/{parameter}``) that need a person: said clearly, not as a missing scope."""
    need = ROUTES[route]
    if need == PUBLIC:
        return
    if need == SIGNED_IN or need in PEOPLE_ONLY or route in PEOPLE_ROUTES:
        raise Forbidden(
            "API keys can't do this: sign in as a person. Keys work below /v1/workspaces/{workspace}.",
            code="people_only",
        )


def _wrong(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, code=code, fields=[FieldProblem(field, message)])
