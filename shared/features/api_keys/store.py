"""API keys in the table: the key's row in its workspace, and a route from its id to the workspace.

A revoked key loses its route at once, so the door no longer finds it; its row stays a while, to be seen in the list.
So does an expired one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Absent, Amend, AtMost, Below, Change, Create, Delete, Every, Exists, Row, Table
from shared.core.rows import maybe_moment, maybe_text, moment, number, text, texts
from shared.features.api_keys.model import ApiKey

KEEP_OVER: Final = timedelta(days=30)


@dataclass(frozen=True)
class ApiKeyStore:
    """The questions the product asks about API keys."""

    table: Table

    def add(self, key: ApiKey, hash_: str) -> bool:
        row: Row = {
            "type": "api_key",
            "v": 1,
            "workspace": key.workspace,
            "id": key.id,
            "name": key.name,
            "scopes": sorted(key.scopes),
            "hash": hash_,
            "maker": key.maker,
            "maker_name": key.maker_name,
            "created_at": stamp(key.created_at),
        }
        route: Row = {"type": "api_key_route", "v": 1, "workspace": key.workspace}
        if key.expires_at:
            row["expires_at"] = stamp(key.expires_at)
            row["ttl"] = route["ttl"] = _ttl(key.expires_at)
        parts = [
            Create(keys.api_key(key.workspace, key.id), row),
            Create(keys.api_key_route(key.id), route),
        ]
        return self.table.transact(parts) is None

    def get(self, ws: WorkspaceId, key: str) -> ApiKey | None:
        row = self.table.get(keys.api_key(ws, key))
        return _key(row, ws) if row else None

    def all(self, ws: WorkspaceId) -> list[ApiKey]:
        return [_key(row, ws) for row in self.table.scan(keys.api_keys(ws))]

    def revoke(self, key: ApiKey, at: datetime) -> bool:
        """False when it was revoked before."""
        change = Change(set={"revoked_at": stamp(at), "ttl": _ttl(at)})
        parts: list[Amend | Delete] = [
            Amend(keys.api_key(key.workspace, key.id), change, Every((Exists(), Absent("revoked_at")))),
            Delete(keys.api_key_route(key.id)),
        ]
        return self.table.transact(parts) is None

    def used(self, key: ApiKey, at: datetime, before: datetime) -> None:
        """Remember the use, unless one since ``before`` is remembered: busy keys must not cost a write per call."""
        when = Every((Exists(), AtMost("last_used_at", stamp(before))))
        self.table.amend(keys.api_key(key.workspace, key.id), Change(set={"last_used_at": stamp(at)}), when)

    def count(self, ws: WorkspaceId, key: str, minute: int, limit: int) -> int | None:
        """One call more in this minute: how many there are now, None when there may be no more."""
        change = Change(set={"type": "api_key_minute", "ttl": (minute + 5) * 60}, add={"calls": 1})
        row = self.table.amend(keys.api_key_minute(ws, key, minute), change, Below("calls", limit))
        return number(row, "calls") if row else None


def _ttl(over: datetime) -> int:
    """Until when a key is shown that was over at this time."""
    return int((over + KEEP_OVER).timestamp())


def _key(row: Row, ws: WorkspaceId) -> ApiKey:
    return ApiKey(
        workspace=ws,
        id=text(row, "id"),
        name=text(row, "name"),
        scopes=frozenset(texts(row, "scopes")),
        maker=UserId(text(row, "maker")),
        maker_name=maybe_text(row, "maker_name") or "",
        created_at=moment(row, "created_at"),
        expires_at=maybe_moment(row, "expires_at"),
        revoked_at=maybe_moment(row, "revoked_at"),
        last_used_at=maybe_moment(row, "last_used_at"),
    )
