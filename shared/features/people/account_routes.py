"""Signing up and resetting a password: routes for people who are not signed in."""

from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.features.http import CallerIp, Shape, problem_responses
from shared.features.people.accounts import Accounts
from shared.features.people.http import (
    TAKEN,
    CallerDevice,
    Cookies,
    OwnScript,
    SessionShape,
    require_own_script,
    session_answer,
)
from shared.features.people.model import LONGEST_NAME

Language = Literal["en", "pt", "es"]
_CODE = Field(min_length=6, max_length=12, description="The six digits of the newest mail.")
_ALIKE = "The answer is the same for every address; what there is to say is said in a mail."


class SignUpShape(Shape):
    """Who wants an account."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    email: str = Field(min_length=3, max_length=254)
    language: Language = "en"


class ConfirmShape(Shape):
    """The code that was mailed, and the account to make."""

    email: str = Field(min_length=3, max_length=254)
    code: str = _CODE
    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    password: str = Field(min_length=1, max_length=256)
    language: Language = "en"


class ForgotShape(Shape):
    """Who forgot their password."""

    email: str = Field(min_length=3, max_length=254)


class ResetShape(Shape):
    """The code that was mailed, and the new password."""

    email: str = Field(min_length=3, max_length=254)
    code: str = _CODE
    password: str = Field(min_length=1, max_length=256)


def account_routes(accounts: Accounts, cookies: Cookies) -> Router:
    """Routes of people without a session."""
    router = Router()

    @router.post(
        "/sign-up",
        operation_id="signUp",
        tags=["accounts"],
        summary="Ask for the code that confirms an address",
        description=_ALIKE,
        security=[],
        status_code=202,
        responses=TAKEN | problem_responses(400, 403, 429, 503),
    )
    def sign_up(body: SignUpShape, ip: CallerIp, x_waloom: OwnScript = None) -> Response[None]:
        require_own_script(x_waloom)
        accounts.sign_up(body.email, body.name, body.language, ip)
        return Response(202)

    @router.post(
        "/sign-up/confirm",
        operation_id="confirmSignUp",
        tags=["accounts"],
        summary="Make the account with the code, and sign in",
        security=[],
        responses=problem_responses(400, 403, 409, 429, 503),
    )
    def confirm(body: ConfirmShape, device: CallerDevice, x_waloom: OwnScript = None) -> Response[SessionShape]:
        require_own_script(x_waloom)
        session = accounts.confirm(body.email, body.code, body.name, body.password, body.language, device)
        return session_answer(session, cookies)

    @router.post(
        "/password/forgot",
        operation_id="forgotPassword",
        tags=["accounts"],
        summary="Ask for the code that resets a password",
        description=_ALIKE,
        security=[],
        status_code=202,
        responses=TAKEN | problem_responses(400, 403, 429, 503),
    )
    def forgot(body: ForgotShape, ip: CallerIp, x_waloom: OwnScript = None) -> Response[None]:
        require_own_script(x_waloom)
        accounts.forgot(body.email, ip)
        return Response(202)

    @router.post(
        "/password/reset",
        operation_id="resetPassword",
        tags=["accounts"],
        summary="Set another password with the code; every session ends",
        security=[],
        status_code=204,
        responses=problem_responses(400, 403, 429, 503),
    )
    def reset(body: ResetShape, ip: CallerIp, x_waloom: OwnScript = None) -> Response[None]:
        require_own_script(x_waloom)
        accounts.reset(body.email, body.code, body.password, ip)
        return Response(204)

    return router
