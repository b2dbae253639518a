"""Connecting: every fault at every step is said where it is, with what solves it; then the connection goes on."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from infra.local.seed import OWNER, PASSWORD
from infra.sandbox.client import Control
from infra.sandbox.seed import DEMO_ACCOUNT
from tests.browser.api import Api
from tests.browser.business import PIN, Business, make_business
from tests.browser.conftest import Window, session_of
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing

TALK_MS = 40_000
"""Connecting is a dozen calls to Meta in a row."""


@pytest.fixture(scope="module")
def there(product: Standing) -> Api:
    """The API of a workspace with nothing connected, made for these tests."""
    owner = Api(product.place.base_url, OWNER[0], PASSWORD)
    wanted = {"name": "Bramble Bakes", "time_zone": "Europe/London", "language": "en"}
    owner.workspace = str(owner.call("POST", "/v1/workspaces", wanted)["id"])
    return owner


@pytest.fixture
def baker(window: Window, browser: Browser, product: Standing, there: Api) -> Desk:
    """Its owner at a desk."""
    state = session_of(browser, product.place.base_url, OWNER[0])
    return Desk(window(storage_state=state), product.place.base_url, there.workspace)


def steps_of(page: Page) -> Locator:
    return page.get_by_role("list", name="Steps of the connection").get_by_role("listitem")


def step(page: Page, words: str) -> Locator:
    return steps_of(page).filter(has_text=words)


def connected(page: Page, business: Business) -> None:
    expect(page.get_by_role("heading", name=f"{business.name} is connected")).to_be_visible(timeout=TALK_MS)


def gives_token(place: Locator | Page, token: str) -> None:
    place.get_by_label("New system-user token", exact=True).fill(token)
    place.get_by_role("button", name="Check and go on").click()


# ── before anything is stored: the token, the account, whose it is ───────────────────────────────────────────────────


def test_a_newcomer_with_nothing_connected_gets_to_the_first_message(
    baker: Desk, control: Control, customers: Customers, there: Api
) -> None:
    business = make_business(control)
    page = baker.page
    wanted = {"name": "Bramble Pies", "time_zone": "Europe/London", "language": "en"}
    baker = Desk(page, baker.base, str(there.call("POST", "/v1/workspaces", wanted)["id"]))
    baker.visit("settings/connection")
    expect(page.get_by_text("No number is connected yet")).to_be_visible()
    page.get_by_role("link", name="Connect a number").first.click()
    expect(steps_of(page)).to_have_count(9)
    field = page.get_by_label("System-user token", exact=True)
    start = page.get_by_role("button", name="Check and connect")
    field.fill("cut off")
    start.click()
    expect(field).to_have_accessible_description(re.compile("Was it copied whole"))
    field.fill(business.token())
    start.click()
    connected(page, business)
    expect(page).to_have_url(re.compile(f"/settings/connection/{business.account}$"))

    expect(page.get_by_role("img", name=re.compile("^QR code: write to"))).to_be_visible()
    link = page.get_by_role("link", name=re.compile("^Open WhatsApp with"))
    expect(link).to_have_attribute("href", f"https://wa.me/{re.sub('[^0-9]', '', business.phone)}")
    expect(steps_of(page).filter(has_text=": done")).to_have_count(8)
    customer = customers.make(number=business.number)
    customer.says("Do you bake on Mondays?")
    expect(step(page, "Your first message: done")).to_be_visible()
    page.get_by_role("link", name="Open the inbox").click()
    baker.live()
    baker.row(customer.name).click()
    baker.reply("Every day but Monday")
    customer.gets_text("Every day but Monday")
    baker.ticks("Every day but Monday", "Read")


def test_connecting_needs_no_mouse(baker: Desk, control: Control, there: Api) -> None:
    business = make_business(control, pin=PIN)
    page = baker.page
    baker.visit("settings/connection/new")
    tab_to(page, page.get_by_label("System-user token", exact=True))
    page.keyboard.insert_text(business.token())
    page.keyboard.press("Enter")
    failed = step(page, "Numbers are registered for sending: failed")
    expect(failed).to_contain_text("PIN is wrong", timeout=TALK_MS)
    tab_to(page, failed.get_by_label("Two-step PIN of the number", exact=True))
    page.keyboard.type(PIN)
    tab_to(page, failed.get_by_role("button", name="Go on"))
    page.keyboard.press("Enter")
    connected(page, business)


def tab_to(page: Page, target: Locator) -> None:
    """Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("sixty tabs did not reach it")


