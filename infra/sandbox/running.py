"""A sandbox inside a test or a script: its own thread, its own port, a client to drive it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from infra.sandbox.client import Control
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.serve import Server
from infra.sandbox.settings import Settings


@dataclass(frozen=True)
class Running:
    """`url` is the Graph base URL, `control` drives the customers, `token` opens the demo account."""

    url: str
    control: Control
    settings: Settings
    token: str


@contextmanager
def running_sandbox(
    settings: Settings | None = None, *, host: str = "127.0.0.1", port: int = 0, **changes: object
) -> Iterator[Running]:
    """`with running_sandbox(callback=…) as sandbox:`; settings by name; `connected` is True by default."""
    chosen = replace(settings or Settings(connected=True), **changes)  # type: ignore[arg-type]
    ready, loop = threading.Event(), asyncio.new_event_loop()
    servers: list[Server] = []
    failures: list[BaseException] = []
    over = asyncio.Event()

    async def serve() -> None:
        sandbox = Sandbox(chosen)
        server = Server(sandbox, host, port)
        await server.start()
        servers.append(server)
        ready.set()
        await over.wait()
        await server.stop()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        except BaseException as error:  # noqa: BLE001 - told to the caller below
            failures.append(error)
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=run, name="sandbox", daemon=True)
    thread.start()
    ready.wait(20)
    if failures:
        raise failures[0]
    url = f"http://{host}:{servers[0].port}"
    control = Control(url)
    try:
        yield Running(url, control, chosen, control.token())
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(20)
    if thread.is_alive():
        raise RuntimeError("the sandbox did not stop")
    if failures:
        raise failures[0]
