"""The AWS calls of the functions people wait for: SQS SendMessageBatch, SSM GetParameter, S3 PutObject for the webhook,
DynamoDB GetItem for the authorizer.

boto3 would cost 186-235 ms of import and 0.95 ms of CPU a call (measured, decision 0002); this costs under 15 ms and
0.1 ms. ``AWS_ENDPOINT_URL`` is honoured, as the SDKs do, so the same code runs on the local AWS.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence

from shared.adapters.edge_http import Connection, Reply
from shared.adapters.edge_signing import Signer, credentials_from

_TRIES = 3
_BACKOFF = (0.05, 0.25)
_HEX = "0123456789ABCDEF"
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


class EdgeFailure(Exception):
    """AWS did not do it: the caller must not say it is done. ``code`` is AWS's own name of the error."""

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"{what}: {code}")
        self.code = code


class Edge:
    """AWS by plain HTTPS, one kept connection per host."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
        self._endpoint = environment.get("AWS_ENDPOINT_URL", "").rstrip("/")
        self._signer = Signer(credentials_from(environment), self._region, clock)
        self._sleep = sleep
        self._connections: dict[str, Connection] = {}
        if not self._endpoint.startswith("http://"):
            # 13 ms that every first call would pay: better while Lambda starts, where CPU is not throttled.
            import ssl  # noqa: F401

    def send_batch(self, queue_url: str, entries: Sequence[Mapping[str, str]]) -> None:
        """Put up to ten messages into a queue. Entries that SQS refuses one by one are tried again; all or
        EdgeFailure.
        """
        left = {entry["Id"]: entry for entry in entries}
        code = ""
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(_BACKOFF[attempt - 1])
            answer = self._json(
                "sqs", "AmazonSQS.SendMessageBatch", "1.0", {"QueueUrl": queue_url, "Entries": list(left.values())}
            )
            failed = answer.get("Failed")
            listed = failed if isinstance(failed, list) else []
            refused = {str(entry.get("Id")): entry for entry in listed if isinstance(entry, dict)}
            left = {name: entry for name, entry in left.items() if name in refused}
            if not left:
                return
            code = str(next(iter(refused.values())).get("Code", ""))
            if any(entry.get("SenderFault") for entry in refused.values()):
                break
        raise EdgeFailure("SQS did not take every message", code)

    def parameter(self, name: str) -> str:
        """A SecureString's text; "" when there is no such parameter."""
        try:
            answer = self._json("ssm", "AmazonSSM.GetParameter", "1.1", {"Name": name, "WithDecryption": True})
        except EdgeFailure as failure:
            if failure.code == "ParameterNotFound":
                return ""
            raise
        parameter = answer.get("Parameter")
        return str(parameter.get("Value", "")) if isinstance(parameter, dict) else ""

    def row(self, table: str, pk: str, sk: str) -> dict[str, str] | None:
        """The texts of a row of the single table, read consistently; None when there is none."""
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        content = {"TableName": table, "Key": key, "ConsistentRead": True}
        item = self._json("dynamodb", "DynamoDB_20120810.GetItem", "1.0", content).get("Item")
        if not isinstance(item, dict):
            return None
        return {name: value["S"] for name, value in item.items() if "S" in value}

    def put_object(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        path = "/" + _quoted(key)
        if self._endpoint:
            host, path = "", f"/{_quoted(bucket)}{path}"
        else:
            host = f"{bucket}.s3.{self._region}.amazonaws.com"
        reply = self._call("s3", host, "PUT", path, {"content-type": content_type}, body)
        if reply.status != 200:
            raise EdgeFailure("S3 did not take the object", f"HTTP {reply.status}")

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def _json(self, service: str, target: str, version: str, content: Mapping[str, object]) -> dict[str, object]:
        headers = {"content-type": f"application/x-amz-json-{version}", "x-amz-target": target}
        body = json.dumps(content, separators=(",", ":")).encode()
        reply = self._call(service, f"{service}.{self._region}.amazonaws.com", "POST", "/", headers, body)
        try:
            answer = json.loads(reply.body or b"{}")
        except ValueError:
            answer = {}
        if reply.status != 200:
            code = str(answer.get("__type", "")).rpartition("#")[2] if isinstance(answer, dict) else ""
            raise EdgeFailure(target, code or f"HTTP {reply.status}")
        return answer if isinstance(answer, dict) else {}

    def _call(self, service: str, host: str, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Signed, and tried again while AWS answers 5xx or "slow down" or not at all: each of the calls may run
        twice.
        """
        name, connection = self._connection(host)
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(_BACKOFF[attempt - 1])
            signed = self._signer.sign(service, method, path, {**headers, "host": name}, body)
            try:
                reply = connection.call(method, path, signed, body)
            except OSError as error:
                if attempt == _TRIES - 1:
                    raise EdgeFailure(f"no answer from {service}", type(error).__name__) from error
                continue
            if reply.status < 500 and reply.status != 429 and b"Throttl" not in reply.body[:300]:
                break
        return reply

    def _connection(self, host: str) -> tuple[str, Connection]:
        """The Host header and the kept connection."""
        secure = not self._endpoint.startswith("http://")
        name = self._endpoint.partition("://")[2].partition("/")[0] if self._endpoint else host
        kept = self._connections.get(name)
        if kept is None:
            address, _, port = name.partition(":")
            kept = Connection(address, int(port or (443 if secure else 80)), tls=secure)
            self._connections[name] = kept
        return name, kept


def _quoted(text: str) -> str:
    """Percent-encoding as SigV4 wants it, slashes kept (``urllib`` would cost 5 ms of import)."""
    return "".join(chr(byte) if byte in _PLAIN else f"%{_HEX[byte >> 4]}{_HEX[byte & 15]}" for byte in text.encode())
