"""Time as the product sees it: aware UTC datetimes inside, fixed-width text in keys.

Bare ``isoformat()`` is never used in a key: with another offset or without microseconds it sorts wrong.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from; tests move it by hand."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, always in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """UTC with milliseconds and ``Z``, fixed width, so that text order is time order: ``2026-11-22T15:35:00.000Z``."""
    moment = at.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def parse_stamp(text: str) -> datetime:
    """The moment a ``stamp`` names."""
    return datetime.fromisoformat(text)


def millis(at: datetime) -> int:
    """Whole milliseconds since 1970, floored, without the rounding of floats."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_millis(value: int) -> datetime:
    """The moment that lies ``value`` milliseconds after 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)


def from_unix(seconds: int | str) -> datetime:
    """Meta's unix seconds (text in messages and statuses, integers elsewhere) as a moment."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
