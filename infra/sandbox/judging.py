"""Whether a send may be accepted: content, state of account and number, templates, files, limits, the recipient."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from infra.sandbox import content as contents
from infra.sandbox import magic, template_match
from infra.sandbox.errors import GraphError
from infra.sandbox.health import restriction
from infra.sandbox.limits import COEXISTENCE, THROUGHPUT, PairLimit, Throughput
from infra.sandbox.media import MediaStore
from infra.sandbox.model import Account, Json, Number, Person, Template
from infra.sandbox.world import World, dial


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


class Judge:
    """Judges the sends of one world, and counts them for the limits."""

    def __init__(self, world: World, media: MediaStore) -> None:
        self._world, self._media = world, media
        self._pairs, self._throughput = PairLimit(), Throughput()

    def request(self, number: Number, body: Any, *, marketing: bool) -> tuple[Judged, GraphError | None]:
        """Raises what is refused at once; a refusal that Meta reports later is answered beside the result."""
        account = self._world.account_of(number)
        kind = contents.check(body)
        written, bsuid = contents.address(body)
        self._may_send(account, number)
        person = self._person(number, account, written, bsuid)
        if person.country in account.blocked_countries:
            raise GraphError(130497, f"The account may not message people in {person.country}")
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
        held = restriction(self._world, account)
        if held == "LOCKED" or number.status == "BANNED":
            raise GraphError(131031, "The account is locked")
        if held == "ALL":
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
        if restriction(self._world, account) == "BIZ_INITIATED":
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
