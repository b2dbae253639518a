"""A running sandbox, a receiver for its webhooks, and a small Graph client."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.sandbox.running import Running, running_sandbox
from infra.sandbox.signing import signature

NUMBER, ACCOUNT, OTHER_NUMBER = "660900800700501", "770100200300401", "660900800700601"
MIRA = "+447700900456"


@dataclass
class Receiver:
    """Takes webhooks in this process. `answers` are given in turn, then 200."""

    secret: str = ""
    answers: list[int] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        with self.lock:
            self.raw.append(body)
            self.signatures.append(headers.get("X-Hub-Signature-256", ""))
            return self.answers.pop(0) if self.answers else 200

    @property
    def values(self) -> list[dict[str, Any]]:
        """Every change's value, in the order of arrival, with its field under `_field`."""
        with self.lock:
            bodies = [json.loads(raw) for raw in self.raw]
        return [
            {**change["value"], "_field": change["field"]}
            for body in bodies
            for entry in body["entry"]
            for change in entry["changes"]
        ]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values for status in value.get("statuses", [])]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values for message in value.get("messages", [])]

    def stages(self) -> list[str]:
        return [status["status"] for status in self.statuses]

    def signed(self, secret: str) -> bool:
        return all(mark == signature(secret, raw) for mark, raw in zip(self.signatures, self.raw, strict=True))


@dataclass
class Graph:
    """Calls Graph; answers (status, JSON, headers with lower-case names)."""

    url: str
    token: str

    def call(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        data = raw if raw is not None else (json.dumps(body).encode() if body is not None else None)
        given = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        given.update({key.replace("_", "-"): value for key, value in headers.items()})
        address = path if path.startswith("http") else f"{self.url}/v25.0{path}"
        request = urllib.request.Request(address, data=data, headers=given, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                content, status, found = answer.read(), answer.status, answer.headers
        except urllib.error.HTTPError as error:
            with error:
                content, status, found = error.read(), error.code, error.headers
        names = {key.lower(): value for key, value in found.items()}
        is_json = "json" in names.get("content-type", "")
        return status, json.loads(content) if is_json else content, names

    def send(self, to: str = MIRA, number: str = NUMBER, **body: Any) -> tuple[int, Any]:
        """A send; a text when nothing else is said. `recipient` replaces `to`."""
        given: dict[str, Any] = {"messaging_product": "whatsapp"}
        if "recipient" not in body:
            given["to"] = to
        given.update(body or {"type": "text", "text": {"body": "hello"}})
        return self.call("POST", f"/{number}/messages", given)[:2]

    def text(self, words: str = "hello", to: str = MIRA, **more: Any) -> str:
        """An accepted text's wamid."""
        status, answer = self.send(to, type="text", text={"body": words}, **more)
        assert status == 200, answer
        return str(answer["messages"][0]["id"])

    def code(self, answer: tuple[int, Any]) -> int:
        """The error code of an answer, 0 when it was accepted."""
        return int(answer[1]["error"]["code"]) if "error" in answer[1] else 0


# One body at a time, so that statuses arrive in order and a busy machine changes nothing.
QUICK: dict[str, Any] = {
    "webhook_parallel": 1,
    "sent_after": 0.0,
    "delivered_after": 0.0,
    "read_after": 0.0,
    "review_after": 0.0,
    "retry_first": 0.01,
}
Make = Callable[..., Running]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def make(receiver: Receiver) -> Iterator[Make]:
    """Starts sandboxes that live until the test ends; statuses come without delay unless said otherwise."""
    with ExitStack() as stack:

        def start(**changes: Any) -> Running:
            return stack.enter_context(running_sandbox(**{"callback": receiver, **QUICK, **changes}))

        yield start


@pytest.fixture
def sandbox(make: Make) -> Running:
    return make()


@pytest.fixture
def graph(sandbox: Running) -> Graph:
    return Graph(sandbox.url, sandbox.token)


@pytest.fixture
def graph_of() -> Callable[[Running], Graph]:
    return lambda running: Graph(running.url, running.token)
