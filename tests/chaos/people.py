"""The people of a chaos run: customers who write, members who answer and, when a send's fate stays unknown, retry."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from shared.core import keys
from shared.core.identity import session_of
from shared.core.ids import UserId
from tests.chaos.stage import NUMBER, Stage

CUSTOMERS_AT_ONCE = 50
PATIENCE = 180.0


@dataclass
class Customers:
    """Write ``total`` messages in turn; every wamid is kept."""

    stage: Stage
    count: int
    wamids: dict[str, str] = field(default_factory=dict)

    def phone(self, customer: int) -> str:
        return f"44770{customer:07d}"

    def write(self, numbers: range) -> None:
        """One message for each number, the customer is number modulo count."""
        for start in range(numbers.start, numbers.stop, CUSTOMERS_AT_ONCE):
            self.stage.breathe()
            acts = [
                {
                    "kind": "text",
                    "person": self.phone(index % self.count),
                    "name": f"Customer {index % self.count}",
                    "number": NUMBER,
                    "text": f"message {index:06d}",
                }
                for index in range(start, min(start + CUSTOMERS_AT_ONCE, numbers.stop))
            ]
            for act, done in zip(acts, self.stage.control.act_all(acts), strict=True):
                self.wamids[done["wamid"]] = act["text"]


@dataclass
class Members:
    """Answer through the API as the console does: the same client id until an answer comes."""

    stage: Stage
    user: str
    tries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, replies: Iterator[tuple[str, str]], hands: int) -> None:
        """``replies`` are (conversation, client id); so many are written at once."""
        with ThreadPoolExecutor(hands) as pool:
            try:
                for done in [pool.submit(self._reply, *one) for one in replies]:
                    done.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _reply(self, conversation: str, client_id: str) -> None:
        if client_id.endswith("0"):
            self.stage.breathe()
        body = {"client_id": client_id, "type": "text", "text": {"body": f"answer {client_id}", "preview_url": False}}
        self.call("POST", f"/conversations/{conversation}/messages", body)

    def retry(self, conversation: str, message: str, client_id: str) -> None:
        """Presses Retry on a message nobody can vouch for."""
        self.call("POST", f"/conversations/{conversation}/messages/{message}/retry", {"client_id": client_id})

    def conversations(self) -> dict[str, str]:
        """Customer's name → conversation."""
        found: dict[str, str] = {}
        cursor = ""
        while True:
            query = f"?tab=all&status=any&limit=100{'&cursor=' + cursor if cursor else ''}"
            page = self.call("GET", f"/conversations{query}")
            found.update({item["contact"]["name"]: item["id"] for item in page["items"]})
            cursor = page["next_cursor"]
            if not cursor:
                return found

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request, made again while nobody answers it or the answer says to."""
        deadline = time.monotonic() + PATIENCE
        while True:
            status, text = self._once(method, f"/v1/workspaces/{self.stage.workspace}{path}", body)
            if 200 <= status < 300:
                return json.loads(text) if text else None
            again = status in (0, 429) or status >= 500 or (status == 409 and "conversation_busy" in text)
            if not again or time.monotonic() > deadline:
                raise AssertionError(f"{method} {path} answered {status}: {text[:300]}")
            time.sleep(0.1)

    def _once(self, method: str, path: str, body: Any) -> tuple[int, str]:
        """Status 0 when the connection broke: the worker was killed."""
        with self._lock:
            self.tries += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.stage.api, timeout=30)
        headers = {"X-Chaos-User": self.user, "Content-Type": "application/json"}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


def owner_of(stage: Stage) -> str:
    """The id of a member who may write, signed in."""
    for row in stage.rows():
        if row["sk"]["S"].startswith("MEMBER#") and row["pk"]["S"] == f"W#{stage.workspace}":
            user = str(row["sk"]["S"].removeprefix("MEMBER#"))
            place = keys.session(UserId(user), session_of("chaos"))
            session = {"pk": {"S": place.pk}, "sk": {"S": place.sk}, "type": {"S": "session"}}
            stage.product.client("dynamodb").put_item(TableName=stage.table, Item=session)
            return user
    raise AssertionError("the workspace has no member")
