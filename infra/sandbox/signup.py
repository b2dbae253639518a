"""Embedded Signup v4 behind the fake login window: what may be chosen, what is made, what is posted (contract 8.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from infra.sandbox.access import MANAGEMENT, MESSAGING, Access
from infra.sandbox.content import digits_of
from infra.sandbox.errors import Refused
from infra.sandbox.happenings import PARTNER
from infra.sandbox.model import Account, Json, Number, Template
from infra.sandbox.post import Post
from infra.sandbox.seed import hello_world
from infra.sandbox.world import DAY, World

KEYS = {
    "outcome",
    "step",
    "business",
    "account",
    "number",
    "coexistence",
    "lifetime_days",
    "scopes",
    "more_accounts",
    "app_id",
    "faults",
}
OUTCOMES = ("finish", "cancel", "cancel_error", "error")
STEPS = ("BUSINESS_ACCOUNT_SELECTION", "WABA_PHONE_PROFILE_PICKER", "PHONE_NUMBER_SETUP", "PERMISSIONS")
FAULTS = (
    "signup_message_lost",
    "signup_message_late",
    "signup_code_first",
    "signup_code_lost",
    "signup_code_expired",
    "signup_code_used",
    "signup_noise",
    "signup_other_ids",
)
NOISE = "cb=f2a417c9d&domain=localhost&is_canvas=false&relation=opener&frame=f1c9"
LATE_SECONDS = 2.0
_PIN = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Chosen:
    """What somebody chose in the window; `number` None is an account alone."""

    account: Account
    number: Number | None

    def event(self) -> tuple[str, Json]:
        """The window message's event and data."""
        data: Json = {"waba_id": self.account.id, "business_id": self.account.portfolio}
        if self.number is None:
            return "FINISH_ONLY_WABA", data
        if self.number.coexistence:
            return "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", data  # the number is left out, as Meta does
        return "FINISH", {"phone_number_id": self.number.id, **data}


