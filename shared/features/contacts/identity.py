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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.core import keys
from shared.core.clock import stamp
from shared.core.errors import Invalid, Unavailable
from shared.core.ids import ContactId, WorkspaceId, new_id
from shared.core.inbound import Who
from shared.core.ports import Absent, Amend, Below, Change, Create, Delete, Equals, Every, Exists, Row, Value
from shared.core.rows import flag, maybe_text, text, texts
from shared.features.contacts.model import FACTS, phone_version, tidy_name, version
from shared.features.contacts.store import ContactStore, identity_key

_TRIES = 12
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Belongings(Protocol):
    """What else lies in a contact's partition: conversations, messages and what refers to them."""

    def move(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId) -> None:
        """All of it to the survivor. May be killed anywhere and called again."""
        ...


@dataclass(frozen=True)
class Found:
    """A contact, its row as it was read, and whether the number that was given is theirs."""

    contact: ContactId
    row: Row
    holds_phone: bool = True


@dataclass(frozen=True)
class Identities:
    """From what a webhook says about a person to the contact."""

    store: ContactStore
    belongings: Belongings

    # ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, ws: WorkspaceId, who: Who, at: datetime, *, aside: bool = False) -> Found:
        """The contact of these ids, made or linked or merged as needed. ``at`` is Meta's time of the webhook.

        ``aside``: said in passing (a status), by something that is not followed by ``learn``. It links ids, but every
        message's word about who has a number or an id now counts more.
        """
        if not who.known:
            raise Invalid("The webhook does not say which customer it is about.", code="no_customer")
        for _ in range(_TRIES):
            found = self._look(ws, who, at, LONG_AGO if aside else at)
            if found is not None:
                return found
        raise Unavailable("Somebody else is writing to this contact. Try again in a moment.", code="contact_busy")

    def _look(self, ws: WorkspaceId, who: Who, at: datetime, since: datetime) -> Found | None:
        """One try. None when somebody was faster, or something had to be merged first: look again."""
        aliases = self.store.identities(ws, _ids(who))
        rows = self._rows(ws, aliases)
        for contact, row in rows.items():
            if row is not None and row.get("merged_into"):
                self.settle(ws, contact)
                self._repoint(ws, contact, ContactId(text(row, "merged_into")), _ids(who).items())
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
        missing = {kind: value for kind, value in _ids(who).items() if kind not in aliases}
        if missing and not self._attach(ws, contact, who, since, missing, {}):
            return None
        alias = aliases.get("phone")
        if alias is None or text(alias, "contact") == contact:
            return Found(contact, row)
        other = ContactId(text(alias, "contact"))
        holder = rows[other]
        if holder is None:
            self._orphaned(ws, aliases, other)
            return None
        if not _is_person(holder) or _left_later(alias, who, at):
            self.merge(ws, other, contact)
            return None
        held = self._claim(ws, who, since, contact, alias, holder)
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
        given = {kind: value for kind, value in _ids(who).items() if kind != "phone"}
        if not given:
            return Found(contact, row)
        if not _is_person(row):
            facts: dict[str, Value] = {}
            for kind, value in given.items():
                facts |= {kind: value, f"{kind}_version": version(since, value)}
            # Two BSUIDs may meet at the same numbered contact at once: only the first takes it.
            return Found(contact, {**row, **facts}) if self._attach(ws, contact, who, since, given, facts) else None
        if _left_later(alias, who, at):
            # The number's owner moved on later, by Meta's word: this BSUID is one they had before.
            return Found(contact, row) if self._attach(ws, contact, who, since, given, {}) else None
        found = self._new(ws, who, since, with_phone=False)
        if found is None:
            return None
        held = self._claim(ws, who, since, found.contact, alias, row)
        return None if held is None else Found(found.contact, found.row, held)

    def _new(self, ws: WorkspaceId, who: Who, at: datetime, *, with_phone: bool) -> Found | None:
        contact = ContactId(new_id(self.store.clock.now()))
        ids = {kind: value for kind, value in _ids(who).items() if with_phone or kind != "phone"}
        row: Row = {**self.store.born(), "ids": [f"{kind}:{value}" for kind, value in ids.items()]}
        for fact, value, mark in _facts(who, at):
            if with_phone or fact != "phone":
                row |= {fact: value, f"{fact}_version": mark}
        parts = [Create(keys.contact(ws, contact), row), *_aliases(ws, contact, who, at, ids)]
        return Found(contact, row) if self.store.table.transact(parts) is None else None

    def _attach(
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
        parts: list[Create | Amend | Delete] = [own, *_aliases(ws, contact, who, at, ids)]
        return self.store.table.transact(parts) is None

    def _claim(
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

    # ── learning ────────────────────────────────────────────────────────────────────────────────────────────────────

    def learn(self, ws: WorkspaceId, found: Found, who: Who, at: datetime) -> None:
        """Keep what the webhook says about the person, of each fact the latest by Meta's time.

        Called after what was received has been written: when the contact was merged away meanwhile, what was written
        to it is moved after it.
        """
        contact, row = found.contact, found.row
        for _ in range(_TRIES):
            facts = [one for one in _facts(who, at) if (maybe_text(row, f"{one[0]}_version") or "") < one[2]]
            self._claim_at_least(ws, contact, row, who, at)
            if not facts:
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
                    self._remember_claim(ws, contact, row, str(value))
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
        for _ in range(_TRIES):
            contact = self.store.current(ws, contact)
            aliases = self.store.identities(ws, _ids(who))
            others = {ContactId(text(alias, "contact")) for alias in aliases.values()} - {contact}
            unsure = [other for other in others if not _is_person(self.store.row(ws, other) or {})]
            if unsure:
                self.merge(ws, unsure[0], contact)
                continue
            missing = {kind: value for kind, value in _ids(who).items() if kind not in aliases}
            facts: dict[str, Value] = {}
            if "bsuid" in missing and not _is_person(self.store.row(ws, contact) or {}):
                facts = {"bsuid": who.bsuid, "bsuid_version": version(at, who.bsuid)}
            if not missing or self._attach(ws, contact, who, at, missing, facts):
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
        mark = _claim_mark(who, at)
        if who.phone and maybe_text(row, "phone") not in (None, who.phone):
            when = Every((Equals("contact", contact), Below("at", mark)))
            self.store.table.amend(identity_key(ws, "phone", who.phone), Change(set={"at": mark}), when)

    def _remember_claim(self, ws: WorkspaceId, contact: ContactId, row: Row, now: str) -> None:
        """The contact's row forgets how long the number before was theirs; that number's own row must not."""
        before, mark = maybe_text(row, "phone"), maybe_text(row, "phone_version")
        if before and mark and before != now:
            when = Every((Equals("contact", contact), Below("at", mark)))
            self.store.table.amend(identity_key(ws, "phone", before), Change(set={"at": mark}), when)

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
        for _ in range(_TRIES):
            known = self.resolve(ws, before, until)
            self.learn(ws, known, before, until)
            first = self.store.current(ws, known.contact)
            if before.phone:
                self._left(ws, before, first, until)
            if not new.known:
                return self._phone_after(ws, first, after, at)
            aliases = self.store.identities(ws, _ids(new))
            others = {ContactId(text(alias, "contact")) for alias in aliases.values()} - {first}
            if others:
                self.merge(ws, others.pop(), first)
                continue
            missing = {kind: value for kind, value in _ids(new).items() if kind not in aliases}
            if missing and not self._attach(ws, first, new, at, missing, {}):
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
        for _ in range(_TRIES):
            contact = self.store.current(ws, contact)
            row = self.store.row(ws, contact)
            alias = self.store.identities(ws, {"phone": after.phone}).get("phone")
            if row is None:
                return self.resolve(ws, after, at)
            if alias is None:
                if not self._attach(ws, contact, after, at, {"phone": after.phone}, {}):
                    continue
                held: bool | None = True
            elif text(alias, "contact") == contact:
                held = True
            else:
                other = ContactId(text(alias, "contact"))
                holder = self.store.row(ws, other)
                if holder is not None and not _is_person(holder):
                    self.merge(ws, other, contact)
                    continue
                if not _is_person(row):
                    self.merge(ws, contact, other)
                    continue
                held = self._claim(ws, after, at, contact, alias, holder or {})
            if held is None:
                continue
            found = Found(contact, row, held)
            self._learn_phone(ws, found, after.phone, at)
            return found
        raise Unavailable("Somebody else is writing to this contact. Try again in a moment.", code="contact_busy")

    def _learn_phone(self, ws: WorkspaceId, found: Found, phone: str, at: datetime) -> None:
        mark = phone_version(at, "", phone)
        self._remember_claim(ws, found.contact, found.row, phone)
        moved: dict[str, Value] = {} if found.holds_phone else {"phone_moved": True}
        change = Change(
            set={"phone": phone, "phone_version": mark, **moved}, remove=("phone_moved",) if found.holds_phone else ()
        )
        self.store.table.amend(keys.contact(ws, found.contact), change, Every((Exists(), Below("phone_version", mark))))

    def today(self, ws: WorkspaceId, contact: ContactId) -> ContactId:
        """The contact this one is today; if it was merged, what came to it since is moved after it."""
        row = self.store.row(ws, contact)
        if row is None or not row.get("merged_into"):
            return contact
        self.settle(ws, contact)
        return self.store.current(ws, contact)

    # ── merging ─────────────────────────────────────────────────────────────────────────────────────────────────────

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
            self._repoint(ws, loser, survivor, [tuple(one.split(":", 1)) for one in texts(row, "ids")])
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
            self._remember_claim(ws, contact, one or {}, "")
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

    def _repoint(self, ws: WorkspaceId, loser: ContactId, survivor: ContactId, ids: Iterable[tuple[str, ...]]) -> None:
        """The loser's identities, (kind, value), lead to the survivor; those that have gone elsewhere stay there."""
        for kind, value in ids:
            parts = [
                Amend(identity_key(ws, kind, value), Change(set={"contact": survivor}), Equals("contact", loser)),
                Amend(keys.contact(ws, survivor), Change(append={"ids": [f"{kind}:{value}"]}), Exists()),
            ]
            self.store.table.transact(parts)


def _ids(who: Who) -> dict[str, str]:
    """Kind → value of the ids there are."""
    given = {"bsuid": who.bsuid, "parent": who.parent, "phone": who.phone}
    return {kind: value for kind, value in given.items() if value}


def _facts(who: Who, at: datetime) -> list[tuple[str, str, str]]:
    """(fact, value, version) of what a webhook says."""
    given = [
        ("name", tidy_name(who.name)),
        ("username", who.username),
        ("bsuid", who.bsuid),
        ("parent", who.parent),
    ]
    found = [(fact, value, version(at, value)) for fact, value in given if value]
    if who.phone:
        found.append(("phone", who.phone, _claim_mark(who, at)))
    return found


def _claim_mark(who: Who, at: datetime) -> str:
    """Since when a number is somebody's. A number by itself does not say which of two people has it."""
    strong = who.bsuid or who.parent
    return phone_version(at if strong else LONG_AGO, strong, who.phone)


def _aliases(ws: WorkspaceId, contact: ContactId, who: Who, at: datetime, ids: Mapping[str, str]) -> list[Create]:
    rows = []
    for kind, value in ids.items():
        row: Row = {"type": "identity", "v": 1, "kind": kind, "contact": contact}
        if kind == "phone":
            row["at"] = _claim_mark(who, at)
        rows.append(Create(identity_key(ws, kind, value), row))
    return rows


def _is_person(row: Row) -> bool:
    """Whether the contact is known by more than a number."""
    return bool(row.get("bsuid") or row.get("parent"))


def _left_later(alias: Row, who: Who, at: datetime) -> bool:
    """Whether the number's holder gave it up after ``at``, by Meta's word: then who had it at ``at`` is the holder."""
    left = maybe_text(alias, "left_at")
    return left is not None and phone_version(at, who.bsuid or who.parent, who.phone) < left
