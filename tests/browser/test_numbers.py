"""A number's own page: whether it can send and why not, its profile, greetings, PIN, registration, a test message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.seed import OWNER, PASSWORD
from infra.sandbox.client import Control
from tests.browser import axe, pictures
from tests.browser.api import Api, until
from tests.browser.business import PIN, Business, make_business
from tests.browser.conftest import PHONE, Window, session_of
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing

TALK_MS = 40_000


@pytest.fixture(scope="module")
def there(product: Standing) -> Api:
    """The API of a workspace of these tests."""
    owner = Api(product.place.base_url, OWNER[0], PASSWORD)
    wanted = {"name": "Bramble Numbers", "time_zone": "Europe/London", "language": "en"}
    owner.workspace = str(owner.call("POST", "/v1/workspaces", wanted)["id"])
    return owner


@pytest.fixture(scope="module")
def business(control: Control, there: Api) -> Business:
    """A connected account with one number."""
    made = make_business(control)
    answer = there.here("POST", "/accounts", {"token": made.token()})
    assert answer["status"] == "connected", answer
    return made


@pytest.fixture
def keeper(window: Window, browser: Browser, product: Standing, there: Api) -> Desk:
    """The workspace's owner at a desk."""
    state = session_of(browser, product.place.base_url, OWNER[0])
    return Desk(window(storage_state=state), product.place.base_url, there.workspace)


def number_page(desk: Desk, business: Business) -> Page:
    desk.visit(f"settings/connection/numbers/{business.number}")
    expect(desk.page.get_by_role("heading", level=1, name=business.phone)).to_be_visible()
    expect(desk.page.get_by_label("About", exact=True)).to_be_visible()
    return desk.page


def test_the_card_leads_to_the_number_and_its_profile_is_changed(
    keeper: Desk, business: Business, control: Control, tmp_path: Path
) -> None:
    page = keeper.page
    keeper.visit("settings/connection")
    page.get_by_role("link", name=re.compile(re.escape(business.phone))).click()
    about = page.get_by_label("About", exact=True)
    expect(about).to_have_value("Hey there! I am using WhatsApp.")
    about.fill("")
    page.get_by_label("Email", exact=True).fill("hello@bramble")
    page.get_by_label("Website 1", exact=True).fill("bramble.test")
    page.get_by_role("button", name="Save the profile").click()
    expect(about).to_have_accessible_description(re.compile("Write one line"))
    expect(page.get_by_label("Email", exact=True)).to_have_accessible_description(re.compile("no email address"))
    expect(page.get_by_label("Website 1", exact=True)).to_have_accessible_description(re.compile("with https://"))

    about.fill("Bread, every day but Monday")
    expect(about).to_have_accessible_description("One line below your name. 27 of 139")
    page.get_by_label("Description", exact=True).fill("Sourdough since 1988.\nWe bake at night.")
    page.get_by_label("Address", exact=True).fill("7 Mill Lane, Leeds")
    page.get_by_label("Email", exact=True).fill("hello@bramble.test")
    page.get_by_label("Website 1", exact=True).fill("https://bramble.test")
    page.get_by_role("combobox", name="Line of business").click()
    page.get_by_role("option", name="Food and groceries").click()
    small = tmp_path / "small.png"
    small.write_bytes(pictures.png(64, 64))
    page.get_by_label("Choose a picture").and_(page.locator("input")).set_input_files(small)
    expect(page.get_by_role("alert").filter(has_text="smaller than 192 pixels")).to_be_visible()
    square = tmp_path / "square.png"
    square.write_bytes(pictures.png(256, 256))
    page.get_by_label("Choose a picture").and_(page.locator("input")).set_input_files(square)
    expect(page.get_by_role("img", name="The new picture, not saved yet")).to_be_visible()
    page.get_by_role("button", name="Save the profile").click()
    expect(page.get_by_text("Saved. WhatsApp shows it within minutes.")).to_be_visible(timeout=TALK_MS)

    shown = page.get_by_role("img", name="The picture customers see")
    expect(shown).to_be_visible()
    keeper.until(lambda: shown.evaluate("picture => picture.naturalWidth === 256"), "the picture from Meta's side")
    profile = control.number(business.number)["profile"]
    assert profile["about"] == "Bread, every day but Monday"
    assert profile["websites"] == ["https://bramble.test"]
    assert profile["vertical"] == "GROCERY"


