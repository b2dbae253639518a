"""Every rule a template breaks, before Meta says so (contract 7.2, 7.3).

What Meta's pages leave open is let through: a refusal by Meta costs its author a minute, one by us makes a good
template impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from shared.features.templates.pure.buttons import buttons
from shared.features.templates.pure.definition import (
    CATEGORIES,
    FORMATS,
    LANGUAGES,
    LONGEST_BODY,
    MEDIA,
    NAME,
    Definition,
    Part,
    Scope,
    format_of,
    kind_of,
    part_of,
    parts_of,
    sample_handles,
    text_of,
    variables,
)
from shared.features.templates.pure.findings import Finding
from shared.features.templates.pure.texts import (
    body_variables,
    measured,
    no_variables,
    plain,
    samples,
    variables_of,
)

LONGEST_HEADER: Final = 60
LONGEST_FOOTER: Final = 60
LONGEST_OFFER: Final = 16
LONGEST_OFFER_BODY: Final = 600
LONGEST_CARD_BODY: Final = 160
FEWEST_CARDS, MOST_CARDS = 2, 10
LONGEST_EXPIRATION: Final = 90
FOREVER: Final = -1
# Contract 7.2, in seconds; FOREVER (30 days) is taken for all but marketing.
TTL: Final[Mapping[str, tuple[int, int]]] = {
    "AUTHENTICATION": (30, 900),
    "UTILITY": (30, 43_200),
    "MARKETING": (43_200, 2_592_000),
}


def lint(template: Definition) -> list[Finding]:
    """The broken rules, in the order of the page; empty for a template that Meta's rules allow."""
    return [*_facts(template), *_components(template)]


def _facts(template: Definition) -> Iterator[Finding]:
    if not NAME.fullmatch(template.name):
        message = "Use small letters, digits and _ only, 1 to 512 of them."
        yield Finding("name", "name_bad" if template.name else "missing", message)
    if template.language not in LANGUAGES:
        yield Finding("language", "language_unknown", "Choose one of Meta's languages, for example en_GB.")
    if template.category not in CATEGORIES:
        yield Finding("category", "category_unknown", f"It is one of {', '.join(CATEGORIES)}.")
    if template.parameter_format not in FORMATS:
        yield Finding("parameter_format", "parameter_format", f"It is one of {', '.join(FORMATS)}.")
    if template.ttl_seconds is not None and template.category in TTL:
        least, most = TTL[template.category]
        forever = template.ttl_seconds == FOREVER and template.category != "MARKETING"
        if not forever and not least <= template.ttl_seconds <= most:
            yield Finding("ttl_seconds", "ttl_range", f"For this category it is {least:,} to {most:,} seconds.")


def _components(template: Definition) -> Iterator[Finding]:
    kinds = [kind_of(part) for part in template.components]
    scope = Scope(template.named, template.category, with_offer="LIMITED_TIME_OFFER" in kinds, kinds=frozenset(kinds))
    for at, kind in enumerate(kinds):
        if kind not in PARTS:
            yield Finding(f"components.{at}", "part_unknown", "There is no such part of a template.")
        elif kind in kinds[:at]:
            yield Finding(f"components.{at}", "part_twice", f"There can be one {kind.lower()} only.")
    if "BODY" not in kinds:
        yield Finding("body", "missing", "A template needs a body.")
    yield from _together(scope)
    seen: set[str] = set()
    for kind, part in zip(kinds, template.components, strict=True):
        if kind in PARTS and kind not in seen:
            seen.add(kind)
            check = AUTHENTICATION.get(kind, PARTS[kind]) if scope.category == "AUTHENTICATION" else PARTS[kind]
            yield from check(scope, part)


def _together(scope: Scope) -> Iterator[Finding]:
    """Parts that don't go with the category or with each other."""
    if scope.category == "AUTHENTICATION":
        for kind, path in (("HEADER", "header"), ("LIMITED_TIME_OFFER", "offer"), ("CAROUSEL", "cards")):
            if kind in scope.kinds:
                yield Finding(path, "part_not_here", "Meta writes authentication templates itself: without this part.")
        if "BUTTONS" not in scope.kinds:
            yield Finding("buttons", "missing", "An authentication template needs the button for its code.")
        return
    if "LIMITED_TIME_OFFER" in scope.kinds:
        if scope.category != "MARKETING":
            yield Finding("offer", "category_not_here", "Only marketing templates have a limited-time offer.")
        if "FOOTER" in scope.kinds:
            yield Finding("footer", "part_not_here", "A limited-time offer has no footer.")
    if "CAROUSEL" in scope.kinds:
        for kind, path in (("HEADER", "header"), ("FOOTER", "footer"), ("BUTTONS", "buttons")):
            if kind in scope.kinds:
                yield Finding(path, "part_not_here", "A carousel has it on its cards only.")
        if "LIMITED_TIME_OFFER" in scope.kinds:
            yield Finding("offer", "part_not_here", "A carousel can't hold a limited-time offer.")


