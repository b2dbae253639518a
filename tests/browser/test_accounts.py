"""Accounts as people live them: from nothing to the first message, the second factor, forgotten passwords, sessions."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from infra.local.seed import AGENT
from infra.sandbox.client import Control
from tests.browser import axe
from tests.browser.business import make_business
from tests.browser.conftest import PHONE, Window
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.people import PASSWORD, Person, code_for, enter, fresh_address, make_owner, sign_in, totp
from tests.browser.standing import Standing

TALK_MS = 60_000
"""Connecting is a dozen calls to Meta in a row."""


def clean(page: Page, what: str) -> None:
    """Nothing serious or critical for axe, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        expect(page.locator(f"html[data-mantine-color-scheme={scheme}]")).to_be_attached()
        found = axe.findings(page)
        assert found == [], f"{what}, {scheme}:\n" + "\n".join(found)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def checked(window: Window, **options: object) -> Page:
    """A window with axe at hand."""
    page = window(reduced_motion="reduce", **options)
    page.add_init_script(path=axe.source())
    return page


def security(page: Page, product: Standing, person: Person) -> Desk:
    """The person's security page."""
    desk = Desk(page, product.place.base_url, person.api.workspace)
    desk.visit("settings/security")
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
    return desk


def test_from_nothing_to_the_first_message(
    window: Window, product: Standing, control: Control, customers: Customers
) -> None:
    page, base, email = checked(window), product.place.base_url, fresh_address("pia")
    page.goto(base)
    page.get_by_role("link", name="New here? Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    clean(page, "sign-up")

    # Rules are told while the password is typed, and nothing is sent before they are met.
    page.get_by_label("Your name").fill("Pia Bramble")
    page.get_by_label("Email").fill(email)
    password = page.get_by_label("Password", exact=True)
    password.fill("short")
    expect(page.get_by_role("listitem").filter(has_text="at least 12 characters")).to_contain_text("missing")
    page.get_by_role("button", name="Send me a code").click()
    expect(password).to_have_accessible_description(re.compile("does not meet all its rules"))
    password.fill(PASSWORD)
    expect(page.get_by_role("listitem").filter(has_text="at least 12 characters")).to_contain_text("met")
    began = time.time()
    page.get_by_role("button", name="Send me a code").click()

    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    field = page.get_by_label("Code", exact=True)
    expect(field).to_be_focused()
    clean(page, "the code")
    code = code_for(control, email, began)
    field.fill("000000" if code != "000000" else "111111")
    expect(field).to_have_accessible_description(re.compile("This code is not right"))
    # Mails and phones write codes in groups; pasted so, it goes on by itself.
    expect(field).to_have_value("")
    field.focus()
    page.keyboard.insert_text(f" {code[:3]} {code[3:]} ")

    expect(page.get_by_role("heading", name="Make your workspace")).to_be_visible()
    expect(page.get_by_role("combobox", name="Time zone")).to_have_value("Europe/London")
    clean(page, "the first workspace")
    page.get_by_role("button", name="Make the workspace").click()
    name = page.get_by_label("Name of the workspace")
    expect(name).to_have_accessible_description(re.compile("Give the workspace a name"))
    name.fill("Bramble Bakes")
    page.get_by_role("button", name="Make the workspace").click()

    expect(page.get_by_role("heading", name="Connect a number")).to_be_visible()
    business = make_business(control)
    page.get_by_label("System-user token", exact=True).fill(business.token())
    page.get_by_role("button", name="Check and connect").click()
    to_inbox = page.get_by_role("link", name=re.compile("inbox", re.IGNORECASE)).last
    expect(page.get_by_text(re.compile("is connected|are connected", re.IGNORECASE)).first).to_be_visible(
        timeout=TALK_MS
    )
    to_inbox.click()
    expect(page.get_by_role("heading", level=1, name="Inbox")).to_be_visible()

    workspace = re.search(r"/w/([^/]+)/", page.url)
    assert workspace is not None
    desk = Desk(page, base, workspace.group(1))
    desk.live()
    customer = customers.make(number=business.number)
    customer.says("Do you bake on Mondays?")
    desk.row(customer.name).click()
    desk.reply("Every day but Monday")
    customer.gets_text("Every day but Monday")
    desk.ticks("Every day but Monday", "Read")


def test_signing_up_twice_tells_a_stranger_nothing_and_the_owner_by_mail(
    window: Window, product: Standing, control: Control
) -> None:
    page, known, began = window(viewport=PHONE), AGENT[0], time.time()
    page.goto(f"{product.place.base_url}/sign-up")
    page.get_by_label("Your name").fill("Somebody Else")
    page.get_by_label("Email").fill(known)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Send me a code").click()
    # The same page as for an address nobody knows.
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    expect(page.get_by_text(known)).to_be_visible()
    letter = control.mail(known, since=began)
    assert letter["code"] == "", "a known address got a sign-up code"
    assert any("/sign-in" in link for link in letter["links"])
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(sideways)


def test_a_forgotten_password(window: Window, product: Standing, control: Control) -> None:
    person, base = make_owner(product, control, "Runa Hale", "Hale Hats"), product.place.base_url
    page = checked(window)
    page.goto(f"{base}/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password")).to_be_visible()
    clean(page, "forgot")
    page.get_by_label("Email").fill(person.email)
    began = time.time()
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    clean(page, "reset")
    page.get_by_label("Code", exact=True).fill(code_for(control, person.email, began))
    page.get_by_label("New password", exact=True).fill("Another-Song-48!")
    page.get_by_role("button", name="Change the password").click()

    expect(page.get_by_role("status").filter(has_text="Your password is changed")).to_be_visible()
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("The email or the password is not right.")
    page.get_by_label("Password", exact=True).fill("Another-Song-48!")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Inbox")).to_be_visible()


