"""`POST /{number}/messages` and `/marketing_messages`: judge, accept, write the ledger, start the journey."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from infra.sandbox import content as contents
from infra.sandbox import magic, payloads
from infra.sandbox.errors import GraphError
from infra.sandbox.journey import Journey
from infra.sandbox.judging import Judge, Judged
from infra.sandbox.media import MediaStore
from infra.sandbox.model import Bubble, Entry, Json, Number, Person, Rule
from infra.sandbox.pacing import Pacing, key_of
from infra.sandbox.state import chat_key
from infra.sandbox.world import World

TYPING_SECONDS = 25.0
WIRE_FAULTS = ("reset_before", "server_error_before", "not_json")
LOST_FAULTS = {"reset_after": "reset", "server_error_after": "error"}


@dataclass
class Sent:
    """What the caller gets. `wire`: "" | reset | error | not_json; `hold`: deliveries to wait for; `wait`: seconds."""

    body: Json = field(default_factory=dict)
    wire: str = ""
    hold: list[str] = field(default_factory=list)
    wait: float = 0.0


@dataclass(frozen=True)
class Target:
    """What the fault switches are asked about: a stable key, the number, the person, a magic recipient."""

    key: str
    number: str
    person: str
    chosen: magic.Magic | None


class Sending:
    """The send endpoint of one world."""

    def __init__(self, world: World, media: MediaStore, journey: Journey, pacing: Pacing) -> None:
        self._world, self._journey, self._pacing = world, journey, pacing
        self._judge = Judge(world, media)

    # -- entry points -----------------------------------------------------------------------------------------------
    def post(self, number: Number, body: Any, *, marketing: bool = False) -> Sent:
        """A send, or a read receipt (which shares the address)."""
        if isinstance(body, dict) and body.get("status") == "read":
            return Sent(self._receipt(number, body))
        target = Target(self._key(body), number.id, self._addressee(number, body), self._magic(body))
        slow = self._strike("slow_answer", target)
        wait = (slow.seconds or 10.0) if slow else 0.0
        for fault in WIRE_FAULTS:
            if self._strike(fault, target):
                return Sent(wire=fault.removesuffix("_before").replace("server_error", "error"), wait=wait)
        refusal = self._strike("error", target)
        if refusal is not None and refusal.mode == "sync":
            raise GraphError(refusal.code, "Switched on in the sandbox", subcode=refusal.subcode or None)
        judged, late = self._judge.request(number, body, marketing=marketing)
        if refusal is not None and late is None:
            late = GraphError(refusal.code, "Switched on in the sandbox")
        sent = self._accept(number, body, judged, late, marketing, target)
        sent.wait = wait
        for fault, wire in LOST_FAULTS.items():
            if self._strike(fault, target):
                sent.wire = wire
                self._lost(sent, wire)
                break
        return sent

    def _lost(self, sent: Sent, wire: str) -> None:
        entry = self._world.state.ledger.items[sent.body["messages"][0]["id"]]
        entry.answer = wire
        self._world.state.ledger.touch(entry.id)

    def _strike(self, fault: str, target: Target) -> Rule | None:
        chosen = target.chosen
        if chosen is not None and chosen.fault == fault:
            return Rule("magic", fault, code=chosen.code, mode=chosen.mode, seconds=chosen.seconds)
        return self._world.faults.strike(fault, target.key, number=target.number, person=target.person)

    def _magic(self, body: Any) -> magic.Magic | None:
        to = body.get("to") if isinstance(body, dict) else None
        return magic.of(contents.digits_of(str(to))) if to else None

    def _key(self, body: Any) -> str:
        """What names this send for the fault dice: its callback data, or its recipient and content."""
        if not isinstance(body, dict):
            return "no object"
        callback = body.get("biz_opaque_callback_data")
        return str(callback) if callback else f"{body.get('to') or body.get('recipient')}/{content_hash(body)}"

    def _addressee(self, number: Number, body: Any) -> str:
        """The id of the person a send is meant for, before it was judged; "" when unknown."""
        if not isinstance(body, dict):
            return ""
        if body.get("to"):
            person = self._world.person_by_phone(str(body["to"]))
        else:
            person = self._world.person_by_bsuid(self._world.account_of(number).portfolio, str(body.get("recipient")))
        return person.id if person else ""

    def received(self, number: Number) -> None:
        """A customer's message counts for the number's throughput too."""
        self._judge.received(number)

    # -- accepting --------------------------------------------------------------------------------------------------
    def _accept(
        self, number: Number, body: Json, judged: Judged, late: GraphError | None, marketing: bool, target: Target
    ) -> Sent:
        person, kind, now = judged.person, judged.kind, self._world.now()
        phone = self._world.shows_phone(number, person) or not judged.recipient
        bubble = Bubble(
            id=self._world.ids.wamid(person.phone if phone else "", inbound=False),
            number=number.id,
            person=person.id,
            direction="out",
            at=now,
            type=kind,
            content=body.get(kind),
            context={"id": body["context"]["message_id"]} if body.get("context") else {},
            callback=body.get("biz_opaque_callback_data"),
            category=judged.category,
            recipient=judged.written,
            by_bsuid=body.get("to") is None,
            marketing_api=marketing,
            shown=judged.shown,
        )
        entry = Entry(
            bubble.id, now, number.id, person.id, judged.written, bubble.id, kind, bubble.callback, content_hash(body)
        )
        self._world.state.ledger.put(entry.id, entry)
        self._world.keep(bubble)
        self._world.interacted(number, person)
        chat = self._world.chat(number, person)
        chat.typing_until = 0.0
        if kind == "reaction":
            self._react(body["reaction"])
        silent = target.chosen is not None and target.chosen.fault == "silent"
        template = key_of(judged.template) if judged.template is not None else ""
        if late is not None:
            self._journey.fail(bubble, late.code, late.details)
        elif template and not self._pacing.takes(template):
            self._pacing.hold(template, bubble)
        else:
            self._journey.start(bubble, silent=silent)
        sent = Sent(self._answer(body, person, bubble, number))
        if late is None and not silent and not bubble.held and self._strike("status_first", target):
            sent.hold = self._journey.advance(bubble.id, "sent", now=True)
        return sent

    def _react(self, reaction: Json) -> None:
        target = self._world.state.bubbles.get(str(reaction["message_id"]))
        if target is not None:
            target.reactions["business"] = reaction["emoji"]
            if not reaction["emoji"]:
                del target.reactions["business"]
            self._world.changed(target)

    def _answer(self, body: Json, person: Person, bubble: Bubble, number: Number) -> Json:
        entry: Json = {"input": str(body["to"]) if body.get("to") is not None else body["recipient"]}
        if body.get("to") is not None:
            entry["wa_id"] = person.phone
        if body.get("recipient") is not None:
            entry["user_id"] = payloads.bsuid(person, self._world.account_of(number))
        message: Json = {"id": bubble.id}
        if bubble.type == "template":
            message["message_status"] = "held_for_quality_assessment" if bubble.held else "accepted"
        return {"messaging_product": "whatsapp", "contacts": [entry], "messages": [message]}

    def _receipt(self, number: Number, body: Json) -> Json:
        """Marks this and earlier messages of the customer as read; may show that somebody types."""
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        target = self._world.state.bubbles.get(str(body.get("message_id", "")))
        if target is None or target.number != number.id or target.direction != "in":
            raise GraphError(131009, "message_id is not a message this number received")
        now = self._world.now()
        for bubble in self._world.messages(number.id, target.person):
            if bubble.direction == "in" and bubble.business_read_at is None and bubble.at <= target.at:
                bubble.business_read_at = now
                self._world.state.bubbles.touch(bubble.id)
        chat = self._world.chat(number, self._world.state.people[target.person])
        typing = body.get("typing_indicator")
        if typing is not None:
            if not isinstance(typing, dict) or typing.get("type") != "text":
                raise GraphError(131009, "typing_indicator.type must be text")
            chat.typing_until = now + TYPING_SECONDS
        self._world.state.chats.touch(chat_key(number.id, target.person))
        self._world.tell(kind="chat", number=number.id, person=target.person)
        return {"success": True}


def content_hash(body: Json) -> str:
    """Says whether two sends carry the same words, without keeping them."""
    kind = body.get("type", "text")
    return hashlib.sha256(json.dumps([kind, body.get(str(kind))], sort_keys=True).encode()).hexdigest()[:16]
