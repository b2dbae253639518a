"""The flows of a desktop on a phone: connecting, media, notes, templates. One pane at a time, nothing sideways."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.api import Api, until
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.pictures import png
from tests.browser.test_window import wrote_long_ago


def fits(desk: Desk) -> None:
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not desk.page.evaluate(sideways), "the page scrolls sideways"


def test_connecting_says_what_is_wrong_with_a_token(pocket: Desk) -> None:
    pocket.visit("settings/connection")
    pocket.page.get_by_role("link", name="Connect a number").first.tap()
    field = pocket.page.get_by_label("System-user token", exact=True)
    field.fill("cut off")
    pocket.page.get_by_role("button", name="Check and connect").tap()
    expect(field).to_have_accessible_description(re.compile("Was it copied whole"))
    fits(pocket)


def test_files_come_and_go(pocket: Desk, api: Api, customer: Customer, tmp_path: Path) -> None:
    sent = png(240, 160, (190, 120, 60))
    customer.acts("image", data=sent, mime_type="image/png", caption="The dent is here")
    pocket.open_thread(api.conversation(customer.name)["id"])
    photo = pocket.line("The dent is here").get_by_role("button", name="Open the photo")
    until(lambda: photo.locator("img").evaluate("img => img.naturalWidth") == 240, "the photo drawn")
    photo.tap()
    expect(pocket.page.get_by_role("dialog").get_by_role("img", name="The dent is here")).to_be_visible()
    pocket.page.keyboard.press("Escape")
    ours = tmp_path / "seal.png"
    ours.write_bytes(png(96, 64))
    pocket.attach(ours)
    pocket.send_button.tap()
    assert customer.gets("image")
    fits(pocket)


def test_a_note_stays_inside(pocket: Desk, api: Api, customer: Customer) -> None:
    customer.says("Is anybody there?")
    pocket.open_thread(api.conversation(customer.name)["id"])
    pocket.note("She is a regular")
    expect(pocket.line("She is a regular")).to_contain_text("Only your team sees this")
    assert [one for one in customer.chat() if one["direction"] == "out"] == []
    fits(pocket)


def test_after_the_window_closed_a_template_arrives(pocket: Desk, api: Api, customer: Customer) -> None:
    wrote_long_ago(customer, "Tell me when it is repaired")
    pocket.open_thread(api.conversation(customer.name)["id"])
    expect(pocket.box).to_have_count(0)
    pocket.composer.get_by_role("button", name="Send a template").tap()
    choice = pocket.dialog("Send a template")
    choice.get_by_role("searchbox").fill("repair")
    choice.get_by_role("button", name=re.compile("^repair_ready.*en_GB")).tap()
    form = pocket.dialog("repair_ready")
    form.get_by_label("product").fill("blue enamel kettle")
    form.get_by_role("button", name="Send", exact=True).tap()
    assert "the repair of your blue enamel kettle is done" in customer.gets("template")["shown"]["body"]
    fits(pocket)
