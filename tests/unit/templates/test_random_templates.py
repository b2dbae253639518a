"""What must hold for any template and any values: Hypothesis writes them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.features.templates.pure.authored import authored
from shared.features.templates.pure.definition import LANGUAGES, LONGEST_BODY, VARIABLE, Definition, variables
from shared.features.templates.pure.diff import diff
from shared.features.templates.pure.lint import lint
from shared.features.templates.pure.render import Values, fill, render, samples

Json = dict[str, Any]

WORDS = st.lists(
    st.sampled_from(["your", "kettle", "is", "ready", "today", "come", "by", "when", "it", "suits"]),
    min_size=1,
    max_size=9,
)
VALUE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20).filter(
    lambda text: "{" not in text and "}" not in text
)


@st.composite
def bodies(draw: st.DrawFn, named: bool) -> Json:
    """A body with as many words around its variables as the rules ask for."""
    count = draw(st.integers(0, 4))
    names = draw(st.lists(st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True), min_size=4, max_size=4, unique=True))
    text = "Well,"
    for at in range(count):
        text += " " + " ".join(draw(WORDS)) + " and so {{" + (names[at] if named else str(at + 1)) + "}} is"
    text += " " + " ".join(draw(WORDS)) + "."
    values = [draw(VALUE) for _ in range(count)]
    if not count:
        return {"type": "BODY", "text": text}
    if named:
        pairs = [{"param_name": name, "example": value} for name, value in zip(names, values, strict=False)]
        return {"type": "BODY", "text": text, "example": {"body_text_named_params": pairs}}
    return {"type": "BODY", "text": text, "example": {"body_text": [values]}}


@st.composite
def good(draw: st.DrawFn) -> Definition:
    named = draw(st.booleans())
    parts: list[Json] = []
    if draw(st.booleans()):
        form = draw(st.sampled_from(["IMAGE", "VIDEO", "DOCUMENT"]))
        parts.append({"type": "HEADER", "format": form, "example": {"header_handle": ["4::x"]}})
    parts.append(draw(bodies(named)))
    if draw(st.booleans()):
        parts.append({"type": "FOOTER", "text": " ".join(draw(WORDS))[:60]})
    replies = [{"type": "QUICK_REPLY", "text": f"Reply {at}"} for at in range(draw(st.integers(0, 4)))]
    links = [
        {
            "type": "URL",
            "text": "Shop",
            "url": "https://example.test/{{1}}",
            "example": ["https://example.test/" + draw(st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True))],
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    if replies or links:
        parts.append({"type": "BUTTONS", "buttons": [*replies, *links] if draw(st.booleans()) else [*links, *replies]})
    return Definition(
        draw(st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True)),
        draw(st.sampled_from(sorted(LANGUAGES))),
        draw(st.sampled_from(["MARKETING", "UTILITY"])),
        parts,
        "NAMED" if named else "POSITIONAL",
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
KINDS = ["HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER", "URL", "OTP", "body", ""]
NAMES = ["type", "text", "format", "example", "buttons", "cards", "components", "limited_time_offer", "url"]
PARTS = st.dictionaries(
    st.sampled_from(NAMES),
    JSON | st.sampled_from(KINDS) | st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3), max_size=2),
    max_size=5,
)
ANY = st.builds(
    Definition,
    st.text(max_size=9),
    st.text(max_size=6),
    st.sampled_from(["MARKETING", "UTILITY", "AUTHENTICATION", "x"]),
    st.lists(PARTS, max_size=3),
    st.sampled_from(["NAMED", "POSITIONAL", "?"]),
    st.none() | st.integers(),
)


@given(good())
def test_a_template_that_keeps_the_rules_is_let_through(definition: Definition) -> None:
    assert lint(definition) == []


@given(good())
def test_its_samples_fill_it_wholly(definition: Definition) -> None:
    filled = fill(definition, samples(definition))

    assert filled.findings == []
    assert not VARIABLE.search(filled.preview.body)
    assert filled.preview == render(definition, samples(definition))


@given(good(), st.data())
def test_metas_parameters_and_the_words_people_read_say_the_same(definition: Definition, data: st.DataObject) -> None:
    body = definition.part("BODY")
    assert body is not None
    names = variables(body["text"])
    given_values = {name: data.draw(VALUE) for name in names}
    link = dict.fromkeys(samples(definition).buttons, "x1")

    filled = fill(definition, Values(body=given_values, buttons=link, has_media=True))

    assert filled.findings == []
    (parameters,) = [one["parameters"] for one in filled.components if one["type"] == "body"] or [[]]
    keys = (
        [one["parameter_name"] for one in parameters] if definition.named else [str(at + 1) for at in range(len(names))]
    )
    by_name = dict(zip(keys, (one["text"] for one in parameters), strict=True))
    assert VARIABLE.sub(lambda found: by_name[found[1]], body["text"]) == filled.preview.body
    assert all(one["text"].strip() for one in parameters)


@given(good(), st.data())
def test_a_value_that_is_missing_is_named(definition: Definition, data: st.DataObject) -> None:
    body = definition.part("BODY")
    assert body is not None
    names = variables(body["text"])
    if not names:
        return
    missing = data.draw(st.sampled_from(names))
    values = samples(definition)
    assert isinstance(values.body, dict)

    rest = {name: value for name, value in values.body.items() if name != missing}
    filled = fill(definition, Values(values.header, rest, values.buttons, values.has_media))

    assert [(one.path, one.code) for one in filled.findings] == [(f"body.{missing}", "missing")]
    assert f"{{{{{missing}}}}}" in filled.preview.body


@given(good(), st.integers(1, 400))
def test_a_body_grown_too_long_is_found(definition: Definition, more: int) -> None:
    parts = [dict(part) for part in definition.components]
    for part in parts:
        if part["type"] == "BODY":
            part["text"] = part["text"] + "x" * (LONGEST_BODY - len(part["text"]) + more)

    broken = Definition(definition.name, definition.language, definition.category, parts, definition.parameter_format)

    assert ("body.text", "too_long") in {(one.path, one.code) for one in lint(broken)}


@given(ANY)
def test_nothing_anybody_writes_breaks_lint_render_or_diff(definition: Definition) -> None:
    """Components are whatever a client sends: findings, never an exception."""
    assert lint(definition) != [] or definition.category in ("MARKETING", "UTILITY", "AUTHENTICATION")
    preview = render(definition, samples(definition))
    assert preview.body is not None
    fill(definition, Values(body=["a"], buttons={0: "x"}))
    assert diff(definition.components, definition.components) == []
    authored(definition.components, definition.category)


@given(good(), good())
def test_a_diff_is_empty_for_the_same_words_and_mirrors_when_turned_round(one: Definition, other: Definition) -> None:
    there = diff(one.components, other.components)
    back = diff(other.components, one.components)

    assert [(entry.path, entry.before, entry.after) for entry in there] == [
        (entry.path, entry.after, entry.before) for entry in back
    ]
    assert (there == []) == (list(one.components) == list(other.components))


def test_a_blank_handle_is_no_sample() -> None:
    """Found by the agreement with the sandbox: a space passed for the handle of an upload."""
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [" "]}}
    body = {"type": "BODY", "text": "A kettle."}

    found = lint(Definition("kettle", "en_GB", "MARKETING", [header, body]))

    assert [finding.path for finding in found] == ["header.example"]
