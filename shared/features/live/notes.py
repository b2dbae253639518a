"""From a changed row to the note that consoles get; most rows change without anybody having to know."""

from __future__ import annotations

from shared.core.ids import WorkspaceId
from shared.core.ports import Row
from shared.core.rows import maybe_text, text
from shared.features.live.service import Note

_ACCOUNT_TYPES = {"account", "number", "template"}


def workspace_of(row: Row) -> WorkspaceId | None:
    """The workspace a row belongs to, read from its key; None for routing rows."""
    parts = text(row, "pk").split("#")
    return WorkspaceId(parts[1]) if parts[0] == "W" else None


def note_of(row: Row) -> Note | None:
    """``row`` as it is now, or as it last was when it was deleted."""
    kind = maybe_text(row, "type")
    sk = text(row, "sk")
    if kind == "message":
        _, number, message = sk.split("#", 2)
        return Note("message", conversation=f"{_contact(row)}.{number}", message=message)
    if kind == "conversation":
        return Note("conversation", conversation=f"{_contact(row)}.{sk.split('#', 1)[1]}")
    if kind == "contact":
        return Note("contact")
    if kind == "notice":
        return Note("notice")
    return Note("account") if kind in _ACCOUNT_TYPES else None


def _contact(row: Row) -> str:
    return text(row, "pk").rsplit("#", 1)[1]
