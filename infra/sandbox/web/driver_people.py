"""Customers: who they are, what they do, what their phone shows."""

from __future__ import annotations

from infra.sandbox.content import digits_of
from infra.sandbox.errors import Refused
from infra.sandbox.model import Bubble, Json, Person
from infra.sandbox.state import chat_key
from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import only, whole

PERSON_KEYS = {
    "name",
    "username",
    "identity",
    "country",
    "on_whatsapp",
    "online",
    "auto_read",
    "read_receipts",
    "aliases",
    "blocked_numbers",
}


# -- people ------------------------------------------------------------------------------------------------------------
def _person(call: Call, person: Person) -> Json:
    return {**vars(person), "identity": person.identity}


def people(call: Call) -> Answer:
    return Answer({"items": [_person(call, person) for person in call.sandbox.world.state.people]})


def create_person(call: Call) -> Answer:
    body, world = call.object(), call.sandbox.world
    phone = digits_of(str(body.get("phone", "")))
    if phone and world.person_by_phone(phone) is not None:
        raise Refused("somebody has this phone already")
    identity = str(body.get("identity") or ("phone_bsuid" if phone else "username_only"))
    if identity not in ("phone", "phone_bsuid", "username_number", "username_only"):
        raise Refused("identity is one of phone, phone_bsuid, username_number, username_only")
    if not phone and identity != "username_only":
        raise Refused("phone is required for this identity")
    username = str(body.get("username", "")).removeprefix("@")
    if identity.startswith("username") and not username:
        raise Refused("username is required for this identity")
    key = str(body.get("id") or phone or username)
    if key in world.state.people:
        raise Refused("somebody has this id already")
    person = Person(key, str(body.get("name") or username or f"Person {phone[-4:]}"), phone, identity, username)
    if body.get("bsuid"):
        account = next(iter(world.state.accounts))
        person.bsuids[account.portfolio] = str(body["bsuid"])
    for name in ("country", "on_whatsapp", "online", "auto_read", "read_receipts", "aliases"):
        if name in body:
            setattr(person, name, body[name])
    return Answer(_person(call, world.save(person)), 201)


def read_person(call: Call) -> Answer:
    return Answer(_person(call, call.sandbox.world.person(call.path["person"])))


def change_person(call: Call) -> Answer:
    person = call.sandbox.world.person(call.path["person"])
    was_online = person.online
    for key, value in only(call.object(), PERSON_KEYS).items():
        setattr(person, key, value)
    call.sandbox.world.save(person)
    if person.online and not was_online:
        call.sandbox.journey.came_online(person)
    call.sandbox.world.tell(kind="people")
    return Answer(_person(call, person))


# -- acts and chats ----------------------------------------------------------------------------------------------------
def inbound(call: Call) -> Answer:
    """One act, or many as {items: […]}."""
    body = call.object()
    if isinstance(body.get("items"), list):
        return Answer({"items": [call.sandbox.customers.act(dict(act)) for act in body["items"]]}, 201)
    return Answer(call.sandbox.customers.act(body), 201)


def shown(bubble: Bubble) -> Json:
    """A bubble for the phone page and for tests, with the furthest status spelled out."""
    reached = [stage for stage in ("sent", "delivered", "read", "played", "failed") if stage in bubble.stages]
    return {**vars(bubble), "status": reached[-1] if reached else "accepted"}


def chats(call: Call) -> Answer:
    """All conversations with their last message, newest first; filters: number, person."""
    world = call.sandbox.world
    rows: list[Json] = []
    for chat in world.state.chats:
        if call.query.get("number", chat.number) != chat.number or call.query.get("person", chat.person) != chat.person:
            continue
        ids = world.state.conversation.get(chat_key(chat.number, chat.person), [])
        last = shown(world.state.bubbles[ids[-1]]) if ids else None
        rows.append({**vars(chat), "window_open": _window(call, chat.number, chat.person), "last": last})
    rows.sort(key=lambda row: row["last_interaction"], reverse=True)
    return Answer({"items": rows[: whole(call.query.get("limit"), 200)]})


def _window(call: Call, number: str, person: str) -> bool:
    world = call.sandbox.world
    return world.window_open(world.state.numbers[number], world.state.people[person])


def chat(call: Call) -> Answer:
    """One conversation: the messages (the last `limit`), whether the business types, the window."""
    world = call.sandbox.world
    number, person = world.number(call.path["number"]), world.person(call.path["person"])
    limit = whole(call.query.get("limit"), 200)
    found = world.state.chats.get(chat_key(number.id, person.id))
    messages = [shown(bubble) for bubble in world.messages(number.id, person.id)[-limit:]]
    return Answer(
        {
            "number": number.id,
            "person": _person(call, person),
            "typing": bool(found and found.typing_until > world.now()),
            "window_open": world.window_open(number, person),
            "blocked": person.id in number.blocked,
            "messages": messages,
        }
    )


def read_chat(call: Call) -> Answer:
    world = call.sandbox.world
    number, person = world.number(call.path["number"]), world.person(call.path["person"])
    return Answer({"read": call.sandbox.journey.read_all(number, person)})


def media(call: Call) -> Answer:
    """A file's bytes for the phone page, without token and expiry."""
    found = call.sandbox.world.state.media.get(call.path["media"])
    content = call.sandbox.world.state.read_bytes(found.sha256) if found else None
    if found is None or content is None:
        return Answer({"error": "no such file"}, 404)
    return Answer(content, headers={"Content-Type": found.mime_type, "Cache-Control": "max-age=3600"})


ROUTES = [
    Route("GET", "/_sandbox/people", people),
    Route("POST", "/_sandbox/people", create_person, "{name, phone?, username?, identity?, …}"),
    Route("GET", "/_sandbox/people/{person}", read_person),
    Route("PATCH", "/_sandbox/people/{person}", change_person, "{online, auto_read, read_receipts, on_whatsapp, …}"),
    Route("POST", "/_sandbox/inbound", inbound, "{kind, person, number?, …} or {items: […]}"),
    Route("GET", "/_sandbox/chats", chats, "?number&person"),
    Route("GET", "/_sandbox/chats/{number}/{person}", chat, "?limit"),
    Route("POST", "/_sandbox/chats/{number}/{person}/read", read_chat, "the customer opens the chat"),
    Route("GET", "/_sandbox/media/{media}", media),
]
