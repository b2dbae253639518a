"""The way to the mailer: jobs into its queue. Nothing is written or sent here, so no caller learns about an address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from shared.core.ids import WorkspaceId
from shared.core.ports import Queue
from shared.features.mail.model import KINDS, NOTICE, MailJob, language_of, missing_facts, write_job


class MailQueue:
    """``shared.core.ports.Mail`` over a queue, and the notices' way to it."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def send(self, kind: str, to: str, language: str, facts: Mapping[str, str]) -> None:
        """One letter. A caller that forgets a fact hears of it here, not the operator from a parked record."""
        if kind not in KINDS:
            raise ValueError(f"there is no mail of kind {kind}")
        if missing := missing_facts(kind, facts):
            raise ValueError(f"a mail of kind {kind} needs {', '.join(missing)}")
        job = MailJob(secrets.token_hex(8), kind, to, language_of(language), facts)
        self._queue.send(write_job(job))

    def notice(self, ws: WorkspaceId, notice: str) -> None:
        """A notice, to everybody who wants it by mail; the same notice is the same job however often it is told."""
        self._queue.send(write_job(MailJob(f"{ws}/{notice}", NOTICE, workspace=ws, notice=notice)))
