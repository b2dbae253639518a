"""Who is writing: from a phone number, a business-scoped user id (BSUID), or both, to one contact.

    BSUID        identifies a person for good; Meta tells when a person gets a new one (``link``)
    phone        identifies whoever had it last by Meta's time: numbers are recycled, so two BSUIDs never become one
                 contact because they share a number; the number moves to the newer claim
    phone alone  a person we know by number only (an import, a message from before BSUIDs). Once the number is seen
                 with a BSUID the two are one person, and if both have a contact by then, the contacts are merged

Everything is a conditional write, so two consumers may meet here: who loses looks again. A merge is announced on the
loser's row first and can be taken up by anybody after a kill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.core import keys
from shared.core.clock import stamp
from shared.core.errors import Unavailable
from shared.core.ids import ContactId, WorkspaceId
from shared.core.inbound import Who
from shared.core.ports import Absent, Below, Change, Equals, Every, Exists, Row, Value
from shared.core.rows import maybe_text, text
from shared.features.contacts.evidence import claim_mark, facts_of, ids_of, is_person
from shared.features.contacts.merging import Belongings
from shared.features.contacts.model import phone_version, version
from shared.features.contacts.resolving import TRIES, Found, Resolving
from shared.features.contacts.store import identity_key

__all__ = ["Belongings", "Found", "Identities"]


@dataclass(frozen=True)
class Identities(Resolving):
    """From what a webhook says about a person to the contact."""

    # ── learning ────────────────────────────────────────────────────────────────────────────────────────────────────

    def learn(self, ws: WorkspaceId, found: Found, who: Who, at: datetime) -> None:
        """Keep what the webhook says about the person, of each fact the latest by Meta's time.

        Called after what was received has been written: when the contact was merged away meanwhile, what was written
        to it is moved after it.
        """
        contact, row = found.contact, found.row
        for _ in range(TRIES):
            facts = [one for one in facts_of(who, at) if (maybe_text(row, f"{one[0]}_version") or "") < one[2]]
            self._claim_at_least(ws, contact, row, who, at)
            if not facts:
                self.today(ws, contact)
                return
            change: dict[str, Value] = {}
            remove: list[str] = []
            for fact, value, mark in facts:
                change |= {fact: value, f"{fact}_version": mark}
                if fact == "phone" and found.holds_phone:
                    remove.append("phone_moved")
                elif fact == "phone":
                    change["phone_moved"] = True
                if fact == "phone":
                    self.remember_claim(ws, contact, row, str(value))
            when = Every(
                (Exists(), Absent("merged_into"), *(Below(f"{fact}_version", mark) for fact, _, mark in facts))
            )
            if self.store.table.amend(keys.contact(ws, contact), Change(set=change, remove=remove), when) is not None:
                return
            again = self.store.row(ws, contact)
            if again is None:
                return
            if again.get("merged_into"):
                self.settle(ws, contact)
                contact = self.store.current(ws, contact)
                again = self.store.row(ws, contact)
                if again is None:
                    return
            row = again
        raise Unavailable("Somebody else is writing to this contact. Try again in a moment.", code="contact_busy")

    def also_known(self, ws: WorkspaceId, contact: ContactId, who: Who, at: datetime) -> None:
        """Meta's answer to a send names the recipient by another id (contract 0.2): it leads to this contact too.

        An id that leads to another person already is left there; a contact known by number only is merged.
        """
        for _ in range(TRIES):
            contact = self.store.current(ws, contact)
            aliases = self.store.identities(ws, ids_of(who))
            others = {ContactId(text(alias, "contact")) for alias in aliases.values()} - {contact}
            unsure = [other for other in others if not is_person(self.store.row(ws, other) or {})]
            if unsure:
                self.merge(ws, unsure[0], contact)
                continue
            missing = {kind: value for kind, value in ids_of(who).items() if kind not in aliases}
            facts: dict[str, Value] = {}
            if "bsuid" in missing and not is_person(self.store.row(ws, contact) or {}):
                facts = {"bsuid": who.bsuid, "bsuid_version": version(at, who.bsuid)}
            if not missing or self.attach(ws, contact, who, at, missing, facts):
                return

    def wish(self, ws: WorkspaceId, contact: ContactId, wish: str, at: datetime, source: str) -> None:
        """The customer's own word about marketing; the latest counts. ``source`` says how we know."""
        contact = self.store.current(ws, contact)
        mark = version(at, wish)
        change = Change(
            set={"marketing": wish, "marketing_version": mark, "marketing_at": stamp(at), "marketing_source": source}
        )
        self.store.table.amend(keys.contact(ws, contact), change, Every((Exists(), Below("marketing_version", mark))))

    def _claim_at_least(self, ws: WorkspaceId, contact: ContactId, row: Row, who: Who, at: datetime) -> None:
        """Late word of a number the contact has given up since: how long it was theirs stands at the number."""
        mark = claim_mark(who, at)
        if who.phone and maybe_text(row, "phone") not in (None, who.phone):
            when = Every((Equals("contact", contact), Below("at", mark)))
            self.store.table.amend(identity_key(ws, "phone", who.phone), Change(set={"at": mark}), when)

    # ── one person, two ids ─────────────────────────────────────────────────────────────────────────────────────────

    def link(self, ws: WorkspaceId, before: Who, after: Who, at: datetime) -> Found:
        """Meta's own word that somebody has new ids (contract 2.5)."""
        if not before.known:
            return self.resolve(ws, after, at)
        if not after.known:
            return self.resolve(ws, before, at)
        new = Who("", after.bsuid, after.parent)
        # What was, was so until a moment ago: of the two ids that come with one time, the new ones are the later.
        until = at - timedelta(milliseconds=1)
        for _ in range(TRIES):
            known = self.resolve(ws, before, until)
            self.learn(ws, known, before, until)
            first = self.store.current(ws, known.contact)
            if before.phone:
                self._left(ws, before, first, until)
            if not new.known:
                return self._phone_after(ws, first, after, at)
            aliases = self.store.identities(ws, ids_of(new))
            others = {ContactId(text(alias, "contact")) for alias in aliases.values()} - {first}
            if others:
                self.merge(ws, others.pop(), first)
                continue
            missing = {kind: value for kind, value in ids_of(new).items() if kind not in aliases}
            if missing and not self.attach(ws, first, new, at, missing, {}):
                continue
            found = self.resolve(ws, after, at)
            self.learn(ws, found, after, at)
            return found
        raise Unavailable("Somebody else is writing to this contact. Try again in a moment.", code="contact_busy")

    def _left(self, ws: WorkspaceId, before: Who, contact: ContactId, until: datetime) -> None:
        """The number was this contact's until then; without a BSUID, whatever BSUID is seen with it from before."""
        key = identity_key(ws, "phone", before.phone)
        mark = phone_version(until, before.bsuid or before.parent, before.phone)
        names = ("at",) if before.bsuid or before.parent else ("at", "left_at")
        for name in names:
            when = Every((Equals("contact", contact), Below(name, mark)))
            self.store.table.amend(key, Change(set={name: mark}), when)

    def _phone_after(self, ws: WorkspaceId, contact: ContactId, after: Who, at: datetime) -> Found:
        """A new number and no BSUID at all."""
        for _ in range(TRIES):
            contact = self.store.current(ws, contact)
            row = self.store.row(ws, contact)
            alias = self.store.identities(ws, {"phone": after.phone}).get("phone")
            if row is None:
                return self.resolve(ws, after, at)
            if alias is None:
                if not self.attach(ws, contact, after, at, {"phone": after.phone}, {}):
                    continue
                held: bool | None = True
            elif text(alias, "contact") == contact:
                held = True
            else:
                other = ContactId(text(alias, "contact"))
                holder = self.store.row(ws, other)
                if holder is not None and not is_person(holder):
                    self.merge(ws, other, contact)
                    continue
                if not is_person(row):
                    self.merge(ws, contact, other)
                    continue
                held = self.claim(ws, after, at, contact, alias, holder or {})
            if held is None:
                continue
            found = Found(contact, row, held)
            self._learn_phone(ws, found, after.phone, at)
            return found
        raise Unavailable("Somebody else is writing to this contact. Try again in a moment.", code="contact_busy")

    def _learn_phone(self, ws: WorkspaceId, found: Found, phone: str, at: datetime) -> None:
        mark = phone_version(at, "", phone)
        self.remember_claim(ws, found.contact, found.row, phone)
        moved: dict[str, Value] = {} if found.holds_phone else {"phone_moved": True}
        change = Change(
            set={"phone": phone, "phone_version": mark, **moved}, remove=("phone_moved",) if found.holds_phone else ()
        )
        self.store.table.amend(keys.contact(ws, found.contact), change, Every((Exists(), Below("phone_version", mark))))
