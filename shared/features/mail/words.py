"""The shape of a letter's words in one language; the words themselves are in ``words_en``, ``_pt``, ``_es``.

``{name}`` and its like are facts. A line with a fact nobody gave is left out, so optional facts have own lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One letter: its subject, the lines before and after its code or button, and what the button says."""

    subject: str
    lines: tuple[str, ...]
    after: tuple[str, ...] = ()
    button: str = ""


@dataclass(frozen=True)
class Language:
    """Everything one language needs. ``topics`` are the notices' (``notices.kinds``): (subject, what it is about)."""

    hello: str
    hello_name: str
    footer: str
    roles: Mapping[str, str]
    letters: Mapping[str, Words]
    topics: Mapping[str, tuple[str, str]]
    important: str
