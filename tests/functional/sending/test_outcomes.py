"""Every outcome of a send: accepted, refused, told to wait, nobody knows. Each is settled, none is sent twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core import keys
from shared.core.clock import millis, stamp
from shared.core.errors import Conflict
from shared.core.ids import ContactId, Wamid
from shared.core.meta import Accepted, Outgoing
from shared.core.ports import Change
from shared.features.inbox.book import ContactCard
from shared.features.inbox.model import PAIR_BURST, PAIR_INTERVAL, Failure
from shared.features.sending.model import Line, MessageJob, ReceiptJob, read_job
from tests.functional.conftest import CONTACT, NUMBER, WS
from tests.functional.sending.conftest import UNKNOWN_WAIT, Desk
from tests.functional.sending.test_kills import PNG


def reason(desk: Desk, message: object) -> str | None:
    failure = desk.read(message).failure  # type: ignore[arg-type]
    return failure.reason if failure else None


# ── accepted ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_goes_out_and_is_found_by_metas_id(desk: Desk) -> None:
    quoted = desk.open_window()
    message = desk.write(quote_wamid=quoted)

    assert desk.deliver(message) is None

    found = desk.read(message)
    entry = desk.ledger()[0]
    assert found.status == "accepted"
    assert found.wamid == entry["wamid"]
    assert entry["callback"] == f"1|{WS}|{CONTACT}|{message.id}"
    assert desk.store.targets(WS, CONTACT, NUMBER, [entry["wamid"]]) == {entry["wamid"]: message.id}
    sent = next(one for one in desk.sandbox.control.chat("mira", NUMBER)["messages"] if one["direction"] == "out")
    assert sent["content"] == {"body": "Yes, it is (c1).", "preview_url": False}
    assert sent["context"]["id"] == quoted
    assert "due_at" not in desk.row(message)


def test_a_customer_known_by_username_only_is_reached_by_their_whatsapp_id(desk: Desk) -> None:
    desk.open_window()
    desk.sandbox.control.says("juno", "Hello?")
    desk.neighbours.card = ContactCard(CONTACT, "Juno Park", bsuid="GB.8815520047392610")
    message = desk.write()

    desk.deliver(message)

    assert desk.read(message).status == "accepted"
    assert desk.ledger()[0]["recipient"] == "GB.8815520047392610"


def test_a_number_meta_writes_otherwise_is_learned(desk: Desk) -> None:
    desk.open_window()
    desk.sandbox.control.says("rafael", "Oi")
    desk.neighbours.card = ContactCard(CONTACT, "Rafael Costa", phone="551187650042")
    message = desk.write()

    desk.deliver(message)

    assert desk.neighbours.learned == [("5511987650042", "")]


def test_a_file_is_uploaded_once_and_a_template_carries_it(desk: Desk) -> None:
    desk.open_window()
    media = desk.file(PNG, "image/png", "offer.png")
    desk.sandbox.control.fault("error", code=131056, times=1)
    content = {
        "name": "winter_offer",
        "language": "en_GB",
        "category": "MARKETING",
        "components": [
            {"type": "header", "parameters": [{"type": "image"}]},
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "parameter_name": "first_name", "text": "Mira"},
                    {"type": "text", "parameter_name": "end_date", "text": "Sunday"},
                ],
            },
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "W417"}]},
        ],
    }
    message = desk.write(kind="template", content=content, media=media)

    desk.until_settled(message)

    assert desk.read(message).status == "accepted"
    assert desk.messenger.uploads == 1, "the second try takes the file Meta has already"
    assert desk.messenger.sends == 2


def test_an_upload_older_than_meta_keeps_it_is_made_again(desk: Desk) -> None:
    desk.open_window()
    message = desk.write(kind="image", content={}, media=desk.file(PNG, "image/png", "a.png"))
    key = keys.message(WS, CONTACT, NUMBER, message.id)
    old = stamp(desk.clock.now() - timedelta(days=30))
    desk.table.amend(key, Change(set={"meta_media": "gone", "meta_media_at": old}))

    desk.deliver(message)

    assert desk.messenger.uploads == 1
    assert desk.read(message).status == "accepted"


def test_a_document_keeps_its_name_and_a_voice_note_is_one(desk: Desk) -> None:
    desk.open_window()
    pdf = desk.file(b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "application/pdf", "Rechnung 7.pdf")
    document = desk.write("doc", kind="document", content={"caption": "Here"}, media=pdf)

    desk.deliver(document)

    sent = next(one for one in desk.sandbox.control.chat("mira", NUMBER)["messages"] if one["type"] == "document")
    assert (sent["content"]["filename"], sent["content"]["caption"]) == ("Rechnung 7.pdf", "Here")


def test_a_missing_file_fails_the_message_and_nothing_is_sent(desk: Desk) -> None:
    desk.open_window()
    media = replace(desk.file(PNG, "image/png", "a.png"), key="ws/nowhere")
    message = desk.write(kind="image", content={}, media=media)

    desk.deliver(message)

    assert reason(desk, message) == "media_missing"
    assert desk.messenger.sends == 0


# ── the gate, asked again ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_free_message_that_waited_past_the_window_is_not_sent(desk: Desk) -> None:
    desk.open_window()
    desk.clock.forward(hours=23, minutes=59)
    message = desk.write()
    desk.clock.forward(minutes=2)

    desk.deliver(message)

    assert reason(desk, message) == "outside_window"
    assert desk.messenger.sends == 0


def test_marketing_is_not_sent_to_who_has_stopped_it_but_other_templates_are(desk: Desk) -> None:
    desk.neighbours.card = replace(desk.neighbours.card, marketing_stopped=True)
    care = {"name": "kettle_care", "language": "en_GB", "category": "MARKETING", "components": []}
    marketing = desk.write("m", kind="template", content=care)
    utility = desk.write("u", kind="template", content={**care, "category": "UTILITY"})

    desk.deliver(marketing)
    desk.deliver(utility)

    assert reason(desk, marketing) == "opted_out"
    assert desk.read(utility).status == "accepted"


@pytest.mark.parametrize("case", ["gone", "trouble", "nobody"])
def test_without_a_line_or_an_address_it_fails_at_once(desk: Desk, case: str) -> None:
    desk.open_window()
    message = desk.write()
    if case == "gone":
        desk.neighbours.gone = True
    elif case == "trouble":
        desk.neighbours.trouble = Failure(0, "number_not_registered", "t", "a", can_retry=True)
    else:
        desk.neighbours.card = ContactCard(ContactId(CONTACT), "Mira")

    desk.deliver(message)

    wanted = {"gone": "number_gone", "trouble": "number_not_registered", "nobody": "no_address"}
    assert reason(desk, message) == wanted[case]
    assert desk.messenger.sends == 0


def test_an_erased_message_is_nobodys_business(desk: Desk) -> None:
    message = desk.write()
    desk.table.delete(keys.message(WS, CONTACT, NUMBER, message.id))
    assert desk.deliver(message) is None
    assert desk.messenger.sends == 0


def test_a_message_whose_contact_was_merged_meanwhile_goes_out_from_its_new_place(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    before = ContactId("01jd9x5m4k2c7r8s9t0v1w2xzz")

    desk.sending.deliver(MessageJob(WS, before, NUMBER, message.id))

    assert desk.read(message).status == "accepted"
    assert desk.ledger()[0]["callback"] == f"1|{WS}|{CONTACT}|{message.id}"


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "wanted", "can_retry"),
    [
        (131026, "recipient_unreachable", True),
        (131049, "not_delivered_by_meta", False),
        (131009, "bad_request", False),
        (132015, "template_paused", False),
        (999_999, "refused_by_meta", True),
    ],
)
def test_a_refusal_settles_with_its_reason(desk: Desk, code: int, wanted: str, can_retry: bool) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=code, mode="sync")
    message = desk.write()

    assert desk.deliver(message) is None

    failure = desk.read(message).failure
    assert failure is not None
    assert (failure.code, failure.reason, failure.can_retry) == (code, wanted, can_retry)
    assert desk.read(message).status == "failed"
    assert desk.deliver(message) is None
    assert desk.messenger.sends == 1


def test_a_dead_token_disconnects_the_account_and_the_queue_settles(desk: Desk) -> None:
    desk.open_window()
    first, second = desk.write("a"), desk.write("b")
    desk.sandbox.control.kill_token(subcode=460)

    desk.deliver(first)
    desk.deliver(second)

    assert reason(desk, first) == "token_expired"
    assert "password" in (desk.read(first).failure or Failure(0, "", "", "")).advice
    assert desk.neighbours.suffered == ["token_expired"]
    assert reason(desk, second) == "account_disconnected"
    assert desk.messenger.sends == 1


def test_a_token_that_was_replaced_while_the_old_one_was_refused_stays(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    fresh = desk.sandbox.control.call("POST", "/tokens", {})["value"]
    real = desk.messenger.real

    class Reconnecting:
        """Somebody pastes a new token while Meta refuses the old one."""

        def send(self, token: str, outgoing: Outgoing) -> Accepted:
            desk.neighbours.secret = str(fresh)
            desk.sandbox.control.kill_token(token)
            return real.send(token, outgoing)

    desk.sending = replace(desk.sending, messenger=Reconnecting())  # type: ignore[arg-type]
    desk.deliver(message)

    assert reason(desk, message) == "token_expired"
    assert desk.neighbours.suffered == []


def test_an_opt_out_meta_knows_of_becomes_ours(desk: Desk) -> None:
    desk.sandbox.control.fault("error", code=131050, mode="sync")
    care = {"name": "kettle_care", "language": "en_GB", "category": "MARKETING", "components": []}
    message = desk.write(kind="template", content=care)

    desk.deliver(message)

    assert reason(desk, message) == "opted_out"
    assert desk.neighbours.stopped == [CONTACT]


def test_a_window_meta_calls_closed_is_closed_for_us(desk: Desk) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=131047, mode="sync")
    message = desk.write()

    desk.deliver(message)

    assert reason(desk, message) == "outside_window"
    row = desk.table.get(keys.conversation(WS, CONTACT, NUMBER))
    assert row is not None
    assert row["inbound_at"] == stamp(desk.clock.now() - timedelta(hours=24))


# ── told to wait ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80007, 130429, 131056, 131057])
def test_a_limit_is_waited_out_and_the_message_goes_once(desk: Desk, code: int) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=code, mode="sync", times=2)
    message = desk.write()

    wait = desk.deliver(message)

    assert wait is not None
    assert wait > 0
    assert desk.read(message).status == "queued"
    desk.clock.forward(seconds=wait)
    desk.until_settled(message)
    assert desk.read(message).status == "accepted"
    assert len(desk.ledger()) == 1


def test_the_pair_limit_waits_four_to_the_n_and_holds_new_messages_back(desk: Desk) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=131056, mode="sync", times=3)
    message = desk.write()

    waits = []
    while (wait := desk.deliver(message)) is not None:
        waits.append(wait)
        row = desk.table.get(keys.conversation(WS, CONTACT, NUMBER))
        assert row is not None
        until = desk.clock.now() + timedelta(seconds=wait) + PAIR_INTERVAL * (PAIR_BURST - 1)
        assert row["pair_until"] == stamp(until)
        desk.clock.forward(seconds=wait)

    assert waits == [1, 4, 16]


def test_a_message_that_is_told_to_wait_for_ever_is_given_up(desk: Desk) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=130429, mode="sync")
    message = desk.write()

    for _ in range(40):
        wait = desk.deliver(message)
        if wait is None:
            break
        desk.clock.forward(seconds=wait)
        assert desk.clock.now() - message.at < timedelta(hours=12)

    assert reason(desk, message) == "gave_up"
    assert desk.ledger() == []


def test_after_hours_of_waiting_it_is_given_up_unsent(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    desk.clock.forward(hours=6, seconds=1)

    desk.deliver(message)

    assert reason(desk, message) == "gave_up"
    assert desk.messenger.sends == 0


def test_meta_out_of_reach_is_waited_out(desk: Desk) -> None:
    desk.open_window()
    graph = desk.messenger.real.graph
    base = graph._base
    graph._base = "http://127.0.0.1:9/v25.0/"  # the discard port: nobody listens
    message = desk.write()

    assert desk.deliver(message) == 2.0
    assert desk.read(message).status == "queued"
    graph._base = base
    desk.clock.forward(seconds=2)
    desk.until_settled(message)

    assert desk.read(message).status == "accepted"


# ── nobody knows ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "went_out"),
    [
        ("server_error_after", 1),
        ("server_error_before", 0),
        ("reset_after", 1),
        ("reset_before", 0),
        ("not_json", 0),
    ],
)
def test_a_lost_answer_is_never_followed_by_a_second_send(desk: Desk, fault: str, went_out: int) -> None:
    desk.open_window()
    desk.sandbox.control.fault(fault)
    message = desk.write()

    for _ in range(3):
        assert desk.deliver(message) is None

    assert desk.read(message).status == "unknown"
    assert len(desk.ledger()) == went_out
    assert desk.messenger.sends == 1


@pytest.mark.parametrize("code", [1, 2, 131000, 131016, 133004])
def test_codes_that_may_hide_a_message_are_unknown(desk: Desk, code: int) -> None:
    desk.open_window()
    desk.sandbox.control.fault("error", code=code, mode="sync")
    message = desk.write()

    assert desk.deliver(message) is None

    assert desk.read(message).status == "unknown"
    desk.clock.forward(seconds=UNKNOWN_WAIT.total_seconds() + 1)
    desk.sweeper().sweep()
    assert reason(desk, message) == "unconfirmed"


# ── order and time ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_not_sent_before_its_time(desk: Desk) -> None:
    desk.open_window()
    message = desk.write(not_before=desk.clock.now() + timedelta(seconds=30))

    assert desk.deliver(message) == 30
    desk.clock.forward(seconds=29.5)
    assert desk.deliver(message) is None

    assert desk.slept == [0.5], "under a second is waited for here"
    assert desk.read(message).status == "accepted"


def test_with_no_time_left_the_record_goes_back_untouched(desk: Desk) -> None:
    desk.open_window()
    message = desk.write()
    desk.sending = replace(desk.sending, seconds_left=lambda: 5.0)

    assert desk.deliver(message) == 0

    assert desk.read(message).attempt == 0
    assert desk.messenger.sends == 0


# ── receipts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_customer_sees_that_we_read_and_type(desk: Desk) -> None:
    wamid = desk.open_window()
    desk.queues.receipt(WS, CONTACT, NUMBER, wamid, typing=True)
    desk.queues.receipt(WS, CONTACT, NUMBER, wamid, typing=True)

    records = desk.queued()
    assert len(records) == 1, "the same again within seconds says nothing new"
    desk.sending.deliver(read_job(json.loads(records[0]["Body"])))

    chat = desk.sandbox.control.chat("mira", NUMBER)
    assert chat["messages"][0]["business_read_at"] is not None
    assert chat["typing"] is True


def test_a_receipt_that_comes_late_is_dropped(desk: Desk) -> None:
    wamid = desk.open_window()
    job = ReceiptJob(WS, CONTACT, NUMBER, wamid, True, millis(desk.clock.now()))
    desk.clock.forward(seconds=30)

    desk.sending.deliver(job)

    assert desk.sandbox.control.chat("mira", NUMBER)["messages"][0]["business_read_at"] is None


def test_a_refused_receipt_troubles_nobody_but_a_dead_token_is_told(desk: Desk) -> None:
    unknown = ReceiptJob(WS, CONTACT, NUMBER, Wamid("wamid.nobody"), False, millis(desk.clock.now()))
    desk.sending.deliver(unknown)
    assert desk.neighbours.suffered == []

    desk.sandbox.control.kill_token()
    desk.sending.deliver(unknown)
    assert desk.neighbours.suffered == ["token_expired"]


def test_an_account_that_is_disconnected_during_an_upload_sends_nothing(desk: Desk) -> None:
    """The token is asked for again just before the call: uploads and the slot's turn take their time."""
    desk.open_window()
    tokens = iter([desk.neighbours.secret])

    def token(line: Line) -> str:
        try:
            return next(tokens)
        except StopIteration:
            raise Conflict("No token is stored.", code="account_disconnected") from None

    desk.neighbours.token = token  # type: ignore[method-assign]
    media = desk.file(b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png", "kettle.png")

    message = desk.write(kind="image", content={}, media=media)
    desk.deliver(message)

    assert reason(desk, message) == "account_disconnected"
    assert (desk.messenger.uploads, desk.messenger.sends) == (1, 0)
    assert desk.ledger() == []


def test_utility_templates_that_meta_has_stopped_do_not_leave_and_others_do(desk: Desk) -> None:
    desk.neighbours.utility = Failure(0, "utility_restricted", "No utility", "See WhatsApp Manager.", can_retry=True)
    desk.open_window()
    stopped = {"name": "order_shipped", "language": "en_GB", "category": "UTILITY", "components": []}

    message = desk.write(kind="template", content=stopped)
    desk.deliver(message)
    other = desk.write("other", kind="template", content={**stopped, "category": "MARKETING"})
    desk.deliver(other)

    assert reason(desk, message) == "utility_restricted"
    assert desk.messenger.sends == 1


def test_who_may_only_answer_is_not_opened_for_and_the_first_acceptance_is_told_once(desk: Desk) -> None:
    opening = Failure(0, "opening_restricted", "Only answers", "See WhatsApp Manager.", can_retry=True)
    desk.neighbours.opening, desk.neighbours.proven = opening, False
    shipped = {"name": "order_shipped", "language": "en_GB", "category": "UTILITY", "components": []}

    closed = desk.write("closed", kind="template", content=shipped)
    desk.deliver(closed)
    assert reason(desk, closed) == "opening_restricted"
    assert desk.neighbours.proofs == 0

    desk.open_window()
    for client in ("a", "b"):
        desk.until_settled(desk.write(client))
    assert desk.neighbours.proofs == 1
    assert len(desk.ledger()) == 2
