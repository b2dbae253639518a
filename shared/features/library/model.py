"""Tags for conversations and canned replies: what a team keeps at hand. Pure: limits and rules of spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.core.errors import FieldProblem, Invalid

MOST_TAGS = 200
MOST_REPLIES = 500
LONGEST_TAG = 40
LONGEST_SHORTCUT = 32
LONGEST_REPLY = 4096
"""Meta's own limit of a text message (contract 3.2)."""

_SHORTCUT = re.compile(r"^[\w-]+$")
_COLOR = re.compile(r"^(#[0-9a-f]{6}|[a-z]{3,20})$")


@dataclass(frozen=True)
class Tag:
    """``color`` is ``#rrggbb`` or a name of the console's palette."""

    id: str
    name: str
    color: str


@dataclass(frozen=True)
class CannedReply:
    """A text that ``/shortcut`` brings into the composer."""

    id: str
    shortcut: str
    text: str


def checked_tag(tag: str, name: str, color: str) -> Tag:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_TAG:
        raise _wrong("name", f"A tag's name has 1 to {LONGEST_TAG} characters.")
    shade = color.strip().lower()
    if not _COLOR.match(shade):
        raise _wrong("color", "Write the colour as #rrggbb or as the name of one of the palette's colours.")
    return Tag(tag, tidy, shade)


def checked_reply(reply: str, shortcut: str, text: str) -> CannedReply:
    word = shortcut.strip().lstrip("/")
    if not 1 <= len(word) <= LONGEST_SHORTCUT or not _SHORTCUT.match(word):
        raise _wrong("shortcut", f"A shortcut has 1 to {LONGEST_SHORTCUT} letters, digits, - or _ and no spaces.")
    body = text.strip()
    if not 1 <= len(body) <= LONGEST_REPLY:
        raise _wrong("text", f"A canned reply has 1 to {LONGEST_REPLY} characters.")
    return CannedReply(reply, word, body)


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(field, message)])
