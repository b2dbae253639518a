"""The public API as a person's script would use it: preparing what a test needs and looking up what it finds."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

Found = TypeVar("Found")


def until(
    look: Callable[[], Found | None],
    what: str,
    seconds: float = 15.0,
    pause: Callable[[float], object] = time.sleep,
) -> Found:
    """The first thing `look` finds that is not None or False; fails with `what` when the time is over.

    `pause` is for what must go on meanwhile: a page's routes and events are served only while the page waits.
    """
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        pause(0.05)


class Api:
    """One person's session on one workspace."""

    def __init__(self, base: str, email: str = "", password: str = "", workspace: str = "") -> None:
        self.base, self.workspace, self._token = base, workspace, ""
        self.user: dict[str, str] = {}
        self._credentials = {"email": email, "password": password} if email else None
        self._sign_in()

    @classmethod
    def nobody(cls, base: str) -> Api:
        """Before signing in."""
        return cls(base)

    def _sign_in(self) -> bool:
        """A new session, for people whose password is known here."""
        if self._credentials is None:
            return False
        self._token = ""
        self.adopt(self.call("POST", "/v1/session", self._credentials))
        return True

    def adopt(self, session: dict[str, Any]) -> None:
        """Goes on as the person whose session a route answered."""
        self._token = str(session["access_token"])
        self.user = session["user"]

    def call(self, method: str, path: str, body: object = None, *, renewed: bool = False) -> Any:
        """Any route, its JSON answer."""
        headers = {"Content-Type": "application/json", "X-WALoom": "1"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
        except urllib.error.HTTPError as refusal:
            # An access token lasts a quarter of an hour, a run of all tests longer.
            if refusal.code == 401 and self._token and not renewed and self._sign_in():
                return self.call(method, path, body, renewed=True)
            raise AssertionError(f"{method} {path}: {refusal.code} {refusal.read().decode()[:500]}") from None
        return json.loads(text) if text else None

    def here(self, method: str, path: str, body: object = None) -> Any:
        """A route below the workspace."""
        return self.call(method, f"/v1/workspaces/{self.workspace}{path}", body)

    def conversation(self, name: str) -> dict[str, Any]:
        """The conversation with a customer of this name, once it is there."""

        def look() -> dict[str, Any] | None:
            rows = self.here("GET", "/conversations?tab=all&status=any&limit=50")["items"]
            return next((row for row in rows if row["contact"]["name"] == name), None)

        return until(look, f"a conversation with {name}")

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """The latest messages, newest first."""
        return list(self.here("GET", f"/conversations/{conversation}/messages?limit=50")["items"])

    def tag(self, name: str, color: str = "teal") -> str:
        """The id of a tag of this name, made if it is missing."""
        for tag in self.here("GET", "/tags")["items"]:
            if tag["name"] == name:
                return str(tag["id"])
        return str(self.here("POST", "/tags", {"name": name, "color": color})["id"])

    def canned_reply(self, shortcut: str, text: str) -> None:
        """A canned reply, made if it is missing."""
        if all(reply["shortcut"] != shortcut for reply in self.here("GET", "/canned-replies")["items"]):
            self.here("POST", "/canned-replies", {"shortcut": shortcut, "text": text})
