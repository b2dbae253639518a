"""Accounts, their secrets, numbers and routes in the table.

Binding an account writes its route, the account and the sealed token in one transaction: a WABA belongs to one
workspace, and no account is ever there without a token that Meta accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import (
    Absent,
    Amend,
    Below,
    Change,
    Condition,
    Create,
    Delete,
    Equals,
    Every,
    Exists,
    Row,
    Value,
)
from shared.core.rows import blob, maybe_text, number, text
from shared.features.connections.model import (
    BEFORE_STORING,
    STEPS,
    Account,
    AccountEvent,
    Home,
    NumberRoute,
    Problem,
    Step,
    StepState,
)
from shared.features.connections.number_store import HERE, NumberStore
from shared.features.connections.rows import read_account, read_event, state_map

DUE = ("due_pk", "due_at")


@dataclass(frozen=True)
class Verified:
    """What Meta confirmed about an account and its token, the token already sealed. ``look_at`` is the next check."""

    name: str
    sealed_token: bytes
    expires_at: datetime | None
    token_user: str
    token_kind: str
    review: str
    look_at: datetime
    signed_up: bool = False
    """Through Embedded Signup."""


def due(key: Key, at: datetime) -> dict[str, Value]:
    """The index attributes that make the sweeper look at a row."""
    due_pk, due_at = keys.due_entry(stamp(at), key.pk, key.sk)
    return {"due_pk": due_pk, "due_at": due_at}


def _of_token(version: int | None) -> list[Condition]:
    """What Meta said of one token is not said of the next."""
    return [] if version is None else [Equals("token_version", version)]


@dataclass(frozen=True)
class ConnectionStore(NumberStore):
    """The questions the product asks about connections."""

    # ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def home(self, waba: WabaId) -> Home | None:
        """Whose a WABA is, or was before they disconnected it."""
        row = self.table.get(keys.waba_route(waba))
        return Home(WorkspaceId(text(row, "workspace")), maybe_text(row, "closed_at") or "") if row else None

    def taken(self, ws: WorkspaceId, waba: WabaId) -> bool:
        """Another workspace has it connected."""
        home = self.home(waba)
        return home is not None and home.workspace != ws and not home.closed

    def bind(self, ws: WorkspaceId, waba: WabaId, verified: Verified, at: datetime) -> bool:
        """The account is this workspace's from now on, with this token. False: it is another's."""
        for _ in range(3):
            if self.taken(ws, waba):
                return False
            if self.table.transact(self._binding(ws, waba, verified, at, self.home(waba))) is None:
                return True
        return False

    def _binding(
        self, ws: WorkspaceId, waba: WabaId, verified: Verified, at: datetime, home: Home | None
    ) -> list[Create | Amend | Delete]:
        route: Row = {"type": "waba_route", "v": 1, "workspace": ws, "waba": waba}
        key = keys.account(ws, waba)
        account: Row = {
            "type": "account",
            "v": 1,
            "workspace": ws,
            "waba": waba,
            "name": verified.name,
            "token_user": verified.token_user,
            "token_kind": verified.token_kind,
            "token_checked_at": stamp(at),
            "review": verified.review,
            **due(key, verified.look_at),
        }
        account |= {f"step_{step}": state_map("done") for step in BEFORE_STORING}
        gone = ["disconnected", "left_at", "token_warned"]
        if verified.expires_at:
            account["token_expires_at"] = stamp(verified.expires_at)
        else:
            gone.append("token_expires_at")
        if verified.signed_up:
            account["signed_up_at"] = stamp(at)
        sealed: Row = {"type": "secret", "v": 1, "workspace": ws, "waba": waba, "token": verified.sealed_token}
        change = Change(set=account, once={"bound_at": stamp(at)}, add={"token_version": 1}, remove=gone)
        return [
            self._take(keys.waba_route(waba), route, home),
            # Who disconnects finishes first: two that work on one account's secrets would destroy the new ones.
            Amend(key, change, Absent("leaving")),
            Amend(keys.secret(ws, waba), Change(set=sealed)),
        ]

    @staticmethod
    def _take(key: Key, route: Row, home: Home | None) -> Create | Amend:
        if home is None:
            return Create(key, route)
        as_seen = Equals("closed_at", home.closed) if home.closed else Absent("closed_at")
        return Amend(
            key, Change(set=route, remove=("closed_at",)), Every([Equals("workspace", home.workspace), as_seen])
        )

    def account(self, ws: WorkspaceId, waba: WabaId) -> Account | None:
        row = self.table.get(keys.account(ws, waba))
        return read_account(row) if row else None

    def accounts(self, ws: WorkspaceId) -> list[Account]:
        return [read_account(row) for row in self.table.scan(keys.accounts(ws))]

    def mark(self, ws: WorkspaceId, waba: WabaId, step: Step, state: StepState, problem: Problem | None = None) -> None:
        """The step is done or skipped, or failed with a problem."""
        change = Change(set={f"step_{step}": state_map(state, problem)})
        self.table.amend(keys.account(ws, waba), change, Exists())

    def connected(self, ws: WorkspaceId, waba: WabaId, at: datetime) -> None:
        """All steps are through: remembered is the first time."""
        self.table.amend(keys.account(ws, waba), Change(once={"connected_at": stamp(at)}), Exists())

    def prove(self, ws: WorkspaceId, waba: WabaId) -> None:
        """The account's first message is behind it."""
        done = Change(set={"step_test": state_map("done")})
        self.table.amend(keys.account(ws, waba), done, Exists())

    def prove_route(self, route: NumberRoute) -> None:
        """The same when a customer wrote; the route remembers it, because every message that comes in reads it."""
        self.prove(route.workspace, route.waba)
        mine = Equals("workspace", route.workspace)
        self.table.amend(keys.number_route(route.number), Change(set={"proven": True}), mine)

    def begin(self, ws: WorkspaceId, waba: WabaId, now: int, until: int, *, afresh: bool) -> bool:
        """Takes the account for one run of the steps (times in milliseconds); False while another run is under way.

        ``afresh`` forgets what earlier runs did. Only who runs may: a second caller would undo the first one's marks.
        """
        free = Every([HERE, Below("running_until", now)])
        forget = [f"step_{step}" for step in STEPS if step not in (*BEFORE_STORING, "test")] if afresh else []
        change = Change(set={"running_until": until}, remove=forget)
        return self.table.amend(keys.account(ws, waba), change, free) is not None

    def running(self, ws: WorkspaceId, waba: WabaId, now: int) -> bool:
        """The steps are being made (milliseconds)."""
        row = self.table.get(keys.account(ws, waba)) or {}
        return "running_until" in row and number(row, "running_until") > now

    def end(self, ws: WorkspaceId, waba: WabaId, until: int) -> None:
        mine = Equals("running_until", until)
        self.table.amend(keys.account(ws, waba), Change(remove=["running_until"]), mine)

    def disconnect(
        self, ws: WorkspaceId, waba: WabaId, problem: Problem, at: datetime, version: int | None = None
    ) -> bool:
        """False when the account was disconnected before, is not there, or has another token by now."""
        state = {**state_map("failed", problem), "at": stamp(at)}
        fresh = Every([Exists(), Absent("disconnected"), *_of_token(version)])
        return self.table.amend(keys.account(ws, waba), Change(set={"disconnected": state}), fresh) is not None

    def refuse_token(
        self, ws: WorkspaceId, waba: WabaId, problem: Problem, at: datetime, version: int | None = None
    ) -> None:
        """The stored token was looked at and is no good: this is why, whatever was wrong before."""
        state = {**state_map("failed", problem), "at": stamp(at)}
        change = Change(set={"step_token": state_map("failed", problem), "disconnected": state})
        self.table.amend(keys.account(ws, waba), change, Every([HERE, *_of_token(version)]))

    def reconnect(self, ws: WorkspaceId, waba: WabaId) -> None:
        """The stored token turned out to be good again."""
        done = {f"step_{step}": state_map("done") for step in BEFORE_STORING}
        change = Change(set=done, remove=["disconnected"])
        self.table.amend(keys.account(ws, waba), change, HERE)

    def amend(self, ws: WorkspaceId, waba: WabaId, change: Change, version: int | None = None) -> bool:
        """A change of an account that is still connected, or could be, with this version of its token."""
        return self.table.amend(keys.account(ws, waba), change, Every([HERE, *_of_token(version)])) is not None

    def look_again(self, ws: WorkspaceId, waba: WabaId, at: datetime) -> None:
        """The sweeper brings the account up at this time. A disconnection under way has a time of its own."""
        key = keys.account(ws, waba)
        self.table.amend(key, Change(set=due(key, at)), HERE)

    def schedule(self, account: Account, at: datetime) -> None:
        """The first look at an account that was connected before accounts were looked after."""
        if account.scheduled or account.left_at:
            return
        key = keys.account(account.workspace, account.waba)
        self.table.amend(key, Change(set=due(key, at)), Every([HERE, Absent("due_at")]))

    def warned(self, ws: WorkspaceId, account: Account, days: int) -> bool:
        """True for the one who may warn that the token ends within so many days."""
        before = account.token_warned
        unsaid = Absent("token_warned") if before is None else Equals("token_warned", before)
        change = Change(set={"token_warned": days})
        return self.table.amend(keys.account(ws, account.waba), change, Every([Exists(), unsaid])) is not None

    # ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def token(self, ws: WorkspaceId, waba: WabaId) -> bytes | None:
        row = self.table.get(keys.secret(ws, waba))
        return blob(row, "token") if row else None

    def pins(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> tuple[bytes | None, bytes | None]:
        """The number's PIN, and the one it was being changed to when Meta's answer got lost."""
        row = self.table.get(keys.secret(ws, waba)) or {}
        return blob(row, f"pin_{number}"), blob(row, f"next_pin_{number}")

    def try_pin(self, ws: WorkspaceId, waba: WabaId, number: NumberId, sealed: bytes) -> None:
        """Written before Meta is told: if the answer is lost, the number may have this PIN from now on."""
        self.table.amend(keys.secret(ws, waba), Change(set={f"next_pin_{number}": sealed}), Exists())

    def keep_pin(self, ws: WorkspaceId, waba: WabaId, number: NumberId, sealed: bytes) -> None:
        """Meta has confirmed it."""
        change = Change(set={f"pin_{number}": sealed}, remove=[f"next_pin_{number}"])
        self.table.amend(keys.secret(ws, waba), change, Exists())

    def drop_pin(self, ws: WorkspaceId, waba: WabaId, number: NumberId, *, next_only: bool) -> None:
        gone = [f"next_pin_{number}"] if next_only else [f"next_pin_{number}", f"pin_{number}"]
        self.table.amend(keys.secret(ws, waba), Change(remove=gone), Exists())

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def events(
        self, ws: WorkspaceId, waba: WabaId, limit: int, cursor: str | None
    ) -> tuple[list[AccountEvent], str | None]:
        page = self.table.query(keys.account_events(ws, waba), newest_first=True, limit=limit, cursor=cursor)
        return [read_event(row) for row in page.rows], page.cursor
