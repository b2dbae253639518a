"""A workspace with one connected number, and the whole way of a webhook from the splitter to the rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shared.adapters.meta import payloads
from shared.core import keys
from shared.core.clock import Clock, stamp
from shared.core.errors import AppError, NotFound, RateLimited, Unavailable
from shared.core.ids import ContactId, MessageId, NumberId, WabaId, WorkspaceId, message_id
from shared.core.ports import Cipher, Row, Table
from shared.features.connections.store import ConnectionStore
from shared.features.contacts.identity import Identities
from shared.features.contacts.store import ContactStore
from shared.features.inbox.model import Message, Sender
from shared.features.inbox.moving import Moving
from shared.features.inbox.receiving import Receiving
from shared.features.inbox.store import InboxStore
from shared.features.intake.accounts import AccountDesk
from shared.features.intake.handover import HandOver
from shared.features.intake.service import Intake
from shared.features.intake.split import split
from shared.features.notices.service import Notices
from shared.features.notices.store import NoticeStore
from shared.features.templates.past import Past

PAYLOADS = Path(__file__).parents[2] / "payloads"
RECEIVED = "2026-11-22T13:00:00.000Z"
WS = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
WABA = WabaId("770100200300401")
NUMBER = NumberId("660900800700501")
MIRA = ContactId("01jd9x5m4k2c7r8s9t0v1w2x3y")
JUNO = ContactId("01jd9x5m4k2c7r8s9t0v1w2x3z")
SENT_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
T0 = 1_795_341_600  # when the corpus begins, 2026-11-22T10:00:00Z
TO_JUNO = 5  # the one of our eight messages that goes to her


def out_id(at: int) -> MessageId:
    """The id of the n-th message we had sent before the story begins."""
    return message_id(SENT_AT + timedelta(seconds=at), f"{'a' * 19}{'abcdefghij'[at]}")


@dataclass(frozen=True)
class Cast:
    """The workspace, and the two people we had written to before the story begins."""

    workspace: WorkspaceId
    mira: ContactId
    juno: ContactId

    def receiver(self, at: int) -> ContactId:
        """Who our n-th message went to."""
        return self.juno if at == TO_JUNO else self.mira

    def send_eight(self, store: InboxStore) -> None:
        """Our messages; what became of them is in the corpus."""
        for at in range(1, 9):
            words = {"body": str(at)}
            contact, id_, sender = self.receiver(at), out_id(at), Sender("member")
            line = Message(
                self.workspace, contact, NUMBER, id_, "out", "text", SENT_AT, 0, sender, words, outbox="unknown"
            )
            store.write_line(line)


CAST = Cast(WS, MIRA, JUNO)


def corpus(cast: Cast = CAST) -> dict[str, str]:
    """File name → body, callback data filled in, in order."""
    found = {}
    for path in sorted(PAYLOADS.glob("[0-9]*.json")):
        body = path.read_text()
        for at in range(1, 10):
            callback = f"1|{cast.workspace}|{cast.receiver(at)}|{out_id(at)}"
            body = body.replace(f"@callback{at}@", callback)
        found[path.name] = body
    return found


def expected() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads((PAYLOADS / "_expected.json").read_text())
    return found


class OpenCipher:
    """Seals nothing, and still refuses to open what was sealed for something else."""

    def seal(self, ws: WorkspaceId, plain: bytes, about: str) -> bytes:
        return f"{ws}|{about}|".encode() + plain

    def open(self, ws: WorkspaceId, sealed: bytes, about: str) -> bytes:
        head = f"{ws}|{about}|".encode()
        assert sealed.startswith(head), "sealed for something else"
        return sealed[len(head) :]


class Ticking:
    """A clock that moves a little whenever it is read, as clocks do."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time


class ListQueue:
    """A queue whose messages can be read back."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None:
        self.bodies.append(body)


class MemoryBlobs:
    """A bucket in memory."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def put(self, key: str, body: bytes, content_type: str) -> None:
        self.found[key] = body

    def get(self, key: str) -> bytes:
        if key not in self.found:
            raise NotFound("no such object")
        return self.found[key]

    def keys(self, prefix: str) -> Iterator[str]:
        return iter(sorted(key for key in self.found if key.startswith(prefix)))


