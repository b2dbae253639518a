"""Replaying the raw archive: nothing changes when all was well, and what had been lost comes back."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from infra.replay import WatchedTable, files_between, moment, replay
from shared.core.keys import Key
from shared.features.intake.service import Archive
from tests.functional.intake.world import ListQueue, MemoryBlobs, OpenCipher, Ticking, World, corpus, records_of
from tests.functional.memory_table import MemoryTable

DAY = datetime(2026, 11, 22, tzinfo=UTC)


class Past:
    """A world whose records were archived as they came."""

    def __init__(self) -> None:
        self.rows = MemoryTable()
        self.world = World(self.rows, OpenCipher(), Ticking())
        records = records_of(corpus().values())
        archive = Archive(ListQueue(), self.world.blobs, Ticking())
        for start in range(0, len(records), 10):
            archive.write(records[start : start + 10])
        self.world.handle(records)

    def replay(self) -> list[str]:
        """A day of the archive, handled by a product whose table is watched."""
        watched = WatchedTable(self.rows)
        world = World(watched, OpenCipher(), Ticking(), self.world.blobs)
        report = replay(world.blobs, watched, world.intake.again, DAY, DAY + timedelta(days=1))
        assert report.records == len(records_of(corpus().values()))
        assert report.files > 10
        return list(report.lines())


def test_nothing_changes_when_all_was_well() -> None:
    lines = Past().replay()
    assert lines[-1] == "Nothing changed."
    assert [line.split()[2] for line in lines[1:-1]] == [
        "foreign_callback",
        "no_customer",
        "unknown_account",
        "unknown_number",
    ]


def test_what_was_lost_comes_back_and_is_named() -> None:
    past = Past()
    place = next(
        place for place, row in past.rows.rows.items() if row["type"] == "message" and row.get("kind") == "image"
    )
    lost = past.rows.rows.pop(place)
    [row] = [line for line in past.replay() if "MSG#" in line]
    assert row.strip() == f"{place[0]} {place[1]}: new"
    found = past.rows.get(Key(*place))
    assert found is not None
    assert found["sealed"] == lost["sealed"]


def test_a_changed_attribute_is_named_without_its_value() -> None:
    past = Past()
    place = next(place for place, row in past.rows.rows.items() if int(str(row.get("unread", 0))) > 30)
    past.rows.rows[place]["unread"] = 7
    [row] = [line for line in past.replay() if "CONV#" in line]
    assert row.strip() == f"{place[0]} {place[1]}: unread"


def test_only_files_of_the_range_are_read() -> None:
    past = Past()
    noon = moment("2026-11-22T13:00Z")
    assert noon == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
    all_of_it = list(files_between(past.world.blobs, DAY, DAY + timedelta(days=1)))
    first = moment(all_of_it[0].rsplit("/", 1)[1][:24])
    assert list(files_between(past.world.blobs, DAY, first)) == []
    assert list(files_between(past.world.blobs, first, first + timedelta(milliseconds=1))) == all_of_it[:1]
    assert moment("2026-11-22T14:00+01:00") == noon


@pytest.mark.parametrize("kind", ["message", "pointer"])
def test_what_no_queue_took_is_handled_from_its_spilled_body(kind: str) -> None:
    """A pointer's parts are archived by themselves, but for one that is larger than a queue takes."""
    world = World(MemoryTable(), OpenCipher(), Ticking())
    body = json.loads(corpus()["000-text.json"])
    if kind == "pointer":
        body["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] = "x" * 300_000
    world.blobs.put("spill/1.json", json.dumps(body).encode(), "application/json")
    pointer = {"v": 1, "kind": "pointer", "key": "spill/1.json", "received_at": "2026-11-22T13:00:00.000Z"}
    world.intake.again(pointer)
    stored = [row for row in _rows(world) if row["type"] == "message" and row["direction"] == "in"]
    assert len(stored) == (1 if kind == "pointer" else 0)
    assert world.aws.waiting == []


def _rows(world: World) -> list[dict[str, object]]:
    assert isinstance(world.table, MemoryTable)
    return [dict(row) for row in world.table.rows.values()]


def test_what_came_is_gathered_in_a_queue_and_written_as_one_file() -> None:
    queue, blobs = ListQueue(), MemoryBlobs()
    archive = Archive(queue, blobs, Ticking())

    archive.keep(['{"a":1}', '{"b":2}'])
    archive.keep(['{"c":3}'])
    assert blobs.found == {}
    archive.write(queue.bodies)

    [packed] = blobs.found.values()
    assert gzip.decompress(packed).decode().split("\n") == ['{"a":1}', '{"b":2}', '{"c":3}']


def test_what_is_too_large_for_the_queue_is_written_at_once() -> None:
    queue, blobs = ListQueue(), MemoryBlobs()

    Archive(queue, blobs, Ticking()).keep(['{"a":"' + "x" * 300_000 + '"}'])

    assert queue.bodies == []
    assert len(blobs.found) == 1


def test_only_records_that_came_in_the_range_are_replayed() -> None:
    """A file holds some minutes, and is written after the last of them."""
    rows = MemoryTable()
    world = World(rows, OpenCipher(), Ticking())
    lines = [json.dumps({"kind": "change", "received_at": f"2026-11-22T08:{minute}:00.000Z"}) for minute in (58, 59)]
    later = json.dumps({"kind": "change", "received_at": "2026-11-22T09:01:00.000Z"})
    world.blobs.put(
        "raw/2026/11/22/09/2026-11-22T09:04:00.000Z-x.jsonl.gz", gzip.compress("\n".join([*lines, later]).encode()), ""
    )
    handled: list[object] = []

    eight = datetime(2026, 11, 22, 8, tzinfo=UTC)
    report = replay(world.blobs, WatchedTable(rows), handled.append, eight, eight + timedelta(hours=1))

    assert [str(record["received_at"])[11:16] for record in handled] == ["08:58", "08:59"]  # type: ignore[index]
    assert report.records == 2
