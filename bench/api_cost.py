"""What a million API calls cost on AWS: the console's usual mix through the real API function, under the meter.

The scene is made by the inbound pipeline: customers who have written. Then an agent works in the console; the shares
below are what the console does when a message comes and is answered. The same on every machine, byte for byte.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bench.figures import Figure
from bench.inbound_cost import START, WORKSPACE, Bill, Context, HandClock, Pipeline, _connect, _logging_to
from bench.meter import Meter
from bench.prices import AS_OF, REGION
from bench.traffic import NUMBER, WABA, conversations
from bench.world import TABLE, World, client, moto_world
from shared.core import keys
from shared.core.identity import Person, session_of
from shared.core.ids import NumberId, UserId, WabaId
from shared.features.workspaces.model import Member, Workspace

CUSTOMERS: Final = 25
EACH: Final = 4
USER: Final = UserId("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")
ROUNDS: Final = 10
CPU_MS: Final = 6.0  # the resolver's own work on a call: route, validation, answer (measured on x86)
HEADERS_BYTES: Final = 450
# (share of a hundred calls, method, path); {c} is a conversation, {m} its last message.
Mix = Sequence[tuple[int, str, str]]
MIX: Final[Mix] = (
    (14, "GET", "/conversations?limit=25"),
    (6, "GET", "/conversations/counts"),
    (16, "GET", "/conversations/{c}"),
    (14, "GET", "/conversations/{c}/messages?limit=30"),
    (18, "GET", "/conversations/{c}/messages/{m}"),
    (8, "POST", "/conversations/{c}/messages"),
    (8, "POST", "/conversations/{c}/typing"),
    (4, "PATCH", "/conversations/{c}"),
    (2, "POST", "/conversations/{c}/notes"),
    (3, "GET", "/notices"),
    (2, "GET", "/contacts/{p}"),
    (2, "GET", "/tags"),
    (2, "GET", "/members"),
    (1, "POST", "/live-tickets"),
)


@dataclass(frozen=True)
class Call:
    """One request of the agent."""

    method: str
    path: str
    body: dict[str, Any] | None


class Desk:
    """An agent at the console."""

    def __init__(self, world: World, scene: Pipeline) -> None:
        import boto3

        from shared.wiring.bootstrap import Product
        from shared.wiring.handlers import api_handler
        from shared.wiring.settings import read_settings

        self.world = world
        self.clock = HandClock()
        self.clock.at = scene.clock.at + 60
        self.meter = Meter({TABLE: world.shape}, client("dynamodb"))
        session = boto3.session.Session(region_name=REGION)
        self.meter.listen(session.events)
        product = Product(read_settings(world.environment), session.client, self.clock, sleep=lambda _: None)
        with self.meter.silent():
            _scene(product)
        self.handler = api_handler(product)
        self.written = io.StringIO()
        self.access_line = scene.access_line
        self.traced = scene.traced

    def make(self, call: Call) -> Any:
        """The call's answer; anything but success is a mistake of this file."""
        path, _, query = call.path.partition("?")
        text = json.dumps(call.body) if call.body is not None else ""
        claims = {"sub": USER, "token_use": "access", "origin_jti": "bench"}
        http = {"method": call.method, "path": path, "sourceIp": "192.0.2.7", "userAgent": "bench"}
        event = {
            "version": "2.0",
            "routeKey": "ANY /v1/{proxy+}",
            "rawPath": path,
            "rawQueryString": query,
            "queryStringParameters": dict(part.split("=", 1) for part in query.split("&")) if query else None,
            "headers": {"content-type": "application/json"},
            "requestContext": {"stage": "$default", "http": http, "authorizer": {"jwt": {"claims": claims}}},
            "body": text or None,
            "isBase64Encoded": False,
        }
        self.clock.at += 1.0
        self.meter.front_door(len(text))
        self.meter.log(self.access_line, "access log")
        memory = int(self.world.resources["ApiFunction"]["Properties"]["MemorySize"])
        with self.meter.invocation("api", memory, self.traced), redirect_stdout(self.written):
            self.meter.spend(CPU_MS)
            with _logging_to(self.written):
                answer = self.handler(event, Context())
        self.meter.log(self.written.getvalue(), "api log")
        self.written.seek(0)
        self.written.truncate()
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{call.method} {call.path} answered {answer['statusCode']}: {answer['body']}")
        self.meter.egress(len(str(answer.get("body") or "")) + HEADERS_BYTES, "answers")
        return json.loads(answer["body"]) if answer.get("body") else None


