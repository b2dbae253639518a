"""What people type finds whom they mean."""

from __future__ import annotations

import pytest

from shared.features.search.tokens import MAX_TOKENS, query_of, tokens_of


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("joao", True),
        ("João", True),
        ("JOAO da", True),
        ("silva", True),
        ("sil", True),
        ("j.silva", True),
        ("+55 11 98765", True),
        ("5511987650042", True),
        ("11 98765-0042", True),
        ("0042", True),
        ("maria", False),
        ("1234", False),
    ],
)
def test_names_and_numbers_are_found_by_their_beginnings(typed: str, found: bool) -> None:
    tokens = tokens_of("João da Silva", "j.silva", "5511987650042")

    prefixes = query_of(typed)

    assert prefixes
    assert all(any(token.startswith(prefix) for token in tokens) for prefix in prefixes) is found


@pytest.mark.parametrize("typed", ["", " ", "a", "!", "🫖"])
def test_too_little_to_search_for_finds_nobody(typed: str) -> None:
    assert query_of(typed) == []


def test_a_name_can_not_fill_the_table() -> None:
    assert len(tokens_of(" ".join(f"word{index}" for index in range(500)), None, None)) == MAX_TOKENS