def test_greetings_are_previewed_checked_and_saved(keeper: Desk, business: Business, control: Control) -> None:
    page = number_page(keeper, business)
    preview = page.get_by_role("region", name="What customers see")
    expect(preview).to_contain_text("customers see an empty chat")
    for _ in range(4):
        page.get_by_role("button", name="Add a question").click()
    expect(page.get_by_role("button", name="Add a question")).to_have_count(0)
    for at in (4, 3):
        page.get_by_role("button", name=f"Remove question {at}").click()
    page.get_by_label("Question 1", exact=True).fill("Is the rye bread back?")
    page.get_by_label("Question 2", exact=True).fill("Where are you? 🥖")
    page.get_by_role("button", name="Add a command").click()
    page.get_by_label("Command 1", exact=True).fill("opening hours")
    page.get_by_label("What command 1 does", exact=True).fill("When we are open")
    expect(preview).to_contain_text("Is the rye bread back?")
    expect(preview).to_contain_text("/opening hours")
    save = page.get_by_role("button", name="Save greetings and shortcuts")
    save.click()
    expect(page.get_by_label("Question 2", exact=True)).to_have_accessible_description(re.compile("no emoji"))
    expect(page.get_by_label("Command 1", exact=True)).to_have_accessible_description(re.compile("One word"))
    page.get_by_label("Question 2", exact=True).fill("Where are you?")
    page.get_by_label("Command 1", exact=True).fill("hours")
    page.get_by_label("Tell us when somebody opens the chat").check()
    save.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible(timeout=TALK_MS)
    page.reload()
    expect(page.get_by_label("Question 2", exact=True)).to_have_value("Where are you?")
    expect(page.get_by_label("Tell us when somebody opens the chat")).to_be_checked()
    expect(preview).to_contain_text("/hours")


def test_the_pin_is_changed(keeper: Desk, business: Business, control: Control) -> None:
    page = number_page(keeper, business)
    page.get_by_label("New PIN", exact=True).fill("135790")
    page.get_by_label("The same once more", exact=True).fill("135791")
    page.get_by_role("button", name="Change the PIN").click()
    expect(page.get_by_label("The same once more", exact=True)).to_have_accessible_description("The two PINs differ.")
    page.get_by_label("The same once more", exact=True).fill("135790")
    page.get_by_role("button", name="Change the PIN").click()
    expect(page.get_by_text("The PIN is changed.")).to_be_visible(timeout=TALK_MS)
    assert control.number(business.number)["pin"] == "135790"
    expect(page.get_by_label("New PIN", exact=True)).to_have_value("")


def test_the_reason_why_it_cannot_send_is_told_and_goes_when_it_is_solved(
    keeper: Desk, business: Business, control: Control
) -> None:
    page = number_page(keeper, business)
    health = page.locator("section").filter(has=page.get_by_role("heading", name="Can it send?"))
    expect(health).to_contain_text("Yes, it can send")
    control.happens("payment_failed", account=business.account)
    page.get_by_role("button", name="Check now").click()
    expect(health).to_contain_text("No, it cannot send", timeout=TALK_MS)
    expect(health).to_contain_text("The account has no payment method")
    expect(health).to_contain_text("Add one in WhatsApp Manager, Billing")
    control.happens("payment_fixed", account=business.account)
    page.get_by_role("button", name="Check now").click()
    expect(health).to_contain_text("Yes, it can send", timeout=TALK_MS)


def test_what_meta_tells_of_a_number_changes_the_page_by_itself(
    keeper: Desk, business: Business, control: Control
) -> None:
    page = number_page(keeper, business)
    keeper.live()
    facts = page.locator("section").filter(has=page.get_by_role("heading", name="Facts"))
    expect(facts).to_contain_text("Ready")
    control.happens("flagged", number=business.number)
    expect(facts).to_contain_text("Flagged: quality is low", timeout=TALK_MS)
    control.happens("unflagged", number=business.number)
    expect(facts).to_contain_text("Ready", timeout=TALK_MS)


