"""Telling a workspace's people what happened: token trouble, a number restricted, a template rejected."""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.actor import Actor
from shared.core.clock import Clock, stamp
from shared.core.errors import NotFound
from shared.core.ids import WorkspaceId, reference
from shared.features.notices.model import Notice, Severity
from shared.features.notices.store import NoticeStore


@dataclass(frozen=True)
class Notices:
    """The use cases of notices."""

    store: NoticeStore
    clock: Clock

    def give(
        self, ws: WorkspaceId, kind: str, severity: Severity, title: str, detail: str, *, about: str = ""
    ) -> Notice:
        """A new notice. Callers give one per change, not one per failed call."""
        now = self.clock.now()
        notice = Notice(f"{stamp(now)}-{reference(kind, about, title)}", now, kind, severity, title, detail, about)
        self.store.add(ws, notice)
        return notice

    def latest(self, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        return self.store.latest(actor.workspace, limit, cursor)

    def mark_read(self, actor: Actor, notice: str) -> None:
        """Read by this person; their colleagues still see it as new."""
        if not self.store.mark_read(actor.workspace, notice, actor.user, self.clock.now()):
            raise NotFound("There is no such notice in this workspace.", code="notice_not_found")
