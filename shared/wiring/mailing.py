"""Where mails meet the notices and the workspaces: who is there, what they are called, which language they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core import keys
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Table
from shared.core.rows import maybe_text, text
from shared.features.mail.ports import Addressee, NoticeMail
from shared.features.notices.kinds import topic_of
from shared.features.notices.service import Notices, Reader
from shared.features.workspaces.roles import permissions_of
from shared.features.workspaces.store import WorkspaceStore


@dataclass(frozen=True)
class MailedNotices:
    """``mail.ports.NoticeMails``: the notices' answer, about the workspace's people."""

    notices: Notices
    workspaces: WorkspaceStore
    table: Table

    def __call__(self, ws: WorkspaceId, notice: str) -> NoticeMail | None:
        workspace = self.workspaces.workspace(ws)
        found = self.notices.mailing(ws, notice, self._readers)
        if workspace is None or found is None:
            return None
        told, readers = found
        facts = {
            "workspace": workspace.name,
            "workspace_id": ws,
            "topic": topic_of(told.kind).name,
            "severity": told.severity,
            "title": told.title,
            "detail": told.detail,
        }
        addressees = [Addressee(one.user, one.email, one.language or workspace.language, one.name) for one in readers]
        return NoticeMail(facts, told.kind, told.about, addressees)

    def _readers(self, ws: WorkspaceId) -> Sequence[Reader]:
        """The members as their own rows say: an address that has changed has changed there first."""
        members = self.workspaces.members(ws)
        people = {
            UserId(text(row, "user")): row
            for row in self.table.get_many([keys.person(member.person.id) for member in members])
        }
        readers = []
        for member in members:
            row = people.get(member.person.id, {})
            readers.append(
                Reader(
                    member.person.id,
                    maybe_text(row, "email") or member.person.email,
                    maybe_text(row, "name") or member.person.name,
                    maybe_text(row, "language") or "",
                    member.role,
                    permissions_of(member.role),
                )
            )
        return readers
