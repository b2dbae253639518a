"""Limited agents see their own and nobody's conversations, masked ones no number: whatever they ask, by any route."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from shared.core import keys
from shared.core.errors import Invalid
from shared.core.ids import ContactId, NumberId, UserId, message_id
from shared.core.ports import Change
from shared.features.inbox import service
from shared.features.inbox.model import Message, Sender
from shared.features.workspaces.roles import ROUTES
from shared.wiring.releasing import ReleaseQueue, Releases
from tests.functional.api.conftest import World
from tests.functional.conftest import NUMBER, WS
from tests.functional.intake.world import ListQueue

MIRA, JUNO, OTTO = "447700900456", "351912345678", "15551234567"


def limits(world: World, **flags: bool) -> None:
    """What an owner sets for the agent."""
    answer = world.call("PATCH", world.ws("/members/agent"), flags)
    assert answer.status == 200, answer.body


def assign(world: World, conversation: str, user: str | None) -> None:
    answer = world.call("PATCH", world.ws(f"/conversations/{conversation}"), {"assignee": user})
    assert answer.status == 200, answer.body


def first_message(world: World, conversation: str) -> str:
    lines = world.call("GET", world.ws(f"/conversations/{conversation}/messages")).body["items"]
    return str(next(line["id"] for line in lines if line["direction"] == "in"))


@pytest.fixture
def three(world: World) -> dict[str, str]:
    """Mira's conversation is the admin's, Juno's the agent's, Otto's nobody's; the agent is limited."""
    found = {
        "theirs": world.customer_writes("secret kettle", phone=MIRA, name="Mira Quill", wamid="wamid.1"),
        "mine": world.customer_writes("my kettle", phone=JUNO, name="Juno Vale", wamid="wamid.2"),
        "nobodys": world.customer_writes("any kettle", phone=OTTO, name="Otto Marsh", wamid="wamid.3"),
    }
    for conversation in found.values():
        world.search_index(ContactId(conversation.split(".", maxsplit=1)[0]))
    assign(world, found["theirs"], "admin")
    assign(world, found["mine"], "agent")
    limits(world, limited=True)
    return found


def requests(world: World, conversation: str, message: str) -> Iterator[tuple[str, str, object]]:
    """Every route that leads to one conversation or its contact, with a body that would do something."""
    base, contact = f"/conversations/{conversation}", conversation.split(".", maxsplit=1)[0]
    yield "GET", base, None
    yield "PATCH", base, {"assignee": "agent"}
    yield "PATCH", base, {"status": "resolved"}
    yield "POST", f"{base}/read", None
    yield "POST", f"{base}/typing", {"state": "typing"}
    yield "GET", f"{base}/messages", None
    yield "POST", f"{base}/messages", {"client_id": "client-0001", "type": "text", "text": {"body": "x"}}
    yield "GET", f"{base}/messages/{message}", None
    yield "GET", f"{base}/messages/{message}/media", None
    yield "POST", f"{base}/messages/{message}/retry", {"client_id": "client-0002"}
    yield "POST", f"{base}/notes", {"client_id": "client-0003", "text": "x"}
    yield "GET", f"/contacts/{contact}", None
    yield "PATCH", f"/contacts/{contact}", {"name": "Mine now"}


def test_every_route_to_a_conversation_or_a_contact_is_tried_here(world: World, three: dict[str, str]) -> None:
    tried = {
        f"{method} {path.replace(three['theirs'], 'C').replace(three['theirs'].split('.', maxsplit=1)[0], 'K')}"
        for method, path, _ in requests(world, three["theirs"], "M")
    }
    there = {
        line.replace("/v1/workspaces/{workspace}", "")
        .replace("{conversation}", "C")
        .replace("{message}", "M")
        .replace("{contact}", "K")
        for line in ROUTES
        if "{conversation}" in line or "{contact}" in line
    }
    assert tried == there


def test_a_colleagues_conversation_answers_as_one_that_is_not_there(world: World, three: dict[str, str]) -> None:
    message = first_message(world, three["theirs"])
    before = sorted(str(row) for row in world.product.table.scan(everything(three["theirs"])))
    nowhere = f"{'0' * 26}.{NUMBER}"

    for there, missing in zip(
        requests(world, three["theirs"], message), requests(world, nowhere, message), strict=True
    ):
        hidden = world.call(there[0], world.ws(there[1]), there[2], user="agent")
        absent = world.call(missing[0], world.ws(missing[1]), missing[2], user="agent")

        assert hidden.status == 404, there
        assert hidden.body == absent.body, there
    assert sorted(str(row) for row in world.product.table.scan(everything(three["theirs"]))) == before
    assert world.queued() == []


def test_their_own_and_nobodys_are_there_as_ever(world: World, three: dict[str, str]) -> None:
    for name in ("mine", "nobodys"):
        message = first_message(world, three[name])
        for method, path, body in requests(world, three[name], message):
            answer = world.call(method, world.ws(path), body, user="agent")
            assert answer.status < 300 or answer.body["code"] in ("no_media", "not_retryable"), (path, answer.body)


def test_lists_counts_and_search_know_nothing_of_what_is_hidden(world: World, three: dict[str, str]) -> None:
    seen = {three["mine"], three["nobodys"]}
    people = {one.split(".", maxsplit=1)[0] for one in seen}

    def listed(**query: str) -> set[str]:
        answer = world.call("GET", world.ws("/conversations", **query), user="agent")
        assert three["theirs"].split(".", maxsplit=1)[0] not in json.dumps(answer.body)
        return {one["id"] for one in answer.body["items"]}

    assert listed() == listed(tab="all") == listed(status="any") == listed(sort="oldest") == seen
    assert listed(tab="mine") == {three["mine"]}
    assert listed(tab="unassigned") == {three["nobodys"]}
    assert listed(q="mira") == listed(q="900456") == set()
    assert listed(q="juno") == {three["mine"]}
    counts = world.call("GET", world.ws("/conversations/counts"), user="agent").body
    assert counts == {"mine": 1, "unassigned": 1, "all": 2, "capped": False}
    contacts = world.call("GET", world.ws("/contacts"), user="agent").body["items"]
    assert {one["id"] for one in contacts} == people
    assert world.call("GET", world.ws("/contacts", q="mira"), user="agent").body["items"] == []
    assert world.call("GET", world.ws("/contacts", q=MIRA), user="agent").body["items"] == []


def test_pages_are_filled_past_what_is_hidden(world: World, three: dict[str, str]) -> None:
    path, found = world.ws("/conversations", limit="1"), []
    answer = world.call("GET", path, user="agent")
    while True:
        found += [one["id"] for one in answer.body["items"]]
        if answer.body["next_cursor"] is None:
            break
        answer = world.call("GET", f"{path}&cursor={answer.body['next_cursor']}", user="agent")

    assert sorted(found) == sorted((three["mine"], three["nobodys"]))


def test_search_goes_on_past_what_is_hidden(world: World, three: dict[str, str]) -> None:
    # Found by the word's beginning, so after every "Mira".
    mine = world.customer_writes("hello", phone="4915112345678", name="Miranda Brook", wamid="wamid.9")
    world.search_index(ContactId(mine.split(".", maxsplit=1)[0]))

    contacts = world.call("GET", world.ws("/contacts", q="mira", limit="1"), user="agent").body["items"]
    conversations = world.call("GET", world.ws("/conversations", q="mira", limit="1"), user="agent").body["items"]

    assert [one["name"] for one in contacts] == ["Miranda Brook"]
    assert [one["id"] for one in conversations] == [mine]


def test_a_cursor_that_stops_at_a_hidden_conversation_does_not_name_it(
    world: World, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workspace with more hidden conversations than one request looks at."""
    monkeypatch.setattr(service, "LIMITED_REACH", 1)
    monkeypatch.setattr(service, "STEP", 1)
    found: list[str] = []
    path, cursor = world.ws("/conversations", limit="10"), None
    for _ in range(6):
        answer = world.call("GET", f"{path}&cursor={cursor}" if cursor else path, user="agent")
        found += [one["id"] for one in answer.body["items"]]
        cursor = answer.body["next_cursor"]
        if cursor is None:
            break
        assert cursor.startswith("~")
        stolen = world.call("GET", f"{path}&cursor={cursor}", user="owner")
        assert (stolen.status, stolen.body["code"]) == (400, "bad_cursor")

    assert cursor is None
    assert sorted(found) == sorted((three["mine"], three["nobodys"]))