def measure(rounds: int = ROUNDS, customers: int = CUSTOMERS, mix: Mix = MIX) -> Bill:
    """The bill of the standard mix, a hundred calls a round."""
    with moto_world() as world:
        scene = Pipeline(world, 1)
        with scene.meter.silent():
            _connect(0)
            scene.run(list(conversations(customers, EACH, START, 417)))
        desk = Desk(world, scene)
        with desk.meter.silent():
            listed = desk.make(Call("GET", f"/v1/workspaces/{WORKSPACE}/conversations?limit=25", None))["items"]
            chats = [str(one["id"]) for one in listed]
            last = {chat: str(_newest(desk, chat)) for chat in chats}
        calls = list(_calls(chats, last, rounds, mix))
        for call in calls:
            desk.make(call)
        return Bill(desk.meter, len(calls))


def _newest(desk: Desk, chat: str) -> Any:
    path = f"/v1/workspaces/{WORKSPACE}/conversations/{chat}/messages?limit=1"
    return desk.make(Call("GET", path, None))["items"][0]["id"]


def _calls(chats: list[str], last: dict[str, str], rounds: int, mix: Mix) -> Iterator[Call]:
    turn = 0
    for round_number in range(rounds):
        for share, method, path in mix:
            for _ in range(share):
                chat = chats[turn % len(chats)]
                turn += 1
                place = path.format(c=chat, m=last[chat], p=chat.partition(".")[0])
                body = _body(method, path, f"bench-{round_number:04d}-{turn:06d}")
                yield Call(method, f"/v1/workspaces/{WORKSPACE}{place}", body)


def _body(method: str, path: str, client_id: str) -> dict[str, Any] | None:
    if method == "GET":
        return None
    if path.endswith("/messages"):
        return {"client_id": client_id, "type": "text", "text": {"body": "It is, and it can be with you by Friday."}}
    if path.endswith("/typing"):
        return {"state": "typing"}
    if path.endswith("/notes"):
        return {"client_id": client_id, "text": "Asked the warehouse."}
    if method == "PATCH":
        return {"priority": "high" if int(client_id[-6:]) % 2 else "low"}
    return {}


def figures() -> list[Figure]:
    """Dollars for a million calls."""
    bill = measure()
    print(f"API calls of an agent's day, a million of them:\n{bill.meter.report(bill.messages)}")
    how = (
        f"deterministic, not timed: the real API function on moto under bench/meter.py, {bill.messages} calls in the "
        f"console's usual mix (MIX in bench/api_cost.py), a signed-in agent, {CUSTOMERS} conversations; {REGION} list "
        f"prices of {AS_OF}, no free tier, HTTP API in front, session and membership read at each; what follows from "
        f"a call (queues' consumers, stream, sends) and CloudFront not included"
    )
    return [Figure("usd_per_million_api_calls", round(bill.usd_per_million, 4), "USD", 5.0, how)]


def _scene(product: Any) -> None:
    """The agent is a member, signed in; the account is connected."""
    born = datetime.fromtimestamp(START - 86_400, UTC)
    person = Person(USER, "amir@waloom.test", "Amir Reyes")
    workspace = Workspace(WORKSPACE, "Quill Kettles", "Europe/London", "en", born, USER)
    product.workspace_store.add(workspace, Member(WORKSPACE, person, "owner", born))
    product.table.put(keys.session(USER, session_of("bench")), {"type": "session", "v": 1, "user": USER})
    done = {"state": "done"}
    steps = {f"step_{step}": done for step in ("token", "waba", "subscribe", "numbers", "register", "templates")}
    account = {"type": "account", "v": 1, "workspace": WORKSPACE, "waba": WABA, "name": "Quill Kettles", **steps}
    product.table.put(keys.account(WORKSPACE, WabaId(WABA)), {**account, "token_version": 1})
    number = {"type": "number", "v": 1, "workspace": WORKSPACE, "waba": WABA, "id": NUMBER, "registered": True}
    names = {"display": "+44 113 496 0321", "verified_name": "Quill Kettles"}
    product.table.put(keys.number(WORKSPACE, NumberId(NUMBER)), {**number, **names})
