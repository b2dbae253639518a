"""The HTTP API in process: the real resolver with the access check, and requests as API Gateway sends them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, Router
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.core import keys
from shared.core.actor import Actor
from shared.core.identity import session_of
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Table
from shared.features.api_keys.model import Rate
from shared.features.workspaces.roles import ROUTES
from shared.wiring.access import Access, Caller, Keys
from shared.wiring.http import http_app

Membership = Callable[[WorkspaceId, UserId], Actor]


@dataclass(frozen=True)
class Answer:
    """What a client would see."""

    status: int
    body: Any
    headers: dict[str, str]
    cookies: list[str]


def access_claims(user: str) -> dict[str, str]:
    """What the authorizer hands on of an access token; each user of the tests has signed in once."""
    return {"sub": user, "token_use": "access", "origin_jti": f"sign-in of {user}"}


def signed_in(table: Table, *users: str) -> None:
    """The session rows behind `access_claims`."""
    for user in users:
        place = keys.session(UserId(user), session_of(access_claims(user)["origin_jti"]))
        table.put(place, {"type": "session", "v": 1, "user": user})


class EverySessionLives(Access):
    """The access check for tests of one feature: whoever has a token has a session; memberships are as given."""

    def __init__(self, membership: Membership) -> None:
        super().__init__(cast(Table, None), cast(Any, None), cast(Keys, None), "")
        object.__setattr__(self, "membership", membership)

    def person(self, caller: Caller) -> None:
        assert not caller.key

    def member(self, caller: Caller, ws: WorkspaceId) -> Actor:
        found: Actor = vars(self)["membership"](ws, caller.user)
        return found

    def count(self, caller: Caller) -> Rate | None:
        return None


class Web:
    """Makes requests to the routes of one or more features."""

    def __init__(self, routers: Iterable[Router], membership: Membership) -> None:
        mine = list(routers)
        self.app = http_app(
            lambda _: [*mine, the_rest(mine)], EverySessionLives(membership), Logger(service="test", level="CRITICAL")
        )

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        user: str = "",
        headers: dict[str, str] | None = None,
        cookies: list[str] | None = None,
        ip: str = "203.0.113.7",
    ) -> Answer:
        """``user`` is the ``sub`` of the access token; empty sends none."""
        path, _, query = path.partition("?")
        context: dict[str, Any] = {"http": {"method": method, "path": path, "sourceIp": ip}, "stage": "$default"}
        if user:
            context["authorizer"] = {
                "jwt": {"claims": {"sub": user, "token_use": "access", "origin_jti": f"sign-in of {user}"}}
            }
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "queryStringParameters": dict(part.split("=", 1) for part in query.split("&")) if query else None,
            "headers": {"content-type": "application/json", **(headers or {})},
            "cookies": cookies or [],
            "requestContext": context,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        found = self.app.resolve(event, LambdaContext())
        text = found.get("body")
        return Answer(
            int(found["statusCode"]),
            json.loads(text) if text else None,
            dict(found.get("headers") or {}),
            list(found.get("cookies") or []),
        )


def the_rest(routers: Iterable[Router]) -> Router:
    """Every other route of the product, so that the resolver finds its list complete."""
    probe = APIGatewayHttpResolver()
    for router in routers:
        probe.include_router(router, prefix="/v1")
    present = {
        f"{route.method.upper()} {route.openapi_path}" for route in [*probe._static_routes, *probe._dynamic_routes]
    }
    rest = Router()
    for line in sorted(set(ROUTES) - present):
        method, path = line.split(" ")
        rule = path.removeprefix("/v1").replace("{", "<").replace("}", ">")
        rest.route(rule, method)(_absent)
    return rest


def _absent() -> Response[None]:
    return Response(501)
