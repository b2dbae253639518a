"""The only way out to Meta: one job, one message, never twice.

A send is not idempotent at Meta, so the row is written before the call (``queued`` → ``sending``) and after it, and
what happens when the process is killed follows from the row alone:

    killed …                                     the row says   what happens
    before the job is in the queue               queued         the sweeper puts it there
    before the row is claimed                    queued         the queue delivers again, and it is sent
    after the file's upload, before its note     queued         uploaded again (nothing was sent), and sent
    after the rate's slot                        queued         a slot is lost, and it is sent
    after the claim, before or during the call   sending        delivered again: unknown, never sent again
    after the answer, before it is written       sending        delivered again: unknown; a status that echoes our id
                                                                settles it
    after ``accepted``, before Meta's id leads   settled        delivered again: the link is made then
    to the row
    after a refusal is written, before effects   settled        the effects come with Meta's next refusal
    after ``queued`` again (a limit), before     queued         the queue delivers again later, and it is sent
    the record is given back

An unknown message is settled by any status, however late; without one the sweeper shows it as unconfirmed after a
while and a person decides. ``tests/functional/sending/test_kills.py`` has a test for each line.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.core.clock import Clock, millis
from shared.core.errors import ComeBack, Conflict
from shared.core.meta import (
    Accepted,
    BadContent,
    Effect,
    GraphRefused,
    GraphUnknown,
    GraphUnreachable,
    MetaError,
    Outgoing,
    Reaction,
    Recipient,
    Replay,
)
from shared.features.inbox.book import ContactCard
from shared.features.inbox.model import Failure, Message
from shared.features.sending.files import Attachments
from shared.features.sending.model import (
    ACCOUNT_EFFECTS,
    GAVE_UP,
    GIVE_UP_AFTER,
    GIVE_UP_TRIES,
    LEASE,
    NO_ADDRESS,
    NO_LINE,
    OPTED_OUT,
    OUTSIDE_WINDOW,
    QUEUED_CHECK,
    SEND_SECONDS,
    UPLOAD_SECONDS,
    Line,
    MessageJob,
    ReceiptJob,
    failure_of,
    verdict,
)
from shared.features.sending.outgoing import bad, outgoing
from shared.features.sending.ports import Classify, Customers, Lines, Messenger, SecondsLeft
from shared.features.sending.rate import Rate
from shared.features.sending.store import Loaded, SendStore, backoff

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
PAIR_FIRST = timedelta(seconds=1)
TYPING_LIVES = timedelta(seconds=20)
RECEIPT_LIVES = timedelta(minutes=10)


@dataclass(frozen=True)
class Sending:
    """``unknown_wait`` is UNKNOWN_WAIT_SECONDS; ``sleep`` takes seconds."""

    store: SendStore
    attachments: Attachments
    messenger: Messenger
    lines: Lines
    customers: Customers
    rate: Rate
    classify: Classify
    clock: Clock
    sleep: Callable[[float], None]
    seconds_left: SecondsLeft
    unknown_wait: timedelta

    def deliver(self, job: MessageJob | ReceiptJob) -> None:
        """Carry out one job. Raises ComeBack when its time has not come; nothing then has been sent."""
        if isinstance(job, ReceiptJob):
            self._receipt(job)
            return
        loaded = self.store.load(job) or self._moved(job)
        if loaded is None or loaded.message.direction != "out":
            return
        match loaded.message.outbox:
            case "queued":
                self._send(loaded)
            case "sending":
                # Whoever claimed it is gone: this record comes again only after the first try's process has ended.
                self.store.inbox.unknown(loaded.key, self.clock.now() + self.unknown_wait)
            case _:
                self._relink(loaded.message)

    def _moved(self, job: MessageJob) -> Loaded | None:
        """Where the message is when its contact was merged into another since; None when it was erased."""
        card = self.customers.cards(job.workspace, [job.contact]).get(job.contact)
        return self.store.load(replace(job, contact=card.id)) if card and card.id != job.contact else None

    # ── before the call ─────────────────────────────────────────────────────────────────────────────────────────────

    def _send(self, loaded: Loaded) -> None:
        message = loaded.message
        now = self.clock.now()
        if now - message.at > GIVE_UP_AFTER or message.attempt >= GIVE_UP_TRIES:
            self._fail(message, GAVE_UP)
            return
        self._await_turn(message, now)
        line = self.lines.line(message.workspace, message.number)
        card = self.customers.cards(message.workspace, [message.contact]).get(message.contact)
        stopped = self._gate(loaded, line, card)
        if stopped or line is None or card is None:
            self._fail(message, stopped or NO_LINE)
            return
        upload = message.media is not None and self.store.uploaded(loaded, now) is None
        if self.seconds_left() < (UPLOAD_SECONDS if upload else SEND_SECONDS):
            raise ComeBack(0)
        token = ""
        try:
            if upload:
                token = self.lines.token(line)
            media = self.attachments.media_id(loaded, token)
            if self.seconds_left() < SEND_SECONDS:
                raise ComeBack(0)
            braked = self.rate.braked(loaded.brake)
            self.rate.take(line.workspace, line.number, line.per_second, message.lane, braked=braked)
            # At the last moment: an upload and waiting for the slot take their time.
            token = self.lines.token(line)
        except BadContent as error:
            self._fail(message, bad(error))
            return
        except GraphRefused as refused:
            self._upload_refused(loaded, line, token, refused.error)
            return
        except (GraphUnknown, GraphUnreachable):
            # An upload shows nothing to anybody: it may be repeated, whatever became of it.
            self._postpone(loaded, self._wait(message))
            return
        except Conflict as error:
            # Somebody has disconnected the account since we looked.
            self._fail(message, verdict(error.reason, error.title, error.detail, can_retry=True))
            return
        claimed = self.store.inbox.claim(loaded.key, self.clock.now() + LEASE)
        if claimed is not None:
            self._call(loaded, line, token, outgoing(message, card, media))

    def _await_turn(self, message: Message, now: datetime) -> None:
        """The pair limit's slot was reserved when the message was written; order within the conversation holds, because
        the queue keeps the group waiting with the record.
        """
        if message.not_before is None or message.not_before <= now:
            return
        wait = (message.not_before - now).total_seconds()
        if wait > 1 or self.seconds_left() < SEND_SECONDS + wait:
            raise ComeBack(wait)
        self.sleep(wait)

    def _gate(self, loaded: Loaded, line: Line | None, card: ContactCard | None) -> Failure | None:
        """What held when the message was written is asked again: it may have waited long."""
        message = loaded.message
        if line is None:
            return NO_LINE
        if line.trouble:
            return line.trouble
        if card is None or not (card.phone or card.bsuid):
            return NO_ADDRESS
        expires = loaded.conversation.window_expires_at if loaded.conversation else None
        open_window = expires is not None and self.clock.now() < expires
        if message.kind == "template":
            if line.opening and not open_window:
                return line.opening
            match str(message.content.get("category", "")).upper():
                case "MARKETING" if card.marketing_stopped:
                    return OPTED_OUT
                case "UTILITY":
                    return line.utility
            return None
        return None if open_window else OUTSIDE_WINDOW

    # ── the call and its outcome ────────────────────────────────────────────────────────────────────────────────────

    def _call(self, loaded: Loaded, line: Line, token: str, outgoing: Outgoing) -> None:
        message = loaded.message
        try:
            accepted = self.messenger.send(token, outgoing)
        except BadContent as error:
            self._fail(message, bad(error))
        except GraphRefused as refused:
            self._refused(loaded, line, token, refused.error)
        except GraphUnreachable:
            self._postpone(loaded, self._wait(message))
        except GraphUnknown:
            self.store.inbox.unknown(loaded.key, self.clock.now() + self.unknown_wait)
        else:
            self._accepted(message, line, outgoing.recipient, accepted)

    def _accepted(self, message: Message, line: Line, wrote: Recipient, accepted: Accepted) -> None:
        ws, contact, number = message.workspace, message.contact, message.number
        self.store.inbox.accepted(ws, contact, number, message.id, accepted.wamid, self.clock.now())
        if not line.proven:
            self.lines.prove(line)
        renamed = (accepted.phone and accepted.phone != wrote.phone) or (
            accepted.bsuid and accepted.bsuid != wrote.bsuid
        )
        if renamed:
            self.customers.learn(ws, contact, accepted.phone, accepted.bsuid)

    def _refused(self, loaded: Loaded, line: Line, token: str, error: MetaError) -> None:
        reaction = self.classify(error)
        match reaction.replay:
            case Replay.UNKNOWN:
                self.store.inbox.unknown(loaded.key, self.clock.now() + self.unknown_wait)
            case Replay.BACKOFF:
                self._effects(loaded, line, token, error, reaction)
                self._postpone(loaded, self._wait(loaded.message, error, reaction))
            case Replay.NEVER | Replay.LATER:
                self._fail(loaded.message, failure_of(error, reaction))
                self._effects(loaded, line, token, error, reaction)

    def _upload_refused(self, loaded: Loaded, line: Line, token: str, error: MetaError) -> None:
        """Nothing has been sent, so what may be repeated is repeated, the unknown too."""
        reaction = self.classify(error)
        if reaction.replay in (Replay.BACKOFF, Replay.UNKNOWN):
            self._postpone(loaded, self._wait(loaded.message, error, reaction))
            return
        self._fail(loaded.message, failure_of(error, reaction))
        self._effects(loaded, line, token, error, reaction)

    def _postpone(self, loaded: Loaded, wait: timedelta) -> None:
        """Back to waiting, and the record back to its queue. Nothing was sent."""
        until = self.clock.now() + wait
        if self.store.postpone(loaded, until, until + QUEUED_CHECK):
            raise ComeBack(wait.total_seconds())

    def _wait(self, message: Message, error: MetaError | None = None, reaction: Reaction | None = None) -> timedelta:
        """``attempt`` on the message is from before this try was claimed."""
        attempt = message.attempt + 1
        if reaction and Effect.BACK_OFF_RECIPIENT in reaction.effects:
            return backoff(attempt, PAIR_FIRST, 4, LONGEST_WAIT)  # Meta's own rule: 4^n seconds, n from 0
        if error and error.retry_after:
            return min(timedelta(seconds=error.retry_after), GIVE_UP_AFTER)
        first = timedelta(seconds=reaction.wait) if reaction and reaction.wait else FIRST_WAIT
        return backoff(attempt, first, 2, max(first, LONGEST_WAIT))

    def _fail(self, message: Message, failure: Failure) -> None:
        now = self.clock.now()
        self.store.inbox.refused(message.workspace, message.contact, message.number, message.id, failure, now)

    def _effects(self, loaded: Loaded, line: Line, token: str, error: MetaError, reaction: Reaction) -> None:
        message, now = loaded.message, self.clock.now()
        for effect in sorted(reaction.effects):
            match effect:
                case Effect.SLOW_NUMBER:
                    self.rate.brake(line.workspace, line.number)
                case Effect.BACK_OFF_RECIPIENT if loaded.conversation:
                    self.store.hold_pair(loaded.conversation, now + self._wait(message, error, reaction))
                case Effect.CLOSE_WINDOW if loaded.conversation:
                    self.store.close_window(loaded.conversation, now)
                case Effect.REUPLOAD_MEDIA:
                    self.store.forget_upload(loaded.key)
                case Effect.OPT_OUT:
                    self.customers.stop_marketing(message.workspace, message.contact)
        if reaction.effects & ACCOUNT_EFFECTS:
            self._suffer(line, token, error, reaction)

    def _suffer(self, line: Line, token: str, error: MetaError, reaction: Reaction) -> None:
        """Unless somebody has put a new token in while the old one was under way: that one is not refused."""
        if Effect.DISCONNECT_ACCOUNT in reaction.effects:
            with suppress(Conflict):  # disconnected already
                if self.lines.token(line) != token:
                    return
        self.lines.suffer(line, error, reaction)

    def _relink(self, message: Message) -> None:
        """The message was settled and its record came again: perhaps before Meta's id led to the row."""
        if message.wamid:
            self.store.inbox.link(message.workspace, message.contact, message.number, message.wamid, message.id)

    # ── receipts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _receipt(self, job: ReceiptJob) -> None:
        """One try, for what it is worth: a lost receipt harms nobody, one that comes late is odd."""
        lives = TYPING_LIVES if job.typing else RECEIPT_LIVES
        if millis(self.clock.now()) - job.at > lives // timedelta(milliseconds=1):
            return
        line = self.lines.line(job.workspace, job.number)
        if line is None or line.trouble or self.seconds_left() < SEND_SECONDS:
            return
        token = ""
        try:
            token = self.lines.token(line)
            self.messenger.mark_read(token, job.number, job.wamid, job.typing)
        except GraphRefused as refused:
            reaction = self.classify(refused.error)
            if Effect.DISCONNECT_ACCOUNT in reaction.effects:
                self._suffer(line, token, refused.error, reaction)
        except Conflict:
            return  # disconnected between the two questions
        except (GraphUnknown, GraphUnreachable):
            return
