"""Templates: the only way to a customer whose last word is more than 24 hours old, or who never wrote."""

from __future__ import annotations

import re
import time
import uuid

from playwright.sync_api import expect

from infra.sandbox.seed import DEMO_ACCOUNT
from tests.browser.api import Api, until
from tests.browser.customer import Customer, Customers
from tests.browser.desk import Desk


def wrote_long_ago(customer: Customer, text: str, hours: float = 25) -> None:
    """A message dated in the past, as Meta would deliver it late: the product counts the window from that date."""
    message = {
        "from": customer.phone,
        "id": f"wamid.{uuid.uuid4().hex.upper()}",
        "timestamp": str(int(time.time() - hours * 3600)),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "441134960321", "phone_number_id": customer.number},
        "contacts": [{"profile": {"name": customer.name}, "wa_id": customer.phone}],
        "messages": [message],
    }
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": DEMO_ACCOUNT, "changes": [{"field": "messages", "value": value}]}],
    }
    assert customer.control.webhook(body)["state"] == "delivered"


def test_after_the_window_closed_only_a_template_is_offered_and_arrives_filled(
    desk: Desk, api: Api, customer: Customer
) -> None:
    wrote_long_ago(customer, "Tell me when it is repaired")
    desk.open_thread(api.conversation(customer.name)["id"])
    expect(desk.line("Tell me when it is repaired")).to_be_visible()
    expect(desk.composer).to_contain_text("The 24-hour window is closed")
    expect(desk.box).to_have_count(0)
    expect(desk.row(customer.name)).to_contain_text("Template only")

    desk.composer.get_by_role("button", name="Send a template").click()
    choice = desk.dialog("Send a template")
    expect(choice.get_by_role("button", name=re.compile("^flash_sale"))).to_have_count(0)
    expect(choice.get_by_role("button", name=re.compile("^visit_reminder"))).to_have_count(0)
    choice.get_by_role("searchbox").fill("repair")
    choice.get_by_role("button", name=re.compile("^repair_ready.*en_GB")).click()
    form = desk.dialog("repair_ready")
    expect(form.get_by_label("first_name")).to_have_value(customer.name.split()[0])
    form.get_by_role("button", name="Send", exact=True).click()
    expect(form).to_contain_text("Fill this in")
    form.get_by_label("product").fill("blue enamel kettle")
    expect(form).to_contain_text("the repair of your blue enamel kettle is done")
    form.get_by_role("button", name="Send", exact=True).click()

    got = customer.gets("template")
    assert f"Hello {customer.name.split()[0]}, the repair of your blue enamel kettle is done" in got["shown"]["body"]
    desk.ticks("blue enamel kettle", "Read")
    # The customer answers by the template's button: the window is open again.
    customer.acts("template_button", target=got["id"], payload="This weekend", text="This weekend")
    expect(desk.box).to_be_visible()
    desk.reply("See you on Saturday")
    customer.gets_text("See you on Saturday")


def test_the_first_word_to_somebody_new_is_a_template_with_header_and_link(desk: Desk, customers: Customers) -> None:
    customer = customers.make()
    desk.inbox()
    desk.page.get_by_role("button", name="New conversation").click()
    dialog = desk.dialog("New conversation")
    dialog.get_by_label("Customer's phone number").fill("07700 900")
    dialog.get_by_role("button", name="Start").click()
    expect(dialog).to_contain_text("Write the number with its country code")
    dialog.get_by_label("Customer's phone number").fill(
        f"+{customer.phone[:2]} {customer.phone[2:6]} {customer.phone[6:]}"
    )
    dialog.get_by_role("button", name="Start").click()
    desk.composer.get_by_role("button", name="Send a template").click()
    desk.dialog("Send a template").get_by_role("button", name=re.compile("^order_shipped.*en_GB")).click()
    form = desk.dialog("order_shipped")
    form.get_by_label("Heading").fill("K-204")
    form.get_by_label("Variable {{1}}").fill("Ada")
    form.get_by_label("Variable {{2}}").fill("K-204")
    form.get_by_label("Variable {{3}}").fill("Friday")
    form.get_by_label(re.compile("^Button")).fill("K204")
    form.get_by_role("button", name="Send", exact=True).click()
    shown = customer.gets("template")["shown"]
    assert shown["body"] == "Hi Ada, your order K-204 has left our workshop and arrives on Friday."
    assert shown["header"]["text"] == "Order K-204"
    assert shown["buttons"][0]["url"].endswith("/track/K204")
    desk.ticks("arrives on Friday", "Read")


def test_the_banner_counts_down_to_the_closing(desk: Desk, api: Api, customer: Customer) -> None:
    wrote_long_ago(customer, "Almost a day ago", hours=23)
    desk.open(api.conversation(customer.name)["id"])
    expect(desk.composer).to_contain_text(re.compile(r"Only (1 h|1h|5\d ?m)"))
    customer.says("And again just now")
    expect(desk.composer).to_contain_text(re.compile(r"Free replies for 2[34] ?h"))


def test_a_reply_sent_as_the_window_closes_is_told_plainly(desk: Desk, api: Api, customer: Customer) -> None:
    """Meta's clock decides: the console still offered a reply, Meta says the window is over."""
    customer.says("Hello?")
    desk.open(api.conversation(customer.name)["id"])
    customer.control.fault("error", code=131047, mode="async", person=customer.person, times=1)
    desk.reply("A second too late")
    line = desk.line("A second too late")
    expect(line.get_by_role("img", name="Not delivered")).to_be_visible()
    expect(line).to_contain_text("More than 24 hours have passed")
    until(
        lambda: api.messages(api.conversation(customer.name)["id"])[0]["failure"]["reason"] == "outside_window", "why"
    )
