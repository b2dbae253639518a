"""The first code of every function on the local AWS: what the local AWS does otherwise than AWS, put right here.

It is copied into each function's local zip (never into the cloud's) and named as handler; `WALOOM_HANDLER` names the
product's own. Standard library only, for every Python the local AWS runs on.

- AWS gives an HTTP API's cookies as a list of their own and not as a header; the local AWS leaves them in the header.
- An answer without a body (HTTP 204) has `"body": null`; AWS sends nothing then, the local AWS answers 500.
- AWS takes an HTTP answer without a body; the local AWS falls over it.
- The local AWS waits 50 ms for log lines of a function that wrote none; an empty line ends the wait.
- For chaos tests: `WALOOM_KILL_BEFORE` and `WALOOM_KILL_AFTER` are the chances (0 to 1) that the process dies as an
  invocation starts, or after its work and before its answer, as a Lambda environment may.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import traceback
from typing import Any


def _product_handler() -> Any:
    module, _, name = os.environ["WALOOM_HANDLER"].rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except Exception as error:
        # The local AWS logs the message of a failed start and nothing else.
        raise RuntimeError(f"{error}\n{traceback.format_exc()}") from error


_handler = _product_handler()
# Sent by product.py to have a worker ready before the first message comes.
WARM_UP = {"waloom": "warm up"}
_KILL_BEFORE = float(os.environ.get("WALOOM_KILL_BEFORE", "0"))
_KILL_AFTER = float(os.environ.get("WALOOM_KILL_AFTER", "0"))


def lambda_handler(event: Any, context: Any) -> Any:
    """Runs the product's handler on the event as AWS would have sent it."""
    if event == WARM_UP:
        return None
    try:
        _maybe_die(_KILL_BEFORE)
        answer = with_body(_handler(as_aws_sends(event), context))
        _maybe_die(_KILL_AFTER)
        return answer
    finally:
        sys.stderr.write("\n")
        sys.stderr.flush()


def as_aws_sends(event: Any) -> Any:
    """Cookies of an HTTP API event moved from the header to their list."""
    if isinstance(event, dict) and event.get("version") == "2.0" and "cookies" not in event:
        headers = event.get("headers") or {}
        cookie = headers.pop("cookie", None)
        if cookie:
            event["cookies"] = [part.strip() for part in cookie.split(";") if part.strip()]
    return event


def with_body(answer: Any) -> Any:
    """An HTTP answer whose missing body is an empty one."""
    if isinstance(answer, dict) and "statusCode" in answer and answer.get("body") is None:
        answer["body"] = ""
    return answer


def as_aws_takes(answer: Any) -> Any:
    """An answer without a body, which AWS takes for an empty one."""
    if isinstance(answer, dict) and "statusCode" in answer and answer.get("body") is None:
        return {**answer, "body": ""}
    return answer


def _maybe_die(chance: float) -> None:
    if chance and random.random() < chance:  # noqa: S311 - no secret depends on it
        os._exit(137)
