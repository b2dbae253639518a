"""Why an account or a number cannot send: restrictions as they stand now, and Meta's `health_status` (contract 8.1).

The codes inside are those a send would be refused with; Meta's own list of health codes is not public but for 141006.
"""

from __future__ import annotations

from infra.sandbox.model import Account, Json, Number
from infra.sandbox.world import World

WORST = {"AVAILABLE": 0, "LIMITED": 1, "BLOCKED": 2}


def restriction(world: World, account: Account) -> str:
    """`""`, `BIZ_INITIATED`, `ALL` or `LOCKED` at this moment."""
    if account.ban == "DISABLE":
        return "LOCKED"
    if account.restriction_until and account.restriction_until <= world.now():
        return ""
    return account.restriction


def _error(code: int, description: str, solution: str) -> Json:
    return {"error_code": code, "error_description": description, "possible_solution": solution}


def _entity(kind: str, node: str, state: str, errors: list[Json], info: list[str] | None = None) -> Json:
    entity: Json = {"entity_type": kind, "id": node, "can_send_message": state}
    if errors:
        entity["errors"] = errors
    if info:
        entity["additional_info"] = info
    return entity


def _account(world: World, account: Account) -> Json:
    errors: list[Json] = []
    state = account.health
    held = restriction(world, account)
    if held == "LOCKED":
        errors.append(_error(131031, "The WhatsApp Business Account is locked.", "Ask for a review in Support Home."))
    elif held == "ALL":
        errors.append(_error(368, "The account is restricted for policy violations.", "Read the policy, then appeal."))
    elif held:
        errors.append(_error(368, "Business-initiated messages are restricted.", "Answer customers who write first."))
    if not account.payment_ok:
        solution = "Add a payment method in WhatsApp Manager."
        errors.append(_error(141006, "There is an error with the payment method.", solution))
    if held in ("ALL", "LOCKED") or not account.payment_ok:
        state = "BLOCKED"
    elif errors or account.ban or account.blocked_countries:
        state = "LIMITED"
    info = []
    if account.ban == "SCHEDULE_FOR_DISABLE":
        info.append("The account is going to be disabled.")
    if account.blocked_countries:
        info.append(f"No messages to {', '.join(account.blocked_countries)}.")
    return _entity("WABA", account.id, state, errors, info)


def _number(number: Number) -> Json:
    errors: list[Json] = []
    if number.verification != "VERIFIED":
        errors.append(_error(133006, "The phone number is not verified.", "Ask for a code and verify the number."))
    if not number.registered:
        errors.append(_error(133010, "The phone number is not registered.", "Register it with its six-digit PIN."))
    elif number.status in ("BANNED", "RESTRICTED", "DISCONNECTED"):
        errors.append(_error(131031, f"The phone number is {number.status.lower()}.", "See WhatsApp Manager."))
    state = "BLOCKED" if errors else "AVAILABLE"
    info = []
    if not errors and number.status in ("FLAGGED", "RATE_LIMITED"):
        state = "LIMITED"
        info.append("The quality of the phone number is low.")
    if number.name_status != "APPROVED":
        info.append("The display name has not been approved yet. The messaging limit rises after that.")
    return _entity("PHONE_NUMBER", number.id, state, errors, info)


def of(world: World, account: Account, number: Number | None = None) -> Json:
    """`health_status` of an account, or of a number with everything it depends on."""
    entities = [
        _account(world, account),
        _entity("BUSINESS", account.portfolio, "AVAILABLE", []),
        _entity("APP", world.settings.app_id, "AVAILABLE", []),
    ]
    if number is not None:
        entities.insert(0, _number(number))
    overall = max((str(item["can_send_message"]) for item in entities), key=lambda value: WORST[value])
    return {"can_send_message": overall, "entities": entities}
