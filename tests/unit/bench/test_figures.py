"""Figures keep their budgets in sight, and the traffic they are measured with is what Meta would send."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.figures import Figure, table, write
from bench.traffic import APP_SECRET, STAGES, campaign_mix, conversations, event
from bench.webhook_cpu import front
from shared.adapters.meta.signature import signed_by
from shared.features.intake.split import EVENTS, MESSAGES, split


def figure(name: str, value: float, target: float = 10) -> Figure:
    return Figure(name, value, "ms", target, "measured")


def test_a_part_measured_again_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    write([figure("b", 1), figure("a", 2)], file)

    write([figure("b", 3)], file)

    entries = json.loads(file.read_text(encoding="utf-8"))
    assert [(entry["name"], entry["value"]) for entry in entries] == [("a", 2), ("b", 3)]
    assert set(entries[0]) == {"name", "value", "unit", "target", "how"}


@pytest.mark.parametrize(("value", "mark"), [(10, "ok"), (10.001, "OVER")])
def test_a_figure_over_its_budget_says_so(value: float, mark: str) -> None:
    assert table([figure("a", value)]).startswith(mark)


def test_the_mix_is_three_statuses_to_a_message_and_signed() -> None:
    arrivals = list(campaign_mix(8, 1_795_000_000.0))
    queues = []
    for arrival in arrivals:
        http = event(arrival.raw)
        assert signed_by(http["body"].encode(), http["headers"]["x-hub-signature-256"], [APP_SECRET])
        queues += [record.queue for record in split(json.loads(http["body"]), "2026-11-22T15:35:00.000Z")]

    assert queues == [*[EVENTS] * len(STAGES), MESSAGES] * 2


def test_the_unplugged_webhook_takes_what_is_signed_and_nothing_else() -> None:
    (arrival,) = campaign_mix(1, 1_795_000_000.0)

    assert front().answer(event(arrival.raw))["statusCode"] == 200
    assert front().answer(event(arrival.raw, secret="another"))["statusCode"] == 403


def test_conversations_are_in_order_and_the_same_each_time() -> None:
    first = list(conversations(customers=3, each=4, start=1000.0, seed=1))

    assert first == list(conversations(customers=3, each=4, start=1000.0, seed=1))
    assert first != list(conversations(customers=3, each=4, start=1000.0, seed=2))
    assert [arrival.at for arrival in first] == sorted(arrival.at for arrival in first)
    assert len({arrival.raw for arrival in first}) == 12
