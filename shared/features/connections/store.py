"""Accounts, their secrets, numbers and routes in the table.

Binding an account writes its route, the account and the sealed token in one transaction: a WABA belongs to one
workspace, and no account is ever there without a token that Meta accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.accounts import NumberFacts
from shared.core.clock import stamp
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.ports import (
    Absent,
    Amend,
    Below,
    Change,
    Create,
    Delete,
    Equals,
    Every,
    Exists,
    Row,
    Table,
)
from shared.core.rows import blob, text
from shared.features.connections.model import STEPS, Account, AccountEvent, Number, NumberRoute, Problem, Step
from shared.features.connections.rows import read_account, read_event, read_number, state_map


@dataclass(frozen=True)
class Verified:
    """What Meta confirmed about an account and its token, the token already sealed."""

    name: str
    sealed_token: bytes
    expires_at: datetime | None
    token_user: str


@dataclass(frozen=True)
class ConnectionStore:
    """The questions the product asks about connections."""

    table: Table

    # ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def owner(self, waba: WabaId) -> WorkspaceId | None:
        """The workspace a WABA is bound to."""
        row = self.table.get(keys.waba_route(waba))
        return WorkspaceId(text(row, "workspace")) if row else None

    def bind(self, ws: WorkspaceId, waba: WabaId, verified: Verified, at: datetime) -> bool:
        """The account is this workspace's from now on, with this token. False: it is another's."""
        for _ in range(3):
            owner = self.owner(waba)
            if owner not in (None, ws):
                return False
            if self.table.transact(self._binding(ws, waba, verified, at, new=owner is None)) is None:
                return True
        return False

    def _binding(
        self, ws: WorkspaceId, waba: WabaId, verified: Verified, at: datetime, *, new: bool
    ) -> list[Create | Amend | Delete]:
        route: Row = {"type": "waba_route", "v": 1, "workspace": ws, "waba": waba}
        key = keys.waba_route(waba)
        account: Row = {
            "type": "account",
            "v": 1,
            "workspace": ws,
            "waba": waba,
            "name": verified.name,
            "token_user": verified.token_user,
        }
        account |= {f"step_{step}": state_map("done", None) for step in STEPS[:2]}
        gone = ["disconnected"]
        if verified.expires_at:
            account["token_expires_at"] = stamp(verified.expires_at)
        else:
            gone.append("token_expires_at")
        sealed: Row = {"type": "secret", "v": 1, "workspace": ws, "waba": waba, "token": verified.sealed_token}
        return [
            Create(key, route) if new else Amend(key, Change(set=route), Equals("workspace", ws)),
            Amend(
                keys.account(ws, waba),
                Change(set=account, once={"bound_at": stamp(at)}, add={"token_version": 1}, remove=gone),
            ),
            Amend(keys.secret(ws, waba), Change(set=sealed)),
        ]

    def account(self, ws: WorkspaceId, waba: WabaId) -> Account | None:
        row = self.table.get(keys.account(ws, waba))
        return read_account(row) if row else None

    def accounts(self, ws: WorkspaceId) -> list[Account]:
        return [read_account(row) for row in self.table.scan(keys.accounts(ws))]

    def mark(self, ws: WorkspaceId, waba: WabaId, step: Step, problem: Problem | None) -> None:
        """The step is done, or failed with a problem."""
        state = state_map("failed" if problem else "done", problem)
        self.table.amend(keys.account(ws, waba), Change(set={f"step_{step}": state}), Exists())

    def connected(self, ws: WorkspaceId, waba: WabaId, at: datetime) -> None:
        """All steps are done: remembered is the first time."""
        self.table.amend(keys.account(ws, waba), Change(once={"connected_at": stamp(at)}), Exists())

    def begin(self, ws: WorkspaceId, waba: WabaId, now: int, until: int, *, afresh: bool) -> bool:
        """Takes the account for one run of the steps (times in milliseconds); False while another run is under way.

        ``afresh`` forgets what earlier runs did. Only who runs may: a second caller would undo the first one's marks.
        """
        free = Every([Exists(), Below("running_until", now)])
        forget = [f"step_{step}" for step in STEPS[2:]] if afresh else []
        change = Change(set={"running_until": until}, remove=forget)
        return self.table.amend(keys.account(ws, waba), change, free) is not None

    def end(self, ws: WorkspaceId, waba: WabaId, until: int) -> None:
        mine = Equals("running_until", until)
        self.table.amend(keys.account(ws, waba), Change(remove=["running_until"]), mine)

    def disconnect(self, ws: WorkspaceId, waba: WabaId, problem: Problem, at: datetime) -> bool:
        """False when the account was disconnected before, or is not there."""
        state = {**state_map("failed", problem), "at": stamp(at)}
        fresh = Every([Exists(), Absent("disconnected")])
        return self.table.amend(keys.account(ws, waba), Change(set={"disconnected": state}), fresh) is not None

    def refuse_token(self, ws: WorkspaceId, waba: WabaId, problem: Problem, at: datetime) -> None:
        """The stored token was looked at and is no good: this is why, whatever was wrong before."""
        state = {**state_map("failed", problem), "at": stamp(at)}
        change = Change(set={"step_token": state_map("failed", problem), "disconnected": state})
        self.table.amend(keys.account(ws, waba), change, Exists())

    def reconnect(self, ws: WorkspaceId, waba: WabaId) -> None:
        """The stored token turned out to be good again."""
        done = {f"step_{step}": state_map("done", None) for step in STEPS[:2]}
        self.table.amend(keys.account(ws, waba), Change(set=done, remove=["disconnected"]), Exists())

    # ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def token(self, ws: WorkspaceId, waba: WabaId) -> bytes | None:
        row = self.table.get(keys.secret(ws, waba))
        return blob(row, "token") if row else None

    def pin(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> bytes | None:
        row = self.table.get(keys.secret(ws, waba))
        return blob(row, f"pin_{number}") if row else None

    def keep_pin(self, ws: WorkspaceId, waba: WabaId, number: NumberId, sealed: bytes) -> None:
        self.table.amend(keys.secret(ws, waba), Change(set={f"pin_{number}": sealed}), Exists())

    def drop_pin(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> None:
        self.table.amend(keys.secret(ws, waba), Change(remove=[f"pin_{number}"]), Exists())

    # ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def number(self, ws: WorkspaceId, number: NumberId) -> Number | None:
        row = self.table.get(keys.number(ws, number))
        return read_number(row) if row else None

    def numbers(self, ws: WorkspaceId, waba: WabaId | None = None) -> list[Number]:
        found = [read_number(row) for row in self.table.scan(keys.numbers(ws))]
        return [number for number in found if waba is None or number.waba == waba]

    def route(self, number: NumberId) -> NumberRoute | None:
        """Whose number this is; None for numbers nobody connected."""
        row = self.table.get(keys.number_route(number))
        return NumberRoute(WorkspaceId(text(row, "workspace")), WabaId(text(row, "waba")), number) if row else None

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
        optional = {
            "quality": facts.quality,
            "status": facts.status,
            "throughput": facts.throughput,
            "limit": facts.limit,
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
        remove = ["gone", *(name for name, value in optional.items() if value is None)]
        before = self.route(facts.id)
        self.table.amend(keys.number(ws, facts.id), Change(set=row, remove=remove))
        # Meta lists a number under one account only, so its word moves the route, even from another workspace.
        route: Row = {"type": "number_route", "v": 1, "workspace": ws, "waba": waba, "number": facts.id}
        self.table.put(keys.number_route(facts.id), route)
        if before and before.workspace != ws:
            self._lose(before.workspace, before.waba, facts.id)

    def _lose(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> None:
        self.table.amend(keys.number(ws, number), Change(set={"gone": True, "registered": False}), Equals("waba", waba))

    def registered(self, ws: WorkspaceId, number: NumberId) -> None:
        self.table.amend(keys.number(ws, number), Change(set={"registered": True, "status": "CONNECTED"}), Exists())

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def events(
        self, ws: WorkspaceId, waba: WabaId, limit: int, cursor: str | None
    ) -> tuple[list[AccountEvent], str | None]:
        page = self.table.query(keys.account_events(ws, waba), newest_first=True, limit=limit, cursor=cursor)
        return [read_event(row) for row in page.rows], page.cursor
