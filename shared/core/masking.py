"""Phone numbers for people who may not see them: the country and the last two digits, ``+44 ••••••••56``. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

SHORTEST: Final = 7
"""Digits in a row (spaces, dashes, dots and brackets between them don't end it) that may be a number."""

# ITU E.164: one-digit zones, two-digit countries; every other country code has three digits.
_ONE_DIGIT: Final = ("1", "7")
_TWO_DIGITS: Final = re.compile("20|27|3[0-469]|4[0-13-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
# A BSUID ("GB.7394018265501923") is no number, nor are digits inside of a word.
_NUMBER: Final = re.compile(r"(?<![\w.])(?:\+|00)?\d(?:[ ().\-\u2010-\u2015/\u00a0\u202f]*\d){6,}(?!\w)")


def masked_phone(phone: str) -> str:
    """A number in digits, with or without its plus; "" stays empty."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    # A national number (it begins with 0) names no country.
    country = "" if digits.startswith("0") else digits[: _country_length(digits)]
    shown = digits[-2:] if len(digits) >= SHORTEST else ""
    dots = "•" * max(4, len(digits) - len(country) - 2)
    return f"+{country} {dots}{shown}" if country else f"{dots}{shown}"


def masked_text(words: str) -> str:
    """The words with every phone number in them masked."""
    return _NUMBER.sub(lambda found: masked_phone(re.sub(r"^00", "", found[0])), words)


def masked_value(value: Any) -> Any:
    """Content as Meta sent it, with the numbers in all its texts masked."""
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, Mapping):
        return {name: masked_value(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [masked_value(part) for part in value]
    return value


def _country_length(digits: str) -> int:
    if digits.startswith(_ONE_DIGIT):
        return 1
    return 2 if _TWO_DIGITS.match(digits) else 3
