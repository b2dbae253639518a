"""Authoring templates at Meta: ``shared.core.templates.MetaTemplates`` over the Graph client (contract 7.1)."""

from __future__ import annotations

from typing import Any

from shared.adapters.meta.numbers import GraphNumbers, UploadCalls
from shared.adapters.meta.reading import text
from shared.core.ids import WabaId
from shared.core.meta import GraphUnknown
from shared.core.templates import MadeTemplate, WantedTemplate


class GraphTemplates:
    """Wishes in Meta's JSON, answers in the product's types."""

    def __init__(self, graph: UploadCalls) -> None:
        self._graph = graph

    def create(self, token: str, waba: WabaId, wanted: WantedTemplate) -> MadeTemplate:
        body = {
            "name": wanted.name,
            "language": wanted.language,
            "category": wanted.category,
            "parameter_format": wanted.parameter_format,
            **_contents(wanted),
        }
        answer = self._graph.call("POST", f"{waba}/message_templates", token=token, json=body)
        made = text(answer.get("id"))
        if not made:
            raise GraphUnknown("no id in the answer")
        return MadeTemplate(
            made, text(answer.get("status")) or "PENDING", text(answer.get("category")) or wanted.category
        )

    def edit(self, token: str, template: str, wanted: WantedTemplate, category: str | None) -> None:
        body = _contents(wanted)
        if category is not None:
            body["category"] = category
        answer = self._graph.call("POST", template, token=token, json=body)
        if answer.get("success") is not True:
            raise GraphUnknown("no success in the answer")

    def delete(self, token: str, waba: WabaId, name: str, template: str) -> None:
        params: dict[str, str | int | bool] = {"name": name, "hsm_id": template}
        answer = self._graph.call("DELETE", f"{waba}/message_templates", token=token, params=params)
        if answer.get("success") is not True:
            raise GraphUnknown("no success in the answer")

    def sample(self, app: str, token: str, data: bytes, mime_type: str) -> str:
        return GraphNumbers(self._graph).upload(app, token, data, mime_type)


def _contents(wanted: WantedTemplate) -> dict[str, Any]:
    found: dict[str, Any] = {"components": [dict(part) for part in wanted.components]}
    if wanted.ttl_seconds is not None:
        found["message_send_ttl_seconds"] = wanted.ttl_seconds
    return found
