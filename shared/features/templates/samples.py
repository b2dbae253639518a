"""Samples of header files: what a person uploaded here is handed to Meta, and its handle put in its place.

A component names an upload as ``"example": {"header_handle": ["upload:<upload_id>"]}``. It is exchanged when the
template is saved, so a draft never depends on an upload, which lives for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from shared.core.accounts import MetaApp
from shared.core.errors import AppError, Conflict, FieldProblem, Invalid, Unavailable
from shared.core.ids import WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.templates import MetaTemplates
from shared.features.connections.problems import reading
from shared.features.templates.pure.definition import MEDIA, Part, format_of, kind_of, parts_of, sample_handles

PREFIX: Final = "upload:"
MB: Final = 1 << 20
# Contract 7.5 and 5.5; more than 16 MB would be a film, not a sample.
TYPES: Final[Mapping[str, Mapping[str, int]]] = {
    "IMAGE": {"image/jpeg": 5 * MB, "image/png": 5 * MB},
    "VIDEO": {"video/mp4": 16 * MB},
    "GIF": {"video/mp4": 7 * MB // 2},
    "DOCUMENT": {"application/pdf": 16 * MB},
}


class Files(Protocol):
    """Files people uploaded. Invalid or NotFound when one is not fit."""

    def read_file(self, ws: WorkspaceId, upload: str, types: Mapping[str, int]) -> tuple[bytes, str]: ...


class Access(Protocol):
    """Tokens of accounts."""

    def of_account(self, ws: WorkspaceId, waba: WabaId) -> str: ...


class Troubles(Protocol):
    """What becomes of an account when Meta refuses one of its calls."""

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused) -> None: ...


@dataclass(frozen=True)
class Samples:
    """The way of a sample to Meta."""

    files: Files
    meta: MetaTemplates
    access: Access
    troubles: Troubles
    app: Callable[[], MetaApp]

    def exchanged(self, ws: WorkspaceId, waba: WabaId, components: Sequence[Part]) -> list[dict[str, Any]]:
        """The components with Meta's handles where uploads stood."""
        return self._within(ws, waba, components, "")

    def _within(self, ws: WorkspaceId, waba: WabaId, components: Sequence[Part], prefix: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for part in components:
            copy = dict(part)
            if kind_of(part) == "HEADER" and format_of(part) in MEDIA:
                handles = [
                    self._handle(ws, waba, one, format_of(part), f"{prefix}header.example")
                    for one in sample_handles(part)
                ]
                if handles:
                    copy["example"] = {"header_handle": handles}
            elif kind_of(part) == "CAROUSEL":
                copy["cards"] = [
                    {**card, "components": self._within(ws, waba, parts_of(card, "components"), f"cards.{at}.")}
                    for at, card in enumerate(parts_of(part, "cards"))
                ]
            found.append(copy)
        return found

    def _handle(self, ws: WorkspaceId, waba: WabaId, handle: str, form: str, path: str) -> str:
        if not handle.startswith(PREFIX):
            return handle
        try:
            content, mime_type = self.files.read_file(ws, handle.removeprefix(PREFIX), TYPES[form])
        except AppError as unfit:
            message = unfit.fields[0].message if unfit.fields else unfit.detail
            raise Invalid(message, code=unfit.reason, fields=[FieldProblem(path, message)]) from None
        token = self.access.of_account(ws, waba)
        try:
            return self.meta.sample(self.app().id, token, content, mime_type)
        except GraphRefused as refused:
            self.troubles.refused(ws, waba, refused)
            why = reading(refused)
            raise Conflict(f"{why.title}. {why.advice}", code=why.code) from None
        except (GraphUnknown, GraphUnreachable):
            raise Unavailable("Meta did not take the file. Try again in a moment.", code="meta_unreachable") from None
