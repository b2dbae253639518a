"""A message template: as Meta lists it, kept so that it can be shown and filled without asking Meta, or as a draft.

DRAFT -> PENDING -> APPROVED | REJECTED, and whatever Meta makes of it later (contract 7.2)
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from shared.core.accounts import ListedTemplate
from shared.core.errors import NotFound
from shared.core.ids import WabaId
from shared.features.templates.pure.definition import Definition

DRAFT: Final = "DRAFT"
APPROVED: Final = "APPROVED"
EDITABLE: Final = frozenset({APPROVED, "REJECTED", "PAUSED"})
NEVER_APPROVED: Final = frozenset({DRAFT, "PENDING", "REJECTED"})
_ID: Final = re.compile(r"([0-9]{1,32})\.([a-z0-9_]{1,512})\.([A-Za-z_]{2,8})")


class UnknownTemplate(NotFound):
    code = "template_not_found"
    title = "There is no such template here"


@dataclass(frozen=True)
class TemplateKey:
    """What Meta tells templates apart by; as text it is the template's id in the API."""

    waba: WabaId
    name: str
    language: str

    def __str__(self) -> str:
        return f"{self.waba}.{self.name}.{self.language}"


def template_key(text: str) -> TemplateKey:
    """The key an id stands for; UnknownTemplate for text that never was one."""
    found = _ID.fullmatch(text)
    if not found:
        raise UnknownTemplate("There is no such template in this workspace.")
    return TemplateKey(WabaId(found[1]), found[2], found[3])


@dataclass(frozen=True)
class Template:
    """One language of one template. ``components`` is Meta's JSON as it came; ``digest`` changes when anything does.

    ``id`` is Meta's, empty for a draft. ``edited`` are the edits of an approved template made here in the last 30 days.
    """

    waba: WabaId
    id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: tuple[Mapping[str, Any], ...]
    quality: str | None
    rejected_reason: str | None
    digest: str
    ttl_seconds: int | None = None
    updated_at: datetime | None = None
    edited: tuple[datetime, ...] = ()

    @property
    def key(self) -> TemplateKey:
        return TemplateKey(self.waba, self.name, self.language)

    @property
    def definition(self) -> Definition:
        return Definition(
            self.name, self.language, self.category, self.components, self.parameter_format, self.ttl_seconds
        )


def same_facts(one: Template, other: Template) -> bool:
    """Whether Meta would list both alike. Compared whole, not by digest: a webhook may have changed our row."""
    return _facts(one) == _facts(other)


def _facts(template: Template) -> Template:
    return replace(template, digest="", ttl_seconds=None, updated_at=None, edited=())


def kept(waba: WabaId, listed: ListedTemplate) -> Template:
    """Meta's answer as what we keep."""
    return stamped(
        Template(
            waba=waba,
            id=listed.id,
            name=listed.name,
            language=listed.language,
            category=listed.category,
            status=listed.status,
            parameter_format=listed.parameter_format,
            components=listed.components,
            quality=listed.quality,
            rejected_reason=listed.rejected_reason,
            digest="",
        )
    )


def stamped(template: Template) -> Template:
    """With the digest of what it says."""
    facts: dict[str, object] = {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "quality": template.quality,
        "rejected_reason": template.rejected_reason,
    }
    if template.ttl_seconds is not None:
        facts["ttl_seconds"] = template.ttl_seconds
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return replace(template, digest=hashlib.sha256(canonical.encode()).hexdigest())