class Signup:
    """The login window's server side. One call finishes the window: `finish`."""

    def __init__(self, world: World, access: Access, post: Post) -> None:
        self._world, self._access, self._post = world, access, post

    def offer(self) -> Json:
        """Everything the window can offer: businesses with their accounts and numbers."""
        businesses: dict[str, Json] = {}
        for account in self._world.state.accounts:
            name = account.business or account.name
            business = businesses.setdefault(account.portfolio, {"id": account.portfolio, "name": name, "accounts": []})
            numbers = [
                {"id": one.id, "display": one.display, "name": one.verified_name, "registered": one.registered}
                for one in self._world.numbers_of(account)
            ]
            business["accounts"].append({"id": account.id, "name": account.name, "numbers": numbers})
        return {"businesses": list(businesses.values()), "faults": list(FAULTS), "steps": list(STEPS)}

    def finish(self, given: Json) -> Json:
        """{post: [{what: noise|message|code|wait, …}], code, message, account, number}; `post` is in order."""
        outcome = str(given.get("outcome", "finish"))
        if outcome not in OUTCOMES:
            raise Refused(f"outcome is one of {', '.join(OUTCOMES)}")
        if outcome != "finish":
            message = self._stopped(outcome, str(given.get("step") or STEPS[0]))
            return {"post": [{"what": "message", "data": message}], "code": None, "message": message}
        struck = set(self._struck(given))
        chosen = self._choose(given)
        event, data = chosen.event()
        if "signup_other_ids" in struck:
            data = {**data, **self._foreign(chosen)}
        message = {"type": "WA_EMBEDDED_SIGNUP", "event": event, "data": data}
        code = self._code(given, chosen, struck)
        self._joined(chosen.account)
        return {
            "post": list(_plan(struck, message, code)),
            "code": code,
            "message": message,
            "account": chosen.account.id,
            "number": chosen.number.id if chosen.number else None,
        }

    def _struck(self, given: Json) -> Iterator[str]:
        asked = given.get("faults") or []
        for fault in FAULTS:
            if fault in asked or self._world.faults.strike(fault, "signup"):
                yield fault

    def _stopped(self, outcome: str, step: str) -> Json:
        data: Json = {"current_step": step}
        if outcome != "cancel":
            data = {
                "error_message": "The phone number is in use by another WhatsApp account.",
                "error_id": self._world.ids.number(6),
                "session_id": self._world.ids.opaque(24),
                "timestamp": int(self._world.now()),
            }
        event = "ERROR" if outcome == "error" else "CANCEL"
        return {"type": "WA_EMBEDDED_SIGNUP", "event": event, "data": data}

    # -- business, account, number ----------------------------------------------------------------------------------
    def _choose(self, given: Json) -> Chosen:
        account = self._account(given)
        number = self._number(given, account)
        if number is not None:
            number.signed_up_at = self._world.now()
            number.verification = "VERIFIED" if number.verification == "EXPIRED" else number.verification
            if given.get("coexistence"):
                number.coexistence, number.registered, number.status = True, True, "CONNECTED"
                number.synced = []
            self._world.state.numbers.touch(number.id)
        self._world.state.accounts.touch(account.id)
        self._world.tell(kind="accounts")
        return Chosen(account, number)

    def _account(self, given: Json) -> Account:
        wanted = given.get("account")
        if isinstance(wanted, str) and wanted:
            return self._world.account(wanted)
        facts = wanted if isinstance(wanted, dict) else {}
        business = given.get("business")
        portfolio, name = str(business or ""), ""
        if isinstance(business, dict) or not business:
            name = str((business or {}).get("name") or "New Business")
            portfolio = f"550{self._world.ids.number(12)}"
        else:
            owned = next((item for item in self._world.state.accounts if item.portfolio == portfolio), None)
            if owned is None:
                raise Refused(f"no business {portfolio}")
            name = owned.business or owned.name
        account = Account(f"770{self._world.ids.number(12)}", str(facts.get("name") or name), portfolio, business=name)
        account.currency = str(facts.get("currency") or account.currency)
        account.country = str(facts.get("country") or account.country)
        account.review = str(facts.get("review") or account.review)
        self._world.state.accounts.put(account.id, account)
        for person in list(self._world.state.people):
            self._world.save(person)  # gives everybody an id in the new portfolio
        node = f"8807{self._world.ids.number(11)}"
        template = Template(node, account.id, "hello_world", "en_US", "UTILITY", hello_world(), quality="UNKNOWN")
        self._world.state.templates.put(f"{account.id}/{template.name}/{template.language}", template)
        return account

    def _number(self, given: Json, account: Account) -> Number | None:
        wanted = given.get("number", {})
        if wanted in (None, "none"):
            return None
        if isinstance(wanted, str) and wanted:
            number = self._world.number(wanted)
            if number.account != account.id:
                raise Refused(f"number {wanted} is not of account {account.id}")
            return number
        facts = wanted if isinstance(wanted, dict) else {}
        pin = str(facts.get("pin") or "")
        if pin and not _PIN.fullmatch(pin):
            raise Refused("a PIN has six digits")
        digits, display = self._phone(str(facts.get("phone") or ""))
        name = str(facts.get("name") or account.name)
        number = Number(f"660{self._world.ids.number(12)}", account.id, digits, display, name, pin=pin)
        number.tier, number.quality = "TIER_250", "UNKNOWN"
        number.verification = str(facts.get("verification") or "VERIFIED")
        number.name_status = str(facts.get("name_status") or "APPROVED")
        number.profile = {"about": "Hey there! I am using WhatsApp.", "vertical": "OTHER"}
        return self._world.state.numbers.put(number.id, number)

    def _phone(self, written: str) -> tuple[str, str]:
        taken = {number.digits for number in self._world.state.numbers}
        digits = digits_of(written)
        if written and not 7 <= len(digits) <= 15:
            raise Refused(f"{written} is no phone number")
        if digits in taken:
            raise Refused(f"{written} has a WhatsApp account already")
        while not digits or digits in taken:
            digits = f"44113496{self._world.ids.number(4)}"
        if digits.startswith("44113") and len(digits) == 12:
            return digits, f"+44 113 {digits[5:8]} {digits[8:]}"
        return digits, f"+{digits}"

    # -- code and message -------------------------------------------------------------------------------------------
    def _code(self, given: Json, chosen: Chosen, struck: set[str]) -> str:
        granted = [chosen.account.id, *(str(one) for one in given.get("more_accounts") or [])]
        for one in granted:
            self._world.account(one)
        code = self._access.code(
            granted,
            scopes=given.get("scopes") or [MANAGEMENT, MESSAGING],
            lifetime=float(given.get("lifetime_days") or 0) * DAY,
            app=str(given.get("app_id") or ""),
        )
        if "signup_code_expired" in struck:
            self._access.age_code(code, 31.0)
        if "signup_code_used" in struck:
            self._access.use_code(code)
        return code

    def _foreign(self, chosen: Chosen) -> Json:
        """Ids that exist, but that this token was not granted."""
        other = next(item for item in self._world.state.accounts if item.id != chosen.account.id)
        number = next(iter(self._world.numbers_of(other)), None)
        return {"waba_id": other.id, "phone_number_id": number.id if number else "660000000000000"}

    def _joined(self, account: Account) -> None:
        """PARTNER_ADDED goes to the app's own address: nobody is subscribed to the account yet."""
        info = {"waba_id": account.id, "owner_business_id": account.portfolio}
        value = {"event": "PARTNER_ADDED", "waba_info": info}
        self._post.tell_app(self._world.app(), PARTNER, "account_update", value, int(self._world.now()))


def _plan(struck: set[str], message: Json, code: str) -> Iterator[Json]:
    """What the window posts, in order."""
    told: Json = {"what": "message", "data": message}
    given: Json = {"what": "code", "code": code}
    noise = "signup_noise" in struck
    if noise:
        yield {"what": "noise", "data": NOISE}
        yield {"what": "noise", "data": '{"type":"WA_EMBEDDED_SIGNUP","event":'}
        yield {"what": "noise", "data": {"type": "iframe_resize", "height": 417}}
    steps = [told, given]
    if "signup_code_first" in struck or "signup_message_late" in struck:
        steps = [given, told]
    if "signup_message_late" in struck:
        steps.insert(1, {"what": "wait", "seconds": LATE_SECONDS})
    for step in steps:
        if step is told and "signup_message_lost" in struck:
            continue
        if step is given and "signup_code_lost" in struck:
            continue
        yield step
        if noise:
            yield {"what": "noise", "data": NOISE}
