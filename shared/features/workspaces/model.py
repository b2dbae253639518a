"""A workspace and who belongs to it. Pure; what a role may do is in ``roles.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.core.errors import FieldProblem, Invalid
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.features.workspaces.roles import ROLES

LONGEST_NAME = 80


@dataclass(frozen=True)
class Workspace:
    """One business: everything a customer of ours has lies in one of these. ``time_zone`` is an IANA name."""

    id: WorkspaceId
    name: str
    time_zone: str
    language: str
    created_at: datetime
    created_by: UserId


@dataclass(frozen=True)
class Member:
    """A person in a workspace, with the role they have there."""

    workspace: WorkspaceId
    person: Person
    role: str
    joined_at: datetime


def check_name(name: str) -> str:
    """The name as it will be stored: trimmed, not empty, on one line."""
    tidy = " ".join(name.split())
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
