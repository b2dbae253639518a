"""Drives a sandbox over HTTP, from tests, chaos runs and seeds. Standard library only."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class SandboxRefused(RuntimeError):
    """The driver answered something else than 2xx."""


class Control:
    """One method per thing a test wants; `call` reaches everything else."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        self.url, self._timeout = url.rstrip("/"), timeout

    def call(self, method: str, path: str, body: Json | None = None, **query: object) -> Json:
        """`path` below /_sandbox."""
        text = urllib.parse.urlencode({key: value for key, value in query.items() if value is not None})
        request = urllib.request.Request(  # noqa: S310 - the address of our own sandbox
            f"{self.url}/_sandbox{path}{'?' + text if text else ''}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                found: Json = json.loads(answer.read())
                return found
        except urllib.error.HTTPError as error:
            raise SandboxRefused(f"{method} {path}: {error.code} {error.read().decode()[:500]}") from None

    # -- customers --------------------------------------------------------------------------------------------------
    def says(self, person: str, text: str = "", number: str | None = None, **more: object) -> str:
        """A text message; answers its wamid."""
        return self.acts(person, "text", number, text=text, **more)

    def acts(self, person: str, kind: str, number: str | None = None, **more: object) -> str:
        """Any kind of act (GET /_sandbox lists them); answers the wamid, "" when the kind has none."""
        if isinstance(more.get("data"), bytes):
            more["data"] = base64.b64encode(more["data"]).decode()  # type: ignore[arg-type]
        body = {"person": person, "kind": kind, **({"number": number} if number else {}), **more}
        return str(self.call("POST", "/inbound", body)["wamid"])

    def act_all(self, acts: list[Json]) -> list[Json]:
        items: list[Json] = self.call("POST", "/inbound", {"items": acts})["items"]
        return items

    def person(self, **facts: object) -> Json:
        """Creates somebody: name, phone or username, identity, auto_read…"""
        return self.call("POST", "/people", facts)

    def change_person(self, person: str, **facts: object) -> Json:
        return self.call("PATCH", f"/people/{urllib.parse.quote(person)}", facts)

    def reads(self, person: str, number: str) -> int:
        """The customer opens the chat."""
        return int(self.call("POST", f"/chats/{number}/{urllib.parse.quote(person)}/read", {})["read"])

    def chat(self, person: str, number: str) -> Json:
        return self.call("GET", f"/chats/{number}/{urllib.parse.quote(person)}")

    # -- switches ---------------------------------------------------------------------------------------------------
    def fault(self, fault: str, **rule: object) -> str:
        """Switches a fault on; answers its id."""
        return str(self.call("POST", "/faults", {"fault": fault, **rule})["items"][0]["id"])

    def no_faults(self) -> None:
        self.call("DELETE", "/faults")

    def advance(self, seconds: float) -> float:
        return float(self.call("POST", "/clock", {"advance_seconds": seconds})["now"])

    def clock(self, **move: object) -> Json:
        return self.call("POST", "/clock", move)

    def flush(self) -> int:
        return int(self.call("POST", "/flush", {})["hurried"])

    def reset(self) -> None:
        self.call("POST", "/reset", {})

    def set_callback(self, url: str, verify_token: str | None = None, *, verify: bool = True) -> None:
        body: Json = {"callback_url": url, "verify": verify}
        if verify_token is not None:
            body["verify_token"] = verify_token
        self.call("PUT", "/callback", body)

    # -- looking behind the scenes ----------------------------------------------------------------------------------
    def facts(self) -> Json:
        return self.call("GET", "")

    def ledger(self, **query: object) -> Json:
        return self.call("GET", "/ledger", None, **query)

    def webhooks(self, **query: object) -> Json:
        return self.call("GET", "/webhooks", None, **query)

    def webhook(self, body: object = None, *, raw: str | None = None, sign: str = "good", once: bool = True) -> Json:
        """Posts any body and answers the delivery with its first attempt."""
        given: Json = {"sign": sign, "once": once, **({"raw": raw} if raw is not None else {"body": body})}
        key = self.call("POST", "/webhooks/raw", given)["delivery"]
        return self.call("GET", f"/webhooks/{key}")

    def event(self, field: str, value: Json, account: str | None = None) -> None:
        self.call(
            "POST", "/webhooks/event", {"field": field, "value": value, **({"account": account} if account else {})}
        )

    def token(self, account: str | None = None) -> str:
        """A live token of the account (default: the demo account)."""
        wanted = account or str(self.facts()["accounts"][0]["id"])
        for token in self.call("GET", "/tokens")["items"]:
            if wanted in token["accounts"] and not token["subcode"] and not token["note"]:
                return str(token["value"])
        return str(self.call("POST", "/tokens", {"accounts": [wanted]})["value"])

    def kill_token(self, token: str | None = None, subcode: int = 460) -> None:
        self.call("POST", "/tokens/kill", {"subcode": subcode, **({"token": token} if token else {})})

    def mint(self, preset: str, account: str | None = None) -> str:
        """A token of a kind that `GET /_sandbox/tokens` lists under `presets`."""
        return str(
            self.call("POST", "/tokens", {"preset": preset, **({"account": account} if account else {})})["value"]
        )

    def sign_up(self, **chosen: object) -> Json:
        """Embedded Signup as if somebody had finished its window: {code, message, account, number, post}."""
        return self.call("POST", "/signup", chosen)

    def happens(self, event: str, **facts: object) -> Json:
        """Meta or the business does something to an account or number (`GET /_sandbox/happenings`)."""
        return self.call("POST", "/happen", {"event": event, **facts})

    def templates(self, account: str | None = None, name: str | None = None) -> list[Json]:
        """Templates with everything the sandbox knows of them, and the `acts` they take now."""
        items: list[Json] = self.call("GET", "/templates", None, account=account, name=name)["items"]
        return items

    def template_act(self, template: str, act: str, **facts: object) -> Json:
        """Meta's turn on a template, by its id: approve, reject, pause, quality… (`GET /_sandbox/templates`)."""
        return self.call("POST", f"/templates/{template}/{act}", facts)

    def number(self, number: str) -> Json:
        """A number with its PIN and verification code."""
        return self.call("GET", f"/numbers/{number}")

    def change_number(self, number: str, **facts: object) -> Json:
        return self.call("PATCH", f"/numbers/{number}", facts)

    def change_account(self, account: str, **facts: object) -> Json:
        return self.call("PATCH", f"/accounts/{account}", facts)

    def usage(self, percent: float, account: str | None = None) -> None:
        """This share of the hour's Graph calls counts as made: of the account, or of the app."""
        self.call("POST", "/usage", {"percent": percent, **({"account": account} if account else {})})

    def calls(self, **query: object) -> list[Json]:
        """Graph calls that came in, oldest first: token, since, after, group, method, path, status."""
        items: list[Json] = self.call("GET", "/calls", None, **query)["items"]
        return items

    def mark(self) -> int:
        """The number of the latest Graph call, for a later `calls(after=…)`."""
        return int(self.call("GET", "/calls", None, limit=1)["last"])

    def mails(self, to: str = "", **query: object) -> list[Json]:
        """Mails the product sent, newest first: {id, at, from, to, subject, code, links, text, html}."""
        found = self.call("GET", "/mails", None, to=to, **query)
        if found["problem"]:
            raise SandboxRefused(str(found["problem"]))
        items: list[Json] = found["items"]
        return items

    def mail(self, to: str, timeout: float = 30.0, **query: object) -> Json:
        """Waits for a mail to this address (`subject`, `since` narrow it) and answers the newest."""
        found: list[Json] = []

        def came() -> bool:
            found[:] = self.mails(to, **query)
            return bool(found)

        if not self.until(came, timeout, pause=0.2):
            raise SandboxRefused(f"no mail to {to} within {timeout:.0f} s")
        return found[0]

    def quiet(self, timeout: float = 30.0) -> bool:
        """Waits until no stage, retry or webhook is waiting; False when the time is over."""
        return self.until(self._still, timeout)

    def _still(self) -> bool:
        facts = self.facts()
        return bool(facts["waiting_webhooks"] == 0 and facts["counts"]["tasks"] == 0)

    def until(self, true: Callable[[], bool], timeout: float = 30.0, pause: float = 0.02) -> bool:
        """Polls with a deadline."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if true():
                return True
            time.sleep(pause)
        return true()
