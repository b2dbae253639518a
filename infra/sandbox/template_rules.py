"""What Meta holds a template to: the form, checked by the product's own lint, and what its reviewers look for.

The lint is the one package of the product that the sandbox shares, so that both say the same of every template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from infra.sandbox.errors import GraphError
from infra.sandbox.model import Json, Template
from shared.features.templates.pure.definition import Definition, Part, kind_of, part_of, parts_of, sample_handles
from shared.features.templates.pure.findings import HEADER_FORMAT, Finding, meta_subcode
from shared.features.templates.pure.lint import lint

TOO_MANY_TEMPLATES = 2388019
BEING_DELETED = 2388023
EXISTS_ALREADY = 2388024
REASONS = {
    "abusive content": "It threatens, insults or degrades people.",
    "category not available": "This category is not available to the account.",
    "incorrect category": "The words belong to another category.",
    "invalid format": "Two variables touch each other, or a sample says nothing.",
    "promotional": "It advertises where only information is allowed.",
    "scam": "It asks for money or data under a pretext.",
    "tag content mismatch": "Its language is not the one it was handed in for.",
}
"""Reason of a rejection in small letters → what the reviewers say to it."""
_REJECT = re.compile(rf"\breject(?: ({'|'.join(REASONS)}))?\b")
_PROMOTES = re.compile(r"\d ?% off\b|\bdiscount|\bspecial offer|\bon sale\b")
_SAMPLE_TYPES = {"IMAGE": "image/", "VIDEO": "video/", "GIF": "video/", "DOCUMENT": "application/pdf"}
_BESIDE = frozenset({"category", "parameter_format", "ttl_seconds"})
OTP_ADDRESS = "https://www.whatsapp.com/otp/code/?otp_type={kind}&code=otp{{{{1}}}}"


def refusal(title: str, message: str, subcode: int | None = None) -> GraphError:
    """Code 100 with what its author can read, as Meta refuses templates."""
    return GraphError(100, message="Invalid parameter", subcode=subcode, user_title=title, user_message=message)


def bad(parameter: str, rule: str) -> GraphError:
    return GraphError(100, message=f"(#100) Param {parameter} {rule}")


# -- the form ----------------------------------------------------------------------------------------------------------
def components_of(body: Json) -> list[Json]:
    given = body.get("components")
    if not isinstance(given, list) or not all(isinstance(part, dict) for part in given):
        raise bad("components", "must be an array of objects.")
    return given


def ttl_of(body: Json) -> int | None:
    given = body.get("message_send_ttl_seconds")
    if given is not None and (not isinstance(given, int) or isinstance(given, bool)):
        raise bad("message_send_ttl_seconds", "must be an integer.")
    return given


def handed_in(body: Json) -> Definition:
    """The template of a request; what has the wrong type is refused before anybody reads it."""
    for name in ("name", "language", "category"):
        if not isinstance(body.get(name), str):
            raise GraphError(100, message=f"(#100) The parameter {name} is required.")
    return Definition(
        name=body["name"],
        language=body["language"],
        category=body["category"].upper(),
        components=components_of(body),
        parameter_format=str(body.get("parameter_format") or "POSITIONAL").upper(),
        ttl_seconds=ttl_of(body),
    )


def check(definition: Definition, *, whole: bool = True) -> None:
    """Refuses the first broken rule; without its components only of what stands beside them."""
    found = [finding for finding in lint(definition) if whole or finding.path in _BESIDE]
    if found:
        raise broken(found[0])


def broken(finding: Finding) -> GraphError:
    place = finding.path.replace(".", " ")
    return refusal(f"Unfit: {place}", f"{place}: {finding.message}", meta_subcode(finding))


def headers(components: list[Json]) -> Iterator[Json]:
    """Every header that carries a file, those of cards too."""
    cards = parts_of(part_of(components, "CAROUSEL"), "cards")
    groups: list[Sequence[Part]] = [components, *(parts_of(card, "components") for card in cards)]
    for group in groups:
        header = part_of(group, "HEADER")
        if isinstance(header, dict) and sample_handles(header):
            yield header


def check_sample(header: Json, uploaded: Json | None, known: bool) -> None:
    """A sample is a finished upload of the fitting kind, or one that Meta has already."""
    form = str(header.get("format", "")).upper()
    if not known and uploaded is None:
        raise refusal("Unknown sample", "The header's sample is not the handle of an upload.", HEADER_FORMAT)
    if uploaded is not None and not str(uploaded["type"]).startswith(_SAMPLE_TYPES.get(form, "")):
        raise refusal("Unfit sample", f"The header's sample is no {form.lower()}.", HEADER_FORMAT)


# -- the words ---------------------------------------------------------------------------------------------------------
def _words(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "example":
                yield from _words(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner, key)
    elif isinstance(value, str) and key == "text":
        yield value


def words(name: str, components: list[Json]) -> str:
    return " ".join([name.replace("_", " "), *_words(components)]).lower()


def promotes(name: str, category: str, components: list[Json]) -> bool:
    """Whether a utility template advertises: Meta makes a marketing template of it."""
    return category == "UTILITY" and bool(_PROMOTES.search(words(name, components)))


def objection(template: Template) -> str:
    """Why the reviewers reject it, `""` when they don't: by the words `reject scam` and the like, anywhere."""
    found = _REJECT.search(words(template.name, template.components))
    if found:
        return (found[1] or "invalid format").replace(" ", "_").upper()
    return "INCORRECT_CATEGORY" if promotes(template.name, template.category, template.components) else ""


# -- as Meta lists it --------------------------------------------------------------------------------------------------
def written(definition: Definition) -> list[Json]:
    """The components Meta keeps: of authentication templates it writes the words itself (contract 7.3, 7.4)."""
    given = [dict(part) for part in definition.components]
    return [_authentication(part) for part in given] if definition.category == "AUTHENTICATION" else given


def format_of(definition: Definition) -> str:
    """Meta's own words number their one variable, whatever was asked for."""
    return "POSITIONAL" if definition.category == "AUTHENTICATION" else definition.parameter_format


def _authentication(part: Json) -> Json:
    kind = kind_of(part)
    if kind == "BODY":
        advice = " For your security, do not share this code." if part.get("add_security_recommendation") else ""
        text = f"*{{{{1}}}}* is your verification code.{advice}"
        return {**part, "text": text, "example": {"body_text": [["123456"]]}}
    if kind == "FOOTER":
        return {**part, "text": f"This code expires in {part['code_expiration_minutes']} minutes."}
    if kind == "BUTTONS":
        return {**part, "buttons": [_code_button(dict(button)) for button in parts_of(part, "buttons")]}
    return part


def _code_button(button: Json) -> Json:
    address = OTP_ADDRESS.format(kind=str(button["otp_type"]).upper())
    sample = address.replace("{{1}}", "123456")
    return {"type": "URL", "text": str(button.get("text") or "Copy code"), "url": address, "example": [sample]}
