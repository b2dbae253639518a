"""What Meta refuses changes the account or the number: once, with a notice, in words a person understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from shared.core import keys
from shared.core.clock import Clock, stamp
from shared.core.errors import Conflict, Unavailable
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.ports import Below, Change, Every, Exists
from shared.features.connections.model import Number, Problem
from shared.features.connections.problems import TOKEN_CODES, problem, reading
from shared.features.connections.rows import problem_map
from shared.features.connections.store import ConnectionStore
from shared.features.notices.service import Notices

TELL_AGAIN: Final = timedelta(hours=6)
SIGNED_OUT: Final = frozenset({0, 102, 190})
"""Meta's codes for a token that is no good any more (contract 4.3)."""


@dataclass(frozen=True)
class Troubles:
    """How bad news reach the rows and the people."""

    store: ConnectionStore
    notices: Notices
    clock: Clock

    def disconnected(self, ws: WorkspaceId, waba: WabaId, why: Problem, version: int | None = None) -> None:
        """Nothing more is sent with this account until somebody has looked at it; the people are told once.

        ``version`` of the token it was said of: nothing happens when somebody has brought another meanwhile.
        """
        now = self.clock.now()
        fresh = self.store.disconnect(ws, waba, why, now, version)
        if why.code in TOKEN_CODES:
            self.store.refuse_token(ws, waba, why, now, version)
        account = self.store.account(ws, waba) if fresh else None
        if account is None:
            return
        # Some refusals are taken back by Meta: who looks again soon, finds out.
        self.store.look_again(ws, waba, now + timedelta(hours=1))
        self.notices.give(
            ws, "account_disconnected", "critical", f"{account.name}: {why.title}", why.advice, about=waba
        )

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused, version: int | None = None) -> None:
        """A call was refused: when it is because of the token, the account is disconnected."""
        if refused.error.code in SIGNED_OUT:
            self.disconnected(ws, waba, reading(refused), version)

    def number(self, ws: WorkspaceId, waba: WabaId, number: NumberId, why: Problem) -> bool:
        """Meta refuses some sends of a number (quality, payment, template): told once in six hours. True when told."""
        now = self.clock.now()
        told = Every((Exists(), Below("trouble_told", stamp(now - TELL_AGAIN))))
        change = Change(set={"trouble_seen": problem_map(why), "trouble_told": stamp(now)})
        if self.store.table.amend(keys.number(ws, number), change, told) is None:
            return False
        found = self.store.number(ws, number)
        name = found.display if found else number
        self.notices.give(ws, "number_trouble", "warning", f"{name}: {why.title}", why.advice, about=waba)
        return True

    def unregistered(self, ws: WorkspaceId, waba: WabaId, number: NumberId) -> None:
        """Meta says so to a send (133010): the step of registering is open again."""
        found = self.store.number(ws, number)
        if found is None or not found.registered:
            return
        self.store.unregistered(ws, number)
        self.registration_lost(found)

    def registration_lost(self, number: Number) -> None:
        """A number that sent before does not any more: the account is not as connected as it was."""
        why = replace(problem("number_not_registered", about=number.display), number=number.id)
        self.store.mark(number.workspace, number.waba, "register", "failed", why)
        self.notices.give(number.workspace, "number_trouble", "critical", why.title, why.advice, about=number.waba)

    @contextmanager
    def plainly(self, ws: WorkspaceId, waba: WabaId) -> Iterator[None]:
        """Calls to Meta that a person waits for: refusals in plain words, a dead token noticed."""
        try:
            yield
        except GraphRefused as refused:
            self.refused(ws, waba, refused)
            why = reading(refused)
            raise Conflict(f"{why.title}. {why.advice}", code=why.code) from None
        except (GraphUnknown, GraphUnreachable):
            raise Unavailable("Meta did not answer. Try again in a moment.", code="meta_unreachable") from None
