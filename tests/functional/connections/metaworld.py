"""A Meta that does what a test tells it, behind the product's own port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shared.core.accounts import (
    MANAGE,
    MESSAGE,
    AccountFacts,
    CanSend,
    ListedTemplate,
    MetaApp,
    NumberFacts,
    Shared,
    TokenFacts,
)
from shared.core.ids import NumberId, WabaId
from shared.core.meta import GraphRefused, MetaError
from shared.core.numbers import Automation, HealthFacts, NumberDetails, Profile

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
    """Both of Meta's ports in memory. ``trouble`` maps a call to what it raises; ``calls`` is what was asked."""

    tokens: dict[str, TokenFacts] = field(default_factory=lambda: {TOKEN: GOOD})
    names: dict[WabaId, str] = field(default_factory=lambda: {WABA: "Quill Kettles", OTHER_WABA: "Other"})
    listed: dict[WabaId, list[NumberFacts]] = field(default_factory=lambda: {WABA: [listed_number()]})
    template_list: list[ListedTemplate] = field(
        default_factory=lambda: [listed_template("order_shipped"), listed_template("repair_ready")]
    )
    pins: dict[NumberId, str] = field(default_factory=dict)
    trouble: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    subscriptions: set[WabaId] = field(default_factory=set)
    granted: str = "STANDARD"
    """The throughput a number gets when it is registered."""
    lags: bool = False
    """The list of numbers does not show registrations yet."""
    codes: dict[str, str] = field(default_factory=dict)
    """Sign-up codes and the tokens they stand for."""
    review: str = "APPROVED"
    can_send: CanSend = "available"
    health: HealthFacts = field(default_factory=lambda: HealthFacts("available"))
    shared: list[tuple[NumberId, str]] = field(default_factory=list)
    profiles: dict[NumberId, Profile] = field(default_factory=dict)
    menus: dict[NumberId, Automation] = field(default_factory=dict)
    uploads: list[tuple[bytes, str]] = field(default_factory=list)
    after: dict[str, Exception] = field(default_factory=dict)
    """What a call raises once it has had its effect: an answer that got lost."""
    used: list[str] = field(default_factory=list)
    """The tokens calls were made with."""

    def _called(self, name: str, token: str = "") -> None:
        self.calls.append(name)
        if token:
            self.used.append(token)
        if name in self.trouble:
            raise self.trouble[name]

    def _lost(self, name: str) -> None:
        if name in self.after:
            raise self.after[name]

    def exchange(self, app: MetaApp, code: str) -> str:
        self._called("exchange")
        if code not in self.codes:
            raise refused(100, 36009)
        return self.codes.pop(code)

    def inspect(self, app: MetaApp, token: str) -> TokenFacts:
        self._called("inspect")
        return self.tokens.get(token, TokenFacts(False))

    def account(self, token: str, waba: WabaId) -> AccountFacts:
        self._called("account", token)
        return AccountFacts(waba, self.names[waba], review=self.review, can_send=self.can_send)

    def subscribe(self, token: str, waba: WabaId) -> None:
        self._called("subscribe", token)
        self.subscriptions.add(waba)

    def subscribed(self, app: MetaApp, token: str, waba: WabaId) -> bool:
        self._called("subscribed", token)
        return waba in self.subscriptions

    def unsubscribe(self, token: str, waba: WabaId) -> None:
        self._called("unsubscribe", token)
        self.subscriptions.discard(waba)
        self._lost("unsubscribe")

    def numbers(self, token: str, waba: WabaId) -> list[NumberFacts]:
        self._called("numbers", token)
        return list(self.listed.get(waba, []))

    def register(self, token: str, number: NumberId, pin: str) -> None:
        self._called("register", token)
        if self.pins.setdefault(number, pin) != pin:
            raise refused(133005)
        for waba, numbers in self.listed.items():
            if self.lags:
                continue
            self.listed[waba] = [
                replace(one, registered=True, status="CONNECTED", throughput=self.granted) if one.id == number else one
                for one in numbers
            ]

        self._lost("register")

    def share(self, token: str, number: NumberId, what: Shared) -> None:
        self._called(f"share {what}", token)
        self.shared.append((number, what))

    def templates(self, token: str, waba: WabaId) -> Iterator[ListedTemplate]:
        self._called("templates", token)
        yield from self.template_list

    # ── MetaNumbers ─────────────────────────────────────────────────────────────────────────────────────────────────

    def details(self, token: str, number: NumberId) -> NumberDetails:
        self._called("details", token)
        [facts] = [one for listed in self.listed.values() for one in listed if one.id == number]
        return NumberDetails(facts, self.health)

    def profile(self, token: str, number: NumberId) -> Profile:
        self._called("profile", token)
        return self.profiles.get(number, Profile())

    def keep_profile(self, token: str, number: NumberId, profile: Profile, picture: str | None) -> None:
        self._called("keep_profile", token)
        shown = f"https://pps.example.test/{picture}" if picture else self.profiles.get(number, Profile()).picture_url
        self.profiles[number] = replace(profile, picture_url=shown)

    def upload(self, app: str, token: str, data: bytes, mime_type: str) -> str:
        self._called("upload", token)
        self.uploads.append((data, mime_type))
        return f"4:handle{len(self.uploads)}"

    def change_pin(self, token: str, number: NumberId, pin: str) -> None:
        self._called("change_pin", token)
        self.pins[number] = pin
        self._lost("change_pin")

    def automation(self, token: str, number: NumberId) -> Automation:
        self._called("automation", token)
        return self.menus.get(number, Automation())

    def keep_automation(self, token: str, number: NumberId, wanted: Automation) -> None:
        self._called("keep_automation", token)
        self.menus[number] = wanted
