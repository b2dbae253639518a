"""A workspace and who belongs to it. Pure; what a role may do is in ``roles.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.core.errors import FieldProblem, Invalid
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.features.workspaces.roles import ROLES

LONGEST_NAME: Final = 80
LANGUAGES: Final = ("en", "pt", "es")
LIMITED_ROLE: Final = "agent"
"""The only role whose members can be kept to their own conversations, or from seeing numbers."""
_ZONE: Final = re.compile(r"UTC|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+){1,2}")


@dataclass(frozen=True)
class Workspace:
    """One business: everything a customer of ours has lies in one of these. ``time_zone`` is an IANA name, ``logo``
    the place of its picture among the files.
    """

    id: WorkspaceId
    name: str
    time_zone: str
    language: str
    created_at: datetime
    created_by: UserId
    logo: str | None = None


@dataclass(frozen=True)
class Member:
    """A person in a workspace, with the role they have there.

    ``limited``: sees their own and unassigned conversations only. ``masked``: sees no phone numbers.
    """

    workspace: WorkspaceId
    person: Person
    role: str
    joined_at: datetime
    limited: bool = False
    masked: bool = False


@dataclass(frozen=True)
class Invitation:
    """Somebody was asked to join. ``seal`` is the hash of the token in the link, which nobody but the mail has."""

    workspace: WorkspaceId
    id: str
    email: str
    role: str
    limited: bool
    masked: bool
    invited_by: UserId
    inviter: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    seal: str

    def over(self, now: datetime) -> bool:
        return now >= self.expires_at


def check_name(name: str) -> str:
    """The name as it will be stored: trimmed, not empty, on one line."""
    tidy = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise Invalid(
            f"A workspace's name has 1 to {LONGEST_NAME} characters.",
            fields=[FieldProblem("name", f"Write 1 to {LONGEST_NAME} characters.")],
        )
    return tidy


def check_role(role: str) -> str:
    if role not in ROLES:
        raise Invalid(f"There is no role “{role}”; the roles are {', '.join(ROLES)}.", code="unknown_role")
    return role


def check_limits(role: str, limited: bool, masked: bool) -> None:
    if role != LIMITED_ROLE and (limited or masked):
        raise Invalid(
            "Only agents can be kept to their own conversations or from seeing numbers.",
            code="limits_agents_only",
            fields=[FieldProblem("limited" if limited else "masked", "Choose the role agent for this.")],
        )


def check_zone(zone: str) -> str:
    """An IANA name as the tz database has it."""
    try:
        if _ZONE.fullmatch(zone):
            ZoneInfo(zone)
            return zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise Invalid(
        "There is no such time zone.",
        code="unknown_time_zone",
        fields=[FieldProblem("time_zone", "Choose a zone of the tz database, for example Europe/Lisbon.")],
    )


def check_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Invalid(
            f"WALoom speaks {', '.join(LANGUAGES)}.",
            code="unknown_language",
            fields=[FieldProblem("language", "Choose one of the languages.")],
        )
    return language
