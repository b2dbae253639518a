"""``GET /config``: what the console must know of this installation before anybody is signed in. Nothing secret."""

from collections.abc import Callable
from dataclasses import asdict

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.core.accounts import MetaApp
from shared.features.http import Shape
from shared.features.people.passwords import LONGEST, POLICY
from shared.wiring.settings import Settings


class PasswordPolicyShape(Shape):
    """What a password needs."""

    min_length: int
    max_length: int
    lowercase: bool
    uppercase: bool
    digit: bool
    symbol: bool


class EmbeddedSignupShape(Shape):
    """For connecting with Facebook's own window (Embedded Signup v4)."""

    app_id: str
    config_id: str
    sdk_url: str = Field(description="Facebook's script; load it only when somebody wants to connect.")
    graph_version: str
    origins: list[str] = Field(description="Origins besides facebook.com whose messages count: the sandbox's, locally.")


class ConfigShape(Shape):
    """The deployment's public facts."""

    name: str
    version: str
    environment: str
    sign_up: bool = Field(description="Off where no mail can be sent.")
    password_policy: PasswordPolicyShape
    embedded_signup: EmbeddedSignupShape | None
    sandbox_url: str | None = Field(description="The Meta simulator's page, on a developer's machine only.")
    mailbox_url: str | None = Field(description="Where mails land, on a developer's machine only.")


def config_routes(settings: Settings, version: str, app: Callable[[], MetaApp]) -> Router:
    router = Router()

    @router.get(
        "/config", operation_id="getConfig", tags=["session"], summary="The deployment's public facts", security=[]
    )
    def public_config() -> ConfigShape:
        sandbox = settings.sandbox_url
        return ConfigShape(
            name="WALoom",
            version=version,
            environment=settings.environment,
            sign_up=bool(settings.mail_from),
            password_policy=PasswordPolicyShape(max_length=LONGEST, **asdict(POLICY)),
            embedded_signup=_embedded(settings, app) if settings.embedded_signup_config else None,
            sandbox_url=sandbox or None,
            mailbox_url=f"{sandbox}/mailbox" if sandbox else None,
        )

    return router


def _embedded(settings: Settings, app: Callable[[], MetaApp]) -> EmbeddedSignupShape:
    return EmbeddedSignupShape(
        app_id=app().id,
        config_id=settings.embedded_signup_config,
        sdk_url=settings.facebook_sdk_url,
        graph_version=settings.graph_version,
        origins=[settings.sandbox_url] if settings.sandbox_url else [],
    )
