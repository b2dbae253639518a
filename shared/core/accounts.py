"""What Meta says about tokens, accounts, numbers and templates, and the port through which it is asked.

All calls raise ``GraphRefused``, ``GraphUnknown`` or ``GraphUnreachable`` (``core/meta.py``).
Source: contract 7.1, 8.1, 8.2, 8.7, 8.8. What is asked about one number only is in ``core/numbers.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from shared.core.ids import NumberId, WabaId

MANAGE = "whatsapp_business_management"
MESSAGE = "whatsapp_business_messaging"

CanSend = Literal["available", "limited", "blocked"]
Shared = Literal["smb_app_state_sync", "history"]


@dataclass(frozen=True)
class MetaApp:
    """Our app at Meta."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class TokenFacts:
    """What a token is good for. ``accounts`` None means every account of the app; ``expires_at`` None means never."""

    valid: bool
    app: str = ""
    kind: str = ""
    scopes: frozenset[str] = frozenset()
    accounts: tuple[WabaId, ...] | None = None
    expires_at: datetime | None = None
    user: str = ""
    subcode: int | None = None


@dataclass(frozen=True)
class AccountFacts:
    """A WhatsApp Business Account as Meta describes it."""

    id: WabaId
    name: str
    currency: str = ""
    review: str = ""
    can_send: CanSend = "available"
    """What Meta's health probe says of the account and its business, not of single numbers."""


@dataclass(frozen=True)
class NumberFacts:
    """A business number as Meta lists it; ``registered`` tells whether messages can be sent from it."""

    id: NumberId
    display: str
    verified_name: str
    quality: str | None
    status: str | None
    throughput: str | None
    limit: str | None
    registered: bool
    coexistence: bool = False
    """Shared with the WhatsApp Business app on a phone: never registered here, 20 messages a second."""
    verification: str | None = None
    name_status: str | None = None
    account_mode: str | None = None


@dataclass(frozen=True)
class ListedTemplate:
    """A template as Meta lists it; ``components`` is the raw JSON, stored and used as it came."""

    id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: tuple[Mapping[str, Any], ...]
    quality: str | None = None
    rejected_reason: str | None = None


class MetaAccounts(Protocol):
    """Meta's side of connecting an account. ``app`` inspects, ``token`` is the customer's own."""

    def exchange(self, app: MetaApp, code: str) -> str:
        """The business token for the code of an Embedded Signup; a code lives 30 seconds and is good once."""
        ...

    def inspect(self, app: MetaApp, token: str) -> TokenFacts: ...

    def account(self, token: str, waba: WabaId) -> AccountFacts: ...

    def subscribe(self, token: str, waba: WabaId) -> None:
        """Meta sends this account's webhooks to the token's app from now on. Doing it again changes nothing."""
        ...

    def subscribed(self, app: MetaApp, token: str, waba: WabaId) -> bool: ...

    def unsubscribe(self, token: str, waba: WabaId) -> None: ...

    def numbers(self, token: str, waba: WabaId) -> list[NumberFacts]: ...

    def register(self, token: str, number: NumberId, pin: str) -> None: ...

    def share(self, token: str, number: NumberId, what: Shared) -> None:
        """Asks for the contacts or older chats of the phone app that shares the number; Meta grants it once each."""
        ...

    def templates(self, token: str, waba: WabaId) -> Iterator[ListedTemplate]:
        """Every template, page after page."""
        ...
