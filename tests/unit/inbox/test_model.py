"""The pure rules: ticks, the window, the pair limit, previews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.clock import from_millis, millis, parse_stamp, stamp
from shared.core.errors import NotFound
from shared.core.ids import (
    ContactId,
    MessageId,
    NumberId,
    WorkspaceId,
    check_message_id,
    check_workspace_id,
    message_id,
    new_id,
    reference,
    split_conversation,
)
from shared.features.inbox.model import (
    FACTS,
    PAIR_BURST,
    PAIR_INTERVAL,
    Conversation,
    Message,
    Sender,
    pair_slot,
    preview,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOMENTS = st.integers(946_684_800_000_000, 7_258_118_400_000_000).map(
    lambda micro: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
)


def message(facts: dict[str, datetime], outbox: Any = "settled") -> Message:
    return Message(
        workspace=WorkspaceId("ws"),
        contact=ContactId("c"),
        number=NumberId("1"),
        id=MessageId("0"),
        direction="out",
        kind="text",
        at=NOW,
        received_at=0,
        sender=Sender("member"),
        facts=facts,
        outbox=outbox,
    )


@given(st.lists(st.sampled_from(FACTS), min_size=1))
def test_the_ticks_show_the_highest_fact_in_whatever_order_it_came(heard: list[str]) -> None:
    assert message(dict.fromkeys(heard, NOW)).status == max(heard, key=FACTS.index)


@given(st.lists(st.sampled_from(FACTS)), st.sampled_from(FACTS))
def test_more_news_never_takes_a_tick_back(heard: list[str], more: str) -> None:
    before = message(dict.fromkeys(heard, NOW)).status
    after = message(dict.fromkeys([*heard, more], NOW)).status

    assert after is not None
    if before in FACTS:
        assert FACTS.index(after) >= FACTS.index(before)


@pytest.mark.parametrize("outbox", ["queued", "sending", "unknown"])
def test_without_a_fact_the_outbox_speaks(outbox: str) -> None:
    assert message({}, outbox).status == outbox


@pytest.mark.parametrize(
    ("since", "open_"), [(0, True), (23, True), (23.96, True), (23.97, False), (24, False), (48, False)]
)
def test_the_window_closes_a_little_before_meta_does(since: float, open_: bool) -> None:
    conversation = Conversation(
        WorkspaceId("w"), ContactId("c"), NumberId("1"), "open", NOW, NOW, inbound_at=NOW - timedelta(hours=since)
    )

    assert conversation.window_open(NOW) is open_


def test_who_never_wrote_has_no_window() -> None:
    conversation = Conversation(WorkspaceId("w"), ContactId("c"), NumberId("1"), "open", NOW, NOW)

    assert conversation.window_expires_at is None
    assert not conversation.window_open(NOW)


@given(st.lists(st.integers(0, 60), min_size=60, max_size=200))
def test_the_pair_limit_holds_for_every_pattern(gaps: list[int]) -> None:
    """In any stretch of time: at most the burst and one more per six seconds."""
    now, until = NOW, None
    sent: list[datetime] = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        at, until = pair_slot(until, now)
        sent.append(at)

    assert sent == sorted(sent)
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            allowed = PAIR_BURST + (sent[last] - sent[first]) // PAIR_INTERVAL
            assert last - first + 1 <= allowed


@given(MOMENTS, MOMENTS)
def test_stamps_and_message_ids_sort_as_time_does(one: datetime, other: datetime) -> None:
    ref = reference("x")
    if millis(one) < millis(other):
        assert stamp(one) < stamp(other)
        assert message_id(one, ref) < message_id(other, ref)
        assert new_id(one) < new_id(other)
    assert parse_stamp(stamp(one)) == from_millis(millis(one)) <= one


@pytest.mark.parametrize("text", ["", "a.b", "x" * 26, "../etc.1", f"{'0' * 26}.1#2", f"{'0' * 26}.", "🫖"])
def test_what_never_was_a_conversation_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        split_conversation(text)


@pytest.mark.parametrize("text", ["", "1", "123-abc", "1795341601000-UPPER", "1795341601000-" + "a" * 21])
def test_what_never_was_a_message_or_workspace_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        check_message_id(text)
    with pytest.raises(NotFound):
        check_workspace_id(text)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("text", {"body": "  two\n lines "}, "two lines"),
        ("text", {"body": "x" * 200}, "x" * 119 + "…"),
        ("image", {}, ""),
        ("image", {"caption": "the dent"}, "the dent"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}}, "Yes"),
        ("interactive", {"type": "list", "body": {"text": "Choose"}}, "Choose"),
        ("template", {"name": "offer", "rendered": "Hi Mira"}, "Hi Mira"),
        ("contacts", {"contacts": [{"name": {"formatted_name": "Odd"}}]}, "Odd"),
        ("contacts", {"contacts": []}, ""),
        ("hologram", {"anything": 1}, ""),
    ],
)
def test_previews_say_what_was_written(kind: str, content: dict[str, Any], words: str) -> None:
    assert preview(kind, content) == words
