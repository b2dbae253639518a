"""Sends, read receipts and uploads: our messages in Meta's shape (contract 3) over the Graph transport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from shared.adapters.meta.components import template_object
from shared.adapters.meta.transport import Graph
from shared.core.ids import NumberId, Wamid
from shared.core.meta import Accepted, BadContent, GraphUnknown, Outgoing

UPLOAD_SECONDS: Final = 15.0
"""Meta answers an upload once it has processed the file."""

Json = dict[str, Any]


@dataclass(frozen=True)
class MetaMessages:
    """``marketing_endpoint`` is the setting MARKETING_ENDPOINT: where templates of category MARKETING go."""

    graph: Graph
    marketing_endpoint: str = "messages"

    def send(self, token: str, message: Outgoing) -> Accepted:
        """One try. After BadContent, GraphRefused and GraphUnreachable nothing is out; after GraphUnknown it may be."""
        body = graph_body(message)
        answer = self.graph.call("POST", f"{message.number}/{self._endpoint(message)}", token=token, json=body)
        return _accepted(answer)

    def mark_read(self, token: str, number: NumberId, wamid: Wamid, typing: bool) -> None:
        """Blue ticks for the customer on this and every earlier message; ``typing`` shows that an answer is coming."""
        body: Json = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        self.graph.call("POST", f"{number}/messages", token=token, json=body)

    def upload(self, token: str, number: NumberId, file: IO[bytes], mime_type: str, filename: str) -> str:
        """Meta's id of the file, good for 30 days within the same account."""
        answer = self.graph.call(
            "POST",
            f"{number}/media",
            token=token,
            form={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": (filename, file, mime_type)},
            read_seconds=UPLOAD_SECONDS,
        )
        media = answer.get("id")
        if not isinstance(media, str) or not media:
            raise GraphUnknown("an upload's answer without an id")
        return media

    def _endpoint(self, message: Outgoing) -> str:
        marketing = message.kind == "template" and message.category.upper() == "MARKETING"
        return self.marketing_endpoint if marketing else "messages"


def graph_body(message: Outgoing) -> Json:
    """The whole request body of a send."""
    build = _OBJECTS.get(message.kind)
    if build is None:
        raise BadContent(f"Messages of the kind “{message.kind}” can't be sent.", code="unsupported_type")
    body: Json = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    # A number is always written with its plus: without it Meta may put the business's own country code before it.
    if message.recipient.phone:
        body["to"] = f"+{message.recipient.phone}"
    elif message.recipient.bsuid:
        body["recipient"] = message.recipient.bsuid
    else:
        raise BadContent("There is neither a phone number nor a WhatsApp id of this customer.", code="no_address")
    body["type"] = message.kind
    body[message.kind] = build(message)
    if message.quoted and message.kind != "reaction":
        body["context"] = {"message_id": message.quoted}
    body["biz_opaque_callback_data"] = message.callback
    return body


def _text(message: Outgoing) -> Json:
    words = str(message.content.get("body", ""))
    return {"body": words, "preview_url": message.content.get("preview_url") is True}


def _file(message: Outgoing) -> Json:
    if not message.media_id:
        raise BadContent("The file of this message is missing.", code="media_missing")
    found: Json = {"id": message.media_id}
    caption = message.content.get("caption")
    if caption and message.kind in ("image", "video", "document"):
        found["caption"] = str(caption)
    if message.kind == "document" and message.filename:
        found["filename"] = message.filename
    if message.kind == "audio" and message.voice:
        found["voice"] = True
    return found


def _location(message: Outgoing) -> Json:
    names = ("latitude", "longitude", "name", "address")
    # Positions are stored as text: binary floats would move the pin.
    found = {name: str(message.content[name]) for name in names if message.content.get(name) not in (None, "")}
    if "latitude" not in found or "longitude" not in found:
        raise BadContent("A location needs latitude and longitude.", code="bad_request")
    return found


def _contacts(message: Outgoing) -> Any:
    return message.content.get("contacts", [])


def _interactive(message: Outgoing) -> Json:
    found = dict(message.content)
    header = found.get("header")
    if message.media_id and isinstance(header, Mapping) and header.get("type") in ("image", "video", "document"):
        kind = str(header["type"])
        found["header"] = {"type": kind, kind: {"id": message.media_id}}
    return found


def _reaction(message: Outgoing) -> Json:
    if not message.quoted:
        raise BadContent("The message to react to is not known to Meta.", code="bad_request")
    return {"message_id": message.quoted, "emoji": str(message.content.get("emoji", ""))}


def _template(message: Outgoing) -> Json:
    return template_object(message.content, message.media_id, message.filename)


_OBJECTS: Final[dict[str, Callable[[Outgoing], Any]]] = {
    "text": _text,
    "image": _file,
    "video": _file,
    "audio": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "reaction": _reaction,
    "template": _template,
}


def _accepted(answer: Mapping[str, Any]) -> Accepted:
    try:
        sent = answer["messages"][0]
        wamid = sent["id"]
    except (KeyError, IndexError, TypeError):
        # A 200 means that Meta took something; without an id only a status can tell what.
        raise GraphUnknown("an answer without a message id") from None
    if not isinstance(wamid, str) or not wamid:
        raise GraphUnknown("an answer without a message id")
    contacts = answer.get("contacts")
    who = contacts[0] if isinstance(contacts, list) and contacts and isinstance(contacts[0], dict) else {}
    return Accepted(
        Wamid(wamid),
        phone=str(who.get("wa_id", "")),
        bsuid=str(who.get("user_id", "")),
        held=sent.get("message_status") in ("held_for_quality_assessment", "paused"),
    )
