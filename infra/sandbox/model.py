"""What the simulated world is made of. Every field is JSON, so that an object is a row of the state file.

Times are unix seconds of the sandbox's clock. Ids are Meta's strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class App:
    """A Meta app: who signs webhooks and where app-level ones go. `fields` are those chosen in its dashboard."""

    id: str
    name: str
    secret: str
    callback: str = ""
    verify_token: str = ""
    fields: list[str] = field(default_factory=lambda: ["*"])


@dataclass
class Account:
    """A WhatsApp Business Account. `subscriptions`: app id → {override_callback_uri?, verify_token?}."""

    id: str
    name: str
    portfolio: str
    currency: str = "GBP"
    country: str = "GB"
    timezone_id: str = "58"
    subscriptions: dict[str, Json] = field(default_factory=dict)
    payment_ok: bool = True
    restriction: str = ""
    """`""`, `BIZ_INITIATED`, `ALL` or `LOCKED`: what the account may not do."""
    restriction_until: float = 0.0
    """When the restriction ends by itself; 0 is never."""
    ban: str = ""
    """`""`, `SCHEDULE_FOR_DISABLE` or `DISABLE`."""
    review: str = "APPROVED"
    blocked_countries: list[str] = field(default_factory=list)
    """ISO codes this account may not write to."""
    business: str = ""
    """Name of the portfolio; empty is the account's own name."""
    marketing_onboarded: bool = True
    marketing_on_messages: bool = True
    health: str = "AVAILABLE"


@dataclass
class Number:
    """A business phone number. `tests_only`: digits it may write to while the app is in test mode (empty: anyone)."""

    id: str
    account: str
    digits: str
    display: str
    verified_name: str
    registered: bool = False
    pin: str = ""
    quality: str = "GREEN"
    status: str = "PENDING"
    tier: str = "TIER_2K"
    throughput: str = "STANDARD"
    registrations: list[float] = field(default_factory=list)
    override: Json = field(default_factory=dict)
    profile: Json = field(default_factory=dict)
    tests_only: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    maintenance: bool = False
    coexistence: bool = False
    verification: str = "VERIFIED"
    """VERIFIED, NOT_VERIFIED or EXPIRED: whether the phone was proven by a code."""
    name_status: str = "APPROVED"
    code: str = ""
    """The code that was last sent to this phone, until it is used."""
    code_until: float = 0.0
    wrong_pins: list[float] = field(default_factory=list)
    """Moments of wrong PIN guesses since the last right one."""
    signed_up_at: float = 0.0
    """When Embedded Signup gave the number away; 0 for one that was there before."""
    automation: Json = field(default_factory=dict)
    synced: list[str] = field(default_factory=list)
    """What the phone app's data was asked for already (coexistence)."""


@dataclass
class Token:
    """An access token. `accounts` empty means all assets of the app; `subcode` set means dead, for that reason."""

    value: str
    app: str
    kind: str = "SYSTEM_USER"
    scopes: list[str] = field(
        default_factory=lambda: ["business_management", "whatsapp_business_management", "whatsapp_business_messaging"]
    )
    accounts: list[str] = field(default_factory=list)
    issued_at: float = 0.0
    expires_at: float = 0.0
    subcode: int = 0
    user_id: str = "122000000000417"
    note: str = ""
    """What the operator made it for."""


@dataclass
class Person:
    """A customer. `identity` decides what a business sees: phone | phone_bsuid | username_number | username_only."""

    id: str
    name: str
    phone: str = ""
    identity: str = "phone_bsuid"
    username: str = ""
    country: str = "GB"
    bsuids: dict[str, str] = field(default_factory=dict)
    """Portfolio id → this person's id there."""
    aliases: list[str] = field(default_factory=list)
    """Other digits that reach the same person (the extra mobile digit of Brazil and Mexico)."""
    contact_book: dict[str, bool] = field(default_factory=dict)
    on_whatsapp: bool = True
    online: bool = True
    auto_read: bool = True
    read_receipts: bool = True
    stopped_marketing: list[str] = field(default_factory=list)
    """Portfolios whose offers this person switched off."""
    blocked_numbers: list[str] = field(default_factory=list)
    """Business numbers this person blocked."""


