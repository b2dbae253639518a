"""The live line: tickets that work once, notes to the right consoles, connections that are gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import Forbidden, NotFound, Unauthenticated
from shared.core.ids import UserId, WorkspaceId
from shared.core.ports import Row
from shared.features.live.notes import note_of, workspace_of
from shared.features.live.service import Live, Note
from tests.functional.conftest import CONTACT, NUMBER, OTHER_WS, WS, HandClock


class Consoles:
    """Open consoles by connection; a closed one is gone."""

    def __init__(self) -> None:
        self.heard: dict[str, list[dict[str, str]]] = {}
        self.gone: set[str] = set()

    def send(self, connection: str, words: str) -> bool:
        if connection in self.gone:
            return False
        self.heard.setdefault(connection, []).append(json.loads(words))
        return True

    def close(self, connection: str) -> None:
        self.gone.add(connection)


class Crew:
    """Who is a member, and with which limits."""

    def __init__(self) -> None:
        self.limited: set[str] = set()
        self.out: set[str] = set()

    def __call__(self, ws: WorkspaceId, user: UserId) -> Actor:
        if user in self.out:
            raise NotFound("There is no such workspace, or you are not a member of it.")
        return replace(actor(user, ws), limited=user in self.limited)


@pytest.fixture
def consoles() -> Consoles:
    return Consoles()


@pytest.fixture
def crew() -> Crew:
    return Crew()


@pytest.fixture
def live(table: DynamoTable, consoles: Consoles, crew: Crew, clock: HandClock) -> Live:
    return Live(table, consoles, crew, clock, "wss://live.test/live")


def actor(user: str, ws: WorkspaceId = WS) -> Actor:
    return Actor(ws, UserId(user), user.title(), "agent", frozenset())


def join(live: Live, connection: str, user: str, ws: WorkspaceId = WS) -> None:
    live.connect(connection, live.ticket(actor(user, ws)).url.split("ticket=")[1])


def test_a_ticket_opens_one_connection_once(live: Live) -> None:
    ticket = live.ticket(actor("ada")).url.split("ticket=")[1]
    live.connect("c1", ticket)

    with pytest.raises(Unauthenticated):
        live.connect("c2", ticket)


@pytest.mark.parametrize("ticket", ["", "made-up"])
def test_without_a_good_ticket_nobody_connects(live: Live, ticket: str) -> None:
    with pytest.raises(Unauthenticated):
        live.connect("c1", ticket)


def test_an_old_ticket_is_refused_even_before_the_table_forgets_it(live: Live, clock: HandClock) -> None:
    ticket = live.ticket(actor("ada")).url.split("ticket=")[1]
    clock.forward(seconds=61)

    with pytest.raises(Unauthenticated):
        live.connect("c1", ticket)


def test_the_table_does_not_hold_the_ticket_itself(live: Live, table: DynamoTable) -> None:
    ticket = live.ticket(actor("ada")).url.split("ticket=")[1]

    row = table.get(keys.live_ticket(ticket))

    assert row is not None
    assert ticket not in str(row)


def test_notes_reach_the_workspaces_consoles_and_no_others(live: Live, consoles: Consoles) -> None:
    join(live, "c1", "ada")
    join(live, "c2", "ben")
    join(live, "x1", "eve", OTHER_WS)

    live.tell(WS, [Note("conversation", conversation="c"), Note("conversation", conversation="c")])

    assert consoles.heard == {
        "c1": [{"type": "conversation", "conversation": "c"}],
        "c2": [{"type": "conversation", "conversation": "c"}],
    }


def test_ones_own_presence_is_no_news(live: Live, consoles: Consoles) -> None:
    join(live, "c1", "ada")
    join(live, "c1b", "ada")
    join(live, "c2", "ben")

    live.presence(actor("ada"), "c", "typing", None)

    assert consoles.heard == {"c2": [{"type": "presence", "conversation": "c", "by": "Ada", "state": "typing"}]}


def test_a_burst_becomes_one_word(live: Live, consoles: Consoles) -> None:
    join(live, "c1", "ada")

    live.tell(WS, [Note("message", conversation="c", message=str(index)) for index in range(41)])

    assert consoles.heard["c1"] == [{"type": "resync"}]


def test_a_connection_that_is_gone_is_forgotten(
    live: Live, consoles: Consoles, table: DynamoTable, clock: HandClock
) -> None:
    join(live, "c1", "ada")
    join(live, "c2", "ben")
    clock.forward(seconds=61)
    consoles.gone.add("c1")

    live.tell(WS, [Note("notice")])

    assert [row["sk"] for row in table.scan(keys.live_connections(WS))] == ["c2"]
    assert table.get(keys.connection_route("c1")) is None


def test_a_connection_still_opening_is_not_given_up(live: Live, consoles: Consoles) -> None:
    """API Gateway says "gone" until $connect has ended; a note in that moment must not make the console deaf."""
    join(live, "c1", "ada")
    consoles.gone.add("c1")
    live.tell(WS, [Note("notice")])
    consoles.gone.clear()

    live.tell(WS, [Note("notice")])

    assert consoles.heard == {"c1": [{"type": "notice"}]}


def test_leaving_ends_the_notes(live: Live, consoles: Consoles) -> None:
    join(live, "c1", "ada")
    live.disconnect("c1")

    live.tell(WS, [Note("notice")])

    assert consoles.heard == {}


def test_rows_become_notes_with_ids_only() -> None:
    pk = f"W#{WS}#C#{CONTACT}"
    message: Row = {
        "pk": pk,
        "sk": f"MSG#{NUMBER}#1795341601000-aaaaaaaaaaaaaaaaaaaa",
        "type": "message",
        "sealed": b"x",
    }
    conversation: Row = {"pk": pk, "sk": f"CONV#{NUMBER}", "type": "conversation"}

    assert note_of(None, message) == Note(
        "message", conversation=f"{CONTACT}.{NUMBER}", message="1795341601000-aaaaaaaaaaaaaaaaaaaa"
    )
    assert note_of(None, conversation) == Note(
        "conversation", conversation=f"{CONTACT}.{NUMBER}", owners=frozenset({None})
    )
    assert note_of(None, {"pk": pk, "sk": "REF#1#x", "type": "reference"}) is None
    assert workspace_of(message) == WS
    assert workspace_of({"pk": "NUMBER#1", "sk": "ROUTE"}) is None


# ── what limited agents hear ────────────────────────────────────────────────────────────────────────────────────────

HERE = f"{CONTACT}.{NUMBER}"


def conversation_row(assignee: str | None) -> Row:
    row: Row = {"pk": f"W#{WS}#C#{CONTACT}", "sk": f"CONV#{NUMBER}", "type": "conversation"}
    return row if assignee is None else {**row, "assignee": assignee}


def changed(before: str | None, after: str | None) -> Note:
    note = note_of(conversation_row(before), conversation_row(after))
    assert note is not None
    return note


@pytest.fixture
def line(live: Live, crew: Crew) -> Live:
    """Amir is limited, Ada is not; both have their consoles open."""
    crew.limited.add("amir")
    join(live, "amir's", "amir")
    join(live, "ada's", "ada")
    return live


def heard(consoles: Consoles, connection: str) -> list[str]:
    return [note["type"] for note in consoles.heard.get(connection, [])]


@pytest.mark.parametrize(
    ("before", "after", "hears"),
    [
        (None, None, True),
        ("amir", "amir", True),
        ("ada", "ada", False),
        ("ada", "amir", True),
        ("amir", "ada", True),
        (None, "ada", True),
        ("ada", None, True),
        ("ada", "bea", False),
    ],
)
def test_a_limited_agent_hears_of_what_they_see_or_have_just_lost(
    line: Live, consoles: Consoles, before: str | None, after: str | None, hears: bool
) -> None:
    line.tell(WS, [changed(before, after)])

    assert heard(consoles, "amir's") == (["conversation"] if hears else [])
    assert heard(consoles, "ada's") == ["conversation"]
    assert "owners" not in str(consoles.heard)


@pytest.mark.parametrize(("assignee", "hears"), [(None, True), ("amir", True), ("ada", False)])
def test_messages_of_a_colleagues_conversation_are_not_told_to_a_limited_agent(
    line: Live, consoles: Consoles, table: DynamoTable, assignee: str | None, hears: bool
) -> None:
    table.put(keys.conversation(WS, CONTACT, NUMBER), conversation_row(assignee))

    line.tell(WS, [Note("message", conversation=HERE, message="1")])

    assert heard(consoles, "amir's") == (["message"] if hears else [])
    assert heard(consoles, "ada's") == ["message"]


def test_a_message_of_a_conversation_that_is_not_there_yet_is_told_with_the_conversation(
    line: Live, consoles: Consoles
) -> None:
    line.tell(WS, [Note("message", conversation=HERE, message="1")])
    assert heard(consoles, "amir's") == []

    line.tell(WS, [changed(None, None)])
    assert heard(consoles, "amir's") == ["conversation"]


@pytest.mark.parametrize(("assignee", "hears"), [(None, True), ("amir", True), ("ada", False)])
def test_presence_in_a_colleagues_conversation_is_not_told(
    line: Live, consoles: Consoles, assignee: str | None, hears: bool
) -> None:
    line.presence(actor("ada"), HERE, "typing", UserId(assignee) if assignee else None)

    assert heard(consoles, "amir's") == (["presence"] if hears else [])


def test_nobody_asks_whose_a_conversation_is_while_no_limited_agent_listens(
    live: Live, consoles: Consoles, clock: HandClock, table: DynamoTable
) -> None:
    class Counted(DynamoTable):
        reads = 0

        def get(self, key: keys.Key) -> Row | None:
            Counted.reads += 1
            return super().get(key)

    join(live, "ada's", "ada")
    counting = Live(Counted(table._client, "waloom"), consoles, live.standing, clock, live.url)

    counting.tell(WS, [Note("message", conversation=HERE, message="1")])

    assert heard(consoles, "ada's") == ["message"]
    assert Counted.reads == 0


def test_many_hidden_notes_are_no_reason_to_read_everything_again(line: Live, consoles: Consoles) -> None:
    notes: Iterable[Note] = [replace(changed("ada", "ada"), message=str(at)) for at in range(50)]

    line.tell(WS, notes)

    assert heard(consoles, "ada's") == ["resync"]
    assert heard(consoles, "amir's") == []


def test_what_is_for_one_person_is_told_to_them_alone(line: Live, consoles: Consoles) -> None:
    pk = f"W#{WS}#NOTICES"
    for row in ({"type": "notice", "only_for": "ada"}, {"type": "export", "maker": "ada"}, {"type": "notice"}):
        note = note_of(None, {"pk": pk, "sk": "1", **row})
        assert note is not None
        line.tell(WS, [note])

    assert heard(consoles, "ada's") == ["notice", "export", "notice"]
    assert heard(consoles, "amir's") == ["notice"]


# ── lines end with what they depend on ──────────────────────────────────────────────────────────────────────────────


def test_a_persons_lines_are_closed_and_nobody_elses(live: Live, consoles: Consoles, table: DynamoTable) -> None:
    for connection, user in (("amir1", "amir"), ("amir2", "amir"), ("ada1", "ada")):
        join(live, connection, user)
    join(live, "amir-elsewhere", "amir", OTHER_WS)

    live.close(WS, UserId("amir"))

    assert consoles.gone == {"amir1", "amir2"}
    assert [row["sk"] for row in table.scan(keys.live_connections(WS))] == ["ada1"]
    assert table.get(keys.connection_route("amir1")) is None


def test_an_ended_session_closes_its_own_lines_in_every_workspace(
    live: Live, consoles: Consoles, table: DynamoTable
) -> None:
    user = UserId("amir")
    for ws in (WS, OTHER_WS):
        table.put(keys.membership(user, ws), {"type": "membership", "v": 1, "workspace": ws, "user": user})
        for session in ("phone", "desk"):
            table.put(keys.session(user, session), {"type": "session", "v": 1})
            ticket = live.ticket(replace(actor("amir", ws), session=session))
            live.connect(f"{session}@{ws[3]}", ticket.url.split("ticket=")[1])

    live.close_session(user, "phone")

    assert consoles.gone == {"phone@0", "phone@1"}


def test_a_ticket_is_no_good_when_its_person_was_removed_meanwhile(live: Live, crew: Crew, table: DynamoTable) -> None:
    ticket = live.ticket(actor("amir")).url.split("ticket=")[1]
    crew.out.add("amir")

    with pytest.raises(Unauthenticated):
        live.connect("c1", ticket)
    assert list(table.scan(keys.live_connections(WS))) == []


def test_a_ticket_is_no_good_when_its_session_was_ended_meanwhile(live: Live, table: DynamoTable) -> None:
    table.put(keys.session(UserId("amir"), "phone"), {"type": "session", "v": 1})
    ticket = live.ticket(replace(actor("amir"), session="phone")).url.split("ticket=")[1]
    table.delete(keys.session(UserId("amir"), "phone"))

    with pytest.raises(Unauthenticated):
        live.connect("c1", ticket)


def test_who_is_removed_while_connecting_is_not_connected(
    table: DynamoTable, consoles: Consoles, crew: Crew, clock: HandClock
) -> None:
    """After the first look at the membership, before the connection is written down: nobody could close it then."""

    class Late(DynamoTable):
        def put(self, key: keys.Key, row: object) -> None:
            super().put(key, row)  # type: ignore[arg-type]
            if key.pk.endswith("#LIVE"):
                crew.out.add("amir")

    live = Live(Late(table._client, "waloom"), consoles, crew, clock, "wss://live.test/live")

    with pytest.raises(Unauthenticated):
        join(live, "c1", "amir")
    assert list(table.scan(keys.live_connections(WS))) == []


def test_a_line_that_was_closed_while_it_opened_is_closed_when_it_asks(live: Live, consoles: Consoles) -> None:
    join(live, "c1", "amir")
    live.answer("c1")
    assert consoles.heard["c1"] == [{"type": "pong"}]

    live.disconnect("c1")
    live.answer("c1")

    assert consoles.gone == {"c1"}


def test_machines_have_no_live_line(live: Live) -> None:
    with pytest.raises(Forbidden):
        live.ticket(replace(actor("key_1"), key="1"))
