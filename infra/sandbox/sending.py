"""`POST /{number}/messages` and `/marketing_messages`: judge, accept, write the ledger, start the journey."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from infra.sandbox import content as contents
from infra.sandbox import magic, payloads, template_match
from infra.sandbox.errors import GraphError
from infra.sandbox.journey import Journey
from infra.sandbox.limits import COEXISTENCE, THROUGHPUT, PairLimit, Throughput
from infra.sandbox.media import MediaStore
from infra.sandbox.model import Account, Bubble, Entry, Json, Number, Person, Rule, Template
from infra.sandbox.state import chat_key
from infra.sandbox.world import World, dial

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


@dataclass(frozen=True)
class Judged:
    """A request that may be accepted, with what was found out about it."""

    kind: str
    person: Person
    written: str
    recipient: str
    template: Template | None = None
    shown: Json = field(default_factory=dict)
    dead_link: str = ""

    @property
    def category(self) -> str:
        return self.template.category.lower() if self.template is not None else "service"


class Sending:
    """The send endpoint of one world."""

    def __init__(self, world: World, media: MediaStore, journey: Journey) -> None:
        self._world, self._media, self._journey = world, media, journey
        self._pairs, self._throughput = PairLimit(), Throughput()

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
        judged, late = self._judge(number, body, marketing)
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

    # -- judging ----------------------------------------------------------------------------------------------------
    def _judge(self, number: Number, body: Any, marketing: bool) -> tuple[Judged, GraphError | None]:
        """Raises what is refused at once; a refusal that Meta reports later is answered beside the result."""
        account = self._world.account_of(number)
        kind = contents.check(body)
        written, bsuid = contents.address(body)
        self._may_send(account, number)
        person = self._person(number, account, written, bsuid)
        judged = Judged(kind, person, written or bsuid, bsuid)
        if kind == "template":
            judged = self._template(judged, account, body["template"], marketing, by_bsuid=not written)
        elif marketing:
            raise GraphError(100, message="(#100) Only template messages can be sent on this endpoint")
        judged = replace(judged, dead_link=self._media_of(kind, body, account))
        self._limits(number, person)
        late = self._refused(number, account, judged)
        if late is not None and (
            late.code not in self._world.settings.late_codes or self._world.settings.refusals != "late"
        ):
            raise late
        return judged, late

    def _may_send(self, account: Account, number: Number) -> None:
        if account.restriction == "LOCKED":
            raise GraphError(131031, "The account is locked")
        if account.restriction == "ALL":
            raise GraphError(368, "The account is restricted for policy violations")
        if not number.registered:
            raise GraphError(133010, "Register the phone number before sending")
        if number.maintenance:
            raise GraphError(131057, "The number is being upgraded")

    def _person(self, number: Number, account: Account, written: str, bsuid: str) -> Person:
        if written:
            digits = dial(number, written)
            if digits == number.digits:
                raise GraphError(131021, "Sender and recipient are the same number")
            if number.tests_only and digits not in number.tests_only:
                raise GraphError(131030, "Add the recipient to the list of test numbers")
            return self._world.meet(digits)
        person = self._world.person_by_bsuid(account.portfolio, bsuid)
        if person is None:
            raise GraphError(131009, f"{bsuid} is not a user id of this business portfolio")
        return person

    def _template(self, judged: Judged, account: Account, given: Json, marketing: bool, *, by_bsuid: bool) -> Judged:
        name, language = str(given["name"]), str(given["language"]["code"])
        found = self._world.state.templates.get(f"{account.id}/{name}/{language}")
        template = template_match.sendable(found, name, language)
        if marketing:
            if template.category != "MARKETING":
                raise GraphError(134100, f"Template {name} is {template.category}")
            if not account.marketing_onboarded:
                raise GraphError(134102, "The account is not onboarded to Marketing Messages API")
        elif template.category == "MARKETING" and not account.marketing_on_messages:
            raise GraphError(131063, "Send marketing templates with /marketing_messages")
        if by_bsuid and template.category == "AUTHENTICATION":
            raise GraphError(131062, "Authentication templates need a phone number")
        if account.restriction == "BIZ_INITIATED":
            raise GraphError(368, "Business-initiated messages are restricted")
        shown = template_match.render(template, given)
        return replace(judged, template=template, shown=shown)

    def _media_of(self, kind: str, body: Json, account: Account) -> str:
        """Checks every file a request refers to; answers a link that Meta would fail to fetch, or ""."""
        dead = ""
        for where, holder in media_holders(kind, body):
            node = holder.get("id")
            if node is None:
                host = urlsplit(str(holder.get("link", ""))).hostname or ""
                dead = str(holder["link"]) if host.endswith(".invalid") else dead
                continue
            media = self._media.find(str(node))
            if media is None or media.account != account.id:
                raise contents.invalid(f"{where}['id']", "is not a valid whatsapp business account media attachment ID")
            allowed = contents.MEDIA_LIMITS.get(where)
            if allowed is not None and where != "document" and contents.plain_type(media.mime_type) not in allowed[0]:
                raise contents.invalid(f"{where}['id']", f"is of type {media.mime_type}, which {where} does not take")
        return dead

    def _limits(self, number: Number, person: Person) -> None:
        settings = self._world.settings
        most = COEXISTENCE if number.coexistence else THROUGHPUT.get(number.throughput, 80)
        if settings.messages_per_second is not None:
            most = settings.messages_per_second
        if not self._throughput.take(number.id, most, time.monotonic()):
            raise GraphError(130429, "Throughput reached.")
        if settings.pair_limit and not self._pairs.take(number.id, person.id, self._world.now()):
            raise GraphError(131056, "Too many messages to this recipient in a short time")

    def received(self, number: Number) -> None:
        """A customer's message counts for the number's throughput too."""
        self._throughput.count(number.id, time.monotonic())

    def _refused(self, number: Number, account: Account, judged: Judged) -> GraphError | None:
        person, template = judged.person, judged.template
        if person.id in number.blocked:
            return GraphError(130403, "Your business blocked this user")
        if not person.on_whatsapp:
            return GraphError(131026, "The recipient is not on WhatsApp or cannot receive this message")
        if not account.payment_ok and (template is not None):
            return GraphError(131042, "The account has a payment problem")
        if judged.dead_link:
            return GraphError(131053, f"The media could not be downloaded from {judged.dead_link}")
        if magic.of(person.phone) is not None:
            return None
        return self._stopped(account, person, template) if template else self._closed(number, person)

    def _closed(self, number: Number, person: Person) -> GraphError | None:
        if self._world.window_open(number, person):
            return None
        return GraphError(131047, "More than 24 hours have passed since the customer last wrote")

    def _stopped(self, account: Account, person: Person, template: Template) -> GraphError | None:
        if template.category != "MARKETING":
            return None
        if account.portfolio in person.stopped_marketing:
            return GraphError(131050, "The recipient stopped marketing messages of this business")
        if person.phone.startswith("1") and len(person.phone) == 11:
            return GraphError(131049, "Marketing to the United States is paused")
        return None

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
        if late is not None:
            self._journey.fail(bubble, late.code, late.details)
        else:
            self._journey.start(bubble, silent=silent)
        sent = Sent(self._answer(body, person, bubble, number))
        if late is None and not silent and self._strike("status_first", target):
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
            message["message_status"] = "accepted"
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


def media_holders(kind: str, body: Json) -> list[tuple[str, Json]]:
    """(media kind, {id|link}) of everything in a request that refers to a file."""
    found: list[tuple[str, Json]] = []
    if kind in contents.MEDIA:
        found.append((kind, body[kind]))
    elif kind == "interactive":
        header = body["interactive"].get("header") or {}
        if header.get("type") in contents.MEDIA:
            found.append((header["type"], header[header["type"]]))
    elif kind == "template":
        for component in body["template"].get("components") or []:
            for parameter in component.get("parameters") or []:
                name = parameter.get("type") if isinstance(parameter, dict) else None
                if name in contents.MEDIA and isinstance(parameter.get(name), dict):
                    found.append((str(name), parameter[name]))
    return found
