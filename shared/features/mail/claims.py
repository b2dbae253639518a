"""Each mail goes once: a row per mail, claimed before it is written, kept when it went, freed when it did not.

A claim ends by itself after a minute: when a killed process left it, the redelivered record may try again. Killed just
after the post took the letter, it goes twice; that is rare, and better than a code that never comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import Clock, stamp
from shared.core.errors import ComeBack
from shared.core.keys import Key
from shared.core.ports import Below, Change, Table
from shared.core.rows import flag, moment

LEASE: Final = timedelta(seconds=60)
# Mostly the other is alive and done in a moment. Six looks outlast a dead one's claim; the queue allows ten.
LOOK_AGAIN: Final = 10.0
# Longer than a record can live in its queue and the queue behind it.
REMEMBER: Final = timedelta(days=30)
SPARE: Final = timedelta(days=1)


@dataclass(frozen=True)
class Claims:
    """The rows that let a mail go once."""

    table: Table
    clock: Clock

    def take(self, *about: str) -> Key | None:
        """The claim's key; None when the mail has gone. ComeBack while somebody else is at it, dead or alive."""
        key = keys.mailed(*about)
        now = self.clock.now()
        if self.table.amend(key, _until(now + LEASE, gone=False), Below("until", stamp(now))) is not None:
            return key
        row = self.table.get(key)
        if row is not None and flag(row, "gone"):
            return None
        left = (moment(row, "until") - now).total_seconds() if row is not None else 0.0
        raise ComeBack(min(max(left, 1.0), LOOK_AGAIN))

    def keep(self, claim: Key, how_long: timedelta = REMEMBER) -> None:
        """The mail went: nobody takes this claim again for so long."""
        self.table.amend(claim, _until(self.clock.now() + how_long, gone=True))

    def free(self, claim: Key) -> None:
        """The mail did not go: the next try may have it."""
        self.table.delete(claim)


def _until(at: datetime, *, gone: bool) -> Change:
    ttl = int((at + SPARE).timestamp())
    return Change(set={"type": "mailed", "v": 1, "until": stamp(at), "gone": gone, "ttl": ttl})
