"""Sign-in with a Cognito user pool, from our server only.

The password flow is the administrators' one (``ADMIN_USER_PASSWORD_AUTH``): nobody can try passwords at Cognito with
the public client id and so pass by our own limits. Tokens come straight from Cognito over TLS, so their claims are read
without verifying; the API's authorizer verifies them on every later request.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.core.errors import RateLimited, Unavailable
from shared.core.identity import Person, SessionOver, StepNeeded, Tokens, WrongCredentials
from shared.core.ids import UserId

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# Which is which stays here: told apart, they would say whether an account exists.
_WRONG = frozenset({"NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException"})
_NO_TOKEN = frozenset({*_WRONG, "UnauthorizedException", "UnsupportedTokenTypeException", "InvalidParameterException"})
_BUSY = frozenset({"TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException"})
_STEPS = {
    "NEW_PASSWORD_REQUIRED": (
        "new_password_required",
        "This password was given to you for the first sign-in only. Ask an owner to set a new one for you.",
    ),
    "SOFTWARE_TOKEN_MFA": ("second_factor_required", "This account asks for a code of an authenticator app."),
    "MFA_SETUP": ("second_factor_required", "This account must set up an authenticator app first."),
}


class CognitoIdentity:
    """``shared.core.identity.Identity`` on one user pool and its app client."""

    def __init__(self, client: CognitoIdentityProviderClient, pool: str, app_client: str) -> None:
        self._client = client
        self._pool = pool
        self._app_client = app_client

    def sign_in(self, email: str, password: str) -> Tokens:
        if not email.isprintable() or " " in email:
            raise _wrong()
        answer: dict[str, Any]
        try:
            answer = self._client.admin_initiate_auth(
                UserPoolId=self._pool,
                ClientId=self._app_client,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )  # type: ignore[assignment]
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _WRONG:
                raise _wrong() from None
            if code == "UserNotConfirmedException":
                raise StepNeeded("Confirm your email address first.", code="email_not_confirmed") from None
            raise _outage(error) from error
        if "ChallengeName" in answer:
            reason, advice = _STEPS.get(
                answer["ChallengeName"],
                ("sign_in_step_needed", "This account asks for a step that is not possible here."),
            )
            raise StepNeeded(advice, code=reason)
        return self._tokens(dict(answer["AuthenticationResult"]))

    def refresh(self, refresh_token: str) -> Tokens:
        try:
            answer = self._client.admin_initiate_auth(
                UserPoolId=self._pool,
                ClientId=self._app_client,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": refresh_token},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _NO_TOKEN:
                raise SessionOver("The session is over. Sign in again.") from None
            raise _outage(error) from error
        return self._tokens(dict(answer["AuthenticationResult"]))

    def revoke(self, refresh_token: str) -> None:
        try:
            self._client.revoke_token(Token=refresh_token, ClientId=self._app_client)
        except ClientError as error:
            # A token that is over, or never was one, opens nothing: the wish is fulfilled.
            if error.response["Error"]["Code"] not in _NO_TOKEN:
                raise _outage(error) from error

    def create_user(self, email: str, password: str, name: str) -> Person:
        """A user who can sign in at once (seeding): confirmed address, lasting password; also for one who exists."""
        try:
            self._client.admin_create_user(
                UserPoolId=self._pool,
                Username=email,
                MessageAction="SUPPRESS",
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "name", "Value": name},
                ],
            )
        except self._client.exceptions.UsernameExistsException:
            self._client.admin_update_user_attributes(
                UserPoolId=self._pool, Username=email, UserAttributes=[{"Name": "name", "Value": name}]
            )
        self._client.admin_set_user_password(UserPoolId=self._pool, Username=email, Password=password, Permanent=True)
        found = self._client.admin_get_user(UserPoolId=self._pool, Username=email)
        return _person({one["Name"]: one.get("Value", "") for one in found["UserAttributes"]})

    def _tokens(self, result: dict[str, Any]) -> Tokens:
        access = str(result["AccessToken"])
        claims = {**_claims(access), **_claims(str(result.get("IdToken", "")))}
        if "email" not in claims or "name" not in claims:
            found = self._client.get_user(AccessToken=access)
            claims |= {one["Name"]: one.get("Value", "") for one in found["UserAttributes"]}
        return Tokens(access, str(result.get("RefreshToken", "")), int(result["ExpiresIn"]), _person(claims))


def _person(claims: dict[str, Any]) -> Person:
    email = str(claims["email"])
    return Person(UserId(str(claims["sub"])), email, str(claims.get("name") or email.partition("@")[0]))


def _claims(token: str) -> dict[str, Any]:
    """The middle part of a JWT; nothing for an empty text."""
    if not token:
        return {}
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims if isinstance(claims, dict) else {}


def _wrong() -> WrongCredentials:
    return WrongCredentials("Email or password is wrong. Check both and try again.")


def _outage(error: ClientError) -> RateLimited | Unavailable:
    if error.response["Error"]["Code"] in _BUSY:
        return RateLimited("Signing in is busy. Wait a minute, then try again.", retry_after=60, code="sign_in_busy")
    return Unavailable("Signing in does not work just now. Try again in a moment.", code="sign_in_unavailable")
