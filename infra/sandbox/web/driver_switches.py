"""Switches: faults, clock, settings, usage of the call limits, starting over."""

from __future__ import annotations

from dataclasses import fields, replace

from infra.sandbox.errors import Refused
from infra.sandbox.faults import FAULTS, GROUPS
from infra.sandbox.model import Json, Rule
from infra.sandbox.seed import connect
from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import only

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
    "review_after",
    "utility_at_once",
    "pacing_slice",
    "pacing_after",
    "template_limit",
    "block_limit",
}


# -- faults ------------------------------------------------------------------------------------------------------------
def faults(call: Call) -> Answer:
    items = [vars(rule) for rule in call.sandbox.world.state.rules]
    return Answer({"items": items, "known": FAULTS, "groups": GROUPS})


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
    if given.get("route", "any") not in (*GROUPS, "any", "graph"):
        raise Refused(f"route is any, graph, or one of {', '.join(GROUPS)}")
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
    """Until the next start or reset: delays, limiters, retries, reviews, how refusals are told."""
    given, world = only(call.object(), SETTING_KEYS), call.sandbox.world
    if given.get("refusals", "late") not in ("late", "at_once"):
        raise Refused("refusals is late or at_once")
    world.settings = replace(world.settings, **given)
    world.tell(kind="settings")
    return read_settings(call)


def read_settings(call: Call) -> Answer:
    settings = call.sandbox.world.settings
    return Answer({key: getattr(settings, key) for key in sorted(SETTING_KEYS)})


def preset_usage(call: Call) -> Answer:
    """{percent, account?}: this share of the hour's calls counts as made; without an account, of the app's."""
    given, sandbox = only(call.object(), {"percent", "account"}), call.sandbox
    percent = float(given["percent"])
    if given.get("account"):
        sandbox.usage.preset_account(sandbox.world.account(str(given["account"])), percent)
    else:
        sandbox.usage.preset_app(sandbox.world.settings.app_id, percent)
    return Answer({"percent": percent})


def reset(call: Call) -> Answer:
    call.sandbox.reset()
    return Answer({"reset": True})


def connect_all(call: Call) -> Answer:
    """As if a product had subscribed its app and registered the numbers."""
    connect(call.sandbox.world)
    for shelf in (call.sandbox.world.state.accounts, call.sandbox.world.state.numbers):
        shelf.changed.update(dict.fromkeys(shelf.items))
    return Answer({"connected": True})


ROUTES = [
    Route("GET", "/_sandbox/faults", faults),
    Route("POST", "/_sandbox/faults", add_fault, "{fault, rate?, number?, person?, times?, code?, mode?, seconds?, …}"),
    Route("DELETE", "/_sandbox/faults", clear_faults),
    Route("DELETE", "/_sandbox/faults/{fault}", drop_fault),
    Route("GET", "/_sandbox/clock", read_clock),
    Route("POST", "/_sandbox/clock", move_clock, "{advance_seconds} | {set} | {freeze} | {real}"),
    Route("GET", "/_sandbox/settings", read_settings),
    Route("PATCH", "/_sandbox/settings", change_settings, "{refusals, pair_limit, messages_per_second, sent_after, …}"),
    Route("POST", "/_sandbox/usage", preset_usage, "{percent, account?}: at 100 the next call is 80007 (the app: 4)"),
    Route("POST", "/_sandbox/reset", reset),
    Route("POST", "/_sandbox/connect", connect_all),
]
