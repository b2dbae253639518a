"""The live line: tickets that work once, notes to the right consoles, connections that are gone."""

from __future__ import annotations

import json

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import Unauthenticated
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


@pytest.fixture
def consoles() -> Consoles:
    return Consoles()


@pytest.fixture
def live(table: DynamoTable, consoles: Consoles, clock: HandClock) -> Live:
    return Live(table, consoles, clock, "wss://live.test/live")


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

    live.presence(actor("ada"), "c", "typing")

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

    assert note_of(message) == Note(
        "message", conversation=f"{CONTACT}.{NUMBER}", message="1795341601000-aaaaaaaaaaaaaaaaaaaa"
    )
    assert note_of(conversation) == Note("conversation", conversation=f"{CONTACT}.{NUMBER}")
    assert note_of({"pk": pk, "sk": "REF#1#x", "type": "reference"}) is None
    assert workspace_of(message) == WS
    assert workspace_of({"pk": "NUMBER#1", "sk": "ROUTE"}) is None
