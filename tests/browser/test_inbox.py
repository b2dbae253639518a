"""A customer writes, the team reads and answers: without reload, with the customer's phone in a second window."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.api import Api
from tests.browser.conftest import PHONE, Window
from tests.browser.customer import Customer, Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing


def phone_page(window: Window, product: Standing, customer: Customer) -> Page:
    """The sandbox's phone page with this customer chosen."""
    page = window(viewport=PHONE)
    page.goto(product.place.sandbox_url)
    expect(page.locator("#live")).to_have_text("live")
    page.locator("#person").select_option(customer.person)
    page.locator("#number").select_option(customer.number)
    return page


def test_a_message_written_on_the_phone_appears_without_reload_and_the_reply_gets_two_blue_ticks(
    desk: Desk, window: Window, product: Standing, customer: Customer
) -> None:
    customer.change(auto_read=False)
    phone = phone_page(window, product, customer)
    desk.inbox()

    phone.locator("#message").fill("Is the teal kettle back in stock?")
    phone.get_by_role("button", name="Send").click()
    began = time.monotonic()
    row = desk.row(customer.name)
    expect(row).to_contain_text("Is the teal kettle back in stock?")
    took = time.monotonic() - began
    assert took < 5, f"visible only after {took:.1f} s"
    expect(row).to_contain_text("1 unread message")

    row.click()
    expect(desk.line("Is the teal kettle back in stock?")).to_be_visible()
    expect(phone.get_by_role("img", name="read by the business")).to_be_visible()
    expect(row).not_to_contain_text("unread message")

    desk.reply("It is! Shall we put one aside for you?")
    expect(phone.locator("#lines").get_by_text("It is! Shall we put one aside for you?")).to_be_visible()
    desk.ticks("It is!", "Delivered")
    phone.get_by_role("button", name="Mark 1 as read").click()
    desk.ticks("It is!", "Read")


def test_the_same_on_a_phone_with_one_pane_at_a_time(pocket: Desk, customer: Customer) -> None:
    pocket.inbox()
    customer.says("Do you repair lids?")
    pocket.row(customer.name).tap()
    expect(pocket.line("Do you repair lids?")).to_be_visible()
    expect(pocket.list).to_be_hidden()
    pocket.reply("We do, every Tuesday.")
    customer.gets_text("We do, every Tuesday.")
    pocket.ticks("We do, every Tuesday.", "Read")
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not pocket.page.evaluate(sideways), "the page scrolls sideways"
    pocket.page.get_by_role("button", name="Back to the list").tap()
    expect(pocket.row(customer.name)).to_contain_text("We do, every Tuesday.")


def test_a_new_message_while_a_conversation_is_open_does_not_move_the_list(
    desk: Desk, api: Api, customers: Customers, customer: Customer
) -> None:
    customer.says("I will wait here.")
    conversation = api.conversation(customer.name)["id"]
    desk.open(conversation)
    desk.live()
    place = desk.row(customer.name).bounding_box()
    other = customers.make()
    other.says("Somebody else writes")
    chip = desk.page.get_by_role("button", name="1 new conversation, go to the top")
    expect(chip).to_be_visible()
    assert desk.row(customer.name).bounding_box() == place
    chip.click()
    expect(desk.row(other.name)).to_be_visible()


@pytest.mark.parametrize("by", ["name", "phone"])
def test_a_customer_is_found_by_name_and_by_number(desk: Desk, api: Api, customer: Customer, by: str) -> None:
    customer.says("Please find me")
    api.conversation(customer.name)
    desk.inbox()
    words = customer.name.split()[1][:4] + " " + customer.name.split()[2] if by == "name" else customer.phone[-9:]
    desk.page.get_by_role("searchbox", name="Search name or number").fill(words)
    expect(desk.row(customer.name)).to_be_visible()
    desk.page.get_by_role("searchbox", name="Search name or number").fill("zzqx nobody")
    expect(desk.page.get_by_text("Nothing matches")).to_be_visible()
    desk.page.get_by_role("button", name="Clear filters").click()
    expect(desk.row(customer.name)).to_be_visible()


def test_a_customer_known_only_by_username_can_write_and_be_answered(
    desk: Desk, api: Api, customers: Customers
) -> None:
    customer = customers.make(identity="username_only")
    desk.inbox()
    customer.says("Can you see my number?")
    desk.row(customer.name).click()
    expect(desk.line("Can you see my number?")).to_be_visible()
    panel = desk.page.get_by_role("complementary", name="Contact")
    expect(panel).to_contain_text("WhatsApp does not show their number")
    expect(panel).to_contain_text("@" + customer.name.lower().replace(" ", "."))
    desk.reply("No, only your username.")
    customer.gets_text("No, only your username.")
    desk.ticks("No, only your username.", "Read")
    assert api.conversation(customer.name)["contact"]["phone"] is None


def test_colleagues_see_who_else_looks_and_types(desk: Desk, colleague: Desk, api: Api, customer: Customer) -> None:
    customer.says("Anyone there?")
    conversation = api.conversation(customer.name)["id"]
    desk.open(conversation)
    desk.live()
    colleague.open(conversation)
    notice = desk.page.get_by_role("status").filter(has_text="Amir Reyes")
    expect(notice).to_have_text("Amir Reyes is also here")
    colleague.live()
    colleague.box.press_sequentially("On my way")
    expect(notice).to_have_text("Amir Reyes is typing a reply")
