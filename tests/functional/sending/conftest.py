"""Sending against moto's table, queues and bucket, with the sandbox as Meta. The neighbours are small stand-ins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import IO, Any

import boto3
import pytest

from infra.sandbox.running import Running, running_sandbox
from shared.adapters.dynamodb import DynamoTable
from shared.adapters.meta.errors import classify
from shared.adapters.meta.messages import MetaMessages
from shared.adapters.meta.transport import Graph
from shared.adapters.s3 import S3Blobs
from shared.adapters.sqs import SqsQueue
from shared.core import keys
from shared.core.clock import millis, stamp
from shared.core.errors import ComeBack
from shared.core.ids import ContactId, NumberId, WabaId, Wamid, WorkspaceId, message_id, reference
from shared.core.keys import Key
from shared.core.meta import Accepted, MetaError, Outgoing, Reaction
from shared.core.ports import Change, Condition, Row, Table, Value
from shared.features.inbox.book import ContactCard
from shared.features.inbox.codec import message_row
from shared.features.inbox.model import Failure, Media, Message, Sender
from shared.features.inbox.store import InboxStore
from shared.features.sending.files import Attachments
from shared.features.sending.model import Line, MessageJob
from shared.features.sending.outbox import SendQueues
from shared.features.sending.ports import Messenger
from shared.features.sending.rate import Rate
from shared.features.sending.service import Sending
from shared.features.sending.store import SendStore
from shared.features.sending.sweeper import Sweeper
from tests.functional.conftest import CONTACT, NUMBER, REGION, WS, HandClock

WABA = WabaId("770100200300401")
MIRA = "447700900456"
UNKNOWN_WAIT = timedelta(minutes=15)


class Killed(BaseException):
    """The process ends here, as if Lambda had taken it away. Not an Exception: nothing may catch it."""


class FragileTable(DynamoTable):
    """Counts writes and dies before or after the one a test names."""

    def arm(self, write: int, *, before: bool) -> None:
        self._left: int | None = write
        self._before = before
        self.writes = 0

    def _strike(self, *, before: bool) -> None:
        if before:
            self.writes = getattr(self, "writes", 0) + 1
        if getattr(self, "_left", None) == self.writes and self._before == before:
            self._left = None
            raise Killed

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        self._strike(before=True)
        found = super().create(key, row)
        self._strike(before=False)
        return found

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        self._strike(before=True)
        found = super().amend(key, change, when)
        self._strike(before=False)
        return found

    def transact(self, parts: Any) -> int | None:
        self._strike(before=True)
        found = super().transact(parts)
        self._strike(before=False)
        return found


class FragileMessenger:
    """Meta by way of the sandbox; dies at the places a test names, and counts what was asked of it."""

    def __init__(self, real: MetaMessages) -> None:
        self.real = real
        self.dies: str = ""
        self.sends = self.uploads = 0

    def send(self, token: str, message: Outgoing) -> Accepted:
        self._die("before send")
        self.sends += 1
        accepted = self.real.send(token, message)
        self._die("after send")
        return accepted

    def mark_read(self, token: str, number: NumberId, wamid: Wamid, typing: bool) -> None:
        self.real.mark_read(token, number, wamid, typing)

    def upload(self, token: str, number: NumberId, file: IO[bytes], mime_type: str, filename: str) -> str:
        self.uploads += 1
        found = self.real.upload(token, number, file, mime_type, filename)
        self._die("after upload")
        return found

    def _die(self, place: str) -> None:
        if self.dies == place:
            self.dies = ""
            raise Killed


class Neighbours:
    """The number, its token and the address book."""

    def __init__(self, token: str) -> None:
        self.secret = token
        self.gone = False
        self.trouble: Failure | None = None
        self.opening: Failure | None = None
        self.utility: Failure | None = None
        self.proven = True
        self.proofs = 0
        self.per_second = 80
        self.suffered: list[str] = []
        self.card = ContactCard(CONTACT, "Mira Quill", phone=MIRA)
        self.learned: list[tuple[str, str]] = []
        self.stopped: list[ContactId] = []

    def line(self, ws: WorkspaceId, number: NumberId) -> Line | None:
        return (
            None
            if self.gone
            else Line(ws, WABA, number, self.per_second, self.trouble, self.opening, self.utility, proven=self.proven)
        )

    def token(self, line: Line) -> str:
        return self.secret

    def prove(self, line: Line) -> None:
        self.proofs += 1
        self.proven = True

    def suffer(self, line: Line, error: MetaError, reaction: Reaction) -> None:
        self.suffered.append(reaction.reason)
        if reaction.reason == "token_expired":
            self.trouble = Failure(
                0, "account_disconnected", "The account is disconnected", "Reconnect.", can_retry=True
            )

    def cards(self, ws: WorkspaceId, contacts: Iterable[ContactId]) -> Mapping[ContactId, ContactCard]:
        return dict.fromkeys(contacts, self.card)

    def stop_marketing(self, ws: WorkspaceId, contact: ContactId) -> None:
        self.stopped.append(contact)

    def learn(self, ws: WorkspaceId, contact: ContactId, phone: str, bsuid: str) -> None:
        self.learned.append((phone, bsuid))


@dataclass
class AskedFor:
    """Accounts the sweeper asked to be looked after."""

    accounts: list[tuple[WorkspaceId, WabaId]] = field(default_factory=list)

    def ask(self, ws: WorkspaceId, waba: WabaId) -> None:
        self.accounts.append((ws, waba))


@dataclass
class Desk:
    """Everything of one test."""

    store: InboxStore
    table: FragileTable
    clock: HandClock
    sandbox: Running
    messenger: FragileMessenger
    neighbours: Neighbours
    queues: SendQueues
    blobs: S3Blobs
    sqs: Any
    urls: Mapping[str, str]
    sending: Sending
    slept: list[float]
    upkeep: AskedFor = field(default_factory=AskedFor)

    def open_window(self) -> Wamid:
        """The customer writes, so that free-form messages may go: at Meta and on our row."""
        wamid = Wamid(self.sandbox.control.says("mira", "Is the teal kettle back?"))
        now = stamp(self.clock.now())
        change = Change(
            set={"type": "conversation", "v": 1, "number": NUMBER, "status": "open", "inbound_at": now},
            once={"created_at": now, "last_at": now},
        )
        self.table.amend(keys.conversation(WS, CONTACT, NUMBER), change)
        return wamid

    def write(self, client: str = "c1", **changes: Any) -> Message:
        """A message as the API leaves it: queued, with a due time."""
        now = self.clock.now()
        message = Message(
            workspace=WS,
            contact=CONTACT,
            number=NUMBER,
            id=message_id(now, reference(CONTACT, NUMBER, "out", client)),
            direction="out",
            kind="text",
            at=now,
            received_at=millis(now),
            sender=Sender("member", "u1", "Ada"),
            content={"body": f"Yes, it is ({client})."},
            client_id=client,
            outbox="queued",
        )
        message = replace(message, **changes)
        key = keys.message(WS, CONTACT, NUMBER, message.id)
        due_pk, due_at = keys.due_entry(stamp((message.not_before or now) + timedelta(seconds=60)), key.pk, key.sk)
        row: Row = {**message_row(message, self.store.cipher), "due_pk": due_pk, "due_at": due_at}
        DynamoTable.create(self.table, key, row)
        return message

    def file(self, data: bytes, mime_type: str, filename: str) -> Media:
        key = f"ws/{WS}/{CONTACT}/{filename}"
        self.blobs.put(key, data, mime_type)
        return Media("stored", mime_type, len(data), filename, key=key)

    def deliver(self, message: Message) -> float | None:
        """One delivery of the message's record; the seconds after which it wants to come back, if it does."""
        try:
            self.sending.deliver(MessageJob(WS, CONTACT, NUMBER, message.id))
        except ComeBack as back:
            return back.seconds
        return None

    def until_settled(self, message: Message, most: int = 30) -> None:
        """Delivers as the queue would, time passing as records ask for it."""
        for _ in range(most):
            wait = self.deliver(message)
            if wait is None:
                return
            self.clock.forward(seconds=wait)
        raise AssertionError("the record never stopped coming back")

    def read(self, message: Message) -> Message:
        return self.store.message(WS, CONTACT, NUMBER, message.id)

    def row(self, message: Message) -> Row:
        found = self.table.get(keys.message(WS, CONTACT, NUMBER, message.id))
        assert found is not None
        return found

    def ledger(self) -> list[dict[str, Any]]:
        """What Meta accepted."""
        items: list[dict[str, Any]] = self.sandbox.control.ledger()["items"]
        return items

    def sweeper(self, waker: Any = None) -> Sweeper:
        return Sweeper(
            store=self.store,
            queues=self.queues,
            waker=waker,
            upkeep=self.upkeep,
            clock=self.clock,
            seconds_left=lambda: 50.0,
            unknown_wait=UNKNOWN_WAIT,
            report=lambda kind, error: None,
        )

    def queued(self, name: str = "replies") -> list[dict[str, Any]]:
        """What lies in a queue, with group and de-duplication id."""
        answer = self.sqs.receive_message(
            QueueUrl=self.urls[name], MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=0
        )
        return list(answer.get("Messages", []))


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running_sandbox(pair_limit=False) as running:
        yield running


