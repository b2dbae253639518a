"""A job says which row and nothing more; what is no job is parked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.core.errors import Invalid
from shared.core.ids import ContactId, MessageId, NumberId, Wamid, WorkspaceId
from shared.core.meta import MetaError, Reaction
from shared.features.sending.model import MessageJob, ReceiptJob, failure_of, read_job, write_job

WS, CONTACT, NUMBER = WorkspaceId("ws_a"), ContactId("c"), NumberId("66")


@pytest.mark.parametrize(
    "job",
    [
        MessageJob(WS, CONTACT, NUMBER, MessageId("1-a")),
        ReceiptJob(WS, CONTACT, NUMBER, Wamid("wamid.A"), True, 17),
    ],
)
def test_a_job_is_read_as_it_was_written(job: MessageJob | ReceiptJob) -> None:
    assert read_job(json.loads(write_job(job))) == job


def test_a_message_job_carries_ids_only() -> None:
    written = json.loads(write_job(MessageJob(WS, CONTACT, NUMBER, MessageId("1-a"))))
    assert written == {"v": 1, "workspace": "ws_a", "contact": "c", "number": "66", "message": "1-a"}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"v": 1},
        {"v": 2, "workspace": "w", "contact": "c", "number": "n", "message": "m"},
        [],
        "x",
        None,
        {"v": 1, "kind": "receipt"},
    ],
)
def test_what_is_no_job_is_refused(raw: Any) -> None:
    with pytest.raises(Invalid) as refused:
        read_job(raw)
    assert refused.value.reason == "bad_job"


def test_a_failure_keeps_metas_words_short_and_its_trace() -> None:
    error = MetaError(131009, details="x" * 900, fbtrace_id="Atrace")
    failure = failure_of(error, Reaction("bad_request", "T", "A.", can_retry=True))
    assert failure.details == "x" * 300 + " (trace Atrace)"
    assert (failure.code, failure.reason, failure.can_retry) == (131009, "bad_request", True)


def test_an_error_without_a_code_is_shown_as_our_own() -> None:
    assert failure_of(MetaError(-1), Reaction("r", "T", "A.")).code == 0
