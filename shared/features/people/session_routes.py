"""``/session``: the three routes that see the session cookie."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.features.http import Shape, problem_responses
from shared.features.people.http import (
    CallerDevice,
    Cookies,
    HeldCookie,
    OwnScript,
    SessionShape,
    require_own_script,
    session_answer,
)
from shared.features.people.sessions import Sessions


class SignInShape(Shape):
    """What a person types to sign in. One of the codes when an authenticator app is set up."""

    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=1, max_length=256)
    code: str | None = Field(default=None, pattern=r"^[0-9 ]{6,9}$", description="Of the authenticator app.")
    recovery_code: str | None = Field(
        default=None, max_length=32, description="Instead of `code`, once: it turns the authenticator off."
    )


def session_routes(sessions: Sessions, cookies: Cookies) -> Router:
    """Routes for signing in and out."""
    router = Router()

    @router.post(
        "/session",
        operation_id="signIn",
        tags=["session"],
        summary="Sign in",
        description="Answers 409 `second_factor_required` when the password is right and a code is asked for.",
        security=[],
        responses=problem_responses(401, 403, 409, 429, 503),
    )
    def sign_in(body: SignInShape, device: CallerDevice, x_waloom: OwnScript = None) -> Response[SessionShape]:
        require_own_script(x_waloom)
        code = (body.code or "").replace(" ", "")
        found = sessions.sign_in(
            body.email, body.password, device, code=code, recovery_code=(body.recovery_code or "").strip()
        )
        return session_answer(found, cookies)

    @router.post(
        "/session/refresh",
        operation_id="refreshSession",
        tags=["session"],
        summary="Get a new access token with the session cookie",
        description="The cookie's secret changes; the one before is good for another minute, an older one ends it all.",
        security=[],
        responses=problem_responses(401, 403, 429, 503),
    )
    def refresh(held: HeldCookie, device: CallerDevice, x_waloom: OwnScript = None) -> Response[SessionShape]:
        require_own_script(x_waloom)
        return session_answer(sessions.refresh(held, device), cookies)

    @router.delete(
        "/session",
        operation_id="signOut",
        tags=["session"],
        summary="Sign out: the session ends and the cookie is removed",
        security=[],
        status_code=204,
        responses=problem_responses(403, 429, 503),
    )
    def sign_out(held: HeldCookie, device: CallerDevice, x_waloom: OwnScript = None) -> Response[None]:
        require_own_script(x_waloom)
        sessions.sign_out(held, device)
        return Response(204, cookies=[cookies.session("")])

    return router
