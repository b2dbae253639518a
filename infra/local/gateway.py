"""One address for console, API, webhook and live notes on this machine: CloudFront and API Gateway in the cloud.

Bytes pass untouched (Meta's signature is over them); the console gets the same headers as from CloudFront, read from
template.yaml; an address that is not a file is the console's own. `python -m infra.local.gateway --help` for its flags.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import mimetypes
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from infra.local.bridge import HTTP_API_ID, LIVE_API_ID, LIVE_STAGE, read_template

# HTTP API's own limits: a body of 10 MB, an answer within 30 s.
LARGEST_BODY = 10 * 1024 * 1024
ANSWER_SECONDS = 30
# Headers about one connection, not about the message (RFC 9110, 7.6.1); the length is computed again.
HOP_BY_HOP = {
    "connection",
    "content-encoding",
    "content-length",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
WITH_KEY = re.compile(r"bearer +wlk_", re.IGNORECASE)
SESSION = web.AppKey("session", aiohttp.ClientSession)
AWS_URL = web.AppKey("aws_url", str)
DIST = web.AppKey("dist", Path)
HEADERS = web.AppKey("headers", CIMultiDict[str])
NOT_BUILT = b"<!doctype html><title>WALoom</title><p>The console is not built: run <code>make run</code> with Node 20+."


def console_headers(template: dict[str, Any], live: str, media: str, meta: str) -> dict[str, str]:
    """The site's headers as template.yaml gives them to CloudFront, with this machine's addresses in the policy.

    ``meta`` is the sandbox: Facebook's script and login window and the profile pictures come from there.
    """
    config = template["Resources"]["ConsoleHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0]
    policy = policy.replace("${Live}", live).replace("${Media}", media)
    for place in ("${Sdk}", "${Login}", "${Pictures}"):
        policy = policy.replace(place, meta)
    transport = security["StrictTransportSecurity"]
    headers = {
        "Content-Security-Policy": re.sub(r"\s+", " ", policy).strip(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
    }
    headers.update({item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]})
    return headers


def routed(path: str, authorization: str) -> str:
    """What template.yaml's ApiRouter does at CloudFront: calls with an API key have an authorizer of their own."""
    return f"/keys{path}" if path.startswith("/v1/") and WITH_KEY.match(authorization) else path


async def to_api(request: web.Request) -> web.StreamResponse:
    """Hands a request to the HTTP API on the local AWS and its answer back."""
    if request.content_length is not None and request.content_length > LARGEST_BODY:
        return web.json_response({"message": "Request Entity Too Large"}, status=413)
    body = await request.read()
    if len(body) > LARGEST_BODY:
        return web.json_response({"message": "Request Entity Too Large"}, status=413)
    path = routed(request.raw_path, request.headers.get("Authorization", ""))
    target = URL(f"{request.app[AWS_URL]}/_aws/execute-api/{HTTP_API_ID}/$default{path}", encoded=True)
    try:
        async with request.app[SESSION].request(
            request.method, target, headers=_passed(request.headers), data=body or None, allow_redirects=False
        ) as answer:
            content = await answer.read()
            headers = _passed(answer.headers)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            return web.Response(status=answer.status, headers=headers, body=content)
    except TimeoutError:
        return web.json_response({"message": "Service Unavailable"}, status=503)
    except aiohttp.ClientError:
        return web.json_response({"message": "Service Unavailable"}, status=503)


async def to_live(request: web.Request) -> web.StreamResponse:
    """Joins the browser's WebSocket with the live API's; a refusal there (a bad ticket) is a refusal here."""
    query = f"?{request.query_string}" if request.query_string else ""
    target = URL(f"{request.app[AWS_URL]}/_aws/execute-api/{LIVE_API_ID}/{LIVE_STAGE}{query}", encoded=True)
    try:
        inner = await request.app[SESSION].ws_connect(target, headers=_origin(request), max_msg_size=1 << 20)
    except aiohttp.WSServerHandshakeError as refusal:
        return web.json_response({"message": "Forbidden"}, status=refusal.status if refusal.status >= 400 else 403)
    except aiohttp.ClientError:
        return web.json_response({"message": "Service Unavailable"}, status=503)
    outer = web.WebSocketResponse(heartbeat=30, max_msg_size=1 << 20)
    await outer.prepare(request)
    up = asyncio.create_task(_pump(outer, inner))
    down = asyncio.create_task(_pump(inner, outer))
    _, pending = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    with contextlib.suppress(ConnectionError, RuntimeError):
        await inner.close()
    with contextlib.suppress(ConnectionError, RuntimeError):
        await outer.close()
    return outer


async def _pump(
    source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
    sink: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
) -> None:
    async for message in source:
        if message.type is aiohttp.WSMsgType.TEXT:
            await sink.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await sink.send_bytes(message.data)


async def console(request: web.Request) -> web.StreamResponse:
    """A file of the built console, or its index for a deep link."""
    dist = request.app[DIST]
    path = request.path.lstrip("/")
    file = (dist / path).resolve()
    headers = request.app[HEADERS].copy()
    if not path or not file.is_relative_to(dist.resolve()) or not file.is_file():
        # Everything under /w/ is the console's own: a conversation's id holds a dot.
        if "." in path.rsplit("/", 1)[-1] and not path.startswith("w/"):
            return web.Response(status=404, text="Not found", headers=headers)
        file = dist / "index.html"
    if not file.is_file():
        return web.Response(status=404, body=NOT_BUILT, content_type="text/html", headers=headers)
    # Built assets carry their hash in the name; everything else must be asked for again.
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
    headers["Content-Type"] = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return web.FileResponse(file, headers=headers)


def _passed(headers: Any) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in HOP_BY_HOP)


def _origin(request: web.Request) -> dict[str, str]:
    return {name: request.headers[name] for name in ("Origin", "User-Agent") if name in request.headers}


async def _session(app: web.Application) -> AsyncIterator[None]:
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        timeout=timeout, connector=connector, skip_auto_headers=("Content-Type", "User-Agent", "Accept")
    ) as session:
        app[SESSION] = session
        yield


def application(aws_url: str, dist: Path, headers: dict[str, str]) -> web.Application:
    """The gateway as an aiohttp application."""
    app = web.Application(client_max_size=LARGEST_BODY + 1)
    app[AWS_URL] = aws_url
    app[DIST] = dist
    app[HEADERS] = CIMultiDict(headers)
    app.cleanup_ctx.append(_session)
    app.router.add_route("*", "/v1/{rest:.*}", to_api)
    app.router.add_route("*", "/webhooks/{rest:.*}", to_api)
    app.router.add_get("/live", to_live)
    app.router.add_get("/{path:.*}", console)
    return app


def main() -> None:
    """Serves until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--aws-port", type=int, required=True)
    parser.add_argument("--sandbox-port", type=int, required=True)
    parser.add_argument("--dist", type=Path, required=True)
    parser.add_argument("--root", type=Path, required=True, help="folder of template.yaml")
    chosen = parser.parse_args()
    media = f"http://localhost:{chosen.aws_port} http://127.0.0.1:{chosen.aws_port}"
    live = f"ws://localhost:{chosen.port} ws://127.0.0.1:{chosen.port}"
    meta = f"http://localhost:{chosen.sandbox_port} http://127.0.0.1:{chosen.sandbox_port}"
    headers = console_headers(read_template(chosen.root), live=live, media=media, meta=meta)
    app = application(f"http://127.0.0.1:{chosen.aws_port}", chosen.dist, headers)
    web.run_app(app, host="127.0.0.1", port=chosen.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
