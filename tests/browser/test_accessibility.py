"""No serious or critical finding of axe on any page or main state, in light and dark, on a desktop and on a phone."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser import axe
from tests.browser.api import Api
from tests.browser.conftest import PHONE, Window
from tests.browser.customer import Customer, Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing
from tests.browser.test_window import wrote_long_ago

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> Scheme:
    return "dark" if request.param == "dark" else "light"


@pytest.fixture
def checked(window: Window, product: Standing, owner_session: StorageState, scheme: Scheme) -> Desk:
    """The owner's desk in one colour scheme, with axe at hand."""
    page = window(storage_state=owner_session, color_scheme=scheme, reduced_motion="reduce")
    page.add_init_script(path=axe.source())
    return Desk(page, product.place.base_url, product.workspace)


@pytest.fixture(scope="module")
def lively(api: Api, customers: Customers) -> Customer:
    """A conversation with every kind of message, marks and failures in it."""
    customer = customers.make()
    conversation = ""
    customer.says("Hello! _Two_ questions: https://example.test/kettles")
    conversation = api.conversation(customer.name)["id"]
    for kind in ("image", "video", "audio", "document", "sticker", "location", "contacts", "order", "unsupported"):
        customer.acts(kind, **({"voice": True} if kind == "audio" else {}))
    customer.says("From an advertisement", referral=True)
    customer.says("Passed on", forwarded="many")
    path = f"/conversations/{conversation}"
    api.here("PATCH", path, {"tags": [api.tag("VIP", "violet"), api.tag("Repair", "orange")], "priority": "high"})
    api.here("POST", f"{path}/notes", {"client_id": "axe-note-1", "text": "Knows our founder", "mentions": []})
    sent = {"client_id": "axe-text-1", "type": "text", "text": {"body": "Both can be had.", "preview_url": False}}
    api.here("POST", f"{path}/messages", sent)
    ours = customer.gets_text("Both can be had.")
    customer.acts("reaction", target=ours["id"], emoji="👍")
    customer.control.fault("error", code=131026, mode="async", person=customer.person, times=1)
    api.here(
        "POST", f"{path}/messages", {**sent, "client_id": "axe-text-2", "text": {"body": "Lost", "preview_url": False}}
    )
    return customer


def clean(desk: Desk, what: str) -> None:
    found = axe.findings(desk.page)
    assert found == [], f"{what}:\n" + "\n".join(found)


def test_sign_in(window: Window, product: Standing, scheme: Scheme) -> None:
    page = window(color_scheme=scheme, reduced_motion="reduce")
    page.add_init_script(path=axe.source())
    desk = Desk(page, product.place.base_url, product.workspace)
    page.goto(product.place.base_url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    clean(desk, "sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Enter your password.")).to_be_visible()
    clean(desk, "sign-in with problems")


def test_the_inbox_and_its_dialogs(checked: Desk, lively: Customer, api: Api) -> None:
    checked.inbox()
    expect(checked.row(lively.name)).to_be_visible()
    clean(checked, "the list")
    checked.open(api.conversation(lively.name)["id"])
    expect(checked.line("Lost").get_by_role("button", name="Retry")).to_be_visible()
    expect(checked.page.get_by_role("complementary", name="Contact")).to_contain_text("Handling")
    clean(checked, "a conversation")
    checked.composer.get_by_role("tab", name="Note").click()
    clean(checked, "the note composer")
    checked.composer.get_by_role("tab", name="Reply").click()
    line = checked.line("Both can be had.").last
    line.hover()
    line.get_by_role("button", name="Actions for this message").click()
    clean(checked, "a message's menu")
    checked.page.keyboard.press("Escape")
    for opener, title in (
        ("Send a template", "Send a template"),
        ("Buttons or a list", "Buttons or a list"),
        ("Send a location", "Send a location"),
    ):
        checked.composer.get_by_role("button", name=opener).click()
        expect(checked.dialog(title)).to_be_visible()
        if title == "Send a template":
            expect(checked.dialog(title).get_by_role("button", name=re.compile("^kettle_care"))).to_be_visible()
        clean(checked, title)
        checked.page.keyboard.press("Escape")
        expect(checked.dialog(title)).to_be_hidden()
    checked.page.get_by_role("button", name="Filters", exact=True).click()
    expect(checked.page.get_by_label("Unread only")).to_be_visible()
    clean(checked, "filters")


def test_a_closed_window(checked: Desk, customer: Customer, api: Api) -> None:
    wrote_long_ago(customer, "Yesterday's question")
    checked.open_thread(api.conversation(customer.name)["id"])
    expect(checked.composer).to_contain_text("The 24-hour window is closed")
    clean(checked, "a closed window")
    checked.composer.get_by_role("button", name="Send a template").click()
    checked.dialog("Send a template").get_by_role("button", name=re.compile("^order_shipped.*en_GB")).click()
    expect(checked.dialog("order_shipped")).to_be_visible()
    clean(checked, "a template's form")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("contacts", "Contacts"),
        ("templates", "Templates"),
        ("settings/connection", "Numbers & connection"),
        ("settings/connection/new", "Connect a number"),
        ("settings/workspace", "Workspace"),
        ("settings/members", "Members"),
        ("settings/api-keys", "API keys"),
        ("settings/exports", "Exports"),
        ("settings/security", "Security"),
        ("settings/notices", "Notices"),
        ("settings/tags", "Tags"),
        ("settings/replies", "Canned replies"),
        ("settings/profile", "Profile"),
    ],
)
def test_pages(
    window: Window, product: Standing, owner_session: StorageState, api: Api, path: str, heading: str
) -> None:
    api.tag("VIP", "violet")
    api.canned_reply("hours", "We are open Tuesday to Saturday, 10 to 6.")
    page = window(storage_state=owner_session, reduced_motion="reduce")
    page.add_init_script(path=axe.source())
    desk = Desk(page, product.place.base_url, product.workspace)
    desk.visit(path)
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    expect(page.get_by_text("Loading")).to_have_count(0)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
        clean(desk, f"{heading}, {scheme}")


def test_the_phone(
    window: Window, product: Standing, owner_session: StorageState, lively: Customer, api: Api, scheme: Scheme
) -> None:
    page = window(storage_state=owner_session, color_scheme=scheme, reduced_motion="reduce", viewport=PHONE)
    page.add_init_script(path=axe.source())
    desk = Desk(page, product.place.base_url, product.workspace)
    desk.inbox()
    expect(desk.row(lively.name)).to_be_visible()
    clean(desk, "the list on a phone")
    desk.open(api.conversation(lively.name)["id"])
    expect(desk.line("Lost").get_by_role("button", name="Retry")).to_be_visible()
    clean(desk, "a conversation on a phone")
    page.get_by_role("button", name="Show contact details").click()
    expect(page.get_by_role("complementary", name="Contact")).to_contain_text("Handling")
    clean(desk, "the contact drawer on a phone")
