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

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """For the few checks that depend on what is in the request; the route's own check has been made already."""
        if permission not in self.permissions:
            raise Forbidden(f"Your role here ({self.role}) does not include “{permission}”. Ask an owner or admin.")
