"""A request and an answer as the route functions see them; chalice stays in app.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from infra.sandbox.errors import GraphError
from infra.sandbox.model import Json, Token
from infra.sandbox.sandbox import Sandbox


@dataclass(frozen=True)
class Upload:
    """One file of a multipart body."""

    content: bytes
    mime_type: str
    filename: str


@dataclass
class Answer:
    """Status, JSON or bytes, headers. `wire` tells the front to break the connection or to wait first."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wire: str = ""
    wait: float = 0.0
    hold: list[str] = field(default_factory=list)


@dataclass
class Call:
    """One request. Header names are lower case."""

    sandbox: Sandbox
    method: str
    path: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes
    address: str = ""
    """The path as it was asked for."""

    def json(self) -> Any:
        """The body as Graph reads it: JSON, or form fields; an empty body is {}."""
        if not self.raw:
            return {}
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(self.raw.decode("utf-8", "replace")))
        try:
            return json.loads(self.raw)
        except ValueError:
            raise GraphError(100, message="(#100) The request body is not valid JSON") from None

    def object(self) -> Json:
        body = self.json()
        if not isinstance(body, dict):
            raise GraphError(100, message="(#100) The request body must be a JSON object")
        return body

    def form(self) -> tuple[dict[str, str], Upload | None]:
        """A multipart body: text fields, and the part named `file`."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data"):
            return {}, None
        parsed = BytesParser(policy=HTTP).parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + self.raw)
        fields: dict[str, str] = {}
        upload: Upload | None = None
        for part in parsed.iter_parts():
            name = str(part.get_param("name", header="content-disposition") or "")
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            if name == "file":
                declared = str(part.get("content-type", "application/octet-stream"))
                upload = Upload(content, declared, part.get_filename() or "")
            else:
                fields[name] = content.decode("utf-8", "replace")
        return fields, upload

    def bearer(self) -> str:
        header = self.headers.get("authorization", "")
        scheme, _, value = header.partition(" ")
        if scheme.lower() in ("bearer", "oauth") and value:
            return value.strip()
        return self.query.get("access_token", "")

    def token(self) -> Token:
        return self.sandbox.access.token(self.bearer(), self.query.get("appsecret_proof"))


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """One line of a route table. `note` is what `GET /_sandbox` says about it."""

    method: str
    path: str
    handler: Handler
    note: str = ""
    group: str = ""
    """For Graph routes: which fault rules and log lines they belong to (faults.py::GROUPS), `node` if the id says."""
