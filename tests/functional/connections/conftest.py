"""Connections over moto, with a Meta that obeys the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.adapters.vault import KmsVault
from shared.core.accounts import MetaAccounts
from shared.core.actor import Actor
from shared.core.errors import NotFound
from shared.core.identity import Person
from shared.core.ids import NumberId, UserId, WorkspaceId
from shared.core.numbers import MetaNumbers
from shared.core.ports import Table
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
from shared.features.templates.routes import template_routes
from shared.features.templates.service import Templates
from shared.features.templates.store import TemplateStore
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from tests.functional.conftest import HandClock
from tests.functional.connections.metaworld import APP, MetaWorld
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
    vault: KmsVault
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


def build_house(
    table: DynamoTable, kms: Any, key: str, clock: HandClock, meta: MetaAccounts, pages: MetaNumbers
) -> House:
    store = ConnectionStore(table)
    vault = KmsVault(kms, key)
    access = Credentials(store, vault)
    notices = Notices(NoticeStore(table), clock)
    troubles = Troubles(store, notices, clock)
    templates = Templates(TemplateStore(table), meta, access, troubles, clock)
    checks, leaving = Checks(meta), Leaving(store, meta, access, clock)
    pins = Pins(store, meta, pages, vault, clock)
    upkeep = Upkeep(store, checks, meta, pages, access, leaving, troubles, notices, lambda: APP, clock)
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
        template_routes(templates),
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
    return lambda meta, pages: build_house(table, kms, kms_key, clock, meta, pages)


@pytest.fixture
def house(house_with: Callable[[MetaAccounts, MetaNumbers], House], meta: MetaWorld) -> House:
    return house_with(meta, meta)


@pytest.fixture
def ws(house: House) -> WorkspaceId:
    return house.workspace("Quill Kettles")
