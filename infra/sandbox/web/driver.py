"""The driver API under /_sandbox: play customers, switch faults, move the clock, look behind the scenes."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

from infra.sandbox import ticking
from infra.sandbox.content import digits_of
from infra.sandbox.faults import FAULTS
from infra.sandbox.inbound import EVENTS, MESSAGES, Refused
from infra.sandbox.magic import SPECIAL
from infra.sandbox.model import App, Bubble, Json, Person, Rule
from infra.sandbox.seed import connect
from infra.sandbox.signing import webhook_bytes
from infra.sandbox.state import chat_key
from infra.sandbox.web import handshake
from infra.sandbox.web.call import Answer, Call, Route

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
NUMBER_KEYS = {
    "registered",
    "pin",
    "quality",
    "status",
    "tier",
    "throughput",
    "tests_only",
    "maintenance",
    "coexistence",
    "registrations",
}
ACCOUNT_KEYS = {"payment_ok", "restriction", "marketing_onboarded", "marketing_on_messages", "health", "name"}
SETTING_KEYS = {
    "refusals",
    "pair_limit",
    "messages_per_second",
    "sent_after",
    "delivered_after",
    "read_after",
    "retry_first",
    "retry_longest",
    "retry_attempts",
    "require_proof",
}
TEMPLATE_KEYS = {
    "status",
    "category",
    "quality",
    "components",
    "language",
    "name",
    "parameter_format",
    "rejected_reason",
}


def _only(body: Json, known: set[str]) -> Json:
    unknown = set(body) - known
    if unknown:
        raise Refused(f"not known: {', '.join(sorted(unknown))}; one of {', '.join(sorted(known))}")
    return body


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else default


# -- facts ------------------------------------------------------------------------------------------------------------
def facts(call: Call) -> Answer:
    sandbox, world = call.sandbox, call.sandbox.world
    app = world.app()
    return Answer(
        {
            "app_id": app.id,
            "callback": app.callback,
            "origin": world.origin,
            "now": world.now(),
            "frozen": world.clock.frozen_at is not None,
            "refusals": world.settings.refusals,
            "accounts": [vars(item) for item in world.state.accounts],
            "numbers": [
                {
                    "id": item.id,
                    "account": item.account,
                    "digits": item.digits,
                    "display": item.display,
                    "verified_name": item.verified_name,
                    "registered": item.registered,
                }
                for item in world.state.numbers
            ],
            "kinds": sorted([*MESSAGES, *EVENTS]),
            "faults": FAULTS,
            "magic_recipients": {
                "+999<code>0": "refused with this code in the answer",
                "+999<code>1": "accepted, then failed with this code",
                **{f"+{digits}": chosen.fault for digits, chosen in SPECIAL.items()},
            },
            "waiting_webhooks": sandbox.post.waiting(),
            "counts": {shelf.name: len(shelf) for shelf in world.state.shelves()},
            "routes": [f"{route.method} {route.path} {route.note}".strip() for route in ROUTES],
        }
    )


# -- people -----------------------------------------------------------------------------------------------------------
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
    for key, value in _only(call.object(), PERSON_KEYS).items():
        setattr(person, key, value)
    call.sandbox.world.save(person)
    if person.online and not was_online:
        call.sandbox.journey.came_online(person)
    call.sandbox.world.tell(kind="people")
    return Answer(_person(call, person))


# -- acts and chats --------------------------------------------------------------------------------------------------
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
    return Answer({"items": rows[: _int(call.query.get("limit"), 200)]})


def _window(call: Call, number: str, person: str) -> bool:
    world = call.sandbox.world
    return world.window_open(world.state.numbers[number], world.state.people[person])


def chat(call: Call) -> Answer:
    """One conversation: the messages (the last `limit`), whether the business types, the window."""
    world = call.sandbox.world
    number, person = world.number(call.path["number"]), world.person(call.path["person"])
    limit = _int(call.query.get("limit"), 200)
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


# -- ledger -----------------------------------------------------------------------------------------------------------
def ledger(call: Call) -> Answer:
    """Everything accepted. `summary=1` leaves the lines out; `callback`, `number`, `person` filter."""
    query, state = call.query, call.sandbox.world.state
    lines = [
        entry
        for entry in state.ledger
        if query.get("number", entry.number) == entry.number
        and query.get("person", entry.person) == entry.person
        and (entry.callback or "").startswith(query.get("callback", ""))
    ]
    twice = Counter(entry.callback for entry in lines if entry.callback)
    per_person = Counter((entry.number, entry.person, entry.content_hash) for entry in lines)
    start, limit = _int(query.get("offset"), 0), _int(query.get("limit"), 1000)
    answer: Json = {
        "accepted": len(lines),
        "answers": dict(Counter(entry.answer for entry in lines)),
        "without_callback": sum(1 for entry in lines if not entry.callback),
        "sent_twice": [{"callback": key, "times": times} for key, times in twice.items() if times > 1],
        "same_content": [
            {"number": key[0], "person": key[1], "times": times} for key, times in per_person.items() if times > 1
        ][:1000],
        "stages": dict(Counter(stage for entry in lines for stage in state.bubbles[entry.wamid].stages)),
    }
    if not query.get("summary"):
        answer["items"] = [vars(entry) for entry in lines[start : start + limit]]
        answer["next_offset"] = start + limit if start + limit < len(lines) else None
    return Answer(answer)


# -- webhooks ---------------------------------------------------------------------------------------------------------
def webhooks(call: Call) -> Answer:
    """The delivery log, newest first; `state` filters, `bodies=1` shows what was posted."""
    state, limit = call.query.get("state", ""), _int(call.query.get("limit"), 100)
    rows = [item for item in call.sandbox.world.state.deliveries if not state or item.state == state]
    keep = rows[-limit:][::-1]
    bodies = bool(call.query.get("bodies"))
    return Answer(
        {
            "waiting": call.sandbox.post.waiting(),
            "states": dict(Counter(item.state for item in call.sandbox.world.state.deliveries)),
            "items": [{key: value for key, value in vars(item).items() if bodies or key != "body"} for item in keep],
        }
    )


def raw_webhook(call: Call) -> Answer:
    """Posts any body: {body: object} or {raw: text}; `sign` good | bad | none. Waits for the first answer."""
    given = call.object()
    world = call.sandbox.world
    app = world.state.apps[str(given.get("app") or world.settings.app_id)]
    text = str(given["raw"]) if "raw" in given else webhook_bytes(given.get("body")).decode("ascii")
    item = call.sandbox.post.post_bytes(
        app,
        str(given.get("url") or app.callback),
        text,
        "raw",
        sign=str(given.get("sign", "good")),
        once=bool(given.get("once", True)),
    )
    return Answer({"delivery": item.id}, 202, hold=[item.id])


def event(call: Call) -> Answer:
    """A management event of an account: {account?, field, value}; `time` is added as Meta does."""
    given, world = call.object(), call.sandbox.world
    account = world.account(str(given.get("account") or next(iter(world.state.accounts)).id))
    call.sandbox.post.send(account, str(given["field"]), given["value"], time=int(world.now()), key=str(given["field"]))
    return Answer({"posted": True}, 202)


def retry_webhook(call: Call) -> Answer:
    item = call.sandbox.post.again(call.path["delivery"])
    return Answer({"delivery": item.id}, 202) if item else Answer({"error": "no such delivery"}, 404)


def read_webhook(call: Call) -> Answer:
    item = call.sandbox.world.state.deliveries.get(call.path["delivery"])
    return Answer(vars(item)) if item else Answer({"error": "no such delivery"}, 404)


def flush(call: Call) -> Answer:
    """Makes everything that waits (statuses, retries, held-back bodies) due now."""
    return Answer({"hurried": call.sandbox.world.hurry(call.query.get("kind", ""))})


def set_callback(call: Call) -> Answer:
    """The app dashboard's callback form: verified by the handshake unless `verify` is false."""
    given, world = call.object(), call.sandbox.world
    app = world.state.apps[str(given.get("app") or world.settings.app_id)]
    url = str(given.get("callback_url", ""))
    problem = (
        handshake.shake(url, str(given.get("verify_token", app.verify_token))) if given.get("verify", True) else ""
    )
    if problem:
        return Answer({"error": problem}, 400)
    app.callback = url
    app.verify_token = str(given.get("verify_token", app.verify_token))
    if isinstance(given.get("fields"), list):
        app.fields = given["fields"]
    world.state.apps.touch(app.id)
    return Answer({"callback": app.callback})


