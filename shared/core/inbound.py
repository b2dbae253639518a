"""What Meta tells us, in the product's words: made by ``adapters/meta/payloads``, acted on by the features.

Absent is "" for ids and None for the rest, as Meta leaves keys out (contract 2.2). Texts are cleaned: no U+0000, no
half surrogate pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shared.core.ids import NumberId, WabaId, Wamid


@dataclass(frozen=True)
class Who:
    """What one webhook says about a customer: any of the ids may be missing, and nothing else identifies anybody."""

    phone: str = ""  # digits with country code
    bsuid: str = ""
    parent: str = ""
    name: str = ""
    username: str = ""

    @property
    def known(self) -> bool:
        return bool(self.phone or self.bsuid or self.parent)

    def __repr__(self) -> str:
        """Says which ids there are, never what they are."""
        return f"Who({', '.join(name for name in ('phone', 'bsuid', 'parent') if getattr(self, name))})"


@dataclass(frozen=True)
class File:
    """A file at Meta. ``sha256`` as webhooks have it: base64."""

    meta_id: str
    mime_type: str
    sha256: str = ""
    filename: str | None = None
    voice: bool = False
    animated: bool = False


# ── what a message can be ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Said:
    """A line of the thread. ``content`` is Meta's object of the kind, normalised."""

    kind: str
    content: Mapping[str, Any]
    file: File | None = None
    quoted: Wamid | None = None
    forwarded: Literal["once", "many"] | None = None
    referral: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Reacted:
    """An emoji on a message; empty takes it back."""

    target: Wamid
    emoji: str


@dataclass(frozen=True)
class Edited:
    """New words for a message."""

    target: Wamid
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Revoked:
    """The writer deleted a message."""

    target: Wamid


@dataclass(frozen=True)
class Moved:
    """The customer has a new number or a new id: both are the same person."""

    before: Who
    after: Who
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Ignored:
    """Nothing a person would want to see."""

    kind: str


What = Said | Reacted | Edited | Revoked | Moved | Ignored


@dataclass(frozen=True)
class InboundMessage:
    """A customer's message, or (``echo``) what the business wrote to them on its phone app."""

    number: NumberId
    wamid: Wamid
    at: datetime
    who: Who
    what: What
    echo: bool = False


# ── statuses ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Trouble:
    """One of Meta's errors with our reading of it (``adapters/meta/errors``)."""

    code: int
    reason: str
    title: str
    advice: str
    can_retry: bool
    details: str
    effects: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StatusUpdate:
    """What became of one of our messages. ``status`` is an open word of Meta's."""

    number: NumberId
    wamid: Wamid
    status: str
    at: datetime
    who: Who
    callback: str = ""
    group: bool = False
    trouble: Trouble | None = None
    pricing: Mapping[str, Any] | None = None


# ── everything else ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Preference:
    """A customer's native wish about marketing: stop, resume or signup."""

    who: Who
    wish: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class Call:
    """A call by or to a customer; Meta counts it as a word of theirs (contract 6.1)."""

    id: str
    who: Who
    at: datetime
    event: str
    by_customer: bool


@dataclass(frozen=True)
class NewIds:
    """Two sets of ids of one person, outside a system message."""

    before: Who
    after: Who
    at: datetime


Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True)
class AccountNews:
    """Something happened to a business account. ``facts`` are attributes with a plain meaning, see the parsers' table.

    ``number_digits`` or ``number`` say which number it is about, if any; ``template`` is (name, language).
    ``severity`` None means: keep it, but don't call anybody.
    """

    kind: str
    at: datetime
    title: str
    detail: str = ""
    severity: Severity | None = None
    number_digits: str = ""
    number: str = ""
    template: tuple[str, str] | None = None
    number_facts: Mapping[str, str] = field(default_factory=dict)
    account_facts: Mapping[str, str] = field(default_factory=dict)
    template_facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeNews:
    """What is left of a change once messages and statuses are taken out. ``kept`` is the change as it came, cleaned.

    ``timed`` is False when Meta gave no time and ``at`` is when we received it.
    """

    waba: WabaId
    field: str
    number: NumberId | None
    at: datetime
    timed: bool
    kept: Mapping[str, Any]
    account: AccountNews
    preferences: Sequence[Preference] = ()
    calls: Sequence[Call] = ()
    moves: Sequence[NewIds] = ()
