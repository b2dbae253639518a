"""From ids to a contact: looked up, made, linked or merged, by conditional writes only. The rules: ``identity.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.errors import Invalid, Unavailable
from shared.core.ids import ContactId, WorkspaceId, new_id
from shared.core.inbound import Who
from shared.core.ports import Absent, Amend, Below, Change, Create, Delete, Equals, Every, Exists, Row, Value
from shared.core.rows import maybe_text, text
from shared.features.contacts.evidence import LONG_AGO, alias_rows, facts_of, ids_of, is_person, left_later
from shared.features.contacts.merging import Merging
from shared.features.contacts.model import phone_version, version
from shared.features.contacts.store import identity_key

TRIES = 12


@dataclass(frozen=True)
class Found:
    """A contact, its row as it was read, and whether the number that was given is theirs."""

    contact: ContactId
    row: Row
    holds_phone: bool = True


@dataclass(frozen=True)
class Resolving(Merging):
    """Finds and makes contacts."""

    def resolve(self, ws: WorkspaceId, who: Who, at: datetime, *, aside: bool = False) -> Found:
        """The contact of these ids, made or linked or merged as needed. ``at`` is Meta's time of the webhook.

        ``aside``: said in passing (a status), by something that is not followed by ``learn``. It links ids, but every
        message's word about who has a number or an id now counts more.
        """
        if not who.known:
            raise Invalid("The webhook does not say which customer it is about.", code="no_customer")
        for _ in range(TRIES):
            found = self._look(ws, who, at, LONG_AGO if aside else at)
            if found is not None:
                return found
        raise Unavailable("Somebody else is writing to this contact. Try again in a moment.", code="contact_busy")

    def _look(self, ws: WorkspaceId, who: Who, at: datetime, since: datetime) -> Found | None:
        """One try. None when somebody was faster, or something had to be merged first: look again."""
        aliases = self.store.identities(ws, ids_of(who))
        rows = self._rows(ws, aliases)
        for contact, row in rows.items():
            if row is not None and row.get("merged_into"):
                self.settle(ws, contact)
                self.repoint(ws, contact, ContactId(text(row, "merged_into")), ids_of(who).items())
                return None
        holders = {kind: ContactId(text(alias, "contact")) for kind, alias in aliases.items()}
        strong = [holders[kind] for kind in ("bsuid", "parent") if kind in holders]
        if len(set(strong)) > 1:
            self.merge(ws, strong[1], strong[0])
            return None
        if strong:
            return self._of_person(ws, who, at, since, strong[0], aliases, rows)
        if "phone" not in holders:
            return self._new(ws, who, since, with_phone=True)
        return self._of_phone(ws, who, at, since, holders["phone"], aliases["phone"], rows)

    def _rows(self, ws: WorkspaceId, aliases: Mapping[str, Row]) -> dict[ContactId, Row | None]:
        contacts = list(dict.fromkeys(ContactId(text(alias, "contact")) for alias in aliases.values()))
        found = {text(row, "pk"): row for row in self.store.table.get_many([keys.contact(ws, one) for one in contacts])}
        return {one: found.get(keys.contact(ws, one).pk) for one in contacts}

    def _of_person(
        self,
        ws: WorkspaceId,
        who: Who,
        at: datetime,
        since: datetime,
        contact: ContactId,
        aliases: Mapping[str, Row],
        rows: Mapping[ContactId, Row | None],
    ) -> Found | None:
        """The BSUID is known. See that the other ids lead to the same contact."""
        row = rows[contact]
        if row is None:
            self._orphaned(ws, aliases, contact)
            return None
        missing = {kind: value for kind, value in ids_of(who).items() if kind not in aliases}
        if missing and not self.attach(ws, contact, who, since, missing, {}):
            return None
        alias = aliases.get("phone")
        if alias is None or text(alias, "contact") == contact:
            return Found(contact, row)
        other = ContactId(text(alias, "contact"))
        holder = rows[other]
        if holder is None:
            self._orphaned(ws, aliases, other)
            return None
        if not is_person(holder) or left_later(alias, who, at):
            self.merge(ws, other, contact)
            return None
        held = self.claim(ws, who, since, contact, alias, holder)
        return None if held is None else Found(contact, row, held)

    def _of_phone(
        self,
        ws: WorkspaceId,
        who: Who,
        at: datetime,
        since: datetime,
        contact: ContactId,
        alias: Row,
        rows: Mapping[ContactId, Row | None],
    ) -> Found | None:
        """Only the number is known."""
        row = rows[contact]
        if row is None:
            self._orphaned(ws, {"phone": alias}, contact)
            return None
        given = {kind: value for kind, value in ids_of(who).items() if kind != "phone"}
        if not given:
            return Found(contact, row)
        if not is_person(row):
            facts: dict[str, Value] = {}
            for kind, value in given.items():
                facts |= {kind: value, f"{kind}_version": version(since, value)}
            # Two BSUIDs may meet at the same numbered contact at once: only the first takes it.
            return Found(contact, {**row, **facts}) if self.attach(ws, contact, who, since, given, facts) else None
        if left_later(alias, who, at):
            # The number's owner moved on later, by Meta's word: this BSUID is one they had before.
            return Found(contact, row) if self.attach(ws, contact, who, since, given, {}) else None
        found = self._new(ws, who, since, with_phone=False)
        if found is None:
            return None
        held = self.claim(ws, who, since, found.contact, alias, row)
        return None if held is None else Found(found.contact, found.row, held)

    def _new(self, ws: WorkspaceId, who: Who, at: datetime, *, with_phone: bool) -> Found | None:
        contact = ContactId(new_id(self.store.clock.now()))
        ids = {kind: value for kind, value in ids_of(who).items() if with_phone or kind != "phone"}
        row: Row = {**self.store.born(), "ids": [f"{kind}:{value}" for kind, value in ids.items()]}
        for fact, value, mark in facts_of(who, at):
            if with_phone or fact != "phone":
                row |= {fact: value, f"{fact}_version": mark}
        parts = [Create(keys.contact(ws, contact), row), *alias_rows(ws, contact, who, at, ids)]
        return Found(contact, row) if self.store.table.transact(parts) is None else None

    def attach(
        self,
        ws: WorkspaceId,
        contact: ContactId,
        who: Who,
        at: datetime,
        ids: Mapping[str, str],
        facts: Mapping[str, Value],
    ) -> bool:
        """More ids for a contact. With ``facts`` only if it has no BSUID yet. False when somebody was faster."""
        free = (Absent(fact) for fact in facts if not fact.endswith("_version"))
        when = Every((Exists(), Absent("merged_into"), *free))
        change = Change(set=facts, append={"ids": [f"{kind}:{value}" for kind, value in ids.items()]})
        own = Amend(keys.contact(ws, contact), change, when)
        parts: list[Create | Amend | Delete] = [own, *alias_rows(ws, contact, who, at, ids)]
        return self.store.table.transact(parts) is None

    def claim(
        self, ws: WorkspaceId, who: Who, at: datetime, contact: ContactId, alias: Row, holder: Row
    ) -> bool | None:
        """The number is another person's so far. True: ours now; False: theirs is the newer claim; None: look again."""
        mark = phone_version(at, who.bsuid or who.parent, who.phone)
        other = ContactId(text(alias, "contact"))
        shows = maybe_text(holder, "phone") == who.phone
        since = maybe_text(alias, "at") or ""
        if shows:
            since = max(since, maybe_text(holder, "phone_version") or "")
        if since >= mark:
            return False
        moved = Amend(
            identity_key(ws, "phone", who.phone),
            Change(set={"contact": contact, "at": mark}),
            Every((Equals("contact", other), Below("at", mark))),
        )
        parts: list[Create | Amend | Delete] = [
            moved,
            Amend(
                keys.contact(ws, contact),
                Change(append={"ids": [f"phone:{who.phone}"]}),
                Every((Exists(), Absent("merged_into"))),
            ),
        ]
        if shows:
            lost = Every((Equals("phone", who.phone), Below("phone_version", mark)))
            parts.append(Amend(keys.contact(ws, other), Change(set={"phone_moved": True}), lost))
        return True if self.store.table.transact(parts) is None else None

    def _orphaned(self, ws: WorkspaceId, aliases: Mapping[str, Row], contact: ContactId) -> None:
        """An identity whose contact was erased leads nowhere: it goes, and the person is new to us."""
        for alias in aliases.values():
            if text(alias, "contact") == contact:
                self.store.table.delete(keys.Key(text(alias, "pk"), text(alias, "sk")), Equals("contact", contact))
