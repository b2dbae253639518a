"""A process may be killed before or after any write: the redelivery makes the rows what they would have been."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest

from shared.core.errors import Unavailable
from shared.core.keys import Key
from shared.core.ports import Amend, AtMost, Below, Change, Condition, Create, Delete, Every, Row, Value
from tests.functional.intake.dump import dump
from tests.functional.intake.world import OpenCipher, Ticking, World, corpus, records_of
from tests.functional.memory_table import MemoryTable


class Killed(Exception):
    """The process is gone."""


class DeadlyTable(MemoryTable):
    """Kills whoever writes, now and then: before the write, or after it and before anybody hears of it."""

    def __init__(self, seed: int, rate: float) -> None:
        super().__init__()
        self.chance = random.Random(seed)
        self.rate = 0.0
        self.deadly = rate
        self.kills = 0

    def _strike(self) -> None:
        if self.chance.random() < self.rate / 2:
            self.kills += 1
            raise Killed

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        self._strike()
        done = super().create(key, row)
        self._strike()
        return done

    def put(self, key: Key, row: Mapping[str, Value]) -> None:
        super().put(key, row)

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        self._strike()
        done = super().amend(key, change, when)
        self._strike()
        return done

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        rate, self.rate = self.rate, 0.0
        try:
            done = super().transact(parts)
        finally:
            self.rate = rate
        self._strike()
        return done


def told(world: World, records: Sequence[str]) -> None:
    """Each record until it is through, as the queue does."""
    for record in records:
        for _ in range(200):
            try:
                world.handle([record])
            except (Killed, Unavailable):
                continue
            break
        else:
            raise AssertionError("the record never gets through")


@pytest.fixture(scope="module")
def undisturbed() -> list[str]:
    table = MemoryTable()
    World(table, OpenCipher(), Ticking()).handle(records_of(corpus().values()))
    return _without_notices(dump(table))


def _without_notices(lines: list[str]) -> list[str]:
    """Killed between a notice and its event, people are told twice: on purpose, rather than never."""
    return [line for line in lines if '"type": "notice"' not in line]


@pytest.mark.parametrize("seed", range(6))
def test_kills_leave_nothing_that_a_redelivery_does_not_complete(undisturbed: list[str], seed: int) -> None:
    table = DeadlyTable(seed, 0.08)
    world = World(table, OpenCipher(), Ticking())
    table.rate = table.deadly
    told(world, records_of(corpus().values()))
    found = _without_notices(dump(table))
    assert table.kills > 20
    assert [line for line in found if line not in undisturbed] == [line for line in undisturbed if line not in found]


@pytest.mark.parametrize("seed", range(6))
def test_kills_and_duplicates_in_any_order(undisturbed: list[str], seed: int) -> None:
    table = DeadlyTable(seed, 0.05)
    world = World(table, OpenCipher(), Ticking())
    table.rate = table.deadly
    records = records_of(corpus().values()) * 2
    random.Random(seed).shuffle(records)
    told(world, records)
    found = _without_notices(dump(table))
    assert [line for line in found if line not in undisturbed] == [line for line in undisturbed if line not in found]


def test_media_is_never_forgotten_by_a_kill() -> None:
    """The job is written after the row: whoever is killed between writes it on the redelivery."""
    import json

    table = DeadlyTable(1, 0.2)
    world = World(table, OpenCipher(), Ticking())
    table.rate = table.deadly
    told(world, records_of(corpus().values()))
    assert len({json.loads(body)["media_id"] for body in world.media.bodies}) == 9


class Careless(MemoryTable):
    """Forgets what "the latest wins" means: every comparison of versions holds."""

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        return super().amend(key, change, _blind(when) if when else None)


def _blind(when: Condition) -> Condition:
    if isinstance(when, Every):
        return Every([_blind(part) for part in when.of])
    return Every(()) if isinstance(when, Below | AtMost) else when


def test_the_comparison_notices_when_the_latest_no_longer_wins() -> None:
    dumps = []
    for seed in (None, 1):
        table = Careless()
        records = records_of(corpus().values())
        if seed is not None:
            random.Random(seed).shuffle(records)
        World(table, OpenCipher(), Ticking()).handle(records)
        dumps.append(dump(table))
    assert dumps[0] != dumps[1]
