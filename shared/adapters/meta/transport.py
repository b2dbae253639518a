"""Meta's Graph API over httpx: one place for tokens, time limits and the question "did it happen?".

Never logs: tokens, proofs, bodies and URLs stay here. What can go wrong is in ``core/meta.py``.
Sources: contract 0.2, 4.1, 4.2 and 5.4.
"""

from __future__ import annotations

import hashlib
import hmac
import json as jsonlib
import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

import httpx

from shared.core.errors import Invalid
from shared.core.meta import NO_CODE, GraphRefused, GraphUnknown, GraphUnreachable, MetaError

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 20.0
UPLOAD_SECONDS: Final = 20.0
USER_AGENT: Final = "WALoom/0.1 (+https://waloom.dev)"

_SESSION = re.compile(r"upload:[A-Za-z0-9_:;=+~-]+(\?[A-Za-z0-9_:;=+/%.&~-]*)?")
_PATH = re.compile(r"[A-Za-z0-9_:|-]+(/[A-Za-z0-9_:|-]+)*")
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

Params = Mapping[str, str | int | bool]
Files = Mapping[str, tuple[str, IO[bytes] | bytes, str]]  # field -> (file name, content, content type)


@dataclass(frozen=True)
class Usage:
    """How much of the hourly allowance is used, in percent, and the seconds until it is free again (contract 5.4)."""

    percent: int = 0
    regain_seconds: int = 0


class Graph:
    """The Graph API at one base URL and version. Safe to share between threads; connections are kept alive."""

    def __init__(
        self,
        url: str,
        version: str,
        *,
        app_secret: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """``app_secret`` adds ``appsecret_proof`` to every call; ``transport`` replaces the network in tests."""
        # httpx writes every URL to its log at INFO; a URL here carries the proof and ids of numbers.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._base = f"{url.rstrip('/')}/{version}/"
        self._secret = app_secret.encode()
        self._transport = transport
        self._context = httpx.create_ssl_context(trust_env=False)
        self._http = self._client()
        self._used = time.time()

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str,
        params: Params | None = None,
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        files: Files | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> dict[str, Any]:
        """The answer's JSON object. Raises GraphRefused, GraphUnknown or GraphUnreachable.

        ``path`` is without version and slash (``660…501/messages``). ``read_seconds`` is longer for uploads only.
        """
        return self.ask(
            method, path, token=token, params=params, json=json, form=form, files=files, read_seconds=read_seconds
        )[0]

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str,
        params: Params | None = None,
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        files: Files | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> tuple[dict[str, Any], Usage]:
        """As ``call``, with how much of the allowance is used."""
        if not _PATH.fullmatch(path):
            # Ids reach a path from forms people fill in; a "../" must not turn one call into another.
            raise Invalid("This is not an id that Meta gives out.", code="bad_meta_id")
        answer = self._send(
            method,
            self._base + path,
            token,
            params={**self._proof(token), **(params or {})},
            json=json,
            data=form,
            files=files,
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        )
        usage = read_usage(answer.headers)
        return _object(answer, usage), usage

    def resume_upload(self, session: str, *, token: str, data: bytes | None = None, offset: int = 0) -> dict[str, Any]:
        """Contract 7.5: the rest of a file into an upload session, or (without ``data``) how far it has come.

        ``session`` is Meta's id, with a signature behind a ``?``, and goes into the address as it is.
        """
        if not _SESSION.fullmatch(session):
            raise GraphUnknown("an upload session with an odd id")
        headers = {"Authorization": f"OAuth {token}"}
        more: dict[str, Any] = {}
        if data is not None:
            headers |= {"file_offset": str(offset), "Content-Type": "application/octet-stream"}
            more = {"content": data[offset:], "timeout": httpx.Timeout(UPLOAD_SECONDS, connect=CONNECT_SECONDS)}
        joint = "&" if "?" in session else "?"
        proof = "".join(f"{joint}{name}={value}" for name, value in self._proof(token).items())
        answer = self._send("GET" if data is None else "POST", self._base + session + proof, token, headers, **more)
        return _object(answer, read_usage(answer.headers))

    @contextmanager
    def stream(self, url: str, *, token: str) -> Iterator[Iterator[bytes]]:
        """The bytes behind a URL that Meta gave us, with the token; redirects are refused, errors as in ``call``."""
        try:
            with self._fresh().stream("GET", url, headers=_bearer(token)) as answer:
                if answer.status_code != httpx.codes.OK:
                    answer.read()
                    _object(answer, read_usage(answer.headers))
                    raise GraphUnknown(f"HTTP {answer.status_code}", answer.status_code)
                yield answer.iter_bytes(1 << 16)
        except _NOTHING_SENT as error:
            raise GraphUnreachable(type(error).__name__) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise GraphUnknown(type(error).__name__) from None

    def close(self) -> None:
        self._http.close()

    def _client(self) -> httpx.Client:
        return httpx.Client(
            transport=self._transport,
            verify=self._context,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=IDLE_SECONDS),
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
            follow_redirects=False,  # a redirect must never carry the token to another host
            trust_env=False,
        )

    def _fresh(self) -> httpx.Client:
        """The client, without connections that may have died unnoticed: a send on one of them has no known outcome.

        Lambda freezes a process between runs, and only the wall clock tells how long that was.
        """
        now = time.time()
        if now - self._used > IDLE_SECONDS:
            self._http = self._client()
        self._used = now
        return self._http

    def _proof(self, token: str) -> dict[str, str]:
        if not self._secret:
            return {}
        return {"appsecret_proof": appsecret_proof(self._secret, token)}

    def _send(
        self, method: str, url: str, token: str, headers: Mapping[str, str] | None = None, **request: Any
    ) -> httpx.Response:
        try:
            return self._fresh().request(method, url, headers=headers or _bearer(token), **request)
        # ``from None``: httpx's exceptions hold the request, and with it the token and the body.
        except _NOTHING_SENT as error:
            raise GraphUnreachable(type(error).__name__) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise GraphUnknown(type(error).__name__) from None


