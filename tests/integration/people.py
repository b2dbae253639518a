"""People of a deployed copy, as tests need them: made at once, signed in through the API, asking it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from infra.local.product import LocalProduct
from infra.local.seed import OWNER, PASSWORD
from shared.adapters.cognito import CognitoIdentity
from shared.adapters.dynamodb import DynamoTable
from shared.core.clock import SystemClock
from shared.core.ids import WorkspaceId
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Caller:
    """Somebody with a bearer text (an access token, an API key; "" for nobody) and the workspace they work in."""

    product: LocalProduct
    workspace: str
    bearer: str
    user: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """``path`` below the workspace, or from /v1 on."""
        place = path if path.startswith("/v1") else f"/v1/workspaces/{self.workspace}{path}"
        headers = {"Content-Type": "application/json", "X-WALoom": "1"}
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.product.place.port}{place}"
        request = urllib.request.Request(url, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return _read(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refusal:
            return _read(refusal.code, refusal.headers, refusal.read())


def _read(status: int, headers: Any, body: bytes) -> Answer:
    return Answer(status, {k.lower(): v for k, v in headers.items()}, json.loads(body) if body else None)


def owner(product: LocalProduct) -> Caller:
    """The demo's owner."""
    assert product.demo is not None
    return _signed_in(product, OWNER[0], product.demo.workspace)


def member(product: LocalProduct, name: str, role: str) -> Caller:
    """Somebody new in the demo's workspace."""
    assert product.demo is not None
    outputs = product.outputs()
    identity = CognitoIdentity(product.client("cognito-idp"), outputs["UserPoolId"], outputs["UserPoolClientId"])
    email = f"{name.lower()}-{time.monotonic_ns()}@people.waloom.test"
    person = identity.create_user(email, PASSWORD, name)
    Workspaces(WorkspaceStore(table(product)), SystemClock()).add_member(
        WorkspaceId(product.demo.workspace), person, role
    )
    return _signed_in(product, email, product.demo.workspace)


def table(product: LocalProduct) -> DynamoTable:
    return DynamoTable(product.client("dynamodb"), product.outputs()["TableName"])


def _signed_in(product: LocalProduct, email: str, workspace: str) -> Caller:
    answer = Caller(product, workspace, "").ask("POST", "/v1/session", {"email": email, "password": PASSWORD})
    assert answer.status == 200, answer.body
    return Caller(product, workspace, str(answer.body["access_token"]), str(answer.body["user"]["id"]))


def until(what: str, look: Callable[[], T | None], seconds: float) -> T:
    """What ``look`` finds, asked again until it does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")
