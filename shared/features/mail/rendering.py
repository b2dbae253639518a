"""A letter from its kind, language and facts. Pure.

Every fact is cleaned by what it is (``_FACTS``): what other people wrote leads nowhere (``cleaning.said``), an address
or a time stands as it is. Links are made here, from the installation's own address, and from nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Final
from urllib.parse import quote

from shared.core.clock import parse_stamp
from shared.features.mail.cleaning import LONG, line, said
from shared.features.mail.model import KINDS, Letter, language_of
from shared.features.mail.page import Page, as_html
from shared.features.mail.words import Language
from shared.features.mail.words_en import ENGLISH
from shared.features.mail.words_es import SPANISH
from shared.features.mail.words_pt import PORTUGUESE

WORDS: Final[Mapping[str, Language]] = {"en": ENGLISH, "pt": PORTUGUESE, "es": SPANISH}

_CODE = re.compile(r"[0-9]{4,10}")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")
_MAILBOX = re.compile(r"[^\s<>\"'&]{1,64}@[A-Za-z0-9.-]{1,189}")
_COUNT = re.compile(r"[0-9]{1,6}")


def _time(text: str) -> str:
    """The same in every language, and without guessing where the reader lives."""
    return f"{parse_stamp(text):%Y-%m-%d %H:%M} UTC"


def _only(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """The text if it is nothing but this, else nothing."""
    return lambda text: text if pattern.fullmatch(text) else ""


# What comes in English from all over the product, and from Meta.
_ENGLISH: Final = frozenset(("title", "detail"))
NAMELESS: Final = "—"
# How each fact is shown; one that is not here is other people's words.
_FACTS: Final[Mapping[str, Callable[[str], str]]] = {
    "at": _time,
    "code": _only(_CODE),
    "detail": lambda text: said(text, LONG),
    "expires_at": _time,
    "ip": _only(_ADDRESS),
    "left": _only(_COUNT),
    "minutes": _only(_COUNT),
    "new_email": lambda text: text if _MAILBOX.fullmatch(text) else said(text, 254),
    "title": lambda text: said(text, 200),
}
# What a letter is worth nothing without, whoever made the facts; ``model.KINDS`` holds what its sender must give.
_CODED: Final = frozenset(("code", "minutes"))
_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "sign_up_code": _CODED,
    "reset_code": _CODED,
    "email_code": _CODED,
    "notice": frozenset(("workspace", "title")),
    **{kind: one.facts - {"token"} for kind, one in KINDS.items() if not one.code},
}
# Where a letter's button leads, below the installation's address. What stands after a `#` reaches no server.
_LINKS: Final[Mapping[str, str]] = {
    "account_exists": "/sign-in",
    "password_changed": "/forgot-password",
    "new_device": "/",
    "session_stolen": "/",
    "second_factor_on": "/",
    "second_factor_off": "/",
    "recovery_code_used": "/",
    "invitation": "/invitation#{token}",
    "notice": "/w/{workspace_id}/inbox",
}


def render(kind: str, language: str, facts: Mapping[str, str], site: str) -> Letter:
    """The letter ``kind``; ``site`` is the installation's address, without a trailing slash."""
    code = language_of(language)
    words = WORDS[code]
    letter = words.letters[kind]
    shown = _shown(kind, facts, words, site)
    if missing := _NEEDED.get(kind, frozenset()) - shown.keys():
        raise ValueError(f"the letter {kind} can't be written without {', '.join(sorted(missing))}")
    subject = line(letter.subject.format_map(shown), 150)
    if facts.get("severity") == "critical":
        subject = f"{words.important}: {subject}"
    hello = words.hello_name.format_map(shown) if shown.get("name") else words.hello
    before = [hello, *_filled(letter.lines, shown)]
    after = _filled(letter.after, shown)
    link = _link(kind, facts, site)
    footer = words.footer.format_map(shown)
    one_code = shown.get("code", "")
    text = _text(before, one_code, letter.button, link, after, footer)
    english = frozenset(shown[name] for name in _ENGLISH & shown.keys() if code != "en")
    page = Page(code, subject, before, one_code, letter.button, link, after, footer, site, english)
    return Letter(subject, text, as_html(page))


def _link(kind: str, facts: Mapping[str, str], site: str) -> str:
    """Where the button leads; empty for a letter without one."""
    if kind not in _LINKS:
        return ""
    return site + _LINKS[kind].format_map({name: quote(value, safe="") for name, value in facts.items()})


def _shown(kind: str, facts: Mapping[str, str], words: Language, site: str) -> dict[str, str]:
    """The facts as readers will see them; those that come to nothing are left out, and their lines with them."""
    shown = {name: _FACTS.get(name, said)(value) for name, value in facts.items() if name != "token"}
    if "role" in shown:
        shown["role"] = words.roles.get(facts["role"], shown["role"])
    if kind == "notice":
        shown["headline"], shown["about_topic"] = words.topics[facts["topic"]]
        shown["preferences"] = f"{site}/w/{quote(facts['workspace_id'], safe='')}/settings/notices"
    # A name of nothing but invisible characters must not keep a letter from going out.
    for name in (_NEEDED.get(kind, frozenset()) - _CODED) & shown.keys():
        shown[name] = shown[name] or NAMELESS
    shown = {name: value for name, value in shown.items() if value}
    return {**shown, "site": site}


def _filled(lines: tuple[str, ...], shown: Mapping[str, str]) -> list[str]:
    return [one.format_map(shown) for one in lines if names_in(one) <= shown.keys()]


def names_in(text: str) -> set[str]:
    """The facts a text speaks of."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _text(before: list[str], code: str, button: str, link: str, after: list[str], footer: str) -> str:
    parts = [*before]
    if code:
        parts.append(f"    {code}")
    if link:
        parts.append(f"{button}:\n{link}")
    return "\n\n".join([*parts, *after, f"-- \n{footer}"]) + "\n"
