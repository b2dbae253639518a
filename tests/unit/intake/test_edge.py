"""The webhook's own AWS client: its signature against botocore's, its HTTP against a real socket."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from shared.adapters import edge_signing
from shared.adapters.edge import Edge, EdgeFailure

AT = 1_795_341_600.0
Serve = Callable[..., "Server"]


class Server:
    """Answers each request on a connection with the next scripted bytes; None closes the connection without a word."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.connections = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.close()
        self._thread.join(5)

    def _run(self) -> None:
        while self._answers:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as stream:
                while self._answers:
                    first = stream.readline().decode()
                    if not first:
                        break
                    headers = {}
                    while line := stream.readline().decode().strip():
                        name, _, value = line.partition(": ")
                        headers[name] = value
                    body = stream.read(int(headers.get("content-length", "0")))
                    self.requests.append((first.strip(), headers, body))
                    answer = self._answers.pop(0)
                    if answer is None:
                        break
                    connection.sendall(answer)


CLIENTS: list[Edge] = []


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(*answers: bytes | None) -> Server:
        servers.append(Server(list(answers)))
        return servers[-1]

    yield start
    while CLIENTS:
        CLIENTS.pop().close()
    for server in servers:
        server.close()


def ok(content: object) -> bytes:
    body = json.dumps(content).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def client(server: Server) -> Edge:
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKINVENTED",
        "AWS_SECRET_ACCESS_KEY": "invented",
    }
    CLIENTS.append(Edge(environment, clock=lambda: AT, sleep=lambda _seconds: None))
    return CLIENTS[-1]


ENTRY = {"Id": "0", "MessageBody": "{}"}


@pytest.mark.parametrize("token", ["", "session-token"])
@pytest.mark.parametrize(
    ("service", "method", "path", "body"),
    [
        ("sqs", "POST", "/", b'{"a":1}'),
        ("ssm", "POST", "/", b"{}"),
        ("s3", "PUT", "/spill/2026/11/a%20b.json", b"\x00\xff"),
    ],
)
def test_the_signature_is_the_one_botocore_makes(
    monkeypatch: pytest.MonkeyPatch, service: str, method: str, path: str, body: bytes, token: str
) -> None:
    headers = {"host": "aws.example.test", "content-type": "application/x-amz-json-1.0"}
    ours = edge_signing.Signer(edge_signing.Credentials("AK", "secret", token), "eu-west-1", clock=lambda: AT)
    signed = ours.sign(service, method, path, headers, body)
    request = AWSRequest(method=method, url=f"https://aws.example.test{path}", headers=dict(headers), data=body)
    signer = (S3SigV4Auth if service == "s3" else SigV4Auth)(
        BotoCredentials("AK", "secret", token or None), service, "eu-west-1"
    )
    request.context["timestamp"] = signed["x-amz-date"]
    request.context["payload_signing_enabled"] = True
    moment = datetime(2026, 11, 22, 10, 0, 0)  # noqa: DTZ001 - what botocore's own clock hands out
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: moment)
    signer.add_auth(request)
    assert signed["x-amz-date"] == "20261122T100000Z"
    assert signed["authorization"] == request.headers["Authorization"]


def test_a_connection_is_kept_for_the_next_call(serve: Serve) -> None:
    server = serve(ok({"Successful": []}), ok({"Successful": []}))
    aws = client(server)
    aws.send_batch("http://queue/1", [ENTRY])
    aws.send_batch("http://queue/1", [ENTRY])
    assert (server.connections, len(server.requests)) == (1, 2)
    assert server.requests[0][1]["x-amz-target"] == "AmazonSQS.SendMessageBatch"
    assert json.loads(server.requests[0][2]) == {"QueueUrl": "http://queue/1", "Entries": [ENTRY]}


def test_a_connection_dropped_while_idle_is_opened_again(serve: Serve) -> None:
    server = serve(ok({}), None, ok({}))
    aws = client(server)
    aws.send_batch("q", [ENTRY])
    aws.send_batch("q", [ENTRY])
    assert server.connections == 2


def test_entries_that_sqs_refuses_are_sent_again_alone(serve: Serve) -> None:
    server = serve(ok({"Failed": [{"Id": "1", "SenderFault": False, "Code": "InternalError"}]}), ok({"Successful": []}))
    client(server).send_batch("q", [{"Id": "0", "MessageBody": "a"}, {"Id": "1", "MessageBody": "b"}])
    assert [entry["Id"] for entry in json.loads(server.requests[1][2])["Entries"]] == ["1"]


def test_a_refusal_that_is_our_fault_is_a_failure_at_once(serve: Serve) -> None:
    server = serve(ok({"Failed": [{"Id": "0", "SenderFault": True, "Code": "InvalidMessageContents"}]}))
    with pytest.raises(EdgeFailure, match="InvalidMessageContents"):
        client(server).send_batch("q", [ENTRY])


def test_what_never_succeeds_is_a_failure(serve: Serve) -> None:
    broken = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n"
    server = serve(broken, broken, broken)
    with pytest.raises(EdgeFailure, match="503"):
        client(server).put_object("bucket", "raw/1", b"x", "text/plain")
    assert len(server.requests) == 3


def test_an_object_is_put_under_its_quoted_path(serve: Serve) -> None:
    server = serve(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    client(server).put_object("bucket", "spill/ü b.json", b"body", "application/json")
    assert server.requests[0][0] == "PUT /bucket/spill/%C3%BC%20b.json HTTP/1.1"
    assert server.requests[0][2] == b"body"


def test_a_missing_parameter_is_empty_and_a_refused_one_is_a_failure(serve: Serve) -> None:
    def refusal(name: str) -> bytes:
        body = json.dumps({"__type": f"com.amazonaws.ssm#{name}"}).encode()
        return b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    server = serve(ok({"Parameter": {"Value": "{}"}}), refusal("ParameterNotFound"), refusal("AccessDeniedException"))
    aws = client(server)
    assert aws.parameter("/waloom/meta") == "{}"
    assert aws.parameter("/waloom/meta") == ""
    with pytest.raises(EdgeFailure, match="AccessDenied"):
        aws.parameter("/waloom/meta")
    asked: Any = json.loads(server.requests[0][2])
    assert asked == {"Name": "/waloom/meta", "WithDecryption": True}


def test_nobody_listening_is_a_failure(serve: Serve) -> None:
    server = serve()
    aws = client(server)
    server.close()
    with pytest.raises(EdgeFailure, match="sqs"):
        aws.send_batch("q", [ENTRY])
