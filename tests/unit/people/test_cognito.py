"""What the user pool can answer, as the product's own errors; who has an account is never told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.cognito import CognitoIdentity
from shared.core.errors import AppError, RateLimited, Unavailable
from shared.core.identity import SessionOver, StepNeeded, WrongCredentials, WrongSecondFactor
from shared.core.ids import UserId

EMAIL, PASSWORD = "owner@demo.waloom.test", "Waloom-demo-1"


@pytest.fixture
def pool() -> Iterator[tuple[CognitoIdentity, Stubber]]:
    client: Any = boto3.client("cognito-idp", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        yield CognitoIdentity(client, "eu-west-1_pool", "client"), stubber


@pytest.mark.parametrize(
    ("code", "expected", "reason"),
    [
        ("NotAuthorizedException", WrongCredentials, "wrong_credentials"),
        ("UserNotFoundException", WrongCredentials, "wrong_credentials"),
        ("PasswordResetRequiredException", WrongCredentials, "wrong_credentials"),
        ("UserNotConfirmedException", StepNeeded, "email_not_confirmed"),
        ("TooManyRequestsException", RateLimited, "sign_in_busy"),
        ("InternalErrorException", Unavailable, "sign_in_unavailable"),
        ("InvalidParameterException", Unavailable, "sign_in_unavailable"),
    ],
)
def test_refusals_of_a_sign_in(
    pool: tuple[CognitoIdentity, Stubber], code: str, expected: type[AppError], reason: str
) -> None:
    identity, stubber = pool
    stubber.add_client_error("admin_initiate_auth", code, "Meant for operators")

    with pytest.raises(expected) as refusal:
        identity.sign_in(EMAIL, PASSWORD)

    assert refusal.value.reason == reason
    assert "operators" not in refusal.value.detail


def test_every_wrong_combination_reads_the_same(pool: tuple[CognitoIdentity, Stubber]) -> None:
    identity, stubber = pool
    texts = set()
    for code in ("NotAuthorizedException", "UserNotFoundException", "PasswordResetRequiredException"):
        stubber.add_client_error("admin_initiate_auth", code, f"text of {code}")
        with pytest.raises(WrongCredentials) as refusal:
            identity.sign_in(EMAIL, PASSWORD)
        texts.add(refusal.value.detail)
    with pytest.raises(WrongCredentials) as refusal:
        identity.sign_in("two words", PASSWORD)
    texts.add(refusal.value.detail)

    assert len(texts) == 1


@pytest.mark.parametrize(
    ("challenge", "reason"),
    [
        ("NEW_PASSWORD_REQUIRED", "new_password_required"),
        ("SOFTWARE_TOKEN_MFA", "second_factor_required"),
        ("MFA_SETUP", "second_factor_setup_required"),
        ("SELECT_CHALLENGE", "sign_in_step_needed"),
    ],
)
def test_a_step_the_account_asks_for_is_told(
    pool: tuple[CognitoIdentity, Stubber], challenge: str, reason: str
) -> None:
    identity, stubber = pool
    stubber.add_response("admin_initiate_auth", {"ChallengeName": challenge, "Session": "x" * 20})

    with pytest.raises(StepNeeded) as refusal:
        identity.sign_in(EMAIL, PASSWORD)

    assert refusal.value.reason == reason


@pytest.mark.parametrize("code", ["NotAuthorizedException", "UserNotFoundException", "InvalidParameterException"])
def test_a_refresh_token_that_is_no_good_ends_the_session(pool: tuple[CognitoIdentity, Stubber], code: str) -> None:
    identity, stubber = pool
    stubber.add_client_error("admin_initiate_auth", code)

    with pytest.raises(SessionOver):
        identity.refresh("old")


def test_a_pool_that_is_down_does_not_end_the_session(pool: tuple[CognitoIdentity, Stubber]) -> None:
    identity, stubber = pool
    stubber.add_client_error("admin_initiate_auth", "InternalErrorException")

    with pytest.raises(Unavailable):
        identity.refresh("good")


@pytest.mark.parametrize(
    "code", ["UnauthorizedException", "UnsupportedTokenTypeException", "InvalidParameterException"]
)
def test_revoking_what_is_revoked_is_no_error(pool: tuple[CognitoIdentity, Stubber], code: str) -> None:
    identity, stubber = pool
    stubber.add_client_error("revoke_token", code)

    identity.revoke("old")

    stubber.assert_no_pending_responses()


def test_a_sign_out_that_did_not_arrive_is_told(pool: tuple[CognitoIdentity, Stubber]) -> None:
    identity, stubber = pool
    stubber.add_client_error("revoke_token", "InternalErrorException")

    with pytest.raises(Unavailable):
        identity.revoke("good")


@pytest.mark.parametrize(
    "code", ["CodeMismatchException", "ExpiredCodeException", "NotAuthorizedException", "InvalidParameterException"]
)
def test_a_code_that_does_not_match_or_comes_late_is_one_answer(
    pool: tuple[CognitoIdentity, Stubber], code: str
) -> None:
    identity, stubber = pool
    stubber.add_response("admin_initiate_auth", {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "x" * 20})
    stubber.add_client_error("admin_respond_to_auth_challenge", code)

    with pytest.raises(WrongSecondFactor) as refusal:
        identity.sign_in(EMAIL, PASSWORD, "123456")

    assert refusal.value.reason == "wrong_second_factor"


def test_guessing_codes_at_the_pool_ends(pool: tuple[CognitoIdentity, Stubber]) -> None:
    identity, stubber = pool
    stubber.add_response("admin_initiate_auth", {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "x" * 20})
    stubber.add_client_error("admin_respond_to_auth_challenge", "TooManyFailedAttemptsException")

    with pytest.raises(RateLimited):
        identity.sign_in(EMAIL, PASSWORD, "123456")


@pytest.mark.parametrize(
    ("code", "reason"),
    [("InvalidPasswordException", "weak_password"), ("InternalErrorException", "sign_in_unavailable")],
)
def test_a_password_the_pool_does_not_take(pool: tuple[CognitoIdentity, Stubber], code: str, reason: str) -> None:
    identity, stubber = pool
    stubber.add_client_error("admin_set_user_password", code, "Meant for operators")

    with pytest.raises(AppError) as refusal:
        identity.set_password(UserId("u"), PASSWORD)

    assert refusal.value.reason == reason
    assert "operators" not in refusal.value.detail
