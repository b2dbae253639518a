"""Tolerant reading of Meta's JSON: a wrong type counts as absent, and texts come out storable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.core.clock import from_unix
from shared.core.inbound import Trouble, Who
from shared.core.meta import MetaError

_HALF_PAIRS = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"\D+")
_LATEST = 4_102_444_800  # the year 2100: above it, somebody sent milliseconds
_EARLIEST = 1_230_768_000  # WhatsApp is younger


def clean(text: str) -> str:
    """Without U+0000 (contract 1.6) and with half surrogate pairs, which no store takes, replaced."""
    return _HALF_PAIRS.sub("\ufffd", text.replace("\x00", ""))


def cleaned(value: Any) -> Any:
    """The same for every text in a JSON value, keys too."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): cleaned(part) for name, part in value.items()}
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    return value


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; one object alone is a list of one."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Text, or a whole number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def digits(value: Any) -> str:
    return _DIGITS.sub("", text(value))


def moment(value: Any, otherwise: datetime) -> datetime:
    """Unix seconds as text or number. What can't be a time of ours counts as absent."""
    try:
        seconds = int(text(value))
    except ValueError:
        return otherwise
    if seconds > _LATEST:
        seconds //= 1000
    return from_unix(seconds) if _EARLIEST <= seconds <= _LATEST else otherwise


def person(phone: Any, bsuid: Any, parent: Any, contacts: list[dict[str, Any]], *, whole: bool = True) -> Who:
    """The ids, completed and named from the ``contacts[]`` element about the same person. ``whole``: with the name."""
    given_phone, given_bsuid, given_parent = digits(phone), clean(text(bsuid)), clean(text(parent))
    for contact in contacts:
        user, wa_id = clean(text(contact.get("user_id"))), digits(contact.get("wa_id"))
        same_user = bool(user) and user == given_bsuid
        same_phone = bool(wa_id) and wa_id == given_phone and (not user or not given_bsuid)
        if same_user or same_phone:
            profile = mapping(contact.get("profile"))
            return Who(
                given_phone or wa_id,
                given_bsuid or user,
                given_parent or clean(text(contact.get("parent_user_id"))),
                " ".join(clean(text(profile.get("name"))).split())[:200] if whole else "",
                clean(text(profile.get("username"))).lstrip("@")[:100],
            )
    return Who(given_phone, given_bsuid, given_parent)


def trouble(errors: Any) -> Trouble | None:
    """The first of Meta's errors with our reading of it."""
    for error in items(errors):
        try:
            code = int(text(error.get("code")))
        except ValueError:
            continue
        # Late: the table is for those who meet an error.
        from shared.adapters.meta.errors import classify

        details = clean(text(mapping(error.get("error_data")).get("details")))
        reaction = classify(MetaError(code, title=clean(text(error.get("title"))), details=details))
        return Trouble(
            code,
            reaction.reason,
            reaction.title,
            reaction.advice,
            reaction.can_retry,
            details,
            frozenset(effect.value for effect in reaction.effects),
        )
    return None


def flat(value: Mapping[str, Any]) -> dict[str, str | int | bool]:
    """The simple parts of an object, storable in the clear; broken numbers as text."""
    found: dict[str, str | int | bool] = {}
    for name, part in value.items():
        if isinstance(part, str | bool | int):
            found[clean(name)] = clean(part) if isinstance(part, str) else part
        elif isinstance(part, float):
            found[clean(name)] = str(part)
    return found
