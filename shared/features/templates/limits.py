"""When Meta lets a template be edited, and how long a deleted name stays blocked (contract 7.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from shared.features.templates.model import APPROVED, DRAFT, EDITABLE, Template

BETWEEN_EDITS: Final = timedelta(hours=24)
MONTH: Final = timedelta(days=30)
EDITS_A_MONTH: Final = 10
NAME_BLOCK: Final = timedelta(days=30)

Reason = Literal["status", "daily", "monthly"]


@dataclass(frozen=True)
class EditState:
    """Whether a template may be edited now; ``left`` is how many edits of this month are left, None for no limit."""

    allowed: bool
    reason: Reason | None = None
    next_at: datetime | None = None
    left: int | None = None


def edit_state(template: Template, now: datetime) -> EditState:
    """Drafts, rejected and paused templates are edited freely; others than approved ones not at all.

    Only the edits made here are known: Meta's own refusal has the last word.
    """
    if template.status == DRAFT or template.status in EDITABLE - {APPROVED}:
        return EditState(True)
    if template.status != APPROVED:
        return EditState(False, "status")
    month = sorted(at for at in template.edited if now - at < MONTH)
    left = max(0, EDITS_A_MONTH - len(month))
    if not left:
        return EditState(False, "monthly", month[-EDITS_A_MONTH] + MONTH, 0)
    if month and now - month[-1] < BETWEEN_EDITS:
        return EditState(False, "daily", month[-1] + BETWEEN_EDITS, left)
    return EditState(True, left=left)
