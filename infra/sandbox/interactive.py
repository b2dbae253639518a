"""Validation of interactive messages (contract 3.3). A limit that is broken is 131009, a missing part 131008."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from infra.sandbox.errors import GraphError
from infra.sandbox.model import Json

LONG_BODY = frozenset({"list", "product_list", "flow"})


def _text(holder: Any, key: str, name: str, longest: int, *, required: bool = True) -> str:
    given = holder.get(key) if isinstance(holder, dict) else None
    if given is None or given == "":
        if required:
            raise GraphError(131008, f"{name} is required")
        return ""
    if not isinstance(given, str):
        raise GraphError(131009, f"{name} must be a string")
    if len(given) > longest:
        raise GraphError(131009, f"{name} is too long: {len(given)} characters, at most {longest}")
    return given


def _list(holder: Json, key: str, name: str, least: int, most: int) -> list[Json]:
    given = holder.get(key)
    if not isinstance(given, list) or len(given) < least:
        raise GraphError(131008 if not given else 131009, f"{name} needs at least {least} element(s)")
    if len(given) > most:
        raise GraphError(131009, f"{name} holds {len(given)} elements, at most {most}")
    if not all(isinstance(item, dict) for item in given):
        raise GraphError(131009, f"{name} must hold objects")
    return given


def _unique(values: Sequence[str], name: str) -> None:
    if len(set(values)) != len(values):
        raise GraphError(131009, f"{name} must be unique")


def _header(content: Json, allowed: frozenset[str]) -> None:
    header = content.get("header")
    if header is None:
        return
    if not isinstance(header, dict) or header.get("type") not in allowed:
        raise GraphError(131009, f"header.type must be one of {', '.join(sorted(allowed))}")
    if header["type"] == "text":
        _text(header, "text", "header.text", 60)
    elif not isinstance(header.get(header["type"]), dict):
        raise GraphError(131008, f"header.{header['type']} is required")


def _buttons(content: Json, action: Json) -> None:
    _header(content, frozenset({"text", "image", "video", "document"}))
    buttons = _list(action, "buttons", "action.buttons", 1, 3)
    for index, button in enumerate(buttons):
        if button.get("type", "reply") != "reply":
            raise GraphError(131009, f"action.buttons[{index}].type must be reply")
        _text(button.get("reply"), "id", f"action.buttons[{index}].reply.id", 256)
        _text(button.get("reply"), "title", f"action.buttons[{index}].reply.title", 20)
    _unique([button["reply"]["id"] for button in buttons], "button ids")
    _unique([button["reply"]["title"] for button in buttons], "button titles")


def _menu(content: Json, action: Json) -> None:
    _header(content, frozenset({"text"}))
    _text(action, "button", "action.button", 20)
    sections = _list(action, "sections", "action.sections", 1, 10)
    ids: list[str] = []
    for index, section in enumerate(sections):
        _text(section, "title", f"action.sections[{index}].title", 24, required=len(sections) > 1)
        for place, row in enumerate(_list(section, "rows", f"action.sections[{index}].rows", 1, 10)):
            name = f"action.sections[{index}].rows[{place}]"
            ids.append(_text(row, "id", f"{name}.id", 200))
            _text(row, "title", f"{name}.title", 24)
            _text(row, "description", f"{name}.description", 72, required=False)
    if len(ids) > 10:
        raise GraphError(131009, f"a list holds at most 10 rows in all, got {len(ids)}")
    _unique(ids, "row ids")


def _link(content: Json, action: Json) -> None:
    _header(content, frozenset({"text", "image", "video", "document"}))
    parameters = action.get("parameters")
    _text(parameters, "display_text", "action.parameters.display_text", 20)
    address = _text(parameters, "url", "action.parameters.url", 2000)
    if not address.startswith(("http://", "https://")):
        raise GraphError(131009, "action.parameters.url must be a URL")


def _flow(content: Json, action: Json) -> None:
    parameters = action.get("parameters")
    _text(parameters, "flow_message_version", "action.parameters.flow_message_version", 8)
    _text(parameters, "flow_cta", "action.parameters.flow_cta", 30)
    if isinstance(parameters, dict) and not (parameters.get("flow_id") or parameters.get("flow_name")):
        raise GraphError(131008, "action.parameters.flow_id or flow_name is required")


def _named(name: str) -> Callable[[Json, Json], None]:
    def check_name(content: Json, action: Json) -> None:
        if action.get("name") != name:
            raise GraphError(131009, f"action.name must be {name}")

    return check_name


def _product(content: Json, action: Json) -> None:
    _text(action, "catalog_id", "action.catalog_id", 64)
    _text(action, "product_retailer_id", "action.product_retailer_id", 200)


def _products(content: Json, action: Json) -> None:
    if not isinstance(content.get("header"), dict) or content["header"].get("type") != "text":
        raise GraphError(131008, "a product list needs a text header")
    _header(content, frozenset({"text"}))
    _text(action, "catalog_id", "action.catalog_id", 64)
    sections = _list(action, "sections", "action.sections", 1, 10)
    if sum(len(section.get("product_items", [])) for section in sections) > 30:
        raise GraphError(131009, "a product list holds at most 30 products")


def _carousel(content: Json, action: Json) -> None:
    for index, card in enumerate(_list(action, "cards", "action.cards", 2, 10)):
        _text(card.get("body"), "text", f"action.cards[{index}].body.text", 160, required=False)


def _free(content: Json, action: Json) -> None:
    """Kinds of other products (calling, contact requests): taken as they are."""


KINDS: dict[str, Callable[[Json, Json], None]] = {
    "button": _buttons,
    "list": _menu,
    "cta_url": _link,
    "flow": _flow,
    "location_request_message": _named("send_location"),
    "catalog_message": _named("catalog_message"),
    "product": _product,
    "product_list": _products,
    "carousel": _carousel,
    "call_permission_request": _free,
    "voice_call": _free,
    "contact_request": _named("request_contact_info"),
    "request_contact_info": _named("request_contact_info"),
}
BODYLESS = frozenset({"product"})


def check(body: Json) -> None:
    content = body.get("interactive")
    if not isinstance(content, dict):
        raise GraphError(131008, "interactive is required")
    kind = content.get("type")
    if kind not in KINDS:
        raise GraphError(131009, f"interactive.type {kind!r} is not known")
    action = content.get("action")
    if not isinstance(action, dict):
        raise GraphError(131008, "interactive.action is required")
    longest = 4096 if kind in LONG_BODY else 1024
    _text(content.get("body"), "text", "interactive.body.text", longest, required=kind not in BODYLESS)
    if content.get("footer") is not None:
        _text(content["footer"], "text", "interactive.footer.text", 60)
    KINDS[kind](content, action)
