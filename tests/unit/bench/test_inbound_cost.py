"""The pipeline under the meter: what is on the bill of an inbound message, and that it is the same every time."""

from __future__ import annotations

import pytest

from bench.inbound_cost import EACH, Bill, measure
from bench.meter import describe


@pytest.fixture(name="bill", scope="module")
def fixture_bill() -> Bill:
    return measure(customers=2, known=1)


def test_the_same_traffic_costs_the_same_byte_for_byte(bill: Bill) -> None:
    again = measure(customers=2, known=1)

    assert describe(again.meter.quantities) == describe(bill.meter.quantities)
    assert again.usd_per_million == bill.usd_per_million


def test_every_station_of_a_message_is_on_the_bill(bill: Bill) -> None:
    quantities, lines = bill.meter.quantities, bill.meter.lines

    assert bill.messages == 2 * EACH
    assert quantities["http_api_request"] == bill.messages
    assert lines[("lambda_request", "webhook")] == lines[("lambda_request", "inbound")] == bill.messages
    assert lines[("lambda_request", "changes")] >= bill.messages
    assert [lines[("sqs_fifo_request", what)] for what in ("webhook send", "receive", "delete")] == [8, 8, 8]
    assert lines[("dynamodb_wru", "Put message")] == bill.messages
    assert lines[("log_gb", "access log")] > 0
    assert lines[("log_gb", "webhook log")] > 0


def test_only_the_new_customer_gets_a_contact(bill: Bill) -> None:
    # A transaction doubles the contact's write unit; of two customers one has written before.
    assert bill.meter.lines[("dynamodb_wru", "Put contact")] == 2


def test_an_open_console_is_told_of_each_message() -> None:
    watched = measure(consoles=1, customers=1, known=1)

    assert watched.meter.quantities["websocket_message"] >= watched.messages


def test_a_backlog_shares_invocations() -> None:
    full = measure(fill=4, customers=1, known=1)

    assert full.meter.lines[("lambda_request", "inbound")] == 1
    assert full.meter.lines[("sqs_fifo_request", "receive")] == 1
