"""An export while everything around it dies or moves: at the end each conversation is in the file, once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.exports.conftest import House

COUNT = 130
WRITES = {"amend", "transact", "put", "delete", "send", "create"}


class Killed(BaseException):
    """The process is gone; nothing catches this."""


class Mortal:
    """Passes calls on until its life is over: the last one dies before or after it did its work."""

    def __init__(self, inner: Any, life: list[int], after: bool) -> None:
        self._inner, self._life, self._after = inner, life, after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in WRITES:
            return found

        def call(*args: Any, **more: Any) -> Any:
            self._life[0] -= 1
            if self._life[0] == 0 and not self._after:
                raise Killed
            answer = found(*args, **more)
            if self._life[0] == 0:
                raise Killed
            return answer

        return call


def run_with_one_death(house: House, life: int, after: bool) -> bool:
    """Handle everything; the process dies at its ``life``-th write. SQS gives the record back. False: nobody died."""
    left = [life]
    mortal = house.slices_over(
        Mortal(house.table, left, after), Mortal(house.blobs, left, after), Mortal(house.queue, left, after)
    )
    died = False
    for _ in range(60):
        if not house.queue.records:
            return died
        record = house.queue.records.pop(0)
        try:
            (house.slices if died else mortal).deliver(record)
        except Killed:
            died = True
            house.queue.records.append(record)
    raise AssertionError("the export never ends")


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_write_loses_and_doubles_nothing(house: House, after: bool) -> None:
    there = house.many(COUNT)
    lives = 0
    for life in range(1, 60):
        id_ = house.begin()
        died = run_with_one_death(house, life, after)

        export = house.export(id_)
        assert (export.state, export.rows) == ("done", COUNT), life
        assert [line["conversation_id"] for line in house.content(id_)] == sorted(there), life
        assert house.told, life
        for key in list(house.blobs.keys("exports/")):
            assert key == export.file, life
            house.blobs.delete(key)
        house.told.clear()
        if not died:
            break
        lives += 1
    assert lives >= 10


def test_a_slice_that_runs_twice_at_once_writes_once(house: House) -> None:
    there = house.many(COUNT)
    id_ = house.begin()
    record = dict(house.queue.records[0])

    def beside(page: int) -> None:
        if page in (1, 3):
            house.slices.deliver(record)

    house.before_page = beside
    house.run()

    assert (house.export(id_).state, house.export(id_).rows) == ("done", COUNT)
    assert [line["conversation_id"] for line in house.content(id_)] == sorted(there)
    assert house.files() == ["export.csv"]
    assert house.told == [("admin", "export_ready", COUNT)]


def test_conversations_that_move_meanwhile_are_neither_lost_nor_doubled(house: House) -> None:
    there = house.many(COUNT)
    ordered = sorted(there)

    def life_goes_on(page: int) -> None:
        house.move(ordered[page], "open", 10_000 + page)  # was written already, and comes again
        house.move(ordered[100 + page], "resolved", 20_000 + page)  # was not, and goes ahead
        house.move(ordered[-page], "pending", 129 - page + 1)  # changes its status where it stands

    house.before_page = life_goes_on
    id_ = house.begin()
    house.run()

    found = [line["conversation_id"] for line in house.content(id_)]
    assert sorted(found) == ordered
    assert house.export(id_).rows == COUNT


def test_a_record_of_an_export_that_is_not_there_is_done_with(house: House) -> None:
    house.slices.deliver({"v": 1, "workspace": "ws_0123456789abcdefghjkmnpqrs", "export": "nope"})

    assert house.queue.records == []
