"""The process dies at every single place of a send. Nothing is sent twice, and nothing is left without a way on."""

from __future__ import annotations

import pytest

from shared.core import keys
from shared.core.ids import Wamid
from shared.features.inbox.model import StatusNews
from tests.functional.conftest import CONTACT, NUMBER, WS
from tests.functional.sending.conftest import UNKNOWN_WAIT, Desk, Killed


def kill(desk: Desk, message: object) -> bool:
    """One delivery; True when the process died in it."""
    try:
        desk.deliver(message)  # type: ignore[arg-type]
    except Killed:
        return True
    return False


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("write", range(1, 5))
def test_killed_around_any_write_a_message_goes_out_at_most_once(desk: Desk, write: int, before: bool) -> None:
    desk.open_window()
    message = desk.write()
    desk.table.arm(write, before=before)

    assert kill(desk, message), "a plain send makes four writes: slot, claim, accepted, reference"
    desk.until_settled(message)

    found = desk.read(message)
    assert desk.messenger.sends <= 1
    assert len(desk.ledger()) == desk.messenger.sends
    if desk.messenger.sends:
        assert found.status in ("accepted", "unknown")
    else:
        assert found.status == "unknown", "claimed and never sent: nobody can know, so nobody resends"


def test_a_plain_send_makes_four_writes(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    desk.table.arm(0, before=True)

    desk.until_settled(message)

    assert desk.table.writes == 4, "the kill tests cover exactly the writes there are"


@pytest.mark.parametrize("write", [1])
@pytest.mark.parametrize("before", [True, False])
def test_killed_before_the_claim_it_is_sent_by_the_next_delivery(desk: Desk, write: int, before: bool) -> None:
    desk.open_window()
    message = desk.write()
    desk.table.arm(write, before=before)

    assert kill(desk, message)
    desk.until_settled(message)

    assert desk.read(message).status == "accepted"
    assert len(desk.ledger()) == 1


@pytest.mark.parametrize("place", ["before send", "after send"])
def test_killed_around_the_call_it_is_unknown_and_never_sent_again(desk: Desk, place: str) -> None:
    desk.open_window()
    message = desk.write()
    desk.messenger.dies = place

    assert kill(desk, message)
    assert desk.read(message).status == "sending"
    for _ in range(3):
        desk.until_settled(message)

    assert desk.read(message).status == "unknown"
    assert len(desk.ledger()) == (1 if place == "after send" else 0)


def test_a_status_that_echoes_our_id_settles_what_was_lost(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    desk.messenger.dies = "after send"
    assert kill(desk, message)
    desk.until_settled(message)
    entry = desk.ledger()[0]
    assert entry["callback"] == f"1|{WS}|{CONTACT}|{message.id}"

    news = StatusNews("delivered", desk.clock.now(), wamid=Wamid(entry["wamid"]))
    desk.store.apply(WS, CONTACT, NUMBER, message.id, news)

    assert desk.read(message).status == "delivered"
    assert desk.read(message).wamid == entry["wamid"]


def test_killed_after_accepted_the_next_delivery_makes_metas_id_lead_to_the_row(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    desk.table.arm(3, before=False)

    assert kill(desk, message)
    wamid = desk.read(message).wamid
    assert wamid is not None
    assert desk.table.get(keys.message_ref(WS, CONTACT, NUMBER, wamid)) is None
    desk.until_settled(message)

    row = desk.table.get(keys.message_ref(WS, CONTACT, NUMBER, wamid))
    assert row is not None
    assert row["target"] == message.id
    assert len(desk.ledger()) == 1


def test_killed_after_the_upload_the_file_is_uploaded_again_and_sent_once(desk: Desk) -> None:
    desk.open_window()
    message = desk.write(kind="image", content={"caption": "Teal"}, media=desk.file(PNG, "image/png", "kettle.png"))
    desk.messenger.dies = "after upload"

    assert kill(desk, message)
    assert desk.read(message).status == "queued"
    desk.until_settled(message)

    assert desk.messenger.uploads == 2
    assert len(desk.ledger()) == 1
    assert desk.read(message).status == "accepted"


@pytest.mark.parametrize("before", [True, False])
def test_killed_around_the_write_of_a_refusal_it_never_went_out_and_never_will(desk: Desk, before: bool) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=131026, mode="sync")
    message = desk.write()
    desk.table.arm(3, before=before)

    assert kill(desk, message)
    desk.sandbox.control.no_faults()
    desk.until_settled(message)

    assert desk.read(message).status == ("unknown" if before else "failed")
    assert desk.ledger() == []


@pytest.mark.parametrize("write", range(3, 6))
@pytest.mark.parametrize("before", [True, False])
def test_killed_around_a_limits_writes_it_is_sent_at_most_once(desk: Desk, write: int, before: bool) -> None:
    """Slot, claim, brake, back to queued; then the next try's slot."""
    desk.open_window()
    desk.sandbox.control.fault("error", code=130429, mode="sync", times=1)
    message = desk.write()
    desk.table.arm(write, before=before)

    died = False
    for _ in range(10):
        try:
            wait = desk.deliver(message)
        except Killed:
            died = True
            continue
        if wait is None:
            break
        desk.clock.forward(seconds=wait)

    assert died
    assert len(desk.ledger()) <= 1
    assert desk.read(message).status == ("accepted" if desk.ledger() else "unknown")


def test_a_lost_call_to_the_queue_is_made_up_for_by_the_sweeper(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    assert desk.queued() == []

    assert desk.sweeper().sweep().counts() == {}, "not before its time"
    desk.clock.forward(seconds=61)
    assert desk.sweeper().sweep().counts() == {"requeued": 1}

    assert len(desk.queued()) == 1
    desk.until_settled(message)
    assert desk.read(message).status == "accepted"


def test_a_send_that_was_left_behind_becomes_unknown_then_unconfirmed_then_what_meta_says(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    desk.messenger.dies = "after send"
    assert kill(desk, message)

    desk.clock.forward(minutes=3)
    assert desk.sweeper().sweep().counts() == {"abandoned": 1}
    assert desk.read(message).status == "unknown"
    desk.clock.forward(seconds=UNKNOWN_WAIT.total_seconds() + 1)
    assert desk.sweeper().sweep().counts() == {"unconfirmed": 1}
    shown = desk.read(message)
    assert (shown.status, shown.failure.reason if shown.failure else None) == ("failed", "unconfirmed")
    assert shown.failure is not None
    assert shown.failure.can_retry

    desk.store.apply(WS, CONTACT, NUMBER, message.id, StatusNews("sent", desk.clock.now()))
    late = desk.read(message)
    assert (late.status, late.failure) == ("sent", None)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000"
    "000049454e44ae426082"
)
