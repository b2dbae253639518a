"""Exports in the table. Every move is conditional on the state and step it was decided in, so that a slice that runs
twice, or beside the person who stops it, changes nothing it has not seen.

At most so many exports run at once as there are places (slots): a place is taken and given back together with the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Amend, Change, Create, Delete, Equals, Every, OneOf, Row, Table, Value
from shared.core.rows import flag, maybe_moment, maybe_text, moment, number, text, texts
from shared.features.exports.model import ROW_LIFE, UNDER_WAY, Export, State


@dataclass(frozen=True)
class ExportStore:
    """The questions the product asks about exports."""

    table: Table

    def add(self, export: Export) -> bool:
        """False when its place is taken."""
        slot: Row = {"type": "export_slot", "v": 1, "export": export.id}
        parts = [
            Create(keys.export(export.workspace, export.id), _row(export)),
            Create(keys.export_slot(export.workspace, export.slot), slot),
        ]
        return self.table.transact(parts) is None

    def get(self, ws: WorkspaceId, export: str) -> Export | None:
        row = self.table.get(keys.export(ws, export))
        return _export(row, ws) if row else None

    def holder(self, ws: WorkspaceId, slot: int) -> Export | None:
        """Who has this place. One whose export has gone by its time (nobody looked for so long) is nobody's again."""
        place = keys.export_slot(ws, slot)
        row = self.table.get(place)
        if row is None:
            return None
        found = self.get(ws, text(row, "export"))
        if found is None:
            self.table.delete(place, Equals("export", row["export"]))
        return found

    def page(self, ws: WorkspaceId, limit: int, cursor: str | None) -> tuple[list[Export], str | None]:
        """Newest first."""
        found = self.table.query(keys.exports(ws), newest_first=True, limit=limit, cursor=cursor)
        return [_export(row, ws) for row in found.rows], found.cursor

    def advance(self, export: Export, part: str, lines: int, cursor: str | None, at: datetime) -> bool:
        """One part more. False when somebody else was faster or the export is over."""
        change = Change(
            set={"state": "running", "moved_at": stamp(at), **_place(cursor)},
            add={"rows": lines, "step": 1},
            append={"parts": [part]},
            remove=() if cursor else ("cursor",),
        )
        return self.table.amend(keys.export(export.workspace, export.id), change, _as_seen(export)) is not None

    def end(
        self, export: Export, state: State, at: datetime, *, reason: str | None = None, rows: int | None = None
    ) -> bool:
        """To a last state, and the place is free again. False when it is over already or has moved meanwhile."""
        facts: dict[str, Value] = {"state": state, "finished_at": stamp(at), "moved_at": stamp(at)}
        if reason:
            facts["reason"] = reason
        if rows is not None:
            facts["rows"] = rows
        when = _as_seen(export) if state == "done" else OneOf("state", UNDER_WAY)
        parts: list[Amend | Delete] = [
            Amend(keys.export(export.workspace, export.id), Change(set=facts), when),
            Delete(keys.export_slot(export.workspace, export.slot), Equals("export", export.id)),
        ]
        return self.table.transact(parts) is None

    def told(self, export: Export) -> None:
        key = keys.export(export.workspace, export.id)
        self.table.amend(key, Change(set={"told": True}), Equals("state", export.state))


def _as_seen(export: Export) -> Every:
    return Every((OneOf("state", UNDER_WAY), Equals("step", export.step)))


def _place(cursor: str | None) -> dict[str, Value]:
    return {"cursor": cursor} if cursor else {"walked": True}


def _row(export: Export) -> Row:
    return {
        "type": "export",
        "v": 1,
        "workspace": export.workspace,
        "id": export.id,
        "what": export.what,
        "format": export.format,
        "state": export.state,
        "maker": export.maker,
        "maker_name": export.maker_name,
        "limited": export.limited,
        "masked": export.masked,
        "created_at": stamp(export.created_at),
        "moved_at": stamp(export.moved_at),
        "slot": export.slot,
        "rows": 0,
        "step": 0,
        "parts": cast(Sequence[Value], []),
        "ttl": int((export.created_at + ROW_LIFE).timestamp()),
    }


def _export(row: Row, ws: WorkspaceId) -> Export:
    return Export(
        workspace=ws,
        id=text(row, "id"),
        what=cast(Any, text(row, "what")),
        format=cast(Any, text(row, "format")),
        state=cast(State, text(row, "state")),
        maker=UserId(text(row, "maker")),
        maker_name=text(row, "maker_name"),
        limited=flag(row, "limited"),
        masked=flag(row, "masked"),
        created_at=moment(row, "created_at"),
        moved_at=moment(row, "moved_at"),
        slot=number(row, "slot"),
        rows=number(row, "rows"),
        step=number(row, "step"),
        cursor=maybe_text(row, "cursor"),
        walked=flag(row, "walked"),
        parts=texts(row, "parts"),
        reason=maybe_text(row, "reason"),
        finished_at=maybe_moment(row, "finished_at"),
        told=flag(row, "told"),
    )
