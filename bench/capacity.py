"""DynamoDB's arithmetic: how large an item is, and what a read or write of it takes from the bill.

AWS's published rules, because emulators' ConsumedCapacity is wrong. Items are in typed JSON as boto3's clients have it.

    write, base table     1 unit per KB begun of the larger of before and after; a transaction doubles it
    failed condition      billed like a write, on what is there (1 unit when nothing is)
    index                 nothing when no attribute of its entry changes; one write when only projected attributes do;
                          a delete and a put when a key of the index changes; sized on the index's entry
    read                  half a unit (strongly consistent: one) per 4 KB begun; what is not there counts as the least;
                          a query is rounded once over all it read, a batch item by item
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Item = Mapping[str, Mapping[str, Any]]

WRITE_BYTES: Final = 1024
READ_BYTES: Final = 4096
_SETS: Final = {"SS": "S", "NS": "N", "BS": "B"}


@dataclass(frozen=True)
class IndexShape:
    """A global secondary index. ``projected`` are its attributes beside the keys; None means all."""

    name: str
    keys: tuple[str, ...]
    projected: tuple[str, ...] | None


@dataclass(frozen=True)
class TableShape:
    """What decides the bill of a table: its key and its indexes."""

    keys: tuple[str, ...]
    indexes: tuple[IndexShape, ...] = ()


def item_bytes(item: Item) -> int:
    """An item's billed size: names and values."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Mapping[str, Any]) -> int:
    """A value's billed size. Numbers take about a byte per two significant digits and one more (and one for minus)."""
    ((kind, content),) = value.items()
    if kind in _SETS:
        return sum(value_bytes({_SETS[kind]: part}) for part in content)
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return _number_bytes(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + value_bytes(part) for part in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + value_bytes(part) for name, part in content.items())
    raise ValueError(f"unknown attribute type {kind}")


def _number_bytes(text: str) -> int:
    digits = text.lstrip("+-").lower().split("e")[0].replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + text.startswith("-")


def units(size: int, block: int) -> int:
    """Blocks begun, at least one."""
    return max(1, -(-size // block))


def write_units(before: Item | None, after: Item | None, *, transactional: bool = False) -> int:
    """What one write takes from the base table. A failed one is billed as if ``after`` were ``before``."""
    size = max(item_bytes(item) if item else 0 for item in (before, after))
    return units(size, WRITE_BYTES) * (2 if transactional else 1)


def entry_of(index: IndexShape, table: TableShape, item: Item | None) -> Item | None:
    """The item's entry in an index; None when it has none, because a key of the index is missing."""
    if item is None or any(name not in item for name in index.keys):
        return None
    if index.projected is None:
        return item
    names = {*index.keys, *table.keys, *index.projected}
    return {name: value for name, value in item.items() if name in names}


def index_units(index: IndexShape, table: TableShape, before: Item | None, after: Item | None) -> int:
    """What a write takes from an index; an index's share of a transaction is not doubled."""
    old, new = entry_of(index, table, before), entry_of(index, table, after)
    if old == new:
        return 0
    if old is None or new is None:
        return units(item_bytes(old or new or {}), WRITE_BYTES)
    if any(old[name] != new[name] for name in index.keys):
        return units(item_bytes(old), WRITE_BYTES) + units(item_bytes(new), WRITE_BYTES)
    return units(max(item_bytes(old), item_bytes(new)), WRITE_BYTES)


def read_units(size: int, *, consistent: bool, transactional: bool = False) -> float:
    """What reading so many bytes at once takes."""
    return units(size, READ_BYTES) * (2.0 if transactional else 1.0 if consistent else 0.5)


def batch_read_units(sizes: Iterable[int], *, consistent: bool) -> float:
    """A batch is rounded item by item; give 0 for what was not there."""
    return sum(read_units(size, consistent=consistent) for size in sizes)


def shape_of(table: Mapping[str, Any]) -> TableShape:
    """The shape of a table as CloudFormation's template or DescribeTable describes it."""
    indexes = tuple(
        IndexShape(index["IndexName"], _names(index["KeySchema"]), _projected(index["Projection"]))
        for index in table.get("GlobalSecondaryIndexes", ())
    )
    return TableShape(_names(table["KeySchema"]), indexes)


def _names(schema: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(part["AttributeName"] for part in schema)


def _projected(projection: Mapping[str, Any]) -> tuple[str, ...] | None:
    if projection["ProjectionType"] == "ALL":
        return None
    return tuple(projection.get("NonKeyAttributes", ()))