TOKENS = [
    ("wrong_app", "The token belongs to another app", "the Meta app that this installation uses"),
    ("without_messaging", "lacks a permission: whatsapp_business_messaging", "Generate the token again"),
    ("without_permissions", "lacks a permission", "tick whatsapp_business_management"),
    ("expired", "The token has expired", "Generate a new token"),
    ("revoked", "The token was withdrawn", "The app was removed"),
    ("password_changed", "The token was withdrawn", "the password behind the token changed"),
]


def test_each_bad_token_is_explained_at_its_field_and_a_good_one_goes_through(baker: Desk, control: Control) -> None:
    business = make_business(control)
    page = baker.page
    baker.visit("settings/connection/new")
    field = page.get_by_label("System-user token", exact=True)
    start = page.get_by_role("button", name="Check and connect")
    field.fill("EAA" + "x" * 60)
    start.click()
    expect(field).to_have_accessible_description(re.compile("Meta does not accept this token"))
    for preset, wrong, advice in TOKENS:
        field.fill(business.token(preset))
        start.click()
        expect(field).to_have_accessible_description(re.compile(wrong), timeout=TALK_MS)
        expect(field).to_have_accessible_description(re.compile(advice))
    field.fill(business.token())
    start.click()
    connected(page, business)


@dataclass(frozen=True)
class Fault:
    """A fault of the sandbox, what the page says of it, and what solves it there."""

    kind: str
    words: str
    solution: str = "again"
    code: int = 0
    subcode: int = 0

    def rule(self) -> dict[str, int]:
        return {"code": self.code, "subcode": self.subcode} if self.code else {}


EXPIRED = Fault("error", "The token has expired", "token", 190, 463)
NO_PERMISSION = Fault("error", "The token lacks a permission", "token", 10)
TOO_MANY_CALLS = Fault("error", "Too many calls to Meta", "again", 80007)
SILENT = "Meta did not answer"
EIGHT = (
    EXPIRED,
    NO_PERMISSION,
    TOO_MANY_CALLS,
    Fault("error", SILENT, code=2),
    Fault("server_error_before", SILENT),
    Fault("not_json", SILENT),
    Fault("reset_before", SILENT),
    # Last, because it is done and only its answer is lost: the next try finds nothing left to do.
    Fault("server_error_after", SILENT),
)


@pytest.mark.parametrize(("route", "faults"), [("debug_token", EIGHT[2:]), ("waba", EIGHT)])
def test_faults_before_anything_is_stored_leave_the_form_as_it_is(
    baker: Desk, control: Control, route: str, faults: tuple[Fault, ...]
) -> None:
    business = make_business(control)
    page = baker.page
    baker.visit("settings/connection/new")
    field = page.get_by_label("System-user token", exact=True)
    field.fill(business.token())
    start = page.get_by_role("button", name="Check and connect")
    form = page.locator("form").filter(has=field)
    for fault in faults:
        with business.fault(fault.kind, route, **fault.rule()):
            start.click()
            expect(form).to_contain_text(fault.words, timeout=TALK_MS)
    start.click()
    connected(page, business)


def test_an_account_of_another_workspace_stays_there(baker: Desk, control: Control) -> None:
    page = baker.page
    baker.visit("settings/connection/new")
    page.get_by_label("System-user token", exact=True).fill(control.mint("system_user", DEMO_ACCOUNT))
    page.get_by_role("button", name="Check and connect").click()
    problem = page.get_by_role("alert").filter(has_text="connected to another workspace")
    expect(problem).to_contain_text("Disconnect it there first")


def test_a_token_for_two_accounts_asks_which(baker: Desk, control: Control, there: Api) -> None:
    business = make_business(control)
    page = baker.page
    baker.visit("settings/connection/new")
    page.get_by_label("System-user token", exact=True).fill(business.token("several_accounts"))
    page.get_by_role("button", name="Check and connect").click()
    choice = page.get_by_role("radiogroup", name="Which account?")
    expect(choice.get_by_role("radio")).to_have_count(2)
    choice.get_by_label(re.compile(f"{business.name}|{business.account}")).check()
    page.get_by_role("button", name="Connect this account").click()
    connected(page, business)


# ── once it is stored: each step stands where it failed, and goes on from there ──────────────────────────────────────


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ("subscribe", "Meta sends us this account's messages"),
        ("numbers", "Numbers are read"),
        ("register", "Numbers are registered for sending"),
        ("number", "Profile, limits and quality are read"),
        ("templates", "Templates are read"),
    ],
)
def test_eight_faults_at_a_step_one_after_the_other_are_resumed_to_success(
    baker: Desk, control: Control, there: Api, route: str, words: str
) -> None:
    business = make_business(control)
    page = baker.page
    with business.fault(EIGHT[0].kind, route, **EIGHT[0].rule()):
        there.here("POST", "/accounts", {"token": business.token()})
    baker.visit(f"settings/connection/{business.account}")
    for at, fault in enumerate(EIGHT):
        failed = step(page, f"{words}: failed")
        expect(failed).to_contain_text(fault.words, timeout=TALK_MS)
        following = EIGHT[at + 1] if at + 1 < len(EIGHT) else None
        if following is None:
            solve(page, failed, fault, business)
        else:
            with business.fault(following.kind, route, **following.rule()):
                solve(page, failed, fault, business)
    connected(page, business)


