"""One deployed copy and one Chromium for all browser tests; each test has its own window and its own customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from infra.local.place import LOCAL
from infra.local.seed import AGENT, OWNER, PASSWORD
from infra.sandbox.client import Control
from infra.tools import chromium
from tests.browser.api import Api
from tests.browser.customer import Customer, Customers
from tests.browser.desk import Desk
from tests.browser.standing import Standing, standing_product

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 15_000
FAILURES = LOCAL / "browser-failures"
"""Pictures of the windows of failed tests."""

failed_key = pytest.StashKey[bool]()


# One more combination of what a quicker test shows already: `make wide` runs them.
WIDE = (
    r"test_sandbox_(pages|templates)\.py::.*\[dark",
    r"test_sandbox_pages\.py::test_(no_number|an_end|it_can_be|a_closed|lost_messages|a_late|what_cannot|a_fault)",
    r"test_connect\.py::test_faults_before.*\[waba",
    r"test_connect\.py::test_eight_faults.*\[(numbers|number|templates)-",
    r"test_connect\.py::test_facebooks_window.*\[signup_(code_first|message_late|noise)",
    r"test_connect\.py::test_what_facebooks.*\[signup_(code_used|code_lost)",
    r"test_(numbers|templates)\.py::test_axe.*\[(desk-dark|phone-light)",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")
            if any(re.search(pattern, item.nodeid) for pattern in WIDE):
                item.add_marker("wide")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remembers a failure, so that the windows' pictures are kept."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[failed_key] = True
    return report


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """The deployed copy all browser tests share."""
    with standing_product(tmp_path_factory.mktemp("product")) as standing:
        yield standing


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.ensure(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def control(product: Standing) -> Control:
    """The sandbox's driver."""
    return Control(product.place.sandbox_url)


@pytest.fixture(scope="session")
def api(product: Standing) -> Api:
    """The owner's API."""
    return Api(product.place.base_url, OWNER[0], PASSWORD, product.workspace)


@pytest.fixture(scope="session")
def customers(control: Control) -> Customers:
    return Customers(control)


@pytest.fixture
def customer(customers: Customers) -> Customer:
    """Somebody nobody else in these tests is."""
    return customers.make()


def session_of(browser: Browser, base: str, email: str) -> StorageState:
    """The cookies of a signed-in browser."""
    context = browser.new_context(base_url=base)
    answer = context.request.post("/v1/session", data={"email": email, "password": PASSWORD}, headers={"X-WALoom": "1"})
    assert answer.ok, answer.text()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def owner_session(browser: Browser, product: Standing) -> StorageState:
    """For one window: its secret changes with every page load, so a copy in another window would soon look stolen."""
    return session_of(browser, product.place.base_url, OWNER[0])


@pytest.fixture
def agent_session(browser: Browser, product: Standing) -> StorageState:
    """Like the owner's, for one window."""
    return session_of(browser, product.place.base_url, AGENT[0])


Window = Callable[..., Page]


@pytest.fixture
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Window]:
    """Opens browser windows, each a person of its own. At the end none may have met an error of ours in its scripts."""
    opened: list[BrowserContext] = []
    troubles: list[str] = []

    def open_window(**options: Any) -> Page:
        settings: dict[str, Any] = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/London", **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(WAIT_MS)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"uncaught: {error}"))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if re.search("Content Security Policy", said.text) else None,
        )
        return page

    yield open_window
    if request.node.stash.get(failed_key, False):
        FAILURES.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "_", request.node.name)
        for at, context in enumerate(opened):
            for page in context.pages:
                page.screenshot(path=FAILURES / f"{name}-{at}.png")
    for context in opened:
        context.close()
    assert troubles == []


@pytest.fixture
def desk(window: Window, product: Standing, owner_session: StorageState) -> Desk:
    """The owner at a desktop."""
    return Desk(window(storage_state=owner_session), product.place.base_url, product.workspace)


@pytest.fixture
def colleague(window: Window, product: Standing, agent_session: StorageState) -> Desk:
    """The agent at a desktop."""
    return Desk(window(storage_state=agent_session), product.place.base_url, product.workspace)


@pytest.fixture
def pocket(window: Window, browser: Browser, product: Standing) -> Desk:
    """The owner at a phone's width, with touch."""
    state = session_of(browser, product.place.base_url, OWNER[0])
    page = window(storage_state=state, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    return Desk(page, product.place.base_url, product.workspace)
