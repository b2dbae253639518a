"""Who belongs to a workspace: members, leaving, handing over."""

from datetime import datetime
from typing import Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.core.ids import UserId
from shared.features.http import CurrentActor, Shape, problem_responses
from shared.features.workspaces.members import Members, Wanted
from shared.features.workspaces.model import Member
from shared.features.workspaces.service import Workspaces

Role = Literal["owner", "admin", "marketer", "agent", "viewer"]


class MemberShape(Shape):
    """A person in the workspace."""

    user_id: str
    name: str
    email: str
    role: Role
    limited: bool = Field(description="Sees their own and unassigned conversations only.")
    masked: bool = Field(description="Sees no phone numbers.")
    joined_at: datetime


class MemberList(Shape):
    """The members, by name."""

    items: list[MemberShape]
    next_cursor: str | None = None


class MemberPatch(Shape):
    """What to change; what is left out stays. `limited` and `masked` are for agents only."""

    role: Role | None = None
    limited: bool | None = None
    masked: bool | None = None


class OwnershipIn(Shape):
    """Who becomes the owner; the caller becomes an admin."""

    user_id: str = Field(min_length=1, max_length=64)


def member_routes(workspaces: Workspaces, members: Members) -> Router:
    """Members, leaving and handing over."""
    router = Router()
    base = "/workspaces/<workspace>"

    @router.get(
        f"{base}/members",
        operation_id="listMembers",
        tags=["workspaces"],
        summary="List the members",
        responses=problem_responses(401, 403, 404),
    )
    def list_members(workspace: str, actor: CurrentActor) -> MemberList:
        return MemberList(items=[_member(member) for member in workspaces.members(actor)])

    @router.patch(
        f"{base}/members/<user>",
        operation_id="changeMember",
        tags=["workspaces"],
        summary="Give a member another role or other limits",
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def change_member(workspace: str, user: str, actor: CurrentActor, body: MemberPatch) -> MemberShape:
        return _member(members.change(actor, UserId(user), Wanted(body.role, body.limited, body.masked)))

    @router.delete(
        f"{base}/members/<user>",
        operation_id="removeMember",
        tags=["workspaces"],
        summary="Remove a member; out within seconds, open consoles too",
        status_code=204,
        responses=problem_responses(401, 403, 404, 409),
    )
    def remove_member(workspace: str, user: str, actor: CurrentActor) -> None:
        members.remove(actor, UserId(user))

    @router.post(
        f"{base}/leave",
        operation_id="leaveWorkspace",
        tags=["workspaces"],
        summary="Leave a workspace; its last owner can't",
        status_code=204,
        responses=problem_responses(401, 403, 404, 409),
    )
    def leave(workspace: str, actor: CurrentActor) -> None:
        members.leave(actor)

    @router.post(
        f"{base}/ownership",
        operation_id="transferOwnership",
        tags=["workspaces"],
        summary="Hand the workspace over: a member becomes owner, the caller an admin",
        status_code=204,
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def hand_over(workspace: str, actor: CurrentActor, body: OwnershipIn) -> None:
        members.hand_over(actor, UserId(body.user_id))

    return router


def _member(member: Member) -> MemberShape:
    person = member.person
    return MemberShape(
        user_id=person.id,
        name=person.name,
        email=person.email,
        role=member.role,  # type: ignore[arg-type]
        limited=member.limited,
        masked=member.masked,
        joined_at=member.joined_at,
    )
