"""Statuses never go backwards: whatever order they come in, and however often, the same ticks result."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.features.inbox.model import FACTS
from tests.functional.intake.dump import dump
from tests.functional.intake.world import MIRA, NUMBER, T0, WS, OpenCipher, Ticking, World, out_id
from tests.functional.memory_table import MemoryTable

# Meta stamps each step once; which of its deliveries we see, and when, is chance.
STEPS = {"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}


def body(status: str, *, ours: bool) -> str:
    item: dict[str, object] = {
        "id": "wamid.OUT001" if ours else "wamid.ECHO1",
        "status": status,
        "timestamp": str(T0 + STEPS[status]),
        "recipient_id": "447700900456",
    }
    if status == "failed":
        item["errors"] = [{"code": 131026, "title": "Undeliverable"}]
    if ours:
        item["biz_opaque_callback_data"] = f"1|{WS}|{MIRA}|{out_id(1)}"
    return _envelope("messages", {"statuses": [item]})


def echo() -> str:
    item = {"from": "441134960321", "to": "447700900456", "id": "wamid.ECHO1", "timestamp": str(T0)}
    return _envelope("smb_message_echoes", {"message_echoes": [{**item, "type": "text", "text": {"body": "typed"}}]})


def _envelope(field: str, value: dict[str, object]) -> str:
    metadata = {"display_phone_number": "441134960321", "phone_number_id": NUMBER}
    content = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return json.dumps({"entry": [{"id": "770100200300401", "changes": [{"field": field, "value": content}]}]})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=10))
def test_the_highest_step_is_shown(statuses: list[str]) -> None:
    world = World(MemoryTable(), OpenCipher(), Ticking())
    shown: list[int] = []
    for status in statuses:
        world.feed(body(status, ours=True))
        message = world.store.message(WS, MIRA, NUMBER, out_id(1))
        assert message.status is not None
        shown.append(FACTS.index(message.status))
        assert message.outbox == "settled"
    assert shown == sorted(shown)
    assert shown[-1] == max(FACTS.index(status) for status in statuses)


@settings(max_examples=60, deadline=None)
@given(st.permutations([*STEPS, "echo", "echo"]))
def test_a_status_before_its_message_counts_when_the_message_comes(order: list[str]) -> None:
    def told(names: list[str]) -> list[str]:
        table = MemoryTable()
        world = World(table, OpenCipher(), Ticking())
        for name in names:
            world.feed(echo() if name == "echo" else body(name, ours=False))
        return dump(table)

    assert told(order) == told(["echo", *STEPS])
