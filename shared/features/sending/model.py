"""What a send is made of: the queue's jobs, the line a message goes out on, and our own verdicts. Pure.

A job names a row and carries nothing anybody wrote, so a queue never holds a conversation:

    message   {"v":1,"workspace","contact","number","message"}                     group = conversation
    receipt   {"v":1,"kind":"receipt","workspace","contact","number","wamid","typing","at"}   at = unix milliseconds
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from shared.core.errors import ComeBack, Invalid
from shared.core.ids import ContactId, MessageId, NumberId, WabaId, Wamid, WorkspaceId
from shared.core.meta import Effect, MetaError, Reaction
from shared.features.inbox.model import Failure

__all__ = ["ComeBack"]  # raised by ``Sending.deliver``: the queue's wiring hides the record for that long

# A message that could not be sent for so long, or so often, will not be wanted any more.
GIVE_UP_AFTER: Final = timedelta(hours=6)
GIVE_UP_TRIES: Final = 12
# Longer than a function may run: a row that is being sent for longer was left behind by one that died.
LEASE: Final = timedelta(minutes=2)
# How long after a message should have gone the sweeper puts it into the queue again. A backlog is not a loss.
QUEUED_CHECK: Final = timedelta(minutes=10)
# Meta keeps an uploaded file for 30 days (contract 5.5).
UPLOAD_LIFE: Final = timedelta(days=29)
# What one send may take: connecting, the answer, and writing it down.
SEND_SECONDS: Final = 14.0
# With a file that Meta has not got yet; little more than half a minute is all a run of the function has.
UPLOAD_SECONDS: Final = 24.0


# What concerns the account or the number, not the one message.
ACCOUNT_EFFECTS: Final = frozenset(
    {
        Effect.DISCONNECT_ACCOUNT,
        Effect.STOP_ACCOUNT,
        Effect.STOP_BILLABLE,
        Effect.PAUSE_NUMBER,
        Effect.PAUSE_BULK,
        Effect.RESYNC_TEMPLATE,
    }
)


@dataclass(frozen=True)
class MessageJob:
    """Send this row."""

    workspace: WorkspaceId
    contact: ContactId
    number: NumberId
    message: MessageId


@dataclass(frozen=True)
class ReceiptJob:
    """Tell the customer that we read what they wrote, or that we are typing. Worth nothing a little later."""

    workspace: WorkspaceId
    contact: ContactId
    number: NumberId
    wamid: Wamid
    typing: bool
    at: int


@dataclass(frozen=True)
class Line:
    """The number a message goes out on. ``trouble`` is why it can't send now: what its messages fail with."""

    workspace: WorkspaceId
    waba: WabaId
    number: NumberId
    per_second: int
    trouble: Failure | None = None
    opening: Failure | None = None
    """Why nobody can be written to now who has not written in the last 24 hours."""
    utility: Failure | None = None
    """Why no utility template can be sent."""
    proven: bool = True
    """The account's first message is behind it."""


def write_job(job: MessageJob | ReceiptJob) -> str:
    found: dict[str, Any] = {"v": 1, "workspace": job.workspace, "contact": job.contact, "number": job.number}
    if isinstance(job, MessageJob):
        found["message"] = job.message
    else:
        found |= {"kind": "receipt", "wamid": job.wamid, "typing": job.typing, "at": job.at}
    return json.dumps(found, separators=(",", ":"))


def read_job(raw: Mapping[str, Any]) -> MessageJob | ReceiptJob:
    """Invalid (and so parked, not retried) when the record is not one of ours."""
    try:
        ws, contact, number = WorkspaceId(raw["workspace"]), ContactId(raw["contact"]), NumberId(raw["number"])
        if raw["v"] != 1:
            raise ValueError("another version")
        if raw.get("kind") == "receipt":
            return ReceiptJob(ws, contact, number, Wamid(raw["wamid"]), raw.get("typing") is True, int(raw["at"]))
        return MessageJob(ws, contact, number, MessageId(raw["message"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("This record is not a job for sending.", code="bad_job") from error


def failure_of(error: MetaError, reaction: Reaction) -> Failure:
    """What a person is shown about an error of Meta's. Administrators find Meta's own words and trace id with it."""
    words = error.details or error.message
    trace = f" (trace {error.fbtrace_id})" if error.fbtrace_id else ""
    return Failure(
        code=max(error.code, 0),
        reason=reaction.reason,
        title=reaction.title,
        advice=reaction.advice,
        can_retry=reaction.can_retry,
        details=f"{words[:300]}{trace}",
    )


def verdict(reason: str, title: str, advice: str, *, can_retry: bool = False) -> Failure:
    """One of ours, without a code of Meta's."""
    return Failure(0, reason, title, advice, can_retry)


OUTSIDE_WINDOW: Final = verdict(
    "outside_window",
    "More than 24 hours have passed",
    "The customer has not written for 24 hours. Send a template; free messages work again once they answer.",
)
OPTED_OUT: Final = verdict(
    "opted_out",
    "The customer wants no marketing",
    "They stopped marketing messages from this business. Only they can resume them.",
)
NO_ADDRESS: Final = verdict(
    "no_address",
    "The customer's address is not known",
    "There is neither a phone number nor a WhatsApp id of this contact.",
)
NO_LINE: Final = verdict(
    "number_gone",
    "This number is not connected any more",
    "Connect the number again in the settings, then retry.",
    can_retry=True,
)
MEDIA_MISSING: Final = verdict(
    "media_missing", "The file is not there any more", "Upload the file again and send it anew."
)
GAVE_UP: Final = verdict(
    "gave_up",
    "It could not be sent for too long",
    "Meta kept asking to wait or could not be reached. Retry when it works again.",
    can_retry=True,
)
