"""Everything that is neither message nor status (contract 1.9): account, number and template news, wishes, calls.

A new field is a row in ACCOUNT; an unknown one is kept with a plain title and calls nobody. ``*_facts`` become
attributes of our number, account and template rows, the newest by Meta's time winning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shared.adapters.meta.reading import clean, cleaned, digits, items, mapping, moment, person, text
from shared.core.clock import parse_stamp, stamp
from shared.core.ids import NumberId, WabaId
from shared.core.inbound import AccountNews, Call, ChangeNews, NewIds, Preference, Severity, Who

Json = Mapping[str, Any]
Parser = Callable[[dict[str, Any], datetime], AccountNews]


def change(record: Json) -> ChangeNews:
    """A ``change`` record of the splitter."""
    item = record.get("item")
    value = cleaned(mapping(item))
    received = parse_stamp(text(record.get("received_at")))
    stated = [record.get("time"), value.get("timestamp")]
    at = next((found for one in stated if (found := moment(one, received)) != received), received)
    field = clean(text(record.get("field")))
    # Meta's own example of a quality update prints the status field's name: the key tells (contract 1.9).
    if "new_quality_score" in value:
        field = "message_template_quality_update"
    contacts = items(record.get("contacts"))
    info = mapping(value.get("waba_info"))
    waba = text(info.get("waba_id")) or clean(text(record.get("waba")))
    number = text(mapping(record.get("metadata")).get("phone_number_id"))
    return ChangeNews(
        WabaId(waba),
        field,
        NumberId(number) if number else None,
        at,
        at != received,
        value if isinstance(item, dict) else {"value": cleaned(item)},
        ACCOUNT.get(field, _unknown)(value, at),
        [_preference(one, contacts, at) for one in items(value.get("user_preferences"))],
        [_call(one, contacts, at) for one in items(value.get("calls"))],
        [_new_ids(one, at) for one in items(value.get("user_id_update"))],
    )


# ── about customers ─────────────────────────────────────────────────────────────────────────────────────────────────


def _preference(one: Json, contacts: list[dict[str, Any]], at: datetime) -> Preference:
    who = person(one.get("wa_id"), one.get("user_id"), one.get("parent_user_id"), contacts)
    return Preference(who, text(one.get("value")).lower(), moment(one.get("timestamp"), at), text(one.get("detail")))


def _call(one: Json, contacts: list[dict[str, Any]], at: datetime) -> Call:
    by_customer = text(one.get("direction")) != "BUSINESS_INITIATED"
    phone, user = ("from", "from_user_id") if by_customer else ("to", "to_user_id")
    who = person(one.get(phone), one.get(user), one.get("from_parent_user_id"), contacts)
    return Call(text(one.get("id")), who, moment(one.get("timestamp"), at), text(one.get("event")), by_customer)


def _new_ids(one: Json, at: datetime) -> NewIds:
    user, parent = mapping(one.get("user_id")), mapping(one.get("parent_user_id"))
    phone = digits(one.get("wa_id"))
    before = Who("", text(user.get("previous")), text(parent.get("previous")))
    return NewIds(
        before, Who(phone, text(user.get("current")), text(parent.get("current"))), moment(one.get("timestamp"), at)
    )


# ── about templates ─────────────────────────────────────────────────────────────────────────────────────────────────


def _template(value: Json) -> tuple[str, str]:
    """Name and language; Meta writes the language with a hyphen or an underscore (contract 12)."""
    return text(value.get("message_template_name")), text(value.get("message_template_language")).replace("-", "_")


# Contract 7.2: these are events only. A flagged or locked template keeps its status; a reinstated one sends again.
_NO_STATUS = frozenset(("FLAGGED", "LOCKED", "UNARCHIVED"))
_TEMPLATE_TROUBLE = frozenset(("REJECTED", "PAUSED", "DISABLED", "FLAGGED", "LIMIT_EXCEEDED", "LOCKED"))


def _template_status(value: dict[str, Any], _at: datetime) -> AccountNews:
    event = text(value.get("event")).upper()
    name, language = _template(value)
    other, rejection = mapping(value.get("other_info")), mapping(value.get("rejection_info"))
    reason = text(value.get("reason"))
    words = [
        "" if reason in ("", "NONE") else f"Reason: {reason}.",
        text(rejection.get("reason")),
        text(rejection.get("recommendation")),
        text(other.get("description")),
    ]
    facts = {} if event in _NO_STATUS else {"status": "APPROVED" if event == "REINSTATED" else event}
    if value.get("message_template_category"):
        facts["category"] = text(value.get("message_template_category"))
    if event in ("APPROVED", "REJECTED"):
        facts["rejected_reason"] = reason or "NONE"
    return AccountNews(
        "template_status",
        _at,
        f"Template “{name}” ({language}) is {event.replace('_', ' ').lower() or 'changed'}",
        " ".join(word for word in words if word),
        "warning" if event in _TEMPLATE_TROUBLE else "info",
        template=(name, language),
        template_facts=facts,
    )


def _template_quality(value: dict[str, Any], at: datetime) -> AccountNews:
    name, language = _template(value)
    before, now = text(value.get("previous_quality_score")), text(value.get("new_quality_score"))
    return AccountNews(
        "template_quality",
        at,
        f"Quality of template “{name}” ({language}) is {now.lower()}",
        f"It was {before.lower()} before." if before else "",
        "warning" if now == "RED" else None,
        template=(name, language),
        template_facts={"quality": now},
    )


def _template_category(value: dict[str, Any], at: datetime) -> AccountNews:
    name, language = _template(value)
    if value.get("correct_category"):
        # The 24-hour notice: ``new_category`` still holds the category of today.
        return AccountNews(
            "template_category_soon",
            at,
            f"Meta will move template “{name}” ({language}) to {text(value.get('correct_category')).lower()}",
            "Its price changes with the category. You can ask for a review in WhatsApp Manager.",
            "warning",
            template=(name, language),
        )
    now = text(value.get("new_category"))
    return AccountNews(
        "template_category",
        at,
        f"Template “{name}” ({language}) is {now.lower()} now",
        f"It was {text(value.get('previous_category')).lower()} before; its price changes with it.",
        "warning",
        template=(name, language),
        template_facts={"category": now},
    )


def _template_components(value: dict[str, Any], at: datetime) -> AccountNews:
    name, language = _template(value)
    return AccountNews(
        "template_text", at, f"The text of template “{name}” ({language}) has changed", template=(name, language)
    )


# ── about numbers ───────────────────────────────────────────────────────────────────────────────────────────────────


def _limit(value: Json) -> dict[str, str]:
    """The messaging limit, an integer or a tier's name; −1 means unlimited."""
    found = text(value.get("max_daily_conversations_per_business"))
    return {"messaging_limit": "TIER_UNLIMITED" if found == "-1" else found} if found else {}


