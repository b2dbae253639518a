"""What Meta says about one business number, and the port through which it is asked.

All calls raise ``GraphRefused``, ``GraphUnknown`` or ``GraphUnreachable`` (``core/meta.py``).
Source: contract 7.5, 8.1, 8.2, 8.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.core.accounts import CanSend, NumberFacts
from shared.core.ids import NumberId


@dataclass(frozen=True)
class HealthReason:
    """Why something can't send, in Meta's words. ``entity`` is PHONE_NUMBER, WABA, BUSINESS, APP, MESSAGE_TEMPLATE."""

    entity: str
    code: int
    title: str
    advice: str
    reason: str = ""
    """Our own stable name for it; "" where the words are Meta's."""


@dataclass(frozen=True)
class HealthFacts:
    """The answer to "why can't this number send?"."""

    can_send: CanSend
    reasons: Sequence[HealthReason] = ()


@dataclass(frozen=True)
class NumberDetails:
    """A number as Meta shows it by itself: what the account's list says, and its health."""

    facts: NumberFacts
    health: HealthFacts


@dataclass(frozen=True)
class Profile:
    """What customers see of the business. ``vertical`` is Meta's name of the trade; "" where nothing was written."""

    about: str = ""
    address: str = ""
    description: str = ""
    email: str = ""
    websites: Sequence[str] = ()
    vertical: str = ""
    picture_url: str = ""


@dataclass(frozen=True)
class Command:
    """A slash command customers can choose."""

    name: str
    description: str


@dataclass(frozen=True)
class Automation:
    """What the phone offers in an empty chat: a welcome event, ice breakers, slash commands."""

    welcome_message: bool = False
    prompts: Sequence[str] = ()
    commands: Sequence[Command] = ()


class MetaNumbers(Protocol):
    """Meta's side of a number's page."""

    def details(self, token: str, number: NumberId) -> NumberDetails: ...

    def profile(self, token: str, number: NumberId) -> Profile: ...

    def keep_profile(self, token: str, number: NumberId, profile: Profile, picture: str | None) -> None:
        """``picture`` is the handle of an uploaded file; None leaves the picture as it is."""
        ...

    def upload(self, app: str, token: str, data: bytes, mime_type: str) -> str:
        """The handle of a file that was uploaded (resumed where a connection broke)."""
        ...

    def change_pin(self, token: str, number: NumberId, pin: str) -> None: ...

    def automation(self, token: str, number: NumberId) -> Automation: ...

    def keep_automation(self, token: str, number: NumberId, wanted: Automation) -> None: ...
