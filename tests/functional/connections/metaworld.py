"""A Meta that does what a test tells it, behind the product's own port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shared.core.accounts import (
    MANAGE,
    MESSAGE,
    AccountFacts,
    ListedTemplate,
    MetaApp,
    NumberFacts,
    TokenFacts,
)
from shared.core.ids import NumberId, WabaId
from shared.core.meta import GraphRefused, MetaError

APP = MetaApp("990011223344556", "0f1e2d3c4b5a69788796a5b4c3d2e1f0")
WABA = WabaId("770100200300401")
OTHER_WABA = WabaId("770100200300402")
NUMBER = NumberId("660900800700501")
SECOND = NumberId("660900800700502")
TOKEN = "EAAinventedSystemUserToken"
GOOD = TokenFacts(True, APP.id, "SYSTEM_USER", frozenset({MANAGE, MESSAGE}), (WABA,), None, "122000000000417")


def refused(code: int, subcode: int | None = None) -> GraphRefused:
    return GraphRefused(MetaError(code, subcode, http_status=400, fbtrace_id="Atrace"))


def listed_number(number: NumberId = NUMBER, *, registered: bool = False) -> NumberFacts:
    status = "CONNECTED" if registered else "PENDING"
    return NumberFacts(number, "+44 113 496 0321", "Quill Kettles", "GREEN", status, "STANDARD", "TIER_2K", registered)


def listed_template(name: str, text: str = "Hello") -> ListedTemplate:
    parts = ({"type": "BODY", "text": text},)
    return ListedTemplate("880770660550441", name, "en_GB", "UTILITY", "APPROVED", "POSITIONAL", parts)


@dataclass
class MetaWorld:
    """``MetaAccounts`` in memory. ``trouble`` maps a call to what it raises; ``calls`` is what was asked, in order."""

    tokens: dict[str, TokenFacts] = field(default_factory=lambda: {TOKEN: GOOD})
    names: dict[WabaId, str] = field(default_factory=lambda: {WABA: "Quill Kettles", OTHER_WABA: "Other"})
    listed: dict[WabaId, list[NumberFacts]] = field(default_factory=lambda: {WABA: [listed_number()]})
    template_list: list[ListedTemplate] = field(
        default_factory=lambda: [listed_template("order_shipped"), listed_template("repair_ready")]
    )
    pins: dict[NumberId, str] = field(default_factory=dict)
    trouble: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    subscribed: set[WabaId] = field(default_factory=set)
    granted: str = "STANDARD"
    """The throughput a number gets when it is registered."""
    lags: bool = False
    """The list of numbers does not show registrations yet."""

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.trouble:
            raise self.trouble[name]

    def inspect(self, app: MetaApp, token: str) -> TokenFacts:
        self._called("inspect")
        return self.tokens.get(token, TokenFacts(False))

    def account(self, token: str, waba: WabaId) -> AccountFacts:
        self._called("account")
        return AccountFacts(waba, self.names[waba])

    def subscribe(self, token: str, waba: WabaId) -> None:
        self._called("subscribe")
        self.subscribed.add(waba)

    def numbers(self, token: str, waba: WabaId) -> list[NumberFacts]:
        self._called("numbers")
        return list(self.listed.get(waba, []))

    def register(self, token: str, number: NumberId, pin: str) -> None:
        self._called("register")
        if self.pins.setdefault(number, pin) != pin:
            raise refused(133005)
        for waba, numbers in self.listed.items():
            if self.lags:
                continue
            self.listed[waba] = [
                replace(one, registered=True, status="CONNECTED", throughput=self.granted) if one.id == number else one
                for one in numbers
            ]

    def templates(self, token: str, waba: WabaId) -> Iterator[ListedTemplate]:
        self._called("templates")
        yield from self.template_list