def add_app(call: Call) -> Answer:
    """Another Meta app, subscribed to the accounts at once: every subscriber gets every webhook."""
    given = _only(call.object(), {"id", "name", "secret", "callback_url", "fields", "accounts"})
    world = call.sandbox.world
    app = App(str(given["id"]), str(given.get("name", "Another app")), str(given["secret"]))
    app.callback, app.fields = str(given.get("callback_url", "")), list(given.get("fields", ["*"]))
    world.state.apps.put(app.id, app)
    for account in world.state.accounts:
        if account.id in given.get("accounts", [account.id]):
            call.sandbox.accounts.subscribe(account, app.id, {})
    return Answer({"id": app.id}, 201)


def tick(call: Call) -> Answer:
    """Does what is due and posts what must go out, for places where nothing runs between calls (Lambda)."""
    return Answer({"posted": ticking.tick(call.sandbox)})


# -- faults -----------------------------------------------------------------------------------------------------------
def faults(call: Call) -> Answer:
    return Answer({"items": [vars(rule) for rule in call.sandbox.world.state.rules], "known": FAULTS})


def add_fault(call: Call) -> Answer:
    """One rule, or many as {items: […]}; see `known` of GET /_sandbox/faults."""
    body = call.object()
    rules = [_rule(call, dict(given)) for given in (body["items"] if isinstance(body.get("items"), list) else [body])]
    return Answer({"items": [vars(rule) for rule in rules]}, 201)


