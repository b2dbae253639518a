"""The Lambda authorizer's answer: whether a call with an API key may pass, and whose key it is.

API Gateway keeps the answer for a minute; the function behind it reads the key's row at each call.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from shared.core.keys import Key
from shared.features.api_keys.secret import admitted


class Rows(Protocol):
    """The texts of a row of a table."""

    def row(self, table: str, pk: str, sk: str) -> Mapping[str, str] | None: ...


class Door:
    """In front of calls with an API key."""

    def __init__(self, rows: Rows, table: str, clock: Callable[[], float] = time.time) -> None:
        self._rows = rows
        self._table = table
        self._clock = clock

    def answer(self, event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        """An HTTP API's simple response (payload 2.0). A row that can't be read is an error: then nobody passes."""
        authorization = str((event.get("headers") or {}).get("authorization", ""))
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(self._clock()))
        found = admitted(authorization, self._read, now)
        if found is None:
            return {"isAuthorized": False}
        key, workspace = found
        return {"isAuthorized": True, "context": {"key": key, "workspace": workspace}}

    def _read(self, key: Key) -> Mapping[str, object] | None:
        return self._rows.row(self._table, key.pk, key.sk)
