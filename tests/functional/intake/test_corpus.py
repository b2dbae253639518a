"""Every payload of the corpus lands as expected, and each of them three times in any order gives the same rows."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.core.ids import reference
from shared.core.inbound import Who
from tests.functional.intake.dump import dump
from tests.functional.intake.reader import Reader
from tests.functional.intake.world import CAST, NUMBER, WS, OpenCipher, Ticking, World, corpus, expected, records_of
from tests.functional.memory_table import MemoryTable


@pytest.fixture(scope="module")
def world() -> World:
    return World(MemoryTable(), OpenCipher(), Ticking())


@pytest.fixture(scope="module")
def in_order(world: World) -> Reader:
    """The corpus once, in order, in memory."""
    return Reader(world.table, world.cipher, CAST, {name: world.feed(body) for name, body in corpus().items()})


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
    reader = Reader(world.table, world.cipher, CAST, {name: world.feed(body) for name, body in corpus().items()})
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


def test_media_is_fetched_once_per_file_when_nothing_is_delivered_twice(in_order: Reader, world: World) -> None:
    assert in_order.parked
    jobs = [json.loads(body) for body in world.media.bodies]
    assert len({job["media_id"] for job in jobs}) == len(jobs) == 9
    assert all(job["workspace"] == WS and job["number"] == NUMBER and job["sha256"] for job in jobs)


def test_one_person_is_one_contact(in_order: Reader, world: World) -> None:
    """Who is known by a number and by ids is found by each of them."""
    found = world.people.resolve(WS, Who(phone="34600111222", bsuid="ES.3310000000000077"), Ticking().now())
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
