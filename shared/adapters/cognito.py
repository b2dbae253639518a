"""Passwords and authenticators in a Cognito user pool, asked from our server only.

The password flow is the administrators' one (``ADMIN_USER_PASSWORD_AUTH``): nobody can try passwords at Cognito with
the public client id and so pass by our own limits. Tokens come straight from Cognito over TLS, so their claims are read
without verifying; the API's authorizer verifies them on every later request.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from shared.core.errors import FieldProblem, Invalid, RateLimited, Unavailable
from shared.core.identity import (
    AddressTaken,
    Person,
    SessionOver,
    StepNeeded,
    Tokens,
    WrongCredentials,
    WrongSecondFactor,
    session_of,
)
from shared.core.ids import UserId

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

# Which is which stays here: told apart, they would say whether an account exists.
_WRONG = frozenset({"NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException"})
_NO_TOKEN = frozenset({*_WRONG, "UnauthorizedException", "UnsupportedTokenTypeException", "InvalidParameterException"})
_BUSY = frozenset({"TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException"})
# A code of an authenticator that does not match, was used once already, or comes too late. MiniStack answers a wrong
# one at enrolment with the last of them, Cognito with either.
_WRONG_CODE = frozenset({"CodeMismatchException", "ExpiredCodeException", "EnableSoftwareTokenMFAException"})
_STEPS = {
    "NEW_PASSWORD_REQUIRED": (
        "new_password_required",
        "This account was never finished. Create it again with the same address: a code comes by mail.",
    ),
    "SOFTWARE_TOKEN_MFA": ("second_factor_required", "Type the code that your authenticator app shows."),
    "MFA_SETUP": ("second_factor_setup_required", "This account must set up an authenticator app first."),
}


class CognitoIdentity:
    """``shared.core.identity.Identity`` on one user pool and its app client."""

    def __init__(self, client: CognitoIdentityProviderClient, pool: str, app_client: str) -> None:
        self._client = client
        self._pool = pool
        self._app_client = app_client

    # ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, email: str, password: str, code: str = "") -> Tokens:
        answer = self._password(email, password)
        challenge = str(answer.get("ChallengeName") or "")
        if challenge == "SOFTWARE_TOKEN_MFA" and code:
            answer = self._second_factor(email, answer, code)
        elif challenge:
            reason, advice = _STEPS.get(
                challenge, ("sign_in_step_needed", "This account asks for a step that is not possible here.")
            )
            raise StepNeeded(advice, code=reason)
        return self._tokens(dict(answer["AuthenticationResult"]))

    def knows(self, email: str, password: str) -> bool:
        try:
            answer = self._password(email, password)
        except WrongCredentials:
            return False
        refresh = (answer.get("AuthenticationResult") or {}).get("RefreshToken", "")
        if refresh:
            # Nobody gets this session; that it stays open for a while at Cognito opens nothing.
            with suppress(RateLimited, Unavailable):
                self.revoke(str(refresh))
        return True

    def refresh(self, refresh_token: str) -> Tokens:
        try:
            answer = self._client.admin_initiate_auth(
                UserPoolId=self._pool,
                ClientId=self._app_client,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": refresh_token},
            )
        except ClientError as error:
            if _code(error) in _NO_TOKEN:
                raise SessionOver("The session is over. Sign in again.") from None
            raise _outage(error) from error
        return self._tokens(dict(answer["AuthenticationResult"]))

    def revoke(self, refresh_token: str) -> None:
        try:
            self._client.revoke_token(Token=refresh_token, ClientId=self._app_client)
        except ClientError as error:
            # A token that is over, or never was one, opens nothing: the wish is fulfilled.
            if _code(error) not in _NO_TOKEN:
                raise _outage(error) from error

    def _password(self, email: str, password: str) -> dict[str, Any]:
        if not email.isprintable() or " " in email:
            raise _wrong()
        try:
            answer = self._client.admin_initiate_auth(
                UserPoolId=self._pool,
                ClientId=self._app_client,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except ClientError as error:
            if _code(error) in _WRONG:
                raise _wrong() from None
            if _code(error) == "UserNotConfirmedException":
                raise StepNeeded("Confirm your email address first.", code="email_not_confirmed") from None
            raise _outage(error) from error
        return dict(answer)

    def _second_factor(self, email: str, challenge: dict[str, Any], code: str) -> dict[str, Any]:
        name = (challenge.get("ChallengeParameters") or {}).get("USER_ID_FOR_SRP") or email
        try:
            answer = self._client.admin_respond_to_auth_challenge(
                UserPoolId=self._pool,
                ClientId=self._app_client,
                ChallengeName="SOFTWARE_TOKEN_MFA",
                Session=challenge["Session"],
                ChallengeResponses={"USERNAME": name, "SOFTWARE_TOKEN_MFA_CODE": code},
            )
        except ClientError as error:
            if _code(error) in _WRONG_CODE | _WRONG | {"InvalidParameterException"}:
                raise WrongSecondFactor(
                    "The code is wrong, was used already, or is too old. Wait for the next one and type that."
                ) from None
            raise _outage(error) from error
        return dict(answer)

    # ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def find(self, email: str) -> Person | None:
        found = self._user(email)
        if found is None or found["UserStatus"] == "FORCE_CHANGE_PASSWORD":
            return None
        attributes = _attributes(found["UserAttributes"])
        # Whoever holds an access token might write their address at Cognito; unverified, it proves nothing.
        return _person(attributes) if str(attributes.get("email_verified")).lower() == "true" else None

    def register(self, email: str, password: str, name: str) -> Person:
        made = self._create(email, name)
        if made is None:
            present = self._user(email)
            # Made but without a lasting password: a sign-up that broke off here goes on.
            if present is None or present["UserStatus"] != "FORCE_CHANGE_PASSWORD":
                raise AddressTaken("There is an account with this address already. Sign in.")
            made = UserId(_attributes(present["UserAttributes"])["sub"])
            self._write(made, {"email_verified": "true", "name": name})
        self.set_password(made, password)
        return Person(made, email, name)

    def create_user(self, email: str, password: str, name: str) -> Person:
        """A user who can sign in at once (seeding): confirmed address, lasting password; also for one who exists."""
        made = self._create(email, name)
        if made is None:
            present = self._user(email)
            assert present is not None
            made = UserId(_attributes(present["UserAttributes"])["sub"])
            self._write(made, {"name": name})
        self.set_password(made, password)
        return Person(made, email, name)

    def set_password(self, user: UserId, password: str) -> None:
        try:
            self._client.admin_set_user_password(
                UserPoolId=self._pool, Username=user, Password=password, Permanent=True
            )
        except ClientError as error:
            raise self._refused(error, "password") from error

    def rename(self, user: UserId, name: str) -> None:
        self._write(user, {"name": name})

    def move(self, user: UserId, email: str) -> None:
        present = self._user(email)
        if present is not None and _attributes(present["UserAttributes"])["sub"] != user:
            raise AddressTaken("There is an account with this address already.")
        self._write(user, {"email": email, "email_verified": "true"})

    def _create(self, email: str, name: str) -> UserId | None:
        """None when there is one already."""
        attributes: list[AttributeTypeTypeDef] = [
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": name},
        ]
        try:
            answer = self._client.admin_create_user(
                UserPoolId=self._pool, Username=email, MessageAction="SUPPRESS", UserAttributes=attributes
            )
        except self._client.exceptions.UsernameExistsException:
            return None
        except ClientError as error:
            raise self._refused(error, "email") from error
        return UserId(_attributes(answer["User"]["Attributes"])["sub"])

    def _user(self, name: str) -> dict[str, Any] | None:
        try:
            return dict(self._client.admin_get_user(UserPoolId=self._pool, Username=name))
        except self._client.exceptions.UserNotFoundException:
            return None
        except ClientError as error:
            if _code(error) == "InvalidParameterException":  # what never was an address
                return None
            raise _outage(error) from error

    def _write(self, name: str, values: dict[str, str]) -> None:
        attributes: list[AttributeTypeTypeDef] = [{"Name": key, "Value": value} for key, value in values.items()]
        try:
            self._client.admin_update_user_attributes(UserPoolId=self._pool, Username=name, UserAttributes=attributes)
        except ClientError as error:
            if _code(error) == "AliasExistsException":
                raise AddressTaken("There is an account with this address already.") from None
            raise self._refused(error, "name") from error

    def _refused(self, error: ClientError, field: str) -> Exception:
        if _code(error) == "InvalidPasswordException":
            words = "The password is too weak. Use more characters, of more kinds."
            return Invalid(words, code="weak_password", fields=[FieldProblem("password", words)])
        if _code(error) == "InvalidParameterException":
            return Invalid(f"The {field} is not valid.", fields=[FieldProblem(field, "Check what you typed.")])
        return _outage(error)

    # ── the authenticator ───────────────────────────────────────────────────────────────────────────────────────────

    def begin_second_factor(self, access_token: str) -> str:
        try:
            return self._client.associate_software_token(AccessToken=access_token)["SecretCode"]
        except ClientError as error:
            if _code(error) in _NO_TOKEN:
                raise SessionOver("The session is over. Sign in again.") from None
            raise _outage(error) from error

    def verify_second_factor(self, access_token: str, code: str) -> bool:
        try:
            answer = self._client.verify_software_token(AccessToken=access_token, UserCode=code)
        except ClientError as error:
            if _code(error) in _WRONG_CODE or _code(error) == "InvalidParameterException":
                return False
            if _code(error) in _NO_TOKEN:
                raise SessionOver("The session is over. Sign in again.") from None
            raise _outage(error) from error
        return answer["Status"] == "SUCCESS"

    def use_second_factor(self, user: UserId, on: bool) -> None:
        try:
            self._client.admin_set_user_mfa_preference(
                UserPoolId=self._pool,
                Username=user,
                SoftwareTokenMfaSettings={"Enabled": on, "PreferredMfa": on},
            )
        except ClientError as error:
            raise _outage(error) from error

    def _tokens(self, result: dict[str, Any]) -> Tokens:
        access = str(result["AccessToken"])
        claims = {**_claims(access), **_claims(str(result.get("IdToken", "")))}
        if "email" not in claims or "name" not in claims:
            claims |= _attributes(self._client.get_user(AccessToken=access)["UserAttributes"])
        return Tokens(
            access,
            str(result.get("RefreshToken", "")),
            int(result["ExpiresIn"]),
            _person(claims),
            session_of(str(claims["origin_jti"])),
        )


def _attributes(listed: list[AttributeTypeTypeDef]) -> dict[str, str]:
    return {one["Name"]: one.get("Value", "") for one in listed}


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


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _wrong() -> WrongCredentials:
    return WrongCredentials("Email or password is wrong. Check both and try again.")


def _outage(error: ClientError) -> RateLimited | Unavailable:
    if _code(error) in _BUSY:
        return RateLimited("Signing in is busy. Wait a minute, then try again.", retry_after=60, code="sign_in_busy")
    return Unavailable("Signing in does not work just now. Try again in a moment.", code="sign_in_unavailable")
