"""Connecting a number with a system-user token: problems are said where they are, a half-done connection goes on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from infra.local.deploy import stack_outputs
from infra.local.seed import PASSWORD
from infra.sandbox.client import Control
from infra.sandbox.seed import OTHER_ACCOUNT, OTHER_NUMBER
from shared.adapters.cognito import CognitoIdentity
from shared.adapters.dynamodb import DynamoTable
from shared.core.clock import SystemClock
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from tests.browser.conftest import Window, session_of
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing

TALK_MS = 40_000
"""Connecting is a dozen calls to Meta in a row."""


@pytest.fixture
def baker(window: Window, browser: Browser, product: Standing) -> Desk:
    """The owner of a workspace of their own with nothing connected, made as the operator's tool makes it."""
    place = product.place
    outputs = stack_outputs(place)
    identity = CognitoIdentity(place.client("cognito-idp"), outputs["UserPoolId"], outputs["UserPoolClientId"])
    workspaces = Workspaces(WorkspaceStore(DynamoTable(place.client("dynamodb"), outputs["TableName"])), SystemClock())
    email = f"baker-{uuid.uuid4().hex[:8]}@demo.waloom.test"
    owner = identity.create_user(email, PASSWORD, "Bea Bramble")
    made = workspaces.create(owner, "Bramble Bakes", time_zone="Europe/London")
    state = session_of(browser, place.base_url, email)
    return Desk(window(storage_state=state), place.base_url, str(made.id))


@pytest.fixture
def bakery(control: Control) -> Iterator[Control]:
    """The sandbox's second account, as it is on the first day."""
    control.call("PATCH", f"/numbers/{OTHER_NUMBER}", {"registered": False, "pin": "", "registrations": []})
    yield control
    control.call("PATCH", f"/numbers/{OTHER_NUMBER}", {"registered": False, "pin": "", "registrations": []})


def token(control: Control, *scopes: str) -> str:
    given = {"accounts": [OTHER_ACCOUNT], **({"scopes": list(scopes)} if scopes else {})}
    return str(control.call("POST", "/tokens", given)["value"])


def test_wrong_tokens_are_explained_and_a_half_done_connection_is_resumed(
    baker: Desk, bakery: Control, customers: Customers
) -> None:
    page = baker.page
    baker.visit("settings/connection")
    expect(page.get_by_text("No number is connected yet")).to_be_visible()
    page.get_by_role("link", name="Connect a number").first.click()
    expect(page.get_by_role("list", name="Steps of the connection").get_by_role("listitem")).to_have_count(6)
    field = page.get_by_label("System-user token", exact=True)
    start = page.get_by_role("button", name="Check and connect")

    field.fill("cut off")
    start.click()
    expect(field).to_have_accessible_description(re.compile("Was it copied whole"))
    field.fill("EAA" + "x" * 60)
    start.click()
    expect(field).to_have_accessible_description(re.compile("Meta does not accept this token"))
    expect(field).to_have_accessible_description(re.compile("generate a new one for the system user"))
    field.fill(token(bakery, "whatsapp_business_management", "business_management"))
    start.click()
    expect(field).to_have_accessible_description(re.compile("lacks a permission"))
    expect(field).to_have_accessible_description(
        re.compile("tick whatsapp_business_management and whatsapp_business_messaging")
    )

    # A good token; but the number has a PIN from earlier, so registering fails and everything before it stands.
    bakery.call("PATCH", f"/numbers/{OTHER_NUMBER}", {"pin": "246810"})
    field.fill(token(bakery))
    start.click()
    expect(page.get_by_text("The account is saved, but one step needs you.")).to_be_visible(timeout=TALK_MS)
    steps = page.get_by_role("list", name="Steps of the connection").get_by_role("listitem")
    expect(steps.filter(has_text=": done")).to_have_count(4)
    failed = steps.filter(has_text=": failed")
    expect(failed).to_contain_text("Numbers are registered for sending")
    expect(failed).to_contain_text("The two-step verification PIN is wrong")

    baker.visit("settings/connection")
    expect(page.get_by_text("Not finished", exact=True)).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    resume = baker.dialog("Resume the connection")
    resume.get_by_label("Two-step PIN of the number", exact=True).fill("246810")
    resume.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("The connection is complete.")).to_be_visible(timeout=TALK_MS)
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    row = page.get_by_role("row").filter(has_text="+44 113 496 0641")
    expect(row).to_contain_text("Ready")

    customer = customers.make(number=OTHER_NUMBER)
    baker.inbox()
    customer.says("Do you bake on Mondays?")
    baker.row(customer.name).click()
    baker.reply("Every day but Monday")
    customer.gets_text("Every day but Monday")
    baker.ticks("Every day but Monday", "Read")


def test_an_agent_sees_why_connecting_is_not_theirs(colleague: Desk) -> None:
    colleague.visit("settings/connection")
    button = colleague.page.get_by_role("button", name="Connect a number")
    expect(button).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")
