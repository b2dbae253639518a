"""Conversations of somebody who has left become nobody's: a job of its own, for they may be tens of thousands.

Done while the table's stream waits, it would keep every console from hearing news until the last one is released.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from shared.core.errors import Invalid
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Queue

JOB: Final = "left"
# Enough to finish the conversation that was begun, and to ask for another run.
SPARE_SECONDS: Final = 5.0


class Assignments(Protocol):
    """Whose conversations are."""

    def release(self, ws: WorkspaceId, user: UserId, name: str, go_on: Callable[[], bool]) -> bool: ...


@dataclass(frozen=True)
class ReleaseQueue:
    """The way from the table's stream to the upkeep function."""

    queue: Queue

    def release(self, ws: WorkspaceId, user: UserId, name: str) -> None:
        self.queue.send(json.dumps({"v": 1, JOB: {"workspace": ws, "user": user, "name": name}}))


@dataclass(frozen=True)
class Releases:
    """The use case of one such job."""

    queue: ReleaseQueue
    sorting: Assignments
    time_left: Callable[[], float]

    def deliver(self, raw: Mapping[str, Any]) -> None:
        """As many as there is time for; the rest is another job."""
        try:
            left = raw[JOB]
            ws, user, name = WorkspaceId(left["workspace"]), UserId(left["user"]), str(left["name"])
        except (KeyError, TypeError) as error:
            raise Invalid("This record is not a job about who has left.", code="bad_job") from error
        if not self.sorting.release(ws, user, name, lambda: self.time_left() > SPARE_SECONDS):
            self.queue.release(ws, user, name)
