"""Every rule of contract 7.2 to 7.4 by itself: a template that keeps them all, broken in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from shared.features.templates.pure.definition import Definition
from shared.features.templates.pure.findings import meta_subcode
from shared.features.templates.pure.lint import lint

Json = dict[str, Any]


def body(text: str = "Hi {{1}}, your kettle is ready today.", *samples: str) -> Json:
    given = samples or (("Mira",) if "{{1}}" in text else ())
    return {"type": "BODY", "text": text, **({"example": {"body_text": [list(given)]}} if given else {})}


def header(text: str = "Order {{1}}", *samples: str) -> Json:
    given = samples or (("A-17",) if "{{1}}" in text else ())
    return {
        "type": "HEADER",
        "format": "TEXT",
        "text": text,
        **({"example": {"header_text": list(given)}} if given else {}),
    }


def picture(form: str = "IMAGE") -> Json:
    return {"type": "HEADER", "format": form, "example": {"header_handle": ["4::aW52ZW50ZWQ="]}}


def footer(text: str = "Reply STOP to opt out") -> Json:
    return {"type": "FOOTER", "text": text}


def buttons(*found: Json) -> Json:
    return {"type": "BUTTONS", "buttons": list(found)}


def reply(text: str = "Stop offers") -> Json:
    return {"type": "QUICK_REPLY", "text": text}


def link(
    url: str = "https://example.test/w/{{1}}", example: object = ("https://example.test/w/W417",), **more: Any
) -> Json:
    sample = {"example": list(example) if isinstance(example, tuple) else example} if example is not None else {}
    return {"type": "URL", "text": "Shop", "url": url, **sample, **more}


def phone(number: str = "+44 113 496 0321") -> Json:
    return {"type": "PHONE_NUMBER", "text": "Call", "phone_number": number}


def card(**changes: Any) -> Json:
    parts = {"header": picture(), "body": body("A kettle."), "buttons": buttons(link(), reply()), **changes}
    return {"components": [part for part in parts.values() if part is not None]}


def carousel(*cards: Json) -> Json:
    return {"type": "CAROUSEL", "cards": list(cards)}


def offer(text: str = "Ends soon", **more: Any) -> Json:
    return {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": text, "has_expiration": True, **more}}


def template(*components: Json, **facts: Any) -> Definition:
    return replace(Definition("winter_offer", "en_GB", "MARKETING", components or (body(),)), **facts)


OTP = {"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}
AUTH_BODY = {"type": "BODY", "add_security_recommendation": True}
AUTH_FOOTER = {"type": "FOOTER", "code_expiration_minutes": 10}


def login(*components: Json, **facts: Any) -> Definition:
    return template(*(components or (AUTH_BODY, AUTH_FOOTER, buttons(OTP))), category="AUTHENTICATION", **facts)


def named(text: str, **samples: str) -> Json:
    pairs = [{"param_name": name, "example": value} for name, value in samples.items()]
    return {"type": "BODY", "text": text, "example": {"body_text_named_params": pairs}}


def found(definition: Definition) -> set[tuple[str, str]]:
    return {(one.path, one.code) for one in lint(definition)}


GOOD: Sequence[Definition] = (
    template(),
    template(body("We are open."), name="a", language="zh_HK", category="UTILITY"),
    template(header(), body(), footer(), buttons(reply(), reply("More"), link(), phone())),
    template(header("Plain words"), body(), buttons(link(), phone(), reply())),
    template(named("Hi {{first_name}}, see you.", first_name="Mira"), parameter_format="NAMED"),
    template(body("So {{1}} is here: all of this ends well with {{2}}.", "Mira", "x")),
    *(template(picture(form), body()) for form in ("IMAGE", "VIDEO", "DOCUMENT", "GIF")),
    template({"type": "HEADER", "format": "LOCATION"}, body(), category="UTILITY"),
    template(body(), buttons({"type": "COPY_CODE", "example": "C" * 20})),
    template(body(), buttons({"type": "FLOW", "text": "Book", "flow_id": "1"})),
    template(body(), buttons({"type": "CATALOG", "text": "See all"})),
    template(picture(), body(), offer(), buttons({"type": "COPY_CODE", "example": "C" * 15}, link())),
    template(body("Look at these."), carousel(card(), card())),
    template(ttl_seconds=43_200),
    login(),
    login(ttl_seconds=-1),
    login({"type": "BODY"}, buttons(OTP)),
    login(
        AUTH_BODY,
        buttons(
            {"type": "OTP", "otp_type": "ONE_TAP", "supported_apps": [{"package_name": "a", "signature_hash": "b"}]}
        ),
    ),
    template(body("*Bold*, _slanted_ and ~gone~ words for {{1}} too.")),
)


@pytest.mark.parametrize("definition", GOOD)
def test_a_template_that_keeps_the_rules_has_no_findings(definition: Definition) -> None:
    assert lint(definition) == []


BROKEN: Sequence[tuple[Definition, tuple[str, str]]] = (
    # 7.2
    (template(name=""), ("name", "missing")),
    (template(name="Winter Offer"), ("name", "name_bad")),
    (template(name="x" * 513), ("name", "name_bad")),
    (template(language=""), ("language", "language_unknown")),
    (template(language="en-GB"), ("language", "language_unknown")),
    (template(category="SERVICE"), ("category", "category_unknown")),
    (template(parameter_format="MIXED"), ("parameter_format", "parameter_format")),
    (template(body("Hi {{name}}, your kettle is ready.")), ("body.text", "variable_kind")),
    (template(body("Hi {{2}}, your kettle is ready.", "", "x")), ("body.text", "variable_order")),
    (template(body("Hi {{01}}, your kettle is ready.", "x")), ("body.text", "variable_order")),
    (template(body("Hi {{1}, your kettle is ready.")), ("body.text", "variable_broken")),
    (
        template(named("Hi {{First}}, see you soon.", First="x"), parameter_format="NAMED"),
        ("body.text", "variable_name"),
    ),
    (template(named("Hi {{1}}, see you soon."), parameter_format="NAMED"), ("body.text", "variable_name")),
    (template(named("Hi {{name}}, see you soon."), parameter_format="NAMED"), ("body.example.name", "sample_missing")),
    (template({"type": "BODY", "text": "Hi {{1}}, see you soon."}), ("body.example.1", "sample_missing")),
    (template(body("Hi {{1}}, see you soon.", "a\nb")), ("body.example.1", "sample_untidy")),
    (template(body("Hi {{1}}, see you soon.", "a      b")), ("body.example.1", "sample_untidy")),
    (template(body("Hi {{1}}, see you soon.", "a", "b")), ("body.example.2", "sample_superfluous")),
    (template(body("{{1}}, your kettle is ready.")), ("body.text", "variable_at_edge")),
    (template(body("Your kettle is ready, {{1}}")), ("body.text", "variable_at_edge")),
    (template(body("Your kettle is ready, {{1}} ")), ("body.text", "variable_at_edge")),
    (template(body("Your kettle {{1}}{{2}} is ready again.", "a", "b")), ("body.text", "variables_adjacent")),
    (template(body("So {{1}} and {{2}} then.", "a", "b")), ("body.text", "too_many_variables")),
    (login(ttl_seconds=29), ("ttl_seconds", "ttl_range")),
    (login(ttl_seconds=901), ("ttl_seconds", "ttl_range")),
    (template(category="UTILITY", ttl_seconds=43_201), ("ttl_seconds", "ttl_range")),
    (template(ttl_seconds=43_199), ("ttl_seconds", "ttl_range")),
    (template(ttl_seconds=-1), ("ttl_seconds", "ttl_range")),
    # 7.3
    (template(footer()), ("body", "missing")),
    (template(body(" ")), ("body.text", "missing")),
    (template(body("x" * 1025)), ("body.text", "too_long")),
    (template(body(), {"type": "PARAGRAPH"}), ("components.1", "part_unknown")),
    (template(body(), body()), ("components.1", "part_twice")),
    (template(header("x" * 61), body()), ("header.text", "too_long")),
    (template(header("A {{1}} and {{2}}", "a", "b"), body()), ("header.text", "too_many_variables")),
    (template(header("*Bold*"), body()), ("header.text", "markup")),
    (template(header("Two\nlines"), body()), ("header.text", "line_break")),
    (template({"type": "HEADER", "format": "TEXT", "text": "A {{1}}"}, body()), ("header.example.1", "sample_missing")),
    (template({"type": "HEADER", "format": "IMAGE"}, body()), ("header.example", "sample_missing")),
    (template({"type": "HEADER", "format": "AUDIO"}, body()), ("header.format", "format_unknown")),
    (template(picture("GIF"), body(), category="UTILITY"), ("header.format", "category_not_here")),
    (template(body(), footer("x" * 61)), ("footer.text", "too_long")),
    (template(body(), footer("")), ("footer.text", "missing")),
    (template(body(), footer("Dear {{1}}")), ("footer.text", "variable_not_here")),
    (template(body(), footer("_Leeds_")), ("footer.text", "markup")),
    (template(body("x" * 601), offer()), ("body.text", "too_long")),
    (template(body(), offer("x" * 17)), ("offer.text", "too_long")),
    (template(body(), offer(has_expiration="yes")), ("offer.has_expiration", "shape")),
    (template(body(), offer(), category="UTILITY"), ("offer", "category_not_here")),
    (template(body(), offer(), footer()), ("footer", "part_not_here")),
    (template(body(), offer(), buttons({"type": "COPY_CODE", "example": "C" * 16})), ("buttons.0.example", "too_long")),
    (template(body(), carousel(card())), ("cards", "card_count")),
    (template(body(), carousel(*[card()] * 11)), ("cards", "card_count")),
    (template(body(), carousel(card(), card(buttons=buttons(reply())))), ("cards.1", "card_differs")),
    (template(body(), carousel(card(), card(header=picture("VIDEO")))), ("cards.1", "card_differs")),
    (template(body(), carousel(card(), card(body=body("x" * 161)))), ("cards.1.body.text", "too_long")),
    (template(body(), carousel(*[card(header=None)] * 2)), ("cards.0.header", "missing")),
    (template(body(), carousel(*[card(buttons=None)] * 2)), ("cards.1.buttons", "missing")),
    (template(body(), carousel(*[card(header=header("x"))] * 2)), ("cards.0.header.format", "format_unknown")),
    (template(body(), carousel(*[card(header=picture("DOCUMENT"))] * 2)), ("cards.0.header.format", "format_unknown")),
    (template(body(), carousel(*[card(footer=footer())] * 2)), ("cards.0.components.3", "part_unknown")),
    (template(body(), carousel(card(), card()), footer()), ("footer", "part_not_here")),
    (template(header(), body(), carousel(card(), card())), ("header", "part_not_here")),
    (template(body(), carousel(card(), card()), buttons(reply())), ("buttons", "part_not_here")),
    (template(body(), carousel(card(), card()), offer()), ("offer", "part_not_here")),
    (login({"type": "BODY", "text": "Your code is {{1}}."}, buttons(OTP)), ("body.text", "words_fixed")),
    (
        login({"type": "BODY", "add_security_recommendation": "yes"}, buttons(OTP)),
        ("body.add_security_recommendation", "shape"),
    ),
    (login(AUTH_BODY, footer("Ten minutes"), buttons(OTP)), ("footer.text", "words_fixed")),
    (
        login(AUTH_BODY, {"type": "FOOTER", "code_expiration_minutes": 91}, buttons(OTP)),
        ("footer.code_expiration_minutes", "minutes"),
    ),
    (
        login(AUTH_BODY, {"type": "FOOTER", "code_expiration_minutes": 0}, buttons(OTP)),
        ("footer.code_expiration_minutes", "minutes"),
    ),
    (login(picture(), AUTH_BODY, buttons(OTP)), ("header", "part_not_here")),
    (login(AUTH_BODY), ("buttons", "missing")),
    # 7.4
    (template(body(), buttons()), ("buttons", "missing")),
    (template(body(), {"type": "BUTTONS", "buttons": "all"}), ("buttons", "shape")),
    (template(body(), buttons(*[reply()] * 11)), ("buttons", "too_many")),
    (template(body(), buttons(link(), link(), link())), ("buttons", "too_many_of_kind")),
    (template(body(), buttons(phone(), phone())), ("buttons", "too_many_of_kind")),
    (template(body(), buttons(*[{"type": "COPY_CODE", "example": "C"}] * 2)), ("buttons", "too_many_of_kind")),
    (template(body(), buttons(*[{"type": "FLOW", "text": "x", "flow_id": "1"}] * 2)), ("buttons", "too_many_of_kind")),
    (template(body(), buttons(*[{"type": "CATALOG", "text": "x"}] * 2)), ("buttons", "too_many_of_kind")),
    (template(body(), buttons(reply(), link(), reply())), ("buttons", "order")),
    (template(body(), buttons(link(), reply(), phone())), ("buttons", "order")),
    (template(body(), buttons({"type": "SHARE", "text": "x"})), ("buttons.0.type", "kind_unknown")),
    (template(body(), buttons(OTP)), ("buttons.0.type", "kind_not_here")),
    (login(AUTH_BODY, buttons(reply())), ("buttons.0.type", "kind_not_here")),
    (template(body(), buttons(reply(""))), ("buttons.0.text", "missing")),
    (template(body(), buttons(reply("x" * 26))), ("buttons.0.text", "too_long")),
    (template(body(), buttons(reply("Dear {{1}}"))), ("buttons.0.text", "variable_not_here")),
    (template(body(), buttons(reply("*Go*"))), ("buttons.0.text", "markup")),
    (template(body(), buttons(link(""))), ("buttons.0.url", "missing")),
    (template(body(), buttons(link(f"https://example.test/{'x' * 2000}", None))), ("buttons.0.url", "too_long")),
    (template(body(), buttons(link("example.test/w", None))), ("buttons.0.url", "url_bad")),
    (template(body(), buttons(link("https://example.test/a b", None))), ("buttons.0.url", "url_bad")),
    (template(body(), buttons(link("https://{{1}}"))), ("buttons.0.url", "url_bad")),
    (template(body(), buttons(link("https://example.test/{{1}}/w"))), ("buttons.0.url", "url_variable")),
    (template(body(), buttons(link("https://example.test/{{1}}{{2}}"))), ("buttons.0.url", "url_variable")),
    (template(body(), buttons(link("https://example.test/{{2}}"))), ("buttons.0.url", "url_variable")),
    (template(body(), buttons(link(example=None))), ("buttons.0.example", "sample_missing")),
    (template(body(), buttons(link(example="W417"))), ("buttons.0.example", "sample_untidy")),
    (template(body(), buttons(phone(""))), ("buttons.0.phone_number", "missing")),
    (template(body(), buttons(phone("+44 113 496 0321 ext 7"))), ("buttons.0.phone_number", "too_long")),
    (template(body(), buttons(phone("call me"))), ("buttons.0.phone_number", "phone_bad")),
    (template(body(), buttons({"type": "COPY_CODE"})), ("buttons.0.example", "sample_missing")),
    (template(body(), buttons({"type": "COPY_CODE", "example": "C" * 21})), ("buttons.0.example", "too_long")),
    (template(body(), buttons({"type": "FLOW", "text": "Book"})), ("buttons.0.flow_id", "missing")),
    (
        template(body(), buttons({"type": "FLOW", "text": "Book", "flow_id": "1", "flow_action": "jump"})),
        ("buttons.0.flow_action", "flow_action"),
    ),
    (login(AUTH_BODY, buttons({"type": "OTP", "otp_type": "MAGIC"})), ("buttons.0.otp_type", "otp_type")),
    (login(AUTH_BODY, buttons({"type": "OTP", "otp_type": "ONE_TAP"})), ("buttons.0.supported_apps", "missing")),
    (login(AUTH_BODY, buttons(OTP, OTP)), ("buttons", "too_many_of_kind")),
    (
        template(body(), carousel(*[card(buttons=buttons(reply(), link(), phone()))] * 2)),
        ("cards.0.buttons", "too_many"),
    ),
    (
        template(body(), carousel(*[card(buttons=buttons({"type": "CATALOG", "text": "x"}))] * 2)),
        ("cards.0.buttons.0.type", "kind_unknown"),
    ),
)


@pytest.mark.parametrize(("definition", "finding"), BROKEN)
def test_a_broken_rule_is_named_beside_its_field(definition: Definition, finding: tuple[str, str]) -> None:
    assert finding in found(definition)


@pytest.mark.parametrize("definition", [broken for broken, _ in BROKEN])
def test_every_finding_says_what_to_do(definition: Definition) -> None:
    assert all(one.message.endswith((".", "seconds.")) and one.path and one.code for one in lint(definition))


@pytest.mark.parametrize(
    ("definition", "subcode"),
    [
        (template(body("x" * 1025)), 2388040),
        (template(header("*Bold*"), body()), 2388047),
        (template(body("Hi {{name}}, your kettle is ready.")), 2388072),
        (template(body(), footer("_Leeds_")), 2388073),
        (template(body("So {{1}} and {{2}} then.", "a", "b")), 2388293),
        (template(body("Your kettle is ready, {{1}}")), 2388299),
        (template(body(), buttons(reply(""))), None),
        (template(body(), carousel(card(), card(body=body("Hi {{name}}, hello there.")))), 2388072),
    ],
)
def test_the_first_finding_knows_metas_own_number(definition: Definition, subcode: int | None) -> None:
    assert meta_subcode(lint(definition)[0]) == subcode
