"""What strangers write and call themselves is text: nothing of it runs, loads or leads anywhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.customer import Customers
from tests.browser.desk import Desk

MARKUP = '<img src=x onerror="window.bitten=1">'
WORDS = (
    f'{MARKUP} <script>window.bitten=2</script> <a href="javascript:window.bitten=3">kettle</a> '
    "javascript:window.bitten=4 *<b onclick=window.bitten=5>bold</b>*"
)


def test_a_name_and_words_of_markup_are_shown_as_they_are_written(desk: Desk, customers: Customers) -> None:
    name = f"{MARKUP} Voss"
    stranger = customers.make(name=name)
    refused: list[str] = []
    desk.page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    desk.inbox()
    stranger.says(WORDS)

    row = desk.page.get_by_role("link").filter(has_text="onerror").first
    expect(row).to_contain_text(MARKUP)
    row.click()
    expect(desk.page.get_by_text("<script>window.bitten=2</script>").first).to_be_visible()
    expect(desk.composer).to_be_visible()

    assert desk.page.evaluate("window.bitten") is None
    assert desk.page.locator("#main img[src=x]").count() == 0
    assert desk.page.locator("a[href^='javascript:']").count() == 0
    assert refused == [], "markup got so far that only the content policy stopped it"
