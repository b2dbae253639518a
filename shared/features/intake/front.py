"""Meta's URL: the handshake, and the hand-off of what Meta sends (contract 1.1, 1.2).

200 is answered only when everything is in a queue or in the bucket, and nothing is done after it. Whatever goes wrong
before answers 500, and Meta sends the body again. Loaded at every cold start, so: standard library only, and little of
it.
"""

from __future__ import annotations

import base64
import binascii
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from shared.features.intake.handover import RECORD_BYTES, HandOver
from shared.features.intake.split import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Secrets(Protocol):
        """The app's secrets; ``shared.adapters.meta.app_secrets.AppSecrets`` is it."""

        def app_secrets(self) -> tuple[str, ...]: ...

        def verify_token(self) -> str: ...

        def refresh(self) -> bool: ...


MOST_BYTES = 3 * 1024 * 1024
SPILL_BYTES = 200_000
SPILL_RECORDS = 20

Event = Mapping[str, object]
Answer = dict[str, object]


class Front:
    """The webhook function's two use cases."""

    def __init__(
        self,
        secrets: Secrets,
        hand_over: HandOver,
        signed_by: Callable[[bytes, str, Sequence[str]], bool],
        same_token: Callable[[str, str], bool],
        clock: Callable[[], float] = time.time,
        log: Callable[[str], object] = sys.stdout.write,
    ) -> None:
        self._secrets = secrets
        self._hand_over = hand_over
        self._signed_by = signed_by
        self._same_token = same_token
        self._clock = clock
        self._log = log

    def answer(self, event: Event, _context: object = None) -> Answer:
        """An HTTP API event (payload 2.0) in, its answer out."""
        context = event.get("requestContext")
        http = context.get("http") if isinstance(context, dict) else None
        method = http.get("method") if isinstance(http, dict) else ""
        try:
            if method == "GET":
                return self._handshake(event)
            if method == "POST":
                return self._receive(event)
        except Exception as error:  # noqa: BLE001 - whatever it was, only a 500 makes Meta send the body again
            # The class names the fault; its text could hold a customer's words.
            self._say("ERROR", "not handed over", error=type(error).__name__, code=getattr(error, "code", ""))
            return _problem(500, "not_stored", "The webhook could not be stored. Send it again.")
        return _problem(405, "method_not_allowed", "Only GET and POST are known here.")

    def _handshake(self, event: Event) -> Answer:
        query = event.get("queryStringParameters")
        asked = query if isinstance(query, dict) else {}
        given, challenge = str(asked.get("hub.verify_token", "")), str(asked.get("hub.challenge", ""))
        good = asked.get("hub.mode") == "subscribe" and self._token_is(given)
        self._say("INFO" if good else "WARN", "handshake", good=good)
        if not good:
            return _problem(403, "wrong_verify_token", "The verify token is not ours.")
        return _text(200, challenge)

    def _token_is(self, given: str) -> bool:
        if self._same_token(given, self._secrets.verify_token()):
            return True
        return self._secrets.refresh() and self._same_token(given, self._secrets.verify_token())

    def _receive(self, event: Event) -> Answer:
        started = self._clock()
        body = _raw(event)
        if body is None or len(body) > MOST_BYTES:
            self._say("WARN", "body refused", size=-1 if body is None else len(body))
            return _problem(413, "body_too_large", "A webhook has at most 3 MB.")
        headers = event.get("headers")
        header = str(headers.get("x-hub-signature-256", "")) if isinstance(headers, dict) else ""
        if not self._genuine(body, header):
            self._say("WARN", "bad signature", size=len(body), signed=bool(header))
            return _problem(403, "bad_signature", "The body is not signed with this app's secret.")
        received_at = _stamp(started)
        try:
            records = split(json.loads(body), received_at)
        except (ValueError, RecursionError):
            self._hand_over.park(body, "not_json", received_at)
            self._say("WARN", "parked", code="not_json", size=len(body))
            return _text(200, "")
        spilled = (
            len(body) > SPILL_BYTES
            or len(records) > SPILL_RECORDS
            or any(len(record.text) > RECORD_BYTES for record in records)
        )
        if spilled:
            self._hand_over.spill(body, received_at)
        else:
            self._hand_over.send(records)
        self._say("INFO", "in", n=len(records), b=len(body), spilled=spilled)
        return _text(200, "")

    def _genuine(self, body: bytes, header: str) -> bool:
        if not header:
            return False
        if self._signed_by(body, header, self._secrets.app_secrets()):
            return True
        return self._secrets.refresh() and self._signed_by(body, header, self._secrets.app_secrets())

    def _say(self, level: str, message: str, **facts: object) -> None:
        """One line of JSON with counts and names, never content."""
        self._log(json.dumps({"level": level, "message": message, **facts}, separators=(",", ":")) + "\n")


def _raw(event: Event) -> bytes | None:
    """The bytes as Meta sent them; None when they are said to be base64 and are not."""
    body = event.get("body") or ""
    text = body if isinstance(body, str) else ""
    if not event.get("isBase64Encoded"):
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _stamp(at: float) -> str:
    """``shared.core.clock.stamp`` without the import of datetime."""
    whole = int(at)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{int((at - whole) * 1000):03d}Z"


def _text(status: int, text: str) -> Answer:
    return {"statusCode": status, "headers": {"content-type": "text/plain; charset=utf-8"}, "body": text}


def _problem(status: int, code: str, detail: str) -> Answer:
    titles = {403: "Forbidden", 405: "Method Not Allowed", 413: "Content Too Large", 500: "Internal Server Error"}
    problem = {
        "type": f"https://waloom.dev/problems/{code}",
        "title": titles[status],
        "status": status,
        "detail": detail,
        "code": code,
    }
    return {
        "statusCode": status,
        "headers": {"content-type": "application/problem+json"},
        "body": json.dumps(problem),
    }
