"""Workspaces, members and people in the table.

A membership is written twice, in one transaction: in the workspace (who is here, with which role) and at the user
(where am I). Only the first is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core import keys
from shared.core.clock import stamp
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Change, Create, Row, Table
from shared.core.rows import moment, text
from shared.features.workspaces.model import Member, Workspace


@dataclass(frozen=True)
class WorkspaceStore:
    """The questions the product asks about workspaces."""

    table: Table

    def add(self, workspace: Workspace, owner: Member) -> bool:
        """The workspace with its first member; False when the id is taken."""
        parts = [Create(keys.workspace(workspace.id), _workspace_row(workspace)), *_membership_rows(owner)]
        return self.table.transact(parts) is None

    def add_member(self, member: Member) -> bool:
        """False when the person is a member already."""
        return self.table.transact(_membership_rows(member)) is None

    def workspace(self, ws: WorkspaceId) -> Workspace | None:
        row = self.table.get(keys.workspace(ws))
        return _workspace(row) if row else None

    def member(self, ws: WorkspaceId, user: UserId) -> Member | None:
        row = self.member_row(ws, user)
        return read_member(row) if row else None

    def member_row(self, ws: WorkspaceId, user: UserId) -> Row | None:
        return self.table.get(keys.member(ws, user))

    def members(self, ws: WorkspaceId) -> list[Member]:
        return [read_member(row) for row in self.table.scan(keys.members(ws))]

    def of(self, user: UserId) -> list[tuple[Workspace, Member]]:
        """Every workspace the user is in, with their membership there, oldest first."""
        ids = [WorkspaceId(text(row, "workspace")) for row in self.table.scan(keys.memberships(user))]
        rows = self.table.get_many([key for ws in ids for key in (keys.workspace(ws), keys.member(ws, user))])
        workspaces = {found.id: found for found in (_workspace(row) for row in rows if row["type"] == "workspace")}
        members = {found.workspace: found for found in (read_member(row) for row in rows if row["type"] == "member")}
        pairs = [(workspaces[ws], members[ws]) for ws in ids if ws in workspaces and ws in members]
        return sorted(pairs, key=lambda pair: pair[0].created_at)

    def remember(self, person: Person) -> None:
        """What the person is called, read when they sign in."""
        row: Row = {"type": "person", "v": 1, "user": person.id, "email": person.email, "name": person.name}
        self.table.amend(keys.person(person.id), Change(set=row))

    def person(self, user: UserId) -> Person | None:
        row = self.table.get(keys.person(user))
        return _person(row) if row else None


def _membership_rows(member: Member) -> Sequence[Create]:
    person = member.person
    row: Row = {
        "type": "member",
        "v": 1,
        "workspace": member.workspace,
        "user": person.id,
        "email": person.email,
        "name": person.name,
        "role": member.role,
        "joined_at": stamp(member.joined_at),
    }
    pointer: Row = {"type": "membership", "v": 1, "workspace": member.workspace, "user": person.id}
    return [
        Create(keys.member(member.workspace, person.id), row),
        Create(keys.membership(person.id, member.workspace), pointer),
    ]


def _workspace_row(workspace: Workspace) -> Row:
    return {
        "type": "workspace",
        "v": 1,
        "workspace": workspace.id,
        "name": workspace.name,
        "time_zone": workspace.time_zone,
        "language": workspace.language,
        "created_at": stamp(workspace.created_at),
        "created_by": workspace.created_by,
    }


def _workspace(row: Row) -> Workspace:
    return Workspace(
        id=WorkspaceId(text(row, "workspace")),
        name=text(row, "name"),
        time_zone=text(row, "time_zone"),
        language=text(row, "language"),
        created_at=moment(row, "created_at"),
        created_by=UserId(text(row, "created_by")),
    )


def read_member(row: Row) -> Member:
    return Member(WorkspaceId(text(row, "workspace")), _person(row), text(row, "role"), moment(row, "joined_at"))


def _person(row: Row) -> Person:
    return Person(UserId(text(row, "user")), text(row, "email"), text(row, "name"))