def _number_quality(value: dict[str, Any], at: datetime) -> AccountNews:
    event = text(value.get("event")).upper()
    facts = _limit(value)
    if event == "THROUGHPUT_UPGRADE":
        facts["throughput"] = "HIGH"
    if event in ("FLAGGED", "UNFLAGGED"):
        facts["status"] = "FLAGGED" if event == "FLAGGED" else "CONNECTED"
    shown = text(value.get("display_phone_number"))
    return AccountNews(
        "number_quality",
        at,
        f"Number {shown}: {event.replace('_', ' ').lower()}",
        f"Messaging limit: {facts['messaging_limit']}." if "messaging_limit" in facts else "",
        "warning" if event in ("FLAGGED", "DOWNGRADE") else "info",
        number_digits=digits(shown),
        number_facts=facts,
    )


def _number_name(value: dict[str, Any], at: datetime) -> AccountNews:
    decision, name = text(value.get("decision")).upper(), text(value.get("requested_verified_name"))
    shown = text(value.get("display_phone_number"))
    facts = {"name_status": decision}
    if decision == "APPROVED" and name:
        facts["verified_name"] = name
    reason = text(value.get("rejection_reason"))
    return AccountNews(
        "number_name",
        at,
        f"The name “{name}” of {shown} is {decision.lower()}",
        f"Reason: {reason}." if reason and reason != "NONE" else "",
        "warning" if decision == "REJECTED" else "info",
        number_digits=digits(shown),
        number_facts=facts,
    )


