"""The Meta app's secrets from one SecureString parameter:
``{"app_id","app_secret","previous_app_secret","verify_token"}``.

Kept for a minute. A signature that does not match may mean that the secret was rotated a moment ago, so the parameter
is read again then, but at most once in a few seconds: who sends us garbage must not make us hammer Parameter Store.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

KEEP_SECONDS = 60.0
REREAD_SECONDS = 5.0
STALE_SECONDS = 900.0  # while Parameter Store is down, yesterday's secret is better than losing customers' messages


class AppSecrets:
    """What the parameter says, kept for a while."""

    def __init__(self, read: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._values: dict[str, str] = {}
        self._read_at = -STALE_SECONDS
        self._tried_at = -STALE_SECONDS

    def app_secrets(self) -> tuple[str, ...]:
        """The secrets a webhook may be signed with: today's and, during a rotation, the one before."""
        values = self._current()
        return tuple(
            secret for secret in (values.get("app_secret", ""), values.get("previous_app_secret", "")) if secret
        )

    def verify_token(self) -> str:
        return self._current().get("verify_token", "")

    def refresh(self) -> bool:
        """Read again because something did not match. False when the last reading is too fresh to ask again."""
        if self._clock() - self._tried_at < REREAD_SECONDS:
            return False
        before = self._values
        self._load()
        return self._values != before

    def _current(self) -> dict[str, str]:
        if self._clock() - self._read_at >= KEEP_SECONDS and (
            not self._values or self._clock() - self._tried_at >= REREAD_SECONDS
        ):
            self._load()
        return self._values

    def _load(self) -> None:
        self._tried_at = self._clock()
        try:
            text = self._read()
        except Exception:
            if self._clock() - self._read_at >= STALE_SECONDS:
                raise
            return
        found = json.loads(text) if text else {}
        self._values = {name: value for name, value in found.items() if isinstance(value, str)}
        self._read_at = self._clock()
