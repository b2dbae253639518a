"""Templates: from a draft with mistakes to a message in a chat; samples, cards, copies, limits of edits, deletion."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infra.local.seed import OWNER, PASSWORD
from infra.sandbox.client import Control
from tests.browser import axe, pictures
from tests.browser.api import Api, until
from tests.browser.business import Business, make_business
from tests.browser.conftest import PHONE, Window, session_of
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing

REVIEW_MS = 60_000


@pytest.fixture(scope="module")
def there(product: Standing) -> Api:
    """The API of a workspace of these tests."""
    owner = Api(product.place.base_url, OWNER[0], PASSWORD)
    wanted = {"name": "Bramble Templates", "time_zone": "Europe/London", "language": "en"}
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
def keeper(window: Window, browser: Browser, product: Standing, there: Api, business: Business) -> Desk:
    """The workspace's owner at a desk."""
    state = session_of(browser, product.place.base_url, OWNER[0])
    return Desk(window(storage_state=state), product.place.base_url, there.workspace)


def fresh(stem: str) -> str:
    """A name no template has."""
    return f"{stem}_{uuid.uuid4().hex[:6]}"


def draft(there: Api, business: Business, name: str, text: str = "Your kettle is ready to be collected.") -> str:
    """The id of a draft."""
    wish = {
        "waba_id": business.account,
        "name": name,
        "language": "en_GB",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": text}],
    }
    return str(there.here("POST", "/templates", wish)["id"])


def approved(there: Api, business: Business, name: str) -> str:
    """The id of a template that Meta approved."""
    template = draft(there, business, name)
    there.here("POST", f"/templates/{template}/submit")
    until(lambda: there.here("GET", f"/templates/{template}")["status"] == "APPROVED", "the approval", 60)
    return template