def _security(value: dict[str, Any], at: datetime) -> AccountNews:
    event = text(value.get("event")).upper()
    shown = text(value.get("display_phone_number"))
    words = {
        "PIN_CHANGED": "The two-step PIN was changed",
        "PIN_RESET_REQUEST": "Somebody asked to turn the two-step PIN off",
        "PIN_REQUEST_SUCCESS": "The two-step PIN was turned off",
    }
    return AccountNews(
        "security",
        at,
        f"{words.get(event, 'A security setting changed')} for {shown}",
        "If it was not one of you, look into WhatsApp Manager now.",
        "warning",
        number_digits=digits(shown),
    )


# ── about accounts ──────────────────────────────────────────────────────────────────────────────────────────────────

_ACCOUNT_EVENTS: dict[str, tuple[str, Severity | None, str]] = {
    # event: what people read, how loud, the account's state afterwards ("" = unchanged)
    "ACCOUNT_VIOLATION": ("Meta reports a policy violation", "warning", ""),
    "ACCOUNT_DELETED": ("The WhatsApp account was deleted", "critical", "deleted"),
    "VERIFIED_ACCOUNT": ("Meta has verified the account", "info", ""),
    "PARTNER_ADDED": ("The account was shared with this app", "info", "ok"),
    "PARTNER_APP_INSTALLED": ("The app was installed on the account", "info", "ok"),
    "PARTNER_REMOVED": ("The account is no longer shared with this app", "critical", "removed"),
    "PARTNER_APP_UNINSTALLED": ("The app was removed from the account", "critical", "removed"),
    "ACCOUNT_OFFBOARDED": ("The number was moved off the platform", "critical", "removed"),
    "ACCOUNT_RECONNECTED": ("The number is back on the platform", "info", "ok"),
}


def _account_update(value: dict[str, Any], at: datetime) -> AccountNews:
    event = text(value.get("event")).upper()
    if event == "DISABLED_UPDATE":
        return _ban(mapping(value.get("ban_info")), at)
    if event == "ACCOUNT_RESTRICTION":
        return _restriction(items(value.get("restriction_info")), at)
    title, severity, state = _ACCOUNT_EVENTS.get(event, (f"Account news: {event.replace('_', ' ').lower()}", None, ""))
    detail = text(mapping(value.get("violation_info")).get("violation_type"))
    detail = detail or text(mapping(value.get("disconnection_info")).get("reason"))
    return AccountNews(
        event.lower() or "account_update",
        at,
        title,
        detail,
        severity,
        account_facts={"meta_state": state} if state else {},
    )


def _ban(info: Json, at: datetime) -> AccountNews:
    state, day = text(info.get("waba_ban_state")).upper(), text(info.get("waba_ban_date"))
    if state == "REINSTATE":
        return AccountNews("ban", at, "Meta has lifted the ban", "", "info", account_facts={"meta_state": "ok"})
    if state == "SCHEDULE_FOR_DISABLE":
        title, after = "Meta will disable the account", "disable_scheduled"
    else:
        title, after = "Meta has disabled the account", "disabled"
    return AccountNews(
        "ban", at, title, f"Date: {day}." if day else "", "critical", account_facts={"meta_state": after}
    )


