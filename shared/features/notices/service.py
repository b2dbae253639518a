"""Telling a workspace's people what happened: token trouble, a number restricted, a template rejected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from shared.core.actor import Actor
from shared.core.clock import Clock, stamp
from shared.core.errors import Forbidden, NotFound
from shared.core.ids import UserId, WorkspaceId, reference
from shared.features.notices.choosing import checked, choices, concerns, mails, shows
from shared.features.notices.model import NOTHING_CHOSEN, Choice, Notice, Severity
from shared.features.notices.store import NoticeStore

# A list skips what is not the reader's; after so many reads it hands out what it has and where to go on.
MOST_READS = 12


class UnknownNotice(NotFound):
    """It does not exist, or it is another person's: the answer is the same."""

    code = "notice_not_found"


@dataclass(frozen=True)
class Reader:
    """Somebody who might hear of a notice."""

    user: UserId
    email: str
    name: str
    language: str
    role: str
    permissions: frozenset[str]


class Readers(Protocol):
    """The question notices ask the workspaces: who is there?"""

    def __call__(self, ws: WorkspaceId) -> Sequence[Reader]: ...


@dataclass(frozen=True)
class Notices:
    """The use cases of notices."""

    store: NoticeStore
    clock: Clock

    def give(
        self,
        ws: WorkspaceId,
        kind: str,
        severity: Severity,
        title: str,
        detail: str,
        *,
        about: str = "",
        only_for: UserId | None = None,
    ) -> Notice:
        """A new notice, for everybody it concerns or one person. Callers give one per change, not per failed call."""
        now = self.clock.now()
        mark = reference(kind, about, title, *([only_for] if only_for else []))
        notice = Notice(f"{stamp(now)}-{mark}", now, kind, severity, title, detail, about, only_for)
        self.store.add(ws, notice)
        return notice

    def latest(self, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        """The actor's own, newest first. Reads on while others' are skipped, and never past what it hands out."""
        standing = self.store.standing(actor.workspace, actor.user)
        found: list[Notice] = []
        for _ in range(MOST_READS):
            page, cursor = self.store.latest(actor.workspace, limit - len(found), cursor)
            for notice in page:
                if shows(notice, actor.user, actor.role, actor.permissions, standing):
                    upto = standing.read_upto
                    read = upto is not None and notice.at <= upto
                    found.append(replace(notice, read_by=notice.read_by | {actor.user}) if read else notice)
            if cursor is None or len(found) == limit:
                break
        return found, cursor

    def mark_read(self, actor: Actor, notice: str) -> None:
        """Read by this person; their colleagues still see it as new."""
        present = self.store.find(actor.workspace, notice)
        if present is None or not concerns(present, actor.user, actor.permissions):
            raise UnknownNotice("There is no such notice in this workspace.")
        self.store.mark_read(actor.workspace, notice, actor.user, self.clock.now())

    def mark_all_read(self, actor: Actor) -> None:
        """One mark for everything up to now, however much that is."""
        self.store.read_all(actor.workspace, actor.user, self.clock.now())

    def preferences(self, actor: Actor) -> list[Choice]:
        _people_only(actor)
        return choices(actor.role, actor.permissions, self.store.standing(actor.workspace, actor.user))

    def choose(self, actor: Actor, wanted: Iterable[tuple[str, bool, bool]]) -> list[Choice]:
        """Each as (topic, in product, by mail); a topic that is left out goes back to its default."""
        _people_only(actor)
        self.store.choose(actor.workspace, actor.user, checked(wanted, actor.role))
        return self.preferences(actor)

    def mailing(self, ws: WorkspaceId, notice: str, readers: Readers) -> tuple[Notice, list[Reader]] | None:
        """A notice and who gets a letter about it, as things stand now; None when the notice is gone."""
        found = self.store.find(ws, notice)
        if found is None:
            return None
        standings = self.store.standings(ws)
        return found, [
            one
            for one in readers(ws)
            if mails(found, one.user, one.role, one.permissions, standings.get(one.user, NOTHING_CHOSEN))
        ]


def _people_only(actor: Actor) -> None:
    if actor.key:
        raise Forbidden("An API key has no mailbox. People choose their notices in the console.", code="people_only")
