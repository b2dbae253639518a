"""``/me/…``: one's own name, address, password, authenticator app and sessions. ``/me`` itself lists workspaces and
stands with them.
"""

from datetime import datetime
from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.features.http import CallerIp, CurrentSession, CurrentUser, Shape, problem_responses
from shared.features.people.accounts import Accounts
from shared.features.people.http import TAKEN, AccessToken
from shared.features.people.model import LONGEST_NAME, Profile, SessionInfo
from shared.features.people.profiles import Profiles
from shared.features.people.second_factors import SecondFactors
from shared.features.people.sessions import Sessions

Language = Literal["en", "pt", "es"]
_PASSWORD = Field(min_length=1, max_length=256, description="The present one, to prove who sits there.")


class UserShape(Shape):
    """The signed-in person."""

    id: str
    email: str
    name: str
    language: str = Field(examples=["en"])
    second_factor: bool = Field(description="An authenticator app is asked for at sign-in.")
    recovery_codes_left: int


class ProfilePatch(Shape):
    """What to change; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)
    language: Language | None = None


class MoveShape(Shape):
    """The address to sign in with from now on."""

    email: str = Field(min_length=3, max_length=254)
    password: str = _PASSWORD


class CodeShape(Shape):
    """Six digits."""

    code: str = Field(min_length=6, max_length=12)


class NewPasswordShape(Shape):
    """The present password and the next one."""

    current: str = Field(min_length=1, max_length=256)
    new: str = Field(min_length=1, max_length=256)


class ProofShape(Shape):
    """The password once more: a page left open must not be enough for this."""

    password: str = _PASSWORD


class EnrolmentShape(Shape):
    """What an authenticator app needs; `uri` is what its QR code holds."""

    secret: str
    uri: str


class RecoveryCodesShape(Shape):
    """Ten codes, shown this once."""

    recovery_codes: list[str]


class SessionItem(Shape):
    """A browser that is signed in."""

    id: str
    current: bool = Field(description="The one that asks.")
    created_at: datetime
    last_seen_at: datetime = Field(description="When it got its last access token: exact to a quarter of an hour.")
    ip: str
    browser: str = Field(description="As the browser says, for instance “Firefox 131”; may be empty.")
    system: str
    device: str = Field(description="phone, tablet, computer or unknown")


class SessionList(Shape):
    """The sessions, last used first."""

    items: list[SessionItem]
    next_cursor: str | None = None


def user_shape(profile: Profile) -> UserShape:
    person = profile.person
    return UserShape(
        id=person.id,
        email=person.email,
        name=person.name,
        language=profile.language,
        second_factor=profile.second_factor,
        recovery_codes_left=profile.recovery_codes_left,
    )


def _item(info: SessionInfo, current: str) -> SessionItem:
    return SessionItem(
        id=info.id,
        current=info.id == current,
        created_at=info.created_at,
        last_seen_at=info.last_seen_at,
        ip=info.ip,
        browser=info.browser,
        system=info.system,
        device=info.device,
    )


def me_routes(profiles: Profiles, accounts: Accounts, second_factors: SecondFactors, sessions: Sessions) -> Router:
    """Routes for one's own account."""
    router = Router()

    @router.patch(
        "/me",
        operation_id="changeMe",
        tags=["me"],
        summary="Change one's name or language",
        responses=problem_responses(400, 401, 503),
    )
    def change(user: CurrentUser, body: ProfilePatch) -> UserShape:
        return user_shape(profiles.edit(user, body.name, body.language))

    @router.post(
        "/me/email",
        operation_id="askEmailChange",
        tags=["me"],
        summary="Ask for the code that confirms another address",
        status_code=202,
        responses=TAKEN | problem_responses(400, 401, 429, 503),
    )
    def ask_move(user: CurrentUser, body: MoveShape) -> Response[None]:
        profiles.ask_move(user, body.email, body.password)
        return Response(202)

    @router.post(
        "/me/email/confirm",
        operation_id="changeEmail",
        tags=["me"],
        summary="Sign in with the other address from now on",
        status_code=204,
        responses=problem_responses(400, 401, 409, 429, 503),
    )
    def move(user: CurrentUser, body: CodeShape) -> Response[None]:
        profiles.move(user, body.code)
        return Response(204)

    @router.post(
        "/me/password",
        operation_id="changePassword",
        tags=["me"],
        summary="Change the password; the other sessions end",
        status_code=204,
        responses=problem_responses(400, 401, 429, 503),
    )
    def password(user: CurrentUser, session: CurrentSession, ip: CallerIp, body: NewPasswordShape) -> Response[None]:
        accounts.change_password(user, session, body.current, body.new, ip)
        return Response(204)

    @router.post(
        "/me/second-factor",
        operation_id="beginSecondFactor",
        tags=["me"],
        summary="Get the secret for an authenticator app",
        responses=problem_responses(400, 401, 409, 429, 503),
    )
    def begin(user: CurrentUser, token: AccessToken, body: ProofShape) -> EnrolmentShape:
        found = second_factors.begin(user, token, body.password)
        return EnrolmentShape(secret=found.secret, uri=found.uri)

    @router.post(
        "/me/second-factor/confirm",
        operation_id="confirmSecondFactor",
        tags=["me"],
        summary="Turn the authenticator on with one of its codes; answers the recovery codes",
        responses=problem_responses(400, 401, 429, 503),
    )
    def confirm(user: CurrentUser, token: AccessToken, body: CodeShape) -> RecoveryCodesShape:
        return RecoveryCodesShape(recovery_codes=second_factors.confirm(user, token, body.code.replace(" ", "")))

    @router.post(
        "/me/second-factor/remove",
        operation_id="removeSecondFactor",
        tags=["me"],
        summary="Sign in without an authenticator app again",
        status_code=204,
        responses=problem_responses(400, 401, 409, 429, 503),
    )
    def remove(user: CurrentUser, body: ProofShape) -> Response[None]:
        second_factors.remove(user, body.password)
        return Response(204)

    @router.post(
        "/me/recovery-codes",
        operation_id="newRecoveryCodes",
        tags=["me"],
        summary="Get ten other recovery codes",
        responses=problem_responses(400, 401, 409, 429, 503),
    )
    def new_codes(user: CurrentUser, body: ProofShape) -> RecoveryCodesShape:
        return RecoveryCodesShape(recovery_codes=second_factors.new_codes(user, body.password))

    @router.get(
        "/me/sessions",
        operation_id="listSessions",
        tags=["me"],
        summary="Where one is signed in",
        responses=problem_responses(401),
    )
    def list_sessions(user: CurrentUser, session: CurrentSession) -> SessionList:
        return SessionList(items=[_item(info, session) for info in sessions.list(user)])

    @router.delete(
        "/me/sessions",
        operation_id="endOtherSessions",
        tags=["me"],
        summary="Sign out everywhere else",
        status_code=204,
        responses=problem_responses(401),
    )
    def end_others(user: CurrentUser, session: CurrentSession) -> Response[None]:
        sessions.end_others(user, but=session)
        return Response(204)

    @router.delete(
        "/me/sessions/<ended>",
        operation_id="endSession",
        tags=["me"],
        summary="Sign out one browser",
        status_code=204,
        responses=problem_responses(401, 404),
    )
    def end(ended: str, user: CurrentUser) -> Response[None]:
        sessions.end(user, ended)
        return Response(204)

    return router
