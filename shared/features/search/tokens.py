"""What a contact can be found by: the words of a name, a username, and a number from its usual beginnings."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
MAX_TOKENS: Final = 24
MAX_LENGTH: Final = 40
MIN_LENGTH: Final = 2


def fold(text: str) -> str:
    """Lower case without accents, so that "joao" finds "João"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def tokens_of(name: str | None, username: str | None, phone: str | None) -> frozenset[str]:
    """The tokens of a contact. A number is found by its start with or without country code, and by its last digits."""
    found: list[str] = []
    for text in (name, username):
        if text:
            found += words(text)
    if username:
        found.append(fold(username))
    if phone:
        found += [phone[-length:] for length in (4, 6, 7, 8, 9, 10, 11) if length < len(phone)]
        found.append(phone)
    kept = [token[:MAX_LENGTH] for token in dict.fromkeys(found) if len(token) >= MIN_LENGTH]
    return frozenset(kept[:MAX_TOKENS])


def query_of(text: str) -> list[str]:
    """What somebody typed, as prefixes that must all match. A number may be typed with spaces, dashes and a plus."""
    digits = re.sub(r"[\s().+-]", "", text)
    if digits.isdigit():
        return [digits[:MAX_LENGTH]] if len(digits) >= MIN_LENGTH else []
    return [word[:MAX_LENGTH] for word in words(text) if len(word) >= MIN_LENGTH]


def asks_for_digits(text: str) -> bool:
    """Whether what somebody typed could match a number: a part of it is digits and nothing else."""
    return any(part.isdigit() for part in query_of(text))
