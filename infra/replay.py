"""Runs a time range of the raw archive again and says what that changed: nothing, when all was well.

    python -m infra.replay --from 2026-11-22T09:00Z --to 2026-11-22T12:00Z [--stack waloom | --local]

Every record that reached `functions/inbound` lies in the raw bucket as it came. Handling one again is harmless, so what
changes is what had been lost or was handled by faulty code. Prints keys and names of attributes, never their values.
Needs the operator's rights to the table, its key and the raw bucket; a changed message may ask for its file again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from shared.core.clock import parse_stamp, stamp
from shared.core.errors import AppError
from shared.core.keys import Key, KeyRange
from shared.core.ports import Amend, Change, Condition, Create, Delete, Page, Row, Table, Value

SHOWN = 40
GATHERED = timedelta(minutes=15)  # how much later than its records a file may be written (ArchiveSeconds, and retries)


class WatchedTable:
    """The table, remembering what every row that is written to was before."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._before: dict[Key, Row | None] = {}

    def changes(self) -> dict[Key, tuple[Row | None, Row | None]]:
        """Key → the row before and now, where they differ."""
        pairs = {key: (before, self._table.get(key)) for key, before in self._before.items()}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}

    def _touch(self, key: Key) -> None:
        if key not in self._before:
            self._before[key] = self._table.get(key)

    def get(self, key: Key) -> Row | None:
        return self._table.get(key)

    def get_many(self, keys: Sequence[Key]) -> list[Row]:
        return self._table.get_many(keys)

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        self._touch(key)
        return self._table.create(key, row)

    def put(self, key: Key, row: Mapping[str, Value]) -> None:
        self._touch(key)
        self._table.put(key, row)

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        self._touch(key)
        return self._table.amend(key, change, when)

    def delete(self, key: Key, when: Condition | None = None) -> Row | None:
        self._touch(key)
        return self._table.delete(key, when)

    def query(
        self, where: KeyRange, *, newest_first: bool = False, limit: int = 100, cursor: str | None = None
    ) -> Page:
        return self._table.query(where, newest_first=newest_first, limit=limit, cursor=cursor)

    def scan(self, where: KeyRange) -> Iterator[Row]:
        return self._table.scan(where)

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        for part in parts:
            self._touch(part.key)
        return self._table.transact(parts)


class Files(Protocol):
    """The raw bucket."""

    def keys(self, prefix: str) -> Iterator[str]: ...

    def get(self, key: str) -> bytes: ...


@dataclass
class Report:
    """What was handled again; ``changed`` names each row (as its key) and the attributes that differ."""

    files: int = 0
    records: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    changed: dict[str, list[str]] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        yield f"{self.records} records in {self.files} files were handled again."
        for code, count in sorted(self.refused.items()):
            yield f"  {count:6} refused: {code} (they are parked, or were)"
        if not self.changed:
            yield "Nothing changed."
            return
        yield f"{len(self.changed)} rows changed:"
        for name, attributes in sorted(self.changed.items())[:SHOWN]:
            yield f"  {name}: {', '.join(attributes)}"
        if len(self.changed) > SHOWN:
            yield f"  … and {len(self.changed) - SHOWN} more"


def replay(
    raw: Files, table: WatchedTable, handle: Callable[[Mapping[str, Any]], None], since: datetime, until: datetime
) -> Report:
    """Every archived record that came in the range, oldest file first. ``handle`` must write to ``table`` only."""
    report = Report()
    for file in files_between(raw, since, until + GATHERED):
        report.files += 1
        for line in gzip.decompress(raw.get(file)).decode().split("\n"):
            record = json.loads(line)
            if not stamp(since) <= str(record.get("received_at", stamp(since))) < stamp(until):
                continue
            report.records += 1
            try:
                handle(record)
            except AppError as error:
                report.refused[error.reason] += 1
    for key, (before, after) in table.changes().items():
        report.changed[f"{key.pk} {key.sk}"] = _differences(before, after)
    return report


def _differences(before: Row | None, after: Row | None) -> list[str]:
    """Names of the attributes that differ; one word for a row that is new or gone."""
    if before is None:
        return ["new"]
    if after is None:
        return ["gone"]
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def files_between(raw: Files, since: datetime, until: datetime) -> Iterator[str]:
    """The archive's files that were written in the range, oldest first."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    while hour < until:
        for key in sorted(raw.keys(f"raw/{hour:%Y/%m/%d/%H}/")):
            if stamp(since) <= key.rsplit("/", 1)[1][:24] < stamp(until):
                yield key
        hour += timedelta(hours=1)


def moment(text: str) -> datetime:
    """An ISO time; without a zone it is UTC."""
    at = parse_stamp(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.replay", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--from", dest="since", type=moment, required=True, help="for example 2026-11-22T09:00Z")
    parser.add_argument("--to", dest="until", type=moment, required=True)
    parser.add_argument("--stack", default="waloom")
    parser.add_argument("--local", action="store_true", help="the product on this machine")
    chosen = parser.parse_args(arguments)
    if chosen.until <= chosen.since:
        parser.error("--to must be later than --from")
    product = _product(chosen.stack, local=chosen.local)
    watched = WatchedTable(product.table)
    product.__dict__["table"] = watched  # before anything else is made of it
    for line in replay(product.raw_blobs, watched, product.intake.again, chosen.since, chosen.until).lines():
        print(line)
    return 0


def _local_client() -> Callable[..., Any]:
    from infra.local.place import default_place

    place = default_place()
    return lambda service, **_: place.client(service)


def _cloud_client() -> Callable[..., Any]:
    import boto3

    return boto3.client


def _product(stack: str, *, local: bool) -> Any:
    """The product with the deployed `inbound` function's settings and the operator's credentials."""
    from shared.wiring.bootstrap import Product
    from shared.wiring.settings import read_settings

    client = _local_client() if local else _cloud_client()
    resource = client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId="InboundFunction")
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    environment = client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    return Product(read_settings(environment), client)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
