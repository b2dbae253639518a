"""Inviting, and what who holds an invitation's link can do."""

from datetime import datetime
from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.features.http import CallerIp, CurrentActor, CurrentUser, Shape, problem_responses
from shared.features.people.accounts import Accounts
from shared.features.people.http import (
    CallerDevice,
    Cookies,
    OwnScript,
    SessionShape,
    require_own_script,
    session_answer,
)
from shared.features.workspaces.invitations import Invitations
from shared.features.workspaces.member_routes import Role
from shared.features.workspaces.model import Invitation
from shared.features.workspaces.service import Workspaces


class InvitationIn(Shape):
    """Whom to ask, and as what. `limited` and `masked` are for agents only."""

    email: str = Field(min_length=3, max_length=254)
    role: Role
    limited: bool = False
    masked: bool = False


class InvitationShape(Shape):
    """Somebody who was asked and has not come yet."""

    id: str
    email: str
    role: Role
    limited: bool
    masked: bool
    state: Literal["pending", "expired"] = Field(
        description="`expired` also when who sent it may not invite any more; send it again."
    )
    invited_by: str = Field(description="The name of who sent the link last.")
    created_at: datetime
    expires_at: datetime


class InvitationList(Shape):
    """The invitations, newest first."""

    items: list[InvitationShape]
    next_cursor: str | None = None


class InvitationToken(Shape):
    """What stands behind the `#` of an invitation's link."""

    token: str = Field(min_length=1, max_length=128)


class InvitationSignUp(Shape):
    """An account for the invited address."""

    token: str = Field(min_length=1, max_length=128)
    name: str = Field(min_length=1, max_length=80)
    password: str = Field(min_length=1, max_length=256)
    language: Literal["en", "pt", "es"] | None = None


class OfferShape(Shape):
    """An invitation as who holds its link sees it."""

    workspace_name: str
    role: Role
    invited_by: str
    email: str
    expires_at: datetime
    has_account: bool = Field(description="Sign in with this address, then accept; or make an account with the link.")


class AcceptedShape(Shape):
    """The workspace that was joined."""

    workspace_id: str


def invitation_routes(workspaces: Workspaces, invitations: Invitations, accounts: Accounts, cookies: Cookies) -> Router:
    """Inviting, and what who holds a link can do."""
    router = Router()
    base = "/workspaces/<workspace>/invitations"

    @router.get(
        base,
        operation_id="listInvitations",
        tags=["workspaces"],
        summary="List the invitations nobody has accepted yet",
        responses=problem_responses(401, 403, 404),
    )
    def list_invitations(workspace: str, actor: CurrentActor) -> InvitationList:
        return InvitationList(items=[_invitation(one, good) for one, good in invitations.pending(actor)])

    @router.post(
        base,
        operation_id="invite",
        tags=["workspaces"],
        summary="Invite somebody by mail; whoever is invited already gets a new link",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409, 429),
    )
    def invite(workspace: str, actor: CurrentActor, body: InvitationIn) -> InvitationShape:
        made = invitations.invite(actor, body.email, body.role, limited=body.limited, masked=body.masked)
        return _invitation(made, good=True)

    @router.post(
        f"{base}/<invitation>/resend",
        operation_id="resendInvitation",
        tags=["workspaces"],
        summary="Send a new link; the old one is dead",
        responses=problem_responses(401, 403, 404, 409, 429),
    )
    def resend(workspace: str, invitation: str, actor: CurrentActor) -> InvitationShape:
        return _invitation(invitations.resend(actor, invitation), good=True)

    @router.delete(
        f"{base}/<invitation>",
        operation_id="revokeInvitation",
        tags=["workspaces"],
        summary="Take an invitation back",
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def revoke(workspace: str, invitation: str, actor: CurrentActor) -> None:
        invitations.revoke(actor, invitation)

    @router.post(
        "/invitations/read",
        operation_id="readInvitation",
        tags=["invitations"],
        summary="What an invitation's link is about",
        security=[],
        responses=problem_responses(404, 429),
    )
    def read(body: InvitationToken, ip: CallerIp) -> OfferShape:
        accounts.knock(ip)
        offer = invitations.read(body.token)
        found = offer.invitation
        return OfferShape(
            workspace_name=offer.workspace.name,
            role=found.role,  # type: ignore[arg-type]
            invited_by=found.inviter,
            email=found.email,
            expires_at=found.expires_at,
            has_account=offer.has_account,
        )

    @router.post(
        "/invitations/sign-up",
        operation_id="signUpWithInvitation",
        tags=["invitations"],
        summary="Make an account for the invited address, join, and sign in",
        security=[],
        responses=problem_responses(400, 403, 404, 409, 429, 503),
    )
    def sign_up(body: InvitationSignUp, device: CallerDevice, x_waloom: OwnScript = None) -> Response[SessionShape]:
        require_own_script(x_waloom)
        accounts.knock(device.ip)
        found = invitations.open(body.token)
        # The link came to this address and nowhere else, so it proves the address as a code would. Should this process
        # die before the next step, the person can sign in, and the link is still good.
        session = accounts.create_verified(found.email, body.name, body.password, body.language or "en", device)
        invitations.accept(body.token, session.tokens.person)
        return session_answer(session, cookies)

    @router.post(
        "/invitations/accept",
        operation_id="acceptInvitation",
        tags=["invitations"],
        summary="Join the workspace; the invited address must be one's own",
        responses=problem_responses(401, 404, 409),
    )
    def accept(user: CurrentUser, body: InvitationToken) -> AcceptedShape:
        return AcceptedShape(workspace_id=invitations.accept(body.token, workspaces.person(user)))

    return router


def _invitation(one: Invitation, good: bool) -> InvitationShape:
    return InvitationShape(
        id=one.id,
        email=one.email,
        role=one.role,  # type: ignore[arg-type]
        limited=one.limited,
        masked=one.masked,
        state="pending" if good else "expired",
        invited_by=one.inviter,
        created_at=one.created_at,
        expires_at=one.expires_at,
    )
