"""The ``template`` object of a send (contract 3.4): the composed components, cleaned, with the header's file put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.core.meta import BadContent

_FILES: Final = ("image", "video", "document", "gif")

Json = dict[str, Any]


def template_object(content: Mapping[str, Any], media_id: str | None, filename: str | None) -> Json:
    """``content`` holds ``name``, ``language`` and ``components``; a header may wait for a file (``{"type":"image"}``).

    Components without variables are left out, as Meta wants it.
    """
    name, language = str(content.get("name", "")), str(content.get("language", ""))
    if not name or not language:
        raise BadContent("The template has no name or language.", code="template_missing")
    found: Json = {"name": name, "language": {"code": language}}
    components = [_component(part, media_id, filename) for part in content.get("components") or ()]
    if components:
        found["components"] = components
    return found


def clean(text: object) -> str:
    """Meta refuses newlines, tabs and long runs of spaces in a value, and an empty one."""
    words = " ".join(str(text).split())
    if not words:
        raise BadContent("A variable of the template is empty. Fill in every one.", code="template_parameters")
    return words


def _component(part: Any, media_id: str | None, filename: str | None) -> Any:
    if isinstance(part, Mapping):
        kind = part.get("type")
        if kind in _FILES and not isinstance(part.get(str(kind)), Mapping):
            return {"type": kind, str(kind): _file(str(kind), media_id, filename)}
        return {
            name: clean(value) if name == "text" and kind == "text" else _component(value, media_id, filename)
            for name, value in part.items()
        }
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [_component(one, media_id, filename) for one in part]
    return part


def _file(kind: str, media_id: str | None, filename: str | None) -> Json:
    if not media_id:
        raise BadContent("The template's header needs a file.", code="media_missing")
    return {"id": media_id, "filename": filename} if kind == "document" and filename else {"id": media_id}
