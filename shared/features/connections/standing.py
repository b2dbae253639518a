"""What a number may do now, from its row and its account's. Pure.

trouble   nothing can be sent
opening   nobody can be written to who has not written in the last 24 hours; answers go on
utility   no template of the category UTILITY can be sent
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.features.connections.model import Account, Number, Problem
from shared.features.connections.problems import problem

# Contract 1.9: what a restriction stops. Others (adding numbers, calling) stop nothing that we do.
STOPS_ALL: Final = frozenset({"RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "LOCKED"})
STOPS_OPENING: Final = frozenset({"RESTRICTED_BIZ_INITIATED_MESSAGING"})
STOPS_UTILITY: Final = frozenset({"RESTRICTED_UTILITY_TEMPLATES"})
# Contract 8.2: an open set; of the rest a warning is shown and Meta decides.
BANNED: Final = frozenset({"BANNED", "DELETED", "MIGRATED", "UNLINKED"})
AT_LIMIT: Final = frozenset({"RESTRICTED"})
REVIEWS: Final = {"REJECTED": "review_rejected", "PENDING": "review_pending"}
DISABLED: Final = frozenset({"disabled", "deleted"})


@dataclass(frozen=True)
class Standing:
    """A number as sending sees it. ``proven``: the account's first message is behind it."""

    number: Number
    trouble: Problem | None
    opening: Problem | None
    proven: bool
    utility: Problem | None = None


def standing(number: Number, account: Account | None, now: datetime) -> Standing:
    trouble = _trouble(number, account, now)
    opening = trouble or (_opening(number, account, now) if account else None)
    no_utility = account is not None and restricted(account, now) & STOPS_UTILITY
    utility = trouble or (problem("utility_restricted") if no_utility else None)
    return Standing(number, trouble, opening, account is not None and account.proven, utility)


def _trouble(number: Number, account: Account | None, now: datetime) -> Problem | None:
    if number.gone:
        return problem("number_gone")
    if account is None:
        return problem("account_disconnected")
    if account.disconnected:
        return problem("account_disabled" if account.meta_state in DISABLED else "account_disconnected")
    if restricted(account, now) & STOPS_ALL:
        return problem("account_restricted")
    if number.status in BANNED:
        return problem("number_banned")
    return None if number.registered else problem("number_not_registered")


def _opening(number: Number, account: Account, now: datetime) -> Problem | None:
    if restricted(account, now) & STOPS_OPENING:
        return problem("opening_restricted")
    return problem("number_at_limit") if number.status in AT_LIMIT else None


def warning(account: Account, now: datetime) -> Problem | None:
    """What a connected account suffers from: its steps are through, and still something is stopped or may be soon."""
    holding = restricted(account, now)
    if holding & STOPS_ALL:
        return problem("account_restricted")
    if holding & STOPS_OPENING:
        return problem("opening_restricted")
    if holding & STOPS_UTILITY:
        return problem("utility_restricted")
    return problem(REVIEWS[account.review]) if account.review in REVIEWS else None


def restricted(account: Account, now: datetime) -> frozenset[str]:
    """The restrictions that hold now."""
    return frozenset(one.kind for one in account.restrictions if one.holds(now))
