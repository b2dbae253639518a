"""The memory table behaves as DynamoDB does (as moto plays it): each story is told to both, and both must answer
alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core.keys import Key, KeyRange
from shared.core.ports import (
    Absent,
    Amend,
    AtMost,
    Below,
    Change,
    Condition,
    Create,
    Delete,
    Equals,
    Every,
    Exists,
    Missing,
    OneOf,
    Row,
    Table,
)
from tests.functional.memory_table import MemoryTable

A, B = Key("P#1", "A"), Key("P#1", "B")


def creating(table: Table) -> object:
    return [table.create(A, {"n": 1, "gone": None}), table.create(A, {"n": 2}), table.get(A), table.get(B)]


def amending(table: Table) -> object:
    return [
        table.amend(A, Change(set={"x": "1"}, once={"y": 1}, add={"count": 2}, append={"list": ["a"]})),
        table.amend(A, Change(once={"y": 2}, add={"count": -1}, append={"list": [b"b", {"c": True}]}, remove=("x",))),
        table.amend(A, Change(set={"x": "2"}), Missing()),
        table.amend(B, Change(set={"x": "2"}), Exists()),
        table.get(B),
    ]


def conditions(table: Table) -> object:
    table.put(A, {"n": 5, "s": "m", "list": ["a", b"b"]})
    asked: list[Condition] = [
        Equals("n", 5),
        Equals("n", 6),
        Equals("missing", 5),
        Equals("list", ["a", b"b"]),
        OneOf("s", ("k", "m")),
        Absent("s"),
        Absent("t"),
        Below("n", 6),
        Below("n", 5),
        AtMost("n", 5),
        Below("t", 1),
        Below("s", "n"),
        Every((Exists(), Below("s", "l"))),
    ]
    return [table.amend(A, Change(add={"hits": 1}), one) is not None for one in asked] + [
        table.amend(B, Change(add={"hits": 1}), one) is not None for one in (Absent("s"), Below("n", 1), Equals("n", 1))
    ]


def deleting(table: Table) -> object:
    table.put(A, {"n": 1})
    return [table.delete(A, Equals("n", 2)), table.delete(A), table.delete(A), table.delete(B, Exists())]


def transacting(table: Table) -> object:
    table.put(A, {"n": 1})
    stories: Sequence[Sequence[Create | Amend | Delete]] = (
        [Create(B, {"n": 2}), Amend(A, Change(set={"n": 3}), Equals("n", 9))],
        [Create(B, {"n": 2}), Amend(A, Change(set={"n": 3}), Equals("n", 1))],
        [Create(B, {"n": 4}), Delete(A)],
        [Delete(A, Equals("n", 3)), Delete(B, Exists())],
    )
    return [(table.transact(parts), table.get(A), table.get(B)) for parts in stories]


def paging(table: Table) -> object:
    for at in range(7):
        table.put(Key("P#1", f"MSG#{at}"), {"n": at})
    table.put(Key("P#1", "CONV#1"), {"inbox_pk": "I", "inbox_sk": "2"})
    table.put(Key("P#2", "CONV#1"), {"inbox_pk": "I", "inbox_sk": "1"})

    def all_of(where: KeyRange, newest_first: bool) -> list[list[str]]:
        pages: list[list[str]] = []
        cursor: str | None = None
        while True:
            page = table.query(where, newest_first=newest_first, limit=3, cursor=cursor)
            pages.append([str(row["sk"]) for row in page.rows])
            cursor = page.cursor
            if cursor is None:
                return [page for page in pages if page]

    return [
        all_of(KeyRange("P#1", "MSG#"), False),
        all_of(KeyRange("P#1", "MSG#"), True),
        [row["sk"] for row in table.scan(KeyRange("P#1"))],
        [row["pk"] for row in table.query(KeyRange("I", index="inbox")).rows],
        [row["sk"] for row in table.query(KeyRange("P#1", upto="MSG#1")).rows],
        sorted(
            str(row["sk"]) for row in table.get_many([Key("P#1", "MSG#1"), Key("P#1", "MSG#9"), Key("P#1", "MSG#1")])
        ),
    ]


@pytest.mark.parametrize("story", [creating, amending, conditions, deleting, transacting, paging])
def test_both_tables_tell_the_same_story(story: Callable[[Table], object], table: DynamoTable) -> None:
    assert story(MemoryTable()) == story(table)


def test_scanning_while_deleting_sees_every_row() -> None:
    table = MemoryTable()
    for at in range(1200):
        table.put(Key("P", f"{at:05d}"), {"n": at})
    seen: list[Row] = []
    for row in table.scan(KeyRange("P")):
        table.delete(Key("P", str(row["sk"])))
        seen.append(row)
    assert len(seen) == 1200
