"""The README's pictures, docs/images/{inbox,inbox-phone,connect,sandbox}.png: `python -m infra.tools.screenshots`.

A copy of the product is deployed in a temporary folder, a morning at the demo's kettle shop is played through the
sandbox and the API, and Chromium takes the pictures. Playwright comes with the development environment.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra.local import console
from infra.local.place import ROOT, Place, temporary_place
from infra.local.product import LocalProduct
from infra.local.seed import OWNER, PASSWORD, seed
from infra.sandbox.client import Control
from infra.sandbox.seed import DEMO_NUMBER
from infra.tools import chromium, morning

IMAGES = ROOT / "docs" / "images"
LARGEST = 250_000
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 30_000
LIVE = re.compile("^Live:")


def save(page: Page, name: str) -> None:
    """The window as a PNG no larger than a README bears."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    IMAGES.mkdir(parents=True, exist_ok=True)
    file = IMAGES / name
    size = file.write_bytes(page.screenshot(animations="disabled", caret="hide"))
    print(f"{file.relative_to(ROOT)}: {size / 1000:.0f} kB", flush=True)
    if size > LARGEST:
        raise SystemExit(f"{name} is larger than {LARGEST / 1000:.0f} kB")


@contextmanager
def signed_in(browser: Browser, place: Place, **options: Any) -> Iterator[Page]:
    """A window of the demo's owner."""
    context = browser.new_context(
        base_url=place.base_url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **options
    )
    context.set_default_timeout(WAIT_MS)
    answer = context.request.post(
        "/v1/session", data={"email": OWNER[0], "password": PASSWORD}, headers={"X-WALoom": "1"}
    )
    if not answer.ok:
        raise SystemExit(f"signing in: {answer.status} {answer.text()}")
    yield context.new_page()
    context.close()


def settled(page: Page, seconds: float = 20) -> None:
    """Waits until every picture of the page is drawn."""
    drawn = (
        "[...document.images].every((one) => one.complete && one.naturalWidth > 0)"
        " && [...document.querySelectorAll('video')].every((one) => one.readyState >= 2)"
    )
    deadline = time.monotonic() + seconds
    while not page.evaluate(drawn) and time.monotonic() < deadline:
        page.wait_for_timeout(100)


def take(place: Place, workspace: str) -> None:
    """Plays the morning and takes the pictures."""
    control = Control(place.sandbox_url)
    shown = morning.play(place, workspace, control)
    address = f"/w/{workspace}/inbox/{shown.conversation}"
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=FLAGS)
        with signed_in(browser, place, viewport=DESKTOP) as page:
            page.goto(address)
            expect(page.get_by_text(shown.last_words).last).to_be_visible()
            expect(page.get_by_role("complementary", name="Contact")).to_contain_text("Only this one.")
            expect(page.get_by_role("listitem").filter(has_text="Rafael Costa")).to_contain_text("Order")
            expect(page.get_by_role("navigation", name="Whose conversations")).to_contain_text("9")
            expect(page.get_by_role("img", name=LIVE)).to_be_visible()
            expect(page.get_by_role("button", name="Open the photo").locator("img")).to_be_visible()
            settled(page)
            save(page, "inbox.png")
        with signed_in(browser, place, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True) as page:
            page.goto(address)
            expect(page.get_by_text(shown.last_words).last).to_be_visible()
            settled(page)
            save(page, "inbox-phone.png")
        with signed_in(browser, place, viewport={"width": 1280, "height": 800}) as page:
            connect(page, workspace, control)
            save(page, "connect.png")
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB", reduced_motion="reduce")
        page = context.new_page()
        page.goto(place.sandbox_url)
        expect(page.locator("#live")).to_have_text("live")
        page.locator("#person").select_option(shown.person)
        page.locator("#number").select_option(DEMO_NUMBER)
        expect(page.locator("#lines").get_by_text(shown.last_words)).to_be_visible()
        settled(page)
        save(page, "sandbox.png")
        browser.close()


def connect(page: Page, workspace: str, control: Control) -> None:
    """A connection that waits for the number's PIN, which somebody set long ago."""
    name = "Quill Teahouse"
    made = control.sign_up(business={"name": name}, account={"name": name}, number={"name": name, "pin": "246810"})
    page.goto(f"/w/{workspace}/settings/connection/new")
    page.get_by_label("System-user token").fill(control.mint("system_user", str(made["account"])))
    page.get_by_role("button", name="Check and connect").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text("PIN").first).to_be_visible()
    settled(page)


def main() -> None:
    """Takes the pictures from a copy of its own, or from `WALOOM_RUNNING` as the browser tests do."""
    running = os.environ.get("WALOOM_RUNNING")
    if running:
        port, sandbox, aws, folder = running.split(",")
        place = Place(state=Path(folder), port=int(port), sandbox_port=int(sandbox), aws_port=int(aws))
        take(place, seed(place).workspace)
        return
    console.build()
    with (
        tempfile.TemporaryDirectory(prefix="waloom-pictures-") as folder,
        LocalProduct(temporary_place(Path(folder)), say=print) as product,
    ):
        if product.demo is None:
            raise SystemExit("the demo was not seeded")
        take(product.place, product.demo.workspace)


if __name__ == "__main__":
    main()