@dataclass
class Bubble:
    """One message of a chat, in either direction. `stages`: sent, delivered, read, played, failed → moment."""

    id: str
    number: str
    person: str
    direction: str
    """in (customer) | out (API) | echo (the business's phone app) | system"""
    at: float
    type: str
    content: Any = None
    context: Json = field(default_factory=dict)
    referral: Json = field(default_factory=dict)
    callback: str | None = None
    category: str = "service"
    recipient: str = ""
    """As the business wrote it: digits, or a BSUID."""
    by_bsuid: bool = False
    marketing_api: bool = False
    stages: dict[str, float] = field(default_factory=dict)
    priced: list[str] = field(default_factory=list)
    pricing: Json = field(default_factory=dict)
    conversation: Json = field(default_factory=dict)
    errors: list[Json] = field(default_factory=list)
    reactions: dict[str, str] = field(default_factory=dict)
    edited_at: float | None = None
    revoked_at: float | None = None
    business_read_at: float | None = None
    shown: Json = field(default_factory=dict)
    """A template as the phone shows it: header, body, footer, buttons."""
    held: bool = False
    """True while pacing keeps it back: accepted, on no way yet."""


@dataclass
class Chat:
    """What one number and one person have between them. 0 means never."""

    number: str
    person: str
    last_inbound: float = 0.0
    last_interaction: float = 0.0
    referred_at: float = 0.0
    free_entry_until: float = 0.0
    conversation: str = ""
    typing_until: float = 0.0
    unread: int = 0


@dataclass
class Media:
    """An uploaded or received file; its bytes lie in the state folder under `sha256`."""

    id: str
    account: str
    mime_type: str
    size: int
    sha256: str
    """hex"""
    created_at: float
    inbound: bool = False
    filename: str = ""
    missing: bool = False


@dataclass
class Template:
    """A message template as Meta lists it."""

    id: str
    account: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "APPROVED"
    parameter_format: str = "POSITIONAL"
    quality: str = "GREEN"
    quality_at: float = 1795000000.0
    rejected_reason: str = "NONE"
    ttl: int | None = None
    rejection: Json = field(default_factory=dict)
    """{reason, recommendation} in words, of a rejected one."""
    live: list[Json] = field(default_factory=list)
    """What is sent while the edit of an approved one waits for its review."""
    turn: int = 0
    """Grows with every submission: a review of an earlier one comes to nothing."""
    edits: list[float] = field(default_factory=list)
    """Moments of the edits while it was approved."""
    approved_at: float = 0.0
    """When it was first approved; such a name is blocked for 30 days after its deletion."""
    correct_category: str = ""
    """What the category is going to be: announced, not done yet."""
    previous_category: str = ""
    pauses: int = 0
    """Pauses for low quality so far; the third is for ever."""
    paused_for: str = ""
    """`quality`, which ends by itself, or `pacing`, which `unpause` ends."""
    slice: int = -1
    """Pacing: how many more messages go at once before the rest is held; -1 is no pacing."""
    changed_at: float = 0.0


@dataclass
class Entry:
    """A line of the ledger: one send that was accepted. `answer` is what the caller got: ok, or how it was lost."""

    id: str
    at: float
    number: str
    person: str
    recipient: str
    wamid: str
    type: str
    callback: str | None
    content_hash: str
    answer: str = "ok"


@dataclass
class Delivery:
    """One webhook body on its way. `state`: waiting | delivered | retrying | given_up | no_callback."""

    id: str
    app: str
    url: str
    body: str
    signature: str
    created_at: float
    summary: str
    state: str = "waiting"
    attempts: list[Json] = field(default_factory=list)
    next_at: float | None = None
    once: bool = False
    """True for duplicates made by a fault: tried once, never retried."""


@dataclass
class Task:
    """Something to do at `due` (agenda time): a stage of a message, a delivery, a batch to close."""

    id: str
    due: float
    kind: str
    data: Json = field(default_factory=dict)


@dataclass
class Rule:
    """A fault switch. Empty filters match everything; `times` counts down, None never ends.

    `route` is the group of Graph routes it is for (faults.py::GROUPS), `graph` for all but messages, `any` for all.
    """

    id: str
    fault: str
    rate: float = 1.0
    number: str = ""
    person: str = ""
    account: str = ""
    times: int | None = None
    code: int = 0
    subcode: int = 0
    mode: str = "sync"
    seconds: float = 0.0
    size: int = 0
    route: str = "messages"
    seed: int = 0
    hits: int = 0
