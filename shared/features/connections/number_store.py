"""Numbers and their routes in the table: the half of ``store.py`` that is about numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.core import keys
from shared.core.accounts import NumberFacts
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.numbers import HealthFacts
from shared.core.ports import Absent, Amend, Change, Condition, Equals, Every, Exists, Row, Table
from shared.features.connections.model import Number, NumberRoute, Problem
from shared.features.connections.rows import health_map, problem_map, read_number, read_route

HERE: Final[Condition] = Every([Exists(), Absent("leaving"), Absent("left_at")])
"""An account that nobody has disconnected, or is disconnecting."""


@dataclass(frozen=True)
class NumberStore:
    """The questions the product asks about numbers."""

    table: Table

    def number(self, ws: WorkspaceId, number: NumberId) -> Number | None:
        row = self.table.get(keys.number(ws, number))
        return read_number(row) if row else None

    def numbers(self, ws: WorkspaceId, waba: WabaId | None = None) -> list[Number]:
        found = [read_number(row) for row in self.table.scan(keys.numbers(ws))]
        return [number for number in found if waba is None or number.waba == waba]

    def route(self, number: NumberId) -> NumberRoute | None:
        """Whose number this is; None for numbers nobody connected."""
        row = self.table.get(keys.number_route(number))
        return read_route(row) if row else None

    def keep_numbers(self, ws: WorkspaceId, waba: WabaId, listed: Iterable[NumberFacts]) -> None:
        """What Meta lists for the account; numbers it no longer lists are marked as gone."""
        seen: set[NumberId] = set()
        for facts in listed:
            seen.add(facts.id)
            self._keep_number(ws, waba, facts)
        for number in self.numbers(ws, waba):
            if number.id not in seen and not number.gone:
                self._lose(ws, waba, number.id)

    def _keep_number(self, ws: WorkspaceId, waba: WabaId, facts: NumberFacts) -> None:
        before = self.route(facts.id)
        self.table.amend(keys.number(ws, facts.id), number_change(ws, waba, facts))
        if before and (before.workspace, before.waba, before.closed) == (ws, waba, False):
            return
        # Meta lists a number under one account only, so its word moves the route, even from another workspace.
        route: Row = {"type": "number_route", "v": 1, "workspace": ws, "waba": waba, "number": facts.id}
        moved = before is not None and (before.workspace, before.waba) != (ws, waba)
        gone = ("closed_at", "proven") if moved else ("closed_at",)
        # In one transaction with the account: of one that is being disconnected no route is opened again.
        here = Amend(keys.account(ws, waba), Change(set={"waba": waba}), HERE)
        opened = self.table.transact([Amend(keys.number_route(facts.id), Change(set=route, remove=gone)), here]) is None
        if opened and before and before.workspace != ws:
            self._lose(before.workspace, before.waba, facts.id)

    def _lose(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> None:
        self.table.amend(keys.number(ws, number), Change(set={"gone": True, "registered": False}), Equals("waba", waba))

    def refresh_number(
        self, ws: WorkspaceId, waba: WabaId, facts: NumberFacts, health: HealthFacts, at: datetime
    ) -> None:
        """What Meta shows of one number that is here."""
        change = number_change(ws, waba, facts)
        change = Change(set={**change.set, "health": health_map(health, at)}, remove=change.remove)
        self.table.amend(keys.number(ws, facts.id), change, Equals("waba", waba))

    def registered(self, ws: WorkspaceId, number: NumberId) -> None:
        change = Change(set={"registered": True, "status": "CONNECTED"}, remove=("problem",))
        self.table.amend(keys.number(ws, number), change, Exists())

    def unregistered(self, ws: WorkspaceId, number: NumberId) -> None:
        self.table.amend(keys.number(ws, number), Change(set={"registered": False, "status": "PENDING"}), Exists())

    def number_problem(self, ws: WorkspaceId, number: NumberId, problem: Problem) -> None:
        """Why it could not be registered."""
        self.table.amend(keys.number(ws, number), Change(set={"problem": problem_map(problem)}), Exists())

    def was_shared(self, ws: WorkspaceId, number: NumberId, what: str) -> None:
        """Meta gives it once only, so it is never asked for again."""
        self.table.amend(keys.number(ws, number), Change(append={"shared": [what]}), Exists())


def number_change(ws: WorkspaceId, waba: WabaId, facts: NumberFacts) -> Change:
    """A number's row as Meta lists it."""
    optional = {
        "quality": facts.quality,
        "status": facts.status,
        "throughput": facts.throughput,
        "limit": facts.limit,
        "verification": facts.verification,
        "name_status": facts.name_status,
        "account_mode": facts.account_mode,
        "coexistence": facts.coexistence or None,
    }
    row: Row = {
        "type": "number",
        "v": 1,
        "workspace": ws,
        "waba": waba,
        "id": facts.id,
        "display": facts.display,
        "verified_name": facts.verified_name,
        "registered": facts.registered,
    }
    row |= {name: value for name, value in optional.items() if value is not None}
    return Change(set=row, remove=["gone", *(name for name, value in optional.items() if value is None)])
