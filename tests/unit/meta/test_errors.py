"""One table for every code: what is replayed, what is not, and a page that says the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.sandbox.errors import CODES
from infra.tools.error_page import PAGE, describe
from shared.adapters.meta.errors import RANGES, TABLE, UNKNOWN_CODE, classify
from shared.core.meta import NO_CODE, Effect, MetaError, Replay

# Contract 4.2: Meta refused before doing anything. Beside them stand the limits 4.3 calls "same request later".
REPLAYED = {4, 17, 32, 613, 80007, 130429, 131056}
REPLAYED_TOO = {341, 131057, 2494100, 132069}
MAY_HAVE_GONE_OUT = {1, 2, 131000, 131016, 133004}


def test_only_what_meta_refused_beforehand_is_replayed() -> None:
    backoff = {code for code, reaction in TABLE.items() if reaction.replay is Replay.BACKOFF}
    assert backoff == REPLAYED | REPLAYED_TOO


def test_what_may_have_gone_out_is_unknown() -> None:
    assert {code for code, reaction in TABLE.items() if reaction.replay is Replay.UNKNOWN} == MAY_HAVE_GONE_OUT


@given(st.integers(0, 3_000_000), st.sampled_from([0, 200, 400, 403]), st.booleans())
def test_a_code_nobody_knows_is_never_replayed(code: int, http: int, transient: bool) -> None:
    known = code in TABLE or any(low <= code <= high for low, high, _ in RANGES)
    reaction = classify(MetaError(code, http_status=http, is_transient=transient))
    if not known:
        assert reaction.replay is (Replay.UNKNOWN if transient else Replay.NEVER)


@pytest.mark.parametrize(
    ("http", "replay"), [(429, Replay.BACKOFF), (500, Replay.UNKNOWN), (503, Replay.UNKNOWN), (404, Replay.NEVER)]
)
def test_without_a_code_the_http_status_decides(http: int, replay: Replay) -> None:
    assert classify(MetaError(NO_CODE, http_status=http)).replay is replay


@pytest.mark.parametrize("code", [0, 102, 190])
def test_a_dead_token_disconnects_the_account(code: int) -> None:
    reaction = classify(MetaError(code))
    assert reaction.reason == "token_expired"
    assert Effect.DISCONNECT_ACCOUNT in reaction.effects


@pytest.mark.parametrize("code", [10, 200, 217, 299, 131005])
def test_a_missing_right_stops_the_account(code: int) -> None:
    assert Effect.STOP_ACCOUNT in classify(MetaError(code)).effects


def test_a_subcode_changes_the_advice_only() -> None:
    plain, changed = classify(MetaError(190)), classify(MetaError(190, subcode=460))
    assert plain.advice != changed.advice
    assert "password" in changed.advice
    assert (plain.reason, plain.effects) == (changed.reason, changed.effects)


def test_how_an_error_came_makes_no_difference() -> None:
    for code in TABLE:
        assert classify(MetaError(code)) == classify(MetaError(code, http_status=400))


def test_every_code_the_sandbox_can_answer_is_known() -> None:
    unknown = [code for code in CODES if classify(MetaError(code)) == UNKNOWN_CODE]
    assert unknown == [192, 2500], "template creation and a missing token: neither is an answer to a send"


def test_every_reason_has_words_and_a_key_that_can_be_translated() -> None:
    for reaction in [*TABLE.values(), *(reaction for _, _, reaction in RANGES)]:
        assert re.fullmatch(r"[a-z][a-z_]+", reaction.reason)
        assert reaction.title[-1:] not in ("", ".", "!")
        assert reaction.advice.endswith(".")


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe(), "run `python -m infra.tools.error_page`"
