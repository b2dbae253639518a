"""Signing in with a real user pool (moto's): cookies, one answer for every wrong combination, a limit on tries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from shared.adapters.cognito import CognitoIdentity
from shared.adapters.dynamodb import DynamoTable
from shared.core.identity import Person
from shared.features.workspaces.routes import workspace_routes
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.session_routes import PublicConfig, session_routes
from shared.features.workspaces.sessions import TRIES, Sessions
from shared.features.workspaces.store import WorkspaceStore
from tests.functional.conftest import HandClock
from tests.functional.webapi import Answer, Web

EMAIL, PASSWORD, NAME = "owner@demo.waloom.test", "Waloom-demo-1", "Odette Quill"
OURS = {"x-waloom": "1"}


@dataclass(frozen=True)
class Pool:
    """A user pool with one person in it."""

    client: Any
    id: str
    identity: CognitoIdentity
    owner: Person


@pytest.fixture
def pool(aws: None) -> Pool:
    client = boto3.client("cognito-idp", region_name="eu-west-1")
    pool = client.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"]["Id"]
    app = client.create_user_pool_client(
        UserPoolId=pool,
        ClientName="console",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    identity = CognitoIdentity(client, pool, app["UserPoolClient"]["ClientId"])
    return Pool(client, pool, identity, identity.create_user(EMAIL, PASSWORD, NAME))


def web(pool: Pool, table: DynamoTable, clock: HandClock, *, secure: bool = True) -> Web:
    store = WorkspaceStore(table)
    workspaces = Workspaces(store, clock)
    config = PublicConfig("0.1.0", "local", "http://localhost:8100", secure_cookies=secure)
    sessions = Sessions(pool.identity, store, table, clock)
    return Web([session_routes(sessions, config), workspace_routes(workspaces)], workspaces.membership)


@pytest.fixture
def api(pool: Pool, table: DynamoTable, clock: HandClock) -> Web:
    return web(pool, table, clock)


def sign_in(api: Web, email: str = EMAIL, password: str = PASSWORD, ip: str = "203.0.113.7") -> Answer:
    return api.call("POST", "/v1/session", {"email": email, "password": password}, headers=OURS, ip=ip)


def cookie_of(answer: Answer) -> str:
    return answer.cookies[0].partition(";")[0]


def test_signing_in_answers_who_it_is_and_hides_the_refresh_token_in_a_cookie(api: Web, pool: Pool) -> None:
    answer = sign_in(api)

    assert answer.status == 200
    assert answer.body["user"] == {"id": pool.owner.id, "email": EMAIL, "name": NAME}
    assert answer.body["expires_in"] > 0
    assert set(answer.body) == {"access_token", "expires_in", "user"}
    [cookie] = answer.cookies
    assert cookie.startswith("waloom_refresh=")
    for part in ("; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/v1/session", "; Max-Age=2592000"):
        assert part in cookie
    assert cookie_of(answer).removeprefix("waloom_refresh=") not in str(answer.body)
    assert answer.headers["Cache-Control"] == "no-store"


def test_on_a_developers_machine_the_cookie_works_without_https(
    pool: Pool, table: DynamoTable, clock: HandClock
) -> None:
    answer = sign_in(web(pool, table, clock, secure=False))

    assert "Secure" not in answer.cookies[0]
    assert "HttpOnly" in answer.cookies[0]


def test_capitals_and_spaces_around_the_address_do_not_matter(api: Web) -> None:
    assert sign_in(api, f" {EMAIL.upper()} ").status == 200


def test_wrong_password_and_unknown_address_get_the_very_same_answer(api: Web, pool: Pool) -> None:
    pool.client.admin_disable_user(UserPoolId=pool.id, Username=_disabled(pool))

    wrong = sign_in(api, password="Not-the-password-1")
    unknown = sign_in(api, "nobody@demo.waloom.test")
    odd = sign_in(api, "not an address")
    disabled = sign_in(api, "disabled@demo.waloom.test")

    assert wrong.status == 401
    assert wrong.body["code"] == "wrong_credentials"
    assert wrong.body == unknown.body == odd.body == disabled.body
    assert wrong.cookies == unknown.cookies == []


def _disabled(pool: Pool) -> str:
    pool.identity.create_user("disabled@demo.waloom.test", PASSWORD, "Gone")
    return "disabled@demo.waloom.test"


def test_a_password_for_the_first_sign_in_only_says_so(api: Web, pool: Pool) -> None:
    pool.client.admin_create_user(
        UserPoolId=pool.id,
        Username="new@demo.waloom.test",
        TemporaryPassword="Waloom-once-1",
        UserAttributes=[{"Name": "email", "Value": "new@demo.waloom.test"}],
    )

    answer = sign_in(api, "new@demo.waloom.test", "Waloom-once-1")

    assert (answer.status, answer.body["code"]) == (409, "new_password_required")
    assert answer.cookies == []


def test_the_cookie_brings_a_new_access_token(api: Web, pool: Pool) -> None:
    cookie = cookie_of(sign_in(api))

    answer = api.call("POST", "/v1/session/refresh", headers=OURS, cookies=["other=1", cookie])

    assert answer.status == 200
    assert answer.body["user"]["id"] == pool.owner.id
    assert answer.body["access_token"]


@pytest.mark.parametrize("cookies", [[], ["waloom_refresh="], ["waloom_refreshed=x"]])
def test_without_a_good_cookie_the_session_is_over(api: Web, cookies: list[str]) -> None:
    answer = api.call("POST", "/v1/session/refresh", headers=OURS, cookies=cookies)

    assert (answer.status, answer.body["code"]) == (401, "session_over")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/session/refresh"), ("DELETE", "/v1/session"), ("POST", "/v1/session")]
)
def test_a_form_on_another_site_can_not_use_the_cookie(api: Web, method: str, path: str) -> None:
    cookie = cookie_of(sign_in(api))
    body = {"email": EMAIL, "password": PASSWORD} if path == "/v1/session" and method == "POST" else None

    answer = api.call(method, path, body, cookies=[cookie])

    assert (answer.status, answer.body["code"]) == (403, "header_missing")
    assert answer.cookies == []


def test_signing_out_revokes_the_refresh_token_and_removes_the_cookie(api: Web, pool: Pool) -> None:
    revoked: list[str] = []

    def revoke(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        """moto does not know this call."""
        revoked.append(json.loads(params["body"])["Token"])
        return AWSResponse("", 200, HTTPHeaders(), None), {}

    pool.client.meta.events.register("before-call.cognito-identity-provider.RevokeToken", revoke)
    cookie = cookie_of(sign_in(api))

    answer = api.call("DELETE", "/v1/session", headers=OURS, cookies=[cookie])

    assert (answer.status, answer.body) == (204, None)
    assert answer.cookies[0].startswith("waloom_refresh=; ")
    assert "Max-Age=0" in answer.cookies[0]
    assert [f"waloom_refresh={token}" for token in revoked] == [cookie]


def test_signing_out_without_a_session_is_no_error(api: Web) -> None:
    assert api.call("DELETE", "/v1/session", headers=OURS).status == 204


def test_too_many_tries_from_one_place_must_wait_and_others_need_not(api: Web, clock: HandClock) -> None:
    for _ in range(TRIES):
        assert sign_in(api, password="wrong").status == 401

    locked = sign_in(api)
    assert (locked.status, locked.body["code"]) == (429, "too_many_sign_ins")
    assert 1 <= int(locked.headers["Retry-After"]) <= 900

    assert sign_in(api, ip="198.51.100.9").status == 200
    clock.forward(seconds=int(locked.headers["Retry-After"]))
    assert sign_in(api).status == 200


def test_a_right_password_starts_the_count_again(api: Web) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            sign_in(api, password="wrong")
        assert sign_in(api).status == 200


def test_the_count_says_nothing_of_who_it_was_and_goes_away(api: Web, dynamodb: Any) -> None:
    sign_in(api, password="wrong")

    rows = [row for row in dynamodb.scan(TableName="waloom")["Items"] if row["type"]["S"] == "sign_in_tries"]

    assert len(rows) == 1
    assert EMAIL not in str(rows)
    assert "203.0.113.7" not in str(rows)
    assert int(rows[0]["ttl"]["N"]) > 1_795_000_000


def test_the_public_facts_need_no_session(api: Web) -> None:
    answer = api.call("GET", "/v1/config")

    assert answer.status == 200
    assert answer.body == {
        "name": "WALoom",
        "version": "0.1.0",
        "environment": "local",
        "sandbox_url": "http://localhost:8100",
    }


def test_an_unknown_field_or_a_missing_one_is_named(api: Web) -> None:
    answer = api.call("POST", "/v1/session", {"email": EMAIL, "pass": "x"}, headers=OURS)

    assert answer.status == 422
    assert {error["field"] for error in answer.body["errors"]} == {"password", "pass"}


def test_tokens_never_show_in_a_repr(pool: Pool) -> None:
    tokens = pool.identity.sign_in(EMAIL, PASSWORD)

    assert tokens.access not in repr(tokens)
    assert tokens.refresh not in repr(tokens)
