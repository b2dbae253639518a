"""Workspaces, members and people in the table.

A membership is written twice, in one transaction: in the workspace (who is here, with which role) and at the user
(where am I). Only the first is believed. The workspace's row counts its owners, and the count moves in the same
transaction as the roles: of two owners who leave in the same moment, one finds the count moved and looks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.core import keys
from shared.core.clock import stamp
from shared.core.errors import Conflict, Unavailable
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Absent, Amend, Change, Create, Delete, Equals, Every, Exists, Row, Table
from shared.core.rows import flag, maybe_text, moment, number, text
from shared.features.workspaces.model import Member, Workspace

Parts = Sequence[Create | Amend | Delete]
TRIES: Final = 8


@dataclass(frozen=True)
class WorkspaceStore:
    """The questions the product asks about workspaces."""

    table: Table

    def add(self, workspace: Workspace, owner: Member) -> bool:
        """The workspace with its first member; False when the id is taken."""
        row = {**_workspace_row(workspace), "owners": 1}
        parts = [Create(keys.workspace(workspace.id), row), *_membership_rows(owner)]
        return self.table.transact(parts) is None

    def amend(self, ws: WorkspaceId, change: Change) -> bool:
        """False when there is no such workspace."""
        return self.table.amend(keys.workspace(ws), change, Exists()) is not None

    # ── members ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def add_member(self, member: Member, also: Parts = ()) -> bool:
        """False when the person is a member already, or a condition of ``also`` did not hold."""
        return self._settle(member.workspace, [*_membership_rows(member), *also], _owns(member))

    def change_members(self, *changes: tuple[Member, Member]) -> bool:
        """Give members (as they were read) other roles and limits, all or none. False when one was changed meanwhile.

        Conflict when the last owner would be gone.
        """
        parts = [
            Amend(
                keys.member(after.workspace, after.person.id),
                Change(set=_difference(before, after)),
                _as_read(before),
            )
            for before, after in changes
        ]
        more = sum(_owns(after) - _owns(before) for before, after in changes)
        return self._settle(changes[0][0].workspace, parts, more)

    def remove_member(self, member: Member) -> bool:
        """False when the member (as it was read) was changed meanwhile. Conflict for the last owner."""
        parts = [
            Delete(keys.member(member.workspace, member.person.id), _as_read(member)),
            Delete(keys.membership(member.person.id, member.workspace)),
        ]
        return self._settle(member.workspace, parts, -_owns(member))

    def _settle(self, ws: WorkspaceId, parts: Parts, more: int) -> bool:
        """Do the parts, and count ``more`` owners with them."""
        for _ in range(TRIES):
            counted: list[Create | Amend | Delete] = []
            if more:
                owners = self._owners(ws)
                if owners + more < 1:
                    raise Conflict("A workspace needs an owner. Make somebody else an owner first.", code="last_owner")
                count = Change(set={"owners": owners + more})
                counted = [Amend(keys.workspace(ws), count, Equals("owners", owners))]
            failed = self.table.transact([*counted, *parts])
            if failed is None:
                return True
            if not counted or failed > 0:
                return False
        raise Unavailable("Somebody else is changing the owners. Try again in a moment.", code="workspace_busy")

    def _owners(self, ws: WorkspaceId) -> int:
        """How many owners there are; counted once for workspaces from before the count."""
        key = keys.workspace(ws)
        row = self.table.get(key)
        if row is not None and "owners" not in row:
            count = Change(set={"owners": sum(_owns(member) for member in self.members(ws))})
            # Every change of roles counts first, so nobody moves a role while there is no count.
            row = self.table.amend(key, count, Every((Exists(), Absent("owners")))) or self.table.get(key)
        return number(row, "owners") if row else 0

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

    def renamed(self, person: Person) -> None:
        """Lists of members and of whose conversation is whose show the new name and address."""
        change = Change(set={"name": person.name, "email": person.email})
        for row in self.table.scan(keys.memberships(person.id)):
            self.table.amend(keys.member(WorkspaceId(text(row, "workspace")), person.id), change, Exists())

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
        "limited": member.limited,
        "masked": member.masked,
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
        logo=maybe_text(row, "logo"),
    )


def read_member(row: Row) -> Member:
    return Member(
        workspace=WorkspaceId(text(row, "workspace")),
        person=_person(row),
        role=text(row, "role"),
        joined_at=moment(row, "joined_at"),
        limited=flag(row, "limited"),
        masked=flag(row, "masked"),
    )


def _owns(member: Member) -> int:
    return int(member.role == "owner")


def _difference(before: Member, after: Member) -> Row:
    """With another role come its limits; else only what changes, so that two who set different limits both do."""
    wanted: Row = {"role": after.role, "limited": after.limited, "masked": after.masked}
    present = {"role": before.role, "limited": before.limited, "masked": before.masked}
    if after.role != before.role:
        return wanted
    return {name: value for name, value in wanted.items() if value != present[name]}


def _as_read(member: Member) -> Every:
    """Nobody has given the member another role since."""
    return Every((Exists(), Equals("role", member.role)))


def _person(row: Row) -> Person:
    return Person(UserId(text(row, "user")), text(row, "email"), text(row, "name"))
