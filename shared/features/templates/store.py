"""Templates in the table. Every listing carries the time it began; the later one wins, whichever is written last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.core import keys
from shared.core.clock import from_millis, millis, parse_stamp, stamp
from shared.core.ids import WabaId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Absent, AtMost, Change, Create, Delete, Equals, Every, Exists, Row, Table, Value
from shared.core.rows import maybe_moment, maybe_text, moment, number, text, texts
from shared.core.templates import MadeTemplate
from shared.features.templates.limits import MONTH
from shared.features.templates.model import APPROVED, DRAFT, Template, TemplateKey, stamped

_OPTIONAL = ("quality", "rejected_reason", "ttl_seconds")


@dataclass(frozen=True)
class TemplateStore:
    """The questions the product asks about templates."""

    table: Table

    def get(self, ws: WorkspaceId, waba: WabaId, name: str, language: str) -> Template | None:
        row = self.table.get(keys.template(ws, waba, name, language))
        return _template(row) if row else None

    def all(self, ws: WorkspaceId, waba: WabaId) -> list[Template]:
        """By name and language."""
        return [_template(row) for row in self.table.scan(keys.templates(ws, waba))]

    # ── as Meta lists them ──────────────────────────────────────────────────────────────────────────────────────────

    def keep(self, ws: WorkspaceId, template: Template, listed_at: int) -> None:
        """``listed_at`` is when the listing began, in milliseconds. What is known here only stays as it is."""
        row = {**_row(ws, template, from_millis(listed_at)), "listed_at": listed_at}
        missing = [name for name in ("quality", "rejected_reason") if name not in row]
        self.table.amend(_key(ws, template.key), Change(set=row, remove=missing), AtMost("listed_at", listed_at))

    def forget(self, ws: WorkspaceId, waba: WabaId, name: str, language: str, listed_at: int) -> None:
        """Gone at Meta, unless a later listing has seen it."""
        self.table.delete(keys.template(ws, waba, name, language), AtMost("listed_at", listed_at))

    # ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def draft(self, ws: WorkspaceId, draft: Template, now: datetime) -> bool:
        """False when there is a template of this name and language already."""
        return self.table.create(_key(ws, draft.key), _row(ws, draft, now))

    def redraft(self, ws: WorkspaceId, before: Template, after: Template, now: datetime) -> bool:
        """False when somebody else has changed the draft meanwhile."""
        row = _row(ws, after, now)
        missing = [name for name in _OPTIONAL if name not in row]
        change = Change(set=row, remove=missing)
        return self.table.amend(_key(ws, before.key), change, _unchanged(before)) is not None

    def rename(self, ws: WorkspaceId, before: Template, after: Template, now: datetime) -> int | None:
        """None when done, 0 when the new name is taken, 1 when somebody else has changed the draft meanwhile."""
        parts = (Create(_key(ws, after.key), _row(ws, after, now)), Delete(_key(ws, before.key), _unchanged(before)))
        return self.table.transact(parts)

    def discard(self, ws: WorkspaceId, draft: Template) -> bool:
        """False when it is no draft any more."""
        return self.table.delete(_key(ws, draft.key), Equals("status", DRAFT)) is not None

    # ── what we have done at Meta ───────────────────────────────────────────────────────────────────────────────────

    def submitted(self, ws: WorkspaceId, draft: Template, made: MadeTemplate, now: datetime) -> None:
        """Meta's news may have come before its answer: then the status is theirs."""
        key = _key(ws, draft.key)
        known: dict[str, Value] = {
            "id": made.id,
            "category": made.category,
            "listed_at": millis(now),
            "updated_at": stamp(now),
        }
        first = Change(set={**known, "status": made.status})
        if self.table.amend(key, first, Equals("status", DRAFT)) is None:
            self.table.amend(key, Change(set=known), Exists())

    def status_mark(self, ws: WorkspaceId, key: TemplateKey) -> str | None:
        """Of which news the status is: to tell whether newer ones have come."""
        row = self.table.get(_key(ws, key))
        return maybe_text(row, "status_version") if row else None

    def edited(self, ws: WorkspaceId, before: Template, after: Template, mark: str | None, now: datetime) -> None:
        """Back to review, unless Meta's verdict has come before its answer. ``mark`` is the status before the call."""
        key = _key(ws, before.key)
        row = {**_row(ws, after, now), "listed_at": millis(now)}
        if before.status == APPROVED:
            row["edited"] = [stamp(at) for at in before.edited if now - at < MONTH] + [stamp(now)]
        same = Absent("status_version") if mark is None else Equals("status_version", mark)
        if self.table.amend(key, Change(set={**row, "status": "PENDING"}), same) is None:
            del row["status"]
            self.table.amend(key, Change(set=row), Exists())

    def deleted(self, ws: WorkspaceId, gone: Template, until: datetime | None, whole_name: bool, now: datetime) -> None:
        """The row goes; with ``until`` its name stays blocked, in all languages when it was the last."""
        self.table.delete(_key(ws, gone.key))
        if until is None:
            return
        language = "" if whole_name else gone.language
        block: Row = {
            "type": "template_gone",
            "v": 1,
            "until": stamp(until),
            "deleted_at": stamp(now),
            "ttl": int((until + timedelta(days=1)).timestamp()),
        }
        self.table.put(keys.template_gone(ws, gone.waba, gone.name, language), block)

    def blocked_until(self, ws: WorkspaceId, key: TemplateKey, now: datetime) -> datetime | None:
        """Until when Meta refuses a template of this name and language."""
        places = [keys.template_gone(ws, key.waba, key.name, language) for language in ("", key.language)]
        ends = [moment(row, "until") for row in self.table.get_many(places)]
        return max((end for end in ends if end > now), default=None)


def _key(ws: WorkspaceId, key: TemplateKey) -> Key:
    return keys.template(ws, key.waba, key.name, key.language)


def _unchanged(draft: Template) -> Every:
    return Every((Equals("status", DRAFT), Equals("digest", draft.digest)))


def _row(ws: WorkspaceId, template: Template, now: datetime) -> Row:
    row: Row = {
        "type": "template",
        "v": 1,
        "workspace": ws,
        "waba": template.waba,
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "parameter_format": template.parameter_format,
        # As text: DynamoDB's numbers would turn Meta's floats and long integers into something else.
        "components": json.dumps(template.components, ensure_ascii=False, separators=(",", ":")),
        "digest": stamped(template).digest,
        "updated_at": stamp(now),
    }
    optional: Mapping[str, Any] = {name: getattr(template, name) for name in _OPTIONAL}
    row.update({name: value for name, value in optional.items() if value is not None})
    return row


def _template(row: Row) -> Template:
    return Template(
        waba=WabaId(text(row, "waba")),
        id=text(row, "id"),
        name=text(row, "name"),
        language=text(row, "language"),
        category=text(row, "category"),
        status=text(row, "status"),
        parameter_format=text(row, "parameter_format"),
        components=tuple(json.loads(text(row, "components"))),
        quality=maybe_text(row, "quality"),
        rejected_reason=maybe_text(row, "rejected_reason"),
        digest=text(row, "digest"),
        ttl_seconds=number(row, "ttl_seconds") if row.get("ttl_seconds") is not None else None,
        updated_at=maybe_moment(row, "updated_at"),
        edited=tuple(parse_stamp(one) for one in texts(row, "edited")),
    )
