"""Who may pass: the membership, the session and the API key behind a request, read each time.

A removed member, a role that changed, a session that was ended and a key that was revoked count at the next request,
whatever the token says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import Forbidden, Unauthenticated
from shared.core.identity import SessionOver, session_of
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Row, Table
from shared.features.api_keys.model import Rate

NOBODY = UserId("")


@dataclass(frozen=True)
class Caller:
    """A signed-in person, or a machine by its key; one of ``user`` and ``key`` is empty."""

    user: UserId = NOBODY
    session: str = ""
    key: str = ""
    workspace: str = ""
    """Of a key only: the one it is good for."""


class Members(Protocol):
    """Turns a membership row into an actor; NotFound when there is none, so that strangers can't tell what exists."""

    def actor(self, ws: WorkspaceId, user: UserId, row: Row | None, *, session: str) -> Actor: ...


class Keys(Protocol):
    """API keys: whose, whether still good, and how often they were used this minute."""

    def actor(self, ws: WorkspaceId, key: str) -> Actor: ...

    def count(self, ws: WorkspaceId, key: str) -> Rate:
        """Counts this call. TooOften beyond the limit."""
        ...


@dataclass(frozen=True)
class Access:
    """The one place that lets requests pass."""

    table: Table
    members: Members
    keys: Keys
    site: str
    """The id that only our own site sends (``x-waloom-site``); empty where there is none."""

    def caller(self, event: Mapping[str, Any]) -> Caller:
        """Whom the authorizer in front has let through."""
        authorizer = event.get("requestContext", {}).get("authorizer", {})
        machine = authorizer.get("lambda") or {}
        if machine.get("key"):
            return Caller(key=str(machine["key"]), workspace=str(machine.get("workspace", "")))
        claims = authorizer.get("jwt", {}).get("claims", {})
        # An id token names the person too, but carries their profile and is not meant for an API: only access tokens
        # pass, and only those that name the session they belong to.
        if not claims.get("sub") or claims.get("token_use") != "access" or not claims.get("origin_jti"):
            raise Unauthenticated("Sign in and send the access token as `Authorization: Bearer …`.")
        return Caller(user=UserId(str(claims["sub"])), session=session_of(str(claims["origin_jti"])))

    def person(self, caller: Caller) -> None:
        """For routes without a workspace: a person whose session is alive."""
        if caller.key:
            raise Forbidden("An API key can't do this; a person has to sign in.", code="people_only")
        if self.table.get(keys.session(caller.user, caller.session)) is None:
            raise _over()

    def member(self, caller: Caller, ws: WorkspaceId) -> Actor:
        """For routes of a workspace: a member whose session is alive, or a key of this workspace."""
        if caller.key:
            return self.keys.actor(ws, caller.key)
        place, session = keys.member(ws, caller.user), keys.session(caller.user, caller.session)
        rows = {str(row["sk"]): row for row in self.table.get_many([place, session])}
        if session.sk not in rows:
            raise _over()
        return self.members.actor(ws, caller.user, rows.get(place.sk), session=caller.session)

    def count(self, caller: Caller) -> Rate | None:
        """Counts a machine's call; people are not counted."""
        return self.keys.count(WorkspaceId(caller.workspace), caller.key) if caller.key else None

    def address(self, event: Mapping[str, Any]) -> str:
        """The caller's address: the site's word when it is the site that speaks, else the connection's."""
        headers = event.get("headers") or {}
        if self.site and headers.get("x-waloom-site") == self.site:
            return str(headers.get("x-waloom-viewer", ""))
        http = event.get("requestContext", {}).get("http") or {}
        return str(http.get("sourceIp") or "")


def _over() -> SessionOver:
    return SessionOver("This session was ended. Sign in again.")