class Aws:
    """What the hand-over sends, kept for the world to deliver; objects go into the bucket."""

    def __init__(self, blobs: MemoryBlobs) -> None:
        self.blobs = blobs
        self.waiting: list[str] = []

    def send_batch(self, queue_url: str, entries: Sequence[Mapping[str, str]]) -> None:
        self.waiting += [entry["MessageBody"] for entry in entries]

    def put_object(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        self.blobs.put(key, body, content_type)


class World:
    """Everything behind the queues. ``parked`` holds the codes of records that can never be handled."""

    def __init__(self, table: Table, cipher: Cipher, clock: Clock, blobs: MemoryBlobs | None = None) -> None:
        """With ``blobs`` the table is that of a world that was there before."""
        self.table = table
        self.cipher = cipher
        self.blobs = blobs or MemoryBlobs()
        self.aws = Aws(self.blobs)
        self.media = ListQueue()
        self.parked: list[str] = []
        self.store = InboxStore(table, cipher, clock)
        self.connections = ConnectionStore(table)
        self.contacts = ContactStore(table, clock)
        self.people = Identities(self.contacts, Moving(self.store))
        self.notices = Notices(NoticeStore(table), clock)
        self.receiving = Receiving(self.store, self.people, self.connections, self.media, clock)
        desk = AccountDesk(table, cipher, self.notices, Past(table), clock)
        hand_over = HandOver(self.aws, "messages", "events", "parked", "raw")
        self.intake = Intake(payloads, self.receiving, desk, self.connections, self.blobs, hand_over)
        if blobs is None:
            self._connect()
            self._send_eight()

    def _connect(self) -> None:
        base: Row = {"v": 1, "workspace": WS, "waba": WABA}
        self.table.put(keys.waba_route(WABA), {**base, "type": "waba_route"})
        self.table.put(keys.number_route(NUMBER), {**base, "type": "number_route", "number": NUMBER})
        account: Row = {"type": "account", "name": "Quill Kettles", "connected_at": "2026-01-01T00:00:00.000Z"}
        self.table.put(keys.account(WS, WABA), {**base, **account})
        number: Row = {
            "id": NUMBER,
            "display": "+44 113 496 0321",
            "verified_name": "Quill Kettles",
            "registered": True,
        }
        self.table.put(keys.number(WS, NUMBER), {**base, **number, "type": "number", "registered": True})
        for name in ("winter_offer", "spring_offer"):
            template: Row = {**base, "type": "template", "name": name, "language": "en_GB", "status": "PENDING"}
            self.table.put(keys.template(WS, WABA, name, "en_GB"), template)

    def _send_eight(self) -> None:
        """Mira and Juno are known, one by her number and one by her id, and were written to."""
        people = {MIRA: ("phone", "447700900456"), JUNO: ("bsuid", "GB.8815520047392610")}
        for contact, (kind, value) in people.items():
            born: Row = {"type": "contact", "v": 1, "created_at": stamp(SENT_AT), "ids": [f"{kind}:{value}"]}
            self.table.put(keys.contact(WS, contact), {**born, kind: value, f"{kind}_version": "0000000000001-seed"})
            identity: Row = {"type": "identity", "v": 1, "kind": kind, "contact": contact}
            if kind == "phone":
                identity["at"] = "0000000000001-seed"
            self.table.put(keys.identity(WS, kind, value), identity)
        CAST.send_eight(self.store)

    # ── the way in ──────────────────────────────────────────────────────────────────────────────────────────────────

    def feed(self, body: str) -> list[str]:
        """A webhook body, handled in order. The codes of what was parked."""
        before = len(self.parked)
        self.handle(record.text for record in split(json.loads(body), RECEIVED))
        return self.parked[before:]

    def handle(self, records: Iterable[str]) -> None:
        for text in records:
            try:
                self.intake.handle(json.loads(text))
            except (Unavailable, RateLimited):
                raise
            except AppError as error:
                self.parked.append(error.reason)


def records_of(bodies: Iterable[str]) -> list[str]:
    return [record.text for body in bodies for record in split(json.loads(body), RECEIVED)]
