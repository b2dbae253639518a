"""Notices in the table. Who has read one is an attribute per reader, so that two readers never overwrite each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shared.core import keys
from shared.core.clock import millis, stamp
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Change, Exists, Row, Table
from shared.core.rows import maybe_text, moment, text
from shared.features.notices.model import Notice, Severity

KEEP_DAYS = 180
_READ = "read_by_"


@dataclass(frozen=True)
class NoticeStore:
    """The questions the product asks about notices."""

    table: Table

    def add(self, ws: WorkspaceId, notice: Notice) -> bool:
        """False when this notice was given before."""
        row: Row = {
            "type": "notice",
            "v": 1,
            "workspace": ws,
            "at": stamp(notice.at),
            "kind": notice.kind,
            "severity": notice.severity,
            "title": notice.title,
            "detail": notice.detail,
            "about": notice.about,
            "ttl": millis(notice.at) // 1000 + KEEP_DAYS * 86_400,
        }
        return self.table.create(keys.notice(ws, notice.id), row)

    def latest(self, ws: WorkspaceId, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        page = self.table.query(keys.notices(ws), newest_first=True, limit=limit, cursor=cursor)
        return [_notice(row) for row in page.rows], page.cursor

    def mark_read(self, ws: WorkspaceId, notice: str, user: UserId, at: datetime) -> bool:
        change = Change(set={f"{_READ}{user}": stamp(at)})
        return self.table.amend(keys.notice(ws, notice), change, Exists()) is not None


def _notice(row: Row) -> Notice:
    return Notice(
        id=text(row, "sk"),
        at=moment(row, "at"),
        kind=text(row, "kind"),
        severity=cast(Severity, text(row, "severity")),
        title=text(row, "title"),
        detail=text(row, "detail"),
        about=maybe_text(row, "about") or "",
        read_by=frozenset(UserId(name.removeprefix(_READ)) for name in row if name.startswith(_READ)),
    )