def solve(page: Page, failed: Locator, fault: Fault, business: Business) -> None:
    """Presses the one control that the page offers beside the problem, and waits for the answer."""
    with page.expect_response(re.compile(r"/accounts/\d+/resume$"), timeout=TALK_MS):
        if fault.solution == "token":
            gives_token(failed, business.token())
        else:
            failed.get_by_role("button", name="Try again").click()


def test_a_number_is_verified_gets_its_pin_and_waits_for_72_hours(baker: Desk, control: Control, there: Api) -> None:
    business = make_business(control, pin=PIN, verification="NOT_VERIFIED")
    there.here("POST", "/accounts", {"token": business.token()})
    page = baker.page
    baker.visit("settings/connection")
    card = page.locator("section").filter(has_text=business.name)
    expect(card.get_by_text("Not finished", exact=True)).to_be_visible()
    card.get_by_role("link", name="Resume").click()
    failed = step(page, "Numbers are registered for sending: failed")
    expect(failed).to_contain_text(f"The number is not verified yet: {business.phone}")
    expect(failed.get_by_role("link", name="Open WhatsApp Manager")).to_have_attribute(
        "href", re.compile("^https://business.facebook.com/")
    )

    control.change_number(business.number, verification="VERIFIED")
    failed.get_by_role("button", name="Try again").click()
    expect(failed).to_contain_text("The two-step verification PIN is wrong", timeout=TALK_MS)
    pin = failed.get_by_label("Two-step PIN of the number", exact=True)
    pin.fill("12345")
    failed.get_by_role("button", name="Go on").click()
    expect(pin).to_have_accessible_description("The PIN has six digits.")

    control.change_number(business.number, registrations=[time.time() - at for at in range(10)], wrong_pins=[])
    pin.fill(PIN)
    failed.get_by_role("button", name="Go on").click()
    expect(failed).to_contain_text("The number was registered too often", timeout=TALK_MS)
    expect(failed).to_contain_text(re.compile("Trying again makes sense from .* days"))

    # Nothing is lost by leaving: the page says the same after a reload.
    page.reload()
    expect(failed).to_contain_text("The number was registered too often")
    control.change_number(business.number, registrations=[])
    failed.get_by_role("button", name="Try again").click()
    connected(page, business)


def test_a_test_message_that_fails_leaves_its_step_open_until_one_arrives(
    baker: Desk, control: Control, customers: Customers, there: Api
) -> None:
    business = make_business(control)
    there.here("POST", "/accounts", {"token": business.token()})
    customer = customers.make(number=business.number)
    page = baker.page
    baker.visit(f"settings/connection/{business.account}")
    first = step(page, "Your first message")
    to = first.get_by_label("Phone to send to", exact=True)
    send = first.get_by_role("button", name="Send the test")
    to.fill(f"+{customer.phone}")
    with business.fault("error", "messages", code=131042):
        send.click()
        first.get_by_role("link", name="See the conversation").click()
        expect(baker.thread).to_contain_text("Meta cannot bill this account", timeout=TALK_MS)
    baker.visit(f"settings/connection/{business.account}")
    expect(first).to_contain_text("Your first message: waiting")
    to.fill(f"+{customer.phone}")
    send.click()
    expect(step(page, "Your first message: done")).to_be_visible(timeout=TALK_MS)


def test_an_unfinished_connection_is_offered_to_whoever_comes_back(baker: Desk, control: Control, there: Api) -> None:
    business = make_business(control)
    with business.fault("error", "subscribe", code=2):
        there.here("POST", "/accounts", {"token": business.token()})
    page = baker.page
    baker.visit("settings/connection/new")
    page.get_by_role("link", name=f"Go on with {business.name}").click()
    step(page, "Meta sends us this account's messages: failed").get_by_role("button", name="Try again").click()
    connected(page, business)


# ── Embedded Signup ──────────────────────────────────────────────────────────────────────────────────────────────────


