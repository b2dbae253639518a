"""Which Graph calls came in: a log in memory that tests ask whether, when and with which token somebody called."""

from __future__ import annotations

import hashlib
import itertools
from collections import deque
from dataclasses import dataclass

from infra.sandbox.model import Json

KEPT = 50_000


def fingerprint(token: str) -> str:
    """What stands for a token in the log; "" when there was none."""
    return hashlib.sha256(token.encode()).hexdigest()[:16] if token else ""


@dataclass(frozen=True)
class LoggedCall:
    """One answered call. `about` is the fingerprint of the token that `debug_token` was asked about."""

    seq: int
    at: float
    method: str
    path: str
    group: str
    token: str
    about: str
    status: int
    """HTTP status; 0 when the connection was cut."""
    code: int
    """Graph's error code, 0 when there was none."""


class CallLog:
    """The latest calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=KEPT)
        self._seq = itertools.count(1)
        self.last = 0

    def note(
        self, *, at: float, method: str, path: str, group: str, token: str, about: str, status: int, code: int
    ) -> None:
        self.last = next(self._seq)
        made = (method, path, group, fingerprint(token), fingerprint(about), status, code)
        self._calls.append(LoggedCall(self.last, at, *made))

    def find(self, query: dict[str, str]) -> list[Json]:
        """Filters: `token` (the token or its fingerprint, as caller or as the one asked about), `since` (seconds of
        the sandbox's clock), `after` (a `seq`), `group`, `method`, `path` (a part of it), `status`."""
        wanted = query.get("token", "")
        tokens = {wanted, fingerprint(wanted)} if wanted else set()
        since, after = float(query.get("since") or 0), int(query.get("after") or 0)
        return [
            vars(call)
            for call in self._calls
            if call.at >= since
            and call.seq > after
            and (not tokens or call.token in tokens or call.about in tokens)
            and query.get("group", call.group) == call.group
            and query.get("method", call.method).upper() == call.method
            and query.get("path", "") in call.path
            and query.get("status", str(call.status)) == str(call.status)
        ]
