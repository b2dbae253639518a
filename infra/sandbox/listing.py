"""Field selection and cursor paging as Graph does them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from infra.sandbox.errors import GraphError
from infra.sandbox.model import Json

PAGE, LARGEST_PAGE = 25, 1000


def wanted(fields: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """`fields=a,b{c}` → names; nested selections are taken whole. `id` always comes along."""
    if not fields:
        return default
    names = [re.sub(r"[{.(].*", "", name).strip() for name in re.sub(r"\{[^}]*\}", "", fields).split(",")]
    return tuple(dict.fromkeys([*(name for name in names if name), "id"]))


def select(makers: dict[str, Callable[[], Any]], fields: tuple[str, ...], kind: str) -> Json:
    """The asked fields; one that does not exist is refused, one without a value is left out."""
    chosen: Json = {}
    for name in fields:
        if name not in makers:
            raise GraphError(100, message=f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})")
        made = makers[name]()
        if made is not None:
            chosen[name] = made
    return chosen


def cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"c{position}".encode()).decode().rstrip("=") + "ZD"


def position_of(text: str) -> int:
    try:
        raw = text.removesuffix("ZD")
        decoded = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)).decode()
        return int(decoded.removeprefix("c")) if decoded.startswith("c") else int("none")
    except ValueError:
        raise GraphError(131059, "The cursor is not one of this list") from None


def page(items: list[Json], query: dict[str, str], address: str) -> Json:
    """One page of a list; the end is known by a missing `next`."""
    try:
        limit = max(1, min(LARGEST_PAGE, int(query.get("limit", PAGE))))
    except ValueError:
        raise GraphError(100, message="(#100) Param limit must be an integer") from None
    start = position_of(query["after"]) + 1 if query.get("after") else 0
    if query.get("before"):
        stop = position_of(query["before"])
        start, limit = max(0, stop - limit), min(limit, stop)
    chosen = items[start : start + limit]
    answer: Json = {"data": chosen}
    if chosen:
        last = start + len(chosen) - 1
        answer["paging"] = {"cursors": {"before": cursor(start), "after": cursor(last)}}
        rest = "&".join(
            f"{key}={value}" for key, value in query.items() if key not in ("after", "before", "access_token")
        )
        if last + 1 < len(items):
            answer["paging"]["next"] = f"{address}?{rest}{'&' if rest else ''}after={cursor(last)}"
        if start > 0:
            answer["paging"]["previous"] = f"{address}?{rest}{'&' if rest else ''}before={cursor(start)}"
    return answer
