"""How an export is written: in slices of some seconds, each a queue record, each made of parts.

A part is the lines of one step. It is written to the bucket under a name nobody else has, and counts once the row has
taken it (with the cursor behind it, if the row is still where the step began): so a slice that was killed or that runs
twice neither loses nor doubles lines, and a part that the row did not take is deleted by who wrote it.

Before every page, and again before the file is made, the maker's membership is read: who was removed, lost the
permission or got other limits stops the export within a page, and everything written so far is deleted.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import AppError, NotFound, RateLimited, Unauthenticated, Unavailable
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Blobs, Queue
from shared.features.exports.lines import ConversationLine, join, part_of
from shared.features.exports.model import CONTENT_TYPES, PERMISSION, Export
from shared.features.exports.service import job
from shared.features.exports.store import ExportStore

PART_SECONDS: Final = 3.0
PART_LINES: Final = 5_000
# What is left of a run for joining the parts, which can't be cut into slices.
JOIN_SECONDS: Final = 25.0

Makers = Callable[[WorkspaceId, UserId], Actor]
"""What somebody (a member, an API key) may do now; NotFound or Unauthenticated when they are not there any more."""

Page = Callable[[Actor, str | None], tuple[Sequence[ConversationLine], str | None]]
"""The lines after a cursor as far as the actor may see them, and the cursor behind them; None at the end."""


class Tell(Protocol):
    """A notice for one person."""

    def __call__(self, ws: WorkspaceId, user: UserId, kind: str, export: str, lines: int) -> None: ...


class _Halt(Exception):
    """The maker may not have this export any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Slices:
    """What the queue's records come to. ``seconds`` is how long a slice works before it makes room for others'."""

    store: ExportStore
    files: Blobs
    queue: Queue
    lines: Callable[[WorkspaceId], Page]
    makers: Makers
    tell: Tell
    clock: Clock
    time_left: Callable[[], float]
    seconds: float

    def deliver(self, raw: Mapping[str, Any]) -> None:
        ws, id_ = WorkspaceId(str(raw["workspace"])), str(raw["export"])
        until, worked = self.time_left() - self.seconds, False
        while True:
            export = self.store.get(ws, id_)
            if export is None:
                return
            if not export.under_way:
                self._settle(export)
                return
            left = self.time_left()
            if worked and (left <= until or (export.walked and left < JOIN_SECONDS)):
                self.queue.send(job(export))
                return
            if not self._go_on(export):
                return
            worked = True

    def _go_on(self, export: Export) -> bool:
        """One step. False when somebody else writes this export."""
        try:
            return self._finish(export) if export.walked else self._step(export)
        except _Halt as halt:
            self.store.end(export, "stopped", self.clock.now(), reason=halt.reason)
        except (Unavailable, RateLimited):
            raise
        except AppError as error:
            self.store.end(export, "failed", self.clock.now(), reason=error.reason)
        return True

    def _step(self, export: Export) -> bool:
        page = self.lines(export.workspace)
        found: list[ConversationLine] = []
        cursor, began = export.cursor, self.time_left()
        while True:
            lines, cursor = page(self._maker(export), cursor)
            found += lines
            long = began - self.time_left() >= min(PART_SECONDS, self.seconds)
            if cursor is None or long or len(found) >= PART_LINES:
                break
        part = f"part-{export.step:05d}-{secrets.token_hex(4)}"
        self.files.put(export.folder + part, part_of(found), CONTENT_TYPES["jsonl"])
        if self.store.advance(export, part, len(found), cursor, self.clock.now()):
            return True
        self.files.delete(export.folder + part)
        return self._over(export)

    def _finish(self, export: Export) -> bool:
        with tempfile.TemporaryFile() as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            rows = join(self._parts(export), export.format, text)
            text.flush()
            file.seek(0)
            self._maker(export)
            self.files.put(export.file, file, CONTENT_TYPES[export.format], disposition="attachment")
            text.detach()
        if self.store.end(export, "done", self.clock.now(), rows=rows):
            return True
        return self._over(export)

    def _parts(self, export: Export) -> Iterator[bytes]:
        for part in export.parts:
            self._maker(export)
            yield self.files.get(export.folder + part)

    def _over(self, export: Export) -> bool:
        """Whether a refused step means that the export is over (then it is settled next), not that another runs it."""
        found = self.store.get(export.workspace, export.id)
        return found is not None and not found.under_way

    def _maker(self, export: Export) -> Actor:
        """The maker as they are now. _Halt when they may not have this any more."""
        try:
            actor = self.makers(export.workspace, export.maker)
        except (NotFound, Unauthenticated) as gone:
            raise _Halt("maker_gone") from gone
        if not actor.may(PERMISSION):
            raise _Halt("not_allowed")
        if (actor.limited, actor.masked) != (export.limited, export.masked):
            raise _Halt("limits_changed")
        return actor

    def _settle(self, export: Export) -> None:
        """It is over: nothing stays but the file of one that is done, and its maker hears of it once."""
        keep = export.file if export.state == "done" else ""
        for key in list(self.files.keys(export.folder)):
            if key != keep:
                self.files.delete(key)
        kind = {"done": "export_ready", "failed": "export_failed"}.get(export.state)
        if kind and not export.told:
            self.tell(export.workspace, export.maker, kind, export.id, export.rows)
            self.store.told(export)
