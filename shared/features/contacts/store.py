"""Contacts and their identities in the table.

contact      facts, each with ``<fact>_version``; ``ids``: the identities that (once) led here; ``merged_into``
identity     one for each number, BSUID and parent BSUID: ``contact``, and for a number since when (``at``)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.core import keys
from shared.core.clock import Clock, stamp
from shared.core.errors import NotFound
from shared.core.ids import ContactId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Absent, Change, Every, Exists, Row, Table
from shared.core.rows import flag, maybe_moment, maybe_text, moment, text
from shared.features.contacts.model import Contact, tidy_name

# A contact that was merged was merged into a living one, so a chain is as long as its merges came later. Longer is a
# bug.
LONGEST_CHAIN = 8


def no_contact() -> NotFound:
    """The one answer for who is not there and for who is not there for the one who asks."""
    return NotFound("There is no such contact in this workspace.", code="contact_not_found")


@dataclass(frozen=True)
class ContactStore:
    """The questions the product asks about contacts."""

    table: Table
    clock: Clock

    def row(self, ws: WorkspaceId, contact: ContactId) -> Row | None:
        return self.table.get(keys.contact(ws, contact))

    def current(self, ws: WorkspaceId, contact: ContactId) -> ContactId:
        """The contact that this one is today: itself, or what it was merged into."""
        for _ in range(LONGEST_CHAIN):
            row = self.row(ws, contact)
            into = maybe_text(row, "merged_into") if row else None
            if into is None:
                return contact
            contact = ContactId(into)
        raise no_contact()

    def contacts(self, ws: WorkspaceId, wanted: Iterable[ContactId]) -> Mapping[ContactId, Contact]:
        """By the id asked for, merges followed; unknown ids are left out."""
        asked = list(dict.fromkeys(wanted))
        found: dict[ContactId, Contact] = {}
        pending = {contact: contact for contact in asked}
        for _ in range(LONGEST_CHAIN):
            if not pending:
                break
            rows = self.table.get_many([keys.contact(ws, contact) for contact in pending.values()])
            read = {one.id: one for one in (read_contact(row, ws) for row in rows)}
            following: dict[ContactId, ContactId] = {}
            for first, contact in pending.items():
                one = read.get(contact)
                if one is not None and one.merged_into:
                    following[first] = one.merged_into
                elif one is not None:
                    found[first] = one
            pending = following
        return found

    def contact(self, ws: WorkspaceId, contact: ContactId) -> Contact:
        """The contact, merges followed."""
        found = self.contacts(ws, [contact]).get(contact)
        if found is None:
            raise no_contact()
        return found

    def rename(self, ws: WorkspaceId, contact: ContactId, name: str) -> None:
        """What the workspace's people call the contact; empty goes back to the contact's own name."""
        given = tidy_name(name)
        change = Change(set={"given_name": given}) if given else Change(remove=("given_name",))
        key = keys.contact(ws, self.current(ws, contact))
        if self.table.amend(key, change, Every((Exists(), Absent("merged_into")))) is None:
            raise no_contact()

    def page(self, ws: WorkspaceId, wanted: Sequence[ContactId]) -> list[Contact]:
        """The contacts in the order asked for, each once however many ids lead to it."""
        found = self.contacts(ws, wanted)
        return list({one.id: one for one in (found.get(contact) for contact in wanted) if one}.values())

    def identities(self, ws: WorkspaceId, ids: Mapping[str, str]) -> dict[str, Row]:
        """The identity rows of (kind → value), by kind."""
        by_pk = {identity_key(ws, kind, value).pk: kind for kind, value in ids.items()}
        rows = self.table.get_many([identity_key(ws, kind, value) for kind, value in ids.items()])
        return {by_pk[text(row, "pk")]: row for row in rows}

    def born(self) -> Row:
        """What every new contact's row begins with."""
        return {"type": "contact", "v": 1, "created_at": stamp(self.clock.now())}


def identity_key(ws: WorkspaceId, kind: str, value: str) -> Key:
    return keys.identity(ws, kind, value)


def read_contact(row: Row, ws: WorkspaceId) -> Contact:
    into = maybe_text(row, "merged_into")
    return Contact(
        workspace=ws,
        id=ContactId(text(row, "pk").rsplit("#", 1)[1]),
        created_at=moment(row, "created_at"),
        name=maybe_text(row, "name") or "",
        given_name=maybe_text(row, "given_name") or "",
        username=maybe_text(row, "username") or "",
        phone=maybe_text(row, "phone") or "",
        phone_moved=flag(row, "phone_moved"),
        bsuid=maybe_text(row, "bsuid") or "",
        parent=maybe_text(row, "parent") or "",
        marketing=maybe_text(row, "marketing") or "",
        marketing_at=maybe_moment(row, "marketing_at"),
        marketing_source=maybe_text(row, "marketing_source") or "",
        merged_into=ContactId(into) if into else None,
    )
