"""``/me``, the workspace and its members."""

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.features.http import CurrentActor, CurrentUser, Shape, problem_responses
from shared.features.workspaces.model import Member, Workspace
from shared.features.workspaces.roles import permissions_of
from shared.features.workspaces.service import Workspaces


class UserShape(Shape):
    """The signed-in person."""

    id: str
    email: str
    name: str


class WorkspaceShape(Shape):
    """A workspace as its member sees it."""

    id: str
    name: str
    role: str = Field(description="The caller's role here.")
    time_zone: str = Field(examples=["Europe/London"])
    language: str = Field(examples=["en"])
    permissions: list[str] = Field(description="What the caller's role allows here.")


class MeShape(Shape):
    """Who is signed in, and where they may work."""

    user: UserShape
    workspaces: list[WorkspaceShape]


class MemberShape(Shape):
    """A person in the workspace."""

    user_id: str
    name: str
    email: str
    role: str


class MemberList(Shape):
    """The members, by name."""

    items: list[MemberShape]
    next_cursor: str | None = None


def workspace_shape(workspace: Workspace, role: str) -> WorkspaceShape:
    return WorkspaceShape(
        id=workspace.id,
        name=workspace.name,
        role=role,
        time_zone=workspace.time_zone,
        language=workspace.language,
        permissions=sorted(permissions_of(role)),
    )


def _member_shape(member: Member) -> MemberShape:
    person = member.person
    return MemberShape(user_id=person.id, name=person.name, email=person.email, role=member.role)


def workspace_routes(workspaces: Workspaces) -> Router:
    """Routes for one's own workspaces."""
    router = Router()

    @router.get("/me", operation_id="getMe", tags=["session"], summary="Who am I", responses=problem_responses(401))
    def me(user: CurrentUser) -> MeShape:
        person = workspaces.person(user)
        found = workspaces.workspaces_of(user)
        return MeShape(
            user=UserShape(id=person.id, email=person.email, name=person.name),
            workspaces=[workspace_shape(workspace, member.role) for workspace, member in found],
        )

    @router.get(
        "/workspaces/<workspace>",
        operation_id="getWorkspace",
        tags=["workspaces"],
        summary="Read a workspace",
        responses=problem_responses(401, 404),
    )
    def read(workspace: str, actor: CurrentActor) -> WorkspaceShape:
        return workspace_shape(workspaces.read(actor), actor.role)

    @router.get(
        "/workspaces/<workspace>/members",
        operation_id="listMembers",
        tags=["workspaces"],
        summary="List the members",
        responses=problem_responses(401, 403, 404),
    )
    def members(workspace: str, actor: CurrentActor) -> MemberList:
        return MemberList(items=[_member_shape(member) for member in workspaces.members(actor)])

    return router
