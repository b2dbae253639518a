"""Validation of a send request: envelope and plain message types (contract 3.1 and 3.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from infra.sandbox import interactive
from infra.sandbox.errors import GraphError
from infra.sandbox.model import Json

TYPES = (
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "template",
    "reaction",
)
MEDIA = ("image", "video", "audio", "document", "sticker")
MEDIA_LIMITS: dict[str, tuple[frozenset[str], int]] = {
    "image": (frozenset({"image/jpeg", "image/png"}), 5 * 1024 * 1024),
    "video": (frozenset({"video/mp4", "video/3gpp"}), 16 * 1024 * 1024),
    "audio": (
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"}),
        16 * 1024 * 1024,
    ),
    "sticker": (frozenset({"image/webp"}), 500 * 1024),
    "document": (
        frozenset(
            {
                "text/plain",
                "application/pdf",
                "application/msword",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.ms-excel",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.ms-powerpoint",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            }
        ),
        100 * 1024 * 1024,
    ),
}
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-.]{4,24}")
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def plain_type(mime_type: str) -> str:
    """`audio/ogg; codecs=opus` → `audio/ogg`."""
    return mime_type.split(";", maxsplit=1)[0].strip().lower()


def invalid(parameter: str, rule: str) -> GraphError:
    return GraphError(100, message=f"(#100) Param {parameter} {rule}", details=f"Param {parameter} {rule}")


def text_of(holder: Json, key: str, parameter: str, longest: int, *, required: bool = True) -> str:
    """A string parameter within its limit; 131008 when a required one is missing or empty."""
    given = holder.get(key)
    if given is None or given == "":
        if required:
            raise GraphError(131008, f"{parameter} is required")
        return ""
    if not isinstance(given, str):
        raise invalid(parameter, "must be a string.")
    if len(given) > longest:
        raise invalid(parameter, f"must be at most {longest} characters long.")
    return given


def object_of(holder: Json, key: str) -> Json:
    given = holder.get(key)
    if given is None:
        raise GraphError(131008, f"{key} is required")
    if not isinstance(given, dict):
        raise invalid(key, "must be a JSON object.")
    return given


def digits_of(phone: str) -> str:
    return re.sub(r"[^0-9]", "", phone)


def address(body: Json) -> tuple[str, str]:
    """(phone as written, BSUID); `to` wins when both are given, but both are answered."""
    to, recipient = body.get("to"), body.get("recipient")
    if to is None and recipient is None:
        raise GraphError(100, message="(#100) The parameter to is required.", details="to or recipient is required")
    if to is not None and (not isinstance(to, (str, int)) or not _PHONE.fullmatch(str(to))):
        raise GraphError(131009, "to is not a valid phone number")
    if to is None and (not isinstance(recipient, str) or not _BSUID.fullmatch(recipient)):
        raise GraphError(131009, "recipient is not a valid business-scoped user id")
    return (str(to) if to is not None else "", recipient if isinstance(recipient, str) else "")


def envelope(body: Any) -> str:
    """Checks what every send has and answers its type."""
    if not isinstance(body, dict):
        raise GraphError(100, message="(#100) The request body must be a JSON object")
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        raise invalid("recipient_type", "must be one of {INDIVIDUAL, GROUP}")
    callback = body.get("biz_opaque_callback_data")
    if callback is not None and (not isinstance(callback, str) or len(callback) > 512):
        raise invalid("biz_opaque_callback_data", "must be a string of at most 512 characters.")
    kind = body.get("type", "text")
    if kind not in TYPES:
        raise invalid("type", f"must be one of {{{', '.join(name.upper() for name in TYPES)}}}, got {kind!r}")
    context = body.get("context")
    if context is not None:
        if not isinstance(context, dict) or not isinstance(context.get("message_id"), str):
            raise GraphError(131009, "context.message_id must be a message id")
        if kind == "reaction":
            raise GraphError(131009, "context cannot be used with a reaction")
    return str(kind)


def _text(body: Json) -> None:
    content = object_of(body, "text")
    text_of(content, "body", "text['body']", 4096)
    if not isinstance(content.get("preview_url", False), bool):
        raise invalid("text['preview_url']", "must be a boolean.")


def _media(kind: str) -> Callable[[Json], None]:
    def check(body: Json) -> None:
        content = object_of(body, kind)
        if ("id" in content) == ("link" in content):
            raise GraphError(131008, f"exactly one of {kind}.id and {kind}.link is required")
        link = content.get("link")
        if link is not None and not (isinstance(link, str) and link.startswith(("https://", "http://"))):
            raise invalid(f"{kind}['link']", "must be a valid URI.")
        if "caption" in content:
            if kind in ("audio", "sticker"):
                raise invalid(f"{kind}['caption']", "is not allowed.")
            text_of(content, "caption", f"{kind}['caption']", 1024, required=False)
        if "filename" in content:
            if kind != "document":
                raise invalid(f"{kind}['filename']", "is not allowed.")
            text_of(content, "filename", "document['filename']", 240, required=False)

    return check


def _location(body: Json) -> None:
    content = object_of(body, "location")
    for axis, reach in (("latitude", 90.0), ("longitude", 180.0)):
        if content.get(axis) in (None, ""):
            raise GraphError(131008, f"location.{axis} is required")
        try:
            degrees = float(content[axis])
        except (TypeError, ValueError):
            raise GraphError(131009, f"location.{axis} is not a number") from None
        if not -reach <= degrees <= reach:
            raise GraphError(131009, f"location.{axis} is out of range")


def _contacts(body: Json) -> None:
    cards = body.get("contacts")
    if not isinstance(cards, list) or not cards:
        raise GraphError(131008, "contacts is required")
    if len(cards) > 257:
        raise GraphError(131009, "contacts may hold at most 257 cards")
    for index, card in enumerate(cards):
        name = card.get("name") if isinstance(card, dict) else None
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise GraphError(131008, f"contacts[{index}].name.formatted_name is required")
        if len([key for key, part in name.items() if part]) < 2:
            raise GraphError(131009, f"contacts[{index}].name needs one more part besides formatted_name")


def _reaction(body: Json) -> None:
    content = object_of(body, "reaction")
    text_of(content, "message_id", "reaction['message_id']", 512)
    emoji = content.get("emoji")
    if not isinstance(emoji, str):
        raise GraphError(131008, "reaction.emoji is required; an empty string removes the reaction")
    if len(emoji) > 16 or (emoji and emoji.isascii()):
        raise GraphError(131009, "reaction.emoji must be one emoji")


def _template(body: Json) -> None:
    content = object_of(body, "template")
    text_of(content, "name", "template['name']", 512)
    language = object_of(content, "language")
    text_of(language, "code", "template['language']['code']", 16)
    if not isinstance(content.get("components", []), list):
        raise invalid("template['components']", "must be an array.")


CHECKS: dict[str, Callable[[Json], None]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
    "interactive": interactive.check,
    **{kind: _media(kind) for kind in MEDIA},
}


def check(body: Any) -> str:
    """Validates a send as far as it can be judged without looking at the world; answers its type."""
    kind = envelope(body)
    CHECKS[kind](body)
    return kind
