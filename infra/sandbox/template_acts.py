"""What the operator can do to a template by hand, from the driver or the page."""

from __future__ import annotations

from infra.sandbox.errors import Refused
from infra.sandbox.model import Json, Template
from infra.sandbox.template_life import NOTICE_HOURS, TemplateLife

SCORES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
ACTS: dict[str, str] = {
    "approve": "the review ends well",
    "reject": "the review ends badly: `reason`, `recommendation`",
    "pause": "low quality: 3 hours, 6 hours, then disabled",
    "unpause": "a pause ends early",
    "disable": "for ever",
    "quality": "`score` GREEN, YELLOW, RED or UNKNOWN",
    "category": "another `category`, announced `hours` (24) ahead; 0 does it at once",
    "pace": "after `slice` messages the rest is held",
    "release": "pacing ends well: what was held goes out",
    "drop": "pacing ends badly: what was held fails with 132015, the template pauses",
}
_BY_STATUS = {
    "PENDING": ("approve", "reject"),
    "REJECTED": ("approve",),
    "APPROVED": ("pause", "disable", "reject"),
    "PAUSED": ("unpause", "disable"),
}


def possible(template: Template) -> list[str]:
    """The acts that its state allows."""
    found = list(_BY_STATUS.get(template.status, ()))
    if template.status == "APPROVED":
        found += ["pace"] if template.slice < 0 else ["release", "drop"]
    return found if template.status == "PENDING_DELETION" else [*found, "quality", "category"]


def act(life: TemplateLife, template: Template, name: str, given: Json) -> None:
    """One turn; Refused says what is possible instead."""
    if name not in possible(template):
        raise Refused(f"a template that is {template.status} takes: {', '.join(possible(template)) or 'nothing'}")
    if name == "reject":
        reason = str(given.get("reason") or "INVALID_FORMAT").upper()
        life.reject(template, reason, str(given.get("recommendation", "")))
    elif name == "quality":
        life.rate(template, _one_of(given, "score", SCORES))
    elif name == "category":
        category = _one_of(given, "category", tuple(one for one in CATEGORIES if one != template.category))
        life.announce(template, category, float(given.get("hours", NOTICE_HOURS)))
    elif name == "pace":
        life.pace(template, int(given.get("slice", 0)))
    else:
        {
            "approve": life.approve,
            "pause": life.pause,
            "unpause": life.unpause,
            "disable": life.disable,
            "release": life.release,
            "drop": life.drop,
        }[name](template)


def _one_of(given: Json, name: str, known: tuple[str, ...]) -> str:
    value = str(given.get(name, "")).upper()
    if value not in known:
        raise Refused(f"{name} is one of {', '.join(known)}")
    return value
