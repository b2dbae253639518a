"""Every payload of the corpus lands as expected, and each of them three times in any order gives the same rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.ids import ContactId, NumberId, WabaId, Wamid, reference
from shared.core.inbound import Who
from shared.core.ports import Row
from shared.features.contacts.model import Contact
from shared.features.inbox.model import Message
from tests.functional.intake.dump import dump
from tests.functional.intake.world import (
    JUNO,
    MIRA,
    NUMBER,
    TO_JUNO,
    WABA,
    WS,
    OpenCipher,
    Ticking,
    World,
    corpus,
    expected,
    out_id,
    records_of,
)
from tests.functional.memory_table import MemoryTable


class Reader:
    """Looks things up the way the expectations name them."""

    def __init__(self, world: World, parked: dict[str, list[str]]) -> None:
        self.world = world
        self.parked = parked
        self.table = world.table

    def contact_id(self, identity: str) -> ContactId:
        kind = "bsuid" if "." in identity else "phone"
        row = self.table.get(keys.identity(WS, kind, identity))
        assert row is not None, f"nobody is known as {identity}"
        return self.world.contacts.current(WS, ContactId(str(row["contact"])))

    def contact(self, identity: str) -> Contact:
        return self.world.contacts.contact(WS, self.contact_id(identity))

    def message(self, of: str, wamid: str) -> Message:
        contact = self.contact_id(of)
        targets = self.world.store.targets(WS, contact, NUMBER, [Wamid(wamid)])
        assert targets, f"{wamid} is not there"
        return self.world.store.message(WS, contact, NUMBER, targets[Wamid(wamid)])

    def lines(self, of: str) -> list[Message]:
        found, _ = self.world.store.messages(WS, self.contact_id(of), NUMBER, 500, None)
        return found

    def events(self) -> list[Row]:
        return list(self.table.scan(keys.account_events(WS, WABA)))

    def notices(self) -> list[Row]:
        return list(self.table.scan(keys.notices(WS)))

    # ── one check per kind of expectation ───────────────────────────────────────────────────────────────────────────

    def check(self, file: str, one: dict[str, Any]) -> None:
        getattr(self, f"_{next(iter(one))}")(one, file)

    def _line(self, one: dict[str, Any], _: str) -> None:
        message = self.message(one["of"], one["line"])
        self._is(message, one)

    def _is(self, message: Message, one: dict[str, Any]) -> None:
        assert message.direction == one.get("direction", "in")
        assert message.kind == one["kind"]
        content = one.get("content", {})
        assert {name: message.content.get(name) for name in content} == content
        if one.get("content") == {}:
            assert not message.content
        media = message.media
        assert (media.state if media else None) == one.get("media")
        for name in ("voice", "animated", "filename"):
            if name in one:
                assert getattr(media, name) == one[name]
        assert message.quote_wamid == one.get("quote")
        assert message.forwarded == one.get("forwarded")
        assert {reaction.by: reaction.emoji for reaction in message.reactions} == one.get("reactions", {})
        assert (message.edited_at is not None) == one.get("edited", False)
        assert (message.revoked_at is not None) == one.get("revoked", False)
        if "status" in one:
            assert message.status == one["status"]
        referral = one.get("referral", {})
        assert {name: (message.referral or {}).get(name) for name in referral} == referral

    def _text(self, one: dict[str, Any], _: str) -> None:
        assert [line.content.get("body") for line in self.lines(one["of"])].count(one["text"]) == 1

    def _says(self, one: dict[str, Any], _: str) -> None:
        lines = [line for line in self.lines(one["of"]) if line.direction == "event"]
        assert one["says"] in [line.content["event"] for line in lines]

    def _contact(self, one: dict[str, Any], _: str) -> None:
        contact = self.contact(one["contact"])
        if "same_as" in one:
            assert contact.id == self.contact_id(one["same_as"])
        if "not_same_as" in one:
            assert contact.id != self.contact_id(one["not_same_as"])
        facts = {name: value for name, value in one.items() if name not in ("contact", "same_as", "not_same_as")}
        assert {name: getattr(contact, name) for name in facts} == facts

    def _sent(self, one: dict[str, Any], _: str) -> None:
        contact = JUNO if one["sent"] == TO_JUNO else MIRA
        message = self.world.store.message(WS, self.world.contacts.current(WS, contact), NUMBER, out_id(one["sent"]))
        assert message.status == one["status"]
        if "reason" in one:
            assert message.failure is not None
            assert message.failure.reason == one["reason"]

    def _event(self, one: dict[str, Any], _: str) -> None:
        names = {"event": "field", "kind": "kind", "summary": "summary"}
        wanted = {column: one[name] for name, column in names.items() if name in one}
        found = [row for row in self.events() if {name: row.get(name) for name in wanted} == wanted]
        assert found, f"no event {wanted}"
        if "notice" in one:
            titles = {row["summary"] for row in found}
            assert [row for row in self.notices() if row["title"] in titles and row["severity"] == one["notice"]]

    def _account(self, one: dict[str, Any], _: str) -> None:
        self._row(self.table.get(keys.account(WS, WabaId(one["account"]))), one, "account")

    def _number(self, one: dict[str, Any], _: str) -> None:
        self._row(self.table.get(keys.number(WS, NumberId(one["number"]))), one, "number")

    def _template(self, one: dict[str, Any], _: str) -> None:
        self._row(self.table.get(keys.template(WS, WABA, *one["template"])), one, "template")

    @staticmethod
    def _row(row: Row | None, one: dict[str, Any], kind: str) -> None:
        assert row is not None
        wanted = {name: value for name, value in one.items() if name != kind}
        assert {name: row.get(name) for name in wanted} == wanted

    def _parked(self, one: dict[str, Any], file: str) -> None:
        assert one["parked"] in self.parked[file]

    def _window(self, one: dict[str, Any], _: str) -> None:
        row = self.table.get(keys.conversation(WS, self.contact_id(one["window"]), NUMBER))
        assert row is not None
        assert "inbound_at" in row

    def _nothing(self, one: dict[str, Any], file: str) -> None:
        """Its effect is another file's expectation; by itself it is handled without complaint."""
        assert self.parked[file] == []


