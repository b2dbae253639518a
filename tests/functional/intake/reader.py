"""Looks up what the corpus' expectations (`tests/payloads/_expected.json`) name, in any table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.core import keys
from shared.core.clock import SystemClock
from shared.core.ids import ContactId, NumberId, WabaId, Wamid
from shared.core.ports import Cipher, Row, Table
from shared.features.contacts.model import Contact
from shared.features.contacts.store import ContactStore
from shared.features.inbox.model import Message
from shared.features.inbox.store import InboxStore
from tests.functional.intake.world import NUMBER, WABA, Cast, out_id


class Reader:
    """Looks things up the way the expectations name them."""

    def __init__(
        self, table: Table, cipher: Cipher, cast: Cast, parked: Mapping[str, Sequence[str]], *, fetches: bool = False
    ) -> None:
        """``fetches``: something fetches files meanwhile, so one that is expected to wait may be in any state."""
        clock = SystemClock()
        self.table = table
        self.parked = parked
        self.cast = cast
        self.fetches = fetches
        self.ws = cast.workspace
        self.store = InboxStore(table, cipher, clock)
        self.contacts = ContactStore(table, clock)

    def contact_id(self, identity: str) -> ContactId:
        kind = "bsuid" if "." in identity else "phone"
        row = self.table.get(keys.identity(self.ws, kind, identity))
        assert row is not None, f"nobody is known as {identity}"
        return self.contacts.current(self.ws, ContactId(str(row["contact"])))

    def contact(self, identity: str) -> Contact:
        return self.contacts.contact(self.ws, self.contact_id(identity))

    def message(self, of: str, wamid: str) -> Message:
        contact = self.contact_id(of)
        targets = self.store.targets(self.ws, contact, NUMBER, [Wamid(wamid)])
        assert targets, f"{wamid} is not there"
        return self.store.message(self.ws, contact, NUMBER, targets[Wamid(wamid)])

    def lines(self, of: str) -> list[Message]:
        found, _ = self.store.messages(self.ws, self.contact_id(of), NUMBER, 500, None)
        return found

    def events(self) -> list[Row]:
        return list(self.table.scan(keys.account_events(self.ws, WABA)))

    def notices(self) -> list[Row]:
        return list(self.table.scan(keys.notices(self.ws)))

    # ── one check per kind of expectation ───────────────────────────────────────────────────────────────────────────

    def check(self, file: str, one: dict[str, Any]) -> None:
        getattr(self, f"_{next(iter(one))}")(one, file)

    def _line(self, one: dict[str, Any], _: str) -> None:
        message = self.message(one["of"], one["line"])
        self._is(message, one)

    def _is(self, message: Message, one: dict[str, Any]) -> None:
        assert message.direction == one.get("direction", "in")
        assert message.kind == one["kind"]
        content = one.get("content", {})
        assert {name: message.content.get(name) for name in content} == content
        if one.get("content") == {}:
            assert not message.content
        media = message.media
        if not (self.fetches and media and one.get("media") == "pending"):
            assert (media.state if media else None) == one.get("media")
        for name in ("voice", "animated", "filename"):
            if name in one:
                assert getattr(media, name) == one[name]
        assert message.quote_wamid == one.get("quote")
        assert message.forwarded == one.get("forwarded")
        assert {reaction.by: reaction.emoji for reaction in message.reactions} == one.get("reactions", {})
        assert (message.edited_at is not None) == one.get("edited", False)
        assert (message.revoked_at is not None) == one.get("revoked", False)
        if "status" in one:
            assert message.status == one["status"]
        referral = one.get("referral", {})
        assert {name: (message.referral or {}).get(name) for name in referral} == referral

    def _text(self, one: dict[str, Any], _: str) -> None:
        assert [line.content.get("body") for line in self.lines(one["of"])].count(one["text"]) == 1

    def _says(self, one: dict[str, Any], _: str) -> None:
        lines = [line for line in self.lines(one["of"]) if line.direction == "event"]
        assert one["says"] in [line.content["event"] for line in lines]

    def _contact(self, one: dict[str, Any], _: str) -> None:
        contact = self.contact(one["contact"])
        if "same_as" in one:
            assert contact.id == self.contact_id(one["same_as"])
        if "not_same_as" in one:
            assert contact.id != self.contact_id(one["not_same_as"])
        facts = {name: value for name, value in one.items() if name not in ("contact", "same_as", "not_same_as")}
        assert {name: getattr(contact, name) for name in facts} == facts

    def _sent(self, one: dict[str, Any], _: str) -> None:
        contact = self.cast.receiver(one["sent"])
        message = self.store.message(self.ws, self.contacts.current(self.ws, contact), NUMBER, out_id(one["sent"]))
        assert message.status == one["status"]
        if "reason" in one:
            assert message.failure is not None
            assert message.failure.reason == one["reason"]

    def _event(self, one: dict[str, Any], _: str) -> None:
        names = {"event": "field", "kind": "kind", "summary": "summary"}
        wanted = {column: one[name] for name, column in names.items() if name in one}
        found = [row for row in self.events() if {name: row.get(name) for name in wanted} == wanted]
        assert found, f"no event {wanted}"
        if "notice" in one:
            titles = {row["summary"] for row in found}
            assert [row for row in self.notices() if row["title"] in titles and row["severity"] == one["notice"]]

    def _account(self, one: dict[str, Any], _: str) -> None:
        self._row(self.table.get(keys.account(self.ws, WabaId(one["account"]))), one, "account")

    def _number(self, one: dict[str, Any], _: str) -> None:
        self._row(self.table.get(keys.number(self.ws, NumberId(one["number"]))), one, "number")

    def _template(self, one: dict[str, Any], _: str) -> None:
        self._row(self.table.get(keys.template(self.ws, WABA, *one["template"])), one, "template")

    @staticmethod
    def _row(row: Row | None, one: dict[str, Any], kind: str) -> None:
        assert row is not None
        wanted = {name: value for name, value in one.items() if name != kind}
        assert {name: row.get(name) for name in wanted} == wanted

    def _parked(self, one: dict[str, Any], file: str) -> None:
        assert one["parked"] in self.parked[file]

    def _window(self, one: dict[str, Any], _: str) -> None:
        row = self.table.get(keys.conversation(self.ws, self.contact_id(one["window"]), NUMBER))
        assert row is not None
        assert "inbound_at" in row

    def _nothing(self, one: dict[str, Any], file: str) -> None:
        """Its effect is another file's expectation; by itself it is handled without complaint."""
        assert self.parked[file] == []
