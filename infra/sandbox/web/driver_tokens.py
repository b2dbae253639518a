"""Tokens, signup codes, and Embedded Signup without its window."""

from __future__ import annotations

from infra.sandbox.calls import fingerprint
from infra.sandbox.presets import PRESETS
from infra.sandbox.signup import KEYS
from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import only
from infra.sandbox.world import DAY


def tokens(call: Call) -> Answer:
    items = [{**vars(token), "fingerprint": fingerprint(token.value)} for token in call.sandbox.world.state.tokens]
    return Answer({"items": items, "presets": {name: preset.note for name, preset in PRESETS.items()}})


def mint(call: Call) -> Answer:
    """{accounts?, scopes?, lifetime_seconds?, value?} or {preset, account?}; no accounts: the demo account, []: all."""
    given = only(call.object(), {"accounts", "scopes", "lifetime_seconds", "value", "kind", "preset", "account"})
    if given.get("preset"):
        return _preset(call, str(given["preset"]), str(given.get("account") or ""))
    accounts = given.get("accounts", [next(iter(call.sandbox.world.state.accounts)).id])
    token = call.sandbox.access.mint(
        accounts,
        given.get("scopes"),
        float(given.get("lifetime_seconds", 0)),
        str(given.get("value", "")),
        str(given.get("kind", "SYSTEM_USER")),
    )
    return Answer(vars(token), 201)


def _preset(call: Call, name: str, account: str) -> Answer:
    presets = call.sandbox.presets
    if name == "app":
        return Answer({"value": presets.app_token(), "kind": "APP", "accounts": [], "note": "the app's own"}, 201)
    first = next(iter(call.sandbox.world.state.accounts)).id
    token = presets.mint(name, call.sandbox.world.account(account or first).id)
    call.sandbox.world.tell(kind="tokens")
    return Answer(vars(token), 201)


def kill_token(call: Call) -> Answer:
    """{token, subcode?: 458|459|460|463|464|467, revive?: true}; no token means every one."""
    given = call.object()
    values = [str(given["token"])] if given.get("token") else [item.value for item in call.sandbox.world.state.tokens]
    subcode = 0 if given.get("revive") else int(given.get("subcode", 460))
    call.sandbox.world.tell(kind="tokens")
    return Answer({"items": [vars(call.sandbox.access.kill(value, subcode)) for value in values]})


def signup_code(call: Call) -> Answer:
    """{accounts?, scopes?, lifetime_days?}: a code without the window."""
    given = only(call.object(), {"accounts", "scopes", "lifetime_days"})
    accounts = given.get("accounts") or [next(iter(call.sandbox.world.state.accounts)).id]
    lifetime = float(given.get("lifetime_days", 60)) * DAY
    return Answer({"code": call.sandbox.access.code(list(accounts), given.get("scopes"), lifetime)}, 201)


def offer(call: Call) -> Answer:
    return Answer(call.sandbox.signup.offer())


def sign_up(call: Call) -> Answer:
    """Finishes the login window: makes what was chosen and answers what the window posts, in order."""
    return Answer(call.sandbox.signup.finish(only(call.object(), KEYS)), 201)


ROUTES = [
    Route("GET", "/_sandbox/tokens", tokens, "every token, and the kinds there are"),
    Route("POST", "/_sandbox/tokens", mint, "{accounts?, scopes?, lifetime_seconds?} or {preset, account?}"),
    Route("POST", "/_sandbox/tokens/kill", kill_token, "{token?, subcode?, revive?}"),
    Route("POST", "/_sandbox/codes", signup_code, "a signup code: 30 s, used once"),
    Route("GET", "/_sandbox/signup", offer, "what the login window offers"),
    Route("POST", "/_sandbox/signup", sign_up, "{business?, account?, number?, coexistence?, outcome?, faults?, …}"),
]
