"""Accounts before anybody is signed in: signing up, and the way back for who forgot the password.

Nothing here tells whether an address has an account. The API counts, puts a mail job into a queue and answers, alike
for every address; the mailer asks ``prepare_code`` what there is to write. A code is made only where it can be of use,
and typing one costs the same work whether or not there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.clock import Clock, stamp
from shared.core.identity import Identity, Person
from shared.core.ids import UserId
from shared.core.ports import Mail
from shared.features.people.codes import LIFE, Codes, WrongCode
from shared.features.people.limits import ASKING_PLACE, CODES_PLACE, LINKS_PLACE, MAILS, Limits, place_of
from shared.features.people.model import Device, Session, check_address, check_name
from shared.features.people.passwords import check_password
from shared.features.people.ports import Alerts
from shared.features.people.profiles import EMAIL_CODE, Profiles, move_subject
from shared.features.people.sessions import Sessions
from shared.features.people.store import PeopleStore

SIGN_UP_CODE = "sign_up_code"
RESET_CODE = "reset_code"


@dataclass(frozen=True)
class PeopleCodes:
    """What the mailer asks: is there a code to send to this address, and in which letter?"""

    identity: Identity
    store: PeopleStore
    codes: Codes

    def prepare_code(self, kind: str, email: str, facts: Mapping[str, str]) -> Mapping[str, str] | None:
        """``facts`` are those of the job. ``letter`` names another letter than ``kind``; None: nothing to write."""
        person = self.identity.find(email)
        if kind == RESET_CODE:
            return {**self._code(kind, email), **self._whose(person)} if person else None
        if person is not None:
            return {"letter": "account_exists", **self._whose(person)}
        return self._code(kind, move_subject(facts["user"], email) if kind == EMAIL_CODE else email)

    def _code(self, kind: str, subject: str) -> dict[str, str]:
        return {"code": self.codes.make(kind, subject), "minutes": str(int(LIFE.total_seconds()) // 60)}

    def _whose(self, person: Person) -> dict[str, str]:
        profile = self.store.profile(person.id)
        return {"name": person.name, **({"language": profile.language} if profile else {})}


@dataclass(frozen=True)
class Accounts:
    """The use cases of signing up and of resetting a password."""

    identity: Identity
    store: PeopleStore
    codes: Codes
    limits: Limits
    mail: Mail
    alerts: Alerts
    profiles: Profiles
    sessions: Sessions
    clock: Clock

    def sign_up(self, email: str, name: str, language: str, ip: str) -> None:
        """Mails a code. The name waits in the browser until the code is typed: nothing is stored of strangers."""
        check_name(name)
        self._ask(SIGN_UP_CODE, email, language, ip)

    def confirm(self, email: str, code: str, name: str, password: str, language: str, device: Device) -> Session:
        """The account, and its first session."""
        self.limits.count(CODES_PLACE, place_of(device.ip))
        address = check_address(email)
        check_name(name)
        check_password(password)
        self.codes.use(SIGN_UP_CODE, address, code)
        return self.create_verified(address, name, password, language, device)

    def create_verified(self, email: str, name: str, password: str, language: str, device: Device) -> Session:
        """An account for an address that was shown to be the person's, by a code or an invitation's link."""
        address, tidy = check_address(email), check_name(name)
        self.identity.register(address, check_password(password), tidy)
        return self.sessions.open(self.identity.sign_in(address, password), device, language=language)

    def forgot(self, email: str, ip: str) -> None:
        self._ask(RESET_CODE, email, "en", ip)

    def reset(self, email: str, code: str, password: str, ip: str) -> None:
        """Another password, by a mailed code; every session ends, and the person is told."""
        self.limits.count(CODES_PLACE, place_of(ip))
        address = check_address(email)
        check_password(password)
        self.codes.use(RESET_CODE, address, code)
        person = self.identity.find(address)
        if person is None:  # moved to another address since
            raise WrongCode
        self.identity.set_password(person.id, password)
        self.sessions.end_others(person.id)
        profile = self.store.profile(person.id)
        self._tell(person, profile.language if profile else "en", ip)

    def change_password(self, user: UserId, session: str, current: str, new: str, ip: str) -> None:
        """Another password for somebody who is signed in; their other sessions end."""
        check_password(new, "new")
        profile = self.profiles.proven(user, current, "current")
        self.identity.set_password(user, new)
        self.sessions.end_others(user, but=session)
        self._tell(profile.person, profile.language, ip)

    def knock(self, ip: str) -> None:
        """Counts somebody who shows a link that a mail brought."""
        self.limits.count(LINKS_PLACE, place_of(ip))

    def find(self, email: str) -> Person | None:
        """Who signs in with this address. For callers who may know it: an invitation's holder, for instance."""
        return self.identity.find(email.strip().lower())

    def has_account(self, email: str) -> bool:
        return self.find(email) is not None

    def _tell(self, person: Person, language: str, ip: str) -> None:
        facts = {"at": stamp(self.clock.now()), **({"ip": ip} if ip else {})}
        self.alerts.tell(person, language, "password_changed", facts)

    def _ask(self, kind: str, email: str, language: str, ip: str) -> None:
        self.limits.count(ASKING_PLACE, place_of(ip))
        address = check_address(email)
        self.limits.count(MAILS, address)
        self.mail.send(kind, address, language, {})
