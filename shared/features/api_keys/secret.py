"""The text of an API key, and the question the door asks: is it good? Standard library only: the authorizer loads this.

A key reads ``wlk_<id>_<secret>``. The id finds the row; of the secret (32 random bytes) only its SHA-256 is kept. With
that much chance in it a plain hash is enough: there is nothing to guess that a slow one would protect.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Final

from shared.core.ids import WorkspaceId
from shared.core.keys import Key, api_key, api_key_route

SHAPE: Final = re.compile(r"wlk_([0-9a-z]{26})_([A-Za-z0-9_-]{43})")
BEARER: Final = re.compile(r"[Bb]earer +(\S+)")

Read = Callable[[Key], Mapping[str, object] | None]
"""A row of the table by its key."""


def key_text(key: str, secret: str) -> str:
    return f"wlk_{key}_{secret}"


def new_secret() -> str:
    """43 characters that stand for 32 random bytes."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def admitted(authorization: str, read: Read, now: str) -> tuple[str, str] | None:
    """Key id and workspace of a good key; None for anything else, whatever is wrong with it. ``now`` is a ``stamp``."""
    header = BEARER.fullmatch(authorization.strip())
    found = SHAPE.fullmatch(header[1]) if header else None
    if not found:
        return None
    key, secret = found.groups()
    route = read(api_key_route(key))
    workspace = str(route["workspace"]) if route else ""
    row = read(api_key(WorkspaceId(workspace), key)) if workspace else None
    if row is None or "revoked_at" in row:
        return None
    if not hmac.compare_digest(str(row["hash"]), hashed(secret)):
        return None
    expires = row.get("expires_at")
    return None if expires and str(expires) <= now else (key, workspace)
