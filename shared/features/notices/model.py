"""A notice: something happened to the workspace that its people should know, whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.core.ids import UserId

Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True)
class Notice:
    """``kind`` is stable (the console may translate by it); ``about`` names the thing, for instance a WABA's id."""

    id: str
    at: datetime
    kind: str
    severity: Severity
    title: str
    detail: str
    about: str
    read_by: frozenset[UserId] = frozenset()
