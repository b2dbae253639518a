"""The table in memory, for tests that run the same story hundreds of times. `test_memory_table.py` holds it to
moto's.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence

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
    Page,
    Row,
    Value,
)

INDEXES = {"": ("pk", "sk"), "inbox": ("inbox_pk", "inbox_sk"), "due": ("due_pk", "due_at")}


class MemoryTable:
    """``shared.core.ports.Table`` in a dict. ``rows`` is the whole content, for dumps."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}

    def get(self, key: Key) -> Row | None:
        return copy.deepcopy(self.rows.get((key.pk, key.sk)))

    def get_many(self, keys: Sequence[Key]) -> list[Row]:
        return [row for key in dict.fromkeys(keys) if (row := self.get(key)) is not None]

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        if (key.pk, key.sk) in self.rows:
            return False
        self.put(key, row)
        return True

    def put(self, key: Key, row: Mapping[str, Value]) -> None:
        kept = {name: plain(value) for name, value in row.items() if value is not None}
        self.rows[key.pk, key.sk] = {**kept, "pk": key.pk, "sk": key.sk}

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        row = self.rows.get((key.pk, key.sk))
        if when is not None and not holds(row, when):
            return None
        new: Row = dict(row) if row else {"pk": key.pk, "sk": key.sk}
        for name, value in change.set.items():
            new[name] = plain(value)
        for name, value in change.once.items():
            if row is None or name not in row:
                new[name] = plain(value)
        for name, items in change.append.items():
            before = new.get(name, [])
            assert isinstance(before, list)
            new[name] = [*before, *(plain(item) for item in items)]
        for name, amount in change.add.items():
            was = new.get(name, 0)
            assert isinstance(was, int)
            new[name] = was + amount
        for name in change.remove:
            new.pop(name, None)
        self.rows[key.pk, key.sk] = new
        return copy.deepcopy(new)

    def delete(self, key: Key, when: Condition | None = None) -> Row | None:
        row = self.rows.get((key.pk, key.sk))
        if when is not None and not holds(row, when):
            return None
        return self.rows.pop((key.pk, key.sk), None)

    def query(
        self, where: KeyRange, *, newest_first: bool = False, limit: int = 100, cursor: str | None = None
    ) -> Page:
        pk, sk = INDEXES[where.index]
        found = [
            row
            for row in self.rows.values()
            if row.get(pk) == where.pk
            and str(row.get(sk, "")).startswith(where.begins)
            and (not where.upto or str(row.get(sk, "")) <= where.upto)
            and (not where.below or str(row.get(sk, "")) < where.below)
            and (not where.above or str(row.get(sk, "")) > where.above)
        ]
        found.sort(key=lambda row: (str(row[sk]), str(row["pk"]), str(row["sk"])), reverse=newest_first)
        # Where to go on is a place, not a count: rows may be deleted while somebody pages.
        if cursor is not None:
            found = [row for row in found if (str(row[sk]) < cursor if newest_first else str(row[sk]) > cursor)]
        page = found[:limit]
        return Page(copy.deepcopy(page), str(page[-1][sk]) if len(found) > limit else None)

    def scan(self, where: KeyRange) -> Iterator[Row]:
        cursor: str | None = None
        while True:
            page = self.query(where, limit=500, cursor=cursor)
            yield from page.rows
            cursor = page.cursor
            if cursor is None:
                return

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        touched = [(part.key.pk, part.key.sk) for part in parts]
        assert len(set(touched)) == len(touched), "a transaction touches each row once"
        for at, part in enumerate(parts):
            row = self.rows.get((part.key.pk, part.key.sk))
            when = Missing() if isinstance(part, Create) else part.when
            if when is not None and not holds(row, when):
                return at
        for part in parts:
            match part:
                case Create(key, new):
                    self.put(key, new)
                case Amend(key, change, _):
                    self.amend(key, change)
                case Delete(key, _):
                    self.delete(key)
        return None


def holds(row: Row | None, condition: Condition) -> bool:
    found: Row = row or {}
    match condition:
        case Exists():
            return row is not None
        case Missing():
            return row is None
        case Equals(name, value):
            return name in found and found[name] == plain(value)
        case OneOf(name, values):
            return name in found and found[name] in [plain(value) for value in values]
        case Absent(name):
            return name not in found
        case Below(name, bound):
            return name not in found or found[name] < bound  # type: ignore[operator]
        case AtMost(name, bound):
            return name not in found or found[name] <= bound  # type: ignore[operator]
        case Every(of):
            return all(holds(row, part) for part in of)


def plain(value: Value) -> Value:
    """What a real table hands back: lists for sequences, no floats."""
    assert not isinstance(value, float)
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(part) for part in value]
    return value
