"""Identifiers in Meta's forms. Random ones come from a seeded source, so that a run can be repeated."""

from __future__ import annotations

import base64
import random
import string

_ALPHANUMERIC = string.ascii_letters + string.digits


class Ids:
    """Makes ids; `start` lets a restarted sandbox go on where the earlier one stopped."""

    def __init__(self, seed: int, start: int = 0) -> None:
        self._random = random.Random(f"{seed}/{start}")  # noqa: S311 - repeatable on purpose
        self.made = start

    def _hex(self, digits: int) -> str:
        self.made += 1
        return f"{self._random.getrandbits(4 * digits):0{digits}X}"

    def wamid(self, digits: str, *, inbound: bool) -> str:
        """`wamid.` + base64 of Meta's layout (contract 0.3); `digits` is the person's phone, `000` when unknown."""
        own = ("3A" + self._hex(18)) if inbound else self._hex(18)
        phone = (digits or "000").encode()
        body = b"\x1c\x18" + bytes([len(phone)]) + phone + b"\x15\x02\x00" + (b"\x12" if inbound else b"\x11")
        body += b"\x18" + bytes([len(own)]) + own.encode() + b"\x00"
        return "wamid." + base64.b64encode(body).decode()

    def number(self, digits: int) -> str:
        """A decimal id without a leading zero."""
        self.made += 1
        return str(self._random.randrange(10 ** (digits - 1), 10**digits))

    def bsuid(self, country: str) -> str:
        return f"{country}.{self.number(16)}"

    def opaque(self, length: int) -> str:
        self.made += 1
        return "".join(self._random.choices(_ALPHANUMERIC, k=length))

    def trace(self) -> str:
        return "A" + self.opaque(22)


def phone_in(wamid: str) -> str:
    """The digits inside a wamid; only tests and curious people need it, a product treats the id as opaque."""
    raw = base64.b64decode(wamid.removeprefix("wamid."))
    return raw[3 : 3 + raw[2]].decode()
