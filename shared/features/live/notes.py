"""From a changed row to the note that consoles get; most rows change without anybody having to know."""

from __future__ import annotations

from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Row
from shared.core.rows import maybe_text, text
from shared.features.live.service import Note

_ACCOUNT_TYPES = {"account", "number", "template"}


def workspace_of(row: Row) -> WorkspaceId | None:
    """The workspace a row belongs to, read from its key; None for routing rows."""
    parts = text(row, "pk").split("#")
    return WorkspaceId(parts[1]) if parts[0] == "W" else None


def note_of(old: Row | None, new: Row | None) -> Note | None:
    """The note about a row from before and after its change; one of them is None for what was made or deleted."""
    row = new or old
    if row is None:
        return None
    kind = maybe_text(row, "type")
    sk = text(row, "sk")
    if kind == "message":
        _, number, message = sk.split("#", 2)
        return Note("message", conversation=f"{_contact(row)}.{number}", message=message)
    if kind == "conversation":
        # Who just lost sight of it hears of it once more, and drops it.
        owners = frozenset(maybe_text(one, "assignee") for one in (old, new) if one is not None)
        return Note("conversation", conversation=f"{_contact(row)}.{sk.split('#', 1)[1]}", owners=owners)
    if kind == "contact":
        return Note("contact")
    if kind == "notice":
        return Note("notice", only=_user(row, "only_for"))
    if kind == "export":
        return Note("export", only=_user(row, "maker"))
    return Note("account") if kind in _ACCOUNT_TYPES else None


def _user(row: Row, name: str) -> UserId | None:
    found = maybe_text(row, name)
    return UserId(found) if found else None


def _contact(row: Row) -> str:
    return text(row, "pk").rsplit("#", 1)[1]