def test_a_limited_agent_takes_works_and_hands_on(world: World, three: dict[str, str]) -> None:
    path = world.ws(f"/conversations/{three['nobodys']}")

    taken = world.call("PATCH", path, {"assignee": "agent"}, user="agent")
    handed = world.call("PATCH", path, {"assignee": "admin"}, user="agent")

    assert taken.body["assignee"]["id"] == "agent"
    assert (handed.status, handed.body["assignee"]["id"]) == (200, "admin")
    assert world.call("GET", path, user="agent").status == 404
    assert world.call("PATCH", path, {"assignee": "agent"}, user="agent").status == 404
    put_back = world.call("PATCH", world.ws(f"/conversations/{three['mine']}"), {"assignee": None}, user="agent")
    assert put_back.body["assignee"] is None


def test_a_colleagues_customer_is_refused_clearly_and_stays_theirs(world: World, three: dict[str, str]) -> None:
    known = three["theirs"].split(".", maxsplit=1)[0]

    by_phone = world.call("POST", world.ws("/conversations"), {"number_id": NUMBER, "phone": MIRA}, user="agent")
    by_id = world.call("POST", world.ws("/conversations"), {"number_id": NUMBER, "contact_id": known}, user="agent")
    mine = world.call("POST", world.ws("/conversations"), {"number_id": NUMBER, "phone": JUNO}, user="agent")
    new = world.call("POST", world.ws("/conversations"), {"number_id": NUMBER, "phone": "+447700900999"}, user="agent")

    assert (by_phone.status, by_phone.body["code"]) == (403, "conversation_of_colleague")
    assert "Mira" not in json.dumps(by_phone.body)
    assert (by_id.status, by_id.body["code"]) == (404, "contact_not_found")
    assert (mine.status, mine.body["id"]) == (200, three["mine"])
    assert new.body["assignee"]["id"] == "agent"
    shown = world.call("GET", world.ws(f"/conversations/{three['theirs']}")).body
    assert shown["assignee"]["id"] == "admin"


