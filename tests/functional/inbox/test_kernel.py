"""News and messages in any order, twice, and with a crash in between: the thread ends up the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.cipher import SealedTextBroken
from shared.core import keys
from shared.core.ids import ConversationId, MessageId, Wamid, message_id, reference
from shared.core.ports import Change
from shared.features.inbox.model import (
    EditNews,
    Failure,
    Message,
    News,
    ReactionNews,
    RevokeNews,
    Sender,
    StatusNews,
)
from shared.features.inbox.store import InboxStore
from tests.functional.conftest import CONTACT, NUMBER, OTHER_WS, WS, HandClock

AT = datetime(2026, 11, 22, 11, 59, tzinfo=UTC)


def incoming(words: str, wamid: str = "wamid.A", at: datetime = AT, received_at: int = 1) -> Message:
    return Message(
        workspace=WS,
        contact=CONTACT,
        number=NUMBER,
        id=message_id(at, reference(NUMBER, wamid)),
        direction="in",
        kind="text",
        at=at,
        received_at=received_at,
        sender=Sender("customer", name="Mira Quill"),
        content={"body": words},
        wamid=Wamid(wamid),
    )


def outgoing(wamid: str | None = None) -> Message:
    return Message(
        workspace=WS,
        contact=CONTACT,
        number=NUMBER,
        id=message_id(AT, reference(NUMBER, "out", "client-1")),
        direction="out",
        kind="text",
        at=AT,
        received_at=1,
        sender=Sender("member", "u1", "Ada"),
        content={"body": "Yes, it is."},
        wamid=Wamid(wamid) if wamid else None,
        outbox="queued",
    )


def read(store: InboxStore, message: MessageId) -> Message:
    return store.message(WS, CONTACT, NUMBER, message)


def status(name: str, after: int) -> StatusNews:
    failure = Failure(131026, "recipient_unreachable", "x", "y") if name == "failed" else None
    return StatusNews(name, AT + timedelta(seconds=after), failure)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_statuses_and_the_answer_in_any_order_show_read(store: InboxStore, order: tuple[int, ...]) -> None:
    message = outgoing()
    store.record(message)
    wamid = Wamid("wamid.B")
    steps: list[Callable[[], object]] = [
        lambda: store.accepted(WS, CONTACT, NUMBER, message.id, wamid, AT),
        lambda: store.tell(WS, CONTACT, NUMBER, wamid, status("sent", 1)),
        lambda: store.tell(WS, CONTACT, NUMBER, wamid, status("delivered", 2)),
        lambda: store.tell(WS, CONTACT, NUMBER, wamid, status("read", 3)),
    ]
    for index in order:
        steps[index]()
        steps[index]()

    found = read(store, message.id)

    assert found.status == "read"
    assert set(found.facts) == {"accepted", "sent", "delivered", "read"}
    assert found.wamid == wamid


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        (["accepted", "sent", "failed"], "failed"),
        (["failed", "sent", "accepted"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["failed", "delivered", "sent"], "delivered"),
        (["read", "sent"], "read"),
        (["played", "read", "delivered"], "played"),
    ],
)
def test_a_status_never_goes_back(store: InboxStore, heard: list[str], shown: str) -> None:
    message = outgoing()
    store.record(message)

    for after, name in enumerate(heard):
        store.apply(WS, CONTACT, NUMBER, message.id, status(name, after))

    assert read(store, message.id).status == shown


NEWS: list[News] = [
    ReactionNews("customer", "👍", AT + timedelta(seconds=5), "r1"),
    ReactionNews("customer", "", AT + timedelta(seconds=9), "r2"),
    ReactionNews("customer", "🫖", AT + timedelta(seconds=12), "r3"),
    EditNews({"body": "Is the teal kettle back?"}, AT + timedelta(seconds=20), "e1"),
    EditNews({"body": "Is the blue kettle back?"}, AT + timedelta(seconds=30), "e2"),
]


@pytest.mark.parametrize("seed", range(6))
def test_reactions_and_edits_before_or_after_their_message_give_the_same(store: InboxStore, seed: int) -> None:
    message = incoming("Is the teel kettle back?")
    shuffled = list(itertools.permutations(NEWS))[seed * 19]
    before = seed % (len(NEWS) + 1)

    for news in shuffled[:before]:
        assert store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), news) is False
    store.record(message)
    for news in shuffled[before:]:
        store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), news)

    found = read(store, message.id)
    assert found.content["body"] == "Is the blue kettle back?"
    assert [reaction.emoji for reaction in found.reactions] == ["🫖"]


def test_a_removal_in_the_same_second_wins(store: InboxStore) -> None:
    message = incoming("hi")
    store.record(message)
    for emoji, ref in (("", "zz"), ("👍", "aa")):
        store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), ReactionNews("customer", emoji, AT, ref))

    assert read(store, message.id).reactions == []


@pytest.mark.parametrize("first", ["revoke", "message"])
def test_a_deleted_message_keeps_no_words(store: InboxStore, first: str) -> None:
    message = incoming("my card number is …")
    revoke = RevokeNews(AT + timedelta(seconds=3))
    edit = EditNews({"body": "late edit"}, AT + timedelta(seconds=2), "e")
    if first == "revoke":
        store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), revoke)
        store.record(message)
    else:
        store.record(message)
        store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), revoke)
    store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), edit)

    found = read(store, message.id)
    assert found.revoked_at is not None
    assert found.content == {}
    row = store.table.get(keys.message(WS, CONTACT, NUMBER, message.id))
    assert row is not None
    assert "sealed" not in row
    assert "edited_sealed" not in row


def test_parked_news_expires_unless_its_message_comes(store: InboxStore) -> None:
    key = keys.message_ref(WS, CONTACT, NUMBER, Wamid("wamid.A"))
    store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), RevokeNews(AT))
    parked = store.table.get(key)
    assert parked is not None
    assert parked["ttl"]

    store.record(incoming("hi"))

    row = store.table.get(key)
    assert row is not None
    assert "ttl" not in row
    assert "pending" not in row


def test_three_messages_count_three_and_a_redelivery_counts_nothing(store: InboxStore) -> None:
    for index in range(3):
        message = incoming(f"m{index}", f"wamid.{index}", AT + timedelta(seconds=index))
        for _ in range(2):
            store.received(message, store.record(message))

    conversation = store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}"))
    assert conversation.unread == 3
    assert conversation.last_preview == "m2"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_messages_in_any_order_leave_the_same_conversation(store: InboxStore, order: tuple[int, ...]) -> None:
    messages = [incoming(f"m{i}", f"wamid.{i}", AT + timedelta(minutes=i)) for i in range(3)]
    for index in order:
        store.received(messages[index], store.record(messages[index]))

    conversation = store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}"))
    assert conversation.unread == 3
    assert conversation.last_message == messages[2].id
    assert conversation.last_at == conversation.inbound_at == AT + timedelta(minutes=2)
    place = store.table.query(keys.inbox(WS, "open")).rows
    assert [str(row["inbox_sk"])[:16] for row in place] == ["2026-11-22T12:01"]


def test_a_message_whose_first_delivery_died_before_it_counted_is_counted_by_the_second(store: InboxStore) -> None:
    early = incoming("first", "wamid.1", AT)
    late = incoming("second", "wamid.2", AT + timedelta(minutes=1))
    store.record(early)  # killed here: the conversation never heard of it
    store.received(late, store.record(late))
    assert store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}")).unread == 1

    store.received(early, store.record(early))

    assert store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}")).unread == 2


def test_a_new_message_reopens_a_resolved_conversation(store: InboxStore, clock: HandClock) -> None:
    first = incoming("hi", "wamid.1")
    store.received(first, store.record(first))
    key = keys.conversation(WS, CONTACT, NUMBER)
    row = store.table.get(key)
    assert row is not None
    store.table.put(key, {**row, "status": "resolved", "inbox_pk": f"W#{WS}#INBOX#resolved"})

    again = incoming("one more thing", "wamid.2", AT + timedelta(hours=1))
    store.received(again, store.record(again))

    assert store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}")).status == "open"
    assert store.table.query(keys.inbox(WS, "resolved")).rows == []


def test_what_is_stored_holds_no_words_in_the_clear(store: InboxStore) -> None:
    message = incoming("a very secret kettle")
    store.received(message, store.record(message))

    rows = list(store.table.scan(keys.everything_about(WS, CONTACT)))

    assert len(rows) == 3
    assert "secret kettle" not in str(rows)


def test_a_row_of_one_workspace_does_not_open_in_another(store: InboxStore) -> None:
    message = incoming("hi")
    store.record(message)
    row = store.table.get(keys.message(WS, CONTACT, NUMBER, message.id))
    assert row is not None
    store.table.put(keys.message(OTHER_WS, CONTACT, NUMBER, message.id), row)

    with pytest.raises(SealedTextBroken):
        store.message(OTHER_WS, CONTACT, NUMBER, message.id)


@pytest.mark.parametrize("first", ["news", "message"])
@pytest.mark.parametrize(
    ("news", "shown"),
    [
        (EditNews({"body": "I ordered …"}, AT + timedelta(seconds=2), "e"), "I ordered …"),
        (RevokeNews(AT + timedelta(seconds=3)), ""),
    ],
)
def test_the_list_does_not_go_on_showing_words_that_were_edited_or_deleted(
    store: InboxStore, first: str, news: News, shown: str
) -> None:
    message = incoming("I ordred …")
    if first == "news":
        store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), news)
        store.received(message, store.record(message))
    else:
        store.received(message, store.record(message))
        store.tell(WS, CONTACT, NUMBER, Wamid("wamid.A"), news)

    conversation = store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}"))
    assert conversation.last_preview == shown


def test_an_edit_of_an_older_message_leaves_the_newest_in_the_list(store: InboxStore) -> None:
    for index in range(2):
        message = incoming(f"m{index}", f"wamid.{index}", AT + timedelta(minutes=index))
        store.received(message, store.record(message))

    store.tell(WS, CONTACT, NUMBER, Wamid("wamid.0"), RevokeNews(AT + timedelta(minutes=5)))

    assert store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}")).last_preview == "m1"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_messages_in_one_second_the_list_shows_the_one_that_came_last(
    store: InboxStore, order: tuple[int, ...]
) -> None:
    """As the thread does; their ids are hashes and say nothing of it. Redeliveries change nothing."""
    messages = [
        replace(incoming(f"m{i}", f"wamid.{i}", AT), received_at=1_795_341_600_000 + arrival)
        for arrival, i in enumerate(order)
    ]
    for message in messages:
        store.received(message, store.record(message))
    for message in reversed(messages):
        late = replace(message, received_at=message.received_at + 60_000)
        store.received(late, store.record(late))

    conversation = store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}"))
    assert conversation.last_message == messages[-1].id
    assert conversation.last_preview == f"m{order[-1]}"
    assert conversation.unread == 3


def test_a_row_from_before_the_order_was_kept_lets_newer_lines_in_and_older_ones_not(store: InboxStore) -> None:
    shown = incoming("shown", "wamid.1", AT)
    store.received(shown, store.record(shown))
    key = keys.conversation(WS, CONTACT, NUMBER)
    store.table.amend(key, Change(remove=("last_order",)))
    older = incoming("older", "wamid.2", AT - timedelta(seconds=1))
    store.received(older, store.record(older))
    assert store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}")).last_preview == "shown"

    newer = incoming("newer", "wamid.3", AT + timedelta(seconds=1))
    store.received(newer, store.record(newer))

    conversation = store.conversation(WS, ConversationId(f"{CONTACT}.{NUMBER}"))
    assert (conversation.last_preview, conversation.unread) == ("newer", 3)
