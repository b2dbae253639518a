"""Invitations in the table: one row in the workspace, and one found by the link's hash that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import UserId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Amend, Change, Create, Delete, Equals, Exists, Row, Table
from shared.core.rows import flag, moment, number, text
from shared.features.workspaces.model import Invitation, Member
from shared.features.workspaces.store import WorkspaceStore

SHOWN_FOR: Final = timedelta(days=30)
"""How long an invitation that nobody accepted stays in the list."""


@dataclass(frozen=True)
class InvitationStore:
    """The questions the product asks about invitations."""

    table: Table
    members: WorkspaceStore

    def add(self, invitation: Invitation) -> bool:
        """False when this address has been invited meanwhile."""
        parts = [Create(_place(invitation), _row(invitation)), _route(invitation)]
        return self.table.transact(parts) is None

    def replace(self, before: Invitation, after: Invitation) -> bool:
        """False when it was accepted, revoked or sent again since it was read."""
        parts: list[Create | Amend | Delete] = [Amend(_place(after), Change(set=_row(after)), _as_read(before))]
        if after.seal != before.seal:
            parts += [Delete(keys.invitation_route(before.seal)), _route(after)]
        return self.table.transact(parts) is None

    def remove(self, invitation: Invitation) -> None:
        """An invitation that was accepted or sent again meanwhile is left alone."""
        route = Delete(keys.invitation_route(invitation.seal))
        self.table.transact([Delete(_place(invitation), _as_read(invitation)), route])

    def accept(self, invitation: Invitation, member: Member) -> bool:
        """The member instead of the invitation; False when somebody used or took back the link in the same moment."""
        taken = [
            Delete(keys.invitation_route(invitation.seal), Exists()),
            Delete(_place(invitation), _as_read(invitation)),
        ]
        return self.members.add_member(member, taken)

    def find(self, ws: WorkspaceId, invitation: str) -> Invitation | None:
        row = self.table.get(keys.invitation(ws, invitation)) if invitation.isalnum() else None
        return _invitation(row) if row else None

    def all(self, ws: WorkspaceId) -> Sequence[Invitation]:
        return [_invitation(row) for row in self.table.scan(keys.invitations(ws))]

    def by_seal(self, seal: str) -> Invitation | None:
        route = self.table.get(keys.invitation_route(seal))
        if route is None:
            return None
        found = self.find(WorkspaceId(text(route, "workspace")), text(route, "invitation"))
        return found if found is not None and found.seal == seal else None

    def count(self, user: UserId, now: datetime) -> int:
        """How many invitations the person has sent today, this one included."""
        ttl = int((now + timedelta(days=2)).timestamp())
        first: Row = {"type": "invitations_sent", "v": 1, "ttl": ttl}
        row = self.table.amend(keys.invited(user, stamp(now)[:10]), Change(once=first, add={"sent": 1}))
        assert row is not None
        return number(row, "sent")


def _place(invitation: Invitation) -> Key:
    return keys.invitation(invitation.workspace, invitation.id)


def _as_read(invitation: Invitation) -> Equals:
    return Equals("seal", invitation.seal)


def _route(invitation: Invitation) -> Create:
    row: Row = {
        "type": "invitation_route",
        "v": 1,
        "workspace": invitation.workspace,
        "invitation": invitation.id,
        "ttl": int((invitation.expires_at + timedelta(days=1)).timestamp()),
    }
    return Create(keys.invitation_route(invitation.seal), row)


def _row(invitation: Invitation) -> Row:
    return {
        "type": "invitation",
        "v": 1,
        "workspace": invitation.workspace,
        "id": invitation.id,
        "email": invitation.email,
        "role": invitation.role,
        "limited": invitation.limited,
        "masked": invitation.masked,
        "invited_by": invitation.invited_by,
        "inviter": invitation.inviter,
        "created_at": stamp(invitation.created_at),
        "sent_at": stamp(invitation.sent_at),
        "expires_at": stamp(invitation.expires_at),
        "seal": invitation.seal,
        "ttl": int((invitation.expires_at + SHOWN_FOR).timestamp()),
    }


def _invitation(row: Row) -> Invitation:
    return Invitation(
        workspace=WorkspaceId(text(row, "workspace")),
        id=text(row, "id"),
        email=text(row, "email"),
        role=text(row, "role"),
        limited=flag(row, "limited"),
        masked=flag(row, "masked"),
        invited_by=UserId(text(row, "invited_by")),
        inviter=text(row, "inviter"),
        created_at=moment(row, "created_at"),
        sent_at=moment(row, "sent_at"),
        expires_at=moment(row, "expires_at"),
        seal=text(row, "seal"),
    )
