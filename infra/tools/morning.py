"""A morning at the demo's kettle shop, played for the README's pictures: nine customers, one of them at length.

What customers wrote earlier is dated by moving the sandbox's clock back; what the team answers happens now.
"""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from infra.local.place import Place
from infra.local.seed import AGENT, OWNER, PASSWORD
from infra.sandbox.client import Control
from infra.sandbox.seed import DEMO_NUMBER

WAIT_SECONDS = 60
LAST_WORDS = "Perfect, see you on Saturday!"
TAGS = {"Repair": "orange", "Order": "teal", "Invoice": "blue", "New customer": "green"}


@dataclass(frozen=True)
class Shown:
    """The conversation in the middle of the pictures."""

    conversation: str
    person: str
    last_words: str


class Shop:
    """The team's side, through the API."""

    def __init__(self, place: Place, workspace: str) -> None:
        self._base, self._workspace, self._token = f"http://127.0.0.1:{place.port}", workspace, ""
        self._token = self.call("POST", "/v1/session", {"email": OWNER[0], "password": PASSWORD})["access_token"]
        self._sent = 0
        members = self.here("GET", "/members")["items"]
        self.people = {member["email"]: member["user_id"] for member in members}
        known = {tag["name"]: tag["id"] for tag in self.here("GET", "/tags")["items"]}
        self.tags = {
            name: known.get(name) or self.here("POST", "/tags", {"name": name, "color": color})["id"]
            for name, color in TAGS.items()
        }

    def call(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Content-Type": "application/json", "X-WALoom": "1"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data=data, headers=headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310
            text = answer.read()
        return json.loads(text) if text else None

    def here(self, method: str, path: str, body: object = None) -> Any:
        return self.call(method, f"/v1/workspaces/{self._workspace}{path}", body)

    def conversation(self, name: str) -> str:
        """The id of the conversation with somebody, once their first message is in."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            rows = self.here("GET", "/conversations?tab=all&status=any&limit=50")["items"]
            found = [row["id"] for row in rows if row["contact"]["name"] == name]
            if found:
                return str(found[0])
            time.sleep(0.2)
        raise SystemExit(f"{name} did not appear in the inbox")

    def handle(
        self, name: str, *, tags: tuple[str, ...] = (), assignee: str = "", read: bool = False, **more: str
    ) -> str:
        """Tags, assignment, status, priority; `read` as if somebody had looked."""
        conversation = self.conversation(name)
        change: dict[str, object] = {**more, "tags": [self.tags[tag] for tag in tags]}
        if assignee:
            change["assignee"] = self.people[assignee]
        self.here("PATCH", f"/conversations/{conversation}", change)
        if read:
            self.here("POST", f"/conversations/{conversation}/read")
        return conversation

    def send(self, conversation: str, kind: str, **content: object) -> str:
        """A message; its id."""
        self._sent += 1
        body = {"client_id": f"morning-{self._sent:04d}-{time.time_ns()}", "type": kind, **content}
        return str(self.here("POST", f"/conversations/{conversation}/messages", body)["id"])

    def say(self, conversation: str, text: str) -> str:
        return self.send(conversation, "text", text={"body": text, "preview_url": False})

    def note(self, conversation: str, text: str, mention: str) -> None:
        """A private note that names a colleague."""
        body = {"client_id": f"morning-note-{time.time_ns()}", "text": text, "mentions": [mention]}
        self.here("POST", f"/conversations/{conversation}/notes", body)

    def heard(self, conversation: str, kind: str, count: int = 1) -> None:
        """Waits until so many messages of a kind are in the conversation, and into the next second."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            messages = self.here("GET", f"/conversations/{conversation}/messages?limit=50")["items"]
            if sum(one["kind"] == kind for one in messages) >= count:
                next_second()
                return
            time.sleep(0.2)
        raise SystemExit(f"the conversation did not get {count} messages of kind {kind}")


def next_second() -> None:
    """Meta dates messages by the second: what follows must stand below what came before."""
    time.sleep(1.05 - time.time() % 1)


class Street:
    """The customers' side, through the sandbox."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._known = {person["id"] for person in control.call("GET", "/people")["items"]}

    def somebody(self, key: str, name: str, phone: str) -> str:
        if key not in self._known:
            self._control.person(id=key, name=name, phone=phone)
        return key

    def wrote(self, person: str, minutes_ago: float, *acts: tuple[str, dict[str, object]]) -> None:
        """What somebody wrote a while ago."""
        for at, (kind, content) in enumerate(acts):
            self._control.clock(set=time.time() - minutes_ago * 60 + at * 40)
            self._control.acts(person, kind, DEMO_NUMBER, **content)
        self._control.clock(real=True)

    def got(self, person: str, kind: str, count: int = 1) -> dict[str, Any]:
        """The latest message of a kind that the business sent, once there are `count`."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            messages = self._control.chat(person, DEMO_NUMBER)["messages"]
            found[:] = [one for one in messages if one["direction"] == "out" and one["type"] == kind]
            return len(found) >= count and "read" in found[-1]["stages"]

        if not self._control.until(there, WAIT_SECONDS):
            raise SystemExit(f"{person} did not get {count} messages of kind {kind}")
        return found[-1]


def play(place: Place, workspace: str, control: Control) -> Shown:
    """Plays it all; what the pictures show in the middle."""
    shop, street = Shop(place, workspace), Street(control)
    _earlier(shop, street, control)
    return _now(shop, street, control)


def _earlier(shop: Shop, street: Street, control: Control) -> None:
    theo = street.somebody("theo", "Theo Brandt", "447700900611")
    priya = street.somebody("priya", "Priya Nair", "447700900622")
    samuel = street.somebody("samuel", "Samuel Okoye", "447700900633")
    freya = street.somebody("freya", "Freya Dale", "447700900644")
    street.wrote("rafael", 26 * 60, ("text", {"text": "Obrigado! A chaleira chegou ontem, tudo certo."}))
    street.wrote("juno", 312, ("audio", {"voice": True}))
    street.wrote("lucia", 186, ("text", {"text": "¿Dónde está la tienda?"}), ("location", {}))
    street.wrote(theo, 131, ("document", {"caption": "Could you add our VAT number to this invoice?"}))
    street.wrote(priya, 64, ("text", {"text": "Hello! Is the winter range in the shop already?", "referral": True}))
    street.wrote(
        samuel,
        31,
        ("text", {"text": "The whistle has become very shy."}),
        ("video", {"caption": "Listen, this is all it does now"}),
    )
    street.wrote(freya, 12, ("text", {"text": "Do you deliver to Shetland, and how long does it take?"}))
    shop.handle("Rafael Costa", tags=("Order",), assignee=AGENT[0], read=True)
    shop.handle("Juno Park", assignee=AGENT[0], read=True)
    shop.handle("Lucía Ferrer 🌶", tags=("New customer",))
    shop.handle("Theo Brandt", tags=("Invoice",), assignee=OWNER[0], read=True, priority="high")
    shop.handle("Priya Nair", tags=("New customer",))
    shop.handle("Samuel Okoye", tags=("Repair",), assignee=AGENT[0])
    shop.handle("Freya Dale", tags=("Order",))
    control.says("mira", "Is the copper one still in the window?", DEMO_NUMBER)
    mira = shop.handle("Mira Quill", tags=("Order",), assignee=OWNER[0], read=True)
    shop.say(mira, "It is, and it has your name on it until Friday.")
    street.got("mira", "text")


def _now(shop: Shop, street: Street, control: Control) -> Shown:
    hanna = street.somebody("hanna", "Hanna Lindqvist", "447700900655")
    control.says(hanna, "Good morning! My teal kettle has started to leak.", DEMO_NUMBER)
    conversation = shop.handle("Hanna Lindqvist", tags=("Repair",), assignee=OWNER[0], priority="medium")
    next_second()
    note = "@Amir Reyes she bought it in March, so this one is free of charge."
    shop.note(conversation, note, shop.people[AGENT[0]])
    shop.say(conversation, "Oh no! Could you send us a photo of the spot?")
    street.got(hanna, "text")
    next_second()
    control.acts(hanna, "image", DEMO_NUMBER, caption="Just here, under the spout")
    shop.heard(conversation, "image")
    times = [{"id": f"time-{at}", "title": title} for at, title in enumerate(("Saturday 11:30", "Tuesday 14:00"))]
    buttons = [{"type": "reply", "reply": one} for one in times]
    words = "Only the seal! We change it while you wait, in ten minutes. When suits you best?"
    body = {"type": "button", "body": {"text": words}, "action": {"buttons": buttons}}
    shop.send(conversation, "interactive", interactive=body)
    asked = street.got(hanna, "interactive")
    next_second()
    control.acts(hanna, "button_reply", DEMO_NUMBER, target=asked["id"], **times[0])
    shop.heard(conversation, "interactive", 2)
    shop.say(conversation, "Saturday 11:30 it is. Please bring the base as well.")
    answer = street.got(hanna, "text", 2)
    control.acts(hanna, "reaction", DEMO_NUMBER, target=answer["id"], emoji="❤️")
    next_second()
    control.says(hanna, LAST_WORDS, DEMO_NUMBER)
    shop.heard(conversation, "text", 4)
    shop.here("POST", f"/conversations/{conversation}/read")
    return Shown(conversation, hanna, LAST_WORDS)
