"""The whole way without a mouse: sign in, open a conversation, reply, note, resolve."""

from __future__ import annotations

from playwright.sync_api import expect

from infra.local.seed import OWNER, PASSWORD
from tests.browser.api import Api
from tests.browser.conftest import Window
from tests.browser.customer import Customer
from tests.browser.desk import Desk
from tests.browser.standing import Standing


def test_everything_by_keyboard(window: Window, product: Standing, api: Api, customer: Customer) -> None:
    customer.says("Is a keyboard enough?")
    api.conversation(customer.name)
    page = window()
    desk = Desk(page, product.place.base_url, product.workspace)
    keys = page.keyboard
    page.goto(product.place.base_url)
    email = page.get_by_label("Email")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for _ in range(4):
        if email.evaluate("field => document.activeElement === field"):
            break
        keys.press("Tab")
    expect(email).to_be_focused()
    keys.type(OWNER[0])
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()

    # Search by "/", then down into the list.
    expect(desk.row(customer.name)).to_be_visible()
    keys.press("/")
    search = page.get_by_role("searchbox", name="Search name or number")
    expect(search).to_be_focused()
    keys.type(customer.name)
    expect(page.locator("a[data-conversation]")).to_have_count(1)
    for _ in range(12):
        keys.press("Tab")
        if desk.row(customer.name).evaluate("row => document.activeElement === row"):
            break
    expect(desk.row(customer.name)).to_be_focused()
    keys.press("Enter")
    expect(desk.line("Is a keyboard enough?")).to_be_visible()
    expect(page.get_by_role("heading", name=customer.name, level=2).first).to_be_focused()

    keys.press("r")
    expect(desk.box).to_be_focused()
    keys.type("Yes, entirely.")
    keys.press("Enter")
    customer.gets_text("Yes, entirely.")
    desk.ticks("Yes, entirely.", "Read")

    # Escape leaves the box; from the row, the note key leads back into the composer.
    keys.press("Escape")
    keys.press("n")
    expect(desk.composer.get_by_role("tab", name="Note")).to_have_attribute("aria-selected", "true")
    expect(desk.box).to_be_focused()
    keys.type("Wrote with a keyboard alone.")
    keys.press("Enter")
    expect(desk.line("Wrote with a keyboard alone.")).to_contain_text("Only your team sees this")

    # A reaction from the message's own menu.
    keys.press("Shift+Tab")
    reached = False
    for _ in range(12):
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        if label == "Actions for this message":
            reached = True
            break
        keys.press("Shift+Tab")
    assert reached, "Shift+Tab does not lead from the composer to the messages"
    keys.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()

    keys.press("e")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    keys.press("?")
    expect(desk.dialog("Keyboard shortcuts")).to_be_visible()
    keys.press("Escape")
    expect(desk.dialog("Keyboard shortcuts")).to_be_hidden()
    assert api.conversation(customer.name)["status"] == "resolved"


def test_focus_is_visible_and_returns_from_dialogs(desk: Desk, api: Api, customer: Customer) -> None:
    customer.says("Where is the focus?")
    desk.open(api.conversation(customer.name)["id"])
    page, keys = desk.page, desk.page.keyboard
    opener = desk.composer.get_by_role("button", name="Send a location")
    opener.focus()
    keys.press("Enter")
    dialog = desk.dialog("Send a location")
    expect(dialog.get_by_label("Latitude")).to_be_focused()
    for _ in range(12):
        keys.press("Tab")
        assert dialog.evaluate("box => box.contains(document.activeElement)"), "Tab left the dialog"
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    keys.press("Tab")
    ring = page.evaluate(
        "() => { const shown = getComputedStyle(document.activeElement);"
        " return [shown.outlineStyle, shown.outlineWidth, shown.boxShadow] }"
    )
    assert (ring[0] != "none" and ring[1] != "0px") or ring[2] != "none", f"no visible focus: {ring}"
