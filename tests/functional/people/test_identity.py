"""The identity service: the one in memory and Cognito tell the same stories; what only Cognito can be is here too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.cognitoidp.models import cognitoidp_backends
from moto.core.models import DEFAULT_ACCOUNT_ID as ACCOUNT

from shared.adapters.cognito import CognitoIdentity
from shared.core.errors import Unavailable
from shared.core.identity import Identity, StepNeeded
from tests.functional.conftest import REGION
from tests.functional.people.identity_contract import OTHER_PASSWORD, PASSWORD, REVOKING, STORIES, Story, fresh
from tests.functional.people.memory_identity import MemoryIdentity


@dataclass(frozen=True)
class Pool:
    """A user pool as the template makes it, as far as moto knows its parts."""

    client: Any
    id: str
    identity: CognitoIdentity


@pytest.fixture
def pool(aws: None, monkeypatch: pytest.MonkeyPatch) -> Pool:
    monkeypatch.setenv("MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP", "true")
    client = boto3.client("cognito-idp", region_name=REGION)

    def revoke(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        """moto does not know this call; its other calls heed what is noted here."""
        for known in cognitoidp_backends[ACCOUNT][REGION].user_pools.values():
            known.refresh_tokens[json.loads(params["body"])["Token"]] = None
        return AWSResponse("", 200, HTTPHeaders(), None), {}

    client.meta.events.register("before-call.cognito-identity-provider.RevokeToken", revoke)
    policy = {"MinimumLength": 12, "RequireSymbols": True, "RequireNumbers": True}
    pool = client.create_user_pool(
        PoolName="people",
        UsernameAttributes=["email"],
        Policies={"PasswordPolicy": policy},
        MfaConfiguration="OPTIONAL",
    )["UserPool"]["Id"]
    app = client.create_user_pool_client(
        UserPoolId=pool,
        ClientName="console",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    return Pool(client, pool, CognitoIdentity(client, pool, app["UserPoolClient"]["ClientId"]))


@pytest.mark.parametrize("story", [*STORIES, *REVOKING], ids=lambda story: story.__name__)
def test_cognito(pool: Pool, story: Story) -> None:
    story(pool.identity)


@pytest.mark.parametrize("story", [*STORIES, *REVOKING], ids=lambda story: story.__name__)
def test_in_memory(story: Story) -> None:
    identity: Identity = MemoryIdentity()
    story(identity)


def test_a_sign_up_that_broke_off_goes_on_and_is_nobodys_account_before(pool: Pool) -> None:
    email = fresh()
    pool.client.admin_create_user(
        UserPoolId=pool.id,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
    )
    assert pool.identity.find(email) is None

    made = pool.identity.register(email, PASSWORD, "Mira")

    assert pool.identity.sign_in(email, PASSWORD).person == made == pool.identity.find(email)
    assert made.name == "Mira"


def test_an_address_somebody_wrote_themselves_proves_nothing(pool: Pool) -> None:
    """Whoever holds an access token may write attributes at Cognito; a reset code must not go there."""
    made = pool.identity.register(fresh(), PASSWORD, "Mira")
    theirs = fresh()
    pool.client.admin_update_user_attributes(
        UserPoolId=pool.id,
        Username=made.id,
        UserAttributes=[{"Name": "email", "Value": theirs}, {"Name": "email_verified", "Value": "false"}],
    )

    assert pool.identity.find(theirs) is None


def test_seeding_makes_a_person_or_sets_their_password_again(pool: Pool) -> None:
    email = fresh()
    first = pool.identity.create_user(email, PASSWORD, "Mira")
    second = pool.identity.create_user(email, OTHER_PASSWORD, "Mira Quill")

    assert first.id == second.id
    assert pool.identity.sign_in(email, OTHER_PASSWORD).person.name == "Mira Quill"


def test_a_password_for_the_first_sign_in_only_says_so(pool: Pool) -> None:
    email = fresh()
    pool.client.admin_create_user(
        UserPoolId=pool.id,
        Username=email,
        TemporaryPassword="Waloom-once-1!",
        UserAttributes=[{"Name": "email", "Value": email}],
    )

    with pytest.raises(StepNeeded) as step:
        pool.identity.sign_in(email, "Waloom-once-1!")

    assert step.value.reason == "new_password_required"


def test_a_pool_that_is_away_is_told_and_tells_nothing(pool: Pool) -> None:
    pool.client.delete_user_pool(UserPoolId=pool.id)

    with pytest.raises(Unavailable) as reading:
        pool.identity.find(fresh())
    with pytest.raises(Unavailable) as making:
        pool.identity.register(fresh(), PASSWORD, "Mira")

    assert pool.id not in reading.value.detail + making.value.detail


def test_tokens_never_show_in_a_repr() -> None:
    identity = MemoryIdentity()
    email = fresh()
    identity.register(email, PASSWORD, "Mira")
    tokens = identity.sign_in(email, PASSWORD)

    assert tokens.access not in repr(tokens)
    assert tokens.refresh not in repr(tokens)
