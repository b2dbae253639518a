"""Workspaces and their members. ``membership`` is asked on every request: it turns a user into an ``Actor``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import Conflict, NotFound, Unauthenticated
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId, new_id
from shared.core.ports import Change, Row, Value
from shared.features.workspaces.model import (
    Member,
    Workspace,
    check_language,
    check_name,
    check_role,
    check_zone,
)
from shared.features.workspaces.roles import permissions_of
from shared.features.workspaces.store import WorkspaceStore, read_member

MOST_WORKSPACES: Final = 50


class UnknownWorkspace(NotFound):
    """It does not exist or the user is not a member: the answer is the same, so that strangers learn nothing."""

    code = "workspace_not_found"


@dataclass(frozen=True)
class Workspaces:
    """The use cases of workspaces."""

    store: WorkspaceStore
    clock: Clock

    def create(self, owner: Person, name: str, *, time_zone: str = "UTC", language: str = "en") -> Workspace:
        """A new workspace with this person as its owner."""
        if len(self.store.of(owner.id)) >= MOST_WORKSPACES:
            raise Conflict(
                f"One person can be in {MOST_WORKSPACES} workspaces. Leave one first.", code="too_many_workspaces"
            )
        now = self.clock.now()
        ws = WorkspaceId(f"ws_{new_id(now)}")
        workspace = Workspace(ws, check_name(name), check_zone(time_zone), check_language(language), now, owner.id)
        if not self.store.add(workspace, Member(ws, owner, "owner", now)):
            raise Conflict("This id is taken. Try again.", code="id_taken")
        self.store.remember(owner)
        return workspace

    def change(
        self, actor: Actor, *, name: str | None = None, time_zone: str | None = None, language: str | None = None
    ) -> Workspace:
        """Another name, zone or language; None stays as it is."""
        wanted: dict[str, Value] = {}
        if name is not None:
            wanted["name"] = check_name(name)
        if time_zone is not None:
            wanted["time_zone"] = check_zone(time_zone)
        if language is not None:
            wanted["language"] = check_language(language)
        if wanted:
            self.store.amend(actor.workspace, Change(set=wanted))
        return self.read(actor)

    def renamed(self, person: Person) -> None:
        """Somebody has another name or address: every list that shows them says so."""
        self.store.renamed(person)

    def add_member(self, ws: WorkspaceId, person: Person, role: str) -> Member:
        """For the machine's flows (seeding, accepted invitations); who is a member already keeps their role."""
        member = Member(ws, person, check_role(role), self.clock.now())
        self.store.remember(person)
        if self.store.add_member(member):
            return member
        present = self.store.member(ws, person.id)
        if present is None:
            raise Conflict("This person could not be added. Try again.", code="member_not_added")
        return present

    def membership(self, ws: WorkspaceId, user: UserId) -> Actor:
        """Who the user is in this workspace; NotFound for strangers."""
        return self.actor(ws, user, self.store.member_row(ws, user), session="")

    def actor(self, ws: WorkspaceId, user: UserId, row: Row | None, *, session: str) -> Actor:
        """The same from a membership row that was read already."""
        if row is None:
            raise UnknownWorkspace("There is no such workspace, or you are not a member of it.")
        member = read_member(row)
        return Actor(
            workspace=ws,
            user=user,
            name=member.person.name,
            role=member.role,
            permissions=permissions_of(member.role),
            limited=member.limited,
            masked=member.masked,
            session=session,
        )

    def workspaces_of(self, user: UserId) -> list[tuple[Workspace, Member]]:
        return self.store.of(user)

    def person(self, user: UserId) -> Person:
        """What the signed-in person is called."""
        person = self.store.person(user)
        if person is None:
            raise Unauthenticated("This session belongs to nobody we know. Sign in again.", code="unknown_user")
        return person

    def read(self, actor: Actor) -> Workspace:
        workspace = self.store.workspace(actor.workspace)
        if workspace is None:
            raise UnknownWorkspace("There is no such workspace, or you are not a member of it.")
        return workspace

    def members(self, actor: Actor) -> list[Member]:
        """Everybody in the workspace, by name."""
        return sorted(self.store.members(actor.workspace), key=lambda member: member.person.name.casefold())

    def names(self, ws: WorkspaceId) -> dict[UserId, str]:
        """What everybody here is called."""
        return {member.person.id: member.person.name for member in self.store.members(ws)}

    def member(self, ws: WorkspaceId, user: UserId) -> Member | None:
        """One member, for features that show a name or check an assignee."""
        return self.store.member(ws, user)
