"""``/session``: the three routes that see the refresh cookie, and ``/config``.

The cookie is HttpOnly, SameSite=Strict and sent to ``/v1/session`` only. A form on another site can't set a
header, so ``X-WALoom`` proves that our own script made the request.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Request, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header
from aws_lambda_powertools.shared.cookies import Cookie, SameSite
from pydantic import Field

from shared.core.errors import Forbidden
from shared.core.identity import Tokens
from shared.features.http import Shape, problem_responses
from shared.features.workspaces.routes import UserShape
from shared.features.workspaces.sessions import Sessions

COOKIE = "waloom_refresh"
COOKIE_PATH = "/v1/session"
COOKIE_DAYS = 30


class SignInShape(Shape):
    """What a person types to sign in."""

    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=1, max_length=256)


class SessionShape(Shape):
    """A session: the access token goes into `Authorization: Bearer …`."""

    access_token: str
    expires_in: int = Field(description="Seconds until the access token ends.")
    user: UserShape


class ConfigShape(Shape):
    """What the console must know before anybody is signed in."""

    name: str
    version: str
    environment: str
    sandbox_url: str | None = Field(description="The Meta simulator's page, on a developer's machine only.")


@dataclass(frozen=True)
class PublicConfig:
    """The deployment's public facts; ``secure_cookies`` is off only where the site is http://localhost."""

    version: str
    environment: str
    sandbox_url: str | None
    secure_cookies: bool


def _refresh_token(request: Request) -> str:
    for cookie in request.resolved_event.raw_event.get("cookies") or []:
        name, _, value = cookie.partition("=")
        if name.strip() == COOKIE:
            return str(value.strip())
    return ""


def _ip(request: Request) -> str:
    context: dict[str, Any] = request.resolved_event.raw_event.get("requestContext") or {}
    return str((context.get("http") or {}).get("sourceIp") or "")


RefreshToken = Annotated[str, Depends(_refresh_token)]
CallerIp = Annotated[str, Depends(_ip)]
OwnScript = Annotated[
    str | None, Header(alias="X-WALoom", description="Any value; a page of another site can't send it.")
]


def session_routes(sessions: Sessions, config: PublicConfig) -> Router:
    """Routes for signing in and out."""
    router = Router()

    @router.post(
        "/session",
        operation_id="signIn",
        tags=["session"],
        summary="Sign in",
        security=[],
        responses=problem_responses(401, 403, 409, 429, 503),
    )
    def sign_in(body: SignInShape, ip: CallerIp, x_waloom: OwnScript = None) -> Response[SessionShape]:
        _require_own_script(x_waloom)
        return _answer(sessions.sign_in(body.email, body.password, ip), config)

    @router.post(
        "/session/refresh",
        operation_id="refreshSession",
        tags=["session"],
        summary="Get a new access token with the refresh cookie",
        security=[],
        responses=problem_responses(401, 403, 429, 503),
    )
    def refresh(token: RefreshToken, x_waloom: OwnScript = None) -> Response[SessionShape]:
        _require_own_script(x_waloom)
        return _answer(sessions.refresh(token), config)

    @router.delete(
        "/session",
        operation_id="signOut",
        tags=["session"],
        summary="Sign out: the refresh token is revoked and the cookie removed",
        security=[],
        status_code=204,
        responses=problem_responses(403, 503),
    )
    def sign_out(token: RefreshToken, x_waloom: OwnScript = None) -> Response[None]:
        _require_own_script(x_waloom)
        sessions.sign_out(token)
        return Response(204, cookies=[_cookie("", 0, config)])

    @router.get(
        "/config", operation_id="getConfig", tags=["session"], summary="The deployment's public facts", security=[]
    )
    def public_config() -> ConfigShape:
        return ConfigShape(
            name="WALoom",
            version=config.version,
            environment=config.environment,
            sandbox_url=config.sandbox_url,
        )

    return router


def _require_own_script(header: str | None) -> None:
    if not header:
        raise Forbidden(
            "Send the header `X-WALoom: 1` with requests that use the session cookie.", code="header_missing"
        )


def _answer(tokens: Tokens, config: PublicConfig) -> Response[SessionShape]:
    person = tokens.person
    shape = SessionShape(
        access_token=tokens.access,
        expires_in=tokens.expires_in,
        user=UserShape(id=person.id, email=person.email, name=person.name),
    )
    cookies = [_cookie(tokens.refresh, COOKIE_DAYS * 86_400, config)] if tokens.refresh else []
    return Response(200, "application/json", shape, headers={"Cache-Control": "no-store"}, cookies=cookies)


def _cookie(value: str, seconds: int, config: PublicConfig) -> Cookie:
    return Cookie(
        COOKIE,
        value,
        path=COOKIE_PATH,
        max_age=seconds,
        http_only=True,
        secure=config.secure_cookies,
        same_site=SameSite.STRICT_MODE,
    )
