"""What Meta or the business does behind the product's back: bans, restrictions, reviews, uninstalls (contract 1.9).

Each changes the world first (what is refused, what `health_status` says, which tokens live), then tells the webhook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from infra.sandbox.access import Access
from infra.sandbox.errors import Refused
from infra.sandbox.model import Account, Json, Number
from infra.sandbox.post import Post
from infra.sandbox.registration import Registration
from infra.sandbox.world import DAY, World

PARTNER = "550990011223344"
"""The portfolio that owns the Meta app: PARTNER_* events are about it, not about the account."""
RESTRICTIONS = {
    "RESTRICTED_BIZ_INITIATED_MESSAGING": "BIZ_INITIATED",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": "ALL",
}


@dataclass(frozen=True)
class Happening:
    """One line of the table: whether it is about a number or an account, what it does, what it takes."""

    about: str
    does: Callable[[Happenings, Account, Number | None, Json], None]
    note: str


class Happenings:
    """Makes things happen to one world's accounts and numbers."""

    def __init__(self, world: World, post: Post, access: Access, registration: Registration) -> None:
        self.world, self._post, self._access, self._registration = world, post, access, registration

    def happen(self, given: Json) -> Json:
        """{event, account? | number?, …}; answers the account and the number as they are now."""
        happening = HAPPENINGS.get(str(given.get("event")))
        if happening is None:
            raise Refused(f"event is one of {', '.join(HAPPENINGS)}")
        number = self.world.number(str(given["number"])) if given.get("number") else None
        first = next(iter(self.world.state.accounts))
        account = self.world.account_of(number) if number else self.world.account(str(given.get("account", first.id)))
        if happening.about == "number" and number is None:
            number = next(iter(self.world.numbers_of(account)), None)
            if number is None:
                raise Refused("this account has no number")
        happening.does(self, account, number, given)
        self.world.state.accounts.touch(account.id)
        if number is not None:
            self.world.state.numbers.touch(number.id)
        self.world.tell(kind="accounts")
        return {"account": vars(account), "number": vars(number) if number else None}

    # -- telling ----------------------------------------------------------------------------------------------------
    def tell(self, account: Account, field: str, value: Json) -> None:
        now = self.world.now()
        key = f"{field}/{value.get('event', '')}/{now}"
        self._post.send(account, field, value, time=int(now), key=key)

    def update(self, account: Account, event: str, **more: object) -> None:
        self.tell(account, "account_update", {"event": event, **more})

    def partner(self, account: Account, event: str, **more: object) -> None:
        """To the app's own address, about the partner's portfolio: the subscription may be gone already."""
        app = self.world.app()
        info = {"waba_id": account.id, "owner_business_id": account.portfolio}
        if event.startswith("PARTNER_APP"):
            info["partner_app_id"] = app.id
        value: Json = {"event": event, "waba_info": info, **more}
        self._post.tell_app(app, PARTNER, "account_update", value, int(self.world.now()))

    def leave(self, account: Account) -> None:
        """The app loses the account: its tokens die with 458 or shrink, its subscription ends."""
        for token in self.world.state.tokens:
            if token.app != self.world.settings.app_id or account.id not in token.accounts:
                continue
            if token.accounts == [account.id]:
                self._access.kill(token.value, 458)
            else:
                token.accounts = [one for one in token.accounts if one != account.id]
                self.world.state.tokens.touch(token.value)
        account.subscriptions.pop(self.world.settings.app_id, None)

    def quality(self, number: Number, account: Account, event: str) -> None:
        value = {
            "display_phone_number": number.digits,
            "event": event,
            "max_daily_conversations_per_business": number.tier,
        }
        self.tell(account, "phone_number_quality_update", value)

    def new_pin(self, number: Number, pin: str) -> None:
        self._registration.change_pin(number, {"pin": pin})

    def date(self, days: float) -> str:
        moment = datetime.fromtimestamp(self.world.now() + days * DAY, UTC)
        return f"{moment:%B} {moment.day}, {moment.year}"


