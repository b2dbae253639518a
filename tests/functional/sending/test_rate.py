"""No rolling second holds more than the number's limit, whoever sends; a person finds room beside a campaign."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.clock import millis
from shared.core.errors import ComeBack
from shared.features.inbox.model import Lane
from shared.features.sending.rate import Rate, allowance
from tests.functional.conftest import NUMBER, WS, HandClock


class Senders:
    """Takes slots as several processes would, and notes when each message went."""

    def __init__(self, table: DynamoTable, clock: HandClock) -> None:
        self.clock = clock
        self.sent: list[tuple[int, Lane]] = []
        self.rate = Rate(table, clock, lambda seconds: clock.forward(seconds=seconds))

    def try_one(self, lane: Lane = "person", per_second: int = 80, braked: bool = False) -> bool:
        """One process tries; another's time does not pass while this one waits."""
        before = self.clock.time
        try:
            self.rate.take(WS, NUMBER, per_second, lane, braked=braked)
        except ComeBack:
            return False
        self.sent.append((millis(self.clock.now()), lane))
        self.clock.time = before
        return True

    def peak(self) -> int:
        """The most messages in any second."""
        times = sorted(at for at, _ in self.sent)
        return max(sum(1 for other in times if at <= other < at + 1000) for at in times)


@pytest.mark.parametrize(("per_second", "seed"), [(20, 1), (80, 2), (80, 3)])
def test_no_second_holds_more_than_the_limit(table: DynamoTable, clock: HandClock, per_second: int, seed: int) -> None:
    dice = random.Random(seed)
    senders = Senders(table, clock)

    for _ in range(260):
        lane: Lane = "bulk" if dice.random() < 0.5 else "person"
        senders.try_one(lane, per_second)
        clock.forward(seconds=dice.choice([0, 0, 0, 0.004, 0.03]))

    assert len(senders.sent) > per_second
    assert senders.peak() <= per_second


def test_when_a_second_ahead_is_full_the_record_comes_back(table: DynamoTable, clock: HandClock) -> None:
    senders = Senders(table, clock)
    while senders.try_one():
        pass
    assert len(senders.sent) == 5 * allowance(80, "person", braked=False)

    clock.forward(seconds=1.25)
    assert senders.try_one()


def test_a_person_finds_room_while_bulk_is_full(table: DynamoTable, clock: HandClock) -> None:
    senders = Senders(table, clock)
    while senders.try_one("bulk"):
        pass
    start = millis(clock.now())

    assert senders.try_one("person")
    assert senders.sent[-1] == (start, "person"), "at once, in the slot bulk may not fill"


def test_a_brake_halves_the_rate_for_a_while(table: DynamoTable, clock: HandClock) -> None:
    senders = Senders(table, clock)
    senders.rate.brake(WS, NUMBER)
    row = table.get(keys.rate_brake(WS, NUMBER))

    assert senders.rate.braked(row)
    while senders.try_one(braked=True):
        pass
    assert len(senders.sent) == 5 * (allowance(80, "person", braked=False) // 2)
    clock.forward(seconds=11)
    assert not senders.rate.braked(row)


@pytest.mark.parametrize("per_second", [20, 80, 1000])
def test_the_shares_fit_the_limit(per_second: int) -> None:
    person, bulk = allowance(per_second, "person", braked=False), allowance(per_second, "bulk", braked=False)
    assert 5 * person <= per_second
    assert person >= per_second * 0.15
    assert bulk <= 0.75 * person


def test_slots_are_forgotten(table: DynamoTable, clock: HandClock) -> None:
    Senders(table, clock).try_one()
    slot = millis(clock.now()) // 250
    row: Any = table.get(keys.rate_slot(WS, NUMBER, slot))
    assert 0 < row["ttl"] - clock.now().timestamp() <= timedelta(hours=1).total_seconds()
    assert row["total"] == 1