def test_lifting_the_limit_shows_everything_at_once(world: World, three: dict[str, str]) -> None:
    limits(world, limited=False)

    assert world.call("GET", world.ws(f"/conversations/{three['theirs']}"), user="agent").status == 200
    assert world.call("GET", world.ws("/conversations/counts"), user="agent").body["all"] == 3


def test_what_was_assigned_to_who_left_is_nobodys(world: World, three: dict[str, str]) -> None:
    world.call("DELETE", world.ws("/members/agent"))

    assert world.product.sorting.release(WS, UserId("agent"), "Agent")

    shown = world.call("GET", world.ws(f"/conversations/{three['mine']}")).body
    theirs = world.call("GET", world.ws(f"/conversations/{three['theirs']}")).body
    assert (shown["assignee"], theirs["assignee"]["id"]) == (None, "admin")
    events = [
        line["content"]
        for line in world.call("GET", world.ws(f"/conversations/{three['mine']}/messages")).body["items"]
        if line["kind"] == "event"
    ]
    assert {"event": "unassigned", "by": "Agent"} in events


def test_releasing_goes_on_in_another_run_and_spares_who_is_back(world: World, three: dict[str, str]) -> None:
    assign(world, three["nobodys"], "agent")
    left = world.product.workspace_store.member(WS, UserId("agent"))
    assert left is not None
    world.call("DELETE", world.ws("/members/agent"))
    records = ListQueue()
    seconds = [60.0, 4.0]  # one of three conversations, then no more time
    releases = Releases(ReleaseQueue(records), world.product.sorting, lambda: seconds.pop(0) if seconds else 60.0)

    def agents() -> int:
        items = world.call("GET", world.ws("/conversations")).body["items"]
        return sum((one["assignee"] or {}).get("id") == "agent" for one in items)

    ReleaseQueue(records).release(WS, UserId("agent"), "Agent")
    while agents() and records.bodies:
        releases.deliver(json.loads(records.bodies.pop()))
    assert (agents(), seconds) == (0, [])

    world.product.workspace_store.add_member(left)
    assign(world, three["nobodys"], "agent")
    releases.deliver({"v": 1, "left": {"workspace": WS, "user": "agent", "name": "Agent"}})
    assert agents() == 1
    with pytest.raises(Invalid):
        releases.deliver({"v": 1, "left": {"workspace": WS}})


