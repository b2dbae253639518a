"""A message template as Meta lists it, kept so that it can be shown and filled without asking Meta."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.core.accounts import ListedTemplate
from shared.core.ids import WabaId


@dataclass(frozen=True)
class Template:
    """One language of one template. ``components`` is Meta's JSON as it came; ``digest`` changes when anything does."""

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


def kept(waba: WabaId, listed: ListedTemplate) -> Template:
    """Meta's answer as what we keep."""
    facts = {
        "id": listed.id,
        "name": listed.name,
        "language": listed.language,
        "category": listed.category,
        "status": listed.status,
        "parameter_format": listed.parameter_format,
        "components": listed.components,
        "quality": listed.quality,
        "rejected_reason": listed.rejected_reason,
    }
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Template(
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
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )
