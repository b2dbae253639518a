"""Workers that die: a function's real handler in several processes, a share of whose runs is killed at any moment.

`python -m tests.chaos.yard …` imports the handler once and forks a worker whenever one is missing, so a killed one is
back in milliseconds. What Lambda does around a handler is done here: a queue's records that were not handled stay
invisible and come again, an HTTP caller of a killed process loses the connection. Killed means SIGKILL, at a moment
drawn from zero to twice what a run usually takes: half in the middle of the work, half after it, before the answer.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import random
import signal
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import FrameType
from typing import Any, ClassVar

Handler = Callable[[Any, Any], Any]
RECEIVE_AT_MOST = 10


class Context:
    """Lambda's context object, as far as the product asks."""

    memory_limit_in_mb = 512
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def __init__(self, name: str, seconds: float) -> None:
        self.function_name = name
        self.invoked_function_arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._end - time.monotonic()) * 1000))


class Fate:
    """Decides which runs die, and counts both kinds in a file: a write to it survives any kill."""

    def __init__(self, chance: float, tally: int) -> None:
        self._chance, self._tally = chance, tally
        self._usual = 0.03

    @contextmanager
    def run(self) -> Iterator[None]:
        """One run of a handler, up to the moment before its answer leaves."""
        os.write(self._tally, b"r")
        began = time.monotonic()
        end = self._struck() if random.random() < self._chance else None
        yield
        self._usual += 0.2 * (time.monotonic() - began - self._usual)
        if end is not None:
            end.join()

    def _struck(self) -> threading.Thread:
        moment = random.uniform(0, 2 * self._usual)
        thread = threading.Thread(target=self._die, args=(moment,), daemon=True)
        thread.start()
        return thread

    def _die(self, moment: float) -> None:
        time.sleep(moment)
        os.write(self._tally, b"k")
        os.kill(os.getpid(), signal.SIGKILL)


# ── what stands around a handler ────────────────────────────────────────────────────────────────────────────────────


def consume(handler: Handler, fate: Fate, chosen: argparse.Namespace) -> None:
    """An event source mapping of one queue: receive, run, delete what was handled."""
    import boto3

    client: Any = boto3.client("sqs")
    url = chosen.queue
    arn = f"arn:aws:sqs:us-east-1:000000000000:{url.rsplit('/', 1)[-1]}"
    while True:
        answer = client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(chosen.batch, RECEIVE_AT_MOST),
            WaitTimeSeconds=2,
            AttributeNames=["All"],
        )
        found = answer.get("Messages", [])
        if not found:
            continue
        with fate.run():
            said = handler({"Records": [_record(one, arn) for one in found]}, Context(chosen.name, chosen.seconds))
        failed = {failure["itemIdentifier"] for failure in said["batchItemFailures"]}
        done = [
            {"Id": str(index), "ReceiptHandle": one["ReceiptHandle"]}
            for index, one in enumerate(found)
            if one["MessageId"] not in failed
        ]
        if done:
            client.delete_message_batch(QueueUrl=url, Entries=done)


def _record(message: dict[str, Any], arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": "us-east-1",
    }


def sweep(handler: Handler, fate: Fate, chosen: argparse.Namespace) -> None:
    """A schedule."""
    while True:
        time.sleep(chosen.every)
        with fate.run():
            handler({}, Context(chosen.name, chosen.seconds))


class Door(BaseHTTPRequestHandler):
    """An HTTP API in front of a handler. The caller names who is signed in: the authorizer is not tested here."""

    handler: ClassVar[Handler]
    fate: ClassVar[Fate]
    chosen: ClassVar[argparse.Namespace]

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        http = {"method": self.command, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}
        context: dict[str, Any] = {"http": http, "stage": "$default", "requestId": "chaos", "domainName": "127.0.0.1"}
        user = headers.pop("x-chaos-user", "")
        if user:
            context["authorizer"] = {
                "jwt": {"claims": {"sub": user, "token_use": "access", "origin_jti": "chaos"}, "scopes": None}
            }
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "queryStringParameters": dict(urllib.parse.parse_qsl(query)),
            "headers": headers,
            "requestContext": context,
            "body": body.decode(),
            "isBase64Encoded": False,
        }
        with self.fate.run():
            said = type(self).handler(event, Context(self.chosen.name, self.chosen.seconds))
        text = str(said.get("body") or "").encode()
        self.send_response(int(said["statusCode"]))
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _answer  # noqa: N815 - the names http.server looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as http.server names it
        """Says nothing."""


def serve(handler: Handler, fate: Fate, chosen: argparse.Namespace, listening: socket.socket) -> None:
    """One worker's turn at the common door: a killed worker takes only its own caller with it."""
    door = type("Opened", (Door,), {"handler": staticmethod(handler), "fate": fate, "chosen": chosen})
    server = HTTPServer(("127.0.0.1", 0), door, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.serve_forever(poll_interval=5)


# ── the yard ────────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    chosen = _arguments()
    module, _, name = chosen.handler.rpartition(".")
    _load_everything()
    handler: Handler = getattr(importlib.import_module(module), name)
    fate = Fate(chosen.kill, os.open(chosen.tally, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    work: Callable[[], None]
    if chosen.port:
        listening = socket.create_server(("127.0.0.1", chosen.port), backlog=512)
        work = lambda: serve(handler, fate, chosen, listening)  # noqa: E731
    elif chosen.queue:
        work = lambda: consume(handler, fate, chosen)  # noqa: E731
    else:
        work = lambda: sweep(handler, fate, chosen)  # noqa: E731
    _keep(work, chosen.workers)


def _load_everything() -> None:
    """What the handlers would import or read when first needed: a new worker shall not begin with that."""
    import aws_encryption_sdk  # noqa: F401
    import boto3

    import shared

    for found in pkgutil.walk_packages(shared.__path__, "shared."):
        importlib.import_module(found.name)
    for service in ("dynamodb", "sqs", "s3", "kms", "ssm", "apigatewaymanagementapi"):
        boto3.client(service)


def _keep(work: Callable[[], None], wanted: int) -> None:
    """Forks workers and replaces the dead until SIGTERM."""
    living: set[int] = set()

    def stop(_number: int, _frame: FrameType | None) -> None:
        for pid in living:
            os.kill(pid, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    while True:
        while len(living) < wanted:
            pid = os.fork()
            if pid == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                random.seed()
                work()
                os._exit(1)
            living.add(pid)
        living.discard(os.wait()[0])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True)
    parser.add_argument("--handler", required=True, help="dotted name")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kill", type=float, default=0.0, help="share of runs that are killed")
    parser.add_argument("--tally", required=True, help="file of runs and kills")
    parser.add_argument("--seconds", type=float, default=20, help="the function's timeout")
    parser.add_argument("--queue", default="", help="consume this queue")
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--port", type=int, default=0, help="serve HTTP here")
    parser.add_argument("--every", type=float, default=5, help="run so often (seconds)")
    return parser.parse_args()


def counts(tally: bytes) -> dict[str, int]:
    """Runs and kills of a tally file."""
    return {"runs": tally.count(b"r"), "kills": tally.count(b"k")}


if __name__ == "__main__":
    main()