def appsecret_proof(secret: bytes, token: str) -> str:
    """Contract 0.2: proves that the caller holds the app's secret beside the token."""
    return hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()


def read_usage(headers: Mapping[str, str]) -> Usage:
    """The highest figure of both usage headers; whatever can't be read counts as nothing used."""
    percent = regain = 0
    for entry in _usage_entries(headers):
        for name in ("call_count", "total_time", "total_cputime"):
            if isinstance(value := entry.get(name), int | float):
                percent = max(percent, int(value))
        if isinstance(minutes := entry.get("estimated_time_to_regain_access"), int | float):
            regain = max(regain, int(minutes * 60))
    return Usage(percent, regain)


def read_error(body: Mapping[str, Any], http_status: int, retry_after: float | None = None) -> MetaError:
    """The ``error`` object of an answer."""
    error = _mapping(body.get("error"))
    code = error.get("code")
    subcode = error.get("error_subcode")
    return MetaError(
        code=code if isinstance(code, int) else NO_CODE,
        subcode=subcode if isinstance(subcode, int) else None,
        title=_text(error, "type"),
        message=_text(error, "message"),
        details=_text(_mapping(error.get("error_data")), "details"),
        user_title=_text(error, "error_user_title"),
        user_msg=_text(error, "error_user_msg"),
        fbtrace_id=_text(error, "fbtrace_id"),
        http_status=http_status,
        is_transient=error.get("is_transient") is True,
        retry_after=retry_after,
    )


def _bearer(token: str) -> dict[str, str]:
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        # Such text can't stand in a header; Meta would answer the same.
        raise GraphRefused(MetaError(190, message="The token holds characters no token has.", http_status=401))
    return {"Authorization": f"Bearer {token}"}


def _object(answer: httpx.Response, usage: Usage) -> dict[str, Any]:
    """The JSON object of an answer, or the matching refusal."""
    status = answer.status_code
    body = _json(answer)
    if body is not None and "error" in body:
        raise GraphRefused(read_error(body, status, _retry_after(answer.headers, usage)))
    if body is not None and answer.is_success:
        return body
    if 400 <= status < 500:
        # Meta's edge turned the request away (HTTP 429 and 413 come as web pages): the application never saw it.
        raise GraphRefused(MetaError(NO_CODE, http_status=status, retry_after=_retry_after(answer.headers, usage)))
    raise GraphUnknown(f"HTTP {status}", status)


def _json(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        body = jsonlib.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _retry_after(headers: Mapping[str, str], usage: Usage) -> float | None:
    value = headers.get("retry-after", "")
    if value.isdigit():
        return float(value)
    return float(usage.regain_seconds) if usage.regain_seconds else None


def _usage_entries(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            found = jsonlib.loads(headers.get(name, "{}"))
        except ValueError:
            continue
        if not isinstance(found, dict):
            continue
        yield found
        for entries in found.values():
            if isinstance(entries, list):
                yield from (entry for entry in entries if isinstance(entry, dict))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(source: Mapping[str, Any], name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""
