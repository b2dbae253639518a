"""What goes to Meta and what Meta can answer, in the product's words: a send, its answer, an error and our reaction.

Adapters raise these, features act on them; the table that turns errors into reactions is ``adapters/meta/errors.py``.

    GraphRefused       Meta said no (or said something is wrong on its side: see the reaction's ``replay``)
    GraphUnknown       the request left us and no answer came that can be trusted: it may have happened
    GraphUnreachable   nothing was sent: the same call may be made again
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.core.errors import Conflict, Unavailable
from shared.core.ids import NumberId, Wamid

NO_CODE = -1
"""The code of an error that Meta's edge answered without one. Not 0: that is a code of its own (no sign-in)."""


@dataclass(frozen=True)
class MetaError:
    """An error as Meta reported it, in an answer or in a webhook's ``errors[]``. ``http_status`` is 0 in webhooks.

    ``details`` and ``message`` may quote what was sent: they are for the administrators' eyes, never for logs.
    ``retry_after`` is in seconds, when Meta said how long to wait.
    """

    code: int
    subcode: int | None = None
    title: str = ""
    message: str = ""
    details: str = ""
    user_title: str = ""
    user_msg: str = ""
    fbtrace_id: str = ""
    http_status: int = 0
    is_transient: bool = False
    retry_after: float | None = None

    def __repr__(self) -> str:
        """Ids and codes only, so that a traceback or a log line never quotes a customer."""
        return (
            f"MetaError(code={self.code}, subcode={self.subcode}, http={self.http_status}, trace={self.fbtrace_id!r})"
        )


class Replay(StrEnum):
    """May the same request be made again by the machine?"""

    NEVER = "never"
    BACKOFF = "backoff"  # Meta refused before doing anything: again, later
    UNKNOWN = "unknown"  # it may have gone out: only a status that echoes our id tells
    LATER = "later"  # not before something else has happened


class Effect(StrEnum):
    """What an error changes besides the one message."""

    DISCONNECT_ACCOUNT = "disconnect_account"  # nothing works until somebody reconnects
    STOP_ACCOUNT = "stop_account"  # Meta or a missing right stops this account; the token itself is good
    STOP_BILLABLE = "stop_billable"  # templates stop until the bill is paid; answers in the window may go on
    PAUSE_NUMBER = "pause_number"  # quality or registration trouble of one number
    PAUSE_BULK = "pause_bulk"  # campaigns on this number stop; people's replies go on
    SLOW_NUMBER = "slow_number"  # the number's rate was too high
    BACK_OFF_RECIPIENT = "back_off_recipient"  # this customer only; others go on
    UNREACHABLE = "unreachable"  # count one more failure to reach this contact
    OPT_OUT = "opt_out"  # no marketing to this contact until they resume
    CLOSE_WINDOW = "close_window"  # the 24 hours are over, whatever our clock says
    RESYNC_TEMPLATE = "resync_template"  # our copy of the template is stale
    REUPLOAD_MEDIA = "reupload_media"  # the cached media id is no longer good


@dataclass(frozen=True)
class Reaction:
    """What the product does about an error. ``reason`` is the stable key the console translates."""

    reason: str
    title: str
    advice: str
    replay: Replay = Replay.NEVER
    effects: frozenset[Effect] = frozenset()
    can_retry: bool = False  # may a person press Retry and hope for another outcome?
    wait: float = 0.0  # seconds before the next try, when Meta did not say


class GraphRefused(Conflict):
    """Meta answered with an error."""

    code = "meta_refused"
    title = "Meta refused this"

    def __init__(self, error: MetaError) -> None:
        super().__init__(f"Meta refused this with code {error.code} (trace {error.fbtrace_id or 'none'}).")
        self.error = error


class GraphUnknown(Unavailable):
    """No answer that can be trusted: the call may have had its effect."""

    code = "meta_unknown"
    title = "Meta did not answer"

    def __init__(self, why: str, http_status: int = 0) -> None:
        super().__init__(f"Meta did not answer this call properly ({why}); it may have been carried out.")
        self.why = why
        self.http_status = http_status


class GraphUnreachable(Unavailable):
    """Nothing was sent."""

    code = "meta_unreachable"
    title = "Meta can't be reached"

    def __init__(self, why: str) -> None:
        super().__init__(f"Meta can't be reached ({why}); nothing was sent. Try again in a moment.")
        self.why = why


# ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Recipient:
    """Where a customer is reached: by phone (digits with country code) or, without one, by business-scoped id."""

    phone: str = ""
    bsuid: str = ""

    def __repr__(self) -> str:
        """Says which kind it is and nothing more."""
        return f"Recipient({'phone' if self.phone else 'bsuid'})"


@dataclass(frozen=True)
class Outgoing:
    """One message ready to go. ``content`` is as the inbox keeps it; ``media_id`` is Meta's id of our file.

    ``quoted`` is what a reply quotes or a reaction is put on; ``category`` is a template's.
    ``callback`` comes back with every status of the message: our only safe link to it after a lost answer.
    """

    number: NumberId
    recipient: Recipient
    kind: str
    content: Mapping[str, Any]
    callback: str
    quoted: Wamid | None = None
    media_id: str | None = None
    filename: str | None = None
    voice: bool = False
    category: str = ""


@dataclass(frozen=True)
class Accepted:
    """Meta took the message. ``phone`` and ``bsuid`` are who it took the recipient for, as far as it said."""

    wamid: Wamid
    phone: str = ""
    bsuid: str = ""
    held: bool = False


class BadContent(Conflict):
    """The message can't be put into Meta's shape: found before anything was sent."""

    code = "bad_content"
    title = "This message can't be sent as it is"


@dataclass(frozen=True)
class MediaLink:
    """Where Meta keeps a file, for five minutes; ``sha256`` in hex."""

    url: str
    mime_type: str
    sha256: str
    size: int
