"""docs/security.md names a test for each attack: they are there, and there are twenty at least."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ATTACKS = [line for line in PAGE.split("## Attacks")[1].split("\n## ")[0].splitlines() if line.startswith("| ")][1:]
NAMED = sorted(set(re.findall(r"`((?:tests|console)/[^`]+)`", "\n".join(ATTACKS))))


def test_each_attack_names_its_test() -> None:
    assert len(ATTACKS) >= 20
    assert [line for line in ATTACKS if not re.search(r"`(tests|console)/", line)] == []


@pytest.mark.parametrize("named", NAMED)
def test_the_test_is_there(named: str) -> None:
    file, _, name = named.partition("::")

    text = (ROOT / file).read_text(encoding="utf-8")
    assert not name or re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE), named
