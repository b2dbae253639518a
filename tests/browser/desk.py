"""The console as a person at a desk uses it: steps by the names that are on the screen, never by CSS classes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.api import until

Found = TypeVar("Found")


class Desk:
    """One browser tab of the console."""

    def __init__(self, page: Page, base: str, workspace: str) -> None:
        self.page, self.base, self.workspace = page, base, workspace

    # -- getting somewhere ---------------------------------------------------------------------------------------------
    def visit(self, path: str) -> None:
        """A page below the workspace, once its frame is there."""
        self.page.goto(f"{self.base}/w/{self.workspace}/{path}")
        expect(self.page.locator("#main")).to_be_visible()

    def inbox(self) -> None:
        """The list, with the live line standing."""
        self.visit("inbox")
        self.live()

    def live(self) -> None:
        """Waits for the live line, which on a copy just started takes a second try now and then."""
        expect(self.page.get_by_role("img", name=re.compile("^Live:"))).to_be_visible(timeout=40_000)

    def open(self, conversation: str) -> None:
        """A conversation by its address, ready to be answered."""
        self.open_thread(conversation)
        expect(self.box).to_be_visible()

    def open_thread(self, conversation: str) -> None:
        """A conversation by its address, whether it can be answered or not."""
        self.visit(f"inbox/{conversation}")
        expect(self.composer).to_be_visible()

    def until(self, look: Callable[[], Found | None], what: str) -> Found:
        """Like `until`, while this page's routes and events are served."""
        return until(look, what, pause=lambda seconds: self.page.wait_for_timeout(seconds * 1000))

    def downloads(self, click: Callable[[], None]) -> Download:
        """The download a click starts, in this tab or in one of its own."""
        started: list[Download] = []
        context = self.page.context

        def keep(download: Download) -> None:
            started.append(download)

        self.page.on("download", keep)
        context.on("page", lambda page: page.on("download", keep))
        click()
        self.until(lambda: started, "a download")
        return started[0]

    # -- the list ------------------------------------------------------------------------------------------------------
    def row(self, name: str) -> Locator:
        return self.page.locator("a[data-conversation]").filter(has_text=name)

    @property
    def list(self) -> Locator:
        return self.page.get_by_role("region", name="Conversations")

    # -- the thread ----------------------------------------------------------------------------------------------------
    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^Conversation with "))

    def line(self, text: str) -> Locator:
        """The message with these words, with everything around its bubble."""
        return self.thread.locator("[data-line]").filter(has=self.page.get_by_role("article").filter(has_text=text))

    def ticks(self, text: str, state: str) -> None:
        """Waits for the ticks of a message: Sent, Delivered, Read…"""
        expect(self.line(text).get_by_role("img", name=state, exact=True)).to_be_visible()

    def menu(self, line: Locator, act: str) -> None:
        """An act from a message's own menu."""
        line.hover()
        line.get_by_role("button", name="Actions for this message").click()
        self.page.get_by_role("menuitem", name=act).click()

    # -- the composer --------------------------------------------------------------------------------------------------
    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("region", name="Write")

    @property
    def box(self) -> Locator:
        return self.composer.get_by_role("textbox")

    @property
    def send_button(self) -> Locator:
        return self.composer.get_by_role("button", name="Send", exact=True)

    def reply(self, text: str) -> None:
        """Types and sends a reply."""
        self.box.fill(text)
        self.send_button.click()

    def note(self, text: str) -> None:
        """Types and adds a private note."""
        self.composer.get_by_role("tab", name="Note").click()
        self.box.fill(text)
        self.composer.get_by_role("button", name="Add note").click()

    def attach(self, *files: Path) -> None:
        self.composer.locator("input[type=file]").set_input_files(list(files))

    def dialog(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title)
