"""The judge: what the sandbox's ledger and the table say when everything is over, held against what was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.sandbox.client import Control
from tests.chaos.stage import FAILED, NUMBER, Stage

WAITS = ("queued", "sending", "unknown")


@dataclass(frozen=True)
class Line:
    """A message's row, as far as it matters here."""

    contact: str
    id: str
    direction: str
    wamid: str
    client_id: str
    outbox: str
    facts: frozenset[str]
    retry_of: str
    retried_as: str
    due: bool

    @property
    def conversation(self) -> str:
        return f"{self.contact}.{NUMBER}"

    @property
    def needs_retry(self) -> bool:
        """A person would see it as failed, and nobody has pressed Retry."""
        return self.outbox == "unconfirmed" and not self.retried_as


@dataclass
class Book:
    """The table's messages and conversations."""

    lines: dict[str, Line] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    refused: list[Line] = field(default_factory=list)

    def waiting(self) -> list[Line]:
        return [line for line in self.lines.values() if line.outbox in WAITS]

    def to_retry(self) -> list[Line]:
        failed = [line for line in self.refused if not line.retried_as]
        return [line for line in self.lines.values() if line.needs_retry] + failed

    def root(self, line: Line) -> Line:
        """The message a person wrote first, before any Retry."""
        while line.retry_of:
            line = self.lines[line.retry_of]
        return line


def read_book(rows: Iterable[Mapping[str, Any]]) -> Book:
    """From typed JSON rows."""
    book = Book()
    for row in rows:
        pk, sk = row["pk"]["S"], row["sk"]["S"]
        contact = pk.rpartition("#C#")[2]
        if sk.startswith("MSG#"):
            line = _line(contact, sk.rpartition("#")[2], row)
            book.lines[line.id] = line
            reached = line.facts & {"delivered", "read", "played"}
            if "failed" in line.facts and not reached and row["failure"]["M"].get("can_retry", {}).get("BOOL"):
                book.refused.append(line)
        elif sk.startswith("CONV#"):
            book.unread[contact] = int(row.get("unread", {"N": "0"})["N"])
    return book


def _line(contact: str, id_: str, row: Mapping[str, Any]) -> Line:
    def text(name: str) -> str:
        return str(row[name]["S"]) if name in row else ""

    return Line(
        contact=contact,
        id=id_,
        direction=text("direction"),
        wamid=text("wamid"),
        client_id=text("client_id"),
        outbox=text("outbox"),
        facts=frozenset(name.removeprefix("t_") for name in row if name.startswith("t_")),
        retry_of=text("retry_of"),
        retried_as=text("retried_as"),
        due="due_pk" in row,
    )


def judge(stage: Stage, book: Book, asked: Mapping[str, str], replies: set[str], people: Iterable[str]) -> list[str]:
    """Every broken promise in a sentence; nothing when all were kept."""
    ledger = whole_ledger(stage.control)
    return [
        *inbound_kept(book, set(asked)),
        *accepted_once(book, ledger, replies),
        *_nothing_waits(stage, book),
        *_ticks(stage.control, book, people),
    ]


def inbound_kept(book: Book, asked: set[str]) -> list[str]:
    stored = Counter(line.wamid for line in book.lines.values() if line.direction == "in")
    counted = Counter(line.contact for line in book.lines.values() if line.direction == "in")
    found = [
        _many("inbound messages lost", asked - set(stored)),
        _many("inbound messages stored twice", {wamid for wamid, times in stored.items() if times > 1}),
        _many("inbound messages nobody wrote", set(stored) - asked),
        _many(
            "conversations whose unread count is wrong",
            {f"{c}: {book.unread.get(c)} not {n}" for c, n in counted.items() if book.unread.get(c) != n},
        ),
    ]
    return [one for one in found if one]


def accepted_once(book: Book, ledger: list[dict[str, Any]], replies: set[str]) -> list[str]:
    accepted: Counter[str] = Counter()
    strangers = set()
    for entry in ledger:
        line = book.lines.get(str(entry["callback"]).rpartition("|")[2])
        if line is None:
            strangers.add(entry["wamid"])
        else:
            accepted[book.root(line).client_id] += 1
    found = [
        _many("replies never accepted", replies - set(accepted)),
        _many("replies accepted twice", {reply for reply, times in accepted.items() if times > 1}),
        _many("replies nobody wrote", set(accepted) - replies),
        _many("sends without a row", strangers),
    ]
    return [one for one in found if one]


def _nothing_waits(stage: Stage, book: Book) -> list[str]:
    found = [
        _many("messages whose fate is open", {f"{line.id} {line.outbox}" for line in book.waiting()}),
        _many("messages the sweeper still has to look at", {line.id for line in book.lines.values() if line.due}),
        _many("failures nobody retried", {line.id for line in book.to_retry()}),
    ]
    found += [f"{stage.depth(name)} records in {name}" for name in FAILED if stage.depth(name)]
    return [one for one in found if one]


def _ticks(control: Control, book: Book, people: Iterable[str]) -> list[str]:
    """The ticks show what happened on the customers' phones: no stage more, and none less that was reported."""
    wrong = set()
    for person in people:
        for bubble in control.call("GET", f"/chats/{NUMBER}/{person}", None, limit=10_000)["messages"]:
            line = book.lines.get(str(bubble["callback"]).rpartition("|")[2])
            if bubble["direction"] == "out" and line is not None and not ticks_right(line, set(bubble["stages"])):
                wrong.add(f"{line.id} was {sorted(bubble['stages'])} and shows {sorted(line.facts)}")
    return [one for one in [_many("messages with wrong ticks", wrong)] if one]


def ticks_right(line: Line, happened: set[str]) -> bool:
    """Whether a message shows what happened on the phone, one step of grace for the fault `drop_delivered`."""
    shown = line.facts - {"accepted"}
    optional = {"delivered"} if "read" in happened else set()
    return happened - optional <= shown <= happened


def whole_ledger(control: Control) -> list[dict[str, Any]]:
    """Every accepted send."""
    entries: list[dict[str, Any]] = []
    offset: int | None = 0
    while offset is not None:
        page = control.ledger(offset=offset, limit=5000)
        entries += page["items"]
        offset = page["next_offset"]
    return entries


def _many(what: str, which: set[str]) -> str:
    return f"{len(which)} {what}, for example {sorted(which)[:3]}" if which else ""
