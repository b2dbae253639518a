"""Signing in and out."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from infra.local.seed import OWNER, PASSWORD
from tests.browser.conftest import PHONE, Window
from tests.browser.desk import Desk
from tests.browser.standing import Standing


def test_a_stranger_signs_in_and_lands_where_they_were_going(window: Window, product: Standing) -> None:
    page = window()
    page.goto(f"{product.place.base_url}/w/{product.workspace}/contacts")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email").fill(OWNER[0])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/w/{product.workspace}/contacts$"))


def test_a_wrong_password_is_told_in_plain_words_and_the_right_one_then_works(
    window: Window, product: Standing
) -> None:
    page = window(viewport=PHONE)
    page.goto(product.place.base_url)
    page.get_by_label("Email").fill(OWNER[0])
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_label("Password", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The email or the password is not right.")
    expect(page.get_by_label("Email")).to_have_value(OWNER[0])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()


def test_the_session_survives_a_reload_and_ends_with_sign_out(window: Window, product: Standing) -> None:
    page = window()
    page.goto(product.place.base_url)
    page.get_by_label("Email").fill(OWNER[0])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    inbox = page.get_by_role("heading", name="Inbox")
    expect(inbox).to_be_visible()
    address = page.url

    page.reload()
    expect(inbox).to_be_visible()
    assert page.url == address
    assert not [item for item in page.evaluate("Object.values(localStorage)") if "eyJ" in item], "a token was stored"

    page.get_by_role("button", name=re.compile("^Odette Quill")).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_session_that_ended_asks_again_over_the_page_and_loses_nothing(desk: Desk) -> None:
    desk.visit("settings/tags")
    desk.page.get_by_role("button", name="New tag").first.click()
    dialog = desk.dialog("New tag")
    dialog.get_by_label("Name").fill("Half written")
    desk.page.context.clear_cookies()
    desk.page.route("**/tags", lambda route: route.fulfill(status=401, json={"code": "unauthenticated"}), times=1)
    dialog.get_by_role("button", name=re.compile("Save|Create|Add")).click()
    again = desk.dialog("Sign in to go on")
    expect(again).to_be_visible()
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again).to_be_hidden()
    expect(dialog.get_by_label("Name")).to_have_value("Half written")
