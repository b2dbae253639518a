"""Notices in the table. Who has read one is an attribute per reader, so that two readers never overwrite each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shared.core import keys
from shared.core.clock import millis, stamp
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Change, Exists, Row, Table, Value
from shared.core.rows import flag, mapping, maybe_moment, maybe_text, moment, text
from shared.features.notices.model import NOTHING_CHOSEN, Notice, Severity, Standing

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
            "only_for": notice.only_for,
            "ttl": millis(notice.at) // 1000 + KEEP_DAYS * 86_400,
        }
        return self.table.create(keys.notice(ws, notice.id), row)

    def latest(self, ws: WorkspaceId, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        page = self.table.query(keys.notices(ws), newest_first=True, limit=limit, cursor=cursor)
        return [read_notice(row) for row in page.rows], page.cursor

    def find(self, ws: WorkspaceId, notice: str) -> Notice | None:
        row = self.table.get(keys.notice(ws, notice))
        return read_notice(row) if row else None

    def mark_read(self, ws: WorkspaceId, notice: str, user: UserId, at: datetime) -> bool:
        change = Change(set={f"{_READ}{user}": stamp(at)})
        return self.table.amend(keys.notice(ws, notice), change, Exists()) is not None

    # ── what each person wants of them ──────────────────────────────────────────────────────────────────────────────

    def standing(self, ws: WorkspaceId, user: UserId) -> Standing:
        row = self.table.get(keys.notice_standing(ws, user))
        return _standing(row) if row else NOTHING_CHOSEN

    def standings(self, ws: WorkspaceId) -> dict[UserId, Standing]:
        """Of everybody here who ever chose or read anything."""
        found = self.table.scan(keys.notice_standings(ws))
        return {UserId(text(row, "user")): _standing(row) for row in found}

    def choose(self, ws: WorkspaceId, user: UserId, chosen: Mapping[str, tuple[bool, bool]]) -> None:
        stored: dict[str, Value] = {
            topic: {"in_product": in_product, "email": email} for topic, (in_product, email) in chosen.items()
        }
        self._amend(ws, user, {"chosen": stored})

    def read_all(self, ws: WorkspaceId, user: UserId, upto: datetime) -> None:
        self._amend(ws, user, {"read_upto": stamp(upto)})

    def _amend(self, ws: WorkspaceId, user: UserId, attributes: Mapping[str, Value]) -> None:
        change = Change(set={"type": "notice_standing", "v": 1, "user": user, **attributes})
        self.table.amend(keys.notice_standing(ws, user), change)


def read_notice(row: Row) -> Notice:
    """The notice in a row as read, or as the table's stream tells it."""
    only_for = maybe_text(row, "only_for")
    return Notice(
        id=text(row, "sk"),
        at=moment(row, "at"),
        kind=text(row, "kind"),
        severity=cast(Severity, text(row, "severity")),
        title=text(row, "title"),
        detail=text(row, "detail"),
        about=maybe_text(row, "about") or "",
        only_for=UserId(only_for) if only_for else None,
        read_by=frozenset(UserId(name.removeprefix(_READ)) for name in row if name.startswith(_READ)),
    )


def _standing(row: Row) -> Standing:
    chosen: dict[str, tuple[bool, bool]] = {}
    for topic, one in (mapping(row, "chosen") or {}).items():
        if isinstance(one, Mapping):
            chosen[topic] = (flag(one, "in_product"), flag(one, "email"))
    return Standing(chosen, maybe_moment(row, "read_upto"))
