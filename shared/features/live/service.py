"""The live line: who has a console open, and small notes of what changed.

A note carries ids only; the console re-reads through the API, so permission is checked in one place. A ticket opens one
connection once: the access token never stands in a URL, where proxies and logs would keep it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import Unauthenticated
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Exists, Row, Table
from shared.core.rows import number, text

TICKET_LIFE: Final = timedelta(seconds=60)
# API Gateway ends every connection after two hours; a row that outlives it is of no use.
CONNECTION_LIFE: Final = timedelta(hours=2, minutes=5)
# API Gateway answers "gone" for a connection until its $connect has ended, so a young one is not given up for that;
# the console reads everything again once its line stands.
OPENING: Final = timedelta(seconds=60)
# Beyond this many notes at once it is cheaper for everybody to read the lists again.
BURST: Final = 40


class Push(Protocol):
    """The way back through an open connection."""

    def send(self, connection: str, words: str) -> bool:
        """False when the connection is gone."""
        ...


@dataclass(frozen=True)
class Note:
    """What changed, as ids. ``by`` and ``state`` belong to presence: who looks at a conversation or types in it."""

    type: str
    conversation: str | None = None
    message: str | None = None
    by: str | None = None
    state: str | None = None

    def words(self) -> str:
        return json.dumps({name: value for name, value in vars(self).items() if value is not None})


@dataclass(frozen=True)
class Ticket:
    """Where to connect, once, until when."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class Live:
    """Tickets, connections and notes of the workspaces' consoles."""

    table: Table
    push: Push
    clock: Clock
    url: str

    def ticket(self, actor: Actor) -> Ticket:
        secret = secrets.token_urlsafe(32)
        expires = self.clock.now() + TICKET_LIFE
        row: Row = {
            "type": "live_ticket",
            "v": 1,
            "workspace": actor.workspace,
            "user": actor.user,
            "ttl": int(expires.timestamp()),
        }
        self.table.create(keys.live_ticket(secret), row)
        return Ticket(f"{self.url}?ticket={secret}", expires)

    def connect(self, connection: str, ticket: str) -> None:
        """Use up a ticket. Unauthenticated when there is none, it was used, or it is too old."""
        row = self.table.delete(keys.live_ticket(ticket), Exists()) if ticket else None
        # Rows outlive their TTL by up to two days, so the time is checked here.
        if row is None or number(row, "ttl") < self.clock.now().timestamp():
            raise Unauthenticated("This ticket is not valid any more. Ask for a new one.", code="bad_ticket")
        ws = WorkspaceId(text(row, "workspace"))
        ttl = int((self.clock.now() + CONNECTION_LIFE).timestamp())
        route: Row = {"type": "connection_route", "v": 1, "workspace": ws, "ttl": ttl}
        self.table.put(keys.connection_route(connection), route)
        entry: Row = {"type": "live_connection", "v": 1, "user": text(row, "user"), "ttl": ttl}
        self.table.put(keys.live_connection(ws, connection), entry)

    def disconnect(self, connection: str) -> None:
        row = self.table.delete(keys.connection_route(connection))
        if row is not None:
            self.table.delete(keys.live_connection(WorkspaceId(text(row, "workspace")), connection))

    def answer(self, connection: str) -> None:
        """A console asked whether the line still works."""
        self.push.send(connection, '{"type": "pong"}')

    def tell(self, ws: WorkspaceId, notes: Iterable[Note], *, but: UserId | None = None) -> None:
        """Push notes to everybody who has the workspace open (``but`` one person); each different note once."""
        words = list(dict.fromkeys(note.words() for note in notes))
        if len(words) > BURST:
            words = [Note("resync").words()]
        if not words:
            return
        for row in list(self.table.scan(keys.live_connections(ws))):
            connection = text(row, "sk")
            if but is not None and row.get("user") == but:
                continue
            if not all(self.push.send(connection, one) for one in words) and not self._opening(row):
                self.disconnect(connection)

    def _opening(self, row: Row) -> bool:
        opened = number(row, "ttl") - CONNECTION_LIFE.total_seconds()
        return self.clock.now().timestamp() - opened < OPENING.total_seconds()

    def presence(self, actor: Actor, conversation: str, state: str) -> None:
        """Tell colleagues that somebody is viewing a conversation or typing in it. Nothing is stored."""
        note = Note("presence", conversation=conversation, by=actor.name, state=state)
        self.tell(actor.workspace, [note], but=actor.user)


def spread(changes: Iterable[tuple[WorkspaceId, Note]]) -> Mapping[WorkspaceId, list[Note]]:
    """Notes grouped by workspace, in order."""
    grouped: dict[WorkspaceId, list[Note]] = {}
    for ws, note in changes:
        grouped.setdefault(ws, []).append(note)
    return grouped
