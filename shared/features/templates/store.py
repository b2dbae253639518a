"""Templates in the table. Every listing carries the time it began; the later one wins, whichever is written last."""

from __future__ import annotations

import json
from dataclasses import dataclass

from shared.core import keys
from shared.core.ids import WabaId, WorkspaceId
from shared.core.ports import AtMost, Change, Row, Table, Value
from shared.core.rows import maybe_text, text
from shared.features.templates.model import Template


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

    def keep(self, ws: WorkspaceId, template: Template, listed_at: int) -> None:
        """``listed_at`` is when the listing began, in milliseconds."""
        row: dict[str, Value] = {
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
            "digest": template.digest,
            "listed_at": listed_at,
        }
        optional = {"quality": template.quality, "rejected_reason": template.rejected_reason}
        row.update({name: value for name, value in optional.items() if value is not None})
        missing = [name for name, value in optional.items() if value is None]
        key = keys.template(ws, template.waba, template.name, template.language)
        self.table.amend(key, Change(set=row, remove=missing), AtMost("listed_at", listed_at))

    def forget(self, ws: WorkspaceId, waba: WabaId, name: str, language: str, listed_at: int) -> None:
        """Gone at Meta, unless a later listing has seen it."""
        self.table.delete(keys.template(ws, waba, name, language), AtMost("listed_at", listed_at))


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
    )
