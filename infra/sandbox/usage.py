"""How much of Meta's hourly call limits is used, and the headers that say so (contract 5.4)."""

from __future__ import annotations

import json

from infra.sandbox.errors import GraphError
from infra.sandbox.limits import APP_CALLS_PER_HOUR, CALLS_PER_HOUR, TEMPLATES_PER_HOUR, Calls
from infra.sandbox.model import Account
from infra.sandbox.world import World


class CallUsage:
    """Counts of one world. They live in memory: a restart forgives."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._accounts, self._apps, self._templates = Calls(), Calls(), Calls()

    def _limit(self, account: Account) -> int:
        return CALLS_PER_HOUR[any(number.registered for number in self._world.numbers_of(account))]

    def account(self, account: Account) -> dict[str, str]:
        """Counts a management call; its header, or 80007."""
        usage = self._accounts.take(account.id, self._limit(account), self._world.now())
        entry = {
            "type": "whatsapp",
            "call_count": usage.percent,
            "total_cputime": 1,
            "total_time": 1,
            "estimated_time_to_regain_access": usage.minutes,
        }
        headers = {"X-Business-Use-Case-Usage": json.dumps({account.id: [entry]})}
        if not usage.passes:
            text = "There have been too many calls to this WhatsApp Business account."
            raise GraphError(80007, text, headers=headers)
        return headers

    def template(self, account: Account) -> None:
        """Counts a template that is being made, or 80007."""
        usage = self._templates.take(account.id, TEMPLATES_PER_HOUR, self._world.now())
        if not usage.passes:
            text = f"Template creation is limited to {TEMPLATES_PER_HOUR} an hour."
            entry = {"type": "whatsapp", "call_count": 100, "estimated_time_to_regain_access": usage.minutes}
            header = json.dumps({account.id: [{**entry, "total_cputime": 1, "total_time": 1}]})
            raise GraphError(80007, text, headers={"X-Business-Use-Case-Usage": header})

    def app(self, app: str) -> dict[str, str]:
        """Counts a call of an app; its header, or 4."""
        usage = self._apps.take(app, APP_CALLS_PER_HOUR, self._world.now())
        shown = {"call_count": usage.percent, "total_cputime": 0, "total_time": 0}
        headers = {"X-App-Usage": json.dumps(shown)}
        if not usage.passes:
            raise GraphError(4, message="(#4) Application request limit reached", headers=headers)
        return headers

    def preset_account(self, account: Account, percent: float) -> None:
        """As if this share of the hour's calls had been made just now; from 100 on the next call is refused."""
        self._accounts.preset(account.id, int(self._limit(account) * percent / 100), self._world.now())

    def preset_app(self, app: str, percent: float) -> None:
        self._apps.preset(app, int(APP_CALLS_PER_HOUR * percent / 100), self._world.now())
