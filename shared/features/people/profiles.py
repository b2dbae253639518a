"""What a person may change about themselves: name, language, address; and the proof that it is they."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.core.clock import Clock, stamp
from shared.core.errors import FieldProblem, Invalid, Unauthenticated
from shared.core.identity import Identity
from shared.core.ids import UserId
from shared.core.ports import Mail
from shared.features.people.codes import Codes, WrongCode
from shared.features.people.limits import MAILS, PASSWORD, Limits
from shared.features.people.model import Profile, check_address, check_name
from shared.features.people.ports import Alerts, Memberships
from shared.features.people.store import PeopleStore

EMAIL_CODE = "email_code"


class WrongPassword(Invalid):
    """Not 401: the session is fine, so nothing should refresh it and try again."""

    code = "wrong_password"
    title = "The password is wrong"


@dataclass(frozen=True)
class Profiles:
    """The use cases of one's own profile."""

    identity: Identity
    store: PeopleStore
    codes: Codes
    limits: Limits
    mail: Mail
    alerts: Alerts
    memberships: Memberships
    clock: Clock

    def profile(self, user: UserId) -> Profile:
        found = self.store.profile(user)
        if found is None:
            raise Unauthenticated("This session belongs to nobody we know. Sign in again.", code="unknown_user")
        return found

    def proven(self, user: UserId, password: str, field: str = "password") -> Profile:
        """The profile of somebody who has just typed their password; WrongPassword else."""
        slot = self.limits.count(PASSWORD, user)
        profile = self.profile(user)
        if not self.identity.knows(profile.person.email, password):
            raise WrongPassword("The password is wrong.", fields=[FieldProblem(field, "Check the password.")])
        self.limits.forget(slot)
        return profile

    def edit(self, user: UserId, name: str | None, language: str | None) -> Profile:
        profile = self.profile(user)
        if name is not None and (tidy := check_name(name)) != profile.person.name:
            self.identity.rename(user, tidy)
            person = replace(profile.person, name=tidy)
            self.store.change(user, {"name": tidy})
            self.memberships.renamed(person)
            profile = replace(profile, person=person)
        if language is not None and language != profile.language:
            self.store.change(user, {"language": language})
            profile = replace(profile, language=language)
        return profile

    def ask_move(self, user: UserId, email: str, password: str) -> None:
        """Mails a code to the new address. The answer is the same when that address has an account of its own."""
        address = check_address(email)
        profile = self.proven(user, password)
        self.limits.count(MAILS, address)
        self.store.change(user, {"new_email": address})
        self.mail.send(EMAIL_CODE, address, profile.language, {"user": user})

    def move(self, user: UserId, code: str) -> None:
        """The new address is theirs: they sign in with it from now on. The old one is told."""
        self.limits.count(PASSWORD, user)
        profile = self.profile(user)
        self.codes.use(EMAIL_CODE, move_subject(user, profile.new_email), code)
        if not profile.new_email:
            raise WrongCode
        old, person = profile.person, replace(profile.person, email=profile.new_email)
        self.identity.move(user, person.email)
        self.store.change(user, {"email": person.email}, remove=["new_email"])
        self.memberships.renamed(person)
        facts = {"new_email": person.email, "at": stamp(self.clock.now())}
        self.alerts.tell(old, profile.language, "email_changed", facts)


def move_subject(user: str, email: str) -> str:
    """Whose code it is: nobody can use the code of another person's move."""
    return f"{user} {email}"
