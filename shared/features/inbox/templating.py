"""Filling a template for a chat: the rules are the templates' own, the refusal and the kept words are the inbox's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.core.errors import FieldProblem, Invalid
from shared.features.inbox.book import TemplateFacts
from shared.features.templates.pure.definition import Definition
from shared.features.templates.pure.render import Preview, Values
from shared.features.templates.pure.render import fill as filled

Filling = Values
"""What a person filled in: the inbox's word for it."""


@dataclass(frozen=True)
class Filled:
    """``components`` as Meta wants them (a media header's id is put in when it is sent), ``rendered`` as people read
    it.
    """

    components: list[dict[str, Any]]
    rendered: dict[str, Any]


def fill(template: TemplateFacts, filling: Filling) -> Filled:
    """Invalid, naming every field, when a value is missing, superfluous or unfit."""
    definition = Definition(
        template.name, template.language, template.category, template.components, template.parameter_format
    )
    found = filled(definition, filling)
    if found.findings:
        raise Invalid(
            "Some of the template's values are missing or wrong.",
            code="template_values",
            fields=[FieldProblem(f"template.{one.path}".rstrip("."), one.message) for one in found.findings],
        )
    return Filled(found.components, _kept(found.preview))


def _kept(preview: Preview) -> dict[str, Any]:
    """As messages keep it."""
    return {
        "header": preview.header,
        "body": preview.body,
        "footer": preview.footer,
        "buttons": [{"type": button.kind, "text": button.text} for button in preview.buttons],
        "header_format": preview.header_format,
    }
