"""Filling a template: from the values a person typed to Meta's components, and to the words the customer will read.

Rules from Meta's contract (3.4, 7.3): positional or named variables, one in a text header, one at the end of a URL
button; no newline, tab or run of spaces inside a value; a rendered body of at most 1,024 characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.core.errors import FieldProblem, Invalid
from shared.features.inbox.book import TemplateFacts

VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
MEDIA_FORMATS: Final = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "GIF": "gif"}
LONGEST_BODY: Final = 1024
Values = Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Filling:
    """What a person filled in. ``buttons`` is by position in the template's whole list of buttons."""

    header: Values = ()
    body: Values = ()
    buttons: Mapping[int, str] | None = None
    has_media: bool = False


@dataclass(frozen=True)
class Filled:
    """``components`` as Meta wants them (a media header's id is put in when it is sent), ``rendered`` as people read
    it.
    """

    components: list[dict[str, Any]]
    rendered: dict[str, Any]


class _Problems:
    def __init__(self) -> None:
        self.found: list[FieldProblem] = []

    def add(self, field: str, message: str) -> None:
        self.found.append(FieldProblem(field, message))


def fill(template: TemplateFacts, filling: Filling) -> Filled:
    """Invalid, naming every field, when a value is missing, superfluous or unfit."""
    problems = _Problems()
    named = template.parameter_format.upper() == "NAMED"
    components: list[dict[str, Any]] = []
    rendered: dict[str, Any] = {"header": None, "body": "", "footer": None, "buttons": [], "header_format": None}
    seen: set[str] = set()
    for part in template.components:
        kind = str(part.get("type", "")).upper()
        seen.add(kind.lower())
        if kind == "HEADER":
            _header(part, filling, named, components, rendered, problems)
        elif kind == "BODY":
            words = str(part.get("text", ""))
            parameters, text = _values("template.body", words, filling.body, named, problems)
            if len(text) > LONGEST_BODY:
                problems.add("template.body", f"With these values the text is {len(text)} long; 1,024 is the most.")
            rendered["body"] = text
            if parameters:
                components.append({"type": "body", "parameters": parameters})
        elif kind == "FOOTER":
            rendered["footer"] = part.get("text")
        elif kind == "BUTTONS":
            _buttons(part, filling, components, rendered, problems)
    if "buttons" not in seen:
        _buttons({}, filling, components, rendered, problems)
    if filling.header and "header" not in seen:
        problems.add("template.header", "The template has no header.")
    if problems.found:
        raise Invalid(
            "Some of the template's values are missing or wrong.", code="template_values", fields=problems.found
        )
    return Filled(components, rendered)


def _header(
    part: Mapping[str, Any],
    filling: Filling,
    named: bool,
    components: list[dict[str, Any]],
    rendered: dict[str, Any],
    problems: _Problems,
) -> None:
    form = str(part.get("format", "TEXT")).upper()
    rendered["header_format"] = form
    if form == "TEXT":
        parameters, text = _values("template.header", str(part.get("text", "")), filling.header, named, problems)
        rendered["header"] = text
        if parameters:
            components.append({"type": "header", "parameters": parameters})
    elif form in MEDIA_FORMATS:
        if not filling.has_media:
            problems.add("template.media_upload_id", f"This template needs a file for its header ({form.lower()}).")
        # The id is known once the file is at Meta; the sender puts it here.
        components.append({"type": "header", "parameters": [{"type": MEDIA_FORMATS[form]}]})
    else:
        problems.add("template", f"Templates with a header of the kind {form.lower()} can't be sent from here.")


def _buttons(
    part: Mapping[str, Any],
    filling: Filling,
    components: list[dict[str, Any]],
    rendered: dict[str, Any],
    problems: _Problems,
) -> None:
    given = dict(filling.buttons or {})
    for index, button in enumerate(part.get("buttons", [])):
        kind = str(button.get("type", "")).upper()
        rendered["buttons"].append({"type": kind, "text": button.get("text", "")})
        value = given.pop(index, None)
        field = f"template.buttons.{index}"
        if kind == "URL" and VARIABLE.search(str(button.get("url", ""))):
            if not value:
                problems.add(field, "The link of this button needs its last part.")
            else:
                components.append(_button("url", index, {"type": "text", "text": _clean(field, value, problems)}))
        elif kind == "COPY_CODE":
            if not value:
                problems.add(field, "This button needs the code to copy.")
            else:
                coupon = {"type": "coupon_code", "coupon_code": _clean(field, value, problems)}
                components.append(_button("copy_code", index, coupon))
        elif kind == "QUICK_REPLY" and value:
            components.append(_button("quick_reply", index, {"type": "payload", "payload": value[:128]}))
        elif value:
            problems.add(field, "This button takes no value.")
    for index in given:
        problems.add(f"template.buttons.{index}", "The template has no such button.")


def _button(kind: str, index: int, parameter: dict[str, Any]) -> dict[str, Any]:
    return {"type": "button", "sub_type": kind, "index": str(index), "parameters": [parameter]}


def _values(
    field: str, words: str, values: Values, named: bool, problems: _Problems
) -> tuple[list[dict[str, Any]], str]:
    """Meta's parameters for a text, and the text with the values in it."""
    wanted = list(dict.fromkeys(VARIABLE.findall(words)))
    if isinstance(values, Mapping):
        given = {str(name): value for name, value in values.items()}
    else:
        ordered = wanted if named else sorted(wanted, key=int)
        given = dict(zip(ordered, values, strict=False))
        if len(values) > len(wanted):
            problems.add(field, f"The template has {len(wanted)} variables here, not {len(values)}.")
    for name in given:
        if name not in wanted:
            problems.add(f"{field}.{name}", "The template has no such variable.")
    parameters: list[dict[str, Any]] = []
    for name in wanted if named else sorted(wanted, key=int):
        value = given.get(name, "")
        if not value.strip():
            problems.add(f"{field}.{name}", "Fill in a value.")
            continue
        clean = _clean(f"{field}.{name}", value, problems)
        given[name] = clean
        parameter = {"type": "text", "text": clean}
        parameters.append({**parameter, "parameter_name": name} if named else parameter)
    return parameters, VARIABLE.sub(lambda found: given.get(found[1], found[0]), words)


def _clean(field: str, value: str, problems: _Problems) -> str:
    """Meta refuses newlines, tabs and more than four spaces in a row; a single space says the same."""
    clean = re.sub(r"\s+", " ", value).strip()
    if len(clean) > LONGEST_BODY:
        problems.add(field, "This value is too long.")
    return clean
