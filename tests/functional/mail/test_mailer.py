"""The mailer: each letter once, whatever is delivered again, killed or refused on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from shared.adapters.mail_queue import MailQueue
from shared.core.errors import ComeBack, Unavailable
from shared.core.ids import UserId, WorkspaceId
from shared.features.mail.claims import Claims
from shared.features.mail.model import Letter
from shared.features.mail.ports import Addressee, MailRefused, NoticeMail
from shared.features.mail.service import Mailer, NoMailer
from tests.functional.conftest import WS, HandClock
from tests.functional.memory_table import MemoryTable

SITE = "https://inbox.waloom.test"
MIRA = "mira@quill.example"
INVITATION = {
    "workspace": "Quill",
    "inviter": "Odette",
    "role": "agent",
    "expires_at": "2026-11-29T12:00:00.000Z",
    "token": "tok",
}


class Killed(BaseException):
    """What a process feels when it is killed: nothing after it runs. Raised by a test's own things."""


class Mailboxes:
    """The post: what arrived where; ``moods`` are raised one by one before anything is taken."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, Letter]] = []
        self.moods: dict[str, list[BaseException]] = {}

    def send(self, to: str, letter: Letter) -> None:
        moods = self.moods.get(to, [])
        if moods:
            raise moods.pop(0)
        self.arrived.append((to, letter))

    def of(self, to: str) -> list[Letter]:
        return [letter for address, letter in self.arrived if address == to]


class Accounts:
    """Makes codes 100001, 100002, …; ``known`` have an account, ``strangers`` get nothing."""

    def __init__(self) -> None:
        self.made = 100_000
        self.known: set[str] = set()
        self.strangers: set[str] = set()
        self.asked: list[tuple[str, str, Mapping[str, str]]] = []

    def prepare_code(self, kind: str, email: str, facts: Mapping[str, str]) -> Mapping[str, str] | None:
        self.asked.append((kind, email, facts))
        if email in self.strangers:
            return None
        if kind == "sign_up_code" and email in self.known:
            return {"letter": "account_exists", "language": "es", "name": "Mira"}
        self.made += 1
        return {"code": str(self.made), "minutes": "15"}


class House:
    """The mailer with everything around it, and a queue to it that delivers at once and counts as SQS does."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.table = MemoryTable()
        self.post = Mailboxes()
        self.accounts = Accounts()
        self.told: NoticeMail | None = None
        self.counted: list[tuple[str, str]] = []
        self.mailer = Mailer(
            self.post,
            Claims(self.table, clock),
            self.accounts,
            lambda ws, notice: self.told,
            SITE,
            lambda kind, outcome: self.counted.append((kind, outcome)),
        )
        self.bodies: list[str] = []
        self.queue = MailQueue(self)

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None:
        self.bodies.append(body)

    def record(self, send: Callable[[MailQueue], None]) -> Mapping[str, Any]:
        """The record that ``send`` puts into the queue."""
        send(self.queue)
        found: Mapping[str, Any] = json.loads(self.bodies.pop())
        return found

    def code(self, kind: str = "sign_up_code", to: str = MIRA) -> Mapping[str, Any]:
        return self.record(lambda queue: queue.send(kind, to, "pt", {"user": "u1"}))

    def notice(self, name: str = "n1", ws: WorkspaceId = WS) -> Mapping[str, Any]:
        return self.record(lambda queue: queue.notice(ws, name))

    def deliver(self, record: Mapping[str, Any]) -> None:
        self.mailer.deliver(record)

    def rows(self) -> str:
        return json.dumps([*self.table.rows.values()], default=str)


@pytest.fixture
def house(clock: HandClock) -> House:
    return House(clock)


def about(*users: str, kind: str = "template_status", topic: str = "template", thing: str = "waba1") -> NoticeMail:
    facts = {
        "workspace": "Quill",
        "workspace_id": WS,
        "topic": topic,
        "severity": "warning",
        "title": "Template “summer” is rejected",
        "detail": "Reason: INVALID_FORMAT.",
    }
    people = [Addressee(UserId(one), f"{one}@quill.example", "en", one.title()) for one in users]
    return NoticeMail(facts, kind, thing, people)


