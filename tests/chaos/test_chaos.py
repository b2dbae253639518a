"""Nothing lost, nothing sent twice, nothing left open, whatever dies: `make chaos`.

`CHAOS_MESSAGES` (10000) and `CHAOS_KILL` (0.05) choose another size and another share of killed runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.chaos.run import chaos
from tests.chaos.stage import Times


@pytest.mark.chaos
def test_nothing_is_lost_and_nothing_sent_twice(tmp_path: Path) -> None:
    messages = int(os.environ.get("CHAOS_MESSAGES", "10000"))
    kill = float(os.environ.get("CHAOS_KILL", "0.05"))

    report = chaos(tmp_path, messages, kill, Times())

    sys.stdout.write(f"\nchaos: {messages} messages in, {messages} replies out\n{report}\n")
    assert report.broken == []
