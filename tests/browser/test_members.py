"""Members and workspaces: invitations from mail to inbox, roles and limits at work, a removal while one watches."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from infra.sandbox.client import Control
from tests.browser.api import until
from tests.browser.business import make_business
from tests.browser.conftest import PHONE, Window
from tests.browser.customer import Customers
from tests.browser.desk import Desk
from tests.browser.people import (
    PASSWORD,
    Person,
    enter,
    fresh_address,
    invitation_link,
    join,
    make_owner,
    make_person,
    sign_in,
)
from tests.browser.pictures import png
from tests.browser.standing import Standing
from tests.browser.test_accounts import checked, clean

WITHIN_MS = 10_000
"""Five seconds are promised; the rest is for a busy machine."""


@pytest.fixture
def owner(product: Standing, control: Control) -> Person:
    """The owner of a workspace of their own."""
    return make_owner(product, control, "Wilma Stone", "Stone Soups")


def desk_of(page: Page, product: Standing, person: Person) -> Desk:
    enter(page, product.place.base_url, person)
    return Desk(page, product.place.base_url, person.api.workspace)


def invite(desk: Desk, email: str, role: str) -> float:
    """Through the dialog; when it began."""
    began = time.time()
    desk.visit("settings/members")
    desk.page.get_by_role("button", name="Invite", exact=True).click()
    dialog = desk.dialog("Invite someone")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_role("radio", name=role, exact=True).click()
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(dialog).to_be_hidden()
    return began


def test_an_invitation_makes_a_stranger_a_member(
    window: Window, product: Standing, control: Control, owner: Person
) -> None:
    desk = desk_of(checked(window), product, owner)
    email = fresh_address("una")
    desk.visit("settings/members")
    desk.page.get_by_role("button", name="Invite", exact=True).click()
    dialog = desk.dialog("Invite someone")
    dialog.get_by_label("Email").fill("not an address")
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(dialog.get_by_label("Email")).to_have_accessible_description(re.compile("does not look like"))
    clean(desk.page, "the invitation dialog")
    desk.page.keyboard.press("Escape")
    began = invite(desk, email, "viewer")
    expect(desk.page.get_by_role("listitem").filter(has_text=email)).to_contain_text("viewer · invited by Wilma Stone")
    clean(desk.page, "members with an invitation")

    guest, link = checked(window), invitation_link(control, email, began)
    guest.goto(link)
    expect(guest.get_by_role("heading", name="Join Stone Soups")).to_be_visible()
    expect(guest.get_by_text("Wilma Stone invites you to work in Stone Soups as viewer.")).to_be_visible()
    clean(guest, "an invitation for a newcomer")
    guest.get_by_label("Your name").fill("Una Vale")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Create the account and join").click()
    expect(guest.get_by_role("heading", level=1, name="Inbox")).to_be_visible()
    assert f"/w/{owner.api.workspace}/" in guest.url

    # The link was good once.
    again = checked(window)
    again.goto(link)
    expect(again.get_by_role("heading", name="This invitation no longer stands")).to_be_visible()
    clean(again, "a used invitation")
    desk.page.reload()
    expect(desk.page.get_by_role("listitem").filter(has_text=email)).to_contain_text("Una Vale")


def test_an_invitation_for_somebody_with_an_account(
    window: Window, product: Standing, control: Control, owner: Person
) -> None:
    known = make_owner(product, control, "Kit Marsh", "Marsh Maps")
    began = invite(desk_of(window(), product, owner), known.email, "agent")
    link = invitation_link(control, known.email, began)

    # Somebody else is signed in in this browser: told so, and nothing is accepted for them.
    page, other = checked(window), make_person(product, control, "Ada Other")
    sign_in(page, product.place.base_url, other.email)
    expect(page.get_by_role("heading", name="Make your workspace")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This invitation is for someone else")).to_be_visible()
    clean(page, "somebody else's invitation")
    page.get_by_role("button", name=f"Sign out and go on as {known.email}").click()

    expect(page.get_by_text("You have an account. Sign in to join.")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(known.email)
    clean(page, "an invitation for a known address")
    page.get_by_label("Password", exact=True).fill(known.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(f"/w/{owner.api.workspace}/inbox"))
    # Two workspaces now, and the way between them.
    page.get_by_role("button", name=re.compile("^Workspace: Stone Soups")).click()
    page.get_by_role("menuitem", name="Marsh Maps").click()
    expect(page).to_have_url(re.compile(f"/w/{known.api.workspace}/inbox"))


def test_an_invitation_withdrawn(window: Window, product: Standing, control: Control, owner: Person) -> None:
    desk, email = desk_of(window(viewport=PHONE), product, owner), fresh_address("max")
    link = invitation_link(control, email, invite(desk, email, "admin"))
    desk.page.get_by_role("button", name=f"Withdraw the invitation to {email}").click()
    desk.dialog(f"Withdraw the invitation to {email}?").get_by_role("button", name="Withdraw").click()
    expect(desk.page.get_by_role("listitem").filter(has_text=email)).to_have_count(0)
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not desk.page.evaluate(sideways)
    guest = window()
    guest.goto(link)
    expect(guest.get_by_role("heading", name="This invitation no longer stands")).to_be_visible()


def test_a_member_removed_while_they_watch(window: Window, product: Standing, control: Control, owner: Person) -> None:
    member = join(product, control, owner, "Bo Lark", "agent")
    watching = desk_of(checked(window), product, member)
    watching.live()
    desk = desk_of(window(), product, owner)
    desk.visit("settings/members")
    desk.page.get_by_role("button", name="Remove Bo Lark").click()
    sure = desk.dialog("Remove Bo Lark?")
    expect(sure.get_by_role("button", name="Remove", exact=True)).to_be_disabled()
    sure.get_by_label("Type Bo Lark to confirm").fill("Bo Lark")
    sure.get_by_role("button", name="Remove", exact=True).click()

    expect(watching.page.get_by_role("alert")).to_contain_text("You are no longer in Stone Soups", timeout=WITHIN_MS)
    expect(watching.page.get_by_role("heading", name="Your workspaces")).to_be_visible()
    clean(watching.page, "removed")
    watching.page.goto(f"{product.place.base_url}/w/{owner.api.workspace}/inbox")
    expect(watching.page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()


def test_a_role_changed_while_they_watch(window: Window, product: Standing, control: Control, owner: Person) -> None:
    member = join(product, control, owner, "Fay Reed", "agent")
    watching = desk_of(window(), product, member)
    watching.visit("settings/tags")
    watching.live()
    new = watching.page.get_by_role("button", name="New tag").first
    expect(new).not_to_have_attribute("aria-disabled", "true")
    desk = desk_of(window(), product, owner)
    desk.visit("settings/members")
    desk.page.get_by_label("Role of Fay Reed").select_option("viewer")
    expect(new).to_have_attribute("aria-disabled", "true", timeout=WITHIN_MS)
    expect(new).to_have_accessible_description(re.compile("Your role \\(viewer\\) does not include this"))


def test_a_limited_agent_sees_their_own_and_no_numbers(
    window: Window, product: Standing, control: Control, owner: Person, customers: Customers
) -> None:
    business = make_business(control)
    owner.api.here("POST", "/accounts", {"token": business.token()})
    member = join(product, control, owner, "Gil Moor", "agent")
    theirs, free = customers.make(number=business.number), customers.make(number=business.number)
    theirs.says("For the boss only")
    free.says("For whoever has time")
    kept = owner.api.conversation(theirs.name)
    owner.api.here("PATCH", f"/conversations/{kept['id']}", {"assignee": owner.api.user["id"]})
    owner.api.conversation(free.name)

    desk = desk_of(window(), product, owner)
    desk.visit("settings/members")
    desk.page.get_by_role("switch", name="Gil Moor: only own and unassigned conversations").click()
    expect(desk.page.get_by_text("Changed for Gil Moor.").first).to_be_visible()
    desk.page.get_by_role("switch", name="Gil Moor: no phone numbers").click()
    until(lambda: member.api.call("GET", "/v1/me")["workspaces"][0]["masked"], "the masking to hold")

    agent = desk_of(checked(window), product, member)
    every = agent.page.get_by_role("button", name="All")
    expect(every).to_have_attribute("aria-disabled", "true")
    expect(agent.page.get_by_role("button", name=re.compile("^Mine"))).to_have_attribute("aria-current", "page")
    agent.page.get_by_role("button", name=re.compile("^Unassigned")).click()
    agent.row(free.name).click()
    expect(agent.box).to_be_visible()
    expect(agent.row(theirs.name)).to_have_count(0)
    panel = agent.page.get_by_role("complementary", name="Contact")
    expect(panel).to_contain_text("••")
    expect(panel).to_contain_text("Phone numbers are hidden from you")
    assert free.phone not in re.sub(r"\D", "", agent.page.locator("body").inner_text())
    clean(agent.page, "a limited agent's inbox")
    agent.visit("contacts")
    expect(agent.page.get_by_role("button", name=re.compile(free.name))).to_be_visible()
    assert free.phone not in re.sub(r"\D", "", agent.page.locator("body").inner_text())
    agent.visit(f"inbox/{kept['id']}")
    expect(agent.page.get_by_text("For the boss only")).to_have_count(0)


def test_the_workspace_itself(
    window: Window, product: Standing, control: Control, owner: Person, tmp_path: Path
) -> None:
    heir = join(product, control, owner, "Ines Rowe", "marketer")
    desk = desk_of(checked(window), product, owner)
    page = desk.page
    desk.visit("settings/workspace")
    clean(page, "the workspace's settings")
    wrong = tmp_path / "notes.txt"
    wrong.write_text("not a picture")
    page.locator("input[type=file]").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_contain_text("not a PNG")
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(96, 96, (190, 60, 60)))
    page.locator("input[type=file]").set_input_files(logo)
    expect(page.get_by_role("img", name="Preview of the new logo")).to_be_visible()
    page.get_by_role("button", name="Use this logo").click()
    shown = page.locator("aside img")
    until(
        lambda: shown.count() == 1 and shown.evaluate("img => img.naturalWidth") == 96,
        "the logo in the frame",
        pause=lambda seconds: page.wait_for_timeout(seconds * 1000),
    )
    page.get_by_label("Name of the workspace").fill("Stone & Sons")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=re.compile("^Workspace: Stone & Sons"))).to_be_visible()

    # An owner can't leave; the workspace is handed over first, and typed so that it is meant.
    leave = page.get_by_role("button", name="Leave the workspace")
    expect(leave).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Hand over").click()
    sure = desk.dialog("Hand Stone & Sons over to Ines Rowe?")
    sure.get_by_label("Type Stone & Sons to confirm").fill("Stone & Sons")
    sure.get_by_role("button", name="Hand over").click()
    expect(sure).to_be_hidden()
    expect(leave).not_to_have_attribute("aria-disabled", "true")
    assert heir.api.call("GET", "/v1/me")["workspaces"][0]["role"] == "owner"
    leave.click()
    sure = desk.dialog("Leave Stone & Sons?")
    sure.get_by_label("Type Stone & Sons to confirm").fill("Stone & Sons")
    sure.get_by_role("button", name="Leave the workspace").click()
    expect(page.get_by_role("heading", name="Your workspaces")).to_be_visible()
    expect(page.get_by_text("You are in no workspace now")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_second_workspace_from_the_switcher(
    window: Window, product: Standing, control: Control, owner: Person
) -> None:
    desk = desk_of(window(), product, owner)
    desk.page.get_by_role("button", name=re.compile("^Workspace: Stone Soups")).click()
    desk.page.get_by_role("menuitem", name="New workspace").click()
    desk.page.get_by_label("Name of the workspace").fill("Stone Stews")
    desk.page.get_by_role("button", name="Make the workspace").click()
    expect(desk.page.get_by_role("heading", name="Connect a number")).to_be_visible()
    expect(desk.page.get_by_role("button", name=re.compile("^Workspace: Stone Stews"))).to_be_visible()


def test_an_agent_sees_why_members_are_not_theirs_to_change(
    window: Window, product: Standing, control: Control, owner: Person
) -> None:
    desk = desk_of(window(), product, join(product, control, owner, "Jo Hart", "agent"))
    desk.visit("settings/members")
    for name in ("Invite", "Remove Wilma Stone"):
        button = desk.page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_accessible_description(re.compile("Your role \\(agent\\) does not include this"))
