"""Numbers for people who may not see them: country and last two digits, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.masking import masked_phone, masked_text, masked_value


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("447700900456", "+44 ••••••••56"),
        ("+447700900456", "+44 ••••••••56"),
        ("15551234567", "+1 ••••••••67"),
        ("351912345678", "+351 •••••••78"),
        ("77001234567", "+7 ••••••••67"),
        ("07700900456", "•••••••••56"),
        ("", ""),
    ],
)
def test_the_country_and_the_last_two_digits_stay(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@given(st.from_regex(r"[1-9][0-9]{7,14}", fullmatch=True))
def test_never_more_than_five_digits_are_left(phone: str) -> None:
    assert len(re.findall(r"\d", masked_phone(phone))) <= 5


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("+44 7700 900456", "+44 ••••••••56"),
        ("Mira changed from +44 (7700) 900-456 to 15551234567.", "Mira changed from +44 ••••••••56 to +1 ••••••••67."),
        ("0044 7700 900456", "+44 ••••••••56"),
        ("GB.7394018265501923", "GB.7394018265501923"),
        ("Flat 12, 2026", "Flat 12, 2026"),
        ("order A1234567890", "order A1234567890"),
    ],
)
def test_numbers_in_words_are_masked_and_nothing_else_is(words: str, shown: str) -> None:
    assert masked_text(words) == shown


def test_every_text_of_a_content_is_masked() -> None:
    content = {"body": "+447700900456", "more": [{"wa_id": "447700900456"}], "count": 447700900456}

    assert masked_value(content) == {
        "body": "+44 ••••••••56",
        "more": [{"wa_id": "+44 ••••••••56"}],
        "count": 447700900456,
    }
