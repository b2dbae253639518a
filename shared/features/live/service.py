"""The live line: who has a console open, and small notes of what changed.

A note carries ids only; the console re-reads through the API, so permission is checked in one place. Ids of what an
agent may not see don't go to that agent either. A ticket opens one connection once: the access token never stands in a
URL, where proxies and logs would keep it. A connection lives as long as its person's membership and session do.
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
from shared.core.errors import Forbidden, NotFound, Unauthenticated
from shared.core.ids import UserId, WorkspaceId, split_conversation
from shared.core.ports import Exists, Row, Table
from shared.core.rows import flag, maybe_text, number, text

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

    def close(self, connection: str) -> None:
        """Nothing happens when it is gone already."""
        ...


class Standing(Protocol):
    """Who somebody is in a workspace now; NotFound for who is not (any more) a member."""

    def __call__(self, ws: WorkspaceId, user: UserId) -> Actor: ...


@dataclass(frozen=True)
class Note:
    """What changed, as ids. ``by`` and ``state`` belong to presence: who looks at a conversation or types in it.

    ``only``: nobody else hears of it. ``owners``: whose the conversation is, and was until now, where that is known
    (None among them: nobody's); without it, the table is asked when a limited agent listens.
    """

    type: str
    conversation: str | None = None
    message: str | None = None
    by: str | None = None
    state: str | None = None
    only: UserId | None = None
    owners: frozenset[str | None] | None = None

    def words(self) -> str:
        spoken = {name: getattr(self, name) for name in ("type", "conversation", "message", "by", "state")}
        return json.dumps({name: value for name, value in spoken.items() if value is not None})


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
    standing: Standing
    clock: Clock
    url: str

    def ticket(self, actor: Actor) -> Ticket:
        if actor.key:
            raise Forbidden("An API key has no console. Ask for changes, or use webhooks.", code="people_only")
        secret = secrets.token_urlsafe(32)
        expires = self.clock.now() + TICKET_LIFE
        row: Row = {
            "type": "live_ticket",
            "v": 1,
            "workspace": actor.workspace,
            "user": actor.user,
            "session": actor.session,
            "ttl": int(expires.timestamp()),
        }
        self.table.create(keys.live_ticket(secret), row)
        return Ticket(f"{self.url}?ticket={secret}", expires)

    def connect(self, connection: str, ticket: str) -> None:
        """Use up a ticket. Unauthenticated when there is none, it was used, or it is too old."""
        row = self.table.delete(keys.live_ticket(ticket), Exists()) if ticket else None
        # Rows outlive their TTL by up to two days, so the time is checked here.
        if row is None or number(row, "ttl") < self.clock.now().timestamp():
            raise _bad_ticket()
        ws, user = WorkspaceId(text(row, "workspace")), UserId(text(row, "user"))
        session = maybe_text(row, "session") or ""
        before = self._facts(ws, user, session)
        ttl = int((self.clock.now() + CONNECTION_LIFE).timestamp())
        route: Row = {"type": "connection_route", "v": 1, "workspace": ws, "ttl": ttl}
        self.table.put(keys.connection_route(connection), route)
        entry: Row = {"type": "live_connection", "v": 1, "user": user, "session": session, "ttl": ttl, **before}
        self.table.put(keys.live_connection(ws, connection), entry)
        # Who was removed after the first look is found by the second, or finds the connection (``close``).
        try:
            if self._facts(ws, user, session) != before:
                raise _bad_ticket()
        except Unauthenticated:
            self.disconnect(connection)
            raise

    def _facts(self, ws: WorkspaceId, user: UserId, session: str) -> Row:
        """What a connection depends on. Unauthenticated when the membership or the session is over."""
        try:
            actor = self.standing(ws, user)
        except NotFound:
            raise _bad_ticket() from None
        if session and self.table.get(keys.session(user, session)) is None:
            raise _bad_ticket()
        return {"role": actor.role, "limited": actor.limited}

    def disconnect(self, connection: str) -> None:
        row = self.table.delete(keys.connection_route(connection))
        if row is not None:
            self.table.delete(keys.live_connection(WorkspaceId(text(row, "workspace")), connection))

    def answer(self, connection: str) -> None:
        """A console asked whether the line still works. One that was closed while it was opening is closed now."""
        if self.table.get(keys.connection_route(connection)) is None:
            self.push.close(connection)
        else:
            self.push.send(connection, '{"type": "pong"}')

    # ── closing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def close(self, ws: WorkspaceId, user: UserId, *, session: str | None = None) -> None:
        """Close somebody's lines into a workspace (of one session only, if given): what they may see has changed.

        A console that is still welcome comes back with a new ticket.
        """
        for row in list(self.table.scan(keys.live_connections(ws))):
            if row.get("user") == user and session in (None, row.get("session")):
                connection = text(row, "sk")
                self.disconnect(connection)
                self.push.close(connection)

    def close_session(self, user: UserId, session: str) -> None:
        """Close a session's lines, into whichever workspaces."""
        for row in self.table.scan(keys.memberships(user)):
            self.close(WorkspaceId(text(row, "workspace")), user, session=session)

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def tell(self, ws: WorkspaceId, notes: Iterable[Note], *, but: UserId | None = None) -> None:
        """Push notes to everybody who has the workspace open (``but`` one person); each different note once."""
        told = list(notes)
        if not told:
            return
        owners = _Owners(self.table, ws)
        for row in list(self.table.scan(keys.live_connections(ws))):
            connection = text(row, "sk")
            if but is not None and row.get("user") == but:
                continue
            words = list(dict.fromkeys(note.words() for note in told if _hears(row, note, owners)))
            if len(words) > BURST:
                words = [Note("resync").words()]
            if not all(self.push.send(connection, one) for one in words) and not self._opening(row):
                self.disconnect(connection)

    def _opening(self, row: Row) -> bool:
        opened = number(row, "ttl") - CONNECTION_LIFE.total_seconds()
        return self.clock.now().timestamp() - opened < OPENING.total_seconds()

    def presence(self, actor: Actor, conversation: str, state: str, assignee: UserId | None) -> None:
        """Tell colleagues that somebody is viewing a conversation or typing in it. Nothing is stored."""
        owners = frozenset({assignee})
        note = Note("presence", conversation=conversation, by=actor.name, state=state, owners=owners)
        self.tell(actor.workspace, [note], but=actor.user)


class _Owners:
    """Whose conversations are, asked at most once each and only when somebody needs to know."""

    def __init__(self, table: Table, ws: WorkspaceId) -> None:
        self._table = table
        self._ws = ws
        self._known: dict[str, frozenset[str | None]] = {}

    def of(self, note: Note) -> frozenset[str | None]:
        """Nobody at all where there is no such conversation (yet): the note that it is there follows."""
        if note.owners is not None or note.conversation is None:
            return note.owners or frozenset()
        if note.conversation not in self._known:
            row = self._table.get(keys.conversation(self._ws, *split_conversation(note.conversation)))
            self._known[note.conversation] = frozenset({maybe_text(row, "assignee")}) if row else frozenset()
        return self._known[note.conversation]


def _hears(connection: Row, note: Note, owners: _Owners) -> bool:
    if note.only is not None:
        return connection.get("user") == note.only
    if note.conversation is None or not flag(connection, "limited"):
        return True
    return bool({None, connection.get("user")} & owners.of(note))


def _bad_ticket() -> Unauthenticated:
    return Unauthenticated("This ticket is not valid any more. Ask for a new one.", code="bad_ticket")


def spread(changes: Iterable[tuple[WorkspaceId, Note]]) -> Mapping[WorkspaceId, list[Note]]:
    """Notes grouped by workspace, in order."""
    grouped: dict[WorkspaceId, list[Note]] = {}
    for ws, note in changes:
        grouped.setdefault(ws, []).append(note)
    return grouped
