"""HTTP API, in front of calls with an API key: is the key good? Standard library only, as at Meta's URL."""

from __future__ import annotations

import os
import time
from typing import Any

from shared.adapters.edge import Edge
from shared.core.keys import Key
from shared.features.api_keys.secret import admitted

_aws = Edge(os.environ)
_table = os.environ["TABLE"]


def _read(key: Key) -> dict[str, str] | None:
    return _aws.row(_table, key.pk, key.sk)


def lambda_handler(event: dict[str, Any], _: Any) -> dict[str, Any]:
    """API Gateway keeps the answer for a minute; the function behind it reads the key's row at each call."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    found = admitted(str((event.get("headers") or {}).get("authorization", "")), _read, now)
    if found is None:
        return {"isAuthorized": False}
    return {"isAuthorized": True, "context": {"key": found[0], "workspace": found[1]}}
