"""The demo: two people, a workspace, the sandbox's account connected. `python -m infra.local.seed` may be run again.

People and workspace are made with the product's own services, so that no code has to be typed; everything after that
goes through the API, as a person would do it.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from infra.local.deploy import stack_outputs
from infra.local.place import Place, default_place
from infra.local.processes import LocalFailure
from shared.adapters.cognito import CognitoIdentity
from shared.adapters.dynamodb import DynamoTable
from shared.core.clock import SystemClock
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore

PASSWORD = "Waloom-demo-1"  # noqa: S105 - the local demo's, printed at every start
OWNER = ("owner@demo.waloom.test", "Odette Quill")
AGENT = ("agent@demo.waloom.test", "Amir Reyes")
WORKSPACE = "Quill Kettles"
CONNECT_SECONDS = 30
RETRY_SECONDS = 10


@dataclass(frozen=True)
class Demo:
    """What was seeded."""

    workspace: str
    account: str  # connected, incomplete, or why it is not there


def seed(place: Place) -> Demo:
    """Makes what is missing of the demo and leaves the rest alone."""
    workspace = _people_and_workspace(place)
    return Demo(workspace, _connect(place, workspace))


def _people_and_workspace(place: Place) -> str:
    outputs = stack_outputs(place)
    identity = CognitoIdentity(place.client("cognito-idp"), outputs["UserPoolId"], outputs["UserPoolClientId"])
    workspaces = Workspaces(WorkspaceStore(DynamoTable(place.client("dynamodb"), outputs["TableName"])), SystemClock())
    owner = identity.create_user(OWNER[0], PASSWORD, OWNER[1])
    agent = identity.create_user(AGENT[0], PASSWORD, AGENT[1])
    # Whoever tried an authenticator out yesterday: nobody would be there to type its code.
    identity.use_second_factor(owner.id, False)
    owned = workspaces.workspaces_of(owner.id)
    workspace = owned[0][0] if owned else workspaces.create(owner, WORKSPACE, time_zone="Europe/London")
    workspaces.add_member(workspace.id, agent, "agent")
    return str(workspace.id)


def _connect(place: Place, workspace: str) -> str:
    """Connects the sandbox's demo account by its token, as the owner would in the console."""
    session = _call(place, "POST", "/v1/session", {"email": OWNER[0], "password": PASSWORD})
    token = session["access_token"]
    accounts = f"/v1/workspaces/{workspace}/accounts"
    standing = _call(place, "GET", accounts, token=token)["items"]
    if standing:
        return str(standing[0]["status"])
    account = _call(place, "POST", accounts, {"token": place.secrets().demo_token, "pin": "417417"}, token=token)
    return str(account["status"])


def _call(place: Place, method: str, path: str, body: Any = None, token: str = "") -> Any:
    """One API call through the gateway; what the gateway cannot reach yet is tried again for a while."""
    headers = {"Content-Type": "application/json", "X-WALoom": "1"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{place.port}{path}", data=data, headers=headers, method=method)
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request, timeout=CONNECT_SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            text = refusal.read().decode("utf-8", "replace")[:500]
            if refusal.code in {502, 503} and time.monotonic() < deadline:
                time.sleep(0.5)
                continue
            raise LocalFailure(f"seeding: {method} {path} answered {refusal.code}: {text}") from refusal


def main() -> None:
    """Seeds the copy that `make run` started."""
    try:
        demo = seed(default_place())
    except LocalFailure as failure:
        raise SystemExit(f"seed: {failure}") from None
    print(f"seed: workspace {demo.workspace}, account {demo.account}")


if __name__ == "__main__":
    main()
