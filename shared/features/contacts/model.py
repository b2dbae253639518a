"""A customer of a workspace, as far as Meta and the workspace's people have told us. Pure.

What Meta tells carries Meta's time, and of each fact the latest is kept: so webhooks may come twice and in any order
and the same contact results. A number that a later webhook leaves out is not forgotten (contract 2.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shared.core.clock import millis
from shared.core.ids import ContactId, WorkspaceId, reference
from shared.core.masking import masked_phone, masked_text

FACTS: Final = ("name", "username", "phone", "bsuid", "parent", "marketing")
LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Contact:
    """``name`` is what the customer calls themselves, ``given_name`` what the workspace's people call them.

    ``phone_moved``: the number belongs to somebody else by now (numbers are recycled), so it must not be written to.
    ``marketing`` is the customer's own last word to Meta: "stop", "resume" or "signup".
    """

    workspace: WorkspaceId
    id: ContactId
    created_at: datetime
    name: str = ""
    given_name: str = ""
    username: str = ""
    phone: str = ""
    phone_moved: bool = False
    bsuid: str = ""
    parent: str = ""
    marketing: str = ""
    marketing_at: datetime | None = None
    marketing_source: str = ""
    merged_into: ContactId | None = None

    @property
    def shown_name(self) -> str:
        """What a list shows; "" when there is nothing but ids that say nothing."""
        return self.given_name or self.name or (f"@{self.username}" if self.username else "") or self.shown_phone

    @property
    def shown_phone(self) -> str:
        return self.phone if self.phone.startswith("+") or not self.phone else f"+{self.phone}"

    @property
    def reachable_phone(self) -> str:
        """The number to write to, "" when there is none that is still theirs."""
        return "" if self.phone_moved else self.phone

    @property
    def marketing_stopped(self) -> bool:
        return self.marketing == "stop"

    def masked(self) -> Contact:
        """For who may see no numbers: not here, and not where a number stands for a name."""
        return replace(
            self,
            name=masked_text(self.name),
            given_name=masked_text(self.given_name),
            phone=masked_phone(self.phone),
        )

    def __repr__(self) -> str:
        """The id only: whatever prints this must not print a person."""
        return f"Contact({self.id})"


def version(at: datetime, *tie: str) -> str:
    """Text that grows with time; what happened in the same second is ordered the same way everywhere."""
    return f"{millis(at):013d}-{reference(*tie)[:12]}"


def phone_version(at: datetime, bsuid: str, phone: str) -> str:
    """Like ``version``, comparable between two people who claim a number and between two numbers of one person."""
    return f"{millis(at):013d}-{reference(bsuid)[:8]}{reference(phone)[:8]}"


def tidy_name(name: str) -> str:
    """A name on one line, without control characters, not too long."""
    printable = "".join(char if char.isprintable() or char == "\u200d" else " " for char in name)
    return " ".join(printable.split())[:LONGEST_NAME]
