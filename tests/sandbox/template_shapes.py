"""Random templates: `sound` ones that break no rule, and `shaken` ones with something broken in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from shared.features.templates.pure.definition import Definition

Json = dict[str, Any]
WORDS = ("Hello", "your", "order", "leaves", "the", "workshop", "on", "açúcar", "窓", "😀", "it's", "*today*", "now,")
PLAIN = ("Order", "news", "Ciao", "Grüße", "17", "窓", "more")
NAMES = ("first_name", "product", "end_date", "code_2", "_x")
_line = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3).map(" ".join)
_value = st.text("abzéÑ漢😀0189 .-/*_", min_size=1, max_size=30).map(lambda text: " ".join(text.split()) or "x")


@st.composite
def _variables(draw: st.DrawFn, named: bool, most: int) -> list[str]:
    if named:
        return draw(st.lists(st.sampled_from(NAMES), max_size=most, unique=True))
    return draw(st.permutations([str(at) for at in range(1, draw(st.integers(0, most)) + 1)]))


def _example(place: str, named: bool, samples: dict[str, str], deep: bool) -> Json:
    if not samples:
        return {}
    if named:
        return {"example": {f"{place}_named_params": [{"param_name": key, "example": samples[key]} for key in samples]}}
    ordered = [samples[key] for key in sorted(samples, key=int)]
    return {"example": {place: [ordered] if deep else ordered}}


@st.composite
def _body(draw: st.DrawFn, named: bool, most: int = 4) -> Json:
    names = draw(_variables(named, most))
    parts: list[str] = []
    for name in names:
        parts += draw(st.lists(st.sampled_from(WORDS[:9]), min_size=2, max_size=4))
        parts.append(f"{{{{{name}}}}}")
    parts += draw(st.lists(st.sampled_from(WORDS[:9]), min_size=1, max_size=3))
    parts += draw(st.lists(st.sampled_from(WORDS), max_size=3))
    samples = {name: draw(_value) for name in names}
    return {"type": "BODY", "text": " ".join(parts), **_example("body_text", named, samples, deep=True)}


@st.composite
def _header(draw: st.DrawFn, named: bool) -> Json:
    form = draw(st.sampled_from(("TEXT", "IMAGE", "VIDEO", "DOCUMENT")))
    if form != "TEXT":
        return {"type": "HEADER", "format": form, "example": {"header_handle": ["4::aW52ZW50ZWQ="]}}
    names = draw(_variables(named, 1))
    text = " ".join([draw(_line), *(f"{{{{{name}}}}}" for name in names)])
    example = _example("header_text", named, {name: draw(_value) for name in names}, deep=False)
    return {"type": "HEADER", "format": "TEXT", "text": text, **example}


@st.composite
def _buttons(draw: st.DrawFn) -> Json:
    address = "https://example.test/" + draw(st.sampled_from(("", "w/", "track?id=")))
    suffix = draw(st.sampled_from(("W417", "a/b", "é")))
    known: list[Json] = [
        {"type": "URL", "text": "Shop", "url": address},
        {"type": "URL", "text": "Track", "url": address + "{{1}}", "example": [address + suffix]},
        {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+441134960321"},
        {"type": "COPY_CODE", "example": draw(st.sampled_from(("KETTLE10", ["SPRING"])))},
    ]
    others = draw(st.lists(st.sampled_from(known), max_size=4, unique_by=lambda button: button.get("text")))
    replies = [{"type": "QUICK_REPLY", "text": f"{draw(_line)} {at}"} for at in range(draw(st.integers(0, 3)))]
    both = [*replies, *others] if draw(st.booleans()) else [*others, *replies]
    return {"type": "BUTTONS", "buttons": both or [{"type": "QUICK_REPLY", "text": "Yes"}]}


@st.composite
def _authentication(draw: st.DrawFn) -> list[Json]:
    button: Json = {"type": "OTP", "otp_type": draw(st.sampled_from(("COPY_CODE", "one_tap")))}
    if button["otp_type"] != "COPY_CODE":
        button["supported_apps"] = [{"package_name": "test.kettle", "signature_hash": "K8a%2FAINcGX7"}]
    components: list[Json] = [{"type": "BODY", "add_security_recommendation": draw(st.booleans())}]
    if draw(st.booleans()):
        components.append({"type": "FOOTER", "code_expiration_minutes": draw(st.integers(1, 90))})
    return [*components, {"type": "BUTTONS", "buttons": [button]}]


@st.composite
def _offer(draw: st.DrawFn, named: bool) -> list[Json]:
    offer = {"text": draw(st.sampled_from(PLAIN)), "has_expiration": draw(st.booleans())}
    return [{"type": "LIMITED_TIME_OFFER", "limited_time_offer": offer}, draw(_body(named, 2))]


@st.composite
def _carousel(draw: st.DrawFn, named: bool) -> list[Json]:
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW52ZW50ZWQ="]}}
    replies = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "More"}]}
    card = {"components": [header, {"type": "BODY", "text": "A kettle."}, replies]}
    return [draw(_body(named, 2)), {"type": "CAROUSEL", "cards": [card] * draw(st.integers(2, 10))}]


@st.composite
def _ordinary(draw: st.DrawFn, named: bool) -> list[Json]:
    components: list[Json] = [draw(_body(named))]
    if draw(st.booleans()):
        components.insert(0, draw(_header(named)))
    if draw(st.booleans()):
        components.append({"type": "FOOTER", "text": draw(_line)})
    if draw(st.booleans()):
        components.append(draw(_buttons()))
    return components


@st.composite
def sound(draw: st.DrawFn, *, fillable: bool = False) -> Definition:
    """Breaks no rule. `fillable`: of the kinds the product can put values into."""
    named = draw(st.booleans())
    category = draw(st.sampled_from(("MARKETING", "UTILITY", "AUTHENTICATION")))
    if category == "AUTHENTICATION":
        components = draw(_authentication())
    elif category == "MARKETING" and not fillable:
        components = draw(st.one_of(_ordinary(named), _offer(named), _carousel(named)))
    else:
        components = draw(_ordinary(named))
    return Definition(
        name=draw(st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True)),
        language=draw(st.sampled_from(("en_GB", "pt_BR", "es", "zh_HK"))),
        category=category,
        components=components,
        parameter_format="NAMED" if named else "POSITIONAL",
        ttl_seconds=draw(st.sampled_from((None, 600))) if category != "MARKETING" else None,
    )


WILD = (
    "",
    " ",
    "{{1}}",
    "{{ 2 }}",
    "Hi {{name}}",
    "x" * 61,
    "y" * 1025,
    "{{",
    "*bold* text",
    "a\nb",
    "{{1}}{{2}} a b c",
)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in _leaves(one, (*path, key)))]


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _put(copy[path[0]], path[1:], new)
    return copy


@st.composite
def shaken(draw: st.DrawFn) -> Definition:
    """A sound one with up to three things in it replaced, by texts, by other types, or by nothing."""
    found = draw(sound())
    wild: st.SearchStrategy[Any] = st.one_of(
        st.sampled_from(WILD), st.none(), st.integers(-1, 99), st.just([]), st.just({})
    )
    components = list(found.components)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from([path for path in _leaves(components) if len(path) > 1]))
        components = _put(components, path, draw(wild))
    if draw(st.booleans()):
        components = draw(st.permutations([*components, *components[: draw(st.integers(0, 1))]]))
    facts: Json = draw(
        st.sampled_from(
            [
                *({} for _ in range(6)),
                {"name": "Spring News"},
                {"language": "xx"},
                {"category": "MARKETING"},
                {"category": "FUN"},
                {"ttl_seconds": 5},
                {"ttl_seconds": 43_200},
            ]
        )
    )
    return replace(found, components=components, **facts)
