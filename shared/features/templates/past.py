"""What befell a template: every change of status, category, quality and words, with its time and its author."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import WabaId, WorkspaceId, reference
from shared.core.ports import Row, Table
from shared.core.rows import moment, text
from shared.features.templates.model import Template, TemplateKey
from shared.features.templates.pure.diff import Difference, diff


@dataclass(frozen=True)
class Event:
    """One change. ``kind`` is created, submitted, edited, deleted, gone, or what changed: status, category,
    category_soon, quality, text. ``by`` is who did it, empty for Meta.
    """

    id: str
    at: datetime
    kind: str
    by: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    changes: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Past:
    """The history rows of templates. They outlive the template: its name may come back."""

    table: Table

    def add(self, ws: WorkspaceId, key: TemplateKey, event: Event) -> None:
        """Once, however often it is told."""
        row: Row = {
            "type": "template_event",
            "v": 1,
            "id": event.id,
            "at": stamp(event.at),
            "kind": event.kind,
            "by": event.by,
            "before": event.before,
            "after": event.after,
            "reason": event.reason,
            "changes": json.dumps([[one.path, one.before, one.after] for one in event.changes], ensure_ascii=False),
        }
        self.table.create(keys.template_event(ws, key.waba, key.name, key.language, event.id), row)

    def told(
        self,
        ws: WorkspaceId,
        waba: WabaId,
        name: str,
        language: str,
        event: str,
        at: datetime,
        kind: str,
        before: str,
        after: str,
        reason: str,
    ) -> None:
        """Meta's news, by the id of its event."""
        found = Event(event, at, kind, before=before, after=after, reason=reason)
        self.add(ws, TemplateKey(waba, name, language), found)

    def noticed(self, ws: WorkspaceId, before: Template, after: Template, at: datetime) -> list[Event]:
        """What a listing shows to be different, as far as no webhook has told it."""
        changes = tuple(diff(before.components, after.components))
        found = [
            event_at(at, kind, before=old or "", after=new or "")
            for kind, old, new in (
                ("status", before.status, after.status),
                ("category", before.category, after.category),
                ("quality", before.quality, after.quality),
            )
            if old != new
        ]
        if changes:
            found.append(event_at(at, "text", changes=changes))
        for event in found:
            self.add(ws, after.key, event)
        return found

    def page(
        self, ws: WorkspaceId, key: TemplateKey, limit: int, cursor: str | None
    ) -> tuple[Iterable[Event], str | None]:
        """Newest first."""
        where = keys.template_events(ws, key.waba, key.name, key.language)
        page = self.table.query(where, newest_first=True, limit=limit, cursor=cursor)
        return [_event(row) for row in page.rows], page.cursor


def event_at(
    at: datetime,
    kind: str,
    *,
    by: str = "",
    before: str = "",
    after: str = "",
    changes: tuple[Difference, ...] = (),
) -> Event:
    """An event of our own, with an id that sorts by its time."""
    said = json.dumps([[one.path, one.after] for one in changes])
    return Event(f"{stamp(at)}#{reference(kind, by, before, after, said)}", at, kind, by, before, after, "", changes)


def _event(row: Row) -> Event:
    return Event(
        id=text(row, "id"),
        at=moment(row, "at"),
        kind=text(row, "kind"),
        by=text(row, "by"),
        before=text(row, "before"),
        after=text(row, "after"),
        reason=text(row, "reason"),
        changes=tuple(Difference(*one) for one in json.loads(text(row, "changes"))),
    )
