"""The authenticator app (Cognito's) and the recovery codes for the day it is lost (ours)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from shared.core.clock import Clock, stamp
from shared.core.errors import Conflict
from shared.core.identity import Identity
from shared.core.ids import UserId
from shared.features.people.codes import WrongCode
from shared.features.people.limits import PASSWORD, Limits
from shared.features.people.ports import Alerts
from shared.features.people.profiles import Profiles
from shared.features.people.store import PeopleStore

ISSUER: Final = "WALoom"
RECOVERY_CODES: Final = 10
# Without letters and digits that look alike; ten of 30 are 49 bits.
_LETTERS: Final = "23456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app needs: ``uri`` holds the same secret, as a QR code shows it."""

    secret: str
    uri: str


@dataclass(frozen=True)
class SecondFactors:
    """The use cases of the authenticator and its recovery codes."""

    identity: Identity
    store: PeopleStore
    profiles: Profiles
    limits: Limits
    alerts: Alerts
    clock: Clock

    def begin(self, user: UserId, access_token: str, password: str) -> Enrolment:
        """A secret for the app. Nothing changes until a code of it is typed (``confirm``)."""
        profile = self.profiles.proven(user, password)
        if profile.second_factor:
            raise Conflict(
                "An authenticator app is set up already. Remove it first, then set up the new one.",
                code="second_factor_on",
            )
        secret = self.identity.begin_second_factor(access_token)
        label = quote(f"{ISSUER}:{profile.person.email}")
        return Enrolment(secret, f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}")

    def confirm(self, user: UserId, access_token: str, code: str) -> list[str]:
        """The recovery codes, shown this once. From now on signing in asks for a code."""
        self.limits.count(PASSWORD, user)
        profile = self.profiles.profile(user)
        if not self.identity.verify_second_factor(access_token, code):
            raise WrongCode
        # The codes first: who is asked for the app must never lack them.
        codes = self._make(user)
        self.identity.use_second_factor(user, True)
        self.store.change(user, {"second_factor": True})
        self.alerts.tell(profile.person, profile.language, "second_factor_on", {"at": stamp(self.clock.now())})
        return codes

    def remove(self, user: UserId, password: str) -> None:
        profile = self.profiles.proven(user, password)
        if not profile.second_factor:
            raise _not_set_up()
        self._turn_off(user)
        self.store.drop_recovery_codes(user)
        self.alerts.tell(profile.person, profile.language, "second_factor_off", {"at": stamp(self.clock.now())})

    def new_codes(self, user: UserId, password: str) -> list[str]:
        """Ten others; those from before are no good any more."""
        if not self.profiles.proven(user, password).second_factor:
            raise _not_set_up()
        return self._make(user)

    def recover(self, user: UserId, code: str) -> bool:
        """Whether this was a recovery code. It worked once: the authenticator is off, until it is set up again."""
        found = self.store.recovery_code(user, read_recovery_code(code))
        if found is None:
            return False
        # The authenticator first: who is stopped between the two must not be left with neither it nor a code.
        self._turn_off(user)
        return self.store.use_recovery_code(user, found)

    def _turn_off(self, user: UserId) -> None:
        self.identity.use_second_factor(user, False)
        self.store.change(user, {"second_factor": False})

    def _make(self, user: UserId) -> list[str]:
        codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
        self.store.set_recovery_codes(user, codes)
        return [f"{code[:5]}-{code[5:]}" for code in codes]


def read_recovery_code(typed: str) -> str:
    """As it was made, whatever was typed between its halves."""
    return "".join(one for one in typed.lower() if one.isalnum())


def _not_set_up() -> Conflict:
    return Conflict("No authenticator app is set up.", code="second_factor_off")
