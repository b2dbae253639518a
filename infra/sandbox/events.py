"""Acts that are no ordinary message: system notices, calls, echoes, preferences, noise (contract 1.9 and 2.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from infra.sandbox import payloads
from infra.sandbox.content import digits_of
from infra.sandbox.errors import error_entry
from infra.sandbox.model import Bubble, Json, Number, Person

if TYPE_CHECKING:
    from infra.sandbox.inbound import Customers

Act = Json

Event = Callable[["Customers", Number, Person, Act], str]


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
