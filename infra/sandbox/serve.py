"""The local front: HTTP in, an API Gateway event to the chalice app, its answer out; and the network's own work:
carrying webhooks, waking the agenda, live news for the phone page, writing the state."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web
from chalice.app import Chalice

from infra.sandbox.mailbox import SOURCE
from infra.sandbox.model import Delivery, Json
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.web.app import HOLD, WAIT, WIRE, build_app

LARGEST_BODY = 110 * 1024 * 1024
HOLD_SECONDS = 10.0
FLUSH_SECONDS, FLUSH_ROWS = 0.5, 4000
_VERSION = re.compile(r"v\d+\.\d+")
_PICTURES = ("profile_pictures", "template_samples")
_OWN = ("_sandbox", "static", "whatsapp_business", "mailbox", "dialog", "sdk.js", *_PICTURES, "")
MAILS = "/_sandbox/mails"
MAIL_SECONDS = 5.0
_HIDDEN = {"content-length", "content-type", WIRE, WAIT, HOLD}


class RouteFinder:
    """What API Gateway does before chalice: finds the route template of a path."""

    def __init__(self, app: Chalice) -> None:
        self._by_length: dict[int, list[tuple[str, list[str], set[str]]]] = {}
        for template, methods in app.routes.items():
            parts = template.strip("/").split("/")
            self._by_length.setdefault(len(parts), []).append((template, parts, set(methods)))
        for rows in self._by_length.values():
            rows.sort(key=lambda row: [part.startswith("{") for part in row[1]])

    def find(self, path: str, method: str) -> tuple[str, dict[str, str]] | None:
        parts = path.strip("/").split("/")
        if parts[0] not in _OWN and not _VERSION.fullmatch(parts[0]):
            parts.insert(0, "v25.0")
        fallback: tuple[str, dict[str, str]] | None = None
        for template, wanted, methods in self._by_length.get(len(parts), []):
            values = {want[1:-1]: got for want, got in zip(wanted, parts, strict=True) if want.startswith("{")}
            if all(want.startswith("{") or want == got for want, got in zip(wanted, parts, strict=True)):
                if method in methods:
                    return template, values
                fallback = fallback or (template, values)
        return fallback


class Server:
    """One sandbox on one port. `start` and `stop` belong to the event loop that owns it."""

    def __init__(self, sandbox: Sandbox, host: str = "127.0.0.1", port: int = 8100) -> None:
        self.sandbox, self.host, self.port = sandbox, host, port
        self._app = build_app(sandbox)
        self._finder = RouteFinder(self._app)
        self._streams: set[asyncio.Queue[Json | None]] = set()
        self._running = True
        self._answered: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.ServerRunner | None = None

    async def start(self) -> None:
        self._wake = asyncio.Event()
        self._parallel = asyncio.Semaphore(self.sandbox.settings.webhook_parallel)
        timeout = aiohttp.ClientTimeout(total=self.sandbox.settings.webhook_timeout)
        self._client = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        self.sandbox.world.wake = self._wake.set
        self.sandbox.world.listen(self._news)
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None))
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True)
        try:
            await site.start()
        except OSError:
            await self.stop()
            raise
        self.port = self._runner.addresses[0][1]
        if not self.sandbox.settings.origin:
            self.sandbox.world.origin = f"http://{self.host}:{self.port}"
        self._spawn(self._agenda())
        self._spawn(self._writer())

    async def stop(self) -> None:
        """Ends what runs, keeps what waits: undelivered bodies are on the agenda again after a restart."""
        self._running = False
        for stream in self._streams:
            stream.put_nowait(None)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.shutdown()
            await self._runner.cleanup()
        await self._client.close()
        self.sandbox.close()

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- requests ---------------------------------------------------------------------------------------------------
    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/_sandbox/events":
            return await self._stream(request)
        body = b""
        if request.body_exists:
            try:
                body = await _body(request)
            except ValueError:
                return web.json_response({"error": "the body is too large"}, status=413)
        if request.path == MAILS and self.sandbox.mailbox.source:
            await self._fetch_mails()
        found = self._finder.find(request.path, request.method)
        if found is None:
            self._note_unknown(request)
            return web.json_response(
                {
                    "error": {
                        "message": "Unknown path components: " + request.path,
                        "type": "OAuthException",
                        "code": 2500,
                        "fbtrace_id": self.sandbox.world.ids.trace(),
                    }
                },
                status=400,
            )
        answer = self._app(event(request, body, *found), None)
        return await self._answer(request, answer)

    def _note_unknown(self, request: web.BaseRequest) -> None:
        """A path nobody serves is in the log of calls too: somebody asked, with a token."""
        token = request.headers.get("Authorization", "").partition(" ")[2] or request.query.get("access_token", "")
        now, path = self.sandbox.world.now(), request.path
        self.sandbox.calls.note(
            at=now, method=request.method, path=path, group="unknown", token=token, about="", status=400, code=2500
        )

    async def _answer(self, request: web.BaseRequest, answer: Json) -> web.StreamResponse:
        headers = {key.lower(): value for key, value in answer["headers"].items()}
        if WAIT in headers:
            await asyncio.sleep(float(headers[WAIT]))
        if HOLD in headers:
            await self._hold(headers[HOLD].split(","))
        if headers.get(WIRE) == "reset" and request.transport is not None:
            request.transport.abort()
            return web.Response(status=500)
        content = answer["body"]
        raw = base64.b64decode(content) if answer.get("isBase64Encoded") else content.encode()
        response = web.Response(body=raw, status=answer["statusCode"])
        response.headers["Content-Type"] = headers.get("content-type", "application/json")
        for key, value in answer["headers"].items():
            if key.lower() not in _HIDDEN:
                response.headers[key] = value
        return response

    async def _hold(self, deliveries: list[str]) -> None:
        """Keeps an answer back until these webhooks were answered (status first, raw bodies)."""
        waits = [self._answered.setdefault(key, asyncio.Event()).wait() for key in deliveries]
        try:
            await asyncio.wait_for(asyncio.gather(*waits), HOLD_SECONDS)
        except TimeoutError:
            return  # the receiver is slow: the answer goes out all the same
        finally:
            for key in deliveries:
                self._answered.pop(key, None)

    async def _fetch_mails(self) -> None:
        """Asks the local AWS what mails it captured; what it says is told with the next list."""
        box = self.sandbox.mailbox
        try:
            timeout = aiohttp.ClientTimeout(total=MAIL_SECONDS)
            async with self._client.get(f"{box.source.rstrip('/')}{SOURCE}", timeout=timeout) as answer:
                box.take(await answer.json(content_type=None))
        except (aiohttp.ClientError, OSError, ValueError, AttributeError) as problem:
            box.problem = f"the local AWS does not tell its mails: {type(problem).__name__}"

    # -- live news --------------------------------------------------------------------------------------------------
    def _news(self, news: Json) -> None:
        for queue in self._streams:
            if queue.qsize() < 200:
                queue.put_nowait(news)

    async def _stream(self, request: web.BaseRequest) -> web.StreamResponse:
        """Server-sent events: {kind: chat|webhooks|faults|clock|people|all, number?, person?}."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(queue)
        try:
            await response.write(b": welcome\n\n")
            while self._running:
                try:
                    news = await asyncio.wait_for(queue.get(), 15.0)
                    if news is None:
                        break
                    await response.write(f"data: {json.dumps(news)}\n\n".encode())
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            return response
        finally:
            self._streams.discard(queue)
        return response

    # -- agenda and webhooks ----------------------------------------------------------------------------------------
    async def _agenda(self) -> None:
        world = self.sandbox.world
        # A flag besides the cancellation: Python 3.11's wait_for swallows one that meets a wake-up.
        while self._running:
            self._wake.clear()
            for task in world.due():
                delivery = self.sandbox.run(task)
                if delivery:
                    self._spawn(self._carry(delivery))
            wait = world.wait()
            if wait == 0.0:
                await asyncio.sleep(0)
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    async def _carry(self, key: str) -> None:
        item = self.sandbox.world.state.deliveries.get(key)
        if item is None:
            return
        async with self._parallel:
            started = time.perf_counter()
            try:
                status, problem = await self._post(item)
            except asyncio.CancelledError:
                self.sandbox.world.plan(0.0, "deliver", delivery=key)
                raise
            self.sandbox.post.answered(key, status, (time.perf_counter() - started) * 1000, problem)
        waiter = self._answered.get(key)
        if waiter is not None:
            waiter.set()

    async def _post(self, item: Delivery) -> tuple[int, str]:
        """HTTP status (0 when there was none) and what went wrong."""
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if item.signature:
            headers["X-Hub-Signature-256"] = item.signature
        receiver: Callable[[bytes, dict[str, str]], int] | str = self.sandbox.settings.callback
        if item.url == "in-process:" and not isinstance(receiver, str):
            try:
                return await asyncio.to_thread(receiver, item.body.encode(), headers), ""
            except Exception as error:  # noqa: BLE001 - whatever a receiver raises is its 500
                return 500, repr(error)
        try:
            async with self._client.post(item.url, data=item.body.encode(), headers=headers) as answer:
                await answer.read()
                return answer.status, ""
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return 0, type(error).__name__

    async def _writer(self) -> None:
        while self._running:
            await asyncio.sleep(FLUSH_SECONDS)
            self.sandbox.save(FLUSH_ROWS)


async def _body(request: web.BaseRequest) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > LARGEST_BODY:
            raise ValueError("too large")
        parts.append(part)
    return b"".join(parts)


def event(request: web.BaseRequest, body: bytes, template: str, values: dict[str, str]) -> Json:
    """The part of an API Gateway proxy event that chalice reads."""
    query: dict[str, list[str]] = {}
    for key, value in request.query.items():
        query.setdefault(key, []).append(value)
    headers = {key.lower(): value for key, value in request.headers.items()}
    headers["accept"] = "*/*"  # chalice refuses binary answers to a picky Accept; Meta does not
    headers.setdefault("content-type", "application/octet-stream")
    return {
        "requestContext": {"httpMethod": request.method, "resourcePath": template, "path": request.path},
        "multiValueQueryStringParameters": query or None,
        "headers": headers,
        "pathParameters": values,
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": True,
        "stageVariables": None,
    }