def facebook(page: Page, act: Callable[[Page], None]) -> None:
    """Presses the button and does something in the login window."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Continue with Facebook").click()
    popup = opened.value
    # A window that is still closing would be used again for the next press.
    with popup.expect_event("close"):
        act(popup)


def finishes(name: str) -> Callable[[Page], None]:
    """Somebody makes a new business with a new account and number."""

    def act(popup: Page) -> None:
        popup.get_by_label("Which business").select_option("")
        popup.get_by_label("Name of the new account").fill(name)
        popup.get_by_label("Display name").fill(name)
        popup.get_by_role("button", name="Finish").click()

    return act


@pytest.mark.parametrize(
    "fault", ["", "signup_message_lost", "signup_code_first", "signup_message_late", "signup_noise"]
)
def test_facebooks_window_connects_whatever_becomes_of_its_message(baker: Desk, control: Control, fault: str) -> None:
    if fault:
        control.fault(fault, times=1)
    name = f"Marigold {time.time_ns() % 10**6}"
    page = baker.page
    baker.visit("settings/connection/new")
    facebook(page, finishes(name))
    expect(page.get_by_role("heading", name=f"{name} is connected")).to_be_visible(timeout=TALK_MS)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("signup_code_expired", "The sign-up at Facebook took too long"),
        ("signup_code_used", "The sign-up at Facebook has no valid code"),
        ("signup_other_ids", "The token is not good for this WhatsApp account"),
        ("signup_code_lost", "You closed Facebook's window before the end"),
    ],
)
def test_what_facebooks_window_got_wrong_is_said_and_pressed_again(
    baker: Desk, control: Control, fault: str, words: str
) -> None:
    name = f"Marigold {time.time_ns() % 10**6}"
    page = baker.page
    baker.visit("settings/connection/new")
    control.fault(fault, times=1)
    facebook(page, finishes(f"{name} at first"))
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible(timeout=TALK_MS)
    facebook(page, finishes(name))
    expect(page.get_by_role("heading", name=f"{name} is connected")).to_be_visible(timeout=TALK_MS)


def test_a_token_for_two_accounts_asks_which_though_its_code_is_spent(baker: Desk, control: Control) -> None:
    other = make_business(control)

    def grant_both(route: Route) -> None:
        given = json.loads(route.request.post_data or "{}")
        route.continue_(post_data=json.dumps({**given, "more_accounts": [other.account]}))

    page = baker.page
    page.context.route("**/_sandbox/signup", lambda route: grant_both(route) if is_post(route) else route.continue_())
    control.fault("signup_message_lost", times=1)
    name = f"Marigold {time.time_ns() % 10**6}"
    baker.visit("settings/connection/new")
    facebook(page, finishes(name))
    choice = page.get_by_role("radiogroup", name="Which account?")
    expect(choice.get_by_role("radio")).to_have_count(2, timeout=TALK_MS)
    choice.get_by_label(re.compile(f"{other.name}|{other.account}")).check()
    page.get_by_role("button", name="Connect this account").click()
    connected(page, other)


def is_post(route: Route) -> bool:
    return route.request.method == "POST"


def test_who_cancels_hears_where_they_stopped(baker: Desk) -> None:
    page = baker.page
    baker.visit("settings/connection/new")
    facebook(page, lambda popup: popup.get_by_role("button", name="Cancel").click())
    problem = page.get_by_role("alert").filter(has_text="Nothing was connected")
    expect(problem).to_contain_text("You stopped at “business account selection”")
    facebook(page, lambda popup: popup.get_by_role("button", name="Report an error").click())
    expect(page.get_by_role("alert")).to_contain_text("The phone number is in use by another WhatsApp account.")
    facebook(page, lambda popup: popup.close())
    expect(page.get_by_role("alert")).to_contain_text("You closed Facebook's window before the end")


def test_a_blocked_window_and_a_blocked_script_are_told_apart(
    window: Window, browser: Browser, product: Standing, there: Api
) -> None:
    state = session_of(browser, product.place.base_url, OWNER[0])
    page = window(storage_state=state)
    page.add_init_script("window.open = () => null")
    page.route("**/sdk.js", lambda route: route.abort())
    desk = Desk(page, product.place.base_url, there.workspace)
    desk.visit("settings/connection/new")
    page.get_by_role("button", name="Continue with Facebook").click()
    expect(page.get_by_role("alert")).to_contain_text("Facebook's login could not be loaded")
    page.unroute("**/sdk.js")
    page.get_by_role("button", name="Continue with Facebook").click()
    expect(page.get_by_role("alert")).to_contain_text("Your browser blocked Facebook's window")


def test_an_agent_sees_why_connecting_is_not_theirs(colleague: Desk) -> None:
    colleague.visit("settings/connection")
    button = colleague.page.get_by_role("button", name="Connect a number")
    expect(button).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")