# ── the parts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _header(scope: Scope, part: Part) -> Iterator[Finding]:
    form = format_of(part)
    if form == "TEXT" and not scope.in_card:
        yield from _header_text(scope, part)
    elif form in MEDIA:
        if form == "GIF" and scope.category != "MARKETING":
            yield Finding(scope.path("header", "format"), "category_not_here", "Only marketing templates move: GIF.")
        if scope.in_card and form not in ("IMAGE", "VIDEO"):
            yield Finding(scope.path("header", "format"), "format_unknown", "A card has a picture or a video.")
        if len(sample_handles(part)) != 1:
            yield Finding(scope.path("header", "example"), "sample_missing", "Upload one file as a sample.")
    elif form != "LOCATION" or scope.in_card:
        yield Finding(scope.path("header", "format"), "format_unknown", "There is no such kind of header here.")


def _header_text(scope: Scope, part: Part) -> Iterator[Finding]:
    path, text = scope.path("header", "text"), text_of(part)
    yield from measured(path, text, LONGEST_HEADER)
    yield from plain(path, text)
    yield from variables_of(path, text, scope.named)
    if len(variables(text)) > 1:
        yield Finding(path, "too_many_variables", "A header can have one variable.")
    yield from samples(scope, "header", part, text)


def _body(scope: Scope, part: Part) -> Iterator[Finding]:
    path, text = scope.path("body", "text"), text_of(part)
    longest = LONGEST_CARD_BODY if scope.in_card else LONGEST_OFFER_BODY if scope.with_offer else LONGEST_BODY
    yield from measured(path, text, longest)
    yield from variables_of(path, text, scope.named)
    yield from body_variables(path, text)
    yield from samples(scope, "body", part, text)


def _footer(scope: Scope, part: Part) -> Iterator[Finding]:
    path, text = scope.path("footer", "text"), text_of(part)
    yield from measured(path, text, LONGEST_FOOTER)
    yield from plain(path, text)
    yield from no_variables(path, text)


def _offer(scope: Scope, part: Part) -> Iterator[Finding]:
    offer = part.get("limited_time_offer")
    given: Part = offer if isinstance(offer, Mapping) else {}
    path, text = scope.path("offer", "text"), text_of(given)
    yield from measured(path, text, LONGEST_OFFER)
    yield from no_variables(path, text)
    if not isinstance(given.get("has_expiration", False), bool):
        yield Finding(scope.path("offer", "has_expiration"), "shape", "It is true or false.")


def _carousel(scope: Scope, part: Part) -> Iterator[Finding]:
    cards = [parts_of(card, "components") for card in parts_of(part, "cards")]
    if not FEWEST_CARDS <= len(cards) <= MOST_CARDS:
        yield Finding("cards", "card_count", f"A carousel has {FEWEST_CARDS} to {MOST_CARDS} cards.")
    for at, card in enumerate(cards):
        if _build(card) != _build(cards[0]):
            message = "Every card is built like the first: the same kind of header, the same buttons."
            yield Finding(f"cards.{at}", "card_differs", message)
        yield from _card(Scope(scope.named, scope.category, f"cards.{at}.", in_card=True), card)


def _card(scope: Scope, card: Sequence[Part]) -> Iterator[Finding]:
    checks: Mapping[str, Check] = {"HEADER": _header, "BODY": _body, "BUTTONS": buttons}
    kinds = [kind_of(part) for part in card]
    for at, kind in enumerate(kinds):
        if kind not in checks or kind in kinds[:at]:
            yield Finding(scope.path("components", at), "part_unknown", "A card has one header, one body and buttons.")
        else:
            yield from checks[kind](scope, card[at])
    for kind, path in (("HEADER", "header"), ("BUTTONS", "buttons")):
        if kind not in kinds:
            yield Finding(scope.path(path), "missing", f"Every card needs {'a header' if kind == 'HEADER' else path}.")


def _build(card: Sequence[Part]) -> tuple[object, ...]:
    header = part_of(card, "HEADER")
    return (
        format_of(header) if header is not None else "",
        part_of(card, "BODY") is not None,
        tuple(kind_of(button) for button in parts_of(part_of(card, "BUTTONS"), "buttons")),
    )


# ── authentication: the words are Meta's ────────────────────────────────────────────────────────────────────────────


def _auth_body(_scope: Scope, part: Part) -> Iterator[Finding]:
    if part.get("text") is not None:
        yield Finding("body.text", "words_fixed", "Meta writes the words of an authentication template.")
    if not isinstance(part.get("add_security_recommendation", False), bool):
        yield Finding("body.add_security_recommendation", "shape", "It is true or false.")


def _auth_footer(_scope: Scope, part: Part) -> Iterator[Finding]:
    if part.get("text") is not None:
        yield Finding("footer.text", "words_fixed", "Meta writes the words of an authentication template.")
    minutes = part.get("code_expiration_minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= LONGEST_EXPIRATION:
        message = f"The code is good for 1 to {LONGEST_EXPIRATION} minutes."
        yield Finding("footer.code_expiration_minutes", "minutes", message)


Check = Callable[[Scope, Part], Iterator[Finding]]
PARTS: Final[Mapping[str, Check]] = {
    "HEADER": _header,
    "BODY": _body,
    "FOOTER": _footer,
    "BUTTONS": buttons,
    "LIMITED_TIME_OFFER": _offer,
    "CAROUSEL": _carousel,
}
AUTHENTICATION: Final[Mapping[str, Check]] = {
    "HEADER": lambda _scope, _part: iter(()),
    "BODY": _auth_body,
    "FOOTER": _auth_footer,
    "LIMITED_TIME_OFFER": lambda _scope, _part: iter(()),
    "CAROUSEL": lambda _scope, _part: iter(()),
}
