"""Signing in and out: scripts get a short-lived access token; the refresh token stays in a cookie they can't read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.clock import Clock, millis
from shared.core.errors import RateLimited
from shared.core.identity import Identity, SessionOver, Tokens
from shared.core.ports import Change, Table
from shared.core.rows import number
from shared.features.workspaces.store import WorkspaceStore

TRIES = 10
WINDOW_SECONDS = 900
"""Ten tries in a quarter of an hour per address and place; the user pool has its own, slower lock per account."""


@dataclass(frozen=True)
class Sessions:
    """The use cases of a browser's session."""

    identity: Identity
    people: WorkspaceStore
    table: Table
    clock: Clock

    def sign_in(self, email: str, password: str, ip: str) -> Tokens:
        address = email.strip().lower()
        slot = self._count(address, ip)
        tokens = self.identity.sign_in(address, password)
        self.table.delete(slot)
        self.people.remember(tokens.person)
        return tokens

    def refresh(self, refresh_token: str) -> Tokens:
        if not refresh_token:
            raise SessionOver("There is no session in this browser. Sign in.")
        tokens = self.identity.refresh(refresh_token)
        self.people.remember(tokens.person)
        return tokens

    def sign_out(self, refresh_token: str) -> None:
        if refresh_token:
            self.identity.revoke(refresh_token)

    def _count(self, address: str, ip: str) -> keys.Key:
        """Counts the try before the password is looked at: parallel tries can't slip through."""
        now = self.clock.now()
        window, rest = _window(now)
        key = keys.sign_in_tries(address, ip, window)
        row = self.table.amend(
            key,
            Change(
                add={"tries": 1},
                once={"type": "sign_in_tries", "v": 1, "ttl": millis(now) // 1000 + rest + 60},
            ),
        )
        if row is not None and number(row, "tries") > TRIES:
            raise RateLimited(
                "Too many tries to sign in. Wait a few minutes, then try again.",
                retry_after=rest,
                code="too_many_sign_ins",
            )
        return key


def _window(now: datetime) -> tuple[int, int]:
    """The number of the present window and the seconds until it ends."""
    seconds = millis(now) // 1000
    return seconds // WINDOW_SECONDS, WINDOW_SECONDS - seconds % WINDOW_SECONDS