@pytest.fixture(scope="module")
def in_order() -> Reader:
    """The corpus once, in order, in memory."""
    world = World(MemoryTable(), OpenCipher(), Ticking())
    return Reader(world, {name: world.feed(body) for name, body in corpus().items()})


CASES = [(file, at) for file, found in expected().items() for at in range(len(found))]


def test_the_expectations_name_every_file() -> None:
    assert set(expected()) == set(corpus())
    assert len(corpus()) >= 60
    assert all(expected().values())


@pytest.mark.parametrize(("file", "at"), CASES, ids=[f"{file}-{at}" for file, at in CASES])
def test_a_payload_lands_as_expected(in_order: Reader, file: str, at: int) -> None:
    in_order.check(file, expected()[file][at])


def test_only_what_must_be_parked_is_parked(in_order: Reader) -> None:
    wanted = {file: sorted(one["parked"] for one in found if "parked" in one) for file, found in expected().items()}
    assert {file: sorted(codes) for file, codes in in_order.parked.items()} == wanted


def test_the_corpus_lands_the_same_on_dynamodb(table: DynamoTable, cipher: WorkspaceCipher) -> None:
    """The real table, cipher and expression language, as moto plays them."""
    world = World(table, cipher, Ticking())
    reader = Reader(world, {name: world.feed(body) for name, body in corpus().items()})
    for file, found in expected().items():
        for one in found:
            reader.check(file, one)


def story(seed: int | None) -> MemoryTable:
    """Once in order, or each record three times, shuffled."""
    table = MemoryTable()
    world = World(table, OpenCipher(), Ticking())
    records = records_of(corpus().values())
    if seed is not None:
        records = records * 3
        random.Random(seed).shuffle(records)
    world.handle(records)
    return table


@pytest.fixture(scope="module")
def once() -> list[str]:
    return dump(story(None))


@pytest.mark.parametrize("seed", range(6))
def test_three_times_in_any_order_gives_the_same_rows(once: list[str], seed: int) -> None:
    again = dump(story(seed))
    assert [line for line in again if line not in once] == [line for line in once if line not in again]
    assert again == once


def test_no_row_stays_with_a_contact_that_was_merged() -> None:
    for seed in range(3):
        table = story(seed)
        merged = {row["pk"] for row in table.rows.values() if row.get("merged_into")}
        assert [row["sk"] for row in table.rows.values() if row["pk"] in merged] == ["CONTACT"] * len(merged)


def test_media_is_fetched_once_per_file_when_nothing_is_delivered_twice(in_order: Reader) -> None:
    import json

    jobs = [json.loads(body) for body in in_order.world.media.bodies]
    assert len({job["media_id"] for job in jobs}) == len(jobs) == 9
    assert all(job["workspace"] == WS and job["number"] == NUMBER and job["sha256"] for job in jobs)


def test_one_person_is_one_contact(in_order: Reader) -> None:
    """Who is known by a number and by ids is found by each of them."""
    found = in_order.world.people.resolve(WS, Who(phone="34600111222", bsuid="ES.3310000000000077"), Ticking().now())
    assert found.contact == in_order.contact_id("34600111222") == in_order.contact_id("ES.3310000000000077")
    bodies = {line.content.get("body") for line in in_order.lines("34600111222")}
    assert bodies == {"hola", "soy yo", "las dos"}


def rows_with(table: MemoryTable, text: str) -> Iterator[str]:
    for row in table.rows.values():
        for name in ("pk", "sk", "inbox_sk"):
            if text in str(row.get(name, "")):
                yield str(row[name])


def test_no_key_holds_a_number_or_a_message_id_of_metas(in_order: Reader) -> None:
    table = in_order.table
    assert isinstance(table, MemoryTable)
    for text in ("447700900456", "GB.7394018265501923", "wamid.", "Mira"):
        assert not list(rows_with(table, text))
    assert reference(NUMBER, "wamid.IN000==") in next(rows_with(table, reference(NUMBER, "wamid.IN000==")))
