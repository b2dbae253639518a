"""``/api-keys``: machines' ways into a workspace."""

from datetime import datetime
from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.core.clock import stamp
from shared.features.api_keys.model import ApiKey
from shared.features.api_keys.service import ApiKeys
from shared.features.http import CurrentActor, Shape, problem_responses


class ApiKeyShape(Shape):
    """An API key, without its secret."""

    id: str
    name: str
    scopes: list[str] = Field(description="Permissions the key was given; it never has more than its maker has now.")
    prefix: str = Field(description="How the key begins.", examples=["wlk_01kaq3v5m4k2c7r8s9t0v1w2x3"])
    state: Literal["active", "expired", "revoked"]
    created_by: str = Field(description="The maker's name.")
    created_at: str
    expires_at: str | None = Field(description="Null: good until it is revoked.")
    last_used_at: str | None = Field(description="To within five minutes.")


class NewApiKeyShape(ApiKeyShape):
    """An API key just made. `key` is shown this once."""

    key: str = Field(description="Send it as `Authorization: Bearer …`. It can't be read again.")


class ApiKeyList(Shape):
    """The workspace's keys, newest first."""

    items: list[ApiKeyShape]
    next_cursor: str | None = None


class ApiScopeShape(Shape):
    """Something a key may be allowed."""

    name: str = Field(examples=["conversations.read"])
    routes: list[str] = Field(description="The routes that this opens.")


class ApiScopeList(Shape):
    """What the caller may allow a key."""

    items: list[ApiScopeShape]
    next_cursor: str | None = None


class ApiKeyRequest(Shape):
    """A key to make."""

    name: str = Field(min_length=1, max_length=200, description="What it is for.")
    scopes: list[str] = Field(min_length=1, max_length=100)
    expires_at: datetime | None = Field(default=None, description="At most a year ahead; null for no end.")


def _facts(key: ApiKey, now: datetime) -> ApiKeyShape:
    return ApiKeyShape(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        prefix=key.prefix,
        state=key.state(now),
        created_by=key.maker_name,
        created_at=stamp(key.created_at),
        expires_at=stamp(key.expires_at) if key.expires_at else None,
        last_used_at=stamp(key.last_used_at) if key.last_used_at else None,
    )


def api_key_routes(api_keys: ApiKeys) -> Router:
    """Routes for people who manage keys; keys themselves may not come here."""
    router = Router()

    @router.get(
        "/workspaces/<workspace>/api-keys",
        operation_id="listApiKeys",
        tags=["api keys"],
        summary="List the API keys",
        responses=problem_responses(401, 403, 404),
    )
    def keys(workspace: str, actor: CurrentActor) -> ApiKeyList:
        now = api_keys.clock.now()
        return ApiKeyList(items=[_facts(key, now) for key in api_keys.list(actor)])

    @router.post(
        "/workspaces/<workspace>/api-keys",
        operation_id="createApiKey",
        tags=["api keys"],
        summary="Make an API key",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def create(workspace: str, request: ApiKeyRequest, actor: CurrentActor) -> NewApiKeyShape:
        key, text = api_keys.create(actor, request.name, request.scopes, request.expires_at)
        return NewApiKeyShape(**_facts(key, api_keys.clock.now()).model_dump(), key=text)

    @router.delete(
        "/workspaces/<workspace>/api-keys/<key>",
        operation_id="revokeApiKey",
        tags=["api keys"],
        summary="Revoke an API key, at once and for good",
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def revoke(workspace: str, key: str, actor: CurrentActor) -> Response[None]:
        api_keys.revoke(actor, key)
        return Response(204)

    @router.get(
        "/workspaces/<workspace>/api-scopes",
        operation_id="listApiScopes",
        tags=["api keys"],
        summary="List what a key may be allowed",
        responses=problem_responses(401, 403, 404),
    )
    def scopes(workspace: str, actor: CurrentActor) -> ApiScopeList:
        found = api_keys.scopes(actor)
        return ApiScopeList(items=[ApiScopeShape(name=one.name, routes=list(one.routes)) for one in found])

    return router
