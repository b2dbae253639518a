"""API keys: made, shown, revoked; and who a call with one is. The door in front of the API has checked the secret.

The door's answer is kept for a minute, so here the key's row is read again at each call: a revoked or expired key is
out at once, and it never may more than its maker's role allows at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core.actor import Actor
from shared.core.clock import Clock, millis
from shared.core.errors import Conflict, NotFound
from shared.core.ids import UserId, WorkspaceId, new_id
from shared.features.api_keys.model import (
    SCOPES,
    ApiKey,
    BadKey,
    Rate,
    TooOften,
    check_expiry,
    check_name,
    check_scopes,
)
from shared.features.api_keys.secret import hashed, key_text, new_secret
from shared.features.api_keys.store import ApiKeyStore
from shared.features.workspaces.roles import ROUTES

MOST_KEYS: Final = 50
USE_SHOWN_EVERY: Final = timedelta(minutes=5)
ROLE: Final = "api key"

Makers = Callable[[WorkspaceId, UserId], Actor]
"""What a member may do now; NotFound when they are no member."""


News = Callable[[str, ApiKey, Actor], None]
"""Is told that a key was "made" or "revoked", and by whom: new ways into a workspace are nothing to be silent about."""


@dataclass(frozen=True)
class Scope:
    """Something a key may be allowed to do, and the routes that this opens."""

    name: str
    routes: Sequence[str]


@dataclass(frozen=True)
class ApiKeys:
    """The use cases of API keys. ``limit`` is how often one may call in a minute."""

    store: ApiKeyStore
    makers: Makers
    clock: Clock
    limit: int
    news: News

    # ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def scopes(self, actor: Actor) -> list[Scope]:
        """What the caller could allow a key."""
        return [
            Scope(name, sorted(route for route, need in ROUTES.items() if need == name))
            for name in SCOPES
            if actor.may(name)
        ]

    def create(self, actor: Actor, name: str, scopes: Sequence[str], expires_at: datetime | None) -> tuple[ApiKey, str]:
        """The key's facts and its text, which nobody can read again."""
        now = self.clock.now()
        secret = new_secret()
        key = ApiKey(
            workspace=actor.workspace,
            id=new_id(now),
            name=check_name(name),
            scopes=check_scopes(scopes, actor.permissions),
            maker=actor.user,
            maker_name=actor.name,
            created_at=now,
            expires_at=check_expiry(expires_at, now),
            revoked_at=None,
            last_used_at=None,
        )
        if sum(one.state(now) == "active" for one in self.store.all(actor.workspace)) >= MOST_KEYS:
            raise Conflict(f"A workspace has at most {MOST_KEYS} API keys. Revoke one first.", code="too_many_keys")
        if not self.store.add(key, hashed(secret)):
            raise Conflict("This id is taken. Try again.", code="id_taken")
        self.news("made", key, actor)
        return key, key_text(key.id, secret)

    def list(self, actor: Actor) -> list[ApiKey]:
        """Newest first; revoked and expired ones are kept for a month."""
        return sorted(self.store.all(actor.workspace), key=lambda key: key.created_at, reverse=True)

    def revoke(self, actor: Actor, key: str) -> None:
        """Revoking twice is no error."""
        found = self.store.get(actor.workspace, key) if key.isalnum() else None
        if found is None:
            raise NotFound("There is no such API key in this workspace.", code="api_key_not_found")
        if found.revoked_at is None and self.store.revoke(found, self.clock.now()):
            self.news("revoked", found, actor)

    # ── machines ────────────────────────────────────────────────────────────────────────────────────────────────────

    def actor(self, ws: WorkspaceId, key: str) -> Actor:
        """Who a call with this key is in the workspace; NotFound, as for any stranger, when it is another one's key."""
        found = self.store.get(ws, key)
        if found is None:
            raise NotFound("There is no such workspace, or this key is not for it.", code="workspace_not_found")
        now = self.clock.now()
        state = found.state(now)
        if state != "active":
            raise BadKey(f"This API key is {state}. Make a new one in Settings.", code=f"key_{state}")
        try:
            maker = self.makers(ws, found.maker)
        except NotFound as gone:
            raise BadKey(
                "Whoever made this API key has left the workspace. Make a new one in Settings.", code="key_orphaned"
            ) from gone
        if found.last_used_at is None or now - found.last_used_at >= USE_SHOWN_EVERY:
            self.store.used(found, now, now - USE_SHOWN_EVERY)
        return Actor(
            workspace=ws,
            user=found.user,
            name=found.name,
            role=ROLE,
            permissions=found.scopes & maker.permissions,
            limited=maker.limited,
            masked=maker.masked,
            key=found.id,
        )

    def count(self, ws: WorkspaceId, key: str) -> Rate:
        """One call more of this key, and what is left of its minute. TooOften, and not counted, beyond the limit."""
        now = millis(self.clock.now()) // 1000
        reset = 60 - now % 60
        calls = self.store.count(ws, key, now // 60, self.limit)
        if calls is None:
            raise TooOften(Rate(self.limit, 0, reset))
        return Rate(self.limit, self.limit - calls, reset)
