"""The exact bytes Meta posts, and the signature over them."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any


def webhook_bytes(body: object) -> bytes:
    r"""JSON as Meta writes it: no spaces, non-ASCII as lower-case ``\uXXXX``, every slash as ``\/``.

    A slash can only stand inside a JSON string, so replacing it in the finished text is safe.
    """
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signature(secret: str, raw: bytes) -> str:
    """The value of `X-Hub-Signature-256`."""
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def proof(secret: str, token: str) -> str:
    """`appsecret_proof` of a token."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def parsed(raw: bytes) -> Any:
    """What a receiver reads from the bytes, or None when they are no JSON."""
    try:
        return json.loads(raw)
    except ValueError:
        return None
