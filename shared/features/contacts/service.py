"""The address book: what its people do with contacts, and what other features ask about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import FieldProblem, Invalid
from shared.core.ids import ContactId, WorkspaceId
from shared.core.inbound import Who
from shared.features.contacts.identity import Identities
from shared.features.contacts.model import Contact
from shared.features.contacts.store import ContactStore, no_contact
from shared.features.inbox.book import ContactCard
from shared.features.search.tokens import asks_for_digits

# Who sees some contacts only is shown those among so many that match: their own must not stand behind hidden ones.
LIMITED_REACH: Final = 300
SHORTEST_NUMBER, LONGEST_NUMBER = 7, 15  # E.164 with country code


class Finder(Protocol):
    """Search by the beginnings of words and numbers."""

    def contacts(self, ws: WorkspaceId, text: str, limit: int) -> Sequence[ContactId]: ...


class Recent(Protocol):
    """Whom the workspace last had to do with."""

    def __call__(self, actor: Actor, limit: int, cursor: str | None) -> tuple[Sequence[ContactId], str | None]: ...


class Sees(Protocol):
    """Whether a contact is there for an actor: limited agents know the people of the conversations they see."""

    def __call__(self, actor: Actor, contact: ContactId) -> bool: ...


@dataclass(frozen=True)
class ContactBook:
    """The use cases of contacts; also ``inbox.book.Contacts`` and ``sending.ports.Customers``."""

    store: ContactStore
    identities: Identities
    finder: Finder
    recent: Recent
    sees: Sees
    clock: Clock

    # ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def contact(self, actor: Actor, contact: ContactId) -> Contact:
        found = self.store.contact(actor.workspace, contact)
        if not self.sees(actor, found.id):
            raise no_contact()
        return found.masked() if actor.masked else found

    def rename(self, actor: Actor, contact: ContactId, name: str) -> Contact:
        """What the workspace's people call the contact; empty goes back to the contact's own name."""
        self.store.rename(actor.workspace, self.contact(actor, contact).id, name)
        return self.contact(actor, contact)

    def list(self, actor: Actor, text: str, limit: int, cursor: str | None) -> tuple[Sequence[Contact], str | None]:
        """Contacts that match every word; without words, those with the newest conversations first."""
        found, following = (self.found(actor, text, limit), None) if text.strip() else self.recent(actor, limit, cursor)
        visible = (one for one in self.store.page(actor.workspace, found) if self.sees(actor, one.id))
        page = list(islice(visible, limit))
        return [one.masked() for one in page] if actor.masked else page, following

    # ── other features ──────────────────────────────────────────────────────────────────────────────────────────────

    def cards(self, ws: WorkspaceId, contacts: Iterable[ContactId]) -> Mapping[ContactId, ContactCard]:
        return {asked: card_of(contact) for asked, contact in self.store.contacts(ws, contacts).items()}

    def of_phone(self, ws: WorkspaceId, phone: str) -> ContactCard:
        digits = re.sub(r"\D", "", phone)
        if not SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER or digits.startswith("0"):
            raise Invalid(
                "Write the number in international form: country code first, for example +44 7700 900456.",
                code="bad_phone",
                fields=[FieldProblem("phone", "Write the number with its country code, without a leading zero.")],
            )
        now = self.clock.now()
        who = Who(phone=digits)
        found = self.identities.resolve(ws, who, now)
        self.identities.learn(ws, found, who, now)
        return card_of(self.store.contact(ws, found.contact))

    def found(self, actor: Actor, text: str, limit: int) -> Sequence[ContactId]:
        """Who sees no numbers finds nobody by digits: what matches would tell them.

        For limited agents more than asked for, for the caller leaves out what they may not see.
        """
        if actor.masked and asks_for_digits(text):
            return []
        return self.finder.contacts(actor.workspace, text, max(limit, LIMITED_REACH) if actor.limited else limit)

    def stop_marketing(self, ws: WorkspaceId, contact: ContactId) -> None:
        """Meta refused a marketing message because the customer wants none (131050)."""
        self.identities.wish(ws, contact, "stop", self.clock.now(), "meta_refusal")

    def learn(self, ws: WorkspaceId, contact: ContactId, phone: str, bsuid: str) -> None:
        """Meta's answer to a send named the recipient otherwise than we did: both are this contact."""
        self.identities.also_known(ws, contact, Who(phone=phone, bsuid=bsuid), self.clock.now())


def card_of(contact: Contact) -> ContactCard:
    return ContactCard(
        id=contact.id,
        name=contact.shown_name,
        phone=contact.reachable_phone or None,
        username=contact.username or None,
        bsuid=contact.bsuid or None,
        marketing_stopped=contact.marketing_stopped,
    )
