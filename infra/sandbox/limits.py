"""Meta's rate limits (contract section 5), each as a small counter over the sandbox's clock."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

PAIR_SECONDS = 6.0
PAIR_BURST = 45
THROUGHPUT = {"STANDARD": 80, "HIGH": 1000, "NOT_APPLICABLE": 80}
COEXISTENCE = 20
REGISTRATIONS = 10
REGISTRATION_WINDOW = 72 * 3600.0
HOUR = 3600.0
CALLS_PER_HOUR = {False: 200, True: 5000}
"""Management calls of an account without and with a registered number."""
TEMPLATES_PER_HOUR = 100
APP_CALLS_PER_HOUR = 1_000_000
"""Meta allows 200 per user of the app and hour; a sandbox's app has as many users as it takes."""


class PairLimit:
    """One message per 6 s to the same person; a burst of 45 is borrowed from the future and must be repaid."""

    def __init__(self) -> None:
        self._repaid_at: dict[tuple[str, str], float] = {}

    def take(self, number: str, person: str, now: float) -> bool:
        debt_until = max(self._repaid_at.get((number, person), now), now)
        if debt_until - now > (PAIR_BURST - 1) * PAIR_SECONDS:
            return False
        self._repaid_at[(number, person)] = debt_until + PAIR_SECONDS
        return True


class Throughput:
    """Messages of one business number in the last second, outbound and inbound together."""

    def __init__(self) -> None:
        self._moments: dict[str, deque[float]] = defaultdict(deque)

    def count(self, number: str, moment: float) -> None:
        self._moments[number].append(moment)

    def take(self, number: str, limit: int, moment: float) -> bool:
        """False when `limit` messages were counted within the second before `moment` (real time)."""
        moments = self._moments[number]
        while moments and moments[0] <= moment - 1.0:
            moments.popleft()
        if limit and len(moments) >= limit:
            return False
        moments.append(moment)
        return True


class Calls:
    """Calls per account and hour, and per app and hour, as shown in the usage headers."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def take(self, key: str, limit: int, now: float) -> Usage:
        """Counts a call of this account or app."""
        started, used = self._windows.get(key, (now, 0))
        if now - started >= HOUR:
            started, used = now, 0
        used += 1
        self._windows[key] = (started, used)
        wait = 0 if used <= limit else int((started + HOUR - now) // 60) + 1
        return Usage(used <= limit, min(100, used * 100 // limit), wait)

    def preset(self, key: str, used: int, now: float) -> None:
        """As if `used` calls had been made in an hour that begins now."""
        self._windows[key] = (now, used)


@dataclass(frozen=True)
class Usage:
    """Whether a call may pass, the share of the hour's calls used, and in how many minutes they are free again."""

    passes: bool
    percent: int
    minutes: int
