"""The product put together: every outside thing is made here, once, when it is first needed.

A function imports only what its own handler asks for, so a cold start pays for nothing else: everything heavy (httpx,
the encryption SDK, pydantic's routes) is imported inside the property that needs it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from shared.wiring.outside import Late, Outside
from shared.wiring.settings import read_settings

if TYPE_CHECKING:
    from shared.adapters.mail_queue import MailQueue
    from shared.features.api_keys.service import ApiKeys
    from shared.features.connections.credentials import Credentials
    from shared.features.connections.numbers import Numbers
    from shared.features.connections.pins import Pins
    from shared.features.connections.service import Connections
    from shared.features.connections.store import ConnectionStore
    from shared.features.connections.troubles import Troubles
    from shared.features.connections.upkeep import Upkeep
    from shared.features.contacts.identity import Identities
    from shared.features.contacts.service import ContactBook
    from shared.features.exports.service import Exports
    from shared.features.exports.slices import Slices
    from shared.features.inbox.composing import Composing
    from shared.features.inbox.receiving import Receiving
    from shared.features.inbox.service import Inbox
    from shared.features.inbox.sorting import Sorting
    from shared.features.inbox.store import InboxStore
    from shared.features.intake.service import Archive, Intake
    from shared.features.live.service import Live
    from shared.features.mail.service import Mailer, NoMailer
    from shared.features.media.copies import Copies
    from shared.features.media.uploads import Uploads
    from shared.features.notices.service import Notices
    from shared.features.people.accounts import Accounts, PeopleCodes
    from shared.features.people.codes import Codes
    from shared.features.people.limits import Limits
    from shared.features.people.profiles import Profiles
    from shared.features.people.second_factors import SecondFactors
    from shared.features.people.sessions import Sessions
    from shared.features.people.store import PeopleStore
    from shared.features.search.service import Search
    from shared.features.sending.outbox import SendQueues
    from shared.features.sending.service import Sending
    from shared.features.sending.sweeper import Sweeper
    from shared.features.templates.authoring import Authoring
    from shared.features.templates.past import Past
    from shared.features.templates.service import Templates
    from shared.features.workspaces.invitations import Invitations
    from shared.features.workspaces.logos import Logos
    from shared.features.workspaces.members import Members
    from shared.features.workspaces.service import Workspaces
    from shared.features.workspaces.store import WorkspaceStore
    from shared.wiring.access import Access
    from shared.wiring.alerts import PersonalAlerts
    from shared.wiring.changes import Changes
    from shared.wiring.neighbours import MemberNames, SendingLines
    from shared.wiring.releasing import ReleaseQueue, Releases

VERSION = "1.0.0"


class Product(Outside):
    """Everything an installation consists of, made lazily. ``client`` makes AWS clients by service name."""

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
    def members(self) -> Members:
        from shared.features.workspaces.members import Members

        return Members(self.workspace_store)

    @cached_property
    def invitations(self) -> Invitations:
        from shared.features.workspaces.invitation_store import InvitationStore
        from shared.features.workspaces.invitations import Invitations

        accounts, mail = Late(lambda: self.accounts), Late(lambda: self.mail)
        store = InvitationStore(self.table, self.workspace_store)
        return Invitations(store, accounts, mail, self.notices, self.clock)

    @cached_property
    def logos(self) -> Logos:
        from shared.features.workspaces.logos import Logos

        return Logos(self.workspace_store, Late(lambda: self.uploads), Late(lambda: self.media_blobs))

    @cached_property
    def people_store(self) -> PeopleStore:
        from shared.features.people.store import PeopleStore

        return PeopleStore(self.table)

    @cached_property
    def limits(self) -> Limits:
        from shared.features.people.limits import Limits

        return Limits(self.table, self.clock)

    @cached_property
    def one_time_codes(self) -> Codes:
        from shared.features.people.codes import Codes

        return Codes(self.table, self.clock)

    @cached_property
    def people_codes(self) -> PeopleCodes:
        from shared.features.people.accounts import PeopleCodes

        return PeopleCodes(self.cognito, self.people_store, self.one_time_codes)

    @cached_property
    def alerts(self) -> PersonalAlerts:
        from shared.wiring.alerts import PersonalAlerts

        return PersonalAlerts(self.mail, self.notices, self.workspace_store)

    @cached_property
    def profiles(self) -> Profiles:
        from shared.features.people.profiles import Profiles

        identity, mail, alerts = Late(lambda: self.cognito), Late(lambda: self.mail), Late(lambda: self.alerts)
        codes, members = self.one_time_codes, self.workspace_store
        return Profiles(identity, self.people_store, codes, self.limits, mail, alerts, members, self.clock)

    @cached_property
    def second_factors(self) -> SecondFactors:
        from shared.features.people.second_factors import SecondFactors

        identity, alerts = Late(lambda: self.cognito), Late(lambda: self.alerts)
        return SecondFactors(identity, self.people_store, self.profiles, self.limits, alerts, self.clock)

    @cached_property
    def sessions(self) -> Sessions:
        from shared.features.people.sessions import Sessions

        identity, seal, alerts = Late(lambda: self.cognito), Late(lambda: self.seal), Late(lambda: self.alerts)
        return Sessions(identity, self.people_store, self.limits, seal, alerts, self.second_factors, self.clock)

    @cached_property
    def accounts(self) -> Accounts:
        from shared.features.people.accounts import Accounts

        identity, mail, alerts = Late(lambda: self.cognito), Late(lambda: self.mail), Late(lambda: self.alerts)
        return Accounts(
            identity,
            self.people_store,
            self.one_time_codes,
            self.limits,
            mail,
            alerts,
            self.profiles,
            self.sessions,
            self.clock,
        )

    @cached_property
    def access(self) -> Access:
        """Who may pass at the API's rim."""
        from shared.wiring.access import Access

        keys = Late(lambda: self.api_keys)
        return Access(self.table, self.workspaces, keys, self.settings.site_id)

    @cached_property
    def api_keys(self) -> ApiKeys:
        from shared.features.api_keys.service import ApiKeys
        from shared.features.api_keys.store import ApiKeyStore
        from shared.wiring.machines import KeyNews

        news = KeyNews(self.notices, audit)
        return ApiKeys(ApiKeyStore(self.table), self.workspaces.membership, self.clock, self.settings.key_rate, news)

    @cached_property
    def exports(self) -> Exports:
        from shared.features.exports.service import Exports
        from shared.features.exports.store import ExportStore

        queue = self.queue(self.settings.exports_queue)
        return Exports(ExportStore(self.table), self.media_blobs, queue, self.clock, audit)

    @cached_property
    def export_slices(self) -> Slices:
        from shared.features.exports.slices import Slices
        from shared.wiring.exporting import ExportedConversations, Makers, TellMaker

        return Slices(
            self.exports.store,
            self.media_blobs,
            self.exports.queue,
            ExportedConversations(self.table, self.cipher, self.contacts, self.workspaces),
            Makers(self.workspaces, self.api_keys),
            TellMaker(self.notices),
            self.clock,
            self.time_left,
            self.settings.export_slice_seconds,
        )

    @cached_property
    def notices(self) -> Notices:
        from shared.features.notices.service import Notices
        from shared.features.notices.store import NoticeStore

        return Notices(NoticeStore(self.table), self.clock)

    @cached_property
    def mail(self) -> MailQueue:
        """The way to the mailer, for everything but the mailer itself."""
        from shared.adapters.mail_queue import MailQueue

        return MailQueue(self.queue(self.settings.mail_queue))

    @cached_property
    def mailer(self) -> Mailer | NoMailer:
        from shared.adapters.ses import SesPost
        from shared.features.mail.claims import Claims
        from shared.features.mail.service import Mailer, NoMailer
        from shared.wiring.mailing import MailedNotices

        sender = self.settings.mail_from
        if not sender:
            return NoMailer(report_no_mail)
        post = SesPost(self.client("sesv2"), sender)
        notices = MailedNotices(self.notices, self.workspace_store, self.table)
        claims = Claims(self.table, self.clock)
        return Mailer(post, claims, self.people_codes, notices, self.settings.public_url, report_mail)

    @cached_property
    def credentials(self) -> Credentials:
        """One for the whole process: connections and templates share the tokens it has opened."""
        from shared.features.connections.credentials import Credentials

        return Credentials(self.connection_store, self.vault)

    @cached_property
    def troubles(self) -> Troubles:
        from shared.features.connections.troubles import Troubles

        return Troubles(self.connection_store, self.notices, self.clock)

    @cached_property
    def connection_store(self) -> ConnectionStore:
        from shared.features.connections.store import ConnectionStore

        return ConnectionStore(self.table)

    @cached_property
    def pins(self) -> Pins:
        from shared.features.connections.pins import Pins

        return Pins(self.connection_store, self.meta_accounts, self.meta_numbers, self.vault, self.clock)

    @cached_property
    def upkeep(self) -> Upkeep:
        from shared.features.connections.checks import Checks
        from shared.features.connections.leaving import Leaving
        from shared.features.connections.upkeep import Upkeep

        meta, store, access = self.meta_accounts, self.connection_store, self.credentials
        return Upkeep(
            store,
            Checks(meta),
            meta,
            self.meta_numbers,
            access,
            Leaving(store, meta, access, self.clock),
            self.troubles,
            self.notices,
            self.templates,
            self.meta_app,
            self.clock,
        )

    @cached_property
    def connections(self) -> Connections:
        from shared.features.connections.service import Connections
        from shared.features.connections.sharing import Sharing
        from shared.features.connections.signups import SignUps
        from shared.features.connections.steps import Steps

        store, meta, upkeep = self.connection_store, self.meta_accounts, self.upkeep
        sharing = Sharing(store, meta, self.notices)
        offered = bool(self.settings.embedded_signup_config)
        return Connections(
            store,
            upkeep.checks,
            Steps(store, meta, self.meta_numbers, self.pins, sharing, self.templates, self.clock),
            self.vault,
            self.credentials,
            self.troubles,
            upkeep.leaving,
            upkeep,
            SignUps(store, meta, upkeep.checks, self.vault, self.clock, offered),
            self.meta_app,
            self.clock,
        )

    @cached_property
    def numbers(self) -> Numbers:
        from shared.features.connections.numbers import Numbers
        from shared.wiring.firsts import FirstLetters, ProfilePictures

        return Numbers(
            self.connection_store,
            self.connections,
            self.meta_numbers,
            self.credentials,
            self.pins,
            self.troubles,
            ProfilePictures(self.uploads),
            FirstLetters(self.templates, self.inbox, self.composing),
            self.meta_app,
            self.clock,
        )

    @cached_property
    def templates(self) -> Templates:
        from shared.features.templates.service import Templates
        from shared.features.templates.store import TemplateStore

        return Templates(
            TemplateStore(self.table),
            self.meta_accounts,
            self.credentials,
            self.troubles,
            self.template_past,
            self.notices,
            self.clock,
        )

    @cached_property
    def template_past(self) -> Past:
        from shared.features.templates.past import Past

        return Past(self.table)

    @cached_property
    def authoring(self) -> Authoring:
        from shared.adapters.meta.templates import GraphTemplates
        from shared.features.templates.authoring import Authoring
        from shared.features.templates.samples import Samples

        meta = Late(lambda: GraphTemplates(self.graph))
        return Authoring(
            self.templates,
            self.templates.store,
            meta,
            self.credentials,
            self.troubles,
            Samples(self.uploads, meta, self.credentials, self.troubles, self.meta_app),
            self.template_past,
            self.clock,
        )

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
        from shared.wiring.neighbours import RecentContacts, SeesContacts

        recent, sees = RecentContacts(self.table, self.cipher), SeesContacts(self.table)
        return ContactBook(self.identities.store, self.identities, self.search, recent, sees, self.clock)

    @cached_property
    def inbox_store(self) -> InboxStore:
        from shared.features.inbox.store import InboxStore

        return InboxStore(self.table, self.cipher, self.clock)

    @cached_property
    def receiving(self) -> Receiving:
        from shared.features.inbox.receiving import Receiving

        media = self.queue(self.settings.media_queue)
        return Receiving(self.inbox_store, self.identities, self.connection_store, media, self.clock)

    @cached_property
    def intake(self) -> Intake:
        from shared.adapters.edge import Edge
        from shared.adapters.meta import payloads
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
        desk = AccountDesk(self.table, self.cipher, self.notices, self.template_past, self.clock)
        return Intake(payloads, self.receiving, desk, self.connection_store, self.raw_blobs, hand_over)

    @cached_property
    def archive(self) -> Archive:
        from shared.features.intake.service import Archive

        return Archive(self.queue(self.settings.archive_queue), self.raw_blobs, self.clock)

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
        return Live(self.table, WebSocketPush(client), self.workspaces.membership, self.clock, self.settings.live_url)

    @cached_property
    def changes(self) -> Changes:
        from shared.wiring.changes import Changes

        return Changes(self.live, self.search, self.table, self.media_blobs, self.mail, self.release_queue)

    @cached_property
    def release_queue(self) -> ReleaseQueue:
        from shared.wiring.releasing import ReleaseQueue

        return ReleaseQueue(self.queue(self.settings.upkeep_queue))

    @cached_property
    def releases(self) -> Releases:
        from shared.wiring.releasing import Releases

        return Releases(self.release_queue, self.sorting, self.time_left)

    @cached_property
    def uploads(self) -> Uploads:
        from shared.features.media.uploads import Uploads

        return Uploads(self.table, self.media_blobs, self.cipher, self.clock)

    @cached_property
    def sorting(self) -> Sorting:
        from shared.features.inbox.sorting import Sorting

        return Sorting(self.inbox_store, self.people, self.clock)

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
        from shared.features.connections.upkeep import UpkeepQueue
        from shared.features.sending.sweeper import Sweeper

        return Sweeper(
            self.inbox_store,
            self.outbox,
            Late(lambda: self.sorting),
            UpkeepQueue(self.queue(self.settings.upkeep_queue)),
            self.clock,
            self.time_left,
            timedelta(seconds=self.settings.unknown_wait_seconds),
            report_row,
        )


