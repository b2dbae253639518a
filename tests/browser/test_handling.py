"""How the team handles a conversation among itself: notes, tags, who takes it, when it comes back, when it is done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.api import Api, until
from tests.browser.customer import Customer
from tests.browser.desk import Desk


@pytest.fixture
def opened(desk: Desk, api: Api, customer: Customer) -> Desk:
    """A desk with a fresh conversation open."""
    api.tag("Repair", "orange")
    customer.says("My kettle leaks")
    desk.open(api.conversation(customer.name)["id"])
    desk.live()
    return desk


def panel(desk: Desk) -> Locator:
    return desk.page.get_by_role("complementary", name="Contact")


def test_a_note_with_a_mention_stays_inside(opened: Desk, colleague: Desk, api: Api, customer: Customer) -> None:
    opened.composer.get_by_role("tab", name="Note").click()
    opened.box.press_sequentially("Can you look at this, @ami")
    opened.page.get_by_role("listbox", name="Suggestions").get_by_role("option", name="Amir Reyes").click()
    expect(opened.box).to_have_value("Can you look at this, @Amir Reyes ")
    opened.composer.get_by_role("button", name="Add note").click()
    line = opened.line("Can you look at this")
    expect(line).to_contain_text("Only your team sees this")

    colleague.open(api.conversation(customer.name)["id"])
    expect(colleague.line("Can you look at this, @Amir Reyes")).to_contain_text("Odette Quill")
    # The reply after the note is the first thing the customer gets.
    opened.composer.get_by_role("tab", name="Reply").click()
    opened.reply("A colleague will look at it")
    customer.gets_text("A colleague will look at it")
    assert [one["type"] for one in customer.chat() if one["direction"] == "out"] == ["text"]
    assert customer.accepted()["accepted"] == 1


def test_a_tag_is_put_on_filtered_by_and_taken_off(opened: Desk, customer: Customer) -> None:
    panel(opened).get_by_label("Add a tag").select_option(label="Repair")
    expect(panel(opened).get_by_role("button", name="Remove the tag Repair")).to_be_visible()
    expect(opened.row(customer.name)).to_contain_text("Repair")
    opened.page.get_by_role("button", name="Filters", exact=True).click()
    opened.page.get_by_role("combobox", name="Tag", exact=True).select_option(label="Repair")
    expect(opened.row(customer.name)).to_be_visible()
    panel(opened).get_by_role("button", name="Remove the tag Repair").click()
    expect(opened.row(customer.name).filter(has_text="Repair")).to_have_count(0)
    opened.page.reload()
    expect(panel(opened).get_by_label("Add a tag")).to_be_visible()
    expect(opened.row(customer.name)).to_have_count(0)


def test_assigning_moves_a_conversation_between_the_tabs_and_their_counts(
    opened: Desk, colleague: Desk, customer: Customer
) -> None:
    colleague.inbox()
    tabs = colleague.page.get_by_role("navigation", name="Whose conversations")
    mine = tabs.get_by_role("button", name=re.compile("^Mine"))
    unassigned = tabs.get_by_role("button", name=re.compile("^Unassigned"))
    expect(mine).to_have_text(re.compile(r"\d"))
    before, waiting = number(mine), number(unassigned)
    mine.click()
    expect(colleague.row(customer.name)).to_have_count(0)
    panel(opened).get_by_label("Assigned to").select_option(label="Amir Reyes")
    expect(colleague.row(customer.name)).to_be_visible()
    until(lambda: (number(mine), number(unassigned)) == (before + 1, waiting - 1), "the counts of the tabs")
    panel(opened).get_by_role("button", name="Assign to me").click()
    expect(colleague.row(customer.name)).to_have_count(0)
    until(lambda: number(mine) == before, "the count back")


def number(tab: Locator) -> int:
    return int(re.sub(r"\D", "", tab.inner_text()) or 0)


def test_resolving_takes_it_out_of_the_list_and_the_customers_next_word_brings_it_back(
    opened: Desk, api: Api, customer: Customer
) -> None:
    opened.page.get_by_role("button", name="Resolve", exact=True).click()
    expect(opened.page.get_by_role("button", name="Reopen")).to_be_visible()
    opened.inbox()
    expect(opened.page.get_by_label("Status")).to_have_value("open")
    expect(
        opened.list.get_by_role("listitem").first.or_(opened.page.get_by_text("No conversations here"))
    ).to_be_visible()
    expect(opened.row(customer.name)).to_have_count(0)
    opened.page.get_by_label("Status").select_option("resolved")
    expect(opened.row(customer.name)).to_be_visible()
    opened.page.get_by_label("Status").select_option("open")
    expect(opened.row(customer.name)).to_have_count(0)
    customer.says("It leaks again")
    expect(opened.row(customer.name)).to_contain_text("It leaks again")
    assert api.conversation(customer.name)["status"] == "open"


def test_snoozing_puts_it_away_until_a_time_and_can_be_ended(opened: Desk, api: Api, customer: Customer) -> None:
    opened.page.get_by_role("button", name="Snooze", exact=True).click()
    opened.dialog("Snooze").get_by_role("button", name="Tomorrow morning").click()
    expect(opened.page.get_by_text(re.compile("^Snoozed until ")).first).to_be_visible()
    row = api.conversation(customer.name)
    assert row["status"] == "snoozed"
    assert row["snoozed_until"]
    opened.page.get_by_role("button", name="Snooze", exact=True).click()
    opened.dialog("Snooze").get_by_role("button", name="Wake up now").click()
    expect(opened.page.get_by_text(re.compile("^Snoozed until "))).to_have_count(0)
    until(lambda: api.conversation(customer.name)["status"] == "open", "awake again")


def test_priority_and_name_are_kept(opened: Desk, api: Api, customer: Customer) -> None:
    panel(opened).get_by_label("Priority").select_option("high")
    expect(opened.row(customer.name).get_by_role("img", name="High priority")).to_be_visible()
    panel(opened).get_by_role("button", name="Change the name").click()
    new_name = f"Dr {customer.name}"
    panel(opened).get_by_role("textbox", name="Name").fill(new_name)
    panel(opened).get_by_role("button", name="Save").click()
    expect(opened.page.get_by_role("heading", name=new_name).first).to_be_visible()
    opened.page.reload()
    expect(panel(opened).get_by_role("heading", name=new_name)).to_be_visible()
    assert api.conversation(new_name)["priority"] == "high"