# ── one letter, once ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_goes_once_however_often_its_record_comes(house: House) -> None:
    record = house.record(lambda queue: queue.send("invitation", MIRA, "es", INVITATION))

    for _ in range(3):
        house.deliver(record)
        house.clock.forward(hours=5)

    (letter,) = house.post.of(MIRA)
    assert letter.subject == "Odette te invita a Quill"
    assert f"{SITE}/invitation#tok" in letter.text
    assert house.counted[0] == ("invitation", "sent")


def test_two_records_are_two_letters(house: House) -> None:
    for _ in range(2):
        house.deliver(house.record(lambda queue: queue.send("invitation", MIRA, "en", INVITATION)))

    assert len(house.post.of(MIRA)) == 2


def test_what_the_post_could_not_take_goes_with_the_next_try(house: House) -> None:
    record = house.record(lambda queue: queue.send("invitation", MIRA, "en", INVITATION))
    house.post.moods[MIRA] = [ComeBack(7), Unavailable("away")]

    with pytest.raises(ComeBack) as pause:
        house.deliver(record)
    with pytest.raises(Unavailable):
        house.deliver(record)
    house.deliver(record)

    assert pause.value.seconds == 7
    assert len(house.post.of(MIRA)) == 1


def test_an_address_that_is_refused_for_good_is_counted_and_not_tried_again(house: House) -> None:
    record = house.record(lambda queue: queue.send("invitation", MIRA, "en", INVITATION))
    house.post.moods[MIRA] = [MailRefused("no", code="message_rejected")]

    house.deliver(record)
    house.deliver(record)

    assert house.post.arrived == []
    assert house.counted[0] == ("invitation", "message_rejected")


def test_a_process_killed_before_the_post_took_it_leaves_the_letter_to_the_next(house: House) -> None:
    """A kill runs no `except`: the claim stays, and ends by itself."""
    record = house.record(lambda queue: queue.send("invitation", MIRA, "en", INVITATION))
    Claims(house.table, house.clock).take("job", str(record["id"]))

    waits = []
    for _ in range(8):  # the queue gives a record up after ten
        try:
            house.deliver(record)
        except ComeBack as pause:
            waits.append(pause.seconds)
            house.clock.forward(seconds=pause.seconds)

    assert sum(waits) >= 60
    assert len(house.post.of(MIRA)) == 1


# ── codes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_made_when_it_is_mailed_in_the_jobs_language(house: House) -> None:
    house.deliver(house.code())

    (letter,) = house.post.of(MIRA)
    assert letter.subject == "Confirme seu endereço"
    assert "100001" in letter.text
    assert house.accounts.asked == [("sign_up_code", MIRA, {"user": "u1"})]


def test_who_has_an_account_is_told_so_in_their_own_language(house: House) -> None:
    house.accounts.known.add(MIRA)

    house.deliver(house.code())

    (letter,) = house.post.of(MIRA)
    assert letter.subject == "Ya tienes una cuenta"
    assert "Mira" in letter.text


def test_nothing_is_mailed_where_there_is_nothing_to_say(house: House) -> None:
    house.accounts.strangers.add(MIRA)

    house.deliver(house.code("reset_code"))

    assert house.post.arrived == []
    assert house.counted == [("reset_code", "nothing_to_say")]


def test_asking_again_and_again_mails_one_code_a_minute(house: House) -> None:
    for _ in range(5):
        house.deliver(house.code())
        house.clock.forward(seconds=11)
    assert len(house.post.of(MIRA)) == 1

    house.clock.forward(seconds=6)
    house.deliver(house.code())

    assert [("100001" in one.text, "100002" in one.text) for one in house.post.of(MIRA)] == [
        (True, False),
        (False, True),
    ]
    assert house.accounts.made == 100_002, "a code that is not mailed is not made: it would end the one that was"


def test_capitals_in_the_address_do_not_make_it_another(house: House) -> None:
    house.deliver(house.code())
    house.deliver(house.code(to=MIRA.title()))

    assert len(house.post.arrived) == 1


def test_another_kind_of_code_and_another_address_wait_for_nothing(house: House) -> None:
    house.deliver(house.code())
    house.deliver(house.code("reset_code"))
    house.deliver(house.code(to="ana@quill.example"))

    assert len(house.post.arrived) == 3


