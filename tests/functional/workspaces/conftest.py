"""A workspace with an owner, an admin and an agent, and what stands around it: accounts, mail, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core.actor import Actor
from shared.core.errors import Conflict
from shared.core.identity import Person, Tokens
from shared.core.ids import UserId, WorkspaceId
from shared.features.people.model import Device, Session
from shared.features.workspaces.invitation_store import InvitationStore
from shared.features.workspaces.invitations import Invitations
from shared.features.workspaces.members import Members
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from tests.functional.conftest import HandClock


def person(name: str) -> Person:
    return Person(UserId(f"sub-{name}"), f"{name}@test.invalid", name.title())


ODETTE, ADA, AMIR, EVE = person("odette"), person("ada"), person("amir"), person("eve")


class Surroundings:
    """Letters that were sent, addresses that have an account, notices that were given."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str, dict[str, str]]] = []
        self.accounts: set[str] = set()
        self.notices: list[tuple[str, str, str]] = []
        self.knocks: list[str] = []

    def send(self, kind: str, to: str, language: str, facts: Mapping[str, str]) -> None:
        self.letters.append((kind, to, language, dict(facts)))

    def knock(self, ip: str) -> None:
        self.knocks.append(ip)

    def has_account(self, email: str) -> bool:
        return email in self.accounts

    def create_verified(self, email: str, name: str, password: str, language: str, device: Device) -> Session:
        if email in self.accounts:
            raise Conflict("There is an account for this address.", code="account_exists")
        self.accounts.add(email)
        made = Person(UserId(f"sub-{email}"), email, name)
        return Session(Tokens("access", "refresh", 900, made), "cookie", "browser")

    def give(self, ws: WorkspaceId, kind: str, severity: Any, title: str, detail: str, *, about: str = "") -> None:
        self.notices.append((kind, title, about))


@dataclass
class House:
    """Quill Kettles: Odette owns it, Ada is an admin, Amir an agent. Eve is a stranger."""

    table: DynamoTable
    clock: HandClock
    around: Surroundings = field(default_factory=Surroundings)

    def __post_init__(self) -> None:
        self.store = WorkspaceStore(self.table)
        self.workspaces = Workspaces(self.store, self.clock)
        self.members = Members(self.store)
        around = self.around
        self.invitations = Invitations(InvitationStore(self.table, self.store), around, around, around, self.clock)
        made = self.workspaces.create(ODETTE, "Quill Kettles", time_zone="Europe/London", language="pt")
        self.ws: WorkspaceId = made.id
        self.workspaces.add_member(self.ws, ADA, "admin")
        self.workspaces.add_member(self.ws, AMIR, "agent")

    def actor(self, person: Person) -> Actor:
        return self.workspaces.membership(self.ws, person.id)

    def role(self, person: Person) -> str | None:
        member = self.store.member(self.ws, person.id)
        return member.role if member else None

    def token(self) -> str:
        """What the last letter's link carries."""
        return self.around.letters[-1][3]["token"]


@pytest.fixture
def house(table: DynamoTable, clock: HandClock) -> House:
    return House(table, clock)
