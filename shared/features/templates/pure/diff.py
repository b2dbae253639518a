"""What changed between two versions of a template, field by field, in the paths the lint uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.features.templates.pure.definition import Part, kind_of

_INDEX: Final = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Difference:
    """One field; "" stands for one that is not there."""

    path: str
    before: str
    after: str


def diff(before: Sequence[Part], after: Sequence[Part]) -> list[Difference]:
    """Fields that differ, by path; none for versions that say the same. Samples count: reviewers read them."""
    old, new = dict(_fields(before)), dict(_fields(after))
    return [
        Difference(path, old.get(path, ""), new.get(path, ""))
        for path in sorted(old.keys() | new.keys(), key=_readable)
        if old.get(path, "") != new.get(path, "")
    ]


def _readable(path: str) -> tuple[tuple[int, str], ...]:
    """Sorts ``buttons.10`` behind ``buttons.9``."""
    return tuple((int(step), "") if _INDEX.fullmatch(step) else (-1, step) for step in path.split("."))


def _fields(components: Sequence[Part], prefix: str = "") -> Iterator[tuple[str, str]]:
    for at, part in enumerate(components):
        kind = kind_of(part)
        if kind == "LIMITED_TIME_OFFER":
            yield from _leaves(f"{prefix}offer", part.get("limited_time_offer"))
        elif kind in ("BUTTONS", "CAROUSEL"):
            rest = {name: value for name, value in part.items() if name != "type"}
            yield from _leaves(prefix.rstrip("."), rest)
        else:
            name = kind.lower() or f"components.{at}"
            rest = {key: value for key, value in part.items() if key != "type"}
            yield from _leaves(f"{prefix}{name}", rest)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            step = f"{path}.{name}" if path else str(name)
            if name == "components" and isinstance(inner, list | tuple):
                yield from _fields([one for one in inner if isinstance(one, Mapping)], f"{path}.")
            else:
                yield from _leaves(step, inner)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _leaves(f"{path}.{at}", inner)
    elif value is not None:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)
