"""Switches: faults, clock, settings, and the state of numbers, accounts, templates, tokens."""

from __future__ import annotations

from dataclasses import fields, replace

from infra.sandbox.errors import Refused
from infra.sandbox.faults import FAULTS
from infra.sandbox.model import Json, Rule
from infra.sandbox.seed import connect
from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import only

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


# -- faults ------------------------------------------------------------------------------------------------------------
def faults(call: Call) -> Answer:
    return Answer({"items": [vars(rule) for rule in call.sandbox.world.state.rules], "known": FAULTS})


def add_fault(call: Call) -> Answer:
    """One rule, or many as {items: […]}; see `known` of GET /_sandbox/faults."""
    body = call.object()
    rules = [_rule(call, dict(given)) for given in (body["items"] if isinstance(body.get("items"), list) else [body])]
    return Answer({"items": [vars(rule) for rule in rules]}, 201)


def _rule(call: Call, given: Json) -> Rule:
    known = {item.name for item in fields(Rule)} - {"hits"}
    only(given, known)
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


# -- clock, settings, reset --------------------------------------------------------------------------------------------
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
    given = only(call.object(), {"advance_seconds", "set", "freeze", "real"})
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
    given, world = only(call.object(), SETTING_KEYS), call.sandbox.world
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


# -- numbers, accounts, templates, tokens ------------------------------------------------------------------------------
def change_number(call: Call) -> Answer:
    number = call.sandbox.world.number(call.path["number"])
    for key, value in only(call.object(), NUMBER_KEYS).items():
        setattr(number, key, value)
    if "status" not in call.object() and "registered" in call.object():
        number.status = "CONNECTED" if number.registered else "PENDING"
    call.sandbox.world.state.numbers.touch(number.id)
    return Answer(vars(number))


def change_account(call: Call) -> Answer:
    account = call.sandbox.world.account(call.path["account"])
    for key, value in only(call.object(), ACCOUNT_KEYS).items():
        setattr(account, key, value)
    call.sandbox.world.state.accounts.touch(account.id)
    return Answer(vars(account))


def change_template(call: Call) -> Answer:
    """Changes a template behind the business's back, and says so by webhook when its status changed."""
    world = call.sandbox.world
    key = next((key for key, item in world.state.templates.items.items() if item.id == call.path["template"]), "")
    if not key:
        return Answer({"error": "no such template"}, 404)
    template, body = world.state.templates[key], only(call.object(), TEMPLATE_KEYS)
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
    given = only(call.object(), {"accounts", "scopes", "lifetime_seconds", "value", "kind"})
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
