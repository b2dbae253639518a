"""Latency of the deployed product on the local AWS: the webhook's answer under a replay, how soon a message is seen.

Everything stays on this machine's loopback. The local AWS is not AWS: the figures show what our code and its calls add
up to on an engine that answers each of them in a millisecond or two, with one process behind each Lambda worker.
"""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import connect

from bench.figures import Figure, machine
from bench.traffic import STAGES, message, status
from infra.local.place import Place, temporary_place
from infra.local.product import LocalProduct
from infra.local.seed import OWNER, PASSWORD
from infra.sandbox.signing import signature, webhook_bytes

PER_SECOND: Final = 20
SECONDS: Final = 30
WARM_UP: Final = 40
SEEN: Final = 60
PATIENCE: Final = 20.0
CUSTOMERS: Final = 50


@dataclass(frozen=True)
class Console:
    """A signed-in owner with the live line open."""

    place: Place
    workspace: str
    token: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.place.port}/v1{path}",
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "X-WALoom": "1", "Authorization": f"Bearer {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
            return json.loads(content) if content else None


@contextmanager
def product() -> Iterator[LocalProduct]:
    """An own copy of the product on free ports; its state goes with it."""
    with (
        tempfile.TemporaryDirectory(prefix="waloom-bench-") as folder,
        LocalProduct(temporary_place(Path(folder))) as running,
    ):
        yield running


def sign_in(running: LocalProduct) -> Console:
    assert running.demo is not None
    visitor = Console(running.place, running.demo.workspace, "")
    session = visitor.call("POST", "/session", {"email": OWNER[0], "password": PASSWORD})
    return Console(running.place, running.demo.workspace, session["access_token"])


def post(place: Place, body: dict[str, Any]) -> float:
    """Delivers one webhook as Meta does; milliseconds until the answer. Anything but 200 is an error."""
    raw = webhook_bytes(body)
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": signature(place.secrets().app_secret, raw),
        "User-Agent": "facebookexternalua",
    }
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    try:
        began = time.perf_counter()
        connection.request("POST", "/webhooks/meta", raw, headers)
        answer = connection.getresponse()
        answer.read()
        spent = (time.perf_counter() - began) * 1000
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"the webhook answered {answer.status}")
    return spent


def replay(running: LocalProduct, per_second: int, seconds: float) -> list[float]:
    """Three statuses of something sent to each customer's message, at a steady rate whether or not answers come."""
    assert running.demo is not None
    workspace = running.demo.workspace
    now = time.time()
    count = int(per_second * seconds)
    times: list[float] = []
    lock = threading.Lock()
    start = time.perf_counter() + 0.5

    def one(index: int) -> None:
        body = _mixed(index, now, workspace)
        delay = start + index / per_second - time.perf_counter()
        if delay > 0:
            time.sleep(delay)
        spent = post(running.place, body)
        with lock:
            times.append(spent)

    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(one, index) for index in range(count)]:
            done.result()
    return times


def _mixed(index: int, now: float, workspace: str) -> dict[str, Any]:
    customer, stage = index // 4 % CUSTOMERS, index % 4
    if stage == 3:
        return message(customer, int(now) * 1000 + index, now)
    sent = f"{int(now * 1000):013d}-{'a' * 20}"
    return status(customer, index, STAGES[stage], now, f"1|{workspace}|{customer:026d}|{sent}")


def latency(running: LocalProduct) -> list[Figure]:
    """The webhook's answer, median and 99th of a hundred."""
    assert running.demo is not None
    for index in range(WARM_UP):
        post(running.place, _mixed(index, time.time() - 3600, running.demo.workspace))
    times = sorted(replay(running, PER_SECOND, SECONDS))
    how = (
        f"{len(times)} signed webhooks through gateway, local AWS (MiniStack) and the deployed function, "
        f"{PER_SECOND}/s, 3 statuses to 1 message, after {WARM_UP} to warm up, everything else of the product running "
        f"behind them on the same machine; {machine()}. MiniStack's latency is not AWS's"
    )
    return [
        Figure("webhook_p50_ms", round(_share(times, 0.50), 1), "ms", 20, how),
        Figure("webhook_p99_ms", round(_share(times, 0.99), 1), "ms", 100, how),
    ]


def visible(running: LocalProduct) -> Figure:
    """From the webhook's first byte until the API shows the message to a console that was told of it."""
    console = sign_in(running)
    ticket = console.call("POST", f"/workspaces/{console.workspace}/live-tickets", {})
    times = []
    with connect(ticket["url"].replace("localhost", "127.0.0.1")) as line:
        for index in range(SEEN + 5):
            spent = _seen(console, line, index)
            if index >= 5:
                times.append(spent)
            time.sleep(0.25)
    times.sort()
    how = (
        f"webhook posted, note on the WebSocket, message read through the API: {SEEN} messages one after the other, "
        f"median {statistics.median(times):.0f} ms, slowest {times[-1]:.0f} ms, on the local AWS (MiniStack), whose "
        f"queue and stream polling is not AWS's; {machine()}"
    )
    return Figure("webhook_to_visible_p95_ms", round(_share(times, 0.95), 1), "ms", 1000, how)


def _seen(console: Console, line: Any, index: int) -> float:
    body = message(index % CUSTOMERS, 10_000_000 + index, time.time())
    words = f"visible {index} {time.time_ns()}"
    body["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] = words
    began = time.perf_counter()
    post(console.place, body)
    while True:
        note = json.loads(line.recv(timeout=PATIENCE))
        if note["type"] != "message":
            continue
        path = f"/workspaces/{console.workspace}/conversations/{note['conversation']}/messages/{note['message']}"
        if console.call("GET", path)["content"].get("body") == words:
            return (time.perf_counter() - began) * 1000


def message_from(running: LocalProduct, customer: int) -> None:
    """A customer writes, now."""
    post(running.place, message(customer, time.time_ns() // 1000, time.time()))


def figures() -> list[Figure]:
    """All of them, on one copy of the product."""
    from bench import api_latency

    with product() as running:
        return [*api_latency.figures(running), visible(running), *latency(running)]


def _share(values: list[float], share: float) -> float:
    """The value that this share of the sorted values does not exceed."""
    return values[min(len(values) - 1, int(share * len(values)))]
