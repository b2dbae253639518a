"""The local gateway sends calls with an API key where CloudFront would."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from infra.local.bridge import read_template
from infra.local.gateway import WITH_KEY, application, routed

KEY = "wlk_01kaq3v5m4k2c7r8s9t0v1w2x3_" + "s" * 43


@pytest.mark.parametrize(
    ("authorization", "path"),
    [
        (f"Bearer {KEY}", "/keys/v1/me?a=1"),
        (f"bearer   {KEY}", "/keys/v1/me?a=1"),
        ("Bearer wlk_", "/keys/v1/me?a=1"),
        ("Bearer eyJhbGciOi.e30.c2ln", "/v1/me?a=1"),
        (f"Basic {KEY}", "/v1/me?a=1"),
        (f" {KEY}", "/v1/me?a=1"),
        ("", "/v1/me?a=1"),
    ],
)
def test_a_call_with_a_key_goes_to_the_keys_route(authorization: str, path: str) -> None:
    assert routed("/v1/me?a=1", authorization) == path


def test_only_calls_of_the_api_are_sent_there() -> None:
    behaviours = read_template()["Resources"]["Site"]["Properties"]["DistributionConfig"]["CacheBehaviors"]
    sorted_out = [one["PathPattern"] for one in behaviours if "FunctionAssociations" in one]

    assert sorted_out == ["/v1/*"]
    assert routed("/webhooks/meta", f"Bearer {KEY}") == "/webhooks/meta"


def test_the_site_tells_keys_from_tokens_by_the_same_rule() -> None:
    code = read_template()["Resources"]["ApiRouter"]["Properties"]["FunctionCode"]

    found = re.search(r"/\^(.+?)/i\.test", code)

    assert found is not None
    assert found[1] == WITH_KEY.pattern


def test_the_key_itself_is_handed_on_and_so_are_the_answers_headers(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    async def aws(request: web.Request) -> web.Response:
        seen.append((request.path_qs, request.headers["Authorization"]))
        return web.json_response({"items": []}, headers={"RateLimit-Remaining": "599"})

    async def story() -> str:
        behind = web.Application()
        behind.router.add_route("*", "/{path:.*}", aws)
        async with TestServer(behind) as server:
            gateway = application(str(server.make_url("")).rstrip("/"), tmp_path, {})
            async with TestClient(TestServer(gateway)) as client:
                answer = await client.get("/v1/workspaces/w/tags?limit=1", headers={"Authorization": f"Bearer {KEY}"})
                return answer.headers["RateLimit-Remaining"]

    assert asyncio.run(story()) == "599"
    assert seen == [("/_aws/execute-api/waloomhttp/$default/keys/v1/workspaces/w/tags?limit=1", f"Bearer {KEY}")]
