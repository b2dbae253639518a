"""A template with values in it: what people read, and the parameters Meta wants for it (contract 3.4).

Where a value is missing its variable stays in the text, so that a preview can be shown of half a template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shared.features.templates.pure.definition import (
    LONGEST_BODY,
    MEDIA,
    VARIABLE,
    Definition,
    Part,
    examples,
    format_of,
    kind_of,
    part_of,
    parts_of,
    text_of,
    variables,
)
from shared.features.templates.pure.findings import Finding

Texts = Sequence[str] | Mapping[str, str]
LONGEST_PAYLOAD: Final = 128
# Parts whose values nobody can give here yet: a send would be refused, so it is not tried.
_UNFILLED: Final[Mapping[str, str]] = {"CAROUSEL": "a carousel", "LIMITED_TIME_OFFER": "a limited-time offer"}


@dataclass(frozen=True)
class Values:
    """What a person filled in. Texts come in order or by name; ``buttons`` is by position in the list of buttons."""

    header: Texts = ()
    body: Texts = ()
    buttons: Mapping[int, str] = field(default_factory=dict)
    has_media: bool = False
    cards: Sequence[Values] = ()


@dataclass(frozen=True)
class Button:
    """A button as the phone shows it; of the last three at most one is there."""

    kind: str
    text: str
    url: str = ""
    phone_number: str = ""
    code: str = ""


@dataclass(frozen=True)
class Preview:
    """A template, or one card of it, as the phone shows it. ``header_format`` None: there is no header."""

    header_format: str | None
    header: str | None
    body: str
    footer: str | None
    buttons: tuple[Button, ...]
    offer: str | None = None
    cards: tuple[Preview, ...] = ()


@dataclass(frozen=True)
class Filled:
    """``components`` as Meta wants them (a header's file is put in when it is sent); ``findings`` are wrong values."""

    components: list[dict[str, Any]]
    preview: Preview
    findings: list[Finding]


def tidy(value: str) -> str:
    """Meta refuses newlines, tabs and more than four spaces in a row; a single space says the same."""
    return re.sub(r"\s+", " ", value).strip()


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def render(template: Definition, values: Values) -> Preview:
    """Never fails: what has no value shows its variable."""
    components = template.components
    if template.category == "AUTHENTICATION":
        components = [_in_metas_words(part) for part in components]
    return _render(components, values, template.named)


def _in_metas_words(part: Part) -> Part:
    """Meta writes an authentication template in its language; until it has, its words stand here in English."""
    kind = kind_of(part)
    if kind == "BODY" and not text_of(part):
        advice = " For your security, do not share this code." if part.get("add_security_recommendation") else ""
        return {**part, "text": f"*{{{{1}}}}* is your verification code.{advice}"}
    if kind == "FOOTER" and not text_of(part):
        return {**part, "text": f"This code expires in {part.get('code_expiration_minutes')} minutes."}
    if kind == "BUTTONS":
        buttons = [{**one, "text": text_of(one) or "Copy code"} for one in parts_of(part, "buttons")]
        return {**part, "buttons": buttons}
    return part


def _render(components: Sequence[Part], values: Values, named: bool) -> Preview:
    header, body, footer = (part_of(components, kind) for kind in ("HEADER", "BODY", "FOOTER"))
    form = format_of(header) if header is not None else None
    words = text_of(header) if header is not None and form == "TEXT" else None
    offer = part_of(components, "LIMITED_TIME_OFFER")
    given = offer.get("limited_time_offer") if offer is not None else None
    cards = [parts_of(card, "components") for card in parts_of(part_of(components, "CAROUSEL"), "cards")]
    return Preview(
        header_format=form,
        header=_put(words, values.header, named) if words is not None else None,
        body=_put(text_of(body), values.body, named) if body is not None else "",
        footer=(text_of(footer) or None) if footer is not None else None,
        buttons=tuple(
            _button(button, values.buttons.get(at, ""))
            for at, button in enumerate(parts_of(part_of(components, "BUTTONS"), "buttons"))
        ),
        offer=text_of(given) if isinstance(given, Mapping) else None,
        cards=tuple(
            _render(card, values.cards[at] if at < len(values.cards) else Values(), named)
            for at, card in enumerate(cards)
        ),
    )


def _put(text: str, values: Texts, named: bool) -> str:
    given = {name: tidy(value) for name, value in by_name(text, values, named).items()}
    return VARIABLE.sub(lambda found: given.get(found[1]) or found[0], text)


def _button(button: Part, value: str) -> Button:
    kind = kind_of(button)
    url = text_of(button, "url")
    if value:
        url = VARIABLE.sub(lambda _: tidy(value), url)
    return Button(
        kind, text_of(button), url, text_of(button, "phone_number"), tidy(value) if kind == "COPY_CODE" else ""
    )


def by_name(text: str, values: Texts, named: bool) -> dict[str, str]:
    """Values by the variables they are for; those in order go to the variables in order."""
    if isinstance(values, Mapping):
        return {str(name): value for name, value in values.items()}
    return dict(zip(_ordered(text, named), values, strict=False))


def _ordered(text: str, named: bool) -> list[str]:
    wanted = variables(text)
    return wanted if named else sorted(wanted, key=lambda name: (not name.isdigit(), name.zfill(8)))


def samples(template: Definition) -> Values:
    """The samples a template carries for its reviewers, as values."""
    return _samples(template.components, template.named)


def _samples(components: Sequence[Part], named: bool) -> Values:
    header, body = part_of(components, "HEADER"), part_of(components, "BODY")
    buttons: dict[int, str] = {}
    for at, button in enumerate(parts_of(part_of(components, "BUTTONS"), "buttons")):
        sample = button.get("example")
        words = sample[0] if isinstance(sample, list | tuple) and sample else sample
        found = VARIABLE.search(text_of(button, "url"))
        if isinstance(words, str) and words:
            # The sample of an address is the whole of it, the value its end.
            buttons[at] = words[found.start() :] if found and kind_of(button) == "URL" else words
    cards = [parts_of(card, "components") for card in parts_of(part_of(components, "CAROUSEL"), "cards")]
    return Values(
        header=examples(header, "header_text", named) if header is not None else (),
        body=examples(body, "body_text", named) if body is not None else (),
        buttons=buttons,
        has_media=header is not None and format_of(header) in MEDIA,
        cards=tuple(_samples(card, named) for card in cards),
    )


# ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def fill(template: Definition, values: Values) -> Filled:
    """The parameters of a send, and every value that is missing, superfluous or unfit."""
    filling = _Filling(template.named, values)
    for part in template.components:
        filling.add(kind_of(part), part)
    filling.close(template)
    preview = render(template, values)
    if len(preview.body) > LONGEST_BODY:
        message = f"With these values the text is {len(preview.body)} long; 1,024 is the most."
        filling.wrong("body", "too_long", message)
    return Filled(filling.components, preview, filling.findings)


class _Filling:
    def __init__(self, named: bool, values: Values) -> None:
        self.named, self.values = named, values
        self.components: list[dict[str, Any]] = []
        self.findings: list[Finding] = []

    def wrong(self, path: str, code: str, message: str) -> None:
        self.findings.append(Finding(path, code, message))

    def add(self, kind: str, part: Part) -> None:
        if kind == "HEADER":
            self._header(part)
        elif kind == "BODY":
            self._text("body", text_of(part), self.values.body)
        elif kind == "BUTTONS":
            for at, button in enumerate(parts_of(part, "buttons")):
                self._button(at, kind_of(button), button)
        elif kind in _UNFILLED:
            self.wrong("", "unsupported", f"Templates with {_UNFILLED[kind]} can't be sent from here.")

    def close(self, template: Definition) -> None:
        """What was given for parts that are not there."""
        count = len(parts_of(template.part("BUTTONS"), "buttons"))
        for at in self.values.buttons:
            if not 0 <= at < count:
                self.wrong(f"buttons.{at}", "superfluous", "The template has no such button.")
        if self.values.header and template.part("HEADER") is None:
            self.wrong("header", "superfluous", "The template has no header.")

    def _header(self, part: Part) -> None:
        form = format_of(part)
        if form == "TEXT":
            self._text("header", text_of(part), self.values.header)
        elif form in MEDIA:
            if not self.values.has_media:
                message = f"This template needs a file for its header ({form.lower()})."
                self.wrong("media_upload_id", "missing", message)
            # The id is known once the file is at Meta; the sender puts it here.
            self.components.append({"type": "header", "parameters": [{"type": MEDIA[form]}]})
        else:
            message = f"Templates with a header of the kind {form.lower()} can't be sent from here."
            self.wrong("", "unsupported", message)

    def _text(self, place: str, text: str, values: Texts) -> None:
        wanted = _ordered(text, self.named)
        if not isinstance(values, Mapping) and len(values) > len(wanted):
            message = f"The template has {len(wanted)} variables here, not {len(values)}."
            self.wrong(place, "superfluous", message)
        given = by_name(text, values, self.named)
        for name in given.keys() - set(wanted):
            self.wrong(f"{place}.{name}", "superfluous", "The template has no such variable.")
        parameters: list[dict[str, Any]] = []
        for name in wanted:
            value = self._value(f"{place}.{name}", given.get(name, ""), "Fill in a value.")
            parameter = {"type": "text", "text": value}
            parameters.append({**parameter, "parameter_name": name} if self.named else parameter)
        if parameters:
            self.components.append({"type": place, "parameters": parameters})

    def _value(self, path: str, value: str, missing: str) -> str:
        clean = tidy(value)
        if not clean:
            self.wrong(path, "missing", missing)
        elif len(clean) > LONGEST_BODY:
            self.wrong(path, "too_long", "This value is too long.")
        return clean

    def _button(self, at: int, kind: str, button: Part) -> None:
        value, path = self.values.buttons.get(at, ""), f"buttons.{at}"
        if kind == "URL" and VARIABLE.search(text_of(button, "url")):
            text = self._value(path, value, "The link of this button needs its last part.")
            self._parameter("url", at, {"type": "text", "text": text})
        elif kind == "COPY_CODE":
            code = self._value(path, value, "This button needs the code to copy.")
            self._parameter("copy_code", at, {"type": "coupon_code", "coupon_code": code})
        elif kind == "QUICK_REPLY" and value:
            self._parameter("quick_reply", at, {"type": "payload", "payload": value[:LONGEST_PAYLOAD]})
        elif value:
            self.wrong(path, "superfluous", "This button takes no value.")

    def _parameter(self, kind: str, at: int, parameter: dict[str, Any]) -> None:
        self.components.append({"type": "button", "sub_type": kind, "index": str(at), "parameters": [parameter]})
