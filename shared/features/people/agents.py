"""Which browser on which system a ``User-Agent`` names, for the list of sessions.

Only what a person recognises: family and major version, system, kind of device. The order matters: nearly every
browser claims to be Chrome and Safari too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BROWSERS: Final = (
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/(\d+)")),
    ("Opera", re.compile(r"\bOP(?:R|T|iOS)/(\d+)")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/(\d+)")),
    ("Vivaldi", re.compile(r"\bVivaldi/(\d+)")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"\b(?:HeadlessChrome|Chromium|Chrome|CriOS)/(\d+)")),
    ("Safari", re.compile(r"\bVersion/(\d+)[\d.]*(?: Mobile/\w+)? Safari/")),
)
_SYSTEMS: Final = (
    ("iPadOS", "iPad"),
    ("iOS", "iPhone"),
    ("Android", "Android"),
    ("ChromeOS", "CrOS"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Agent:
    """``browser`` and ``system`` are empty when the browser does not say; ``device`` is phone, tablet or computer."""

    browser: str
    system: str
    device: str

    @property
    def words(self) -> str:
        """As a letter says it: “Firefox 131 on Windows”."""
        if self.browser and self.system:
            return f"{self.browser} on {self.system}"
        return self.browser or self.system or "an unknown browser"


def read_agent(header: str) -> Agent:
    """What a ``User-Agent`` header says of itself; it may lie, so nothing depends on it."""
    browser = ""
    for name, pattern in _BROWSERS:
        found = pattern.search(header)
        if found:
            browser = f"{name} {found[1]}"
            break
    system = next((name for name, mark in _SYSTEMS if mark in header), "")
    if system == "iPadOS" or (system == "Android" and "Mobile" not in header):
        device = "tablet"
    else:
        device = "phone" if system in {"iOS", "Android"} else "computer"
    return Agent(browser, system, device if system else "unknown")
