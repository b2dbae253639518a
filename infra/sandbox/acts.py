"""The messages a customer can write: each kind as its type and its object (contract 1.7)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from infra.sandbox.errors import Refused, error_entry
from infra.sandbox.model import Json, Number, Person

if TYPE_CHECKING:
    from infra.sandbox.inbound import Customers

Act = Json
Maker = Callable[["Customers", Number, Person, Act], tuple[str, Any]]


def _text(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "text", {"body": str(act.get("text", ""))[:4096]}


def _media(kind: str) -> Maker:
    def make(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
        media, _ = customers.file(number, kind, act)
        content: Json = {}
        if act.get("caption") and kind in ("image", "video", "document"):
            content["caption"] = str(act["caption"])
        if kind == "document":
            content["filename"] = media.filename or "document"
        content.update(
            mime_type=media.mime_type, sha256=base64.b64encode(bytes.fromhex(media.sha256)).decode(), id=media.id
        )
        if kind == "audio":
            content["voice"] = bool(act.get("voice", True))
        if kind == "sticker":
            content["animated"] = bool(act.get("animated", False))
        if act.get("url", True):
            content["url"] = customers.media.link(media, "webhook")
        if act.get("missing"):
            media.missing = True
        return kind, content

    return make


def _location(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    given = act.get("location") or {"latitude": 53.7997, "longitude": -1.5492, "name": "Kettle Row", "address": "Leeds"}
    return "location", given


def _contacts(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    card: Json = {
        "name": {"formatted_name": "Odd Halvorsen", "first_name": "Odd", "last_name": "Halvorsen"},
        "phones": [{"phone": "+44 7700 900789", "wa_id": "447700900789", "type": "CELL"}],
        "origin": "other",
    }
    return "contacts", act.get("contacts") or [card]


def _button_reply(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    if act.get("target"):
        customers.tapped(act)
    reply = {"id": str(act.get("id", "")), "title": str(act.get("title", ""))}
    return "interactive", {"type": "button_reply", "button_reply": reply}


def _list_reply(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    if act.get("target"):
        customers.tapped(act)
    reply = {"id": str(act.get("id", "")), "title": str(act.get("title", ""))}
    if act.get("description"):
        reply["description"] = str(act["description"])
    return "interactive", {"type": "list_reply", "list_reply": reply}


def _flow_reply(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    answer = str(act.get("response_json") or '{"flow_token":"t1","slot":"14:30"}')
    return "interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": answer}}


def _call_permission(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    reply = {"response": str(act.get("response", "accept")), "response_source": "user_action"}
    return "interactive", {"type": "call_permission_reply", "call_permission_reply": reply}


def _interactive_empty(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "interactive", {"type": str(act.get("type", "product_reply"))}


def _template_button(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    if act.get("target"):
        customers.tapped(act)
    return "button", {"payload": str(act.get("payload", act.get("text", ""))), "text": str(act.get("text", ""))}


def _reaction(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    emoji = str(act.get("emoji", "👍"))
    target = customers.world.state.bubbles.get(str(act.get("target", "")))
    if target is not None:
        target.reactions["customer"] = emoji
        customers.world.changed(target)
    return "reaction", {"message_id": str(act.get("target", "")), "emoji": emoji}


def _reaction_removed(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    target = customers.world.state.bubbles.get(str(act.get("target", "")))
    if target is not None:
        target.reactions.pop("customer", None)
        customers.world.changed(target)
    content: Json = {"message_id": str(act.get("target", ""))}
    return "reaction", ({**content, "emoji": ""} if act.get("empty") else content)


def _edit(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    original = customers.own(act, person)
    if original.type not in ("text", "image", "video", "document"):
        raise Refused(f"a message of type {original.type} cannot be edited")
    key = "body" if original.type == "text" else "caption"
    original.content = {**original.content, key: str(act.get("text", ""))}
    original.edited_at = customers.world.now()
    customers.world.changed(original)
    message = {"type": original.type, original.type: original.content}
    return "edit", {"original_message_id": original.id, "message": message}


def _revoke(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    original = customers.own(act, person)
    original.revoked_at = customers.world.now()
    customers.world.changed(original)
    return "revoke", {"original_message_id": original.id}


def _order(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    items = [{"product_retailer_id": "KETTLE-TEAL", "quantity": 2, "item_price": 39.5, "currency": "GBP"}]
    order: Json = {"catalog_id": "440330220110999", "product_items": act.get("items") or items}
    if act.get("text"):
        order["text"] = str(act["text"])
    return "order", order


def _unsupported(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "unsupported", (None if act.get("bare") else {"type": str(act.get("type", "poll"))})


def _unknown_type(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return str(act.get("type", "hologram")), act.get("content", {"depth": 3})


def _request_welcome(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    return "request_welcome", None


def _media_failed(customers: Customers, number: Number, person: Person, act: Act) -> tuple[str, Any]:
    act["errors"] = [error_entry(131052, "The media could not be downloaded from the sender")]
    return str(act.get("type", "image")), None


MESSAGES: dict[str, Maker] = {
    "text": _text,
    **{kind: _media(kind) for kind in ("image", "video", "audio", "document", "sticker")},
    "location": _location,
    "contacts": _contacts,
    "button_reply": _button_reply,
    "list_reply": _list_reply,
    "flow_reply": _flow_reply,
    "call_permission_reply": _call_permission,
    "interactive_empty": _interactive_empty,
    "template_button": _template_button,
    "reaction": _reaction,
    "reaction_removed": _reaction_removed,
    "edit": _edit,
    "revoke": _revoke,
    "order": _order,
    "unsupported": _unsupported,
    "unknown_type": _unknown_type,
    "request_welcome": _request_welcome,
    "media_failed": _media_failed,
}
UNSUPPORTED_ERRORS = {"unsupported": [error_entry(131051, "Message type is currently not supported.")]}
