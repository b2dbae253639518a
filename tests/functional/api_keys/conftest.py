"""A workspace with people and keys, and the real API behind the real door, over the table in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.core.actor import Actor
from shared.core.clock import stamp
from shared.core.identity import Person
from shared.core.ids import UserId
from shared.features.api_keys.model import ApiKey
from shared.features.api_keys.routes import api_key_routes
from shared.features.api_keys.secret import admitted
from shared.features.api_keys.service import ApiKeys
from shared.features.api_keys.store import ApiKeyStore
from shared.features.library.routes import library_routes
from shared.features.library.service import Library
from shared.features.workspaces.model import Member, Workspace
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from shared.wiring.access import Access
from shared.wiring.http import http_app
from tests.functional.conftest import OTHER_WS, WS, HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import Answer, access_claims, signed_in, the_rest

LIMIT = 5
BORN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Door:
    """The API as people and machines meet it; `key` goes through what the authorizer asks."""

    table: MemoryTable
    clock: HandClock
    keys: ApiKeys
    workspaces: Workspaces
    told: list[str]

    def __post_init__(self) -> None:
        access = Access(self.table, self.workspaces, self.keys, "")
        mine = [api_key_routes(self.keys), library_routes(Library(self.table, self.clock))]
        self.app = http_app(lambda _: [*mine, the_rest(mine)], access, Logger(service="test", level="CRITICAL"))
        self.remembered: dict[str, tuple[str, str] | None] = {}

    def ask(self, method: str, path: str, body: Any = None, *, user: str = "", key: str = "") -> Answer:
        authorizer: dict[str, Any] = {}
        if key:
            # API Gateway keeps the authorizer's answer for a minute: here it keeps the first for good.
            if key not in self.remembered:
                self.remembered[key] = admitted(f"Bearer {key}", self.table.get, stamp(self.clock.now()))
            found = self.remembered[key]
            if found is None:
                return Answer(403, {"message": "Forbidden"}, {}, [])
            authorizer, path = {"lambda": {"key": found[0], "workspace": found[1]}}, f"/keys{path}"
        elif user:
            authorizer = {"jwt": {"claims": access_claims(user)}}
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json"},
            "requestContext": {
                "http": {"method": method, "path": path, "sourceIp": "203.0.113.7"},
                "stage": "$default",
                "authorizer": authorizer,
            },
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.app.resolve(event, LambdaContext())
        text = answer.get("body")
        headers = {name.lower(): str(value) for name, value in (answer.get("headers") or {}).items()}
        return Answer(int(answer["statusCode"]), json.loads(text) if text else None, headers, [])

    def make(self, scopes: list[str], *, user: str = "admin", **more: Any) -> str:
        """A new key's text."""
        body = {"name": "Shop", "scopes": scopes, **more}
        answer = self.ask("POST", f"/v1/workspaces/{WS}/api-keys", body, user=user)
        assert answer.status == 201, answer.body
        return str(answer.body["key"])


@pytest.fixture
def door(clock: HandClock) -> Door:
    table = MemoryTable()
    store = WorkspaceStore(table)
    workspaces = Workspaces(store, clock)
    for ws, prefix in ((WS, ""), (OTHER_WS, "other-")):
        owner = Person(UserId(f"{prefix}owner"), f"{prefix}owner@test.invalid", "Odette")
        store.add(Workspace(ws, "Kettles", "UTC", "en", BORN, owner.id), Member(ws, owner, "owner", BORN))
    for role in ("admin", "marketer", "agent", "viewer"):
        store.add_member(Member(WS, Person(UserId(role), f"{role}@test.invalid", role.title()), role, BORN))
    signed_in(table, "owner", "admin", "marketer", "agent", "viewer", "other-owner")
    told: list[str] = []

    def news(what: str, key: ApiKey, actor: Actor) -> None:
        told.append(f"{actor.name} {what} {key.name}")

    return Door(table, clock, ApiKeys(ApiKeyStore(table), workspaces.membership, clock, LIMIT, news), workspaces, told)
