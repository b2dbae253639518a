"""What a customer can do, and the webhook each act becomes (contract 1.7, 1.9, 2.5)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from infra.sandbox import payloads, samples
from infra.sandbox.content import digits_of
from infra.sandbox.errors import GraphError, error_entry, missing_object
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


class Refused(ValueError):
    """The driver asked for something that cannot be done; the text says what."""


Act = Json
Maker = Callable[["Customers", Number, Person, Act], tuple[str, Any]]


class Customers:
    """Plays the customers of one world."""

    def __init__(self, world: World, post: Post, media: MediaStore, sending: Sending) -> None:
        self.world, self.post, self.media, self.sending = world, post, media, sending

    def act(self, act: Act) -> Json:
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

    def number_of(self, act: Act) -> Number:
        wanted = act.get("number")
        return self.world.number(str(wanted)) if wanted else next(iter(self.world.state.numbers))

    def person_of(self, act: Act, number: Number) -> Person:
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
    def _message(self, number: Number, person: Person, act: Act, type_name: str, content: Any) -> Bubble:
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

    def _context(self, number: Number, act: Act) -> Json:
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

    def own(self, act: Act, person: Person) -> Bubble:
        """The customer's message that an edit or a deletion is about."""
        bubble = self.world.state.bubbles.get(str(act.get("target", "")))
        if bubble is None or bubble.person != person.id or bubble.direction != "in":
            raise Refused("target must be the id of a message of this customer")
        return bubble

    def tapped(self, act: Act) -> Bubble:
        """The business's message whose button or row is tapped."""
        bubble = self.world.state.bubbles.get(str(act.get("target", "")))
        if bubble is None or bubble.direction != "out":
            raise Refused("target must be the id of a message of the business")
        act["quote"] = bubble.id
        return bubble

    def file(self, number: Number, kind: str, act: Act) -> tuple[Any, bytes]:
        """Stores the act's file (base64 `data`, or a built-in `sample`) as received media."""
        if act.get("data"):
            content = base64.b64decode(str(act["data"]))
            mime_type = str(act.get("mime_type") or samples.MIME[kind])
            filename = str(act.get("filename", ""))
        else:
            content, mime_type, filename = samples.load(str(act.get("sample") or kind))
        media = self.media.keep(self.world.account_of(number), content, mime_type, filename=filename, inbound=True)
        return media, content


