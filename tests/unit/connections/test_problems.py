"""Every failure of connecting has words: a title, and what to do."""

from __future__ import annotations

import pytest

from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable, MetaError
from shared.features.connections.problems import _TEXTS, permission_problem, problem, reading, token_problem


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        (190, 463, "token_expired"),
        (190, 460, "token_revoked"),
        (190, 458, "token_revoked"),
        (190, None, "token_invalid"),
        (102, None, "token_invalid"),
        (10, None, "missing_permission"),
        (200, None, "no_access"),
        (299, None, "no_access"),
        (131005, None, "no_access"),
        (100, 33, "account_unknown"),
        (100, None, "meta_refused"),
        (80007, None, "meta_limited"),
        (133005, None, "pin_wrong"),
        (133006, None, "number_not_verified"),
        (133008, None, "pin_tries"),
        (133009, None, "pin_tries"),
        (133015, None, "register_later"),
        (133016, None, "register_limit"),
        (131031, None, "account_locked"),
        (368, None, "account_restricted"),
        (131000, None, "meta_unreachable"),
        (424242, None, "meta_refused"),
    ],
)
def test_metas_refusals_become_problems(code: int, subcode: int | None, expected: str) -> None:
    found = reading(GraphRefused(MetaError(code, subcode, message="secret words", fbtrace_id="Atrace")))

    assert found.code == expected
    assert "secret words" not in f"{found.title} {found.advice}"


def test_an_unknown_refusal_can_be_told_to_support() -> None:
    assert "Code 424242, trace Atrace." in reading(GraphRefused(MetaError(424242, fbtrace_id="Atrace"))).advice


def test_web_pages_of_a_busy_edge_mean_busy() -> None:
    assert reading(GraphRefused(MetaError(-1, http_status=429))).code == "meta_limited"


@pytest.mark.parametrize("trouble", [GraphUnknown("reset"), GraphUnreachable("refused")])
def test_no_answer_is_nobodys_fault(trouble: GraphUnknown | GraphUnreachable) -> None:
    assert reading(trouble, about="+44 113 496 0321").title == "Meta did not answer: +44 113 496 0321"


def test_every_problem_says_what_to_do_in_whole_sentences() -> None:
    for code in _TEXTS:
        found = problem(code)
        assert found.title[0].isupper()
        assert not found.title.endswith(".")
        assert found.advice.endswith(".")


def test_permissions_are_named() -> None:
    assert permission_problem(["b", "a"]).title == "The token lacks a permission: a and b"
    assert token_problem(None).code == "token_invalid"
