"""The number's messages per second (contract 5.1), shared by every function that sends.

Time is cut into slots of 250 ms, and each slot's row counts what was sent in it: one conditional write per message. A
second, wherever it begins, touches at most five slots, so a fifth of the limit per slot can never exceed it, however
the messages bunch inside. That costs a fifth of the rate; a campaign's pump keeps an exact count of its own instead.
People may use all of a slot, bulk sends three quarters, so a reply finds room while a campaign runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import Clock, millis, stamp
from shared.core.errors import ComeBack
from shared.core.ids import NumberId, WorkspaceId
from shared.core.ports import Below, Change, Condition, Every, Row, Table
from shared.core.rows import maybe_text
from shared.features.inbox.model import Lane

SLOT_MS: Final = 250
SLOTS_TOUCHED: Final = 5
AHEAD: Final = 4  # slots one may wait for: about a second
MARGIN: Final = 0.95  # clocks differ, and customers' messages count too
BULK_SHARE: Final = 0.75
BRAKE: Final = timedelta(seconds=10)
COME_BACK_SECONDS: Final[dict[Lane, float]] = {"person": 1.0, "bulk": 5.0}


def allowance(per_second: int, lane: Lane, braked: bool) -> int:
    """How many messages of this lane one slot may hold."""
    most = max(1, int(per_second * MARGIN) // SLOTS_TOUCHED)
    if braked:
        most = max(1, most // 2)
    return most if lane == "person" else max(1, int(most * BULK_SHARE))


@dataclass(frozen=True)
class Rate:
    """``sleep`` takes seconds."""

    table: Table
    clock: Clock
    sleep: Callable[[float], None]

    def take(self, ws: WorkspaceId, number: NumberId, per_second: int, lane: Lane, *, braked: bool = False) -> None:
        """Returns when one message may go; raises ComeBack when a second ahead is full already."""
        now = millis(self.clock.now())
        first = now // SLOT_MS
        most = allowance(per_second, "person", braked)
        room: Condition = Below("total", most)
        add = {"total": 1}
        if lane == "bulk":
            room = Every((room, Below("bulk", allowance(per_second, "bulk", braked))))
            add["bulk"] = 1
        for slot in range(first, first + AHEAD + 1):
            ttl = slot * SLOT_MS // 1000 + 600
            change = Change(once={"type": "rate", "v": 1, "ttl": ttl}, add=add)
            if self.table.amend(keys.rate_slot(ws, number, slot), change, room) is not None:
                if slot > first:
                    self.sleep((slot * SLOT_MS - now) / 1000)
                return
        raise ComeBack(COME_BACK_SECONDS[lane])

    def brake(self, ws: WorkspaceId, number: NumberId) -> None:
        """Meta says the number sends too fast: half the rate for a while."""
        until = self.clock.now() + BRAKE
        change = Change(set={"type": "rate", "v": 1, "until": stamp(until), "ttl": int(until.timestamp()) + 600})
        self.table.amend(keys.rate_brake(ws, number), change)

    def braked(self, row: Row | None) -> bool:
        until = maybe_text(row, "until") if row else None
        return until is not None and until > stamp(self.clock.now())
