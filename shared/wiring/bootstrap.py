"""The product put together: every outside thing is made here, once, when it is first needed.

A function imports only what its own handler asks for, so a cold start pays for nothing else: everything heavy (httpx,
the encryption SDK, pydantic's routes) is imported inside the property that needs it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shared.core.accounts import MetaAccounts
from shared.core.clock import Clock, SystemClock
from shared.wiring.settings import Settings, read_settings

if TYPE_CHECKING:
    from shared.adapters.cipher import WorkspaceCipher
    from shared.adapters.cognito import CognitoIdentity
    from shared.adapters.dynamodb import DynamoTable
    from shared.adapters.meta.transport import Graph
    from shared.adapters.parameters import MetaAppParameter
    from shared.adapters.s3 import S3Blobs
    from shared.adapters.sqs import SqsQueue
    from shared.adapters.vault import KmsVault
    from shared.features.connections.credentials import Credentials
    from shared.features.connections.service import Connections
    from shared.features.contacts.identity import Identities
    from shared.features.contacts.service import ContactBook
    from shared.features.inbox.composing import Composing
    from shared.features.inbox.receiving import Receiving
    from shared.features.inbox.service import Inbox
    from shared.features.inbox.store import InboxStore
    from shared.features.intake.service import Archive, Intake
    from shared.features.live.service import Live
    from shared.features.media.copies import Copies
    from shared.features.media.uploads import Uploads
    from shared.features.notices.service import Notices
    from shared.features.search.service import Search
    from shared.features.sending.outbox import SendQueues
    from shared.features.sending.service import Sending
    from shared.features.sending.sweeper import Sweeper
    from shared.features.templates.service import Templates
    from shared.features.workspaces.service import Workspaces
    from shared.features.workspaces.sessions import Sessions
    from shared.features.workspaces.store import WorkspaceStore
    from shared.wiring.changes import Changes
    from shared.wiring.neighbours import MemberNames, SendingLines

VERSION = "1.0.0"


class Product:
    """Everything an installation consists of, made lazily. ``client`` makes AWS clients by service name."""

    def __init__(
        self,
        settings: Settings,
        client: Callable[..., Any],
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self._client = client
        self._clients: dict[tuple[str, str], Any] = {}
        self.clock = clock or SystemClock()
        self.sleep = sleep
        self.seconds_left: Callable[[], float] = lambda: 60.0

    def time_left(self) -> float:
        """Seconds this run may still take."""
        return self.seconds_left()

    def client(self, service: str, endpoint_url: str | None = None) -> Any:
        """One client per service and process: making one costs 50 to 100 ms."""
        place = (service, endpoint_url or "")
        if place not in self._clients:
            more: dict[str, Any] = {"endpoint_url": endpoint_url} if endpoint_url else {}
            if service == "s3":
                from botocore.config import Config

                # Objects under a KMS key are given to links of signature version 4 only, and boto3 still signs with 2.
                more["config"] = Config(signature_version="s3v4")
            self._clients[place] = self._client(service, **more)
        return self._clients[place]

    # ── outside things ──────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def table(self) -> DynamoTable:
        from shared.adapters.dynamodb import DynamoTable

        return DynamoTable(self.client("dynamodb"), self.settings.table)

    def queue(self, url: str) -> SqsQueue:
        from shared.adapters.sqs import SqsQueue

        return SqsQueue(self.client("sqs"), url)

    @cached_property
    def media_blobs(self) -> S3Blobs:
        from shared.adapters.s3 import S3Blobs

        public = self.settings.s3_public_endpoint
        signer = self.client("s3", endpoint_url=public) if public else None
        return S3Blobs(self.client("s3"), self.settings.media_bucket, signer)

    @cached_property
    def raw_blobs(self) -> S3Blobs:
        from shared.adapters.s3 import S3Blobs

        return S3Blobs(self.client("s3"), self.settings.raw_bucket)

    @cached_property
    def cipher(self) -> WorkspaceCipher:
        from shared.adapters.cipher import WorkspaceCipher

        return WorkspaceCipher(self.client("kms"), self.settings.kms_key, self.table)

    @cached_property
    def vault(self) -> KmsVault:
        from shared.adapters.vault import KmsVault

        return KmsVault(self.client("kms"), self.settings.kms_key)

    @cached_property
    def meta_app(self) -> MetaAppParameter:
        from shared.adapters.parameters import MetaAppParameter

        return MetaAppParameter(self.client("ssm"), self.settings.meta_parameter)

    @cached_property
    def graph(self) -> Graph:
        from shared.adapters.meta.transport import Graph

        return Graph(self.settings.graph_url, self.settings.graph_version, app_secret=self.meta_app().secret)

    @cached_property
    def meta_accounts(self) -> MetaAccounts:
        from shared.adapters.meta.accounts import GraphAccounts

        return GraphAccounts(Late(lambda: self.graph))

    @cached_property
    def cognito(self) -> CognitoIdentity:
        from shared.adapters.cognito import CognitoIdentity

        return CognitoIdentity(self.client("cognito-idp"), self.settings.user_pool, self.settings.user_pool_client)

    # ── features ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def workspace_store(self) -> WorkspaceStore:
        from shared.features.workspaces.store import WorkspaceStore

        return WorkspaceStore(self.table)

    @cached_property
    def workspaces(self) -> Workspaces:
        from shared.features.workspaces.service import Workspaces

        return Workspaces(self.workspace_store, self.clock)

    @cached_property
    def sessions(self) -> Sessions:
        from shared.features.workspaces.sessions import Sessions

        return Sessions(self.cognito, self.workspace_store, self.table, self.clock)

    @cached_property
    def notices(self) -> Notices:
        from shared.features.notices.service import Notices
        from shared.features.notices.store import NoticeStore

        return Notices(NoticeStore(self.table), self.clock)

    @cached_property
    def credentials(self) -> Credentials:
        """One for the whole process: connections and templates share the tokens it has opened."""
        from shared.features.connections.credentials import Credentials
        from shared.features.connections.store import ConnectionStore

        return Credentials(ConnectionStore(self.table), self.vault)

    @cached_property
    def connections(self) -> Connections:
        from shared.features.connections.checks import Checks
        from shared.features.connections.service import Connections
        from shared.features.connections.steps import Steps
        from shared.features.connections.store import ConnectionStore

        store = ConnectionStore(self.table)
        meta = self.meta_accounts
        return Connections(
            store,
            Checks(meta),
            Steps(store, meta, self.vault, self.templates),
            self.vault,
            self.credentials,
            self.notices,
            self.meta_app,
            self.clock,
        )

    @cached_property
    def templates(self) -> Templates:
        from shared.features.templates.service import Templates
        from shared.features.templates.store import TemplateStore

        return Templates(TemplateStore(self.table), self.meta_accounts, self.credentials, self.clock)

    @cached_property
    def search(self) -> Search:
        from shared.features.search.service import Search

        return Search(self.table)

    @cached_property
    def identities(self) -> Identities:
        from shared.features.contacts.identity import Identities
        from shared.features.contacts.store import ContactStore
        from shared.features.inbox.moving import Moving

        return Identities(ContactStore(self.table, self.clock), Moving(self.inbox_store))

    @cached_property
    def contacts(self) -> ContactBook:
        from shared.features.contacts.service import ContactBook
        from shared.wiring.neighbours import RecentContacts

        return ContactBook(self.identities.store, self.identities, self.search, RecentContacts(self.table), self.clock)

    @cached_property
    def inbox_store(self) -> InboxStore:
        from shared.features.inbox.store import InboxStore

        return InboxStore(self.table, self.cipher, self.clock)

    @cached_property
    def receiving(self) -> Receiving:
        from shared.features.connections.store import ConnectionStore
        from shared.features.inbox.receiving import Receiving

        media = self.queue(self.settings.media_queue)
        return Receiving(self.inbox_store, self.identities, ConnectionStore(self.table), media, self.clock)

    @cached_property
    def intake(self) -> Intake:
        from shared.adapters.edge import Edge
        from shared.adapters.meta import payloads
        from shared.features.connections.store import ConnectionStore
        from shared.features.intake.accounts import AccountDesk
        from shared.features.intake.handover import HandOver
        from shared.features.intake.service import Intake

        names = self.settings
        hand_over = HandOver(
            Late(lambda: Edge(os.environ)),
            names.messages_queue,
            names.events_queue,
            names.parked_queue,
            names.raw_bucket,
        )
        desk = AccountDesk(self.table, self.cipher, self.notices, self.clock)
        return Intake(payloads, self.receiving, desk, ConnectionStore(self.table), self.raw_blobs, hand_over)

    @cached_property
    def archive(self) -> Archive:
        from shared.features.intake.service import Archive

        return Archive(self.raw_blobs, self.clock)

    @cached_property
    def people(self) -> MemberNames:
        from shared.wiring.neighbours import MemberNames

        return MemberNames(self.workspace_store)

    @cached_property
    def outbox(self) -> SendQueues:
        from shared.features.sending.outbox import SendQueues

        return SendQueues(self.queue(self.settings.replies_queue), self.queue(self.settings.bulk_queue), self.clock)

    @cached_property
    def live(self) -> Live:
        from shared.adapters.live import WebSocketPush
        from shared.features.live.service import Live

        client = Late(lambda: self.client("apigatewaymanagementapi", endpoint_url=self.settings.live_endpoint))
        return Live(self.table, WebSocketPush(client), self.clock, self.settings.live_url)

    @cached_property
    def changes(self) -> Changes:
        from shared.wiring.changes import Changes

        return Changes(self.live, self.search, self.table, self.media_blobs)

    @cached_property
    def uploads(self) -> Uploads:
        from shared.features.media.uploads import Uploads

        return Uploads(self.table, self.media_blobs, self.cipher, self.clock)

    @cached_property
    def inbox(self) -> Inbox:
        from shared.features.inbox.service import Inbox

        return Inbox(
            self.inbox_store,
            self.contacts,
            self.people,
            self.connections,
            self.uploads,
            self.outbox,
            self.live,
            self.clock,
        )

    @cached_property
    def composing(self) -> Composing:
        from shared.features.inbox.composing import Composing
        from shared.wiring.neighbours import ApprovedTemplates

        return Composing(
            self.inbox_store,
            self.contacts,
            self.people,
            self.connections,
            ApprovedTemplates(self.templates),
            self.uploads,
            self.outbox,
            self.clock,
        )

    @cached_property
    def lines(self) -> SendingLines:
        from shared.wiring.neighbours import SendingLines

        return SendingLines(self.connections, self.templates)

    @cached_property
    def sending(self) -> Sending:
        from shared.adapters.meta.errors import classify
        from shared.adapters.meta.messages import MetaMessages
        from shared.features.sending.files import Attachments
        from shared.features.sending.rate import Rate
        from shared.features.sending.service import Sending
        from shared.features.sending.store import SendStore

        messenger = Late(lambda: MetaMessages(self.graph, self.settings.marketing_endpoint))
        store = SendStore(self.inbox_store)
        return Sending(
            store,
            Attachments(self.media_blobs, messenger, store, self.clock),
            messenger,
            self.lines,
            self.contacts,
            Rate(self.table, self.clock, self.sleep),
            classify,
            self.clock,
            self.sleep,
            self.time_left,
            timedelta(seconds=self.settings.unknown_wait_seconds),
        )

    @cached_property
    def copies(self) -> Copies:
        from shared.adapters.meta.errors import classify
        from shared.adapters.meta.media import MetaMedia
        from shared.features.media.copies import Copies

        source = Late(lambda: MetaMedia(self.graph, self.settings.graph_url))
        return Copies(self.inbox_store, self.media_blobs, source, self.lines, classify, self.clock)

    @cached_property
    def sweeper(self) -> Sweeper:
        from shared.features.sending.sweeper import Sweeper

        return Sweeper(
            self.inbox_store,
            self.outbox,
            Late(lambda: self.inbox),
            self.clock,
            self.time_left,
            timedelta(seconds=self.settings.unknown_wait_seconds),
            report_row,
        )


class Late:
    """Stands for an object that is made when first asked for anything: making it costs a call or an import."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)


def report_row(kind: str, error: str) -> None:
    """Says that a row could not be handled: its type and the error's name, nothing of what it holds."""
    from shared.wiring.observability import logger

    logger.error("row not handled", extra={"row_type": kind, "error": error})


def boot() -> Product:
    """The product of this process, from its environment."""
    import boto3

    settings = read_settings(os.environ)
    return Product(settings, boto3.client)