# ── masked numbers ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def nameless(world: World) -> str:
    """A customer with no name but their number, a line of Meta's that names it, and an agent who may see no numbers."""
    conversation = world.customer_writes("call me on 07700 900123", phone=MIRA, name="")
    contact, number = conversation.split(".")
    at = world.clock.now()
    store = world.product.inbox_store
    lines: list[tuple[str, dict[str, object]]] = [
        ("event", {"event": "user_changed_number", "body": f"changed from +{MIRA} to {OTTO}", "wa_id": OTTO}),
        ("unsupported", {"type": "new", "original": {"from": MIRA}, "errors": [{"details": f"by {MIRA}"}]}),
    ]
    for index, (kind, content) in enumerate(lines):
        line = Message(
            workspace=WS,
            contact=ContactId(contact),
            number=NumberId(number),
            id=message_id(at, "abcdefghijklmnopqrs" + "ab"[index]),
            direction="event" if kind == "event" else "in",
            kind=kind,
            at=at,
            received_at=0,
            sender=Sender("system" if kind == "event" else "customer", name=MIRA),
            content=content,
        )
        store.write_line(line)
    world.product.table.amend(
        keys.conversation(WS, ContactId(contact), NumberId(number)), Change(set={"last_kind": "system"})
    )
    world.search_index(ContactId(contact))
    limits(world, masked=True)
    return conversation


def digits(value: object) -> str:
    return json.dumps(value).replace(" ", "")


def test_no_answer_holds_the_number(world: World, nameless: str) -> None:
    contact = nameless.split(".", maxsplit=1)[0]
    lines = world.call("GET", world.ws(f"/conversations/{nameless}/messages")).body["items"]
    for path in (
        "/conversations",
        f"/conversations/{nameless}",
        f"/conversations/{nameless}/messages",
        *(f"/conversations/{nameless}/messages/{line['id']}" for line in lines if line["kind"] != "text"),
        "/contacts",
        f"/contacts/{contact}",
    ):
        shown = world.call("GET", world.ws(path), user="agent")
        assert shown.status == 200, path
        for number in (MIRA, OTTO, MIRA[2:], OTTO[1:]):
            assert number not in digits(shown.body), path
        assert any(number in digits(world.call("GET", world.ws(path)).body) for number in (MIRA, OTTO)), path


def test_country_and_last_digits_stand_for_the_number_and_the_name(world: World, nameless: str) -> None:
    card = world.call("GET", world.ws(f"/conversations/{nameless}"), user="agent").body["contact"]
    contact = world.call("GET", world.ws(f"/contacts/{card['id']}"), user="agent").body
    renamed = world.call("PATCH", world.ws(f"/contacts/{card['id']}"), {"name": f"Mira {MIRA}"}, user="agent").body

    assert (card["phone"], card["name"]) == ("+44 ••••••••56", "+44 ••••••••56")
    assert (contact["phone"], contact["name"]) == ("+44 ••••••••56", "+44 ••••••••56")
    assert renamed["name"] == "Mira +44 ••••••••56"


def test_what_the_customer_wrote_stays_as_written(world: World, nameless: str) -> None:
    lines = world.call("GET", world.ws(f"/conversations/{nameless}/messages"), user="agent").body["items"]

    by_kind = {line["kind"]: line["content"] for line in lines}
    assert by_kind["text"]["body"] == "call me on 07700 900123"
    assert by_kind["event"]["body"] == "changed from +44 ••••••••56 to +1 ••••••••67"
    assert "original" not in by_kind["unsupported"]


@pytest.mark.parametrize("words", [MIRA, "900456", "+44 7700", "0456", "mira 0456"])
def test_digits_find_nobody(world: World, nameless: str, words: str) -> None:
    for path in ("/conversations", "/contacts"):
        assert world.call("GET", world.ws(path, q=words), user="agent").body["items"] == []
    if words != "mira 0456":
        assert len(world.call("GET", world.ws("/contacts", q=words)).body["items"]) == 1


def everything(conversation: str) -> keys.KeyRange:
    return keys.everything_about(WS, ContactId(conversation.split(".", maxsplit=1)[0]))
