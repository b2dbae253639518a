"""A customer with a phone in the sandbox: one per test, so that tests do not meet in one conversation."""

from __future__ import annotations

import random
import urllib.request
from dataclasses import dataclass
from typing import Any

from infra.sandbox.client import Control, SandboxRefused
from infra.sandbox.seed import DEMO_NUMBER
from tests.browser.api import until

FIRST = [
    "Tamsin",
    "Idris",
    "Noor",
    "Bram",
    "Saoirse",
    "Kofi",
    "Ottilie",
    "Ravi",
    "Maren",
    "Teo",
    "Zadie",
    "Hamish",
    "Leila",
    "Bastian",
    "Wren",
    "Amara",
]
LAST = [
    "Ellery",
    "Voss",
    "Okafor",
    "Tilde",
    "Marchetti",
    "Quayle",
    "Lindqvist",
    "Adeyemi",
    "Prior",
    "Hale",
    "Nakata",
    "Brandt",
    "Sorrel",
    "Ives",
]
DRAMA = 447700900000
"""Numbers kept free for invented people: +44 7700 900000 to 900999."""


@dataclass(frozen=True)
class Customer:
    """Who they are, and what they do on their phone."""

    control: Control
    person: str
    name: str
    phone: str
    number: str = DEMO_NUMBER

    def says(self, text: str, **more: object) -> str:
        """Writes a text; its wamid."""
        return self.control.says(self.person, text, self.number, **more)

    def acts(self, kind: str, **more: object) -> str:
        """Any other kind of message or tap; its wamid."""
        return self.control.acts(self.person, kind, self.number, **more)

    def reads(self) -> int:
        """Opens the chat; how many messages that made read."""
        return self.control.reads(self.person, self.number)

    def change(self, **facts: object) -> None:
        self.control.change_person(self.person, **facts)

    def chat(self) -> list[dict[str, Any]]:
        """Every message on the phone, oldest first."""
        return list(self.control.chat(self.person, self.number)["messages"])

    def gets(self, kind: str, count: int = 1) -> dict[str, Any]:
        """The latest of the business's messages of a kind, once there are `count` of them."""

        def look() -> dict[str, Any] | None:
            found = [one for one in self.chat() if one["direction"] == "out" and one["type"] == kind]
            return found[-1] if len(found) >= count else None

        return until(look, f"{count} {kind} on the phone of {self.name}")

    def gets_text(self, text: str) -> dict[str, Any]:
        """The business's message with these words, once it arrived."""

        def look() -> dict[str, Any] | None:
            return next(
                (one for one in self.chat() if one["direction"] == "out" and one["content"].get("body") == text), None
            )

        return until(look, f"“{text}” on the phone of {self.name}")

    def accepted(self) -> dict[str, Any]:
        """The sandbox's ledger about this customer: what Meta accepted, and what of it twice."""
        return self.control.ledger(person=self.person)

    def file(self, media: str) -> bytes:
        """A file as it reached the phone."""
        with urllib.request.urlopen(f"{self.control.url}/_sandbox/media/{media}", timeout=10) as answer:
            found: bytes = answer.read()
            return found


class Customers:
    """Makes customers nobody else has; names carry the end of the phone, so they are found by name as well."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._dice = random.Random()

    def make(self, number: str = DEMO_NUMBER, **facts: object) -> Customer:
        """Somebody with a phone in the sandbox; `facts` as in POST /_sandbox/people."""
        while True:
            tail = self._dice.randrange(1000)
            name = f"{self._dice.choice(FIRST)} {self._dice.choice(LAST)} {tail:03d}"
            phone = str(DRAMA + tail)
            wanted: dict[str, object] = {"name": name, "phone": phone, **facts}
            if wanted.get("identity") == "username_only":
                wanted.pop("phone")
                wanted.setdefault("username", name.lower().replace(" ", "."))
            try:
                made = self._control.person(**wanted)
            except SandboxRefused:
                if "phone" in facts or self._taken() > 900:
                    raise
                continue
            return Customer(self._control, str(made["id"]), str(made["name"]), str(made.get("phone") or ""), number)

    def _taken(self) -> int:
        return len(self._control.call("GET", "/people")["items"])
