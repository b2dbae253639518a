"""The mailer: one job, one letter (a notice: one to each person who wants it), each once.

what happens                               becomes of the job
the post wants it slower (ComeBack)        comes back; who has their letter already does not get it again
the post fails (Unavailable), a bug        tried again with the queue's pause, then the queue of failed mails
the post refuses the address for good      done, counted by its reason: nothing could make it arrive
a code was mailed a moment ago             done: asking again and again fills nobody's mailbox
a killed process may still be at it        comes back when its claim has ended
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from shared.core.errors import ComeBack
from shared.features.mail.claims import REMEMBER, Claims
from shared.features.mail.model import KINDS, NOTICE, Letter, MailJob, read_job
from shared.features.mail.ports import Addressee, Codes, MailRefused, NoticeMail, NoticeMails, Post
from shared.features.mail.rendering import render

CODE_PAUSE: Final = timedelta(seconds=60)
NOTICE_PAUSE: Final = timedelta(hours=1)

Count = Callable[[str, str], None]
"""Told of every letter: its kind, and ``sent`` or why it was dropped. Never to whom."""


@dataclass(frozen=True)
class Mailer:
    """The use case of the mailer function. ``site`` is where the console is, without a trailing slash."""

    post: Post
    claims: Claims
    codes: Codes
    notices: NoticeMails
    site: str
    count: Count

    def deliver(self, raw: Mapping[str, Any]) -> None:
        job = read_job(raw)
        if job.kind == NOTICE:
            self._notice(job)
        elif KINDS[job.kind].code:
            self._code(job)
        else:
            facts = job.facts or {}
            job_once = ("job", job.id)
            self._once(job_once, REMEMBER, job.kind, job.to, lambda: self._letter(job.kind, job.language, facts))

    def _code(self, job: MailJob) -> None:
        """Two claims: this record once for good, and one code per address and minute, whoever asks how often."""
        record = self.claims.take("job", job.id)
        if record is None:
            return

        def letter() -> Letter | None:
            facts = self.codes.prepare_code(job.kind, job.to, job.facts or {})
            if facts is None:
                return None
            return self._letter(facts.get("letter") or job.kind, facts.get("language") or job.language, facts)

        try:
            self._once(("code", job.kind, job.to.lower()), CODE_PAUSE, job.kind, job.to, letter)
        except BaseException:
            self.claims.free(record)
            raise
        self.claims.keep(record)

    def _notice(self, job: MailJob) -> None:
        assert job.workspace is not None
        found = self.notices(job.workspace, job.notice)
        if found is None:
            return
        later: ComeBack | None = None
        for person in found.addressees:
            try:
                self._notice_to(job, found, person)
            except ComeBack as pause:
                later = later or pause  # the others may still be lucky; the record comes back for this one
        if later is not None:
            raise later

    def _notice_to(self, job: MailJob, found: NoticeMail, person: Addressee) -> None:
        """Each person once per notice, and not more than one letter an hour about the same thing."""
        record = self.claims.take("notice", str(job.workspace), job.notice, person.user)
        if record is None:
            return
        facts = {**found.facts, "name": person.name}
        pause = ("pause", str(job.workspace), person.user, found.kind, found.about)
        try:
            self._once(pause, NOTICE_PAUSE, NOTICE, person.email, lambda: self._letter(NOTICE, person.language, facts))
        except BaseException:
            self.claims.free(record)
            raise
        self.claims.keep(record)

    def _once(
        self,
        about: tuple[str, ...],
        how_long: timedelta,
        kind: str,
        to: str,
        write: Callable[[], Letter | None],
    ) -> None:
        """Write and post under a claim. Whatever fails frees it first, so that the next try finds the way open."""
        claim = self.claims.take(*about)
        if claim is None:
            self.count(kind, "too_soon")
            return
        try:
            letter = write()
            if letter is not None:
                self.post.send(to, letter)
        except MailRefused as refusal:
            self.count(kind, refusal.reason)
        except BaseException:
            self.claims.free(claim)
            raise
        else:
            self.count(kind, "sent" if letter is not None else "nothing_to_say")
        self.claims.keep(claim, how_long)

    def _letter(self, kind: str, language: str, facts: Mapping[str, str]) -> Letter:
        return render(kind, language, facts, self.site)


class NoMailer:
    """The mailer of an installation without an address to send from: says so once, and is done with every job."""

    def __init__(self, say: Callable[[], None]) -> None:
        self._say = say
        self._said = False

    def deliver(self, raw: Mapping[str, Any]) -> None:
        if not self._said:
            self._said = True
            self._say()