def test_an_authenticator_and_its_recovery_codes(window: Window, product: Standing, control: Control) -> None:
    person, base = make_owner(product, control, "Tilda Voss", "Voss Vases"), product.place.base_url
    page = checked(window)
    enter(page, base, person)
    desk = security(page, product, person)
    clean(page, "security")
    page.get_by_role("button", name="Set up").click()
    dialog = desk.dialog("Set up an authenticator app")
    dialog.get_by_label("Your password", exact=True).fill("not the password")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_label("Your password", exact=True)).to_have_accessible_description(
        re.compile("This is not your password")
    )
    dialog.get_by_label("Your password", exact=True).fill(person.password)
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    clean(page, "the QR code")
    secret = dialog.locator("code").inner_text()
    dialog.get_by_label("Code from the app").fill(totp(secret))
    kept = desk.dialog("Keep these recovery codes")
    expect(kept).to_be_visible()
    codes = kept.get_by_role("list", name="Recovery codes").get_by_role("listitem").all_inner_texts()
    assert len(codes) == len(set(codes)) == 10
    clean(page, "the recovery codes")
    download = desk.downloads(lambda: kept.get_by_role("button", name="Download").click())
    written = download.path().read_text(encoding="utf-8")
    assert all(code in written for code in codes)
    kept.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes left.")).to_be_visible()

    # Signing in asks for the app's code now.
    second = checked(window)
    sign_in(second, base, person.email)
    field = second.get_by_label("Code from your authenticator app")
    expect(field).to_be_focused()
    clean(second, "the second step")
    field.fill("000000")
    expect(field).to_have_accessible_description(re.compile("This code is not right"))
    # An authenticator's code is good once, and the one of this half minute has been used to set it up.
    field.fill(totp(secret, time.time() + 30))
    expect(second).to_have_url(re.compile("/inbox"))

    # Without the phone: a recovery code, which turns the authenticator off and cannot be used again.
    third = window()
    sign_in(third, base, person.email)
    third.get_by_role("button", name="No phone at hand? Use a recovery code").click()
    recovery = third.get_by_label("Recovery code", exact=True)
    recovery.fill("wrong-code")
    third.get_by_role("button", name="Go on").click()
    expect(recovery).to_have_accessible_description(re.compile("not right, or it was used before"))
    recovery.fill(codes[0])
    third.get_by_role("button", name="Go on").click()
    expect(third).to_have_url(re.compile("/inbox"))
    security(third, product, person)
    expect(third.get_by_role("button", name="Set up")).to_be_visible()


