"""What a customer can do, and the webhook each act becomes (contract 1.7, 1.9, 2.5)."""

from __future__ import annotations

import base64
from typing import Any

from infra.sandbox import payloads, samples
from infra.sandbox.acts import MESSAGES, UNSUPPORTED_ERRORS
from infra.sandbox.content import digits_of
from infra.sandbox.errors import GraphError, Refused
from infra.sandbox.events import EVENTS
from infra.sandbox.media import MediaStore
from infra.sandbox.model import Account, Bubble, Json, Number, Person
from infra.sandbox.post import Post
from infra.sandbox.sending import Sending
from infra.sandbox.world import World

REFERRAL: Json = {
    "source_url": "https://fb.me/sandbox",
    "source_id": "120000000000417",
    "source_type": "ad",
    "headline": "Winter kettles",
    "body": "Free delivery this week",
    "media_type": "image",
    "image_url": "https://example.test/ad.jpg",
    "ctwa_clid": "ARsandboxClickId417",
    "welcome_message": {"text": "How can we help?"},
}


class Customers:
    """Plays the customers of one world."""

    def __init__(self, world: World, post: Post, media: MediaStore, sending: Sending) -> None:
        self.world, self.post, self.media, self.sending = world, post, media, sending

    def act(self, act: Json) -> Json:
        """One act: {kind, person, number?, …}. Answers {wamid, person, number} (wamid "" when it has none)."""
        kind = str(act.get("kind", "text"))
        number = self.number_of(act)
        person = self.person_of(act, number)
        if person.id in number.blocked:
            return {"wamid": "", "person": person.id, "number": number.id, "blocked": True}
        event = EVENTS.get(kind)
        if event is not None:
            wamid = event(self, number, person, act)
        elif kind in MESSAGES:
            type_name, content = MESSAGES[kind](self, number, person, act)
            wamid = self._message(number, person, act, type_name, content).id
        else:
            raise Refused(f"kind {kind!r} is not known; one of {', '.join(sorted([*MESSAGES, *EVENTS]))}")
        return {"wamid": wamid, "person": person.id, "number": number.id}

    def number_of(self, act: Json) -> Number:
        wanted = act.get("number")
        return self.world.number(str(wanted)) if wanted else next(iter(self.world.state.numbers))

    def person_of(self, act: Json, number: Number) -> Person:
        key = act.get("person") or act.get("phone")
        if not key:
            raise Refused("person is required: an id, a phone, a username or a user id")
        try:
            return self.world.person(str(key))
        except GraphError:
            if not digits_of(str(key)) or not str(key).lstrip("+").replace(" ", "").isdigit():
                raise Refused(f"nobody is called {key!r}; create the person first") from None
            return self.world.meet(str(key), str(act.get("name", "")))

    # -- messages ---------------------------------------------------------------------------------------------------
    def _message(self, number: Number, person: Person, act: Json, type_name: str, content: Any) -> Bubble:
        world = self.world
        chat = world.interacted(number, person)
        phone = world.shows_phone(number, person)
        bubble = Bubble(
            id=str(act.get("wamid") or world.ids.wamid(person.phone if phone else "", inbound=True)),
            number=number.id,
            person=person.id,
            direction="in",
            at=world.now(),
            type=type_name,
            content=content,
            context=self._context(number, act),
            errors=act.get("errors", []) or UNSUPPORTED_ERRORS.get(type_name, []),
        )
        if act.get("referral"):
            bubble.referral = act["referral"] if isinstance(act["referral"], dict) else dict(REFERRAL)
            chat.referred_at, chat.free_entry_until = world.now(), 0.0
        chat.last_inbound = world.now()
        world.changed_chat(chat)
        world.keep(bubble)
        self.sending.received(number)
        account = world.account_of(number)
        element = {**payloads.message(bubble, person, account, phone), **act.get("extra", {})}
        contact = payloads.contact(person, account, phone)
        self.deliver(account, number, person, bubble.id, contacts=[contact], messages=[element])
        return bubble

    def deliver(
        self, account: Account, number: Number, person: Person, key: str, field: str = "messages", **parts: Any
    ) -> None:
        value = payloads.messaging(number, **parts)
        self.post.send(account, field, value, number=number, key=key, person=person.id)

    def _context(self, number: Number, act: Json) -> Json:
        context: Json = {}
        if act.get("quote"):
            quoted = self.world.state.bubbles.get(str(act["quote"]))
            mine = quoted is not None and quoted.direction == "in"
            person = self.world.state.people[quoted.person] if quoted is not None and mine else None
            context = {"from": person.phone if person else number.digits, "id": str(act["quote"])}
        if act.get("product"):
            context["referred_product"] = act["product"]
        if act.get("forwarded"):
            context["frequently_forwarded" if act["forwarded"] == "many" else "forwarded"] = True
        return context

    def own(self, act: Json, person: Person) -> Bubble:
        """The customer's message that an edit or a deletion is about."""
        bubble = self.world.state.bubbles.get(str(act.get("target", "")))
        if bubble is None or bubble.person != person.id or bubble.direction != "in":
            raise Refused("target must be the id of a message of this customer")
        return bubble

    def tapped(self, act: Json) -> Bubble:
        """The business's message whose button or row is tapped."""
        bubble = self.world.state.bubbles.get(str(act.get("target", "")))
        if bubble is None or bubble.direction != "out":
            raise Refused("target must be the id of a message of the business")
        act["quote"] = bubble.id
        return bubble

    def file(self, number: Number, kind: str, act: Json) -> tuple[Any, bytes]:
        """Stores the act's file (base64 `data`, or a built-in `sample`) as received media."""
        if act.get("data"):
            content = base64.b64decode(str(act["data"]))
            mime_type = str(act.get("mime_type") or samples.MIME[kind])
            filename = str(act.get("filename", ""))
        else:
            content, mime_type, filename = samples.load(str(act.get("sample") or kind))
        media = self.media.keep(self.world.account_of(number), content, mime_type, filename=filename, inbound=True)
        return media, content
