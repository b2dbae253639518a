"""One keep-alive HTTP/1.1 connection, small and quick to import.

``http.client`` costs 25 ms of import (it brings the e-mail parser) and more time per call than the signature; the
webhook function needs POST and PUT with a known length, and answers with a length or in chunks. Nothing else is spoken
here.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

_MOST_HEAD = 64 * 1024
_MOST_BODY = 8 * 1024 * 1024


class ConnectionLost(OSError):
    """The other side went away; ``before_answer`` tells that not one byte of an answer had come."""

    def __init__(self, text: str, *, before_answer: bool) -> None:
        super().__init__(text)
        self.before_answer = before_answer


class Reply:
    """An answer: status, headers with lower-case names, body."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Connection:
    """A connection to one host. Opened at the first call, kept for the next ones, opened again when it has been
    dropped.
    """

    def __init__(self, host: str, port: int, *, tls: bool, timeout: float = 5.0) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._timeout = timeout
        self._context: ssl.SSLContext | None = None
        self._socket: socket.socket | None = None
        self._rest = b""

    def call(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request and its answer. ConnectionLost or OSError when there is none."""
        head = [f"{method} {path} HTTP/1.1"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        head.append(f"content-length: {len(body)}\r\n\r\n")
        packet = "\r\n".join(head).encode("latin-1") + body
        kept = self._socket is not None
        try:
            return self._exchange(packet)
        except ConnectionLost as lost:
            # A kept connection may have been closed by the other side while it was idle: that says nothing about the
            # service, so the same request goes out once more on a fresh one.
            if not (kept and lost.before_answer):
                raise
            return self._exchange(packet)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._rest = b""

    def _open(self) -> socket.socket:
        plain = socket.create_connection((self._host, self._port), timeout=self._timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._tls:
            return plain
        if self._context is None:
            import ssl

            self._context = ssl.create_default_context()
        return self._context.wrap_socket(plain, server_hostname=self._host)

    def _exchange(self, packet: bytes) -> Reply:
        try:
            if self._socket is None:
                self._socket = self._open()
                self._rest = b""
            try:
                self._socket.sendall(packet)
            except (BrokenPipeError, ConnectionResetError) as error:
                raise ConnectionLost(str(error), before_answer=True) from error
            reply = self._read()
        except BaseException:
            self.close()
            raise
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        return reply

    def _read(self) -> Reply:
        while True:
            head = self._head()
            lines = head.split("\r\n")
            try:
                status = int(lines[0].split(" ", 2)[1])
            except (IndexError, ValueError) as error:
                raise OSError(f"not an HTTP answer: {lines[0][:80]!r}") from error
            if status >= 200:
                break
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = self._chunks()
        elif "content-length" in headers:
            body = self._exactly(int(headers["content-length"]))
        elif status in (204, 304):
            body = b""
        else:
            body = self._until_closed()
            headers["connection"] = "close"
        return Reply(status, headers, body)

    def _head(self) -> str:
        while (end := self._rest.find(b"\r\n\r\n")) < 0:
            if len(self._rest) > _MOST_HEAD:
                raise OSError("the answer's head is too long")
            self._more(before_answer=not self._rest)
        head = self._rest[:end].decode("latin-1")
        self._rest = self._rest[end + 4 :]
        return head

    def _exactly(self, size: int) -> bytes:
        if not 0 <= size <= _MOST_BODY:
            raise OSError(f"an answer of {size} bytes is not expected here")
        while len(self._rest) < size:
            self._more(before_answer=False)
        body = self._rest[:size]
        self._rest = self._rest[size:]
        return body

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while True:
            size = int(self._line().split(b";", 1)[0], 16)
            if size == 0:
                while self._line():
                    pass
                return b"".join(parts)
            parts.append(self._exactly(size))
            self._exactly(2)

    def _line(self) -> bytes:
        while (end := self._rest.find(b"\r\n")) < 0:
            self._more(before_answer=False)
        line = self._rest[:end]
        self._rest = self._rest[end + 2 :]
        return line

    def _until_closed(self) -> bytes:
        try:
            while len(self._rest) <= _MOST_BODY:
                self._more(before_answer=False)
        except ConnectionLost:
            pass
        body = self._rest
        self._rest = b""
        return body

    def _more(self, *, before_answer: bool) -> None:
        assert self._socket is not None
        try:
            more = self._socket.recv(65536)
        except ConnectionResetError as error:
            raise ConnectionLost(str(error), before_answer=before_answer) from error
        if not more:
            raise ConnectionLost("closed by the other side", before_answer=before_answer)
        self._rest += more
