"""Mail jobs: what the API puts into the queue is what the mailer reads, and what never was a job is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.adapters.mail_queue import MailQueue
from shared.core.errors import Invalid
from shared.core.ids import WorkspaceId
from shared.features.mail.model import MailJob, language_of, read_job

INVITATION = {"workspace": "Quill", "inviter": "Odette", "role": "agent", "expires_at": "x", "token": "tok-secret"}


class Kept:
    """A queue that keeps what it gets."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send(self, body: str, *, group: str = "", once: str = "", delay: int = 0) -> None:
        self.bodies.append(body)

    def jobs(self) -> list[MailJob]:
        return [read_job(json.loads(body)) for body in self.bodies]


def test_a_job_comes_out_as_it_went_in() -> None:
    queue = Kept()

    MailQueue(queue).send("invitation", "mira@quill.example", "pt-BR", INVITATION)

    (job,) = queue.jobs()
    assert (job.kind, job.to, job.language, job.facts) == ("invitation", "mira@quill.example", "pt", INVITATION)


def test_two_mails_of_a_kind_are_two_jobs() -> None:
    queue = Kept()

    for _ in range(2):
        MailQueue(queue).send("reset_code", "mira@quill.example", "en", {})

    first, second = queue.jobs()
    assert first.id != second.id


def test_a_notice_is_one_job_however_often_it_is_told_and_names_no_address() -> None:
    queue = Kept()

    for _ in range(2):
        MailQueue(queue).notice(WorkspaceId("ws_1"), "2026-x")

    first, second = queue.jobs()
    assert first == second
    assert (first.workspace, first.notice, first.to) == ("ws_1", "2026-x", "")


def test_a_caller_that_forgets_a_fact_hears_of_it_at_once() -> None:
    queue = Kept()

    with pytest.raises(ValueError, match="token"):
        MailQueue(queue).send("invitation", "m@quill.example", "en", {**{k: "x" for k in INVITATION if k != "token"}})
    with pytest.raises(ValueError, match="love_letter"):
        MailQueue(queue).send("love_letter", "m@quill.example", "en", {})
    assert queue.bodies == []


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"kind": "love_letter", "to": "m@quill.example"},
        {"kind": "account_exists", "to": "m@quill.example"},
        {"kind": "reset_code"},
        {"kind": "reset_code", "to": ["m@quill.example"]},
        {"kind": "reset_code", "to": "m@quill.example", "facts": "x"},
        {"kind": "invitation", "to": "m@quill.example", "facts": {"workspace": "Quill"}},
        {"kind": "notice", "workspace": "ws_1"},
        {"kind": "notice", "notice": 4},
    ],
)
def test_what_never_was_a_job_is_refused_for_good(raw: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_job(raw)

    assert refusal.value.reason == "bad_mail_job"
    assert "quill.example" not in refusal.value.detail


def test_printing_a_job_tells_neither_address_nor_secret() -> None:
    job = MailJob("j1", "invitation", "mira@quill.example", "en", INVITATION)

    assert "mira" not in repr(job)
    assert "tok-secret" not in repr(job)


@pytest.mark.parametrize(
    ("wanted", "ours"), [("pt", "pt"), ("pt-BR", "pt"), ("es_MX", "es"), ("DE", "en"), ("", "en"), (None, "en")]
)
def test_everybody_gets_a_language_we_speak(wanted: str | None, ours: str) -> None:
    assert language_of(wanted) == ours
