"""What got lost is found by its due time; one row that can't be read does not keep the others waiting."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import conversation_id
from shared.core.ports import Change, Row
from shared.features.inbox.codec import inbox_place
from shared.features.inbox.model import Conversation
from shared.features.inbox.sorting import Sorting
from shared.features.sending.model import MessageJob, read_job
from tests.functional.conftest import CONTACT, NUMBER, WS
from tests.functional.sending.conftest import WABA, Desk


class Nobody:
    """A neighbour the sweeper's use of the inbox never asks."""


def sorting(desk: Desk) -> Sorting:
    none: object = Nobody()
    return Sorting(desk.store, none, desk.clock)  # type: ignore[arg-type]


def snooze(desk: Desk, until: timedelta) -> None:
    key = keys.conversation(WS, CONTACT, NUMBER)
    at = stamp(desk.clock.now() + until)
    due_pk, due_at = keys.due_entry(at, key.pk, key.sk)
    now = stamp(desk.clock.now())
    row: Row = {
        "type": "conversation",
        "v": 1,
        "number": NUMBER,
        "status": "snoozed",
        "created_at": now,
        "last_at": now,
        "snoozed_until": at,
        "due_pk": due_pk,
        "due_at": due_at,
        **inbox_place(WS, "snoozed", now, CONTACT, NUMBER),
    }
    desk.table.put(key, row)


def conversation(desk: Desk) -> Conversation:
    return desk.store.conversation(WS, conversation_id(CONTACT, NUMBER))


def test_a_snoozed_conversation_wakes_when_its_time_has_come(desk: Desk) -> None:
    snooze(desk, timedelta(hours=1))
    sweeper = desk.sweeper(sorting(desk))

    assert sweeper.sweep().counts() == {}
    assert conversation(desk).status == "snoozed"
    desk.clock.forward(hours=1, seconds=1)
    assert sweeper.sweep().counts() == {"woken": 1}

    assert conversation(desk).status == "open"
    assert sweeper.sweep().counts() == {}


def test_a_requeued_record_goes_to_its_lane_and_is_not_repeated_every_minute(desk: Desk) -> None:
    person, bulk = desk.write("p"), desk.write("b", lane="bulk")
    desk.clock.forward(seconds=61)

    assert desk.sweeper().sweep().counts() == {"requeued": 2}
    desk.clock.forward(minutes=1)
    assert desk.sweeper().sweep().counts() == {}

    for name, message in (("replies", person), ("bulk", bulk)):
        records = desk.queued(name)
        assert len(records) == 1
        assert read_job(json.loads(records[0]["Body"])) == MessageJob(WS, CONTACT, NUMBER, message.id)
        assert records[0]["Attributes"]["MessageGroupId"] == f"{CONTACT}.{NUMBER}"
    desk.clock.forward(minutes=10)
    assert desk.sweeper().sweep().counts() == {"requeued": 2}, "lost again, found again"


def test_a_row_that_can_not_be_read_does_not_keep_the_others_waiting(desk: Desk) -> None:
    broken = desk.write("broken")
    key = keys.message(WS, CONTACT, NUMBER, broken.id)
    desk.table.amend(key, Change(set={"outbox": 7, "type": "message"}))
    lost = keys.Key(key.pk, "MSG#nonsense")
    due_pk, due_at = keys.due_entry(stamp(desk.clock.now()), lost.pk, lost.sk)
    desk.table.put(lost, {"type": "message", "outbox": "queued", "due_pk": due_pk, "due_at": due_at})
    good = desk.write("good")
    desk.clock.forward(seconds=61)
    told: list[tuple[str, str]] = []
    sweeper = replace(desk.sweeper(), report=lambda kind, error: told.append((kind, error)))

    counts = sweeper.sweep().counts()

    assert counts == {"requeued": 1, "failed": 2}
    assert sorted(told) == [("message", "TypeError"), ("message", "ValueError")]
    assert read_job(json.loads(desk.queued()[0]["Body"])) == MessageJob(WS, CONTACT, NUMBER, good.id)
    assert sweeper.sweep().counts() == {}, "looked at again tomorrow, not every minute"


def test_more_rows_than_a_page_are_all_swept_in_one_run(desk: Desk) -> None:
    for index in range(130):
        desk.write(f"c{index}")
    desk.clock.forward(seconds=61)

    assert desk.sweeper().sweep().counts() == {"requeued": 130}


def test_with_no_time_left_the_next_minute_goes_on(desk: Desk) -> None:
    desk.write()
    desk.clock.forward(seconds=61)
    hurried = replace(desk.sweeper(), seconds_left=lambda: 1.0)

    assert hurried.sweep().counts() == {}
    assert desk.sweeper().sweep().counts() == {"requeued": 1}


def test_a_settled_row_with_a_stale_due_time_is_forgotten(desk: Desk) -> None:
    message = desk.write()
    key = keys.message(WS, CONTACT, NUMBER, message.id)
    desk.table.amend(key, Change(set={"outbox": "settled"}))
    desk.clock.forward(seconds=61)

    assert desk.sweeper().sweep().counts() == {"forgotten": 1}
    assert "due_at" not in desk.row(message)


def test_an_account_that_is_due_is_looked_after_and_asked_for_again_only_if_that_gets_lost(desk: Desk) -> None:
    key = keys.account(WS, WABA)
    due_pk, due_at = keys.due_entry(stamp(desk.clock.now()), key.pk, key.sk)
    account: Row = {"type": "account", "v": 1, "workspace": WS, "waba": WABA, "due_pk": due_pk, "due_at": due_at}
    desk.table.put(key, account)

    assert desk.sweeper().sweep().counts() == {"tended": 1}
    assert desk.sweeper().sweep().counts() == {}
    assert desk.upkeep.accounts == [(WS, WABA)]

    desk.clock.forward(minutes=16)
    assert desk.sweeper().sweep().counts() == {"tended": 1}
    assert desk.upkeep.accounts == [(WS, WABA)] * 2
