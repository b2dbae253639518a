"""What a business may write into its profile and its number's menu: Meta's limits, checked before Meta is asked. Pure.

Source: contract 8.2, 8.3, where the guide and the OpenAPI document differ the larger figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from shared.core.errors import FieldProblem, Invalid
from shared.core.numbers import Automation, Profile

LONGEST: Final = {"about": 139, "address": 256, "description": 512, "email": 128}
MOST_WEBSITES: Final = 2
LONGEST_WEBSITE: Final = 256
VERTICALS: Final = (
    "ALCOHOL",
    "APPAREL",
    "AUTO",
    "BEAUTY",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GOVT",
    "GROCERY",
    "HEALTH",
    "HOTEL",
    "MATRIMONY_SERVICE",
    "NONPROFIT",
    "NOT_A_BIZ",
    "ONLINE_GAMBLING",
    "OTC_DRUGS",
    "OTHER",
    "PHYSICAL_GAMBLING",
    "PROF_SERVICES",
    "RESTAURANT",
    "RETAIL",
    "TRAVEL",
    "UNDEFINED",
)
MOST_PROMPTS: Final = 4
LONGEST_PROMPT: Final = 80
MOST_COMMANDS: Final = 30
LONGEST_COMMAND: Final = 32
LONGEST_HINT: Final = 256
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_COMMAND: Final = re.compile(r"[^\s/]+")


def check_profile(profile: Profile) -> None:
    """Invalid with one problem per wrong field."""
    problems = [
        FieldProblem(name, f"Write at most {longest} characters.")
        for name, longest in LONGEST.items()
        if len(getattr(profile, name)) > longest
    ]
    if profile.email and not _EMAIL.fullmatch(profile.email):
        problems.append(FieldProblem("email", "Write a whole address, like hello@example.com."))
    if profile.vertical and profile.vertical not in VERTICALS:
        problems.append(FieldProblem("vertical", "Choose one of the trades that WhatsApp knows."))
    problems += _websites(profile.websites)
    if problems:
        raise Invalid("WhatsApp would not take this profile.", code="bad_profile", fields=problems)


def _websites(websites: Sequence[str]) -> list[FieldProblem]:
    if len(websites) > MOST_WEBSITES:
        return [FieldProblem("websites", f"At most {MOST_WEBSITES} websites fit into a profile.")]
    return [
        FieldProblem(f"websites.{at}", "Write a whole address with https:// in front, at most 256 characters.")
        for at, website in enumerate(websites)
        if not _is_website(website)
    ]


def _is_website(website: str) -> bool:
    if len(website) > LONGEST_WEBSITE or any(char.isspace() for char in website):
        return False
    try:
        parts = urlsplit(website)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def check_automation(wanted: Automation) -> None:
    """Invalid with one problem per wrong field."""
    problems: list[FieldProblem] = []
    if len(wanted.prompts) > MOST_PROMPTS:
        problems.append(FieldProblem("prompts", f"At most {MOST_PROMPTS} ice breakers are shown."))
    problems += [
        FieldProblem(f"prompts.{at}", f"Write 1 to {LONGEST_PROMPT} characters.")
        for at, prompt in enumerate(wanted.prompts)
        if not 1 <= len(prompt.strip()) <= LONGEST_PROMPT
    ]
    if len(wanted.commands) > MOST_COMMANDS:
        problems.append(FieldProblem("commands", f"At most {MOST_COMMANDS} commands are shown."))
    names: set[str] = set()
    for at, command in enumerate(wanted.commands):
        if not _COMMAND.fullmatch(command.name) or len(command.name) > LONGEST_COMMAND:
            message = f"Write one word of at most {LONGEST_COMMAND} characters, without a slash."
            problems.append(FieldProblem(f"commands.{at}.name", message))
        elif command.name.casefold() in names:
            problems.append(FieldProblem(f"commands.{at}.name", "Each command needs a name of its own."))
        names.add(command.name.casefold())
        if not 1 <= len(command.description.strip()) <= LONGEST_HINT:
            problems.append(FieldProblem(f"commands.{at}.description", f"Write 1 to {LONGEST_HINT} characters."))
    if problems:
        raise Invalid("WhatsApp would not take this menu.", code="bad_automation", fields=problems)