def report_row(kind: str, error: str) -> None:
    """Says that a row could not be handled: its type and the error's name, nothing of what it holds."""
    from shared.wiring.observability import logger

    logger.error("row not handled", extra={"row_type": kind, "error": error})


def report_mail(kind: str, outcome: str) -> None:
    """Counts what became of a letter; to whom it went stands nowhere."""
    from shared.wiring.observability import logger, metrics

    logger.info("mail", extra={"kind": kind, "outcome": outcome})
    if outcome not in ("sent", "nothing_to_say", "too_soon"):
        metrics.add_metric(name="MailRefused", unit="Count", value=1)


def report_no_mail() -> None:
    """An operator's choice that stops sign-up, invitations and alerts: it must stand in the log."""
    from shared.wiring.observability import logger

    logger.warning("no mail is sent: MailFrom is empty")


def audit(what: str, ids: Mapping[str, str]) -> None:
    """Writes down who did what to which, by ids."""
    from shared.wiring.observability import logger

    logger.info(what, extra={"audit": dict(ids)})


def boot() -> Product:
    """The product of this process, from its environment."""
    # Not boto3: its client is botocore's, and its file transfers, which nobody here asks for, cost 80 ms to import.
    import botocore.session

    settings = read_settings(os.environ)
    return Product(settings, botocore.session.get_session().create_client)
