"""Meta's webhook signature: HMAC-SHA256 of the raw bytes with the app secret (contract 1.2)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

_PREFIX = "sha256="


def signed_by(body: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Whether ``X-Hub-Signature-256`` is right for one of the secrets. An empty secret signs nothing."""
    if not header.startswith(_PREFIX):
        return False
    given = header[len(_PREFIX) :].strip().lower().encode("utf-8", "replace")
    matched = False
    for secret in secrets:
        if secret:
            matched |= hmac.compare_digest(given, hmac.digest(secret.encode(), body, "sha256").hex().encode())
    return matched


def same_token(given: str, expected: str) -> bool:
    """Constant-time comparison of the verify token; nothing equals an empty one."""
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