def _rule(call: Call, given: Json) -> Rule:
    known = {item.name for item in fields(Rule)} - {"hits"}
    _only(given, known)
    if given.get("fault") not in FAULTS:
        raise Refused(f"fault is one of {', '.join(FAULTS)}")
    if given["fault"] == "error" and not given.get("code"):
        raise Refused("an error needs its code")
    world = call.sandbox.world
    given.setdefault("id", f"f{world.ids.number(6)}")
    given.setdefault("seed", world.settings.seed)
    if given.get("person"):
        given["person"] = world.person(str(given["person"])).id
    rule = world.state.rules.put(str(given["id"]), Rule(**given))
    world.tell(kind="faults")
    return rule


def clear_faults(call: Call) -> Answer:
    call.sandbox.world.state.rules.clear()
    call.sandbox.world.tell(kind="faults")
    return Answer({"items": []})


def drop_fault(call: Call) -> Answer:
    call.sandbox.world.state.rules.drop(call.path["fault"])
    call.sandbox.world.tell(kind="faults")
    return Answer({"dropped": call.path["fault"]})


# -- clock, settings, reset ------------------------------------------------------------------------------------------
def read_clock(call: Call) -> Answer:
    clock = call.sandbox.world.clock
    return Answer(
        {
            "now": clock.now(),
            "frozen": clock.frozen_at is not None,
            "ahead": clock.now() - clock.agenda() + clock.advanced,
        }
    )


def move_clock(call: Call) -> Answer:
    """{real: true}, {set: unix seconds}, {advance_seconds}, {freeze: true|false}; several are done in this order."""
    given = _only(call.object(), {"advance_seconds", "set", "freeze", "real"})
    world = call.sandbox.world
    if given.get("real"):
        world.clock.real()
    if "set" in given:
        world.clock.set(float(given["set"]))
    if "advance_seconds" in given:
        world.clock.advance(float(given["advance_seconds"]))
    if "freeze" in given:
        world.clock.freeze() if given["freeze"] else world.clock.release()
    world.wake()
    world.tell(kind="clock")
    return read_clock(call)


