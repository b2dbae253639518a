"""The state of accounts and numbers, and what happens to them."""

from __future__ import annotations

from infra.sandbox.happenings import HAPPENINGS
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
    "verification",
    "name_status",
    "verified_name",
    "wrong_pins",
    "signed_up_at",
}

ACCOUNT_KEYS = {
    "payment_ok",
    "restriction",
    "restriction_until",
    "ban",
    "review",
    "blocked_countries",
    "marketing_onboarded",
    "marketing_on_messages",
    "health",
    "name",
}


def read_number(call: Call) -> Answer:
    """Everything about a number: also its PIN and the verification code that was sent to it."""
    return Answer(vars(call.sandbox.world.number(call.path["number"])))


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


def happen(call: Call) -> Answer:
    """{event, account? | number?, …}: Meta or the business does something to an account; the webhook follows."""
    return Answer(call.sandbox.happenings.happen(call.object()))


def happenings(call: Call) -> Answer:
    return Answer({"items": {name: {"about": one.about, "note": one.note} for name, one in HAPPENINGS.items()}})


ROUTES = [
    Route("GET", "/_sandbox/numbers/{number}", read_number, "its PIN and verification code too"),
    Route("PATCH", "/_sandbox/numbers/{number}", change_number),
    Route("PATCH", "/_sandbox/accounts/{account}", change_account),
    Route("GET", "/_sandbox/happenings", happenings),
    Route("POST", "/_sandbox/happen", happen, "{event, account? | number?, …}: bans, reviews, uninstalls"),
]
