"""Which browser on which system: headers as browsers send them."""

from __future__ import annotations

import pytest

from shared.features.people.agents import read_agent

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("header", "browser", "system", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/130.0.0.0 Safari/537.36",
         "Chrome 130", "Windows", "computer"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.2849.46",
         "Edge 130", "Windows", "computer"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/129.0.0.0 Safari/537.36 OPR/115.0.0.0",
         "Opera 115", "Linux", "computer"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/129.0.0.0 Safari/537.36",
         "Chrome 129", "ChromeOS", "computer"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15",
         "Safari 18", "macOS", "computer"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} CriOS/130.0.6723.90 Mobile/15E148 Safari/604",
         "Chrome 130", "iOS", "phone"),
        (f"Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) {APPLE} Version/17.6 Mobile/15E148 Safari/604.1",
         "Safari 17", "iPadOS", "tablet"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0", "Firefox 131", "Android", "phone"),
        (f"Mozilla/5.0 (Linux; Android 13; SM-X906C) {WEBKIT} SamsungBrowser/26.0 Chrome/122.0.0.0 Safari/537.36",
         "Samsung Internet 26", "Android", "tablet"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/130.0.0.0 Safari/537.36",
         "Chrome 130", "Linux", "computer"),
        ("curl/8.5.0", "", "", "unknown"),
        ("", "", "", "unknown"),
    ],
)  # fmt: skip
def test_a_header_names(header: str, browser: str, system: str, device: str) -> None:
    found = read_agent(header)

    assert (found.browser, found.system, found.device) == (browser, system, device)


def test_a_letter_says_it_in_words() -> None:
    assert read_agent("Mozilla/5.0 (Windows NT 10.0; rv:131.0) Gecko/20100101 Firefox/131.0").words == (
        "Firefox 131 on Windows"
    )
    assert read_agent("Something (Windows)").words == "Windows"
    assert read_agent("curl/8.5.0").words == "an unknown browser"


def test_a_long_header_costs_no_time() -> None:
    assert read_agent("Version/1" + "1." * 200_000).browser == ""
