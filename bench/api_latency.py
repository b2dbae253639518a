"""How long the API takes to answer, route by route, on the deployed product on the local AWS; the worst one counts.

Every reading route is called with real ids, and the writes people wait for; one call after the other, as one person
does. The local AWS is not AWS: its answers take a millisecond or two, its front door is a Python process.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from bench.figures import Figure, machine
from bench.running import Console, message_from, sign_in
from infra.local.product import LocalProduct
from shared.features.workspaces.roles import PUBLIC, ROUTES

TIMES: Final = 25
WARM: Final = 3
# Need something this scene does not have (an export that is done, a file), or ask Meta each time.
LEFT_OUT: Final = ("/{export}", "/media", "/profile", "/automation")

Make = Callable[[int], Any]


def figures(running: LocalProduct) -> list[Figure]:
    """Median and 95th of a hundred of the slowest route."""
    console = sign_in(running)
    times = {name: _timed(call) for name, call in _calls(running, console)}
    print("\n".join(_line(name, found) for name, found in sorted(times.items(), key=lambda pair: -_p95(pair[1]))))
    how = (
        f"{len(times)} routes, {TIMES} calls each after {WARM} to warm up, one after the other through gateway and "
        f"local AWS (MiniStack) to the deployed function; {machine()}. MiniStack's latency is not AWS's. Worst route: "
    )
    slow = max(times, key=lambda name: statistics.median(times[name]))
    slowest = max(times, key=lambda name: _p95(times[name]))
    return [
        Figure("api_p50_ms", round(statistics.median(times[slow]), 1), "ms", 60, how + slow),
        Figure("api_p95_ms", round(_p95(times[slowest]), 1), "ms", 150, how + slowest),
    ]


def _calls(running: LocalProduct, console: Console) -> Iterator[tuple[str, Make]]:
    w = f"/workspaces/{console.workspace}"
    message_from(running, 1)
    chat = _until(lambda: console.call("GET", f"{w}/conversations?tab=all")["items"])[0]["id"]
    account = console.call("GET", f"{w}/accounts")["items"][0]
    places = {
        "workspace": console.workspace,
        "conversation": chat,
        "contact": chat.partition(".")[0],
        "message": console.call("GET", f"{w}/conversations/{chat}/messages")["items"][0]["id"],
        "waba": account["waba_id"],
        "number": account["numbers"][0]["id"],
        "template": console.call("GET", f"{w}/templates")["items"][0]["id"],
    }
    for route, need in ROUTES.items():
        method, path = route.split(" ", 1)
        if method == "GET" and need != PUBLIC and not any(part in path for part in LEFT_OUT):
            yield route, _get(console, path.removeprefix("/v1").format(**places))
    c = f"{w}/conversations/{chat}"

    def post(path: str, body: Callable[[int], dict[str, Any]]) -> Make:
        return lambda turn: console.call("POST", path, body(turn))

    def text(turn: int) -> dict[str, Any]:
        words = {"body": f"It is, number {turn}."}
        return {"client_id": f"bench-{time.time_ns()}", "type": "text", "text": words}

    yield f"POST {_shown(c, places)}/messages", post(f"{c}/messages", text)
    yield (
        f"POST {_shown(c, places)}/notes",
        post(f"{c}/notes", lambda turn: {"client_id": f"note-{time.time_ns()}", "text": f"note {turn}"}),
    )
    yield f"POST {_shown(c, places)}/typing", post(f"{c}/typing", lambda _: {"state": "viewing"})
    yield f"POST {_shown(w, places)}/live-tickets", post(f"{w}/live-tickets", lambda _: {})
    yield f"PATCH {_shown(c, places)}", lambda turn: console.call("PATCH", c, {"priority": ("low", "high")[turn % 2]})


def _get(console: Console, path: str) -> Make:
    return lambda _: console.call("GET", path)


def _shown(path: str, places: dict[str, str]) -> str:
    """The path with the parameters' names for their values."""
    for name in ("conversation", "workspace"):
        path = path.replace(places[name], f"{{{name}}}")
    return f"/v1{path}"


def _timed(call: Make) -> list[float]:
    for turn in range(WARM):
        call(turn)
    found = []
    for turn in range(TIMES):
        began = time.perf_counter()
        call(turn)
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def _p95(values: list[float]) -> float:
    return values[min(len(values) - 1, int(0.95 * len(values)))]


def _line(name: str, values: list[float]) -> str:
    return f"  {statistics.median(values):7.1f} ms  p95 {_p95(values):7.1f} ms  {name}"


def _until(ask: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 20
    while not (found := ask()):
        if time.monotonic() > deadline:
            raise RuntimeError("the scene did not come about within 20 s")
        time.sleep(0.2)
    return found
