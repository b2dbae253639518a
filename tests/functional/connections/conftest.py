"""Connections over moto, with a Meta that obeys the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.adapters.vault import KmsVault
from shared.core.accounts import MetaAccounts
from shared.core.actor import Actor
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Table
from shared.features.connections.checks import Checks
from shared.features.connections.credentials import Credentials
from shared.features.connections.routes import connection_routes
from shared.features.connections.service import Connections
from shared.features.connections.steps import Steps
from shared.features.connections.store import ConnectionStore
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


@dataclass(frozen=True)
class House:
    """The part of the product that connects accounts."""

    table: Table
    vault: KmsVault
    workspaces: Workspaces
    connections: Connections
    templates: Templates
    notices: Notices
    web: Web

    def workspace(self, name: str, owner: str = "sub-odette") -> WorkspaceId:
        return self.workspaces.create(Person(UserId(owner), f"{owner}@test", owner), name).id

    def actor(self, ws: WorkspaceId, user: str = "sub-odette") -> Actor:
        return self.workspaces.membership(ws, UserId(user))


def build_house(table: DynamoTable, kms: Any, key: str, clock: HandClock, meta: MetaAccounts) -> House:
    store = ConnectionStore(table)
    vault = KmsVault(kms, key)
    access = Credentials(store, vault)
    templates = Templates(TemplateStore(table), meta, access, clock)
    notices = Notices(NoticeStore(table), clock)
    connections = Connections(
        store=store,
        checks=Checks(meta),
        steps=Steps(store, meta, vault, templates),
        vault=vault,
        access=access,
        notices=notices,
        app=lambda: APP,
        clock=clock,
    )
    workspaces = Workspaces(WorkspaceStore(table), clock)
    routers = [connection_routes(connections), template_routes(templates), notice_routes(notices)]
    web = Web(routers, workspaces.membership)
    return House(table, vault, workspaces, connections, templates, notices, web)


@pytest.fixture
def meta() -> MetaWorld:
    return MetaWorld()


@pytest.fixture
def house_with(table: DynamoTable, kms_key: str, clock: HandClock) -> Callable[[MetaAccounts], House]:
    kms = boto3.client("kms", region_name="eu-west-1")
    return lambda meta: build_house(table, kms, kms_key, clock, meta)


@pytest.fixture
def house(house_with: Callable[[MetaAccounts], House], meta: MetaWorld) -> House:
    return house_with(meta)


@pytest.fixture
def ws(house: House) -> WorkspaceId:
    return house.workspace("Quill Kettles")
