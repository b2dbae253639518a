"""What the composer sends arrives at the customer as meant, and exactly once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.api import Api, until
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.pictures import png


@pytest.fixture
def opened(desk: Desk, api: Api, customer: Customer) -> Desk:
    """A desk with a fresh conversation open, whose customer has just written."""
    customer.says("Hello, I have a question")
    desk.open(api.conversation(customer.name)["id"])
    desk.live()
    expect(desk.line("Hello, I have a question")).to_be_visible()
    return desk


def test_a_double_click_sends_once(opened: Desk, customer: Customer) -> None:
    opened.box.fill("Only once, please")
    opened.send_button.dblclick()
    opened.ticks("Only once, please", "Read")
    expect(opened.line("Only once, please")).to_have_count(1)
    ledger = customer.accepted()
    assert (ledger["accepted"], ledger["sent_twice"], ledger["same_content"]) == (1, [], [])


def test_a_lost_answer_is_asked_again_and_sends_once(opened: Desk, customer: Customer) -> None:
    posts: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        posts.append(json.loads(route.request.post_data or "{}")["client_id"])
        if len(posts) == 1:
            assert route.fetch().status == 202
            route.abort("connectionreset")
        else:
            route.continue_()

    opened.page.route("**/messages", lose_the_first_answer)
    # The live line would settle the message before the console asks again: here the answer is all there is.
    reads = re.compile(r"/messages[/?]")
    opened.page.route(reads, lambda route: route.abort("connectionreset"))
    opened.reply("The answer gets lost")
    opened.until(lambda: len(posts) >= 2, "a second try")
    opened.page.unroute(reads)
    opened.ticks("The answer gets lost", "Read")
    assert len(set(posts)) == 1, "each try must carry the same client id"
    expect(opened.line("The answer gets lost")).to_have_count(1)
    ledger = customer.accepted()
    assert (ledger["accepted"], ledger["sent_twice"], ledger["same_content"]) == (1, [], [])


def test_what_is_written_offline_goes_out_when_the_line_is_back(opened: Desk, customer: Customer) -> None:
    opened.page.context.set_offline(True)
    opened.reply("Written in a tunnel")
    expect(opened.thread.get_by_text("No connection. Trying again by itself.")).to_be_visible()
    opened.page.context.set_offline(False)
    customer.gets_text("Written in a tunnel")
    opened.ticks("Written in a tunnel", "Read")
    assert customer.accepted()["accepted"] == 1


def test_a_picture_with_a_caption_arrives_byte_by_byte(opened: Desk, customer: Customer, tmp_path: Path) -> None:
    file = tmp_path / "teal kettle.png"
    file.write_bytes(png())
    opened.attach(file)
    expect(opened.composer.get_by_role("list", name="Files to send")).to_contain_text("teal kettle.png")
    opened.reply("This is the teal one")
    opened.ticks("This is the teal one", "Read")
    got = customer.gets("image")
    assert got["content"]["caption"] == "This is the teal one"
    assert customer.file(got["content"]["id"]) == file.read_bytes()
    picture = opened.line("This is the teal one").get_by_role("button", name="Open the photo").locator("img")
    expect(picture).to_be_visible()
    until(lambda: picture.evaluate("img => img.naturalWidth") == 96, "our own picture from S3")


def test_a_file_whatsapp_does_not_take_is_refused_before_the_upload(opened: Desk, tmp_path: Path) -> None:
    uploads: list[str] = []
    opened.page.on("request", lambda request: uploads.append(request.url) if "/uploads" in request.url else None)
    file = tmp_path / "setup.exe"
    file.write_bytes(b"MZ invented")
    opened.attach(file)
    expect(opened.composer.get_by_role("alert")).to_contain_text("WhatsApp does not take files of this kind (exe)")
    expect(opened.send_button).to_be_disabled()
    assert uploads == []


def test_buttons_arrive_and_the_tap_comes_back(opened: Desk, customer: Customer) -> None:
    opened.composer.get_by_role("button", name="Buttons or a list").click()
    dialog = opened.dialog("Buttons or a list")
    dialog.get_by_label("Text", exact=False).first.fill("When shall we deliver?")
    dialog.get_by_label("Button 1").fill("Tomorrow")
    dialog.get_by_role("button", name="Add a button").click()
    dialog.get_by_label("Button 2", exact=True).fill("On Saturday")
    dialog.get_by_role("button", name="Send").click()
    got = customer.gets("interactive")
    titles = [button["reply"]["title"] for button in got["content"]["action"]["buttons"]]
    assert (got["content"]["body"]["text"], titles) == ("When shall we deliver?", ["Tomorrow", "On Saturday"])
    tapped = got["content"]["action"]["buttons"][1]["reply"]
    customer.acts("button_reply", target=got["id"], id=tapped["id"], title=tapped["title"])
    expect(opened.thread.locator("[data-line]").last).to_contain_text("On Saturday")
    expect(opened.thread.locator("[data-line]").last).to_contain_text("When shall we deliver?")


def test_a_list_arrives_and_the_choice_comes_back(opened: Desk, customer: Customer) -> None:
    opened.composer.get_by_role("button", name="Buttons or a list").click()
    dialog = opened.dialog("Buttons or a list")
    dialog.get_by_text("List", exact=True).click()
    dialog.get_by_label("Text", exact=False).first.fill("Which finish would you like?")
    dialog.get_by_label("Words on the button that opens the list").fill("See finishes")
    dialog.get_by_label("Option 1", exact=True).fill("Brushed steel")
    dialog.get_by_role("button", name="Add an option").click()
    dialog.get_by_label("Option 2", exact=True).fill("Teal enamel")
    dialog.get_by_label("Description of option 2").fill("Two weeks")
    dialog.get_by_role("button", name="Send").click()
    got = customer.gets("interactive")
    rows = got["content"]["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == ["Brushed steel", "Teal enamel"]
    customer.acts("list_reply", target=got["id"], id=rows[1]["id"], title=rows[1]["title"], description="Two weeks")
    expect(opened.thread.locator("[data-line]").last).to_contain_text("Teal enamel")


def test_a_location_arrives(opened: Desk, customer: Customer) -> None:
    opened.composer.get_by_role("button", name="Send a location").click()
    dialog = opened.dialog("Send a location")
    dialog.get_by_label("Latitude").fill("53.7965, -1.5478")
    expect(dialog.get_by_label("Longitude")).to_have_value("-1.5478")
    dialog.get_by_label("Name of the place").fill("The workshop")
    dialog.get_by_role("button", name="Send").click()
    content = customer.gets("location")["content"]
    assert (float(content["latitude"]), float(content["longitude"])) == (53.7965, -1.5478)
    assert content["name"] == "The workshop"
    opened.ticks("The workshop", "Read")


def test_a_quote_and_a_reaction_reach_the_customer(opened: Desk, customer: Customer) -> None:
    asked = customer.says("Does it whistle?")
    line = opened.line("Does it whistle?").first
    opened.menu(line, "Reply")
    expect(opened.composer.get_by_text("Does it whistle?")).to_be_visible()
    opened.reply("Like a train")
    answer = customer.gets_text("Like a train")
    assert answer["context"]["id"] == asked
    expect(opened.line("Like a train").get_by_role("button", name="Does it whistle?")).to_be_visible()

    opened.menu(line, "React with 👍")
    until(lambda: {"business": "👍"}.items() <= _reactions(customer, asked).items(), "the thumb on the phone")
    mine = line.get_by_role("button", name="👍 from your team")
    expect(mine).to_be_visible()
    mine.click()
    until(lambda: "business" not in _reactions(customer, asked), "the thumb gone from the phone")
    expect(mine).to_be_hidden()


def _reactions(customer: Customer, wamid: str) -> dict[str, str]:
    return next(dict(one.get("reactions") or {}) for one in customer.chat() if one["id"] == wamid)


def test_what_the_customer_does_to_messages_shows_live(opened: Desk, customer: Customer) -> None:
    opened.reply("Here is our price list")
    ours = customer.gets_text("Here is our price list")["id"]
    customer.acts("reaction", target=ours, emoji="🔥")
    expect(opened.line("Here is our price list").get_by_role("img", name="🔥 from the customer")).to_be_visible()
    customer.acts("reaction_removed", target=ours)
    expect(opened.line("Here is our price list").get_by_role("img", name="🔥 from the customer")).to_be_hidden()
    theirs = customer.says("I ordred the blue one")
    expect(opened.line("I ordred the blue one")).to_be_visible()
    customer.acts("edit", target=theirs, text="I ordered the blue one")
    expect(opened.line("I ordered the blue one")).to_contain_text("Edited")
    customer.acts("revoke", target=theirs)
    expect(opened.thread.get_by_text("This message was deleted")).to_be_visible()
    expect(opened.line("I ordered the blue one")).to_have_count(0)


def test_a_canned_reply_by_slash_is_filled_and_sent(opened: Desk, api: Api, customer: Customer) -> None:
    api.canned_reply("hours", "We are open Tuesday to Saturday, 10 to 6.")
    opened.page.reload()
    expect(opened.line("Hello, I have a question")).to_be_visible()
    opened.box.press_sequentially("/hou")
    expect(opened.page.get_by_role("option", name="/hours")).to_be_visible()
    opened.box.press("Enter")
    expect(opened.box).to_have_value("We are open Tuesday to Saturday, 10 to 6.")
    opened.box.press("Enter")
    customer.gets_text("We are open Tuesday to Saturday, 10 to 6.")


def test_a_failed_message_says_why_in_plain_words_and_retry_sends_it_anew(opened: Desk, customer: Customer) -> None:
    rule = customer.control.fault("error", code=131026, mode="async", person=customer.person, times=1)
    opened.reply("This one meets trouble")
    line = opened.line("This one meets trouble").first
    expect(line.get_by_role("img", name="Not delivered")).to_be_visible()
    expect(line).to_contain_text("The customer cannot be reached on WhatsApp")
    retry = line.get_by_role("button", name="Retry")
    retry.click()
    expect(line).to_contain_text("Sent again below")
    expect(opened.line("This one meets trouble")).to_have_count(2)
    expect(opened.line("This one meets trouble").last.get_by_role("img", name="Read", exact=True)).to_be_visible()
    customer.control.call("DELETE", f"/faults/{rule}")
    assert customer.accepted()["accepted"] == 2
