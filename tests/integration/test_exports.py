"""A running export and its maker's rights, on the deployed product: a demoted or removed maker gets nothing."""

from __future__ import annotations

import csv
import io
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from infra.local.product import LocalProduct
from shared.core import keys
from shared.core.clock import stamp
from shared.core.ids import ContactId, NumberId, WorkspaceId
from shared.core.keys import Key
from shared.features.inbox.codec import inbox_place
from tests.integration.people import Caller, member, owner, table, until

pytestmark = pytest.mark.integration

COUNT = 3_000
STOPS_WITHIN = 5.0
NUMBER = NumberId("990000000000001")


@pytest.fixture(scope="module")
def boss(product: LocalProduct) -> Caller:
    return owner(product)


@pytest.fixture(scope="module")
def many(product: LocalProduct, boss: Caller) -> None:
    """Conversations enough for an export of many slices, written as rows."""
    ws, born = WorkspaceId(boss.workspace), datetime(2025, 1, 1, tzinfo=UTC)
    items: list[dict[str, Any]] = []
    for at in range(COUNT):
        contact, moment = ContactId(f"{at:026d}"), stamp(born + timedelta(minutes=at))
        status = ("open", "pending", "snoozed", "resolved")[at % 4]
        # Only the last has a name: search rows for all of them would keep the table's stream busy for a minute.
        name = "Settled" if at == COUNT - 1 else None
        person = {"type": "contact", "v": 1, "created_at": moment, **({"name": name} if name else {})}
        items.append(_item(keys.contact(ws, contact), person))
        row = {
            "type": "conversation",
            "v": 1,
            "number": NUMBER,
            "status": status,
            "created_at": moment,
            "last_at": moment,
            **inbox_place(ws, status, moment, contact, NUMBER),
        }
        items.append(_item(keys.conversation(ws, contact, NUMBER), row))
    client, place = product.client("dynamodb"), product.outputs()["TableName"]

    def write(start: int) -> None:
        wanted = {place: [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]}
        while wanted:
            wanted = client.batch_write_item(RequestItems=wanted).get("UnprocessedItems") or {}

    with ThreadPoolExecutor(4) as beside:
        list(beside.map(write, range(0, len(items), 25)))
    found = keys.search(ws, "settled", ContactId(f"{COUNT - 1:026d}"))
    until("the stream is through with them", lambda: table(product).get(found), 120)


def _item(key: Key, row: dict[str, Any]) -> dict[str, Any]:
    serializer = TypeSerializer()
    return {name: serializer.serialize(value) for name, value in {**row, "pk": key.pk, "sk": key.sk}.items()}


@pytest.fixture
def slow(product: LocalProduct) -> Iterator[None]:
    """Slices of one page, so that an export of this size takes long enough to be looked at."""
    functions = product.client("lambda")
    name = next(
        one["FunctionName"] for one in functions.list_functions()["Functions"] if "Exports" in one["FunctionName"]
    )
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    slowed = {"Variables": {**variables, "EXPORT_SLICE_SECONDS": "0"}}
    functions.update_function_configuration(FunctionName=name, Environment=slowed)
    yield
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


def begin(who: Caller, form: str = "csv") -> str:
    made = who.ask("POST", "/exports", {"what": "conversations", "format": form})
    assert made.status == 201, made.body
    return str(made.body["id"])


def state(who: Caller, export: str) -> Any:
    return who.ask("GET", f"/exports/{export}").body


def under_way(who: Caller, export: str) -> Any:
    """Waits until it has written something and has more to write."""

    def look() -> Any:
        found = state(who, export)
        return found if found["rows"] else None

    found = until("the export begins", look, 40)
    assert found["state"] == "running", found
    return found


def over(who: Caller, export: str, seconds: float) -> Any:
    return until("the export ends", lambda: found if (found := state(who, export))["finished_at"] else None, seconds)


def files(product: LocalProduct, export: str) -> list[str]:
    bucket = product.outputs()["MediaBucketName"]
    found = product.client("s3").list_objects_v2(Bucket=bucket, Prefix="exports/")
    return [entry["Key"] for entry in found.get("Contents", []) if f"/{export}/" in entry["Key"]]


def listen(who: Caller) -> ClientConnection:
    ticket = who.ask("POST", "/live-tickets")
    assert ticket.status == 201, ticket.body
    return connect(str(ticket.body["url"]), open_timeout=10)


def closed_within(line: ClientConnection, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        try:
            line.recv(timeout=left)
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False
    return False


@pytest.mark.usefixtures("many")
def test_an_export_has_every_conversation_once(product: LocalProduct, boss: Caller) -> None:
    export = begin(boss)
    done = over(boss, export, 180)
    assert done["state"] == "done", done

    link = boss.ask("GET", f"/exports/{export}/download").body["url"]

    with urllib.request.urlopen(link, timeout=30) as answer:
        lines = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"), newline="")))
        assert answer.headers["Content-Disposition"].startswith("attachment")
    written = [line["conversation_id"] for line in lines]
    assert len(set(written)) == len(written) == done["rows"]
    assert len([one for one in written if one.endswith(NUMBER)]) == COUNT
    until("only the file stays", lambda: True if len(files(product, export)) == 1 else None, 10)


@pytest.mark.usefixtures("many", "slow")
def test_a_demoted_makers_export_stops_and_leaves_nothing(product: LocalProduct, boss: Caller) -> None:
    maker = member(product, "Demi", "admin")
    export = begin(maker)
    under_way(maker, export)

    began = time.monotonic()
    assert boss.ask("PATCH", f"/members/{maker.user}", {"role": "agent"}).status == 200
    stopped = over(boss, export, STOPS_WITHIN)

    assert time.monotonic() - began < STOPS_WITHIN
    assert (stopped["state"], stopped["reason"]) == ("stopped", "not_allowed")
    assert 0 < stopped["rows"] < COUNT
    until("no file is left", lambda: True if files(product, export) == [] else None, STOPS_WITHIN)
    assert maker.ask("GET", f"/exports/{export}/download").status == 403
    assert maker.ask("POST", "/exports", {"what": "conversations", "format": "csv"}).status == 403


@pytest.mark.usefixtures("many", "slow")
def test_a_removed_member_loses_their_live_line_and_their_export(product: LocalProduct, boss: Caller) -> None:
    maker = member(product, "Remi", "marketer")
    export = begin(maker)
    under_way(maker, export)
    with listen(maker) as line:
        until("the line tells of progress", lambda: "export" in str(line.recv(timeout=10)) or None, 10)

        assert boss.ask("DELETE", f"/members/{maker.user}").status == 204
        stopped = over(boss, export, STOPS_WITHIN)

        assert closed_within(line, STOPS_WITHIN)
    assert (stopped["state"], stopped["reason"]) == ("stopped", "maker_gone")
    until("no file is left", lambda: True if files(product, export) == [] else None, STOPS_WITHIN)
    refused = maker.ask("GET", f"/exports/{export}/download")
    assert (refused.status, refused.body["code"]) == (404, "workspace_not_found")
