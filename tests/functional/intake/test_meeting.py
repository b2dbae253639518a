"""Two consumers at work on one person: what one writes to a contact that the other merges away meanwhile is moved
after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from shared.core.keys import Key
from shared.core.ports import Change, Condition, Row, Value
from tests.functional.intake.dump import dump
from tests.functional.intake.world import OpenCipher, Ticking, World, corpus
from tests.functional.memory_table import MemoryTable

ALONE, BY_ID, BOTH = "051-merge-1-number-only.json", "052-merge-2-bsuid-only.json", "053-merge-3-both.json"


class Interrupted(MemoryTable):
    """Lets another consumer work just before a kind of row is written."""

    def __init__(self) -> None:
        super().__init__()
        self.before = ""
        self.other: Callable[[], object] | None = None

    def _meet(self, key: Key) -> None:
        if self.other is not None and key.sk.startswith(self.before):
            other, self.other = self.other, None
            other()

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        self._meet(key)
        return super().create(key, row)

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        self._meet(key)
        return super().amend(key, change, when)


@pytest.mark.parametrize(
    ("before", "redelivered"), [("MSG#", True), ("REF#", True), ("MSG#", False), ("REF#", False), ("CONV#", False)]
)
def test_a_line_written_while_the_contact_is_merged_away_is_not_lost(before: str, redelivered: bool) -> None:
    bodies = corpus()
    late = bodies[ALONE]
    if not redelivered:
        late = late.replace("wamid.IN051", "wamid.IN050x").replace("hola", "antes")

    def told(interrupted: bool) -> list[str]:
        table = Interrupted()
        world = World(table, OpenCipher(), Ticking())
        world.feed(bodies[ALONE])
        world.feed(bodies[BY_ID])
        if interrupted:
            table.before = before
            table.other = lambda: world.feed(bodies[BOTH])
        world.feed(late)
        if not interrupted:
            world.feed(bodies[BOTH])
        assert table.other is None
        return dump(table)

    assert told(True) == told(False)
