"""What other people wrote, made fit for a letter of ours: on one line, short, and leading nowhere. Pure.

Anybody may call their workspace "Your prize: https://trap.example". A letter with our name on it must not carry that
as a link, and mail programs make links of whatever looks like an address, also in plain text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SHORT: Final = 80
LONG: Final = 600

# A mail program's idea of an address: a scheme, a dot between letters or digits and a letter, four dotted numbers.
_SCHEME = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*:\s*/{1,}")
_DOMAIN_DOT = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61\u2024](?=[^\W\d_])")
_DOTTED_NUMBERS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_MAILTO = re.compile(r"\b(mailto|tel|javascript|data):", re.IGNORECASE)


def line(text: str, most: int = SHORT) -> str:
    """One line of visible characters: no control characters (a newline begins a header), no words turned around."""
    kept = "".join(char if _visible(char) else " " for char in unicodedata.normalize("NFC", text))
    tidy = " ".join(kept.split())
    return tidy if len(tidy) <= most else tidy[: most - 1].rstrip() + "…"


def said(text: str, most: int = SHORT) -> str:
    """Other people's words on one line, with nothing in them that a mail program would make a link of."""
    tidy = line(text, most * 4)
    tidy = _SCHEME.sub(" ", tidy)
    tidy = _MAILTO.sub(r"\1 ", tidy)
    tidy = _DOTTED_NUMBERS.sub(lambda found: found[0].replace(".", ". "), tidy)
    tidy = _DOMAIN_DOT.sub(". ", tidy)
    return line(tidy, most)


def _visible(char: str) -> bool:
    """Control, format (bidi overrides among them), private and separator characters are not; a space is."""
    return char == " " or unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp", "Zs"}
