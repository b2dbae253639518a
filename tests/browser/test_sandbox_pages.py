"""The sandbox's pages in Chromium: the login window behind a connect button, tokens, happenings, mails.

They need no deployed product: a sandbox of their own, and a page of another origin that plays the console.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from infra.sandbox.mailbox import Mailbox
from infra.sandbox.running import Running, running_sandbox
from infra.sandbox.seed import DEMO_ACCOUNT, DEMO_NUMBER
from tests.browser import axe

PAGE = """<!doctype html><html lang="en"><head><title>Console</title><script src="/page.js"></script></head>
<body><main><h1>Console</h1><button id="connect">Connect</button></main></body></html>"""
SCRIPT = """
window.heard = []; window.answers = [];
window.addEventListener('message', (event) => window.heard.push({ origin: event.origin, data: event.data }));
window.fbAsyncInit = () => { FB.init({ appId: '990011223344556', version: 'v25.0' }); window.ready = true; };
window.addEventListener('DOMContentLoaded', () => {
  document.getElementById('connect').addEventListener('click', () => FB.login((answer) => window.answers.push(answer), {
    config_id: '417', response_type: 'code', override_default_response_type: true, extras: { setup: {} } }));
  const sdk = document.createElement('script');
  sdk.src = '%s/sdk.js';
  document.head.append(sdk);
});
"""


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running_sandbox() as running:
        yield running


@pytest.fixture(params=["light", "dark"])
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 900})
    context.add_init_script(path=axe.source())
    yield context
    context.close()


@pytest.fixture
def opener(sandbox: Running) -> Iterator[str]:
    """The address of a page that plays the console. A server of its own: what Playwright fulfils is no local page,
    and Chromium lets only local pages reach this machine."""
    policy = f"default-src 'none'; script-src 'self' {sandbox.url}"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_script = self.path == "/page.js"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
            self.end_headers()
            self.wfile.write((SCRIPT % sandbox.url if is_script else PAGE).encode())

        def log_message(self, *given: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def console(browser: Browser, opener: str) -> Iterator[Page]:
    """A page of another origin with the console's own kind of content policy, its SDK loaded."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(opener)
    until(page, "window.ready === true")
    yield page
    context.close()


