"""``POST /uploads`` over the real resolver: the form, and what is refused before anything is uploaded."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.adapters.s3 import S3Blobs
from shared.core.actor import Actor
from shared.core.ids import UserId, WorkspaceId
from shared.features.media.routes import upload_routes
from shared.features.media.uploads import Uploads
from shared.features.workspaces.roles import permissions_of
from tests.functional.conftest import REGION, WS, HandClock
from tests.functional.webapi import Answer, Web


def membership(ws: WorkspaceId, user: UserId) -> Actor:
    role = "viewer" if user == "viewer" else "agent"
    return Actor(ws, user, "Ada", role, permissions_of(role))


@pytest.fixture
def web(table: DynamoTable, cipher: WorkspaceCipher, clock: HandClock) -> Web:
    blobs = S3Blobs(boto3.client("s3", region_name=REGION), "media")
    return Web([upload_routes(Uploads(table, blobs, cipher, clock))], membership)


def post(web: Web, user: str = "agent", **changes: Any) -> Answer:
    body = {"filename": "kettle.png", "mime_type": "image/png", "size": 1234, **changes}
    return web.call("POST", f"/v1/workspaces/{WS}/uploads", body, user=user)


def test_an_upload_answers_the_form_to_post(web: Web) -> None:
    answer = post(web)

    assert answer.status == 201
    assert set(answer.body) == {"upload_id", "url", "fields", "expires_at"}
    assert answer.body["fields"]["key"] == f"uploads/{WS}/{answer.body['upload_id']}"
    assert answer.body["expires_at"] == "2026-11-22T12:15:00.000Z"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"mime_type": "text/html"}, 400, "file_type"),
        ({"size": 6 << 20}, 413, "file_too_large"),
        ({"size": 0}, 422, "invalid"),
        ({"filename": ""}, 422, "invalid"),
        ({"surprise": 1}, 422, "invalid"),
        ({"user": "viewer"}, 403, "forbidden"),
        ({"user": ""}, 401, "unauthenticated"),
    ],
)
def test_what_can_not_be_uploaded_is_refused(web: Web, changes: dict[str, Any], status: int, code: str) -> None:
    answer = post(web, **changes)
    assert (answer.status, answer.body["code"]) == (status, code)
