"""How often somebody may try: counted before the work is done, so that parallel tries can't slip through."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from shared.core import keys
from shared.core.clock import Clock, millis
from shared.core.errors import RateLimited
from shared.core.keys import Key
from shared.core.ports import Change, Exists, Table
from shared.core.rows import number


@dataclass(frozen=True)
class Limit:
    """``most`` tries in each window of ``seconds``; ``code`` and ``words`` are the refusal's."""

    kind: str
    most: int
    seconds: int = 900
    code: str = "too_many_tries"
    words: str = "Too many tries. Wait a few minutes, then try again."


SIGN_IN: Final = Limit(
    "sign-in", 10, code="too_many_sign_ins", words="Too many tries to sign in. Wait a few minutes, then try again."
)
"""Per address and place; the user pool has its own, slower lock per account."""
SIGN_IN_PLACE: Final = Limit("sign-in-place", 100, code=SIGN_IN.code, words=SIGN_IN.words)
"""Failures per place, whatever the address: who tries one password with many addresses."""
SECOND_FACTOR: Final = Limit("second-factor", 10)
"""Wrong codes per address after the right password, from wherever they come."""
PASSWORD: Final = Limit("password", 10)
"""Wrong passwords of somebody who is signed in."""
MAILS: Final = Limit(
    "mails",
    5,
    3600,
    "too_many_codes",
    "There were many codes for this address already. Look for the newest mail, or wait an hour.",
)
ASKING_PLACE: Final = Limit("asking-place", 100)
"""Codes asked for per place, for whatever address."""
CODES_PLACE: Final = Limit("codes-place", 200)
"""Codes typed per place."""
LINKS_PLACE: Final = Limit("links-place", 300)
"""Links shown per place. They can't be guessed; each costs a look."""
REFRESH_PLACE: Final = Limit("refresh-place", 3000)
"""An office of hundreds refreshes four times an hour each."""


def place_of(ip: str) -> str:
    """Where a request comes from, to be counted by: of IPv6 the first half, for a home has the other to itself."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if not isinstance(address, IPv6Address):
        return ip
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


@dataclass(frozen=True)
class Limits:
    """Counts per window of the clock; the rows say nothing of who it was and go away by themselves."""

    table: Table
    clock: Clock

    def count(self, limit: Limit, whose: str) -> Key:
        """One more try. RateLimited beyond the limit."""
        key, rest = self._slot(limit, whose)
        ttl = millis(self.clock.now()) // 1000 + rest + 60
        row = self.table.amend(key, Change(add={"tries": 1}, once={"type": "tries", "v": 1, "ttl": ttl}))
        if row is not None and number(row, "tries") > limit.most:
            raise RateLimited(limit.words, retry_after=rest, code=limit.code)
        return key

    def forgive(self, slot: Key) -> None:
        """It went well: this try does not count."""
        self.table.amend(slot, Change(add={"tries": -1}), Exists())

    def forget(self, slot: Key) -> None:
        """It went well: the count starts again."""
        self.table.delete(slot)

    def _slot(self, limit: Limit, whose: str) -> tuple[Key, int]:
        """The row of the present window and the seconds until it ends."""
        seconds = millis(self.clock.now()) // 1000
        window = seconds // limit.seconds
        return keys.tries(limit.kind, whose, window), limit.seconds - seconds % limit.seconds
