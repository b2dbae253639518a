"""One chaos run from the first message to the verdict, with its figures."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.place import temporary_place
from tests.chaos.people import Customers, Members, owner_of
from tests.chaos.stage import Stage, Times, staged, wait_until
from tests.chaos.verdict import Book, judge, read_book, whole_ledger

HANDS = 3
QUIET_SECONDS = 420.0
ROUNDS = 12


@dataclass
class Report:
    """``broken`` are promises that were not kept; ``figures`` are for people."""

    broken: list[str]
    figures: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"  {name:34} {value}" for name, value in self.figures.items()]
        return "\n".join([*lines, *(f"  BROKEN: {one}" for one in self.broken)])


def chaos(folder: Path, messages: int, kill: float, times: Times) -> Report:
    """``messages`` come in and as many go out; ``kill`` is the share of handler runs that die."""
    began = time.monotonic()
    with staged(temporary_place(folder / "state"), folder, times, kill) as stage:
        ready = time.monotonic()
        # Twenty replies to a person stay within the pair limit's burst.
        customers = Customers(stage, count=max(10, messages // 20))
        members = Members(stage, owner_of(stage))
        stage.faults_on()
        customers.write(range(min(customers.count, messages)))
        wait_until(
            lambda: len(members.conversations()) == min(customers.count, messages), 120, "every customer in the inbox"
        )
        _traffic(stage, customers, members, messages)
        busy = time.monotonic()
        book, retried = _settle(stage, members)
        over = time.monotonic()
        replies = {_reply(index) for index in range(messages)}
        people = [customers.phone(number) for number in range(customers.count)]
        broken = judge(stage, book, customers.wamids, replies, people)
        report = Report(broken, _figures(stage, book, members))
    report.figures |= {
        "messages in, replies out": f"{messages} and {messages}, {customers.count} customers",
        "pressed Retry": f"{retried} times",
        "start": f"{ready - began:.0f} s",
        "traffic": f"{busy - ready:.0f} s, {2 * messages / (busy - ready):.0f} messages/s",
        "until the last was settled": f"{over - busy:.0f} s more",
    }
    return report


def _reply(index: int) -> str:
    return f"reply-{index:06d}"


def _traffic(stage: Stage, customers: Customers, members: Members, messages: int) -> None:
    """Customers write on while members answer."""
    by_name = members.conversations()
    places = [by_name[f"Customer {number}"] for number in range(min(customers.count, messages))]
    replies = ((places[index % len(places)], _reply(index)) for index in range(messages))
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(customers.write, range(min(customers.count, messages), messages)),
            pool.submit(members.answer, replies, HANDS),
        ]
        for one in both:
            one.result()


def _settle(stage: Stage, members: Members) -> tuple[Book, int]:
    """Waits for Meta's last word, and does what a person would do about what stays without one."""
    retried = 0
    for _ in range(ROUNDS):
        wait_until(stage.settled, QUIET_SECONDS, f"quiet; {stage.backlog()} records wait", pause=1)
        book = read_book(stage.rows())
        if book.waiting():
            # The sweeper's turn: unknown for long enough becomes unconfirmed, what never got into the queue gets there.
            time.sleep(5)
            wait_until(lambda: not read_book(stage.rows()).waiting(), QUIET_SECONDS, "every send settled", pause=5)
            continue
        again = book.to_retry()
        if not again:
            return book, retried
        for line in again:
            members.retry(line.conversation, line.id, f"again-{line.id}")
        retried += len(again)
    raise AssertionError(f"still not settled after {ROUNDS} rounds")


def _figures(stage: Stage, book: Book, members: Members) -> dict[str, str]:
    tallies = stage.tallies()
    runs, kills = (sum(tally[kind] for tally in tallies.values()) for kind in ("runs", "kills"))
    ledger = whole_ledger(stage.control)
    answers = stage.control.ledger(summary=1)["answers"]
    hits = {rule["fault"]: rule["hits"] for rule in stage.control.call("GET", "/faults")["items"]}
    each = ", ".join(f"{name} {tally['kills']}/{tally['runs']}" for name, tally in tallies.items())
    states = stage.control.webhooks(limit=1)["states"]
    return {
        "handler runs killed": f"{kills} of {runs} ({kills / max(1, runs):.1%}): {each}",
        "faults that struck": ", ".join(f"{name} {count}" for name, count in hits.items()),
        "accepted by Meta": f"{len(ledger)}; its answers: {answers}",
        "webhook deliveries (last 1,000)": str(states),
        "API calls": f"{members.tries}",
        "stored messages": f"{len(book.lines)}",
    }
