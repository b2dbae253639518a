"""A notice: something happened that a workspace's people, or one of them, should know, whoever is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.core.ids import UserId

Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True)
class Notice:
    """``kind`` is stable (the console may translate by it); ``about`` names the thing, for instance a WABA's id.
    ``only_for`` is the one person it is for; None means everybody whom its topic concerns.
    """

    id: str
    at: datetime
    kind: str
    severity: Severity
    title: str
    detail: str
    about: str
    only_for: UserId | None = None
    read_by: frozenset[UserId] = frozenset()


@dataclass(frozen=True)
class Choice:
    """What one person wants of one topic. ``fixed``: the mails of it can't be switched off in their role."""

    topic: str
    in_product: bool
    email: bool
    fixed: bool = False


@dataclass(frozen=True)
class Standing:
    """What one person has chosen by topic, as (in product, by mail), and up to when they have read everything."""

    chosen: Mapping[str, tuple[bool, bool]]
    read_upto: datetime | None = None


NOTHING_CHOSEN = Standing({})
