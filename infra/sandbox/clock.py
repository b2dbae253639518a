"""The sandbox's clock: real time plus what the operator added, or a moment held still."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class Clock:
    """Unix seconds. `frozen_at` holds the shown time; `advanced` also brings waiting deliveries forward."""

    offset: float = 0.0
    frozen_at: float | None = None
    advanced: float = 0.0

    def now(self) -> float:
        """The time the simulated world sees: windows, expiry and timestamps follow it."""
        return self.frozen_at if self.frozen_at is not None else time.time() + self.offset

    def agenda(self) -> float:
        """The time that deliveries wait by: it runs on when the clock is frozen and jumps when it is advanced."""
        return time.time() + self.advanced

    def advance(self, seconds: float) -> None:
        if self.frozen_at is not None:
            self.frozen_at += seconds
        self.offset += seconds
        self.advanced += max(0.0, seconds)

    def set(self, moment: float) -> None:
        self.advance(moment - self.now())

    def freeze(self) -> None:
        self.frozen_at = self.now()

    def release(self) -> None:
        """Runs on from the moment it was held at."""
        if self.frozen_at is not None:
            self.offset = self.frozen_at - time.time()
            self.frozen_at = None

    def real(self) -> None:
        """Back to the computer's own time."""
        self.offset, self.frozen_at = 0.0, None