def test_a_number_is_registered_with_its_pin(keeper: Desk, control: Control, there: Api) -> None:
    made = make_business(control, pin=PIN)
    there.here("POST", "/accounts", {"token": made.token()})
    page = number_page(keeper, made)
    health = page.locator("section").filter(has=page.get_by_role("heading", name="Can it send?"))
    expect(health).to_contain_text("No, it cannot send")
    pin = page.get_by_label("Two-step PIN, if the number has one", exact=True)
    pin.fill("000000")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(pin).to_have_accessible_description(re.compile("PIN is wrong"), timeout=TALK_MS)
    pin.fill(PIN)
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("The number is registered.")).to_be_visible(timeout=TALK_MS)
    expect(page.get_by_role("heading", name="Two-step verification")).to_be_visible()
    expect(health).to_contain_text("Yes, it can send")


def test_a_number_shared_with_a_phone_has_its_pin_there(keeper: Desk, control: Control, there: Api) -> None:
    made = make_business(control)
    control.change_number(made.number, coexistence=True, registered=True)
    there.here("POST", "/accounts", {"token": made.token()})
    page = number_page(keeper, made)
    expect(page.get_by_text("registering and the PIN are done on that phone")).to_be_visible()
    expect(page.get_by_text("Up to 20 messages a second")).to_be_visible()
    expect(page.get_by_text("Shared with the WhatsApp Business app on a phone")).to_be_visible()
    expect(page.get_by_role("button", name="Change the PIN")).to_have_count(0)


def test_a_test_message_reaches_a_phone_and_leads_to_its_conversation(
    keeper: Desk, business: Business, customers: Customers
) -> None:
    customer = customers.make(number=business.number)
    page = number_page(keeper, business)
    to = page.get_by_label("Phone to send to", exact=True)
    to.fill("07700 900123")
    page.get_by_role("button", name="Send the test").click()
    expect(to).to_have_accessible_description(re.compile("with its country code"))
    to.fill(f"+{customer.phone.lstrip('+')}")
    page.get_by_role("button", name="Send the test").click()
    expect(page.get_by_text("The conversation shows when it is delivered and read.")).to_be_visible(timeout=TALK_MS)
    until(lambda: "congratulations" in str(customer.chat()), "the template on the phone")
    page.get_by_role("link", name="See the conversation").click()
    expect(keeper.thread).to_contain_text("congratulations")


def test_a_viewers_controls_are_there_with_the_reason(colleague: Desk, product: Standing, api: Api) -> None:
    number = str(api.here("GET", "/numbers")["items"][0]["id"])
    colleague.visit(f"settings/connection/numbers/{number}")
    save = colleague.page.get_by_role("button", name="Save the profile")
    expect(save).to_have_attribute("aria-disabled", "true")
    expect(colleague.page.get_by_label("About", exact=True)).to_have_attribute("readonly", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desk", "phone"])
def test_axe_finds_nothing_on_the_pages_of_a_connection(
    window: Window,
    browser: Browser,
    product: Standing,
    there: Api,
    business: Business,
    control: Control,
    scheme: str,
    width: str,
) -> None:
    state = session_of(browser, product.place.base_url, OWNER[0])
    small = {"viewport": PHONE} if width == "phone" else {}
    page = window(storage_state=state, color_scheme=scheme, reduced_motion="reduce", **small)
    page.add_init_script(path=axe.source())
    desk = Desk(page, product.place.base_url, there.workspace)
    unfinished = make_business(control, verification="NOT_VERIFIED")
    there.here("POST", "/accounts", {"token": unfinished.token()})
    for path, heading in (
        ("settings/connection", "Numbers & connection"),
        ("settings/connection/new", "Connect a number"),
        (f"settings/connection/{unfinished.account}", unfinished.name),
        (f"settings/connection/{business.account}", business.name),
        (f"settings/connection/numbers/{business.number}", business.phone),
    ):
        desk.visit(path)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        expect(page.get_by_label("Loading…")).to_have_count(0)
        assert axe.findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
