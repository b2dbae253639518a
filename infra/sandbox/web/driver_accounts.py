"""The state of accounts, numbers and templates, and what happens to them."""

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


def happen(call: Call) -> Answer:
    """{event, account? | number?, …}: Meta or the business does something to an account; the webhook follows."""
    return Answer(call.sandbox.happenings.happen(call.object()))


def happenings(call: Call) -> Answer:
    return Answer({"items": {name: {"about": one.about, "note": one.note} for name, one in HAPPENINGS.items()}})


ROUTES = [
    Route("GET", "/_sandbox/numbers/{number}", read_number, "its PIN and verification code too"),
    Route("PATCH", "/_sandbox/numbers/{number}", change_number),
    Route("PATCH", "/_sandbox/accounts/{account}", change_account),
    Route("GET", "/_sandbox/templates", list_templates, "?account"),
    Route("PATCH", "/_sandbox/templates/{template}", change_template, "a changed status is told by webhook"),
    Route("GET", "/_sandbox/happenings", happenings),
    Route("POST", "/_sandbox/happen", happen, "{event, account? | number?, …}: bans, reviews, uninstalls"),
]