@pytest.fixture
def desk(dynamodb: Any, cipher: Any, clock: HandClock, sandbox: Running) -> Iterator[Desk]:
    sqs = boto3.client("sqs", region_name=REGION)
    urls = {
        name: sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        for name in ("replies", "bulk")
    }
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": REGION})
    table = FragileTable(dynamodb, "waloom")
    store = InboxStore(table, cipher, clock)
    graph = Graph(sandbox.url, "v25.0", app_secret=sandbox.settings.app_secret)
    messenger = FragileMessenger(MetaMessages(graph))
    neighbours = Neighbours(sandbox.token)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.forward(seconds=seconds)

    blobs = S3Blobs(s3, "media")
    sends = SendStore(store)
    checked_messenger: Messenger = messenger
    checked_table: Table = table
    yield Desk(
        store=store,
        table=table,
        clock=clock,
        sandbox=sandbox,
        messenger=messenger,
        neighbours=neighbours,
        queues=SendQueues(SqsQueue(sqs, urls["replies"]), SqsQueue(sqs, urls["bulk"]), clock),
        blobs=blobs,
        sqs=sqs,
        urls=urls,
        slept=slept,
        sending=Sending(
            store=sends,
            attachments=Attachments(blobs, checked_messenger, sends, clock),
            messenger=checked_messenger,
            lines=neighbours,
            customers=neighbours,
            rate=Rate(checked_table, clock, sleep),
            classify=classify,
            clock=clock,
            sleep=sleep,
            seconds_left=lambda: 60.0,
            unknown_wait=UNKNOWN_WAIT,
        ),
    )
    graph.close()