def change_settings(call: Call) -> Answer:
    """Until the next start or reset: delays, limiters, retries, how refusals are told."""
    given, world = _only(call.object(), SETTING_KEYS), call.sandbox.world
    if given.get("refusals", "late") not in ("late", "at_once"):
        raise Refused("refusals is late or at_once")
    world.settings = replace(world.settings, **given)
    return Answer({key: getattr(world.settings, key) for key in sorted(SETTING_KEYS)})


def reset(call: Call) -> Answer:
    call.sandbox.reset()
    return Answer({"reset": True})


def connect_all(call: Call) -> Answer:
    """As if a product had subscribed its app and registered the numbers."""
    connect(call.sandbox.world)
    for shelf in (call.sandbox.world.state.accounts, call.sandbox.world.state.numbers):
        shelf.changed.update(dict.fromkeys(shelf.items))
    return Answer({"connected": True})


# -- numbers, accounts, templates, tokens ----------------------------------------------------------------------------
def change_number(call: Call) -> Answer:
    number = call.sandbox.world.number(call.path["number"])
    for key, value in _only(call.object(), NUMBER_KEYS).items():
        setattr(number, key, value)
    if "status" not in call.object() and "registered" in call.object():
        number.status = "CONNECTED" if number.registered else "PENDING"
    call.sandbox.world.state.numbers.touch(number.id)
    return Answer(vars(number))


def change_account(call: Call) -> Answer:
    account = call.sandbox.world.account(call.path["account"])
    for key, value in _only(call.object(), ACCOUNT_KEYS).items():
        setattr(account, key, value)
    call.sandbox.world.state.accounts.touch(account.id)
    return Answer(vars(account))


def change_template(call: Call) -> Answer:
    """Changes a template behind the business's back, and says so by webhook when its status changed."""
    world = call.sandbox.world
    key = next((key for key, item in world.state.templates.items.items() if item.id == call.path["template"]), "")
    if not key:
        return Answer({"error": "no such template"}, 404)
    template, body = world.state.templates[key], _only(call.object(), TEMPLATE_KEYS)
    for name, value in body.items():
        setattr(template, name, value)
    world.state.templates.touch(key)
    if "status" in body:
        value = {
            "event": template.status,
            "message_template_id": int(template.id),
            "message_template_name": template.name,
            "message_template_language": template.language,
            "reason": template.rejected_reason,
            "message_template_category": template.category,
        }
        call.sandbox.post.send(
            world.account(template.account),
            "message_template_status_update",
            value,
            time=int(world.now()),
            key=f"template/{template.id}/{template.status}",
        )
    return Answer(vars(template))


def list_templates(call: Call) -> Answer:
    account = call.query.get("account", "")
    found = [vars(item) for item in call.sandbox.world.state.templates if not account or item.account == account]
    return Answer({"items": found})


def tokens(call: Call) -> Answer:
    return Answer({"items": [vars(token) for token in call.sandbox.world.state.tokens]})


def mint(call: Call) -> Answer:
    """{accounts?, scopes?, lifetime_seconds?, value?}; no accounts means the demo account, [] means all."""
    given = _only(call.object(), {"accounts", "scopes", "lifetime_seconds", "value", "kind"})
    accounts = given.get("accounts", [next(iter(call.sandbox.world.state.accounts)).id])
    token = call.sandbox.access.mint(
        accounts,
        given.get("scopes"),
        float(given.get("lifetime_seconds", 0)),
        str(given.get("value", "")),
        str(given.get("kind", "SYSTEM_USER")),
    )
    return Answer(vars(token), 201)


