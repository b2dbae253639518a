"""What the table's stream sets off: lines that close, conversations that become nobody's, notes with their owners."""

from __future__ import annotations

from typing import Any, cast

import pytest
from boto3.dynamodb.types import TypeSerializer

from shared.core import keys
from shared.core.ids import UserId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Row
from shared.features.live.service import Live, Note
from shared.wiring.changes import Changes
from tests.functional.conftest import CONTACT, NUMBER, WS

AMIR = UserId("amir")


class Heard:
    """Everything the stream's subscribers are told."""

    def __init__(self) -> None:
        self.closed: list[tuple[str, str]] = []
        self.released: list[tuple[str, str, str]] = []
        self.notes: list[Note] = []

    def close(self, ws: WorkspaceId, user: UserId) -> None:
        self.closed.append((ws, user))

    def close_session(self, user: UserId, session: str) -> None:
        self.closed.append((user, session))

    def tell(self, ws: WorkspaceId, notes: list[Note]) -> None:
        self.notes += notes

    def release(self, ws: WorkspaceId, user: UserId, name: str) -> None:
        self.released.append((ws, user, name))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def changes(heard: Heard) -> Changes:
    nothing = cast(Any, None)
    return Changes(cast(Live, heard), nothing, nothing, nothing, nothing, heard)


def record(key: Key, old: Row | None, new: Row | None) -> dict[str, Any]:
    images: dict[str, Any] = {}
    for name, row in (("OldImage", old), ("NewImage", new)):
        if row is not None:
            whole = {**row, "pk": key.pk, "sk": key.sk}
            images[name] = {field: TypeSerializer().serialize(value) for field, value in whole.items()}
    return {"dynamodb": images}


def member(**more: Any) -> Row:
    return {"type": "member", "user": AMIR, "name": "Amir", "role": "agent", **more}


@pytest.mark.parametrize(
    ("old", "new", "closes"),
    [
        (member(), None, True),
        (member(), member(role="viewer"), True),
        (member(), member(limited=True), True),
        (member(limited=True, masked=True), member(limited=True), True),
        (member(), member(limited=False, masked=False), False),
        (member(), member(name="Amir Reyes"), False),
        (None, member(), False),
    ],
)
def test_a_member_who_may_see_something_else_now_is_disconnected(
    changes: Changes, heard: Heard, old: Row | None, new: Row | None, closes: bool
) -> None:
    changes.handle({"Records": [record(keys.member(WS, AMIR), old, new)]})

    assert heard.closed == ([(WS, AMIR)] if closes else [])
    assert heard.released == ([(WS, AMIR, "Amir")] if new is None else [])


@pytest.mark.parametrize(("new", "closes"), [(None, True), ({"type": "session", "seen": "later"}, False)])
def test_an_ended_session_is_disconnected(changes: Changes, heard: Heard, new: Row | None, closes: bool) -> None:
    changes.handle({"Records": [record(keys.session(AMIR, "abc"), {"type": "session"}, new)]})

    assert heard.closed == ([(AMIR, "abc")] if closes else [])


def test_a_conversations_note_knows_whose_it_was_and_is(changes: Changes, heard: Heard) -> None:
    key, row = keys.conversation(WS, CONTACT, NUMBER), {"type": "conversation"}

    changes.handle({"Records": [record(key, {**row, "assignee": "amir"}, {**row, "assignee": "ada"})]})

    assert [note.owners for note in heard.notes] == [frozenset({"amir", "ada"})]
