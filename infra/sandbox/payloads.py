"""Webhook bodies as Meta builds them (contract 1.3 to 1.9, section 2). Pure: objects in, JSON out."""

from __future__ import annotations

from infra.sandbox.model import Account, Bubble, Json, Number, Person

THIRTY_DAYS = 30 * 86400.0


def bsuid(person: Person, account: Account) -> str:
    return person.bsuids.get(account.portfolio, "")


def sees_phone(person: Person, account: Account, last_interaction: float, now: float) -> bool:
    """Whether this business is told the phone number (contract 2.3)."""
    if not person.phone or person.identity == "username_only":
        return False
    if person.identity != "username_number":
        return True
    recent = last_interaction > 0 and now - last_interaction < THIRTY_DAYS
    return recent or person.contact_book.get(account.portfolio, False)


def identity(person: Person, account: Account, phone: bool) -> tuple[str, str]:
    """(wa_id, user_id) as visible to this business, each `""` when it is not shown."""
    return (person.phone if phone else "", "" if person.identity == "phone" else bsuid(person, account))


def contact(person: Person, account: Account, phone: bool, *, username: bool = True, name: bool = True) -> Json:
    wa_id, user_id = identity(person, account, phone)
    profile: Json = {"name": person.name} if name else {}
    if username and person.username and person.identity.startswith("username"):
        profile["username"] = person.username
    entry: Json = {"profile": profile}
    if wa_id:
        entry["wa_id"] = wa_id
    if user_id:
        entry["user_id"] = user_id
    return entry


def metadata(number: Number) -> Json:
    return {"display_phone_number": number.digits, "phone_number_id": number.id}


def change(field: str, value: Json) -> Json:
    return {"value": value, "field": field}


def envelope(account: str, changes: list[Json], time: int | None = None) -> Json:
    entry: Json = {"id": account}
    if time is not None:
        entry["time"] = time
    entry["changes"] = changes
    return {"object": "whatsapp_business_account", "entry": [entry]}


def messaging(number: Number, **parts: object) -> Json:
    """A `messages`-like value; empty parts are left out."""
    value: Json = {"messaging_product": "whatsapp", "metadata": metadata(number)}
    value.update({key: part for key, part in parts.items() if part})
    return value


def message(bubble: Bubble, person: Person, account: Account, phone: bool) -> Json:
    """An element of `messages[]` for a customer's message."""
    wa_id, user_id = identity(person, account, phone)
    element: Json = {}
    if wa_id:
        element["from"] = wa_id
    if user_id:
        element["from_user_id"] = user_id
    element.update(id=bubble.id, timestamp=str(int(bubble.at)), type=bubble.type)
    if bubble.content is not None:
        element[bubble.type] = bubble.content
    if bubble.errors:
        element["errors"] = bubble.errors
    if bubble.context:
        element["context"] = bubble.context
    if bubble.referral:
        element["referral"] = bubble.referral
    return element


def status(bubble: Bubble, stage: str, at: float, person: Person, account: Account, phone: bool) -> Json:
    """An element of `statuses[]`. The caller decides whether pricing belongs to this one (`bubble.priced`)."""
    wa_id, user_id = identity(person, account, phone or not bubble.by_bsuid)
    element: Json = {"id": bubble.id, "status": stage, "timestamp": str(int(at))}
    if wa_id:
        element["recipient_id"] = wa_id
    if user_id and (stage != "failed" or bubble.by_bsuid):
        element["recipient_user_id"] = user_id
    if bubble.callback is not None:
        element["biz_opaque_callback_data"] = bubble.callback
    if stage in bubble.priced:
        if bubble.conversation:
            element["conversation"] = {
                key: item
                for key, item in bubble.conversation.items()
                if key != "expiration_timestamp" or stage == "sent"
            }
        element["pricing"] = bubble.pricing
    if stage == "failed":
        element["errors"] = bubble.errors
    return element