def test_a_code_whose_record_comes_again_is_not_mailed_again_also_after_the_minute(house: House) -> None:
    record = house.code()
    house.deliver(record)
    house.clock.forward(minutes=10)
    house.deliver(record)

    assert len(house.post.of(MIRA)) == 1


def test_a_code_the_post_could_not_take_is_made_anew_at_the_next_try(house: House) -> None:
    record = house.code()
    house.post.moods[MIRA] = [ComeBack(5)]

    with pytest.raises(ComeBack):
        house.deliver(record)
    house.deliver(record)

    (letter,) = house.post.of(MIRA)
    assert "100002" in letter.text


def test_the_table_keeps_neither_address_nor_code(house: House) -> None:
    house.deliver(house.code())

    assert house.table.rows
    assert "mira" not in house.rows()
    assert "100001" not in house.rows()
    assert all("ttl" in row for row in house.table.rows.values())


# ── notices ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_notice_goes_to_each_who_wants_it_once(house: House) -> None:
    house.told = about("odette", "amir")

    for _ in range(2):
        house.deliver(house.notice())
        house.clock.forward(hours=2)

    assert sorted(to for to, _ in house.post.arrived) == ["amir@quill.example", "odette@quill.example"]
    (letter,) = house.post.of("amir@quill.example")
    assert letter.subject == "Quill: news of a template"
    assert "Hello Amir," in letter.text
    assert "Template “summer” is rejected" in letter.text


def test_a_notice_that_is_gone_is_no_trouble(house: House) -> None:
    house.deliver(house.notice())

    assert house.post.arrived == []


def test_one_full_mailbox_does_not_keep_the_others_waiting_nor_write_to_them_twice(house: House) -> None:
    house.told = about("odette", "amir", "mira")
    house.post.moods["amir@quill.example"] = [ComeBack(9)]

    with pytest.raises(ComeBack) as pause:
        house.deliver(house.notice())
    assert sorted(to for to, _ in house.post.arrived) == ["mira@quill.example", "odette@quill.example"]
    house.deliver(house.notice())

    assert pause.value.seconds == 9
    assert len(house.post.arrived) == 3


def test_one_refused_address_is_dropped_and_the_others_get_theirs(house: House) -> None:
    house.told = about("odette", "amir")
    house.post.moods["odette@quill.example"] = [MailRefused("no", code="bad_address")]

    house.deliver(house.notice())
    house.deliver(house.notice())

    assert [to for to, _ in house.post.arrived] == ["amir@quill.example"]
    assert ("notice", "bad_address") in house.counted


def test_about_one_thing_nobody_gets_more_than_one_letter_an_hour(house: House) -> None:
    house.told = about("odette")

    for name in ("n1", "n2", "n3"):
        house.deliver(house.notice(name))
        house.clock.forward(minutes=25)
    assert len(house.post.arrived) == 1

    house.deliver(house.notice("n4"))

    assert len(house.post.arrived) == 2


def test_another_thing_another_kind_another_workspace_is_mailed_at_once(house: House) -> None:
    other = WorkspaceId("ws_other")
    for told, record in (
        (about("odette"), house.notice("n1")),
        (about("odette", thing="waba2"), house.notice("n2")),
        (about("odette", kind="number_trouble", topic="number"), house.notice("n3")),
        (about("odette"), house.notice("n1", other)),
    ):
        house.told = told
        house.deliver(record)

    assert len(house.post.of("odette@quill.example")) == 4


def test_a_killed_mailer_goes_on_with_the_next_person(house: House) -> None:
    house.told = about("odette", "amir")
    house.post.moods["amir@quill.example"] = [Killed()]

    with pytest.raises(Killed):
        house.deliver(house.notice())
    house.deliver(house.notice())

    assert [to for to, _ in house.post.arrived] == ["odette@quill.example", "amir@quill.example"]


# ── without an address to send from ───────────────────────────────────────────────────────────────────────────────────


def test_without_a_sender_every_job_is_done_and_the_log_says_so_once() -> None:
    said: list[str] = []
    mailer = NoMailer(lambda: said.append("no mail"))

    for _ in range(3):
        mailer.deliver({"kind": "reset_code", "to": MIRA})

    assert said == ["no mail"]
