"""A workspace with conversations, exports over it, and a bucket as moto plays it; the table is in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import boto3
import pytest

from shared.adapters.s3 import S3Blobs
from shared.core import keys
from shared.core.actor import Actor
from shared.core.clock import stamp
from shared.core.identity import Person
from shared.core.ids import ContactId, NumberId, UserId, WorkspaceId
from shared.core.ports import Change, Row
from shared.features.api_keys.service import ApiKeys
from shared.features.api_keys.store import ApiKeyStore
from shared.features.contacts.service import ContactBook
from shared.features.contacts.store import ContactStore
from shared.features.exports.lines import ConversationLine
from shared.features.exports.model import Export
from shared.features.exports.routes import export_routes
from shared.features.exports.service import Exports
from shared.features.exports.slices import Page, Slices
from shared.features.exports.store import ExportStore
from shared.features.inbox.codec import inbox_place
from shared.features.workspaces.model import Member, Workspace
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from shared.wiring.exporting import ExportedConversations, Makers
from tests.functional.conftest import NUMBER, OTHER_WS, REGION, WS, HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import Answer, Web

BORN = datetime(2026, 1, 1, tzinfo=UTC)
BUCKET = "media"


@dataclass
class Line:
    """The queue: records in the order they came."""

    records: list[dict[str, Any]] = field(default_factory=list)

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None:
        self.records.append(json.loads(body))


@dataclass
class House:
    """Everything an export needs, and what a test looks at."""

    clock: HandClock
    table: MemoryTable = field(default_factory=MemoryTable)
    queue: Line = field(default_factory=Line)
    told: list[tuple[str, str, int]] = field(default_factory=list)
    audited: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    before_page: Callable[[int], object] = lambda _: None
    pages: int = 0

    def __post_init__(self) -> None:
        self.s3 = boto3.client("s3", region_name=REGION)
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.blobs = S3Blobs(self.s3, BUCKET)
        store = WorkspaceStore(self.table)
        self.workspaces = Workspaces(store, self.clock)
        for ws, prefix in ((WS, ""), (OTHER_WS, "other-")):
            owner = Person(UserId(f"{prefix}owner"), f"{prefix}owner@test.invalid", "Odette")
            store.add(Workspace(ws, "Kettles", "UTC", "en", BORN, owner.id), Member(ws, owner, "owner", BORN))
        for role in ("admin", "marketer", "agent", "viewer"):
            store.add_member(Member(WS, Person(UserId(role), f"{role}@test.invalid", role.title()), role, BORN))
        self.keys = ApiKeys(ApiKeyStore(self.table), self.workspaces.membership, self.clock, 600, lambda *_: None)
        self.exports = self.exports_over(self.table, self.blobs, self.queue)
        self.slices = self.slices_over(self.table, self.blobs, self.queue)
        self.web = Web([export_routes(self.exports)], self.workspaces.membership)

    def exports_over(self, table: Any, blobs: Any, queue: Any) -> Exports:
        def audit(what: str, ids: Mapping[str, str]) -> None:
            self.audited.append((what, ids))

        return Exports(ExportStore(table), blobs, queue, self.clock, audit)

    def slices_over(self, table: Any, blobs: Any, queue: Any, seconds: float = 0) -> Slices:
        """Slices of one page each, unless asked otherwise."""
        nothing = cast(Any, None)
        book = ContactBook(ContactStore(table, self.clock), nothing, nothing, nothing, nothing, self.clock)
        source = ExportedConversations(table, nothing, book, self.workspaces)

        def lines(ws: WorkspaceId) -> Page:
            inner = source(ws)

            def page(actor: Actor, after: str | None) -> tuple[Sequence[ConversationLine], str | None]:
                self.pages += 1
                found = inner(actor, after)
                self.before_page(self.pages)
                return found

            return page

        def tell(ws: WorkspaceId, user: UserId, kind: str, export: str, lines: int) -> None:
            self.told.append((user, kind, lines))

        return Slices(
            ExportStore(table),
            blobs,
            queue,
            lines,
            Makers(self.workspaces, self.keys),
            tell,
            self.clock,
            lambda: 60.0,
            seconds,
        )

    # ── what there is ───────────────────────────────────────────────────────────────────────────────────────────────

    def conversation(self, at: int, *, status: str = "open", **more: Any) -> str:
        """A conversation whose last message came ``at`` minutes after the beginning of the year."""
        contact = ContactId(f"{at:026d}")
        last = stamp(BORN + timedelta(minutes=at))
        person: Row = {
            "type": "contact",
            "v": 1,
            "created_at": last,
            "name": f"Customer {at}",
            "phone": f"4477009{at:05d}",
        }
        self.table.put(keys.contact(WS, contact), person)
        row: Row = {
            "type": "conversation",
            "v": 1,
            "number": NUMBER,
            "status": status,
            "created_at": last,
            "last_at": last,
            **inbox_place(WS, status, last, contact, NUMBER),
            **more,
        }
        self.table.put(keys.conversation(WS, contact, NUMBER), row)
        return f"{contact}.{NUMBER}"

    def many(self, count: int) -> set[str]:
        statuses = ("open", "pending", "snoozed", "resolved")
        return {self.conversation(at, status=statuses[at % 4]) for at in range(count)}

    def move(self, conversation: str, status: str, minute: int) -> None:
        """The conversation gets a message or a status: its place in the list changes."""
        contact, number = conversation.split(".")
        last = stamp(BORN + timedelta(minutes=minute))
        place = inbox_place(WS, status, last, ContactId(contact), NumberId(number))
        change = Change(set={"status": status, "last_at": last, **place})
        self.table.amend(keys.conversation(WS, ContactId(contact), NumberId(number)), change)

    def become(self, user: str, **row: Any) -> None:
        self.table.amend(keys.member(WS, UserId(user)), Change(set=row))

    def leave(self, user: str) -> None:
        self.table.delete(keys.member(WS, UserId(user)))

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, method: str, path: str = "", body: Any = None, *, user: str = "admin", ws: str = WS) -> Answer:
        return self.web.call(method, f"/v1/workspaces/{ws}/exports{path}", body, user=user)

    def begin(self, form: str = "csv", *, user: str = "admin") -> str:
        answer = self.ask("POST", "", {"what": "conversations", "format": form}, user=user)
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    def run(self, most: int = 200) -> None:
        """Handle the queue's records until there are none (or so many were handled)."""
        for _ in range(most):
            if not self.queue.records:
                return
            self.slices.deliver(self.queue.records.pop(0))

    def export(self, id_: str) -> Export:
        found = ExportStore(self.table).get(WS, id_)
        assert found is not None
        return found

    def files(self) -> list[str]:
        return [key.rsplit("/", 1)[1] for key in self.blobs.keys("exports/")]

    def content(self, id_: str) -> list[dict[str, str]]:
        text = self.blobs.get(self.export(id_).file).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def house(clock: HandClock) -> House:
    return House(clock)
