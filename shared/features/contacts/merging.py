"""Two contacts that are one person: the loser becomes a signpost, what it had moves to the survivor.

Announced on the loser's row first, so whoever comes by can finish what a killed process began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from shared.core import keys
from shared.core.ids import ContactId, WorkspaceId
from shared.core.ports import Absent, Amend, Below, Change, Equals, Every, Exists, Row, Value
from shared.core.rows import flag, maybe_text, text, texts
from shared.features.contacts.model import FACTS
from shared.features.contacts.store import ContactStore, identity_key


class Belongings(Protocol):
    """What else lies in a contact's partition: conversations, messages and what refers to them."""

    def move(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId) -> None:
        """All of it to the survivor. May be killed anywhere and called again."""
        ...


@dataclass(frozen=True)
class Merging:
    """Merges contacts, and finishes merges that were begun."""

    store: ContactStore
    belongings: Belongings

    def today(self, ws: WorkspaceId, contact: ContactId) -> ContactId:
        """The contact this one is today; if it was merged, what came to it since is moved after it."""
        row = self.store.row(ws, contact)
        if row is None or not row.get("merged_into"):
            return contact
        self.settle(ws, contact)
        return self.store.current(ws, contact)

    def merge(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId) -> None:
        """One contact of two. The loser's row stays as a signpost; everything else of it moves."""
        parts = [
            Amend(
                keys.contact(ws, loser),
                Change(set={"merged_into": survivor, "moving": True}),
                Every((Exists(), Absent("merged_into"))),
            ),
            Amend(keys.contact(ws, survivor), Change(add={"merges": 1}), Every((Exists(), Absent("merged_into")))),
        ]
        self.store.table.transact(parts)
        # If the loser had been merged before, what was left undone then is done now.
        self.settle(ws, loser)

    def settle(self, ws: WorkspaceId, loser: ContactId) -> None:
        """Move what a merged contact still has. Harmless when there is nothing; finishes what was killed halfway."""
        row = self.store.row(ws, loser)
        into = maybe_text(row, "merged_into") if row else None
        if row is None or into is None:
            return
        survivor = self.store.current(ws, ContactId(into))
        if flag(row, "moving"):
            self._hand_on_facts(ws, row, survivor)
        self.belongings.move(ws, loser, survivor)
        if flag(row, "moving"):
            # Last, so that whoever comes by one of the ids finds what is left to do.
            self.repoint(ws, loser, survivor, [tuple(one.split(":", 1)) for one in texts(row, "ids")])
            gone = [*FACTS, *(f"{fact}_version" for fact in FACTS)]
            more = ("moving", "ids", "given_name", "phone_moved", "marketing_at", "marketing_source")
            self.store.table.amend(keys.contact(ws, loser), Change(remove=(*gone, *more)), Exists())

    def _hand_on_facts(self, ws: WorkspaceId, row: Row, survivor: ContactId) -> None:
        key = keys.contact(ws, survivor)
        # Of two numbers one will be shown; how long each was theirs stands at the number.
        for one, contact in (
            (row, ContactId(text(row, "pk").rsplit("#", 1)[1])),
            (self.store.row(ws, survivor), survivor),
        ):
            self.remember_claim(ws, contact, one or {}, "")
        for fact in FACTS:
            value, mark = row.get(fact), maybe_text(row, f"{fact}_version")
            if value is None or mark is None:
                continue
            more: dict[str, Value] = {}
            remove: tuple[str, ...] = ()
            if fact == "marketing":
                more = {name: row[name] for name in ("marketing_at", "marketing_source") if name in row}
            elif fact == "phone" and flag(row, "phone_moved"):
                more = {"phone_moved": True}
            elif fact == "phone":
                remove = ("phone_moved",)
            change = Change(set={fact: value, f"{fact}_version": mark, **more}, remove=remove)
            self.store.table.amend(key, change, Every((Exists(), Below(f"{fact}_version", mark))))
        if row.get("given_name"):
            self.store.table.amend(key, Change(once={"given_name": row["given_name"]}), Exists())

    def repoint(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId, ids: Iterable[tuple[str, ...]]) -> None:
        """The loser's identities, (kind, value), lead to the survivor; those that have gone elsewhere stay there."""
        for kind, value in ids:
            parts = [
                Amend(identity_key(ws, kind, value), Change(set={"contact": survivor}), Equals("contact", loser)),
                Amend(keys.contact(ws, survivor), Change(append={"ids": [f"{kind}:{value}"]}), Exists()),
            ]
            self.store.table.transact(parts)

    def remember_claim(self, ws: WorkspaceId, contact: ContactId, row: Row, now: str) -> None:
        """The contact's row forgets how long the number before was theirs; that number's own row must not."""
        before, mark = maybe_text(row, "phone"), maybe_text(row, "phone_version")
        if before and mark and before != now:
            when = Every((Equals("contact", contact), Below("at", mark)))
            self.store.table.amend(identity_key(ws, "phone", before), Change(set={"at": mark}), when)
