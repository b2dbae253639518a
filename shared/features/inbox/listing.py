"""The inbox index read in order of time, over one status or all of them.

A place in the list is an entry's sort key, which means the same in every status: so a cursor is that key, and a
conversation that changes its status while somebody pages is neither lost nor shown twice.
"""

from __future__ import annotations

import base64
import heapq
import re
from collections.abc import Iterator
from typing import Final

from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import Conflict, Invalid
from shared.core.ids import ContactId, WorkspaceId
from shared.core.ports import Cipher, Row, Table
from shared.core.rows import text
from shared.features.inbox.model import STATUSES

PAGE: Final = 60
_CLOSED: Final = "~"
_PLACE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}#[0-9a-z]{26}#\d{1,32}$")


def newest_entries(
    table: Table, ws: WorkspaceId, status: str | None, *, oldest_first: bool = False, after: str | None = None
) -> Iterator[Row]:
    """Entries of a status (None: of all), newest first unless asked otherwise, from after a cursor on."""
    place = _read(after)
    wanted = [status] if status else list(STATUSES)
    streams = [_stream(table, ws, one, place, oldest_first) for one in wanted]
    return heapq.merge(*streams, key=lambda entry: text(entry, "inbox_sk"), reverse=not oldest_first)


def _stream(table: Table, ws: WorkspaceId, status: str, place: str, oldest_first: bool) -> Iterator[Row]:
    where = keys.inbox(ws, status, above=place) if oldest_first else keys.inbox(ws, status, below=place)
    cursor: str | None = None
    while True:
        page = table.query(where, newest_first=not oldest_first, limit=PAGE, cursor=cursor)
        yield from page.rows
        cursor = page.cursor
        if cursor is None:
            return


def cursor_after(entry: Row) -> str:
    """The cursor that goes on after an entry."""
    return base64.urlsafe_b64encode(text(entry, "inbox_sk").encode()).decode().rstrip("=")


def closed_cursor_after(entry: Row, actor: Actor, cipher: Cipher) -> str:
    """The same, when the entry is one the actor may not see: a cursor names whose conversation it is."""
    sealed = cipher.seal(actor.workspace, text(entry, "inbox_sk").encode(), f"cursor:{actor.user}")
    return _CLOSED + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened_cursor(cursor: str | None, actor: Actor, cipher: Cipher) -> str | None:
    """Either kind of cursor as ``newest_entries`` wants it."""
    if cursor is None or not cursor.startswith(_CLOSED):
        return cursor
    try:
        body = cursor.removeprefix(_CLOSED)
        sealed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        place = cipher.open(actor.workspace, sealed, f"cursor:{actor.user}")
    except (ValueError, Conflict):
        raise _not_ours() from None
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def _not_ours() -> Invalid:
    return Invalid("This cursor is not one we gave out. Start again without it.", code="bad_cursor")


def _read(cursor: str | None) -> str:
    if not cursor:
        return ""
    try:
        place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        place = ""
    if not _PLACE.match(place):
        raise _not_ours()
    return place


def contact_of(entry: Row) -> ContactId:
    return ContactId(text(entry, "pk").rsplit("#", 1)[1])
