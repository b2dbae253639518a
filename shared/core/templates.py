"""What Meta takes of templates: the port through which they are made, edited and deleted (contract 7.1).

All calls raise ``GraphRefused``, ``GraphUnknown`` or ``GraphUnreachable`` (``core/meta.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.core.ids import WabaId


@dataclass(frozen=True)
class WantedTemplate:
    """A template as its author wants it. ``ttl_seconds`` None leaves it to Meta."""

    name: str
    language: str
    category: str
    parameter_format: str
    components: Sequence[Mapping[str, Any]]
    ttl_seconds: int | None = None


@dataclass(frozen=True)
class MadeTemplate:
    """Meta's answer to a new template. Status and category are Meta's decision, not what was asked for."""

    id: str
    status: str
    category: str


class MetaTemplates(Protocol):
    """Meta's side of authoring."""

    def create(self, token: str, waba: WabaId, wanted: WantedTemplate) -> MadeTemplate: ...

    def edit(self, token: str, template: str, wanted: WantedTemplate, category: str | None) -> None:
        """Replaces the components. ``category`` None leaves it: an approved template's can't be edited."""
        ...

    def delete(self, token: str, waba: WabaId, name: str, template: str) -> None:
        """One language of a name; ``template`` is Meta's id."""
        ...

    def sample(self, app: str, token: str, data: bytes, mime_type: str) -> str:
        """A file for the reviewers; the handle that stands for it in a header's example (contract 7.5)."""
        ...
