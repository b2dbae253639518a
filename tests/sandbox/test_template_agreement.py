"""Editor and Meta say the same of every template: lint agrees with the sandbox's verdict, render with what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import assume, given, settings

from infra.sandbox import template_match
from infra.sandbox.errors import GraphError
from infra.sandbox.model import Template
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.settings import Settings
from shared.features.templates.pure.authored import authored
from shared.features.templates.pure.definition import Definition, kind_of
from shared.features.templates.pure.findings import meta_subcode
from shared.features.templates.pure.lint import lint
from shared.features.templates.pure.render import Preview, fill, samples
from tests.sandbox.conftest import ACCOUNT
from tests.sandbox.template_shapes import shaken, sound

HERE = Sandbox(Settings(connected=True, review_after=-1))


def request(definition: Definition) -> Any:
    """As it travels: what JSON cannot say is gone."""
    body = {
        "name": definition.name,
        "language": definition.language,
        "category": definition.category,
        "parameter_format": definition.parameter_format,
        "components": list(definition.components),
        "message_send_ttl_seconds": definition.ttl_seconds,
    }
    return json.loads(json.dumps(body))


@contextmanager
def taken(definition: Definition) -> Iterator[Template]:
    """The template as Meta keeps it, for as long as it is looked at."""
    made = HERE.templates.create(HERE.world.account(ACCOUNT), request(definition))
    template = HERE.templates.find(made["id"])
    assert template is not None
    try:
        yield template
    finally:
        HERE.world.state.templates.drop(f"{ACCOUNT}/{template.name}/{template.language}")


def listed(template: Template) -> Definition:
    """What the product knows of it after a listing."""
    return Definition(
        template.name,
        template.language,
        template.category,
        template.components,
        template.parameter_format,
        template.ttl,
    )


@given(sound())
def test_what_breaks_no_rule_is_taken(definition: Definition) -> None:
    assert lint(definition) == []
    with taken(definition) as template:
        assert (template.status, template.category) == ("PENDING", definition.category)


def test_lint_and_meta_agree() -> None:
    seen: set[str] = set()

    @settings(max_examples=200)
    @given(shaken())
    def agree(definition: Definition) -> None:
        findings = lint(definition)
        seen.update([found.path.split(".")[0] for found in findings] or ["none"])
        try:
            with taken(definition):
                refused = None
        except GraphError as error:
            refused = error
        # Whether a handle is one of an upload, Meta alone knows.
        assume(refused is None or "is not the handle of an upload" not in refused.user_message)
        assert (refused is None) == (not findings), findings
        if refused is not None:
            assert (refused.code, refused.subcode) == (100, meta_subcode(findings[0]))
            assert findings[0].message in refused.user_message

    agree()
    assert "none" in seen
    assert len(seen) > 4, "the random templates break rules of several parts"


@given(sound(fillable=True))
def test_what_is_filled_in_is_sent_and_reads_alike(definition: Definition) -> None:
    with taken(definition) as template:
        known = listed(template)
        filled = fill(known, samples(known))
        shown, refused = sent(template, {"components": [_with_file(part) for part in filled.components]})
    if refused is not None:
        assert (refused.code, [found.code for found in filled.findings]) == (132005, ["too_long"])
        return
    assert filled.findings == []
    assert texts_of(filled.preview) == {
        "header": shown["header"].get("text") if shown["header"] else None,
        "body": shown["body"],
        "footer": shown["footer"] or None,
        "urls": [one.get("url") for one in shown["buttons"] if one["type"] == "url"],
        "codes": [one.get("code") for one in shown["buttons"] if one["type"] == "copy_code"],
        "buttons": len(shown["buttons"]),
    }


@given(sound())
def test_what_meta_lists_can_be_handed_in_again(definition: Definition) -> None:
    with taken(definition) as template:
        again = authored(template.components, template.category)
        HERE.template_life.reject(template, "INVALID_FORMAT")
        if "supported_apps" not in json.dumps(definition.components):
            HERE.templates.edit(template, {"components": again})
            assert template.status == "PENDING"


def sent(template: Template, content: dict[str, Any]) -> tuple[dict[str, Any], GraphError | None]:
    """What the phone shows of a send, or why Meta refuses it."""
    try:
        return template_match.render(template, content), None
    except GraphError as error:
        return {}, error


def _with_file(part: dict[str, Any]) -> dict[str, Any]:
    """The sender puts a header's file in when it is known."""
    first = part["parameters"][0]
    if kind_of(part) == "HEADER" and first["type"] != "text":
        return {**part, "parameters": [{**first, first["type"]: {"id": "3300110022004401"}}]}
    return part


def texts_of(preview: Preview) -> dict[str, Any]:
    return {
        "header": preview.header,
        "body": preview.body,
        "footer": preview.footer,
        "urls": [one.url for one in preview.buttons if one.kind == "URL"],
        "codes": [one.code for one in preview.buttons if one.kind == "COPY_CODE"],
        "buttons": len(preview.buttons),
    }
