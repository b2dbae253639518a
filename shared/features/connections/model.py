"""A connected WhatsApp account, its numbers, and the steps that connect it. Pure.

The steps are data: ``STEPS`` is the order, each is waiting, done, skipped or failed with a problem, and an account is
connected when all that are needed are through. The first three (the token is good, the account is there, it is ours)
are checked before anything is stored. The last one, a first message, is the next thing to do and holds nothing up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.numbers import HealthFacts

Step = Literal["token", "waba", "bind", "subscribe", "numbers", "register", "profile", "templates", "test"]
StepState = Literal["waiting", "done", "failed", "skipped"]
Status = Literal["connected", "incomplete", "disconnected"]
TokenState = Literal["good", "expiring", "bad", "gone"]

STEPS: Final[tuple[Step, ...]] = (
    "token",
    "waba",
    "bind",
    "subscribe",
    "numbers",
    "register",
    "profile",
    "templates",
    "test",
)
BEFORE_STORING: Final[tuple[Step, ...]] = ("token", "waba", "bind")
NEEDED: Final[tuple[Step, ...]] = STEPS[:-1]
THROUGH: Final[frozenset[StepState]] = frozenset({"done", "skipped"})

EXPIRES_SOON: Final = timedelta(days=14)


@dataclass(frozen=True)
class Problem:
    """Why a step failed, in plain words: ``title`` says what is wrong, ``advice`` what to do. ``code`` is stable.

    ``until`` is when waiting is over, where waiting is all there is to do; ``number`` is the number it is about.
    """

    code: str
    title: str
    advice: str
    until: datetime | None = None
    number: NumberId | None = None


@dataclass(frozen=True)
class StepReport:
    """How far one step is."""

    step: Step
    state: StepState
    problem: Problem | None = None


@dataclass(frozen=True)
class Restriction:
    """Something Meta does not let the account do. ``until`` None: until Meta says otherwise."""

    kind: str
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


@dataclass(frozen=True)
class Account:
    """A WhatsApp Business Account of a workspace. ``token_version`` grows with every change of the stored token.

    ``leaving`` is the id of a disconnection under way, ``left_at`` when one ended: the token is gone since.
    """

    workspace: WorkspaceId
    waba: WabaId
    name: str
    steps: Mapping[Step, StepReport]
    token_version: int
    token_kind: str = ""
    token_expires_at: datetime | None = None
    token_checked_at: datetime | None = None
    token_warned: int | None = None
    review: str | None = None
    connected_at: datetime | None = None
    disconnected: Problem | None = None
    meta_state: str | None = None
    restrictions: Sequence[Restriction] = ()
    signed_up_at: datetime | None = None
    leaving: str | None = None
    left_at: datetime | None = None
    scheduled: bool = True
    """The sweeper will bring it up; accounts of the first version wait for somebody to see to that."""

    @property
    def status(self) -> Status:
        if self.disconnected:
            return "disconnected"
        return "connected" if self.next_step is None else "incomplete"

    @property
    def next_step(self) -> Step | None:
        """The first needed step that is not through."""
        return next((step for step in NEEDED if self.steps[step].state not in THROUGH), None)

    @property
    def problem(self) -> Problem | None:
        """What keeps the account from working, if anything."""
        if self.disconnected:
            return self.disconnected
        return next((report.problem for report in self.steps.values() if report.state == "failed"), None)

    @property
    def proven(self) -> bool:
        """A first message has gone out or come in."""
        return self.steps["test"].state == "done"

    def token_state(self, now: datetime) -> TokenState:
        if self.left_at:
            return "gone"
        if self.steps["token"].state == "failed":
            return "bad"
        ends = self.token_expires_at
        return "expiring" if ends and ends - now <= EXPIRES_SOON else "good"


@dataclass(frozen=True)
class Health:
    """What Meta's probe said, and when."""

    facts: HealthFacts
    checked_at: datetime


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
    coexistence: bool = False
    verification: str | None = None
    name_status: str | None = None
    account_mode: str | None = None
    health: Health | None = None
    problem: Problem | None = None
    """Why it could not be registered the last time."""
    trouble: Problem | None = None
    """What Meta refused lately that concerns the whole number: payment, quality, limits."""
    trouble_at: datetime | None = None
    shared: frozenset[str] = frozenset()
    """What was asked of the phone app that shares the number."""


@dataclass(frozen=True)
class NumberRoute:
    """Whose a number is: how webhooks find their workspace. ``closed``: the account was disconnected by its people."""

    workspace: WorkspaceId
    waba: WabaId
    number: NumberId
    closed: bool = False
    proven: bool = False


@dataclass(frozen=True)
class Home:
    """Whose an account is."""

    workspace: WorkspaceId
    closed: str = ""
    """When it was disconnected by its people; "" while it is connected."""


@dataclass(frozen=True)
class AccountEvent:
    """Something Meta told about an account: a review, a limit, a restriction."""

    id: str
    at: datetime
    field: str
    summary: str
    detail: Mapping[str, object]