def shown(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Preview of {name}")


def test_a_draft_is_corrected_submitted_approved_and_sent_in_a_chat(
    keeper: Desk, there: Api, business: Business, customers: Customers
) -> None:
    page, name = keeper.page, fresh("kettle_ready")
    keeper.visit("templates")
    page.get_by_role("button", name="New template").first.click()
    box = page.get_by_label("Name", exact=True)
    box.fill(name.replace("_", " ").title())
    expect(box).to_have_value(name)
    body = page.get_by_label("Body", exact=True)
    body.fill("Hi {{1}}")
    page.get_by_role("button", name=re.compile("^Add a button")).click()
    page.get_by_role("menuitem", name="Quick reply").click()
    expect(page.get_by_label("Text on the button")).to_be_focused()

    page.get_by_role("button", name="Submit for review").click()
    problems = page.get_by_role("region", name="Before it can be submitted")
    expect(problems).to_contain_text("things to fix before review")
    expect(body).to_have_accessible_description(re.compile("can't begin or end with a variable"))
    sample = page.get_by_label("Sample for {{1}}")
    expect(sample).to_have_accessible_description(re.compile("Give a sample"))
    problems.get_by_role("button", name=re.compile("^Button 1")).click()
    expect(page.get_by_label("Text on the button")).to_be_focused()

    page.keyboard.type("Thank you")
    body.fill("Hi {{1}}, your *kettle* is ready to be collected.")
    sample.fill("Mira")
    phone = page.get_by_role("region", name="As the customer sees it")
    expect(phone).to_contain_text("Hi Mira, your kettle is ready to be collected.")
    expect(phone.locator("strong")).to_have_text("kettle")
    expect(body).to_have_accessible_description(re.compile("49 of 1,024"))
    expect(problems).to_contain_text("Nothing is missing")
    page.get_by_role("button", name="Save draft").click()
    expect(page).to_have_url(re.compile(rf"/templates/edit/{business.account}\.{name}\.en_GB"))
    expect(page.get_by_text("Everything is saved.")).to_be_visible()

    page.get_by_role("button", name="Submit for review").click()
    expect(shown(page, name)).to_contain_text(re.compile("In review|Approved"))
    expect(shown(page, name)).to_contain_text("Approved", timeout=REVIEW_MS)
    shown(page, name).get_by_role("button", name="History").click()
    history = keeper.dialog(f"History of {name}")
    expect(history.get_by_role("listitem").first).to_contain_text(re.compile("Status:.*Approved"))
    expect(history).to_contain_text("Sent for review")
    page.keyboard.press("Escape")

    customer = customers.make(business.number)
    customer.says("Is it ready?")
    keeper.open(there.conversation(customer.name)["id"])
    keeper.composer.get_by_role("button", name="Send a template").click()
    keeper.dialog("Send a template").get_by_role("button", name=re.compile(f"^{name}")).click()
    dialog = keeper.dialog(name)
    dialog.get_by_label("{{1}}").fill("Tamsin")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(keeper.thread).to_contain_text("Hi Tamsin, your kettle is ready")
    until(lambda: "Hi Tamsin" in str(customer.chat()), "the template on the phone")


def test_a_rejection_says_why(keeper: Desk, there: Api, business: Business) -> None:
    name = fresh("loud_offer")
    template = draft(there, business, name, "This is a scam: reject scam, please, dear reviewers.")
    keeper.visit(f"templates/edit/{template}")
    keeper.page.get_by_role("button", name="Submit for review").click()
    expect(shown(keeper.page, name)).to_contain_text("Rejected by Meta: Looks like a scam", timeout=REVIEW_MS)
    expect(shown(keeper.page, name).get_by_role("button", name="Edit")).to_be_enabled()


def test_samples_and_cards_are_kept(keeper: Desk, tmp_path: Path) -> None:
    page, name = keeper.page, fresh("new_kettles")
    picture, text = tmp_path / "kettle.png", tmp_path / "kettle.txt"
    picture.write_bytes(pictures.png())
    text.write_text("no picture")
    keeper.visit("templates/edit")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("radio", name="Marketing").check()
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Carousel of cards").click()
    page.get_by_label("Body", exact=True).fill("Two kettles are new in the shop.")
    page.get_by_role("button", name=re.compile(r"^Add a button \(1 of 2\)")).click()
    page.get_by_role("menuitem", name="Open a website").click()
    files = page.locator("input[type=file]")
    files.first.set_input_files(text)
    expect(page.get_by_text("This is not the kind of file that goes here.")).to_be_visible()
    for at, kettle in enumerate(("Enamel", "Copper")):
        files.nth(at).set_input_files(picture)
        page.get_by_role("textbox", name="Text of the card").nth(at).fill(f"The {kettle} kettle holds two litres.")
        page.get_by_label("Text on the button").nth(2 * at).fill("Tell me more")
        page.get_by_label("Text on the button").nth(2 * at + 1).fill("See it")
        page.get_by_label("Address", exact=True).nth(at).fill("https://example.test/kettles")
    expect(page.get_by_text("kettle.png")).to_have_count(2)
    expect(page.get_by_role("region", name="As the customer sees it").locator("img")).to_have_count(2)
    expect(page.get_by_role("region", name="Before it can be submitted")).to_contain_text("Nothing is missing")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Everything is saved.")).to_be_visible()
    expect(page.get_by_role("region", name="As the customer sees it").locator("img")).to_have_count(2)
    page.reload()
    expect(page.get_by_role("textbox", name="Text of the card").nth(1)).to_have_value(
        "The Copper kettle holds two litres."
    )
    expect(page.get_by_text("Sample is there")).to_have_count(2)
    page.get_by_role("textbox", name="Text of the card").nth(1).fill("The Copper kettle holds three litres.")
    page.get_by_role("link", name="All templates").click()
    keeper.dialog("Leave without saving?").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Everything is saved.")).to_be_visible()
    page.get_by_role("link", name="All templates").click()
    expect(shown(page, name)).to_contain_text("three litres")


def test_an_approved_template_is_changed_once_a_day_copied_and_deleted(
    keeper: Desk, there: Api, business: Business
) -> None:
    page, name = keeper.page, fresh("visit_soon")
    template = approved(there, business, name)
    keeper.visit(f"templates?show={template}")
    shown(page, name).get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    expect(page.get_by_text("once in 24 hours and ten times in 30 days")).to_be_visible()
    page.get_by_label("Body", exact=True).fill("Your kettle is ready to be fetched.")
    page.get_by_role("button", name="Send changes for review").click()
    expect(shown(page, name)).to_contain_text("Approved", timeout=REVIEW_MS)
    closed = shown(page, name).get_by_role("button", name="Edit")
    expect(closed).to_have_attribute("aria-disabled", "true")
    expect(closed).to_have_accessible_description(re.compile("once in 24 hours"))
    shown(page, name).get_by_role("button", name="History").click()
    history = keeper.dialog(f"History of {name}")
    expect(history.locator("del").filter(has_text="to be collected")).to_be_visible()
    expect(history.locator("ins").filter(has_text="to be fetched")).to_be_visible()
    page.keyboard.press("Escape")

    shown(page, name).get_by_role("button", name="Duplicate").click()
    copy = keeper.dialog(f"Duplicate {name}")
    copy.get_by_label("Name", exact=True).fill(f"{name}_two")
    copy.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_label("Body", exact=True)).to_have_value("Your kettle is ready to be fetched.")

    keeper.visit(f"templates?show={template}")
    shown(page, name).get_by_role("button", name="Delete").click()
    question = keeper.dialog(f"Delete {name}?")
    expect(question).to_contain_text("Meta blocks the name for 30 days")
    expect(question.get_by_role("button", name="Delete")).to_be_disabled()
    question.get_by_label(f"Type {name} to confirm").fill(name)
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(re.compile(f"{name} is deleted. The name is free again on"))).to_be_visible()
    keeper.visit("templates/edit")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Body", exact=True).fill("Your kettle is ready.")
    problems = page.get_by_role("region", name="Before it can be submitted")
    expect(problems).to_contain_text("Meta keeps the name for 30 days")