def kill_token(call: Call) -> Answer:
    """{token, subcode?: 458|459|460|463|464|467, revive?: true}; no token means every one."""
    given = call.object()
    values = [str(given["token"])] if given.get("token") else [item.value for item in call.sandbox.world.state.tokens]
    subcode = 0 if given.get("revive") else int(given.get("subcode", 460))
    return Answer({"items": [vars(call.sandbox.access.kill(value, subcode)) for value in values]})


def signup_code(call: Call) -> Answer:
    accounts = call.object().get("accounts") or [next(iter(call.sandbox.world.state.accounts)).id]
    return Answer({"code": call.sandbox.access.code(list(accounts))}, 201)


ROUTES = [
    Route("GET", "/_sandbox", facts, "this page: facts, kinds, faults, magic recipients, routes"),
    Route("GET", "/_sandbox/people", people),
    Route("POST", "/_sandbox/people", create_person, "{name, phone?, username?, identity?, …}"),
    Route("GET", "/_sandbox/people/{person}", read_person),
    Route("PATCH", "/_sandbox/people/{person}", change_person, "{online, auto_read, read_receipts, on_whatsapp, …}"),
    Route("POST", "/_sandbox/inbound", inbound, "{kind, person, number?, …} or {items: […]}"),
    Route("GET", "/_sandbox/chats", chats, "?number&person"),
    Route("GET", "/_sandbox/chats/{number}/{person}", chat, "?limit"),
    Route("POST", "/_sandbox/chats/{number}/{person}/read", read_chat, "the customer opens the chat"),
    Route("GET", "/_sandbox/media/{media}", media),
    Route("GET", "/_sandbox/ledger", ledger, "?summary&callback&number&person&offset&limit"),
    Route("GET", "/_sandbox/webhooks", webhooks, "?state&limit&bodies"),
    Route("POST", "/_sandbox/webhooks/raw", raw_webhook, "{body|raw, sign: good|bad|none, url?, once?}"),
    Route("POST", "/_sandbox/webhooks/event", event, "{account?, field, value}"),
    Route("GET", "/_sandbox/webhooks/{delivery}", read_webhook),
    Route("POST", "/_sandbox/webhooks/{delivery}/retry", retry_webhook),
    Route("POST", "/_sandbox/flush", flush, "everything that waits becomes due; ?kind=stage|deliver|batch"),
    Route("PUT", "/_sandbox/callback", set_callback, "{callback_url, verify_token?, verify?, fields?}"),
    Route("POST", "/_sandbox/apps", add_app, "{id, secret, callback_url, name?, fields?, accounts?}"),
    Route("POST", "/_sandbox/tick", tick, "only where no server runs, as in Lambda"),
    Route("GET", "/_sandbox/faults", faults),
    Route("POST", "/_sandbox/faults", add_fault, "{fault, rate?, number?, person?, times?, code?, mode?, seconds?, …}"),
    Route("DELETE", "/_sandbox/faults", clear_faults),
    Route("DELETE", "/_sandbox/faults/{fault}", drop_fault),
    Route("GET", "/_sandbox/clock", read_clock),
    Route("POST", "/_sandbox/clock", move_clock, "{advance_seconds} | {set} | {freeze} | {real}"),
    Route("PATCH", "/_sandbox/settings", change_settings, "{refusals, pair_limit, messages_per_second, sent_after, …}"),
    Route("POST", "/_sandbox/reset", reset),
    Route("POST", "/_sandbox/connect", connect_all),
    Route("PATCH", "/_sandbox/numbers/{number}", change_number),
    Route("PATCH", "/_sandbox/accounts/{account}", change_account),
    Route("GET", "/_sandbox/templates", list_templates, "?account"),
    Route("PATCH", "/_sandbox/templates/{template}", change_template, "a changed status is told by webhook"),
    Route("GET", "/_sandbox/tokens", tokens),
    Route("POST", "/_sandbox/tokens", mint, "{accounts?, scopes?, lifetime_seconds?}"),
    Route("POST", "/_sandbox/tokens/kill", kill_token, "{token?, subcode?, revive?}"),
    Route("POST", "/_sandbox/codes", signup_code, "a signup code: 30 s, used once"),
]
