"""Codes that are mailed: six digits, good for a quarter of an hour and five tries, stored as a slow salted hash.

Six digits are a million possibilities, so whoever reads the table must not be able to try them all in the time a code
is good for: scrypt (16 MB, about 60 ms each) makes that half a day on one core. A wrong, an expired, a used and a
never-made code get one answer for the same work.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import Clock, millis
from shared.core.errors import FieldProblem, Invalid
from shared.core.ports import Below, Change, Equals, Every, Exists, Row, Table
from shared.core.rows import blob, number

LIFE: Final = timedelta(minutes=15)
TRIES: Final = 5
_NO_SALT: Final = bytes(16)


class WrongCode(Invalid):
    """One answer for a code that is wrong, expired, used up, or never was."""

    code = "wrong_code"
    title = "The code is wrong"

    def __init__(self) -> None:
        words = "The code is wrong or too old. Check the newest mail, or ask for another code."
        super().__init__(words, fields=[FieldProblem("code", "Check the code.")])


@dataclass(frozen=True)
class Codes:
    """Makes codes and takes them. ``subject`` is the address the code goes to."""

    table: Table
    clock: Clock

    def make(self, kind: str, subject: str) -> str:
        """A new code; the one before it is no good any more."""
        code, salt = f"{secrets.randbelow(1_000_000):06d}", secrets.token_bytes(16)
        expires = millis(self.clock.now() + LIFE)
        row: Row = {
            "type": "code",
            "v": 1,
            "hash": _hash(code, salt),
            "salt": salt,
            "expires": expires,
            "ttl": expires // 1000 + 60,
        }
        self.table.put(keys.code(kind, subject), row)
        return code

    def use(self, kind: str, subject: str, code: str) -> None:
        """WrongCode unless this is the code; then it is used up."""
        key = keys.code(kind, subject)
        row = self.table.amend(key, Change(add={"tries": 1}), Every([Exists(), Below("tries", TRIES)]))
        found = row or {}
        right = hmac.compare_digest(_hash(_digits(code), blob(found, "salt") or _NO_SALT), blob(found, "hash") or b"")
        if not right or number(found, "expires") <= millis(self.clock.now()):
            raise WrongCode
        # Of two who type it at the same time, one is first.
        if self.table.delete(key, Equals("hash", found["hash"])) is None:
            raise WrongCode


def _digits(text: str) -> str:
    return "".join(one for one in text if one in "0123456789")


def _hash(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
