"""Disconnecting stops everything at once, keeps what was said, and a new connection brings it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from infra.local.seed import OWNER, PASSWORD
from infra.sandbox.client import Control
from tests.browser import axe
from tests.browser.api import Api, until
from tests.browser.business import Business, make_business
from tests.browser.conftest import Window, session_of
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing

TALK_MS = 40_000


@pytest.fixture
def there(product: Standing) -> Api:
    """The API of a test's own workspace: the frame speaks of its worst account only."""
    owner = Api(product.place.base_url, OWNER[0], PASSWORD)
    wanted = {"name": "Leaving and coming back", "time_zone": "Europe/London", "language": "en"}
    owner.workspace = str(owner.call("POST", "/v1/workspaces", wanted)["id"])
    return owner


@pytest.fixture
def business(control: Control, there: Api) -> Business:
    """A connected account."""
    made = make_business(control)
    answer = there.here("POST", "/accounts", {"token": made.token()})
    assert answer["status"] == "connected", answer
    return made


@pytest.fixture
def keeper(window: Window, browser: Browser, product: Standing, there: Api) -> Desk:
    """The workspace's owner at a desk, with axe at hand."""
    state = session_of(browser, product.place.base_url, OWNER[0])
    page = window(storage_state=state, reduced_motion="reduce")
    page.add_init_script(path=axe.source())
    return Desk(page, product.place.base_url, there.workspace)


def test_disconnecting_and_reconnecting_with_the_history_back(
    keeper: Desk, business: Business, control: Control, customers: Customers, there: Api
) -> None:
    page = keeper.page
    customer = customers.make(number=business.number)
    customer.says("Is the rye bread back?")
    conversation = str(there.conversation(customer.name)["id"])

    keeper.visit("settings/connection")
    card = page.locator("section").filter(has_text=business.account)
    card.get_by_role("button", name="Disconnect").click()
    asking = keeper.dialog(f"Disconnect {business.name}?")
    expect(asking).to_contain_text("The stored token is destroyed")
    expect(asking).to_contain_text("Messages that wait to be sent are stopped")
    expect(asking).to_contain_text("nothing is deleted")
    act = asking.get_by_role("button", name="Disconnect")
    expect(act).to_be_disabled()
    assert axe.findings(page) == []
    asking.get_by_label(f"Type {business.name} to confirm").fill(business.name)
    act.click()
    expect(card.get_by_text("Disconnected", exact=True)).to_be_visible(timeout=TALK_MS)
    expect(card).to_contain_text("Destroyed")
    expect(card.get_by_role("button", name="Disconnect")).to_have_count(0)
    banner = page.get_by_role("status").filter(has_text=f"{business.name} is disconnected")
    expect(banner.get_by_role("link", name="See what to do")).to_be_visible()

    # Meta was told, the history is readable, nothing goes out any more, and what comes is refused.
    assert [call["method"] for call in control.calls(group="unsubscribe") if business.account in call["path"]] == [
        "DELETE"
    ]
    customer.says("Hello? Anybody?")
    keeper.open(conversation)
    expect(keeper.line("Is the rye bread back?")).to_be_visible()
    keeper.reply("Yes!")
    expect(keeper.line("Yes!")).to_contain_text(re.compile("disconnected", re.IGNORECASE), timeout=TALK_MS)
    assert [one for one in customer.chat() if one["direction"] == "out"] == []
    assert "Hello? Anybody?" not in str(there.messages(conversation))

    # Back with another token: from the banner to the end.
    keeper.visit("settings/connection")
    page.get_by_role("status").filter(has_text=f"{business.name} is disconnected").get_by_role("link").click()
    expect(page.get_by_text("The WhatsApp account was disconnected here")).to_be_visible()
    assert axe.findings(page) == []
    page.get_by_label("New system-user token", exact=True).fill(business.token())
    page.get_by_role("button", name="Check and go on").click()
    expect(page.get_by_role("heading", name=f"{business.name} is connected")).to_be_visible(timeout=TALK_MS)
    expect(page.get_by_role("link", name="See what to do")).to_have_count(0)

    customer.says("The rye?")
    until(lambda: "The rye?" in str(there.messages(conversation)), "the message in the old conversation")
    keeper.open(conversation)
    expect(keeper.line("Is the rye bread back?")).to_be_visible()
    expect(keeper.line("The rye?")).to_be_visible()
    keeper.reply("Since this morning")
    customer.gets_text("Since this morning")


def test_an_app_that_is_removed_is_told_by_itself_and_its_token_replaced(
    keeper: Desk, business: Business, control: Control, there: Api
) -> None:
    page = keeper.page
    keeper.visit("settings/connection")
    card = page.locator("section").filter(has_text=business.account)
    revoked = business.token("revoked")  # minted dead; the stored one dies with the app
    control.happens("app_uninstalled", account=business.account)
    expect(card.get_by_text("Disconnected", exact=True)).to_be_visible(timeout=TALK_MS)
    card.get_by_role("link", name="Reconnect").click()
    page.get_by_label("New system-user token", exact=True).fill(revoked)
    page.get_by_role("button", name="Check and go on").click()
    field = page.get_by_label("New system-user token", exact=True)
    expect(field).to_have_accessible_description(re.compile("The token was withdrawn"), timeout=TALK_MS)
    field.fill(business.token())
    page.get_by_role("button", name="Check and go on").click()
    expect(page.get_by_role("heading", name=f"{business.name} is connected")).to_be_visible(timeout=TALK_MS)


def test_a_token_about_to_expire_is_warned_of_and_replaced_in_time(keeper: Desk, control: Control, there: Api) -> None:
    made = make_business(control)
    there.here("POST", "/accounts", {"token": made.token("expiring")})
    page = keeper.page
    keeper.visit("settings/connection")
    card = page.locator("section").filter(has_text=made.account)
    expect(card).to_contain_text(re.compile(r"Expires in \d days"))
    card.get_by_role("link", name="Renew the token").click()
    page.get_by_label("New system-user token", exact=True).fill(made.token())
    page.get_by_role("button", name="Check and go on").click()
    expect(page.get_by_text("The connection is complete.")).to_be_visible(timeout=TALK_MS)
    keeper.visit("settings/connection")
    expect(card).to_contain_text("Good, never expires")


def test_a_restriction_is_said_in_the_frame_at_once_and_goes_when_it_is_lifted(
    keeper: Desk, business: Business, control: Control
) -> None:
    keeper.inbox()
    banner = keeper.page.get_by_role("status").filter(has_text=f"Meta lets {business.name} only answer customers")
    control.happens("restricted", account=business.account, type="RESTRICTED_BIZ_INITIATED_MESSAGING")
    expect(banner).to_be_visible(timeout=TALK_MS)
    banner.get_by_role("link", name="See what to do").click()
    expect(keeper.page.get_by_role("link", name="Open WhatsApp Manager")).to_be_visible()
    expect(keeper.page.get_by_role("heading", name=f"{business.name} is connected")).to_be_visible()
    control.happens("unrestricted", account=business.account)
    expect(banner).to_have_count(0, timeout=TALK_MS)
