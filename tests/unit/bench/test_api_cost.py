"""API calls under the meter: what is on their bill, and that it is the same every time."""

from __future__ import annotations

import pytest

from bench.api_cost import MIX, measure
from bench.inbound_cost import Bill
from bench.meter import describe

EACH_ONCE = [(1, method, path) for _, method, path in MIX]


@pytest.fixture(name="bill", scope="module")
def fixture_bill() -> Bill:
    return measure(rounds=1, customers=1, mix=EACH_ONCE)


def test_the_mix_is_of_a_hundred() -> None:
    assert sum(share for share, _, _ in MIX) == 100


def test_the_same_calls_cost_the_same_byte_for_byte(bill: Bill) -> None:
    again = measure(rounds=1, customers=1, mix=EACH_ONCE)

    assert describe(again.meter.quantities) == describe(bill.meter.quantities)


def test_each_call_is_let_in_by_session_and_membership_and_nothing_of_the_scene_is_billed(bill: Bill) -> None:
    lines = bill.meter.lines

    assert bill.messages == lines[("http_api_request", "request")] == lines[("lambda_request", "api")] == len(MIX)
    # Two rows of up to 4 KB, strongly consistent.
    assert lines[("dynamodb_rru", "BatchGet")] >= 2 * len(MIX)
    assert ("dynamodb_wru", "Put workspace") not in lines
    # A message and a note, each in a transaction.
    assert lines[("dynamodb_wru", "Put message")] >= 2 * 2
