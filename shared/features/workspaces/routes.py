"""``/me`` and the workspace itself. Who belongs to it is in ``member_routes.py``."""

from typing import Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.features.http import CurrentActor, CurrentUser, Shape, problem_responses
from shared.features.people.me_routes import UserShape, user_shape
from shared.features.people.profiles import Profiles
from shared.features.workspaces.logos import Logos
from shared.features.workspaces.model import LONGEST_NAME, Member, Workspace
from shared.features.workspaces.roles import permissions_of
from shared.features.workspaces.service import Workspaces

Language = Literal["en", "pt", "es"]


class WorkspaceShape(Shape):
    """A workspace as its member sees it."""

    id: str
    name: str
    logo_url: str | None = Field(description="Opens the logo for an hour.")
    role: str = Field(description="The caller's role here.")
    time_zone: str = Field(examples=["Europe/London"])
    language: str = Field(examples=["en"])
    limited: bool = Field(description="The caller sees their own and unassigned conversations only.")
    masked: bool = Field(description="The caller sees no phone numbers.")
    permissions: list[str] = Field(description="What the caller's role allows here.")


class MeShape(Shape):
    """Who is signed in, and where they may work."""

    user: UserShape
    workspaces: list[WorkspaceShape]


class WorkspaceIn(Shape):
    """A new workspace; the caller becomes its owner."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    time_zone: str = Field(max_length=64, examples=["Europe/Lisbon"], description="A name of the tz database.")
    language: Language = "en"


class WorkspacePatch(Shape):
    """What to change; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)
    time_zone: str | None = Field(default=None, max_length=64, description="A name of the tz database.")
    language: Language | None = None


class LogoIn(Shape):
    """A picture that was uploaded with `POST …/uploads`: PNG, JPEG or WebP, at most 512 KB."""

    upload_id: str = Field(min_length=1, max_length=64)


def workspace_shape(
    workspace: Workspace, logo_url: str | None, role: str, *, limited: bool = False, masked: bool = False
) -> WorkspaceShape:
    return WorkspaceShape(
        id=workspace.id,
        name=workspace.name,
        logo_url=logo_url,
        role=role,
        time_zone=workspace.time_zone,
        language=workspace.language,
        limited=limited,
        masked=masked,
        permissions=sorted(permissions_of(role)),
    )


def workspace_routes(workspaces: Workspaces, profiles: Profiles, logos: Logos) -> Router:
    """Routes for one's own workspaces."""
    router = Router()

    def of_member(workspace: Workspace, member: Member) -> WorkspaceShape:
        return workspace_shape(
            workspace, logos.link(workspace), member.role, limited=member.limited, masked=member.masked
        )

    def of_actor(actor: CurrentActor) -> WorkspaceShape:
        found = workspaces.read(actor)
        shape = workspace_shape(found, logos.link(found), actor.role, limited=actor.limited, masked=actor.masked)
        return shape.model_copy(update={"permissions": sorted(actor.permissions)})

    @router.get("/me", operation_id="getMe", tags=["session"], summary="Who am I", responses=problem_responses(401))
    def me(user: CurrentUser) -> MeShape:
        found = workspaces.workspaces_of(user)
        return MeShape(
            user=user_shape(profiles.profile(user)),
            workspaces=[of_member(workspace, member) for workspace, member in found],
        )

    @router.post(
        "/workspaces",
        operation_id="createWorkspace",
        tags=["workspaces"],
        summary="Make a workspace",
        status_code=201,
        responses=problem_responses(400, 401, 409),
    )
    def create(user: CurrentUser, body: WorkspaceIn) -> WorkspaceShape:
        person = workspaces.person(user)
        made = workspaces.create(person, body.name, time_zone=body.time_zone, language=body.language)
        return workspace_shape(made, None, "owner")

    @router.get(
        "/workspaces/<workspace>",
        operation_id="getWorkspace",
        tags=["workspaces"],
        summary="Read a workspace",
        responses=problem_responses(401, 404),
    )
    def read(workspace: str, actor: CurrentActor) -> WorkspaceShape:
        return of_actor(actor)

    @router.patch(
        "/workspaces/<workspace>",
        operation_id="changeWorkspace",
        tags=["workspaces"],
        summary="Rename a workspace, set its zone or language",
        responses=problem_responses(400, 401, 403, 404),
    )
    def change(workspace: str, actor: CurrentActor, body: WorkspacePatch) -> WorkspaceShape:
        workspaces.change(actor, name=body.name, time_zone=body.time_zone, language=body.language)
        return of_actor(actor)

    @router.put(
        "/workspaces/<workspace>/logo",
        operation_id="setLogo",
        tags=["workspaces"],
        summary="Give a workspace a logo",
        responses=problem_responses(400, 401, 403, 404, 413),
    )
    def set_logo(workspace: str, actor: CurrentActor, body: LogoIn) -> WorkspaceShape:
        logos.set(actor, body.upload_id)
        return of_actor(actor)

    @router.delete(
        "/workspaces/<workspace>/logo",
        operation_id="removeLogo",
        tags=["workspaces"],
        summary="Take a workspace's logo away",
        responses=problem_responses(401, 403, 404),
    )
    def remove_logo(workspace: str, actor: CurrentActor) -> WorkspaceShape:
        logos.remove(actor)
        return of_actor(actor)

    return router
