"""API keys and exports as their makers see them, and what a person chooses to hear of."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from infra.sandbox.client import Control
from tests.browser.api import until
from tests.browser.business import make_business
from tests.browser.conftest import PHONE, Window
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.people import Person, enter, join, make_owner
from tests.browser.standing import Standing
from tests.browser.test_accounts import checked, clean

REVOKED_S = 65.0
"""An authorizer may remember a key for a minute; our own check is at once."""


@pytest.fixture(scope="module")
def owner(product: Standing, control: Control) -> Person:
    """The owner of a workspace of their own, for all tests here."""
    return make_owner(product, control, "Cleo Banks", "Banks Books")


@pytest.fixture
def office(window: Window, product: Standing, owner: Person) -> Desk:
    """The owner at a desk, with axe at hand."""
    page = checked(window)
    enter(page, product.place.base_url, owner)
    return Desk(page, product.place.base_url, owner.api.workspace)


def asked(product: Standing, path: str, key: str) -> tuple[int, str]:
    """The API's answer to a program with this key."""
    request = urllib.request.Request(product.place.base_url + path, headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_a_key_is_made_shown_once_works_and_is_revoked(office: Desk, product: Standing, owner: Person) -> None:
    page = office.page
    office.visit("settings/api-keys")
    expect(page.get_by_text("No API key yet")).to_be_visible()
    clean(page, "no keys")
    page.get_by_role("button", name="New API key").first.click()
    dialog = office.dialog("New API key")
    dialog.get_by_role("button", name="Make the key").click()
    name = dialog.get_by_role("textbox", name="Name")
    expect(name).to_have_accessible_description(re.compile("Give the key a name"))
    expect(dialog.get_by_text("Tick at least one permission.")).to_be_visible()
    name.fill("Web shop")
    dialog.get_by_role("checkbox", name="See contacts").check()
    clean(page, "the key's form")
    dialog.get_by_role("button", name="Make the key").click()

    shown = office.dialog("Copy the key now")
    key = shown.get_by_role("group", name="API key").inner_text()
    assert re.fullmatch(r"wlk_[0-9a-z]+_\S{20,}", key)
    clean(page, "the key, this once")
    shown.get_by_role("button", name="I have copied it").click()
    row = page.get_by_role("listitem").filter(has_text="Web shop")
    expect(row).to_contain_text("never used")
    expect(row).to_contain_text("Active")
    page.reload()
    expect(row).to_be_visible()
    assert key not in page.content(), "the key can be read again"

    contacts = f"/v1/workspaces/{owner.api.workspace}/contacts"
    status, body = asked(product, contacts, key)
    assert status == 200
    assert json.loads(body)["items"] == []
    assert asked(product, f"/v1/workspaces/{owner.api.workspace}/tags", key)[0] == 403, "more than its scopes"
    page.reload()
    expect(row).to_contain_text("last used")
    clean(page, "keys")

    page.get_by_role("button", name="Revoke Web shop").click()
    sure = office.dialog("Revoke Web shop?")
    sure.get_by_label("Type Web shop to confirm").fill("Web shop")
    sure.get_by_role("button", name="Revoke", exact=True).click()
    expect(row).to_contain_text("Revoked")
    until(lambda: asked(product, contacts, key)[0] in (401, 403), "the key refused", seconds=REVOKED_S)


def test_an_agent_sees_whose_keys_are(window: Window, product: Standing, control: Control, owner: Person) -> None:
    agent = join(product, control, owner, "Dan Cole", "agent")
    page = window(viewport=PHONE)
    enter(page, product.place.base_url, agent)
    desk = Desk(page, product.place.base_url, agent.api.workspace)
    desk.visit("settings/api-keys")
    expect(page.get_by_text("Keys are for owners and admins")).to_be_visible()
    expect(page.get_by_role("button", name="New API key")).to_have_attribute("aria-disabled", "true")
    desk.visit("settings/exports")
    start = page.get_by_role("button", name="Export conversations")
    expect(start).to_have_attribute("aria-disabled", "true")
    expect(start).to_have_accessible_description(re.compile("Your role \\(agent\\) does not include this"))


def test_an_export_from_the_inbox_to_the_file(
    office: Desk, control: Control, owner: Person, customers: Customers
) -> None:
    business = make_business(control)
    owner.api.here("POST", "/accounts", {"token": business.token()})
    customer = customers.make(number=business.number)
    customer.says("Is the blue one still there?")
    owner.api.conversation(customer.name)

    page = office.page
    office.inbox()
    page.get_by_role("link", name="Export conversations").click()
    expect(page.get_by_role("heading", level=1, name="Exports")).to_be_visible()
    page.get_by_role("button", name="Export conversations").click()
    row = page.get_by_role("listitem").filter(has_text="Conversations, CSV").first
    expect(row).to_be_visible()
    # It goes on while the person is elsewhere.
    office.visit("contacts")
    page.get_by_role("link", name="Export").click()
    expect(row).to_contain_text("Ready", timeout=40_000)
    expect(row).to_contain_text("kept until")
    clean(page, "exports")
    file = office.downloads(lambda: row.get_by_role("button", name=re.compile("^Download the export")).click())
    text = file.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) >= 2
    assert any(customer.name in cell for cell in rows[1] + rows[-1]), text[:500]

    bell = page.get_by_role("button", name=re.compile("^Notices, "))
    bell.click()
    notices = page.get_by_role("dialog", name="Notices")
    expect(notices).to_be_visible()
    clean(page, "the notices")
    notices.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("button", name="Notices", exact=True)).to_be_visible()


def test_what_one_hears_of(office: Desk, owner: Person) -> None:
    page = office.page
    office.visit("settings/notices")
    mails = page.get_by_role("switch", name="Numbers: By email")
    expect(mails).to_be_checked()
    clean(page, "notice preferences")
    fixed = page.get_by_role("switch", name="Your account: By email")
    expect(fixed).to_be_checked()
    expect(fixed).to_be_disabled()
    mails.focus()
    page.keyboard.press("Space")
    expect(mails).not_to_be_checked()

    def saved() -> bool:
        items = owner.api.here("GET", "/notice-preferences")["items"]
        return not next(one for one in items if one["kind"] == "number")["email"]

    until(saved, "the choice kept")
    page.reload()
    expect(mails).not_to_be_checked()
