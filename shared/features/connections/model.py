"""A connected WhatsApp account, its numbers, and the steps that connect it. Pure.

The steps are data: ``STEPS`` is the order, each is waiting, done or failed with a problem, and an account is connected
when all are done. The first two (the token is good, the account is ours) are checked before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from shared.core.ids import NumberId, WabaId, WorkspaceId

Step = Literal["token", "waba", "subscribe", "numbers", "register", "templates"]
StepState = Literal["waiting", "done", "failed"]
Status = Literal["connected", "incomplete", "disconnected"]

STEPS: Final[tuple[Step, ...]] = ("token", "waba", "subscribe", "numbers", "register", "templates")


@dataclass(frozen=True)
class Problem:
    """Why a step failed, in plain words: ``title`` says what is wrong, ``advice`` what to do. ``code`` is stable."""

    code: str
    title: str
    advice: str


@dataclass(frozen=True)
class StepReport:
    """How far one step is."""

    step: Step
    state: StepState
    problem: Problem | None = None


@dataclass(frozen=True)
class Account:
    """A WhatsApp Business Account of a workspace. ``token_version`` grows with every stored token."""

    workspace: WorkspaceId
    waba: WabaId
    name: str
    steps: Mapping[Step, StepReport]
    token_version: int
    token_expires_at: datetime | None = None
    connected_at: datetime | None = None
    disconnected: Problem | None = None

    @property
    def status(self) -> Status:
        if self.disconnected:
            return "disconnected"
        return "connected" if self.next_step is None else "incomplete"

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in STEPS if self.steps[step].state != "done"), None)

    @property
    def problem(self) -> Problem | None:
        """What keeps the account from working, if anything."""
        if self.disconnected:
            return self.disconnected
        return next((report.problem for report in self.steps.values() if report.state == "failed"), None)


@dataclass(frozen=True)
class Number:
    """A business number. ``display`` is how Meta writes it, ``registered`` whether messages can be sent from it."""

    workspace: WorkspaceId
    waba: WabaId
    id: NumberId
    display: str
    verified_name: str
    quality: str | None
    status: str | None
    throughput: str | None
    limit: str | None
    registered: bool
    gone: bool = False
    """Meta no longer lists it for this account; its conversations stay readable."""


@dataclass(frozen=True)
class NumberRoute:
    """Whose a number is: how webhooks find their workspace."""

    workspace: WorkspaceId
    waba: WabaId
    number: NumberId


@dataclass(frozen=True)
class AccountEvent:
    """Something Meta told about an account: a review, a limit, a restriction."""

    id: str
    at: datetime
    field: str
    summary: str
    detail: Mapping[str, object]
