"""Meta's messages and statuses (contract 1.6 to 1.8) as the product's values. A new kind is a row in PARSERS.

Nothing here refuses anything: what is not understood becomes an ``unsupported`` line that keeps what came.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from shared.adapters.meta.changes import change
from shared.adapters.meta.reading import cleaned, digits, flat, items, mapping, moment, person, text, trouble
from shared.core.clock import parse_stamp
from shared.core.ids import NumberId, Wamid
from shared.core.inbound import (
    Edited,
    File,
    Ignored,
    InboundMessage,
    Moved,
    Reacted,
    Revoked,
    Said,
    StatusUpdate,
    What,
    Who,
)

Json = Mapping[str, Any]
Parser = Callable[[dict[str, Any]], What]

__all__ = ["change", "message", "statuses"]  # the module itself is the features' ``Parsers``

_COMMON = frozenset(
    ("from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id", "id", "timestamp")
)
_FILE_KEYS = frozenset(("id", "mime_type", "sha256", "url", "filename", "voice", "animated"))
# "… changed from X to Y": where older system messages hide the ids (contract 2.5).
_FROM_TO = re.compile(r"\bfrom\s+(\S+)\s+to\s+(\S+?)[.\s]*$", re.IGNORECASE)


def message(record: Json) -> InboundMessage:
    """A ``message`` or ``echo`` record of the splitter."""
    echo = record.get("kind") == "echo"
    item = cleaned(mapping(record.get("item")))
    at = moment(item.get("timestamp"), _received(record))
    contacts = items(record.get("contacts"))
    if echo:
        who = person(item.get("to"), item.get("to_user_id"), item.get("to_parent_user_id"), contacts)
    else:
        who = person(item.get("from"), item.get("from_user_id"), item.get("from_parent_user_id"), contacts)
    what = _what(item, who)
    if isinstance(what, Moved) and not who.known:
        who = what.before if what.before.known else what.after
    return InboundMessage(_number(record), _wamid(item), at, who, what, echo)


def statuses(record: Json) -> list[StatusUpdate]:
    """The updates of a ``statuses`` record."""
    contacts = items(record.get("contacts"))
    number = _number(record)
    found = []
    for item in items(cleaned(record.get("items"))):
        if item.get("type") == "call":
            continue  # how a call went; the call itself comes as a change
        group = item.get("recipient_type") == "group"
        found.append(
            StatusUpdate(
                number,
                _wamid(item),
                text(item.get("status")).lower(),
                moment(item.get("timestamp"), _received(record)),
                _recipient(item, contacts, group),
                text(item.get("biz_opaque_callback_data")),
                group,
                trouble(item.get("errors")) if item.get("errors") else None,
                flat(mapping(item.get("pricing"))) or None,
            )
        )
    return found


def _recipient(item: Json, contacts: list[dict[str, Any]], group: bool) -> Who:
    if group:
        return person(
            item.get("recipient_participant_id"),
            item.get("recipient_participant_user_id"),
            item.get("recipient_participant_parent_user_id"),
            contacts,
            whole=False,
        )
    # The parent's name changed its word order in May 2026; both are read.
    parent = item.get("recipient_parent_user_id") or item.get("parent_recipient_user_id")
    return person(item.get("recipient_id"), item.get("recipient_user_id"), parent, contacts, whole=False)


# ── one parser per kind ─────────────────────────────────────────────────────────────────────────────────────────────


def _what(item: dict[str, Any], who: Who) -> What:
    kind = text(item.get("type"))
    if item.get("group_id"):
        return Said("unsupported", {"type": kind or "group", "note": "group", "original": _original(item)})
    if kind == "system":
        return _system(item, who)
    return PARSERS.get(kind, _unsupported)(item)


def _line(item: dict[str, Any], kind: str, content: Json, file: File | None = None) -> Said:
    """A line with what every kind may carry: a quote, a forward mark, the advertisement it came from."""
    context = mapping(item.get("context"))
    forwarded: Literal["once", "many"] | None = None
    if context.get("frequently_forwarded") is True:
        forwarded = "many"
    elif context.get("forwarded") is True:
        forwarded = "once"
    more = dict(content)
    if context.get("referred_product"):
        more["referred_product"] = context["referred_product"]
    quoted = text(context.get("id"))
    return Said(kind, more, file, Wamid(quoted) if quoted else None, forwarded, mapping(item.get("referral")) or None)


def _object(kind: str) -> Parser:
    """For kinds whose object is the content as it stands."""

    def parse(item: dict[str, Any]) -> What:
        inner = item.get(kind)
        if not isinstance(inner, dict):
            return _unsupported(item)
        return _line(item, kind, inner)

    return parse


def _text(item: dict[str, Any]) -> What:
    inner = mapping(item.get("text"))
    if not isinstance(inner.get("body"), str):
        return _unsupported(item)
    return _line(item, "text", inner)


def _media(kind: str) -> Parser:
    def parse(item: dict[str, Any]) -> What:
        inner = mapping(item.get(kind))
        content = {name: part for name, part in inner.items() if name not in _FILE_KEYS}
        if not text(inner.get("id")):
            # Meta could not fetch the file (131052): the object or its id is missing, errors say why.
            return _line(item, kind, {**content, **_errors(item), "missing": True})
        filename = text(inner.get("filename")) or None
        file = File(
            text(inner.get("id")),
            text(inner.get("mime_type")) or "application/octet-stream",
            text(inner.get("sha256")),
            filename[:240] if filename else None,
            inner.get("voice") is True,
            inner.get("animated") is True,
        )
        return _line(item, kind, content, file)

    return parse


def _contacts(item: dict[str, Any]) -> What:
    cards = items(item.get("contacts"))
    return _line(item, "contacts", {"contacts": cards}) if cards else _unsupported(item)


def _interactive(item: dict[str, Any]) -> What:
    inner = mapping(item.get("interactive"))
    content = dict(inner)
    reply = mapping(inner.get("nfm_reply"))
    if isinstance(reply.get("response_json"), str):
        # A JSON text inside JSON (contract 1.7); what can't be read stays as it came.
        try:
            answers = json.loads(reply["response_json"])
        except (ValueError, RecursionError):
            answers = None
        if isinstance(answers, dict):
            content["nfm_reply"] = {**reply, "response": cleaned(answers)}
    return _line(item, "interactive", content)


def _reaction(item: dict[str, Any]) -> What:
    inner = mapping(item.get("reaction"))
    target = text(inner.get("message_id"))
    return Reacted(Wamid(target), text(inner.get("emoji"))) if target else _unsupported(item)


def _edit(item: dict[str, Any]) -> What:
    inner = mapping(item.get("edit"))
    target, changed = text(inner.get("original_message_id")), mapping(inner.get("message"))
    now = PARSERS.get(text(changed.get("type")), _unsupported)(changed)
    if not target or not isinstance(now, Said) or now.kind == "unsupported":
        return _unsupported(item)
    return Edited(Wamid(target), now.content)


def _revoke(item: dict[str, Any]) -> What:
    target = text(mapping(item.get("revoke")).get("original_message_id"))
    return Revoked(Wamid(target)) if target else _unsupported(item)


def _system(item: dict[str, Any], who: Who) -> What:
    """A number or an id changed (contract 2.5). Other system messages are lines."""
    inner = mapping(item.get("system"))
    kind = text(inner.get("type"))
    if kind not in ("user_changed_number", "user_changed_user_id"):
        content = {**inner, "identity": item["identity"]} if "identity" in item else inner
        return _line(item, "system", content) if content else _unsupported(item)
    phone, bsuid = who.phone, text(inner.get("previous_user_id"))
    found = _FROM_TO.search(text(inner.get("body")))
    named = (found[1], found[2]) if found else ("", "")
    after_bsuid, after_phone = text(inner.get("user_id")), digits(inner.get("wa_id"))
    if not bsuid and "." in named[0]:
        bsuid = named[0]
    if not phone and named[0].lstrip("+").isdigit():
        phone = digits(named[0])
    if not after_bsuid and "." in named[1]:
        after_bsuid = named[1]
    if not after_phone and named[1].lstrip("+").isdigit():
        after_phone = digits(named[1])
    # The envelope's user id is the old one or already the new one: Meta does not say. It is the old one only if it
    # differs from the new.
    if not bsuid and who.bsuid != after_bsuid:
        bsuid = who.bsuid
    before = Who(phone, bsuid, text(inner.get("previous_parent_user_id")), who.name, who.username)
    after = Who(after_phone, after_bsuid, text(inner.get("parent_user_id")))
    return Moved(before, after, inner)


def _ignored(item: dict[str, Any]) -> What:
    return Ignored(text(item.get("type")))


def _unsupported(item: dict[str, Any]) -> What:
    """What WhatsApp does not hand over (131051), and kinds that are new to us: kept, and shown as such."""
    kind = text(item.get("type"))
    inner = mapping(item.get("unsupported"))
    content: dict[str, Any] = {"type": text(inner.get("type")) or (kind if kind != "unsupported" else "unknown")}
    content.update(_errors(item))
    if kind != "unsupported":
        content["note"] = "unknown_kind"
        content["original"] = _original(item)
    return _line(item, "unsupported", content)


def _errors(item: dict[str, Any]) -> dict[str, Any]:
    return {"errors": item["errors"]} if items(item.get("errors")) else {}


def _original(item: Json) -> dict[str, Any]:
    return {name: part for name, part in item.items() if name not in _COMMON}


PARSERS: dict[str, Parser] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    "location": _object("location"),
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _object("button"),
    "reaction": _reaction,
    "order": _object("order"),
    "edit": _edit,
    "revoke": _revoke,
    "request_welcome": _ignored,
    "unsupported": _unsupported,
}


# ── the frame ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _number(record: Json) -> NumberId:
    return NumberId(text(mapping(record.get("metadata")).get("phone_number_id")))


def _received(record: Json) -> datetime:
    return parse_stamp(text(record.get("received_at")))


def _wamid(item: Json) -> Wamid:
    """Meta's id; one made from the content for an element that has none, so that it still counts once."""
    found = text(item.get("id"))
    if found:
        return Wamid(found)
    return Wamid("none." + hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest())
