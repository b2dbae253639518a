"""The lines of an export and how they are written: CSV for spreadsheets, JSON lines for programs. Pure.

While an export is under way its lines lie in parts, as JSON lines; the file itself is made of the parts at the end.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import IO, Any, Final

# A spreadsheet takes a cell that begins so for a formula, and a customer may call themselves anything.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK: Final = "\ufeff"  # else Excel reads a CSV file in the encoding of the country it was bought in


@dataclass(frozen=True)
class ConversationLine:
    """One conversation. Times are stamps, ``phone`` is digits with country code, or masked."""

    conversation_id: str
    contact_id: str
    name: str
    phone: str
    username: str
    number: str
    status: str
    assignee: str
    tags: Sequence[str]
    priority: str
    unread: int
    last_message_at: str
    last_direction: str
    last_kind: str
    created_at: str


COLUMNS: Final = tuple(one.name for one in fields(ConversationLine))
IDENTITY: Final = "conversation_id"


def part_of(lines: Iterable[ConversationLine]) -> bytes:
    dumped = (json.dumps(asdict(line), ensure_ascii=False, separators=(",", ":")) for line in lines)
    return "".join(f"{text}\n" for text in dumped).encode()


def join(parts: Iterable[bytes], form: str, into: IO[str]) -> int:
    """Everything as one file, each conversation once; how many there are.

    A conversation that moved in the list while the export walked along it was met twice: the first time counts.
    """
    seen: set[str] = set()
    if form == "csv":
        into.write(BYTE_ORDER_MARK)
        writer = csv.writer(into, lineterminator="\r\n")
        writer.writerow(COLUMNS)
    for part in parts:
        for text in part.decode().split("\n"):
            line: dict[str, Any] = json.loads(text) if text else {}
            if not line or line[IDENTITY] in seen:
                continue
            seen.add(line[IDENTITY])
            if form == "csv":
                writer.writerow(cells(line))
            else:
                into.write(f"{text}\n")
    return len(seen)


def cells(line: Mapping[str, Any]) -> list[str]:
    return [_cell(line[name]) for name in COLUMNS]


def _cell(value: Any) -> str:
    words = ", ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)
    return f"'{words}" if words.lstrip(" ").startswith(FORMULA) else words