def test_a_draft_is_written_with_the_keyboard_alone(keeper: Desk) -> None:
    page, name = keeper.page, fresh("by_keys")
    keeper.visit("templates")

    def tab_to(target: Locator) -> None:
        for _ in range(60):
            if target.evaluate("one => one === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    button = page.get_by_role("button", name="New template").first
    expect(button).to_be_visible()
    tab_to(button)
    page.keyboard.press("Enter")
    box = page.get_by_label("Name", exact=True)
    expect(box).to_be_visible()
    tab_to(box)
    page.keyboard.type(name)
    tab_to(page.get_by_label("Body", exact=True))
    page.keyboard.type("Hello ")
    tab_to(page.get_by_role("group", name="Tools for: Body").get_by_role("button", name="Add a variable"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Body", exact=True)).to_be_focused()
    page.keyboard.type(", your kettle is ready.")
    expect(page.get_by_label("Body", exact=True)).to_have_value("Hello {{1}}, your kettle is ready.")
    tab_to(page.get_by_label("Sample for {{1}}"))
    page.keyboard.type("Mira")
    tab_to(page.get_by_role("button", name="Save draft"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Everything is saved.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desk", "phone"])
def test_axe_finds_nothing_in_lists_and_editor(
    window: Window, browser: Browser, product: Standing, there: Api, business: Business, scheme: str, width: str
) -> None:
    state = session_of(browser, product.place.base_url, OWNER[0])
    small = {"viewport": PHONE} if width == "phone" else {}
    page = window(storage_state=state, color_scheme=scheme, reduced_motion="reduce", **small)
    page.add_init_script(path=axe.source())
    desk = Desk(page, product.place.base_url, there.workspace)
    name = fresh("axe")
    template = draft(there, business, name, "Hi {{1}}")

    def clean(what: str) -> None:
        assert axe.findings(page) == [], what
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{what} scrolls sideways"

    desk.visit("templates")
    expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_be_visible()
    clean("the list")
    desk.visit(f"templates?show={template}")
    shown(page, name).get_by_role("button", name="History").click()
    expect(desk.dialog(f"History of {name}")).to_contain_text("Draft started")
    clean("the history")
    page.keyboard.press("Escape")
    desk.visit(f"templates/edit/{template}")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_label("Sample for {{1}}")).to_have_accessible_description(re.compile("Give a sample"))
    clean("a draft with problems")
    page.get_by_role("radio", name="Marketing").check()
    for kind in ("Limited-time offer", "Carousel of cards"):
        page.get_by_role("combobox", name="Kind").click()
        page.get_by_role("option", name=kind).click()
        clean(kind)
    page.get_by_role("radio", name="Authentication").check()
    expect(page.get_by_role("combobox", name="How the code gets into the app")).to_be_visible()
    clean("a one-time password")
