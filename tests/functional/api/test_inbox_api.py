"""The inbox as the console uses it: lists, threads, sending once, notes, sorting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.core import keys
from shared.core.ids import ConversationId, split_conversation
from tests.functional.api.conftest import World
from tests.functional.conftest import NUMBER, OTHER_WS, WS


def text(client_id: str, words: str = "Yes, it is.", **more: object) -> dict[str, object]:
    return {"client_id": client_id, "type": "text", "text": {"body": words}, **more}


def test_a_customers_message_is_in_the_list_and_in_the_thread(world: World) -> None:
    conversation = world.customer_writes("Is the teal kettle back?")

    listed = world.call("GET", world.ws("/conversations")).body["items"]
    thread = world.call("GET", world.ws(f"/conversations/{conversation}/messages")).body["items"]

    assert [(one["id"], one["contact"]["name"], one["unread"]) for one in listed] == [(conversation, "Mira Quill", 1)]
    assert listed[0]["last_message"]["preview"] == "Is the teal kettle back?"
    assert listed[0]["contact"]["phone"] == "447700900456"
    assert [(one["direction"], one["kind"], one["content"]["body"]) for one in thread] == [
        ("in", "text", "Is the teal kettle back?")
    ]


def test_a_reply_is_queued_and_shown_as_waiting(world: World) -> None:
    conversation = world.customer_writes("hi")

    answer = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), text("client-0001"), user="agent")

    assert answer.status == 202
    assert answer.body["status"] == "queued"
    assert answer.body["sender"] == {"kind": "member", "id": "agent", "name": "Agent"}
    assert [job["message"] for job in world.queued()] == [answer.body["id"]]


def test_the_same_client_id_sends_once_however_often_it_comes(world: World) -> None:
    conversation = world.customer_writes("hi")
    path = world.ws(f"/conversations/{conversation}/messages")

    answers = [
        world.call("POST", path, text("client-0001"), headers={"idempotency-key": "client-0001"}) for _ in range(3)
    ]
    world.clock.forward(minutes=3)
    answers.append(world.call("POST", path, text("client-0001", "other words")))

    assert {answer.body["id"] for answer in answers} == {answers[0].body["id"]}
    assert answers[3].body["content"]["body"] == "Yes, it is."
    assert len(world.queued()) == 1
    thread = world.call("GET", path).body["items"]
    assert len(thread) == 2


def test_an_idempotency_key_that_is_not_the_client_id_is_refused(world: World) -> None:
    conversation = world.customer_writes("hi")

    answer = world.call(
        "POST",
        world.ws(f"/conversations/{conversation}/messages"),
        text("client-0001"),
        headers={"idempotency-key": "something-else"},
    )

    assert (answer.status, answer.body["code"]) == (400, "idempotency_key")


def test_free_text_after_24_hours_is_refused_with_what_to_do(world: World) -> None:
    conversation = world.customer_writes("hi")
    world.clock.forward(hours=24)

    answer = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), text("client-0001"))

    assert (answer.status, answer.body["code"]) == (409, "window_closed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "template" in answer.body["detail"]
    assert world.queued() == []


def test_a_disconnected_account_refuses_at_once(world: World) -> None:
    conversation = world.customer_writes("hi")
    world.product.connections.disconnected(WS, "770100200300401", "token_expired")  # type: ignore[arg-type]

    answer = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), text("client-0001"))

    assert (answer.status, answer.body["code"]) == (409, "account_disconnected")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"client_id": "client-0001", "type": "text"}, ""),
        ({"client_id": "client-0001", "type": "text", "text": {"body": ""}}, "text.body"),
        ({"client_id": "client-0001", "type": "text", "text": {"body": "x" * 4097}}, "text.body"),
        ({"client_id": "c", "type": "text", "text": {"body": "x"}}, "client_id"),
        ({"client_id": "client-0001", "type": "text", "text": {"body": "x"}, "surprise": 1}, "surprise"),
        ({"client_id": "client-0001", "type": "location", "location": {"latitude": 91, "longitude": 0}}, "latitude"),
    ],
)
def test_a_wrong_body_names_the_field(world: World, body: dict[str, object], field: str) -> None:
    conversation = world.customer_writes("hi")

    answer = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), body)

    assert answer.status == 422
    assert answer.body["code"] == "invalid"
    assert field in "".join(error["field"] for error in answer.body["errors"])
    assert world.queued() == []


@pytest.mark.parametrize("body", ["{", "[1", '"text"', "[" * 5000 + "]" * 5000, "null"])
def test_what_is_not_a_json_object_is_a_problem_not_a_crash(world: World, body: str) -> None:
    conversation = world.customer_writes("hi")

    answer = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), body)

    assert answer.status in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_buttons_beyond_metas_limits_are_refused_before_anything_is_queued(world: World) -> None:
    conversation = world.customer_writes("hi")
    buttons = [{"reply": {"id": f"b{i}", "title": f"Button {i}"}} for i in range(4)]
    body = {
        "client_id": "client-0001",
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "Which?"}, "action": {"buttons": buttons}},
    }

    refused = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), body)
    body["interactive"]["action"]["buttons"] = buttons[:3]  # type: ignore[index]
    taken = world.call("POST", world.ws(f"/conversations/{conversation}/messages"), body)

    assert refused.status == 422
    assert taken.status == 202


def test_a_note_stays_inside_and_is_written_once(world: World) -> None:
    conversation = world.customer_writes("hi")
    path = world.ws(f"/conversations/{conversation}/notes")
    note = {"client_id": "note-0001", "text": "She is a regular.", "mentions": ["agent"]}

    first = world.call("POST", path, note, user="marketer")
    world.call("POST", path, note, user="marketer")

    assert first.status == 201
    assert first.body["content"]["mentions"] == [{"id": "agent", "name": "Agent"}]
    thread = world.call("GET", world.ws(f"/conversations/{conversation}/messages")).body["items"]
    assert [one["direction"] for one in thread].count("note") == 1
    assert world.queued() == []


def test_a_quote_names_what_it_answers(world: World) -> None:
    conversation = world.customer_writes("Is the teal kettle back?")
    path = world.ws(f"/conversations/{conversation}/messages")
    quoted = world.call("GET", path).body["items"][0]["id"]
    world.clock.forward(seconds=1)

    sent = world.call("POST", path, text("client-0001", quote=quoted))

    assert sent.status == 202
    shown = world.call("GET", path).body["items"][0]
    assert shown["quote"]["message_id"] == quoted
    assert shown["quote"]["preview"] == "Is the teal kettle back?"


def test_a_reaction_shows_on_its_message_and_not_as_a_line(world: World) -> None:
    conversation = world.customer_writes("Thank you!")
    path = world.ws(f"/conversations/{conversation}/messages")
    target = world.call("GET", path).body["items"][0]["id"]
    body = {"client_id": "client-0001", "type": "reaction", "reaction": {"message_id": target, "emoji": "🫖"}}

    world.call("POST", path, body)

    thread = world.call("GET", path).body["items"]
    assert [one["reactions"] for one in thread] == [[{"by": "us", "emoji": "🫖"}]]
    assert len(world.queued()) == 1


def test_assigning_moves_between_tabs_and_leaves_a_line(world: World) -> None:
    conversation = world.customer_writes("hi")
    path = world.ws(f"/conversations/{conversation}")

    world.call("PATCH", path, {"assignee": "agent"})

    assert world.call("GET", world.ws("/conversations/counts"), user="agent").body == {
        "mine": 1,
        "unassigned": 0,
        "all": 1,
        "capped": False,
    }
    assert len(world.call("GET", world.ws("/conversations", tab="mine"), user="agent").body["items"]) == 1
    assert world.call("GET", world.ws("/conversations", tab="mine")).body["items"] == []
    assert world.call("GET", world.ws("/conversations", tab="unassigned")).body["items"] == []
    events = [one["content"] for one in world.call("GET", f"{path}/messages").body["items"] if one["kind"] == "event"]
    assert [(event["event"], event["to"]) for event in events] == [("assigned", "Agent")]


def test_a_stranger_cannot_be_assigned(world: World) -> None:
    conversation = world.customer_writes("hi")

    answer = world.call("PATCH", world.ws(f"/conversations/{conversation}"), {"assignee": "other-owner"})

    assert (answer.status, answer.body["code"]) == (400, "not_a_member")


def test_snoozed_conversations_leave_the_list_and_wake(world: World) -> None:
    conversation = world.customer_writes("hi")
    until = (world.clock.now() + timedelta(hours=2)).isoformat()

    world.call("PATCH", world.ws(f"/conversations/{conversation}"), {"status": "snoozed", "snoozed_until": until})

    assert world.call("GET", world.ws("/conversations")).body["items"] == []
    world.clock.forward(hours=1, minutes=59)
    world.product.sweeper.sweep()
    assert world.call("GET", world.ws("/conversations")).body["items"] == []
    world.clock.forward(minutes=2)
    assert world.product.sweeper.sweep().woken == 1
    assert [one["id"] for one in world.call("GET", world.ws("/conversations")).body["items"]] == [conversation]


def test_a_snooze_without_a_time_is_refused(world: World) -> None:
    conversation = world.customer_writes("hi")

    answer = world.call("PATCH", world.ws(f"/conversations/{conversation}"), {"status": "snoozed"})

    assert (answer.status, answer.body["code"]) == (400, "snooze_time")


def test_pages_hold_every_conversation_once_in_order(world: World) -> None:
    for index in range(7):
        world.clock.forward(minutes=2)
        world.customer_writes(f"m{index}", phone=f"44770090010{index}", name=f"Customer {index}", wamid=f"w{index}")
    seen: list[str] = []
    cursor = ""
    while True:
        query = {"limit": "3", **({"cursor": cursor} if cursor else {})}
        page = world.call("GET", world.ws("/conversations", **query)).body
        seen += [one["contact"]["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == [f"Customer {index}" for index in reversed(range(7))]


def test_a_cursor_of_another_workspace_opens_nothing(world: World) -> None:
    for index in range(3):
        world.customer_writes(f"m{index}", phone=f"44770090010{index}", wamid=f"w{index}")
    cursor = world.call("GET", world.ws("/conversations", limit="1")).body["next_cursor"]

    answer = world.call("GET", f"/v1/workspaces/{OTHER_WS}/conversations?cursor={cursor}", user="other-owner")

    assert answer.body == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("cursor", ["x", "AAAA", "0:0", "%F0%9F%AB%96", "VyN3cyNJTkJPWCNvcGVu"])
def test_a_made_up_cursor_is_refused(world: World, cursor: str) -> None:
    answer = world.call("GET", f"{world.ws('/conversations')}?cursor={cursor}")

    assert (answer.status, answer.body["code"]) == (400, "bad_cursor")


def test_all_statuses_together_come_in_order_of_time_over_pages(world: World) -> None:
    names = []
    for index, status in enumerate(["open", "resolved", "pending", "resolved", "open", "pending"]):
        world.clock.forward(minutes=2)
        conversation = world.customer_writes(
            f"m{index}", phone=f"44770090010{index}", name=f"Customer {index}", wamid=f"w{index}"
        )
        names.append(f"Customer {index}")
        if status != "open":
            world.call("PATCH", world.ws(f"/conversations/{conversation}"), {"status": status})

    def walk(sort: str) -> list[str]:
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            query = {"status": "any", "sort": sort, "limit": "2", **({"cursor": cursor} if cursor else {})}
            page = world.call("GET", world.ws("/conversations", **query)).body
            seen += [one["contact"]["name"] for one in page["items"]]
            cursor = page["next_cursor"]
        return seen

    assert walk("newest") == names[::-1]
    assert walk("oldest") == names


def test_contacts_are_listed_newest_first_over_pages(world: World) -> None:
    for index in range(5):
        world.clock.forward(minutes=2)
        world.customer_writes("hi", phone=f"44770090010{index}", name=f"Customer {index}", wamid=f"w{index}")

    first = world.call("GET", world.ws("/contacts", limit="3")).body
    second = world.call("GET", world.ws("/contacts", limit="3", cursor=first["next_cursor"])).body

    assert [one["name"] for one in first["items"] + second["items"]] == [f"Customer {i}" for i in (4, 3, 2, 1, 0)]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("words", ["mira", "QUILL", "Mira Qu", "900456", "+44 7700", "7700 900"])
def test_search_finds_by_name_and_number(world: World, words: str) -> None:
    conversation = world.customer_writes("hi")
    world.customer_writes("hello", phone="5511987650042", name="Rafael Costa", wamid="w2")
    contact, _ = split_conversation(conversation)
    world.search_index(contact)

    found = world.call("GET", world.ws("/conversations", q=words)).body["items"]

    assert [one["id"] for one in found] == [conversation]


def test_filters_narrow_the_list(world: World) -> None:
    first = world.customer_writes("hi")
    second = world.customer_writes("hello", phone="5511987650042", name="Rafael", wamid="w2")
    world.call("PATCH", world.ws(f"/conversations/{first}"), {"tags": ["t1"], "priority": "high"})
    world.call("POST", world.ws(f"/conversations/{second}/read"))

    def ids(**query: str) -> list[str]:
        return [one["id"] for one in world.call("GET", world.ws("/conversations", **query)).body["items"]]

    assert ids(tag="t1") == [first]
    assert ids(unread="true") == [first]
    assert set(ids(window="open")) == {first, second}
    assert ids(window="closed") == []
    assert ids(number="1") == []
    assert set(ids(status="any")) == {first, second}


def test_reading_sends_one_receipt_for_the_newest_message(world: World) -> None:
    conversation = world.customer_writes("one", wamid="w1")
    world.clock.forward(seconds=5)
    world.customer_writes("two", wamid="w2")

    for _ in range(2):
        assert world.call("POST", world.ws(f"/conversations/{conversation}/read")).status == 204

    assert [(job["kind"], job["wamid"]) for job in world.queued()] == [("receipt", "w2")]
    assert world.call("GET", world.ws(f"/conversations/{conversation}")).body["unread"] == 0


def test_retry_makes_a_new_message_once(world: World) -> None:
    conversation = world.customer_writes("hi")
    path = world.ws(f"/conversations/{conversation}/messages")
    sent = world.call("POST", path, text("client-0001")).body["id"]
    refused = world.call("POST", f"{path}/{sent}/retry", {"client_id": "retry-0001"})
    assert (refused.status, refused.body["code"]) == (409, "not_retryable")
    contact, number = split_conversation(conversation)
    key = keys.message(WS, contact, number, sent)
    store = world.product.inbox_store
    store.claim(key, world.clock.now())
    store.unknown(key, world.clock.now())
    world.clock.forward(minutes=30)
    assert world.product.sweeper.sweep().unconfirmed == 1
    shown = world.call("GET", f"{path}/{sent}").body
    assert (shown["status"], shown["failure"]["reason"], shown["failure"]["can_retry"]) == (
        "failed",
        "unconfirmed",
        True,
    )

    first = world.call("POST", f"{path}/{sent}/retry", {"client_id": "retry-0001"})
    again = world.call("POST", f"{path}/{sent}/retry", {"client_id": "retry-0001"})
    other = world.call("POST", f"{path}/{sent}/retry", {"client_id": "retry-0002"})

    assert first.status == 202
    assert first.body["retry_of"] == sent
    assert again.body["id"] == first.body["id"]
    assert other.status == 409
    assert world.product.inbox_store.conversation(WS, ConversationId(conversation)).last_message == first.body["id"]


def test_a_conversation_can_be_started_by_number_but_only_a_template_opens_it(world: World) -> None:
    started = world.call("POST", world.ws("/conversations"), {"number_id": NUMBER, "phone": "+44 7700 900999"})
    again = world.call("POST", world.ws("/conversations"), {"number_id": NUMBER, "phone": "447700900999"})

    assert started.status == 200
    assert again.body["id"] == started.body["id"]
    refused = world.call("POST", world.ws(f"/conversations/{started.body['id']}/messages"), text("client-0001"))
    assert refused.body["code"] == "window_closed"


def test_a_burst_to_one_person_waits_its_turn(world: World) -> None:
    conversation = world.customer_writes("hi")
    path = world.ws(f"/conversations/{conversation}/messages")
    contact, number = split_conversation(conversation)

    ids = [world.call("POST", path, text(f"client-{index:04}")).body["id"] for index in range(47)]

    waits = [world.product.inbox_store.message(WS, contact, number, one).not_before for one in ids]
    assert waits[:45] == [None] * 45
    assert waits[45] == world.clock.now() + timedelta(seconds=6)
    assert waits[46] == world.clock.now() + timedelta(seconds=12)
