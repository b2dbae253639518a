"""Reading attributes of a row with the type they were written with; a row that says otherwise is corrupt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from shared.core.clock import parse_stamp
from shared.core.ports import Value


def text(row: Mapping[str, Value], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not text")
    return value


def maybe_text(row: Mapping[str, Value], name: str) -> str | None:
    return text(row, name) if row.get(name) is not None else None


def number(row: Mapping[str, Value], name: str, default: int = 0) -> int:
    value = row.get(name, default)
    if not isinstance(value, int):
        raise TypeError(f"{name} is not a whole number")
    return value


def flag(row: Mapping[str, Value], name: str) -> bool:
    return row.get(name) is True


def blob(row: Mapping[str, Value], name: str) -> bytes | None:
    value = row.get(name)
    if value is None or isinstance(value, bytes):
        return value
    raise TypeError(f"{name} is not binary")


def moment(row: Mapping[str, Value], name: str) -> datetime:
    return parse_stamp(text(row, name))


def maybe_moment(row: Mapping[str, Value], name: str) -> datetime | None:
    found = maybe_text(row, name)
    return parse_stamp(found) if found else None


def mapping(row: Mapping[str, Value], name: str) -> Mapping[str, Value] | None:
    value = row.get(name)
    if value is None or isinstance(value, Mapping):
        return value
    raise TypeError(f"{name} is not a map")


def texts(row: Mapping[str, Value], name: str) -> tuple[str, ...]:
    value = row.get(name)
    if value is None:
        return ()
    if isinstance(value, str | bytes) or not isinstance(value, list | tuple):
        raise TypeError(f"{name} is not a list")
    return tuple(str(part) for part in value)
