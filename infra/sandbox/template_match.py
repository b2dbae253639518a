"""A template send held against its definition (contract 3.4), and the template as the phone shows it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from infra.sandbox.errors import GraphError
from infra.sandbox.model import Json, Template

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_UNTIDY = re.compile(r"[\n\t\r]| {5,}")
MEDIA_FORMATS = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "GIF": "gif"}
LONGEST_BODY = 1024


def variables(text: str) -> list[str]:
    """Distinct variables of a text, in order: `1`, `2` or names."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def part(template: Template, kind: str) -> Json:
    """The component of this type, or an empty one."""
    return next((item for item in template.components if item.get("type", "").upper() == kind), {})


NOT_THERE = frozenset(
    {"PENDING", "REJECTED", "IN_APPEAL", "PENDING_DELETION", "DELETED", "ARCHIVED", "LIMIT_EXCEEDED", "LOCKED"}
)


def sendable(template: Template | None, name: str, language: str) -> Template:
    """What is sent: while the edit of an approved template waits for its review, the version before."""
    if template is not None and template.status == "PENDING" and template.live:
        return replace(template, components=template.live)
    if template is None or template.status in NOT_THERE:
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    if template.status == "PAUSED":
        raise GraphError(132015, f"Template {name} is paused because of low quality")
    if template.status == "DISABLED":
        raise GraphError(132016, f"Template {name} is disabled for good")
    return template


def _tidy(text: Any, where: str) -> str:
    if not isinstance(text, str):
        raise GraphError(132012, f"{where}: text must be a string")
    if not text:
        raise GraphError(132018, f"{where}: a parameter cannot be empty")
    if _UNTIDY.search(text):
        raise GraphError(132018, f"{where}: no new-line, tab or more than 4 consecutive spaces in a parameter")
    return text


def _value(parameter: Json, where: str) -> str:
    kind = parameter.get("type", "text")
    if kind == "text":
        return _tidy(parameter.get("text"), where)
    if kind in ("currency", "date_time") and isinstance(parameter.get(kind), dict):
        return _tidy(parameter[kind].get("fallback_value"), where)
    raise GraphError(132012, f"{where}: expected TEXT, received {str(kind).upper()}")


def _filled(text: str, parameters: list[Any], named: bool, where: str) -> str:
    wanted = variables(text)
    if len(parameters) != len(wanted):
        raise GraphError(
            132000,
            f"{where}: number of localizable_params ({len(parameters)}) does not match the expected number of "
            f"params ({len(wanted)})",
        )
    values: dict[str, str] = {}
    for index, parameter in enumerate(parameters):
        if not isinstance(parameter, dict):
            raise GraphError(132012, f"{where}: a parameter must be an object")
        name = str(parameter.get("parameter_name", "")) if named else str(index + 1)
        if name not in wanted:
            raise GraphError(132012, f"{where}: parameter_name {name!r} is missing or not in the template")
        values[name] = _value(parameter, where)
    if set(values) != set(wanted):
        raise GraphError(132012, f"{where}: a parameter_name is given twice")
    return _VARIABLE.sub(lambda found: values[found.group(1)], text)


def _given(components: list[Any], kind: str) -> list[Any]:
    for item in components:
        if isinstance(item, dict) and str(item.get("type", "")).lower() == kind:
            found = item.get("parameters", [])
            return found if isinstance(found, list) else []
    return []


def _header(template: Template, components: list[Json], named: bool) -> Json:
    header = part(template, "HEADER")
    given = _given(components, "header")
    form = str(header.get("format", "")).upper()
    if not header:
        if given:
            raise GraphError(132000, "header: the template has no header")
        return {}
    if form == "TEXT":
        return {"type": "text", "text": _filled(str(header.get("text", "")), given, named, "header")}
    expected = MEDIA_FORMATS.get(form, form.lower())
    received = str(given[0].get("type", "")) if given and isinstance(given[0], dict) else "UNKNOWN"
    if received != expected:
        raise GraphError(132012, f"header: Format mismatch, expected {form}, received {received.upper()}")
    content = given[0].get(expected)
    if not isinstance(content, dict) or (expected != "location" and not (content.get("id") or content.get("link"))):
        raise GraphError(131008, f"header.{expected} needs an id or a link")
    return {"type": expected, expected: content}


def _button_parameters(components: list[Any]) -> dict[tuple[int, str], Json]:
    found: dict[tuple[int, str], Json] = {}
    for item in components:
        if not isinstance(item, dict) or str(item.get("type", "")).lower() != "button":
            continue
        try:
            index = int(item.get("index", 0))
        except (TypeError, ValueError):
            raise GraphError(131009, "button index must be a number") from None
        parameters = item.get("parameters")
        first = parameters[0] if isinstance(parameters, list) and parameters else {}
        found[(index, str(item.get("sub_type", "")).lower())] = first
    return found


def _buttons(template: Template, components: list[Json]) -> list[Json]:
    given = _button_parameters(components)
    shown: list[Json] = []
    defined = part(template, "BUTTONS").get("buttons", [])
    for index, _ in given:
        if index >= len(defined):
            raise GraphError(132000, f"Button at index {index} is not in the template")
    for index, button in enumerate(defined):
        kind = str(button.get("type", "")).upper()
        text = str(button.get("text", ""))
        if kind == "QUICK_REPLY":
            payload = given.get((index, "quick_reply"), {}).get("payload", text)
            shown.append({"type": "quick_reply", "text": text, "payload": payload})
        elif kind in ("URL", "OTP"):
            address = str(button.get("url", "https://www.whatsapp.com/otp/code/?code={{1}}" if kind == "OTP" else ""))
            if variables(address):
                parameter = given.get((index, "url"))
                if not parameter or not parameter.get("text"):
                    raise GraphError(131008, f"Button at index {index} of type Url requires a parameter")
                address = _VARIABLE.sub(lambda _, suffix=str(parameter["text"]): suffix, address)  # type: ignore[misc]
            shown.append({"type": "url", "text": text, "url": address})
        elif kind == "COPY_CODE":
            code = str(given.get((index, "copy_code"), {}).get("coupon_code", ""))
            if not code:
                raise GraphError(131008, f"Button at index {index} of type CopyCode requires a parameter")
            if len(code) > 20:
                raise GraphError(131009, f"Button at index {index}: coupon code is longer than 20")
            shown.append({"type": "copy_code", "text": "Copy code", "code": code})
        else:
            shown.append({"type": kind.lower(), "text": text})
    return shown


def render(template: Template, content: Json) -> Json:
    """Checks the given components and answers {header, body, footer, buttons} with everything filled in."""
    components = content.get("components") or []
    named = template.parameter_format == "NAMED"
    header = _header(template, components, named)
    body = _filled(str(part(template, "BODY").get("text", "")), _given(components, "body"), named, "body")
    if len(body) > LONGEST_BODY:
        raise GraphError(132005, f"Rendered body is {len(body)} characters long, at most {LONGEST_BODY}")
    if template.category == "AUTHENTICATION":
        code = _given(components, "body")
        if code and len(str(code[0].get("text", ""))) > 15:
            raise GraphError(131009, "A one-time password is at most 15 characters long")
    return {
        "header": header,
        "body": body,
        "footer": str(part(template, "FOOTER").get("text", "")),
        "buttons": _buttons(template, components),
    }
