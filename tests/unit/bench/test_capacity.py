"""AWS's rounding rules: each of these fails when its rule is broken."""

from __future__ import annotations

import pytest

from bench.capacity import (
    IndexShape,
    Item,
    TableShape,
    batch_read_units,
    index_units,
    item_bytes,
    read_units,
    shape_of,
    value_bytes,
    write_units,
)

TABLE = TableShape(("pk", "sk"))
INBOX = IndexShape("inbox", ("inbox_pk", "inbox_sk"), ("unread",))
DUE = IndexShape("due", ("due_pk", "due_at"), ())


def sized(size: int) -> Item:
    """An item of exactly so many bytes: pk and sk take 6."""
    return {"pk": {"S": "a"}, "sk": {"S": "b"}, "x": {"S": "." * (size - 7)}}


def listed(minute: str = "12:00", unread: int = 1, more: str = "") -> Item:
    return {
        "pk": {"S": "a"},
        "sk": {"S": "b"},
        "inbox_pk": {"S": "i"},
        "inbox_sk": {"S": minute},
        "unread": {"N": str(unread)},
        "more": {"S": more},
    }


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "kettle"}, 6),
        ({"S": "é🫖"}, 6),
        ({"B": b"\x00" * 30}, 30),
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),
        ({"N": "12345"}, 4),
        ({"N": "1700000000000"}, 2),
        ({"N": "1763812345678"}, 8),
        ({"N": "-12"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"L": []}, 3),
        ({"L": [{"S": "ab"}, {"N": "7"}]}, 3 + (1 + 2) + (1 + 2)),
        ({"M": {"kind": {"S": "member"}}}, 3 + 1 + 4 + 6),
        ({"SS": ["a", "bc"]}, 3),
    ],
)
def test_a_value_has_its_billed_size(value: dict[str, object], size: int) -> None:
    assert value_bytes(value) == size


def test_an_item_is_its_names_and_values() -> None:
    assert item_bytes({"pk": {"S": "W#1"}, "unread": {"N": "12"}}) == 2 + 3 + 6 + 2
    assert item_bytes(sized(1024)) == 1024


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, sized(1024), 1),
        (None, sized(1025), 2),
        (sized(3000), sized(100), 3),
        (sized(100), sized(3000), 3),
        (sized(2049), None, 3),
        (None, None, 1),
    ],
)
def test_a_write_is_sized_on_the_larger_of_before_and_after(
    before: Item | None, after: Item | None, expected: int
) -> None:
    assert write_units(before, after) == expected
    assert write_units(before, after, transactional=True) == 2 * expected


def test_an_index_is_not_written_when_its_entry_stays_as_it_was() -> None:
    assert index_units(INBOX, TABLE, listed(more="before"), listed(more="after")) == 0
    assert index_units(DUE, TABLE, listed(), listed(unread=2)) == 0


def test_a_changed_projection_is_one_write_and_a_moved_sort_key_is_two() -> None:
    assert index_units(INBOX, TABLE, listed(unread=1), listed(unread=2)) == 1
    assert index_units(INBOX, TABLE, listed("12:00"), listed("12:01")) == 2


def test_entering_and_leaving_an_index_is_one_write_each() -> None:
    assert index_units(INBOX, TABLE, None, listed()) == 1
    assert index_units(INBOX, TABLE, sized(100), listed()) == 1
    assert index_units(INBOX, TABLE, listed(), sized(100)) == 1
    assert index_units(INBOX, TABLE, listed(), None) == 1


def test_an_index_is_sized_on_its_own_entry_only() -> None:
    assert index_units(INBOX, TABLE, None, listed(more="." * 5000)) == 1
    assert index_units(IndexShape("all", ("inbox_pk", "inbox_sk"), None), TABLE, None, listed(more="." * 5000)) == 5


def test_reads_go_by_four_kilobytes_and_half_when_eventual() -> None:
    assert read_units(0, consistent=True) == 1
    assert read_units(4096, consistent=True) == 1
    assert read_units(4097, consistent=True) == 2
    assert read_units(4097, consistent=False) == 1
    assert read_units(100, consistent=True, transactional=True) == 2


def test_a_batch_is_rounded_item_by_item_and_a_query_once() -> None:
    assert batch_read_units([100, 100, 0], consistent=True) == 3
    assert read_units(300, consistent=True) == 1


def test_the_template_says_which_attributes_an_index_has() -> None:
    shape = shape_of(
        {
            "KeySchema": [{"AttributeName": "pk"}, {"AttributeName": "sk"}],
            "GlobalSecondaryIndexes": [
                {
                    "IndexName": "inbox",
                    "KeySchema": [{"AttributeName": "inbox_pk"}, {"AttributeName": "inbox_sk"}],
                    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["unread"]},
                },
                {
                    "IndexName": "due",
                    "KeySchema": [{"AttributeName": "due_pk"}, {"AttributeName": "due_at"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                },
            ],
        }
    )

    assert shape == TableShape(("pk", "sk"), (INBOX, DUE))
