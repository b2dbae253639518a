"""What an authenticator app shows (RFC 6238: SHA-1, six digits, half a minute)."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def totp(secret: str, *, steps: int = 0, at: float | None = None) -> str:
    """The code of ``secret`` (base32), ``steps`` half minutes from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    step = int((time.time() if at is None else at) // 30) + steps
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def wrong_totp(secret: str) -> str:
    """A code that is none of those an authenticator could show around now."""
    near = {totp(secret, steps=steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)
