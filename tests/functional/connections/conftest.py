"""Connections over moto, with a Meta that obeys the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import boto3
import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.adapters.vault import KmsVault
from shared.core.accounts import MetaAccounts
from shared.core.actor import Actor
from shared.core.errors import NotFound
from shared.core.identity import Person
from shared.core.ids import NumberId, UserId, WabaId, WorkspaceId
from shared.core.keys import Key
from shared.core.numbers import MetaNumbers
from shared.core.ports import Amend, Change, Condition, Create, Delete, Row, Table, Vault
from shared.features.connections.checks import Checks
from shared.features.connections.credentials import Credentials
from shared.features.connections.leaving import Leaving
from shared.features.connections.number_routes import number_routes
from shared.features.connections.numbers import Numbers, Sent
from shared.features.connections.pins import Pins
from shared.features.connections.routes import connection_routes
from shared.features.connections.service import Connections
from shared.features.connections.sharing import Sharing
from shared.features.connections.signups import SignUps
from shared.features.connections.steps import Steps
from shared.features.connections.store import ConnectionStore
from shared.features.connections.troubles import Troubles
from shared.features.connections.upkeep import Upkeep
from shared.features.notices.routes import notice_routes
from shared.features.notices.service import Notices
from shared.features.notices.store import NoticeStore
from shared.features.templates.past import Past
from shared.features.templates.routes import template_routes
from shared.features.templates.service import Templates
from shared.features.templates.store import TemplateStore
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from shared.wiring.neighbours import MemberNames
from tests.functional.conftest import HandClock
from tests.functional.connections.metaworld import APP, MetaWorld
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import Web


@dataclass
class FakeFiles:
    """Uploads and inbox as far as a number's page needs them."""

    pictures: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    letters: list[tuple[str, str, str]] = field(default_factory=list)
    has_template: bool = True

    def picture(self, ws: WorkspaceId, upload: str) -> tuple[bytes, str]:
        if upload not in self.pictures:
            raise NotFound("There is no such upload.", code="no_upload")
        return self.pictures[upload]

    def first(self, actor: Actor, number: NumberId, to: str, client_id: str) -> Sent | None:
        self.letters.append((number, to, client_id))
        return Sent(f"{'c' * 26}.{number}", "1795348800000-aaaaaaaaaaaaaaaaaaaa") if self.has_template else None


@dataclass(frozen=True)
class House:
    """The part of the product that connects accounts."""

    table: Table
    vault: Vault
    workspaces: Workspaces
    connections: Connections
    numbers: Numbers
    upkeep: Upkeep
    templates: Templates
    notices: Notices
    web: Web
    files: FakeFiles

    def workspace(self, name: str, owner: str = "sub-odette") -> WorkspaceId:
        return self.workspaces.create(Person(UserId(owner), f"{owner}@test", owner), name).id

    def actor(self, ws: WorkspaceId, user: str = "sub-odette") -> Actor:
        return self.workspaces.membership(ws, UserId(user))


class Killed(BaseException):
    """The process ends here, as if Lambda had taken it away. Not an Exception: nothing may catch it."""


class FragileMemory(MemoryTable):
    """Dies before or after a write that a test names, counted from when it was armed."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.dies: tuple[int, str] | None = None

    def arm(self, write: int, when: str) -> None:
        self.writes, self.dies = 0, (write, when)

    def _strike(self, when: str) -> None:
        if when == "before":
            self.writes += 1
        if self.dies == (self.writes, when):
            self.dies = None
            raise Killed

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        self._strike("before")
        found = super().amend(key, change, when)
        self._strike("after")
        return found

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        """All or nothing: nobody dies inside."""
        self._strike("before")
        armed, self.dies = self.dies, None
        writes = self.writes
        found = super().transact(parts)
        self.writes, self.dies = writes, armed
        self._strike("after")
        return found


class PlainVault:
    """Seals nothing, and still opens only what was sealed for the same place."""

    def seal(self, ws: WorkspaceId, waba: WabaId, purpose: str, secret: str) -> bytes:
        return f"{ws}|{waba}|{purpose}|{secret}".encode()

    def open(self, ws: WorkspaceId, waba: WabaId, purpose: str, sealed: bytes) -> str:
        head = f"{ws}|{waba}|{purpose}|".encode()
        assert sealed.startswith(head), "sealed for something else"
        return sealed[len(head) :].decode()


def build_house(table: Table, vault: Vault, clock: HandClock, meta: MetaAccounts, pages: MetaNumbers) -> House:
    store = ConnectionStore(table)
    access = Credentials(store, vault)
    notices = Notices(NoticeStore(table), clock)
    troubles = Troubles(store, notices, clock)
    templates = Templates(TemplateStore(table), meta, access, troubles, Past(table), notices, clock)
    checks, leaving = Checks(meta), Leaving(store, meta, access, clock)
    pins = Pins(store, meta, pages, vault, clock)
    upkeep = Upkeep(store, checks, meta, pages, access, leaving, troubles, notices, templates, lambda: APP, clock)
    connections = Connections(
        store=store,
        checks=checks,
        steps=Steps(store, meta, pages, pins, Sharing(store, meta, notices), templates, clock),
        vault=vault,
        access=access,
        troubles=troubles,
        leaving=leaving,
        upkeep=upkeep,
        signups=SignUps(store, meta, checks, vault, clock, offered=True),
        app=lambda: APP,
        clock=clock,
    )
    files = FakeFiles()
    numbers = Numbers(store, connections, pages, access, pins, troubles, files, files, lambda: APP, clock)
    workspaces = Workspaces(WorkspaceStore(table), clock)
    routers = [
        connection_routes(connections),
        number_routes(numbers),
        template_routes(templates, MemberNames(workspaces.store)),
        notice_routes(notices),
    ]
    web = Web(routers, workspaces.membership)
    return House(table, vault, workspaces, connections, numbers, upkeep, templates, notices, web, files)


@pytest.fixture
def meta() -> MetaWorld:
    return MetaWorld()


@pytest.fixture
def house_with(table: DynamoTable, kms_key: str, clock: HandClock) -> Callable[[MetaAccounts, MetaNumbers], House]:
    kms = boto3.client("kms", region_name="eu-west-1")
    return lambda meta, pages: build_house(table, KmsVault(kms, kms_key), clock, meta, pages)


@pytest.fixture
def house(house_with: Callable[[MetaAccounts, MetaNumbers], House], meta: MetaWorld) -> House:
    return house_with(meta, meta)


@pytest.fixture
def memory() -> FragileMemory:
    return FragileMemory()


@pytest.fixture
def quick(memory: FragileMemory, clock: HandClock, meta: MetaWorld) -> House:
    """The same house on a table in memory: for stories that are told many times."""
    return build_house(memory, PlainVault(), clock, meta, meta)


@pytest.fixture
def ws(house: House) -> WorkspaceId:
    return house.workspace("Quill Kettles")