def _text(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "text", {"body": str(act.get("text", ""))[:4096]}


def _media(kind: str) -> Maker:
    def make(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
        media, _ = customers.file(number, kind, act)
        content: Json = {}
        if act.get("caption") and kind in ("image", "video", "document"):
            content["caption"] = str(act["caption"])
        if kind == "document":
            content["filename"] = media.filename or "document"
        content.update(
            mime_type=media.mime_type, sha256=base64.b64encode(bytes.fromhex(media.sha256)).decode(), id=media.id
        )
        if kind == "audio":
            content["voice"] = bool(act.get("voice", True))
        if kind == "sticker":
            content["animated"] = bool(act.get("animated", False))
        if act.get("url", True):
            content["url"] = customers.media.link(media, "webhook")
        if act.get("missing"):
            media.missing = True
        return kind, content

    return make


def _location(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    given = act.get("location") or {"latitude": 53.7997, "longitude": -1.5492, "name": "Kettle Row", "address": "Leeds"}
    return "location", given


def _contacts(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    card: Json = {
        "name": {"formatted_name": "Odd Halvorsen", "first_name": "Odd", "last_name": "Halvorsen"},
        "phones": [{"phone": "+44 7700 900789", "wa_id": "447700900789", "type": "CELL"}],
        "origin": "other",
    }
    return "contacts", act.get("contacts") or [card]


def _button_reply(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    if act.get("target"):
        customers.tapped(act)
    reply = {"id": str(act.get("id", "")), "title": str(act.get("title", ""))}
    return "interactive", {"type": "button_reply", "button_reply": reply}


def _list_reply(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    if act.get("target"):
        customers.tapped(act)
    reply = {"id": str(act.get("id", "")), "title": str(act.get("title", ""))}
    if act.get("description"):
        reply["description"] = str(act["description"])
    return "interactive", {"type": "list_reply", "list_reply": reply}


def _flow_reply(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    answer = str(act.get("response_json") or '{"flow_token":"t1","slot":"14:30"}')
    return "interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": answer}}


def _call_permission(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    reply = {"response": str(act.get("response", "accept")), "response_source": "user_action"}
    return "interactive", {"type": "call_permission_reply", "call_permission_reply": reply}


def _interactive_empty(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "interactive", {"type": str(act.get("type", "product_reply"))}


def _template_button(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    if act.get("target"):
        customers.tapped(act)
    return "button", {"payload": str(act.get("payload", act.get("text", ""))), "text": str(act.get("text", ""))}


def _reaction(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    emoji = str(act.get("emoji", "👍"))
    target = customers.world.state.bubbles.get(str(act.get("target", "")))
    if target is not None:
        target.reactions["customer"] = emoji
        customers.world.changed(target)
    return "reaction", {"message_id": str(act.get("target", "")), "emoji": emoji}


def _reaction_removed(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    target = customers.world.state.bubbles.get(str(act.get("target", "")))
    if target is not None:
        target.reactions.pop("customer", None)
        customers.world.changed(target)
    content: Json = {"message_id": str(act.get("target", ""))}
    return "reaction", ({**content, "emoji": ""} if act.get("empty") else content)


def _edit(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    original = customers.own(act, person)
    if original.type not in ("text", "image", "video", "document"):
        raise Refused(f"a message of type {original.type} cannot be edited")
    key = "body" if original.type == "text" else "caption"
    original.content = {**original.content, key: str(act.get("text", ""))}
    original.edited_at = customers.world.now()
    customers.world.changed(original)
    message = {"type": original.type, original.type: original.content}
    return "edit", {"original_message_id": original.id, "message": message}


def _revoke(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    original = customers.own(act, person)
    original.revoked_at = customers.world.now()
    customers.world.changed(original)
    return "revoke", {"original_message_id": original.id}


def _order(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    items = [{"product_retailer_id": "KETTLE-TEAL", "quantity": 2, "item_price": 39.5, "currency": "GBP"}]
    order: Json = {"catalog_id": "440330220110999", "product_items": act.get("items") or items}
    if act.get("text"):
        order["text"] = str(act["text"])
    return "order", order


def _unsupported(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "unsupported", (None if act.get("bare") else {"type": str(act.get("type", "poll"))})


def _unknown_type(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return str(act.get("type", "hologram")), act.get("content", {"depth": 3})


def _request_welcome(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "request_welcome", None


def _media_failed(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    act["errors"] = [error_entry(131052, "The media could not be downloaded from the sender")]
    return str(act.get("type", "image")), None


MESSAGES: dict[str, Maker] = {
    "text": _text,
    **{kind: _media(kind) for kind in ("image", "video", "audio", "document", "sticker")},
    "location": _location,
    "contacts": _contacts,
    "button_reply": _button_reply,
    "list_reply": _list_reply,
    "flow_reply": _flow_reply,
    "call_permission_reply": _call_permission,
    "interactive_empty": _interactive_empty,
    "template_button": _template_button,
    "reaction": _reaction,
    "reaction_removed": _reaction_removed,
    "edit": _edit,
    "revoke": _revoke,
    "order": _order,
    "unsupported": _unsupported,
    "unknown_type": _unknown_type,
    "request_welcome": _request_welcome,
    "media_failed": _media_failed,
}
UNSUPPORTED_ERRORS = {"unsupported": [error_entry(131051, "Message type is currently not supported.")]}


# -- events: acts that are no ordinary message ----------------------------------------------------------------------
Event = Callable[[Customers, Number, Person, Act], str]


def _system(customers: Customers, number: Number, person: Person, content: Json, sender: str) -> str:
    """A `system` message: no contacts, `from` only when a phone was visible."""
    world = customers.world
    bubble = Bubble(
        world.ids.wamid(sender, inbound=True), number.id, person.id, "system", world.now(), "system", content
    )
    world.keep(bubble)
    element: Json = {"from": sender} if sender else {}
    element.update(id=bubble.id, timestamp=str(int(bubble.at)), type="system", system=content)
    customers.deliver(world.account_of(number), number, person, bubble.id, messages=[element])
    return bubble.id


def _number_change(customers: Customers, number: Number, person: Person, act: Act) -> str:
    """The customer moves to a new phone: new user ids everywhere, old and new phone in the notice."""
    world = customers.world
    account = world.account_of(number)
    fresh = digits_of(str(act.get("new_phone", ""))) or person.phone[:-6] + world.ids.number(6)
    old_phone, old_id = person.phone, payloads.bsuid(person, account)
    world.rename_phone(person, fresh)
    world.new_bsuids(person)
    content = {
        "body": f"User changed from {old_phone} to {fresh}",
        "wa_id": fresh,
        "user_id": payloads.bsuid(person, account),
        "previous_user_id": old_id,
        "type": "user_changed_number",
    }
    return _system(customers, number, person, content, old_phone)


def _user_id_change(customers: Customers, number: Number, person: Person, act: Act) -> str:
    """The same for somebody whose phone this business does not see."""
    world = customers.world
    account = world.account_of(number)
    old_id = payloads.bsuid(person, account)
    world.new_bsuids(person)
    new_id = payloads.bsuid(person, account)
    content = {
        "body": f"User changed from {old_id} to {new_id}",
        "user_id": new_id,
        "previous_user_id": old_id,
        "type": "user_changed_user_id",
    }
    return _system(customers, number, person, content, "")


def _call(customers: Customers, number: Number, person: Person, act: Act) -> str:
    """A call opens the customer service window like a message does."""
    world = customers.world
    chat = world.interacted(number, person)
    chat.last_inbound = world.now()
    world.changed_chat(chat)
    account, phone = world.account_of(number), world.shows_phone(number, person)
    wa_id, user_id = payloads.identity(person, account, phone)
    call: Json = {"id": f"wacid.{world.ids.opaque(24)}", "to": number.digits}
    call.update({key: item for key, item in (("from", wa_id), ("from_user_id", user_id)) if item})
    call.update(
        event=str(act.get("event", "connect")),
        timestamp=str(int(world.now())),
        direction="USER_INITIATED",
        session={"sdp_type": "offer", "sdp": "v=0 sandbox"},
    )
    contact = payloads.contact(person, account, phone)
    customers.deliver(account, number, person, call["id"], "calls", contacts=[contact], calls=[call])
    return ""


def _echo(customers: Customers, number: Number, person: Person, act: Act) -> str:
    """The business's staff wrote from the phone app (coexistence): no statuses, no customer message."""
    world = customers.world
    account, phone = world.account_of(number), world.shows_phone(number, person)
    kind = str(act.get("type", "text"))
    content = act.get("content") or {"body": str(act.get("text", "typed on the phone app"))}
    bubble = Bubble(
        world.ids.wamid(person.phone if phone else "", inbound=False),
        number.id,
        person.id,
        "echo",
        world.now(),
        kind,
        content,
    )
    world.keep(bubble)
    wa_id, user_id = payloads.identity(person, account, phone)
    echo: Json = {"from": number.digits}
    echo.update({key: item for key, item in (("to", wa_id), ("to_user_id", user_id)) if item})
    echo.update(id=bubble.id, timestamp=str(int(bubble.at)), type=kind)
    echo[kind] = content
    customers.deliver(account, number, person, bubble.id, "smb_message_echoes", message_echoes=[echo])
    return bubble.id


def _preferences(customers: Customers, number: Number, person: Person, act: Act) -> str:
    """The customer stops or resumes this business's offers in WhatsApp's own settings."""
    world = customers.world
    account, phone = world.account_of(number), world.shows_phone(number, person)
    value = str(act.get("value", "stop"))
    if value == "stop" and account.portfolio not in person.stopped_marketing:
        person.stopped_marketing.append(account.portfolio)
    elif value != "stop" and account.portfolio in person.stopped_marketing:
        person.stopped_marketing.remove(account.portfolio)
    world.state.people.touch(person.id)
    wa_id, user_id = payloads.identity(person, account, phone)
    entry: Json = {key: item for key, item in (("wa_id", wa_id), ("user_id", user_id)) if item}
    entry.update(
        detail=f"User requested to {value} marketing messages",
        category="marketing_messages",
        value=value,
        timestamp=int(world.now()),
    )
    contact = payloads.contact(person, account, phone)
    key = f"preferences/{person.id}/{world.now()}"
    customers.deliver(account, number, person, key, "user_preferences", contacts=[contact], user_preferences=[entry])
    return ""


def _unknown_field(customers: Customers, number: Number, person: Person, act: Act) -> str:
    world = customers.world
    field = str(act.get("field", "quantum_receipts"))
    value = act.get("value") or payloads.messaging(number, quantum_receipts=[{"id": "q1"}])
    customers.post.send(world.account_of(number), field, value, number=number, key=field, person=person.id)
    return ""


def _errors_only(customers: Customers, number: Number, person: Person, act: Act) -> str:
    errors = [error_entry(int(act.get("code", 131000)), str(act.get("details", "")))]
    customers.deliver(customers.world.account_of(number), number, person, "errors", errors=errors)
    return ""


def _user_actions(customers: Customers, number: Number, person: Person, act: Act) -> str:
    world = customers.world
    action = {"type": "marketing_messages_link_click", "timestamp": str(int(world.now()))}
    customers.deliver(world.account_of(number), number, person, "user_actions", user_actions=[action])
    return ""


def _played(customers: Customers, number: Number, person: Person, act: Act) -> str:
    """The customer listened to a voice message of the business."""
    bubble = customers.tapped(act)
    customers.world.plan(0.0, "stage", wamid=bubble.id, stage="played")
    return bubble.id


EVENTS: dict[str, Event] = {
    "number_change": _number_change,
    "user_id_change": _user_id_change,
    "call": _call,
    "echo": _echo,
    "user_preferences": _preferences,
    "unknown_field": _unknown_field,
    "errors_only": _errors_only,
    "user_actions": _user_actions,
    "played": _played,
}


def known(world: World, wamid: str) -> Bubble:
    bubble = world.state.bubbles.get(wamid)
    if bubble is None:
        raise missing_object(wamid)
    return bubble