def until(page: Page, expression: str, seconds: float = 15.0) -> None:
    """Playwright's own waiting evaluates text in the page, which a content policy forbids."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"never: {expression}"
        page.wait_for_timeout(30)


def open_window(console: Page) -> Page:
    with console.expect_popup() as popup:
        console.get_by_role("button", name="Connect").click()
    expect(popup.value.get_by_label("Which business")).to_be_focused()
    return popup.value


def outcome(console: Page) -> tuple[Any, list[dict[str, Any]]]:
    """The SDK's answer, and the signup's messages as a product would pick them out."""
    until(console, "window.answers.length === 1")
    messages = []
    for one in console.evaluate("window.heard"):
        try:
            data = json.loads(one["data"])
        except (TypeError, ValueError):
            continue
        if data.get("type") == "WA_EMBEDDED_SIGNUP":
            messages.append({**data, "origin": one["origin"]})
    return console.evaluate("window.answers[0]"), messages


def test_the_window_connects_a_present_account_by_keyboard_alone(console: Page, sandbox: Running) -> None:
    popup = open_window(console)
    for _ in range(3):
        popup.keyboard.press("Tab")
    popup.keyboard.press("Enter")

    answer, messages = outcome(console)

    assert answer["status"] == "connected"
    assert [(one["event"], one["data"]["waba_id"], one["data"]["phone_number_id"]) for one in messages] == [
        ("FINISH", DEMO_ACCOUNT, DEMO_NUMBER)
    ]
    assert messages[0]["origin"] == sandbox.url
    assert answer["authResponse"]["code"].startswith("AQ")
    assert popup.is_closed() or popup.wait_for_event("close") is not None


def test_the_window_makes_a_business_an_account_and_a_number(console: Page, sandbox: Running) -> None:
    popup = open_window(console)
    popup.get_by_label("Which business").select_option(label="A new business")
    popup.get_by_label("Name of the new business").fill("Marigold Clocks")
    popup.get_by_label("Name of the new account").fill("Marigold Service")
    popup.get_by_label("Display name").fill("Marigold")
    popup.get_by_label("Two-step PIN it has").fill("483920")
    popup.get_by_role("button", name="Finish").click()

    _, messages = outcome(console)

    data = messages[0]["data"]
    number = sandbox.control.number(data["phone_number_id"])
    assert (number["account"], number["verified_name"], number["pin"]) == (data["waba_id"], "Marigold", "483920")
    names = {one["id"]: one["name"] for one in sandbox.control.facts()["accounts"]}
    assert names[data["waba_id"]] == "Marigold Service"


def test_no_number_and_the_phone_app_have_events_of_their_own(console: Page) -> None:
    popup = open_window(console)
    popup.get_by_label("Which number").select_option(label="No number yet")
    expect(popup.get_by_label("stays in the WhatsApp Business app")).to_be_hidden()
    popup.get_by_role("button", name="Finish").click()
    assert outcome(console)[1][0]["event"] == "FINISH_ONLY_WABA"

    console.evaluate("window.answers = []; window.heard = []")
    popup = open_window(console)
    popup.get_by_label("Which number").select_option(label="A new number")
    popup.get_by_label("stays in the WhatsApp Business app").check()
    popup.get_by_role("button", name="Finish").click()
    assert outcome(console)[1][0]["event"] == "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"


@pytest.mark.parametrize(("button", "event"), [("Cancel", "CANCEL"), ("Report an error", "ERROR")])
def test_an_end_without_a_code(console: Page, button: str, event: str) -> None:
    open_window(console).get_by_role("button", name=button).click()
    answer, messages = outcome(console)
    assert (answer["authResponse"], answer["status"]) == (None, "unknown")
    assert [one["event"] for one in messages] == [event]


def test_it_can_be_cancelled_at_a_step_of_choice(console: Page) -> None:
    popup = open_window(console)
    popup.get_by_text("What goes wrong").click()
    popup.locator("#step").select_option("PHONE_NUMBER_SETUP")
    popup.get_by_role("button", name="Cancel").click()
    assert outcome(console)[1][0]["data"] == {"current_step": "PHONE_NUMBER_SETUP"}


def test_a_closed_window_is_an_end_too(console: Page) -> None:
    open_window(console).close()
    answer, messages = outcome(console)
    assert (answer["status"], messages) == ("unknown", [])


def test_lost_messages_and_noise_can_be_switched_on_in_the_window_and_from_outside(
    console: Page, sandbox: Running
) -> None:
    popup = open_window(console)
    popup.get_by_text("What goes wrong").click()
    popup.get_by_label("The message about what was chosen is lost").check()
    popup.get_by_role("button", name="Finish").click()
    answer, messages = outcome(console)
    assert (answer["status"], messages) == ("connected", [])

    console.evaluate("window.answers = []; window.heard = []")
    sandbox.control.fault("signup_noise", times=1)
    open_window(console).get_by_role("button", name="Finish").click()
    answer, messages = outcome(console)
    assert (answer["status"], len(messages)) == ("connected", 1)
    assert console.evaluate("window.heard.length") > 4


def test_a_late_message_comes_after_the_code(console: Page, sandbox: Running) -> None:
    sandbox.control.fault("signup_message_late", times=1)
    open_window(console).get_by_role("button", name="Finish").click()
    answer, messages = outcome(console)
    assert (answer["status"], messages) == ("connected", [])
    until(console, "window.heard.some((one) => String(one.data).includes('FINISH'))")


def test_what_cannot_be_is_said_in_the_window(console: Page) -> None:
    popup = open_window(console)
    popup.get_by_label("Which number").select_option(label="A new number")
    popup.get_by_label("Phone (empty: any)").fill("+44 113 496 0321")
    popup.get_by_role("button", name="Finish").click()
    expect(popup.get_by_role("alert")).to_contain_text("has a WhatsApp account already")


def test_tokens_can_be_made_copied_and_invalidated(window: BrowserContext, sandbox: Running) -> None:
    page = window.new_page()
    page.goto(sandbox.url)
    page.get_by_text("Tokens", exact=True).click()
    page.get_by_label("Kind").select_option("without_messaging")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_label("The token", exact=True)).to_have_value(re.compile(r"^EAA\w{20,}$"))
    value = page.get_by_label("The token", exact=True).input_value()
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.locator("#token-said")).not_to_be_empty()
    page.get_by_role("button", name=f"Invalidate the token that ends in {value[-6:]}").click()
    expect(page.get_by_role("button", name=f"Revive the token that ends in {value[-6:]}")).to_be_visible()
    dead = [one["subcode"] for one in sandbox.control.call("GET", "/tokens")["items"] if one["value"] == value]
    assert dead == [460]


def test_an_account_can_be_banned_and_a_number_flagged_from_the_page(window: BrowserContext, sandbox: Running) -> None:
    page = window.new_page()
    page.goto(sandbox.url)
    page.get_by_text("Accounts and numbers", exact=True).click()
    page.get_by_label("What happens").select_option("banned")
    expect(page.get_by_label("To the number")).to_be_disabled()
    page.get_by_role("button", name="Make it happen").click()
    expect(page.get_by_text("ban: DISABLE")).to_be_visible()
    page.get_by_label("What happens").select_option("flagged")
    page.get_by_role("button", name="Make it happen").click()
    expect(page.locator("#event-said")).to_have_text("Done: flagged, +44 113 496 0321 is flagged.")
    assert sandbox.control.number(DEMO_NUMBER)["quality"] == "RED"


def test_a_fault_can_be_aimed_at_a_group_of_routes(window: BrowserContext, sandbox: Running) -> None:
    page = window.new_page()
    page.goto(sandbox.url)
    page.locator("#fault").select_option("not_json")
    page.locator("#fault-route").select_option("register")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("route register")).to_be_visible()
    rules = sandbox.control.call("GET", "/faults")["items"]
    assert [(rule["fault"], rule["route"]) for rule in rules] == [("not_json", "register")]


MAILS = {
    "messages": {
        "0": [
            {"MessageId": "1", "Source": "hello@waloom.test", "To": ["ada@example.test"], "Subject": "Your code",
             "BodyText": "Your code is 417283. See https://console.test/help.",
             "BodyHtml": "<h1>417283</h1><a href='https://console.test/help'>Help</a><script>parent.evil = 1</script>",
             "Timestamp": 1795341600.0},
            {"MessageId": "2", "Source": "hello@waloom.test", "To": ["bo@example.test"], "Subject": "An invitation",
             "BodyText": "<b>not bold</b>", "BodyHtml": None, "Timestamp": 1795341700.0},
        ]
    }
}  # fmt: skip


@pytest.fixture
def mails(window: BrowserContext, sandbox: Running) -> Page:
    """The mailbox page over invented mails; HTML comes from the sandbox's own route."""
    box = Mailbox()
    box.take(MAILS)

    def answer(route: Any) -> None:
        to = next((part[3:] for part in route.request.url.partition("?")[2].split("&") if part[:3] == "to="), "")
        items = [mail.shown() for mail in box.find(to)]
        route.fulfill(body=json.dumps({"items": items, "problem": ""}), headers={"Content-Type": "application/json"})

    window.route("**/_sandbox/mails**", answer)
    page = window.new_page()
    page.goto(f"{sandbox.url}/mailbox")
    return page


def test_the_newest_mail_is_open_and_others_are_found_by_recipient(mails: Page) -> None:
    expect(mails.get_by_role("heading", name="An invitation")).to_be_visible()
    expect(mails.get_by_text("<b>not bold</b>")).to_be_visible()
    mails.get_by_label("Recipient contains").fill("ada")
    expect(mails.get_by_role("heading", name="Your code")).to_be_visible()
    expect(mails.locator("[data-code]")).to_have_text("417283")
    expect(mails.get_by_role("link", name="https://console.test/help").first).to_have_attribute(
        "href", "https://console.test/help"
    )
    expect(mails.get_by_role("list").first.get_by_role("button")).to_have_count(1)
    assert mails.evaluate("window.evil") is None


@pytest.mark.parametrize("path", ["/", "/mailbox", "/dialog/oauth?origin=http://localhost"])
def test_axe_finds_nothing(window: BrowserContext, sandbox: Running, path: str) -> None:
    page = window.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{sandbox.url}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert axe.findings(page) == []
    assert problems == []


def test_axe_finds_nothing_in_a_mail(mails: Page) -> None:
    expect(mails.get_by_role("heading", name="An invitation")).to_be_visible()
    assert axe.findings(mails) == []
