"""A figure beside its budget, and the file and the table they are told in."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Figure:
    """``target`` is an upper bound; ``how`` says honestly what was measured, on what."""

    name: str
    value: float
    unit: str
    target: float
    how: str

    @property
    def kept(self) -> bool:
        return self.value <= self.target


def machine() -> str:
    """Where this runs, in a few words."""
    return f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}"


def write(figures: Sequence[Figure], file: Path = RESULTS) -> None:
    """Keep the figures; those measured earlier and not now stay as they were."""
    before: dict[str, Figure] = {}
    if file.exists():
        before = {entry["name"]: Figure(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))}
    known = {**before, **{figure.name: figure for figure in figures}}
    entries = [asdict(known[name]) for name in sorted(known)]
    file.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def table(figures: Iterable[Figure]) -> str:
    """Each figure beside its budget."""
    lines = []
    for figure in figures:
        mark = "ok  " if figure.kept else "OVER"
        lines.append(
            f"{mark}  {figure.name:32} {figure.value:>12,.3f} {figure.unit:10} budget {figure.target:>10,.3f}\n"
            f"      {figure.how}"
        )
    return "\n".join(lines)
