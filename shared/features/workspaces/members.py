"""Members: roles and limits, leaving and removing, handing a workspace over. Owners are touched by owners only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from shared.core.actor import Actor
from shared.core.errors import Conflict, Forbidden, Invalid, NotFound
from shared.core.ids import UserId
from shared.features.workspaces.model import LIMITED_ROLE, Member, check_limits, check_role
from shared.features.workspaces.store import WorkspaceStore

TRIES: Final = 4


class UnknownMember(NotFound):
    """Not (or no longer) in this workspace."""

    code = "member_not_found"


@dataclass(frozen=True)
class Wanted:
    """What to change of a member; None stays as it is."""

    role: str | None = None
    limited: bool | None = None
    masked: bool | None = None


@dataclass(frozen=True)
class Members:
    """The use cases of who belongs to a workspace. Rows' changes close live lines (``wiring/changes.py``)."""

    store: WorkspaceStore

    def change(self, actor: Actor, user: UserId, wanted: Wanted) -> Member:
        """Another role or other limits. Who stops being an agent loses the limits of one."""
        for _ in range(TRIES):
            before = self._member(actor, user)
            after = _changed(before, wanted)
            check_owners(actor, before.role, after.role)
            if after == before or self.store.change_members((before, after)):
                return after
        raise _moved()

    def remove(self, actor: Actor, user: UserId) -> None:
        """Out at once, with open consoles; what they wrote stays, what was assigned to them is nobody's."""
        for _ in range(TRIES):
            member = self._member(actor, user)
            check_owners(actor, member.role)
            if self.store.remove_member(member):
                return
        raise _moved()

    def leave(self, actor: Actor) -> None:
        for _ in range(TRIES):
            if self.store.remove_member(self._member(actor, actor.user)):
                return
        raise _moved()

    def hand_over(self, actor: Actor, user: UserId) -> None:
        """The other becomes an owner, the caller an admin: both or neither."""
        if user == actor.user:
            raise Invalid("The workspace is yours already.", code="own_already")
        for _ in range(TRIES):
            caller, heir = self._member(actor, actor.user), self._member(actor, user)
            check_owners(replace(actor, role=caller.role), "owner")
            changes = [(caller, replace(caller, role="admin"))]
            if heir.role != "owner":
                changes.append((heir, replace(heir, role="owner", limited=False, masked=False)))
            if self.store.change_members(*changes):
                return
        raise _moved()

    def _member(self, actor: Actor, user: UserId) -> Member:
        member = self.store.member(actor.workspace, user)
        if member is None:
            raise UnknownMember("There is no such person in this workspace.")
        return member


def check_owners(actor: Actor, *roles: str) -> None:
    """Admins neither make owners nor touch them."""
    if "owner" in roles and actor.role != "owner":
        raise Forbidden("Only an owner can do this to an owner, or make one.", code="owners_only")


def _changed(member: Member, wanted: Wanted) -> Member:
    role = check_role(wanted.role) if wanted.role is not None else member.role
    check_limits(role, wanted.limited is True, wanted.masked is True)
    agent = role == LIMITED_ROLE
    return replace(
        member,
        role=role,
        limited=agent and (member.limited if wanted.limited is None else wanted.limited),
        masked=agent and (member.masked if wanted.masked is None else wanted.masked),
    )


def _moved() -> Conflict:
    return Conflict("This member was changed in the same moment. Try again.", code="member_busy")
