"""An export: a part of the workspace's data as one file, written slice by slice. Pure.

queued → running → done
                 → stopped   somebody stopped it, or its maker may no longer have it
                 → failed    it could not be written
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from shared.core.ids import UserId, WorkspaceId

What = Literal["conversations"]
Format = Literal["csv", "jsonl"]
State = Literal["queued", "running", "done", "failed", "stopped"]

PERMISSION: Final = "exports.create"
UNDER_WAY: Final[tuple[State, ...]] = ("queued", "running")
MOST_AT_ONCE: Final = 2
# The bucket forgets exports after seven days (template.yaml); the row says so a little earlier.
FILE_LIFE: Final = timedelta(days=7) - timedelta(hours=1)
ROW_LIFE: Final = timedelta(days=30)
# A slice writes every few seconds; what has not moved for so long has lost its queue record.
STALLED: Final = timedelta(minutes=30)
CONTENT_TYPES: Final = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@dataclass(frozen=True)
class Export:
    """``cursor`` is where the next slice goes on, ``step`` how many parts were written, ``walked`` that none is
    missing. ``limited`` and ``masked`` are what its maker was when it began: other limits would be another file.
    """

    workspace: WorkspaceId
    id: str
    what: What
    format: Format
    state: State
    maker: UserId
    maker_name: str
    limited: bool
    masked: bool
    created_at: datetime
    moved_at: datetime
    slot: int
    rows: int = 0
    step: int = 0
    cursor: str | None = None
    walked: bool = False
    parts: tuple[str, ...] = ()
    reason: str | None = None
    finished_at: datetime | None = None
    told: bool = False

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    def stalled(self, now: datetime) -> bool:
        return self.under_way and now - self.moved_at >= STALLED

    @property
    def expires_at(self) -> datetime | None:
        """Until when the file can be had."""
        return self.finished_at + FILE_LIFE if self.state == "done" and self.finished_at else None

    @property
    def folder(self) -> str:
        """Where its files lie in the media bucket."""
        return f"exports/{self.workspace}/{self.id}/"

    @property
    def file(self) -> str:
        return f"{self.folder}export.{self.format}"

    @property
    def filename(self) -> str:
        return f"{self.what}-{self.created_at:%Y-%m-%d}.{self.format}"
