"""What a webhook says about a person, as identities and facts with Meta's time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from shared.core.ids import ContactId, WorkspaceId
from shared.core.inbound import Who
from shared.core.ports import Create, Row
from shared.core.rows import maybe_text
from shared.features.contacts.model import phone_version, tidy_name, version
from shared.features.contacts.store import identity_key

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def ids_of(who: Who) -> dict[str, str]:
    """Kind → value of the ids there are."""
    given = {"bsuid": who.bsuid, "parent": who.parent, "phone": who.phone}
    return {kind: value for kind, value in given.items() if value}


def facts_of(who: Who, at: datetime) -> list[tuple[str, str, str]]:
    """(fact, value, version) of what a webhook says."""
    given = [
        ("name", tidy_name(who.name)),
        ("username", who.username),
        ("bsuid", who.bsuid),
        ("parent", who.parent),
    ]
    found = [(fact, value, version(at, value)) for fact, value in given if value]
    if who.phone:
        found.append(("phone", who.phone, claim_mark(who, at)))
    return found


def claim_mark(who: Who, at: datetime) -> str:
    """Since when a number is somebody's. A number by itself does not say which of two people has it."""
    strong = who.bsuid or who.parent
    return phone_version(at if strong else LONG_AGO, strong, who.phone)


def alias_rows(ws: WorkspaceId, contact: ContactId, who: Who, at: datetime, ids: Mapping[str, str]) -> list[Create]:
    rows = []
    for kind, value in ids.items():
        row: Row = {"type": "identity", "v": 1, "kind": kind, "contact": contact}
        if kind == "phone":
            row["at"] = claim_mark(who, at)
        rows.append(Create(identity_key(ws, kind, value), row))
    return rows


def is_person(row: Row) -> bool:
    """Whether the contact is known by more than a number."""
    return bool(row.get("bsuid") or row.get("parent"))


def left_later(alias: Row, who: Who, at: datetime) -> bool:
    """Whether the number's holder gave it up after ``at``, by Meta's word: then who had it at ``at`` is the holder."""
    left = maybe_text(alias, "left_at")
    return left is not None and phone_version(at, who.bsuid or who.parent, who.phone) < left