def _restriction(found: list[dict[str, Any]], at: datetime) -> AccountNews:
    """``restrictions`` is ``kind@until`` with commas between; what is not in the list any more has been lifted."""
    ends: dict[str, str] = {}
    for one in found:
        until = moment(one.get("expiration"), at)
        # Without a time that can be read it holds until Meta says otherwise.
        ends[text(one.get("restriction_type"))] = stamp(until) if until != at else ""
    ends.pop("", None)
    facts = {"restrictions": ",".join(f"{kind}@{until}" for kind, until in sorted(ends.items()))}
    if not ends:
        return AccountNews(
            "restriction",
            at,
            "Meta has lifted the restrictions",
            "",
            "info",
            account_facts={"meta_state": "ok", **facts},
        )
    shown = [f"{kind} until {until}" if until else kind for kind, until in sorted(ends.items())]
    return AccountNews(
        "restriction",
        at,
        "Meta has restricted the account",
        ", ".join(shown),
        "critical",
        account_facts={"meta_state": "restricted", **facts},
    )


def _alert(value: dict[str, Any], at: datetime) -> AccountNews:
    info = mapping(value.get("alert_info"))
    loud: dict[str, Severity] = {"CRITICAL": "critical", "WARNING": "warning"}
    about = text(value.get("entity_type")).upper()
    return AccountNews(
        "alert",
        at,
        f"Alert from Meta: {text(info.get('alert_type')).replace('_', ' ').lower()}",
        text(info.get("alert_description")),
        loud.get(text(info.get("alert_severity")).upper(), "info"),
        number=text(value.get("entity_id")) if about in ("PHONE_NUMBER", "CURRENT_STATUS_ID") else "",
    )


def _review(value: dict[str, Any], at: datetime) -> AccountNews:
    decision = text(value.get("decision")).upper()
    severity: Severity = "warning" if decision == "REJECTED" else "info"
    return AccountNews(
        "review", at, f"Account review: {decision.lower()}", "", severity, account_facts={"review": decision}
    )


def _capability(value: dict[str, Any], at: datetime) -> AccountNews:
    limit = _limit(value)
    detail = f"Messaging limit: {limit['messaging_limit']}." if limit else ""
    return AccountNews("capability", at, "The account's limits have changed", detail, "info", account_facts=limit)


def _kept(kind: str, title: str) -> Parser:
    """Kept for whoever looks for it; nobody is called."""

    def parse(_value: dict[str, Any], at: datetime) -> AccountNews:
        return AccountNews(kind, at, title)

    return parse


def _message_change(value: dict[str, Any], at: datetime) -> AccountNews:
    """What comes under ``messages`` without messages: errors of the whole account, taps on links."""
    errors = items(value.get("errors"))
    if errors:
        title = text(errors[0].get("title")) or text(errors[0].get("message"))
        details = text(mapping(errors[0].get("error_data")).get("details"))
        return AccountNews("errors", at, f"Meta reports an error: {title}", details, "warning")
    if "user_actions" in value:
        return AccountNews("user_actions", at, "A customer tapped a link")
    return AccountNews("messages", at, "Something about messages")


def _unknown(_value: dict[str, Any], at: datetime) -> AccountNews:
    return AccountNews("unknown", at, "Something new from Meta")


ACCOUNT: dict[str, Parser] = {
    "messages": _message_change,
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "message_template_components_update": _template_components,
    "phone_number_quality_update": _number_quality,
    "phone_number_name_update": _number_name,
    "security": _security,
    "account_update": _account_update,
    "account_alerts": _alert,
    "account_review_update": _review,
    "business_capability_update": _capability,
    "user_preferences": _kept("user_preferences", "A customer changed what they want to receive"),
    "user_id_update": _kept("user_id_update", "A customer has a new id"),
    "calls": _kept("calls", "A call"),
    "history": _kept("history", "Older chats from the phone app"),
    "smb_app_state_sync": _kept("state_sync", "Contacts from the phone app"),
    "smb_message_echoes": _kept("echoes", "News from the phone app"),
    "payment_configuration_update": _kept("payments", "A payment setting changed"),
    "flows": _kept("flows", "News about a flow"),
    "standby": _kept("standby", "A copy of a message another app answers"),
    "messaging_handovers": _kept("handover", "A conversation changed hands between apps"),
    "business_username_update": _kept("username", "The business username changed"),
    "business_username_updates": _kept("username", "The business username changed"),
    "group_participants_update": _kept("group", "A group changed"),
    "groups_participants_update": _kept("group", "A group changed"),
}
