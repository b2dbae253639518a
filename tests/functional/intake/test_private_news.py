"""Everybody in a workspace reads the account's events, those too who may see no numbers: no customer stands in one."""

from __future__ import annotations

from typing import Any

import pytest

from shared.core.rows import maybe_text, text
from tests.functional.intake.world import OpenCipher, Ticking, World, corpus
from tests.functional.memory_table import MemoryTable

# Whoever wrote to us or was written to in the corpus, by what tells who they are.
TELLING = ("phone", "bsuid", "parent", "name", "username")


def shown(row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in ("summary", "detail") if row.get(name))


@pytest.fixture(name="table")
def fixture_table() -> MemoryTable:
    table = MemoryTable()
    world = World(table, OpenCipher(), Ticking())
    for body in corpus().values():
        world.feed(body)
    return table


def test_no_account_event_names_a_customer(table: MemoryTable) -> None:
    rows = list(table.rows.values())
    customers = [row for row in rows if row.get("type") == "contact"]
    names = {found for row in customers for name in TELLING if (found := maybe_text(row, name))}
    events = [row for row in rows if row.get("type") == "account_event"]

    assert len(names) > 10
    assert {text(row, "kind") for row in events} > {"number_quality"}
    assert [(text(row, "kind"), name) for row in events for name in names if name in shown(row)] == []
