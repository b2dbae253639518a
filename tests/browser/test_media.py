"""Files from customers: shown, played and downloaded from our own store."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from infra.sandbox import samples
from tests.browser.api import Api, until
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.pictures import png


@pytest.fixture
def opened(desk: Desk, api: Api, customer: Customer) -> Desk:
    """A desk with the conversation of a customer who is about to send a file."""
    customer.says("I have something to show")
    desk.open(api.conversation(customer.name)["id"])
    desk.live()
    return desk


def test_a_customers_photo_is_shown_opened_large_and_downloaded(opened: Desk, customer: Customer) -> None:
    sent = png(240, 160, (190, 120, 60))
    customer.acts("image", data=sent, mime_type="image/png", caption="The dent is here")
    line = opened.line("The dent is here")
    photo = line.get_by_role("button", name="Open the photo")
    expect(photo).to_be_enabled()
    until(lambda: photo.locator("img").evaluate("img => img.naturalWidth") == 240, "the photo drawn")
    expect(opened.row(customer.name)).to_contain_text("Photo: The dent is here")
    photo.click()
    large = opened.page.get_by_role("dialog")
    expect(large.get_by_role("img", name="The dent is here")).to_be_visible()
    saved = opened.downloads(lambda: large.get_by_role("button", name="Download").click())
    assert Path(saved.path()).read_bytes() == sent


def test_a_voice_message_plays(opened: Desk, customer: Customer) -> None:
    customer.acts("audio", voice=True)
    opened.thread.get_by_role("button", name="Voice message").click()
    player = opened.thread.locator("audio")
    expect(player).to_be_visible()
    until(lambda: player.evaluate("audio => audio.duration > 0 && audio.currentTime > 0"), "sound that runs")
    expect(opened.row(customer.name)).to_contain_text("Voice message")


def test_a_document_is_named_and_downloaded(opened: Desk, customer: Customer) -> None:
    sent = samples.load("document")[0]
    customer.acts("document", data=sent, mime_type="application/pdf", filename="receipt-88.pdf")
    card = opened.thread.get_by_role("button", name="Download: receipt-88.pdf")
    expect(card).to_contain_text("PDF")
    saved = opened.downloads(card.click)
    assert saved.suggested_filename == "receipt-88.pdf"
    assert Path(saved.path()).read_bytes() == sent


def test_a_file_that_is_not_what_it_says_is_not_shown_and_the_reason_is(opened: Desk, customer: Customer) -> None:
    customer.acts("image", data=b"MZ this is a program", mime_type="image/png", caption="Look at this")
    line = opened.line("Look at this")
    expect(line).to_contain_text("This file was not accepted")
    expect(line.locator("img")).to_have_count(0)


def test_kinds_without_words_are_shown_as_what_they_are(opened: Desk, customer: Customer) -> None:
    customer.acts("video", caption="It wobbles")
    expect(opened.line("It wobbles").get_by_role("button", name="Open the video")).to_be_enabled()
    customer.acts("sticker")
    expect(opened.thread.get_by_role("img", name="Sticker")).to_be_visible()
    customer.acts("location")
    expect(opened.thread.get_by_role("link", name="Open in a map")).to_be_visible()
    # Meta stamps whole seconds: of two messages in one second nobody can say in the list which came last.
    second = int(time.time())
    until(lambda: int(time.time()) > second, "the next second")
    customer.acts("contacts")
    expect(opened.row(customer.name)).to_contain_text("Contact")
    customer.acts("order", text="gift wrap please")
    expect(opened.thread.get_by_text("gift wrap please")).to_be_visible()
    customer.acts("unsupported")
    not_passed_on = opened.thread.get_by_text("WhatsApp does not pass on this kind of message")
    expect(not_passed_on).to_have_count(1)
    customer.acts("unknown_type")
    expect(not_passed_on).to_have_count(2)
