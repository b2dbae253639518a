"""API calls under the meter: what is on their bill, and that it is the same every time."""

from __future__ import annotations

from bench.api_cost import MIX, measure
from bench.meter import describe


def test_the_same_calls_cost_the_same_byte_for_byte() -> None:
    first, again = measure(rounds=1, customers=3), measure(rounds=1, customers=3)

    assert describe(first.meter.quantities) == describe(again.meter.quantities)
    assert first.messages == sum(share for share, _, _ in MIX) == 100


def test_each_call_is_let_in_by_session_and_membership_and_nothing_of_the_scene_is_billed() -> None:
    lines = measure(rounds=1, customers=3).meter.lines

    assert lines[("http_api_request", "request")] == lines[("lambda_request", "api")] == 100
    # Two rows of up to 4 KB, strongly consistent.
    assert lines[("dynamodb_rru", "BatchGet")] >= 200
    assert ("dynamodb_wru", "Put workspace") not in lines
    assert lines[("dynamodb_wru", "Put message")] >= 2 * 8
