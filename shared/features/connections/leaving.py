"""Disconnecting an account for good: nothing may call Meta with its token afterwards, and nothing of it comes in.

The account's row says how far it is, and each stage may be repeated; who was killed is followed by the upkeep job:

    stage         what is true by then
    unsubscribe   sends are refused at once; then Meta is told to send no more webhooks, with the token's last call
    destroy       token and PINs are deleted; the token's version grows, so processes that hold it open drop it
    close         numbers and account are marked as closed: webhooks that still come are dropped and counted
    (left)        done; messages that were queued fail with the reason as their turn comes

Every write after the first names the disconnection's id as its condition. Connecting again waits for the end, so a new
token is never what gets destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.core import keys
from shared.core.accounts import MetaAccounts
from shared.core.clock import Clock, stamp
from shared.core.errors import Conflict
from shared.core.ids import WabaId, WorkspaceId, new_id
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.ports import Absent, Amend, Change, Condition, Delete, Equals, Every, Exists
from shared.core.rows import maybe_text, number
from shared.features.connections.credentials import Credentials
from shared.features.connections.problems import problem, reading
from shared.features.connections.rows import state_map
from shared.features.connections.store import DUE, ConnectionStore, due

LOOK_AFTER: Final = timedelta(minutes=2)
TRIES: Final = 6
"""Meta's silence holds the token's end up for about half an hour at the most."""


@dataclass(frozen=True)
class Leaving:
    """The way out."""

    store: ConnectionStore
    meta: MetaAccounts
    access: Credentials
    clock: Clock

    def begin(self, ws: WorkspaceId, waba: WabaId) -> None:
        """Sends are refused from here on. Nothing happens when it has begun, or ended, before."""
        key = keys.account(ws, waba)
        now = self.clock.now()
        gone = {**state_map("failed", problem("disconnected_here")), "at": stamp(now)}
        change = Change(
            set={
                "disconnected": gone,
                "leaving": new_id(now),
                "leaving_stage": "unsubscribe",
                **due(key, now + LOOK_AFTER),
            }
        )
        self.store.table.amend(key, change, Every([Exists(), Absent("leaving"), Absent("left_at")]))

    def go_on(self, ws: WorkspaceId, waba: WabaId, *, patient: bool = True) -> None:
        """From the stage it stands at to its end, unless Meta is silent, for which only the ``patient`` wait."""
        row = self.store.table.get(keys.account(ws, waba))
        leaving = maybe_text(row, "leaving") if row else None
        if row is None or leaving is None:
            return
        stage = maybe_text(row, "leaving_stage")
        if stage == "unsubscribe":
            if not self._unsubscribed(ws, waba) and patient and number(row, "leaving_tries") + 1 < TRIES:
                self._later(ws, waba, leaving, number(row, "leaving_tries") + 1)
                return
            self._advance(ws, waba, leaving, "destroy")
        if stage in ("unsubscribe", "destroy"):
            self._destroy(ws, waba, leaving)
        self._close(ws, waba, leaving)

    def _unsubscribed(self, ws: WorkspaceId, waba: WabaId) -> bool:
        """False when Meta did not say. A refusal is an answer: a dead token brings no webhooks in."""
        try:
            self.meta.unsubscribe(self.access.even_if_disconnected(ws, waba), waba)
        except GraphRefused as refused:
            return reading(refused).code not in ("meta_limited", "meta_unreachable")
        except (GraphUnknown, GraphUnreachable):
            return False
        except Conflict:
            return True  # there is no token any more
        return True

    def _later(self, ws: WorkspaceId, waba: WabaId, leaving: str, tries: int) -> None:
        key = keys.account(ws, waba)
        at = self.clock.now() + timedelta(minutes=2**tries / 2)
        change = Change(set={"leaving_tries": tries, **due(key, at)})
        self.store.table.amend(key, change, Equals("leaving", leaving))

    def _advance(self, ws: WorkspaceId, waba: WabaId, leaving: str, stage: str) -> None:
        here: Condition = Every([Equals("leaving", leaving), Equals("leaving_stage", "unsubscribe")])
        self.store.table.amend(keys.account(ws, waba), Change(set={"leaving_stage": stage}), here)

    def _destroy(self, ws: WorkspaceId, waba: WabaId, leaving: str) -> None:
        here: Condition = Every([Equals("leaving", leaving), Equals("leaving_stage", "destroy")])
        change = Change(set={"leaving_stage": "close"}, add={"token_version": 1}, remove=("token_expires_at",))
        self.store.table.transact([Delete(keys.secret(ws, waba)), Amend(keys.account(ws, waba), change, here)])

    def _close(self, ws: WorkspaceId, waba: WabaId, leaving: str) -> None:
        account, now = keys.account(ws, waba), stamp(self.clock.now())
        still: Condition = Every([Equals("leaving", leaving), Equals("leaving_stage", "close")])
        mine: Condition = Every([Equals("workspace", ws), Equals("waba", waba)])
        # In one transaction with the account as it is: a connection made meanwhile is not closed by a latecomer.
        unchanged = Amend(account, Change(set={"leaving": leaving}), still)
        for route in [*(keys.number_route(one.id) for one in self.store.numbers(ws, waba)), keys.waba_route(waba)]:
            self.store.table.transact([Amend(route, Change(set={"closed_at": now}), mine), unchanged])
        change = Change(set={"left_at": now}, remove=("leaving", "leaving_stage", "leaving_tries", *DUE))
        self.store.table.amend(account, change, still)
