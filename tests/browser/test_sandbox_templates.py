"""The sandbox's Templates panel in Chromium: reviews by hand, and Meta's other turns on a template."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.sandbox.running import Running, running_sandbox
from infra.sandbox.seed import DEMO_ACCOUNT
from tests.browser import axe


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def problems() -> list[str]:
    return []


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, sandbox: Running, request: pytest.FixtureRequest, problems: list[str]) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 900})
    context.add_init_script(path=axe.source())
    page = context.new_page()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(sandbox.url)
    page.locator("summary", has_text="Templates").click()
    expect(page.get_by_label("What Meta does")).to_be_enabled()
    yield page
    context.close()


def create(sandbox: Running, name: str) -> str:
    """A utility template, handed in as a product does; answers its id."""
    components = [{"type": "BODY", "text": "Your kettle is ready to be collected."}]
    body = {"name": name, "language": "en_GB", "category": "UTILITY", "components": components}
    request = urllib.request.Request(
        f"{sandbox.url}/v25.0/{DEMO_ACCOUNT}/message_templates",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {sandbox.token}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.loads(answer.read())["id"])


def status(sandbox: Running, template: str) -> str:
    return str(sandbox.control.call("GET", f"/templates/{template}")["status"])


def test_a_person_reviews(page: Page, sandbox: Running) -> None:
    page.get_by_label("Review by hand").check()
    good, bad = create(sandbox, "kettle_ready"), create(sandbox, "kettle_gone")
    expect(page.get_by_text("4 in review")).to_be_visible()
    page.get_by_role("button", name="Approve kettle_ready (en_GB)").click()
    expect(page.locator("#template-said")).to_have_text("Done: kettle_ready (en_GB), approve. It is approved.")
    page.locator("#template").select_option(bad)
    page.get_by_label("What Meta does").select_option("reject")
    page.get_by_label("Reason").select_option("SCAM")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#template-facts")).to_contain_text("Rejected forscam")
    assert (status(sandbox, good), status(sandbox, bad)) == ("APPROVED", "REJECTED")
    page.get_by_label("Review by hand").uncheck()
    page.get_by_label("Approve utility at once").check()
    expect(page.get_by_text("2 in review")).to_be_visible()
    assert status(sandbox, create(sandbox, "kettle_back")) == "APPROVED"


def test_quality_pauses_and_categories_by_keyboard_alone(page: Page, sandbox: Running) -> None:
    [care] = sandbox.control.templates(DEMO_ACCOUNT, "kettle_care")
    page.locator("#template").select_option(care["id"])
    act = page.get_by_label("What Meta does")
    expect(page.get_by_label("Hours of notice")).to_be_hidden()
    act.select_option("category")
    page.get_by_label("New category").select_option("UTILITY")
    page.get_by_label("Hours of notice").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator("#template-facts")).to_contain_text("marketing, becomes utility")
    act.select_option("pause")
    page.get_by_role("button", name="Do it").press("Enter")
    expect(page.locator("#template-facts")).to_contain_text("Statuspaused")
    assert status(sandbox, care["id"]) == "PAUSED"
    sandbox.control.advance(3 * 3600)
    expect(page.locator("#template-facts")).to_contain_text("Statusapproved")
    expect(page.locator("#template-facts")).to_contain_text("Categoryutility")


def test_axe_finds_nothing_in_the_panel(page: Page, problems: list[str]) -> None:
    for act in ("reject", "quality", "category", "pace"):
        page.get_by_label("What Meta does").select_option(act)
        assert axe.findings(page) == []
    assert problems == []