def test_a_session_ended_elsewhere(window: Window, product: Standing, control: Control) -> None:
    person, base = make_owner(product, control, "Ivo Prior", "Prior Prints"), product.place.base_url
    here, there = checked(window), checked(window)
    enter(here, base, person)
    enter(there, base, person)
    Desk(there, base, person.api.workspace).live()

    security(here, product, person)
    rows = here.get_by_role("listitem").filter(has_text="IP address")
    expect(rows.filter(has_text="This device")).to_have_count(1)
    expect(rows.filter(has_text="Chrome")).to_have_count(2)
    others = rows.filter(has_text="Chrome").filter(has_not_text="This device")
    others.get_by_role("button", name=re.compile("^End the session in Chrome")).click()
    expect(others).to_have_count(0)

    # The other window hears of it by itself, keeps what it shows, and goes on after signing in.
    again = there.get_by_role("dialog", name="Sign in to go on")
    expect(again).to_be_visible()
    expect(again).to_contain_text("ended on another device")
    clean(there, "an ended session")
    again.get_by_label("Password", exact=True).fill(person.password)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again).to_be_hidden()
    Desk(there, base, person.api.workspace).live()


def test_all_other_sessions_end_at_once(window: Window, product: Standing, control: Control) -> None:
    person, base = make_owner(product, control, "Edda Quayle", "Quayle Quilts"), product.place.base_url
    here, there = window(), window()
    enter(here, base, person)
    enter(there, base, person)
    desk = security(here, product, person)
    here.get_by_role("button", name="End all others").click()
    desk.dialog("End all other sessions?").get_by_role("button", name="End all others").click()
    expect(here.get_by_role("listitem").filter(has_text="IP address")).to_have_count(1)
    there.reload()
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()


def test_name_address_and_password(window: Window, product: Standing, control: Control) -> None:
    person, base = make_owner(product, control, "Liv Adler", "Adler Apples"), product.place.base_url
    page = window()
    enter(page, base, person)
    desk = Desk(page, base, person.api.workspace)
    desk.visit("settings/profile")
    page.get_by_label("Name", exact=True).fill("Liv Adler-Ives")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=re.compile("^Liv Adler-Ives: profile"))).to_be_visible()

    moved, began = fresh_address("liv"), time.time()
    page.get_by_role("button", name="Change the address").click()
    dialog = desk.dialog("Change your address")
    dialog.get_by_label("New address").fill(moved)
    dialog.get_by_label("Your password", exact=True).fill(person.password)
    dialog.get_by_role("button", name="Send a code").click()
    expect(dialog.get_by_text(moved)).to_be_visible()
    dialog.get_by_label("Code", exact=True).fill(code_for(control, moved, began))
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("definition").filter(has_text=moved)).to_be_visible()

    desk.visit("settings/security")
    page.get_by_role("button", name="Change the password").click()
    dialog = desk.dialog("Change your password")
    dialog.get_by_label("Current password", exact=True).fill("not the password")
    dialog.get_by_label("New password", exact=True).fill("Quite-New-Song-49!")
    dialog.get_by_role("button", name="Change the password").click()
    current = dialog.get_by_label("Current password", exact=True)
    expect(current).to_have_accessible_description(re.compile("This is not your password"))
    current.fill(person.password)
    dialog.get_by_role("button", name="Change the password").click()
    expect(dialog).to_be_hidden()

    other = window()
    sign_in(other, base, moved, "Quite-New-Song-49!")
    expect(other).to_have_url(re.compile("/inbox"))