# -- accounts ---------------------------------------------------------------------------------------------------------
def _ban(state: str) -> Callable[[Happenings, Account, Number | None, Json], None]:
    def does(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
        account.ban = "" if state == "REINSTATE" else state
        days = float(given.get("days", 3)) if state == "SCHEDULE_FOR_DISABLE" else 0.0
        here.update(account, "DISABLED_UPDATE", ban_info={"waba_ban_state": state, "waba_ban_date": here.date(days)})

    return does


def _restricted(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    kind = str(given.get("type", "RESTRICTED_BIZ_INITIATED_MESSAGING"))
    days = float(given.get("days", 7))
    until = here.world.now() + days * DAY
    if kind in RESTRICTIONS:
        account.restriction, account.restriction_until = RESTRICTIONS[kind], until
    info = {"restriction_type": kind, "expiration": int(until), "remediation": "Read the policy, then ask for a review"}
    here.update(account, "ACCOUNT_RESTRICTION", restriction_info=[info])


def _free(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    """Meta does not say how it tells an early end: an empty list is our guess."""
    account.restriction, account.restriction_until, account.blocked_countries = "", 0.0, []
    here.update(account, "ACCOUNT_RESTRICTION", restriction_info=[])


def _violation(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    here.update(account, "ACCOUNT_VIOLATION", violation_info={"violation_type": str(given.get("type", "SCAM"))})


def _countries(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    account.blocked_countries = [str(one) for one in given.get("countries", ["BR"])]


def _payment(ok: bool) -> Callable[[Happenings, Account, Number | None, Json], None]:
    def does(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
        account.payment_ok = ok

    return does


def _deleted(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    account.restriction, account.restriction_until = "LOCKED", 0.0
    here.update(account, "ACCOUNT_DELETED")


def _review(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    account.review = str(given.get("decision", "REJECTED"))
    here.tell(account, "account_review_update", {"decision": account.review})


def _removed(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    here.partner(account, "PARTNER_REMOVED")
    here.leave(account)


def _uninstalled(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    here.partner(account, "PARTNER_APP_UNINSTALLED")
    here.leave(account)


def _phone_app_left(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    info = {
        "reason": str(given.get("reason", "PRIMARY_INACTIVITY")),
        "initiated_by": str(given.get("initiated_by", "SYSTEM")),
    }
    here.partner(account, "PARTNER_REMOVED", disconnection_info=info)
    here.leave(account)


def _moved(event: str) -> Callable[[Happenings, Account, Number | None, Json], None]:
    def does(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
        here.update(account, event)

    return does


def _tier(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    tier = str(given.get("tier", "TIER_10K"))
    for own in here.world.numbers_of(account):
        own.tier = tier
        here.world.state.numbers.touch(own.id)
    value = {"max_daily_conversations_per_business": tier, "max_phone_numbers_per_waba": 25}
    here.tell(account, "business_capability_update", value)


# -- numbers ----------------------------------------------------------------------------------------------------------
def _quality(event: str, quality: str, status: str) -> Callable[[Happenings, Account, Number | None, Json], None]:
    def does(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
        if number is not None:
            number.quality, number.status = quality, status if number.registered else number.status
            here.quality(number, account, event)

    return does


def _throughput(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    if number is not None:
        number.throughput = "HIGH"
        here.quality(number, account, "THROUGHPUT_UPGRADE")


def _status(status: str) -> Callable[[Happenings, Account, Number | None, Json], None]:
    def does(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
        if number is not None:
            number.status = status
            alert = {
                "entity_type": "PHONE_NUMBER",
                "entity_id": number.id,
                "alert_info": {
                    "alert_severity": "CRITICAL",
                    "alert_status": "ACTIVE",
                    "alert_type": f"PHONE_NUMBER_{status}",
                    "alert_description": f"The phone number is {status.lower()} now.",
                },
            }
            here.tell(account, "account_alerts", alert)

    return does


def _name(decision: str) -> Callable[[Happenings, Account, Number | None, Json], None]:
    def does(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
        if number is None:
            return
        asked = str(given.get("name", number.verified_name))
        number.name_status = "APPROVED" if decision == "APPROVED" else "DECLINED"
        if decision == "APPROVED":
            number.verified_name = asked
        value = {
            "display_phone_number": number.digits,
            "decision": decision,
            "requested_verified_name": asked,
            "rejection_reason": None if decision == "APPROVED" else "NAME_NOT_CONSISTENT",
        }
        here.tell(account, "phone_number_name_update", value)

    return does


def _pin(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    if number is not None:
        here.new_pin(number, str(given.get("pin", "271828")))


def _unverified(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    if number is not None:
        number.verification, number.registered, number.status = "NOT_VERIFIED", False, "UNVERIFIED"


def _taken(here: Happenings, account: Account, number: Number | None, given: Json) -> None:
    if number is not None:
        number.registered, number.status = False, "DISCONNECTED"


ACCOUNT, NUMBER = "account", "number"
HAPPENINGS: dict[str, Happening] = {
    "ban_scheduled": Happening(ACCOUNT, _ban("SCHEDULE_FOR_DISABLE"), "DISABLED_UPDATE, in `days`; still sends"),
    "banned": Happening(ACCOUNT, _ban("DISABLE"), "DISABLED_UPDATE; sends 131031, health BLOCKED"),
    "reinstated": Happening(ACCOUNT, _ban("REINSTATE"), "DISABLED_UPDATE; the ban is over"),
    "restricted": Happening(ACCOUNT, _restricted, "ACCOUNT_RESTRICTION, `type`, `days`; templates or all 368"),
    "unrestricted": Happening(ACCOUNT, _free, "ACCOUNT_RESTRICTION with an empty list; countries too"),
    "violation": Happening(ACCOUNT, _violation, "ACCOUNT_VIOLATION of `type`: a warning"),
    "country_blocked": Happening(ACCOUNT, _countries, "sends to `countries` are refused with 130497; no webhook"),
    "payment_failed": Happening(ACCOUNT, _payment(False), "health BLOCKED with 141006, templates fail with 131042"),
    "payment_fixed": Happening(ACCOUNT, _payment(True), "the payment method works again"),
    "deleted": Happening(ACCOUNT, _deleted, "ACCOUNT_DELETED; sends 131031"),
    "reviewed": Happening(ACCOUNT, _review, "account_review_update with `decision` (REJECTED)"),
    "partner_removed": Happening(ACCOUNT, _removed, "PARTNER_REMOVED; the tokens die (190/458), webhooks stop"),
    "app_uninstalled": Happening(ACCOUNT, _uninstalled, "PARTNER_APP_UNINSTALLED; tokens die, webhooks stop"),
    "phone_app_left": Happening(ACCOUNT, _phone_app_left, "PARTNER_REMOVED with disconnection_info{`reason`}"),
    "offboarded": Happening(ACCOUNT, _moved("ACCOUNT_OFFBOARDED"), "ACCOUNT_OFFBOARDED"),
    "reconnected": Happening(ACCOUNT, _moved("ACCOUNT_RECONNECTED"), "ACCOUNT_RECONNECTED"),
    "tier_changed": Happening(ACCOUNT, _tier, "business_capability_update; `tier` of all its numbers"),
    "flagged": Happening(NUMBER, _quality("FLAGGED", "RED", "FLAGGED"), "phone_number_quality_update; quality RED"),
    "unflagged": Happening(NUMBER, _quality("UNFLAGGED", "GREEN", "CONNECTED"), "phone_number_quality_update; GREEN"),
    "throughput_upgraded": Happening(NUMBER, _throughput, "phone_number_quality_update; throughput HIGH"),
    "number_banned": Happening(NUMBER, _status("BANNED"), "status BANNED, account_alerts; sends 131031"),
    "number_restored": Happening(NUMBER, _status("CONNECTED"), "status CONNECTED, account_alerts"),
    "name_approved": Happening(NUMBER, _name("APPROVED"), "phone_number_name_update; `name`"),
    "name_rejected": Happening(NUMBER, _name("REJECTED"), "phone_number_name_update; `name`"),
    "pin_changed": Happening(NUMBER, _pin, "security PIN_CHANGED: somebody set `pin` in WhatsApp Manager"),
    "verification_lost": Happening(NUMBER, _unverified, "NOT_VERIFIED and not registered; no webhook"),
    "registered_elsewhere": Happening(NUMBER, _taken, "DISCONNECTED, sends 133010; no webhook"),
}
