"""Who is asking: read once per request, then the first argument of every use case."""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.errors import Forbidden
from shared.core.ids import UserId, WorkspaceId


@dataclass(frozen=True)
class Actor:
    """A member of a workspace, with what the role allows there."""

    workspace: WorkspaceId
    user: UserId
    name: str
    role: str
    permissions: frozenset[str]
    limited: bool = False
    """Sees only their own and unassigned conversations."""
    masked: bool = False
    """Sees no phone numbers."""
    session: str = ""
    """The session's id; empty for machines."""
    key: str = ""
    """The API key's id; empty for people."""

    def sees(self, assignee: str | None) -> bool:
        """Whether a conversation that belongs to ``assignee`` (None: to nobody) is there for this actor."""
        return not self.limited or assignee is None or assignee == self.user

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """For the few checks that depend on what is in the request; the route's own check has been made already."""
        if permission not in self.permissions:
            raise Forbidden(f"Your role here ({self.role}) does not include “{permission}”. Ask an owner or admin.")
