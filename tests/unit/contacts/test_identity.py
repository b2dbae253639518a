"""Who is who: whatever order Meta's webhooks come in, the same contacts result."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.errors import Invalid
from shared.core.ids import ContactId, WorkspaceId
from shared.core.inbound import Who
from shared.core.keys import Key
from shared.core.ports import Amend, Change, Condition, Create, Delete, Row, Value
from shared.features.contacts.identity import Identities
from shared.features.contacts.store import ContactStore
from tests.functional.intake.dump import dump
from tests.functional.memory_table import MemoryTable

WS = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return START


class Nothing:
    """Contacts without belongings, and a list of what was moved."""

    def __init__(self) -> None:
        self.moves: list[tuple[ContactId, ContactId]] = []

    def move(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId) -> None:
        self.moves.append((loser, survivor))


class Book:
    """An address book in memory."""

    def __init__(self, table: MemoryTable | None = None) -> None:
        self.table = table or MemoryTable()
        self.store = ContactStore(self.table, Still())
        self.belongings = Nothing()
        self.people = Identities(self.store, self.belongings)

    def says(self, who: Who, second: int) -> ContactId:
        at = START + timedelta(seconds=second)
        found = self.people.resolve(WS, who, at)
        self.people.learn(WS, found, who, at)
        return self.store.current(WS, found.contact)

    def moves(self, before: Who, after: Who, second: int) -> ContactId:
        return self.store.current(WS, self.people.link(WS, before, after, START + timedelta(seconds=second)).contact)


def test_a_number_seen_late_is_linked() -> None:
    book = Book()
    alone = book.says(Who(phone="111"), 1)
    assert book.says(Who(phone="111", bsuid="GB.1"), 2) == alone
    assert book.says(Who(bsuid="GB.1"), 3) == alone


def test_a_number_that_is_left_out_later_is_kept() -> None:
    book = Book()
    contact = book.says(Who(phone="111", bsuid="GB.1", name="Mira"), 1)
    book.says(Who(bsuid="GB.1", username="mira"), 2)
    found = book.store.contact(WS, contact)
    assert (found.phone, found.username, found.name) == ("111", "mira", "Mira")


def test_two_bsuids_are_not_one_person_because_they_share_a_number() -> None:
    book = Book()
    first, second = book.says(Who(phone="111", bsuid="GB.1"), 1), book.says(Who(phone="111", bsuid="GB.2"), 2)
    assert first != second
    assert book.says(Who(phone="111"), 3) == second
    assert book.store.contact(WS, first).reachable_phone == ""
    assert book.store.contact(WS, second).reachable_phone == "111"


def test_an_older_claim_does_not_take_the_number_back() -> None:
    book = Book()
    second = book.says(Who(phone="111", bsuid="GB.2"), 2)
    first = book.says(Who(phone="111", bsuid="GB.1"), 1)
    assert book.says(Who(phone="111"), 3) == second
    assert book.store.contact(WS, first).reachable_phone == ""


def test_number_and_bsuid_with_a_contact_each_become_one() -> None:
    book = Book()
    by_number, by_id = book.says(Who(phone="111", name="Old"), 1), book.says(Who(bsuid="GB.1"), 2)
    assert by_number != by_id
    both = book.says(Who(phone="111", bsuid="GB.1"), 3)
    assert book.store.current(WS, by_number) == book.store.current(WS, by_id) == both
    assert book.belongings.moves == [(by_number, by_id)]
    assert book.store.contact(WS, by_number).name == "Old"
    assert set(book.store.contacts(WS, [by_number, by_id])) == {by_number, by_id}
    assert [one.id for one in book.store.page(WS, [by_number, by_id])] == [both]


def test_metas_word_joins_two_bsuids() -> None:
    book = Book()
    old, new = book.says(Who(bsuid="GB.1", name="Mira"), 1), book.says(Who(bsuid="GB.2"), 3)
    assert book.moves(Who(bsuid="GB.1"), Who(bsuid="GB.2"), 2) == old
    assert book.store.current(WS, new) == old
    assert book.store.contact(WS, old).bsuid == "GB.2"


def test_a_parent_id_joins_what_two_portfolios_see() -> None:
    book = Book()
    first = book.says(Who(bsuid="GB.1", parent="GB.ENT.9"), 1)
    assert book.says(Who(bsuid="GB.2", parent="GB.ENT.9"), 2) == first


def test_a_given_name_stays_when_the_customer_renames_themselves() -> None:
    book = Book()
    contact = book.says(Who(bsuid="GB.1", name="M"), 1)
    book.store.rename(WS, contact, " Mira \n (wholesale) ")
    book.says(Who(bsuid="GB.1", name="Mira Q"), 2)
    assert book.store.contact(WS, contact).shown_name == "Mira (wholesale)"
    book.store.rename(WS, contact, "")
    assert book.store.contact(WS, contact).shown_name == "Mira Q"


def test_the_latest_wish_counts() -> None:
    book = Book()
    contact = book.says(Who(bsuid="GB.1"), 1)
    book.people.wish(WS, contact, "resume", START + timedelta(seconds=9), "user_preferences")
    book.people.wish(WS, contact, "stop", START + timedelta(seconds=5), "user_preferences")
    assert not book.store.contact(WS, contact).marketing_stopped


def test_nobody_is_refused() -> None:
    with pytest.raises(Invalid):
        Book().says(Who(name="Ghost"), 1)


# ── any order ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Word:
    """What a webhook says, and when."""

    second: int
    who: Who
    after: Who | None = None


PHONES = st.sampled_from(["111", "222", "333"])
BSUIDS = st.sampled_from(["GB.1", "GB.2", "GB.3", "GB.4"])
# A number known without a BSUID belongs to one person here: whose a lone number is between two BSUIDs nobody can tell.
LONE = st.just(Who(phone="999"))
LONE_WITH_ID = st.just(Who(phone="999", bsuid="GB.9"))
NAMES = st.sampled_from(["", "Ann", "Bea"])
PEOPLE = st.one_of(
    st.builds(Who, phone=PHONES, bsuid=BSUIDS, name=NAMES),
    st.builds(Who, bsuid=BSUIDS, name=NAMES, username=st.sampled_from(["", "ann", "bea"])),
    LONE,
    LONE_WITH_ID,
    st.just(Who(bsuid="GB.9")),
)
MOVES = st.tuples(BSUIDS, BSUIDS).filter(lambda pair: pair[0] != pair[1])


@st.composite
def histories(draw: st.DrawFn) -> list[Word]:
    words = [Word(at * 10, draw(PEOPLE)) for at in range(draw(st.integers(1, 8)))]
    for at in range(draw(st.integers(0, 2))):
        before, after = draw(MOVES)
        old, new = draw(st.sampled_from(["", "111", "222"])), draw(st.sampled_from(["", "333", "444"]))
        words.append(Word(at * 30 + 5, Who(phone=old, bsuid=before), Who(phone=new, bsuid=after)))
    return words


def told(words: Sequence[Word], book: Book | None = None) -> list[str]:
    book = book or Book()
    for word in words:
        if word.after is not None:
            book.moves(word.who, word.after, word.second)
        else:
            book.says(word.who, word.second)
    return dump(book.table)


@settings(max_examples=80, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_any_order_and_any_number_of_times(words: list[Word], chance: random.Random, times: int) -> None:
    once = told(sorted(words, key=lambda word: word.second))
    again = words * times
    chance.shuffle(again)
    assert told(again) == once


# ── two at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Contended(MemoryTable):
    """Lets another thread in before every call, as a real table does."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.RLock()
        self.turn = threading.Barrier(2, timeout=0.05)

    def _meet(self) -> None:
        try:
            self.turn.wait()
        except threading.BrokenBarrierError:
            self.turn.reset()

    def get_many(self, keys: Sequence[Key]) -> list[Row]:
        with self.lock:
            found = super().get_many(keys)
        self._meet()
        return found

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        with self.lock:
            return super().amend(key, change, when)

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        with self.lock:
            return super().create(key, row)

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        with self.lock:
            return super().transact(parts)


@pytest.mark.parametrize(
    "people",
    [
        [Who(phone="111"), Who(phone="111")],
        [Who(phone="111", bsuid="GB.1"), Who(phone="111", bsuid="GB.1")],
        [Who(phone="111", bsuid="GB.1"), Who(bsuid="GB.1")],
        [Who(phone="111", bsuid="GB.1"), Who(phone="111", bsuid="GB.2")],
    ],
)
def test_two_consumers_meet_at_a_new_person(people: list[Who]) -> None:
    book = Book(Contended())
    threads = [threading.Thread(target=book.says, args=(who, at)) for at, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert dump(book.table) == told([Word(at, who) for at, who in enumerate(people)])
