"""The judge of the chaos run: it must see what was lost, what came twice and what is still open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chaos.verdict import Book, accepted_once, inbound_kept, read_book, ticks_right
from tests.chaos.yard import counts

CONTACT = "01jd9x5m4k2c7r8s9t0v1w2x3y"


def message(id_: str, direction: str = "out", **more: str) -> dict[str, Any]:
    row = {"pk": f"W#ws#C#{CONTACT}", "sk": f"MSG#660900800700501#{id_}", "direction": direction, **more}
    return {name: {"S": value} for name, value in row.items()}


def conversation(unread: int) -> dict[str, Any]:
    return {
        "pk": {"S": f"W#ws#C#{CONTACT}"},
        "sk": {"S": "CONV#660900800700501"},
        "unread": {"N": str(unread)},
    }


def sent(id_: str) -> dict[str, Any]:
    return {"callback": f"1|ws|{CONTACT}|{id_}", "wamid": f"wamid.{id_}"}


def test_a_good_run_leaves_nothing_to_say() -> None:
    book = read_book(
        [message("1-a", "in", wamid="A"), conversation(1), message("2-b", client_id="r1", outbox="settled")]
    )

    assert inbound_kept(book, {"A"}) == []
    assert accepted_once(book, [sent("2-b")], {"r1"}) == []
    assert book.waiting() == []
    assert book.to_retry() == []


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ([], "1 inbound messages lost"),
        (["A", "A"], "1 inbound messages stored twice"),
        (["A", "B"], "1 inbound messages nobody wrote"),
    ],
)
def test_lost_doubled_and_invented_messages_are_seen(stored: list[str], said: str) -> None:
    rows = [message(f"{number}-a", "in", wamid=wamid) for number, wamid in enumerate(stored)]

    found = inbound_kept(read_book([*rows, conversation(len(rows))]), {"A"})

    assert [one.split(",")[0] for one in found] == [said]


def test_a_wrong_unread_count_is_seen() -> None:
    found = inbound_kept(read_book([message("1-a", "in", wamid="A"), conversation(2)]), {"A"})

    assert [one.split(",")[0] for one in found] == ["1 conversations whose unread count is wrong"]


def test_a_retry_that_doubles_what_was_accepted_after_all_is_seen() -> None:
    rows = [
        message("1-a", client_id="r1", outbox="settled", retried_as="2-b"),
        message("2-b", client_id="again", outbox="settled", retry_of="1-a"),
    ]
    book = read_book(rows)

    assert accepted_once(book, [sent("2-b")], {"r1"}) == []
    twice = accepted_once(book, [sent("1-a"), sent("2-b")], {"r1"})
    assert [one.split(",")[0] for one in twice] == ["1 replies accepted twice"]
    never = accepted_once(book, [], {"r1"})
    assert [one.split(",")[0] for one in never] == ["1 replies never accepted"]


@pytest.mark.parametrize("outbox", ["queued", "sending", "unknown"])
def test_an_open_fate_is_seen(outbox: str) -> None:
    assert [line.id for line in read_book([message("1-a", outbox=outbox)]).waiting()] == ["1-a"]


def test_what_nobody_can_vouch_for_wants_one_retry() -> None:
    assert [line.id for line in read_book([message("1-a", outbox="unconfirmed")]).to_retry()] == ["1-a"]
    assert read_book([message("1-a", outbox="unconfirmed", retried_as="2-b")]).to_retry() == []


@pytest.mark.parametrize(
    ("facts", "happened", "right"),
    [
        (("accepted", "sent", "read"), {"sent", "delivered", "read"}, True),
        (("sent",), {"sent", "delivered"}, False),
        (("sent", "delivered", "read"), {"sent", "delivered"}, False),
        (("delivered", "read"), {"sent", "delivered", "read"}, False),
    ],
)
def test_ticks_must_be_what_happened(facts: tuple[str, ...], happened: set[str], right: bool) -> None:
    row = message("1-a", **{f"t_{fact}": "2026-11-22T15:35:00.000Z" for fact in facts})
    book: Book = read_book([row])

    assert ticks_right(book.lines["1-a"], happened) is right


def test_a_tally_counts_runs_and_kills() -> None:
    assert counts(b"rrkrrk") == {"runs": 4, "kills": 2}
