"""Templates as the API shows and takes them. Shapes only."""

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field, field_validator

from shared.core.clock import stamp
from shared.core.ids import WabaId
from shared.features.http import Shape
from shared.features.templates.authoring import Wish, revision_of
from shared.features.templates.limits import EditState
from shared.features.templates.model import Template
from shared.features.templates.past import Event
from shared.features.templates.pure.definition import Definition
from shared.features.templates.pure.findings import Finding
from shared.features.templates.pure.render import Preview

DEEPEST = 16
"""Levels of lists and objects; the deepest template there is, a carousel's button, has ten."""
COMPONENTS = Field(
    max_length=20,
    description="Meta's components. A header's sample may name an upload: `upload:<upload_id>` as its handle.",
)


class TemplateShape(Shape):
    """One language of a template; only those with status `APPROVED` can be sent. `DRAFT`: not at Meta yet."""

    id: str = Field(description="`{waba}.{name}.{language}`", examples=["770100200300401.winter_offer.en_GB"])
    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: list[dict[str, Any]] = Field(description="Meta's components, as listed.")
    waba_id: str
    rejected_reason: str | None = None
    quality: str | None = None
    ttl_seconds: int | None = Field(description="How long Meta tries to deliver a message; null: Meta's default.")
    updated_at: str | None
    revision: str = Field(description="Send it back with a change: refused when somebody else was quicker.")


class EditShape(Shape):
    """Whether it may be edited now. `left`: edits of this month; null where there is no limit."""

    allowed: bool
    reason: Literal["status", "daily", "monthly"] | None
    next_at: str | None
    left: int | None


class TemplatePage(TemplateShape):
    """A template with what can be done about it."""

    edit: EditShape


class TemplateList(Shape):
    """Templates by name and language."""

    items: list[TemplateShape]
    next_cursor: str | None = None


class SyncShape(Shape):
    """How many templates Meta lists."""

    synced: int


class DefinitionIn(Shape):
    """A template as its author wants it."""

    name: str = Field(min_length=1, max_length=512)
    language: str = Field(min_length=2, max_length=8)
    category: Literal["MARKETING", "UTILITY", "AUTHENTICATION"]
    parameter_format: Literal["POSITIONAL", "NAMED"] = "POSITIONAL"
    components: list[dict[str, Any]] = COMPONENTS
    ttl_seconds: int | None = Field(default=None, ge=-1, le=2_592_000)

    @field_validator("components")
    @classmethod
    def _not_too_deep(cls, components: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Everything that walks through a template does so by recursion."""
        level: list[Any] = [components]
        for _ in range(DEEPEST):
            level = [one for part in level for one in (part.values() if isinstance(part, dict) else part)]
            level = [one for one in level if isinstance(one, dict | list)]
            if not level:
                return components
        raise ValueError("These components are nested too deep.")

    def definition(self) -> Definition:
        return Definition(
            self.name, self.language, self.category, self.components, self.parameter_format, self.ttl_seconds
        )


class TemplateIn(DefinitionIn):
    """A new template."""

    waba_id: str = Field(min_length=1, max_length=32)

    def wish(self) -> Wish:
        return Wish(WabaId(self.waba_id), self.definition())


class TemplateChange(DefinitionIn):
    """The whole template as it shall be."""

    revision: str | None = Field(default=None, max_length=40)


class LintIn(DefinitionIn):
    """A template as it stands in an editor; half of it may be missing."""

    name: str = Field(default="", max_length=512)
    language: str = Field(default="", max_length=8)
    waba_id: str = Field(min_length=1, max_length=32)
    template_id: str | None = Field(default=None, max_length=560, description="The template being edited.")

    def wish(self) -> Wish:
        return Wish(WabaId(self.waba_id), self.definition())


class FindingShape(Shape):
    """One broken rule. `path` names the field: `body.text`, `cards.0.buttons.1.url`; `code` is stable."""

    path: str
    code: str
    message: str


class ButtonShape(Shape):
    """A button as the phone shows it."""

    type: str
    text: str
    url: str
    phone_number: str
    code: str


class CardShape(Shape):
    """One card of a carousel."""

    header_format: str | None
    header: str | None
    body: str
    footer: str | None
    buttons: list[ButtonShape]
    offer: str | None


class PreviewShape(CardShape):
    """The template with its samples in it, as the phone shows it."""

    cards: list[CardShape]


class LintShape(Shape):
    """What is wrong with a template, and how it looks. No findings: it can be submitted."""

    findings: list[FindingShape]
    preview: PreviewShape


class DuplicateIn(Shape):
    """Where the copy goes; what is left out stays as it is, but for the name, which gets an ending."""

    name: str | None = Field(default=None, min_length=1, max_length=512)
    language: str | None = Field(default=None, min_length=2, max_length=8)
    waba_id: str | None = Field(default=None, min_length=1, max_length=32)


class DeletedShape(Shape):
    """Until when Meta refuses a new template of this name; null when it takes one at once."""

    name_blocked_until: str | None


class DifferenceShape(Shape):
    """One field; empty text stands for a field that is not there."""

    path: str
    before: str
    after: str


class EventShape(Shape):
    """One change. `by` is a person's name, null for Meta."""

    id: str
    at: str
    kind: str = Field(
        description="created, submitted, edited, deleted, gone, or what changed: status, category, category_soon, "
        "quality, text."
    )
    by: str | None
    before: str | None
    after: str | None
    reason: str | None
    changes: list[DifferenceShape]


class History(Shape):
    """What befell a template, newest first."""

    items: list[EventShape]
    next_cursor: str | None


def template_shape(template: Template) -> TemplateShape:
    return TemplateShape(**_facts(template))


def page_shape(template: Template, state: EditState) -> TemplatePage:
    edit = EditShape(
        allowed=state.allowed,
        reason=state.reason,
        next_at=stamp(state.next_at) if state.next_at else None,
        left=state.left,
    )
    return TemplatePage(**_facts(template), edit=edit)


def _facts(template: Template) -> dict[str, Any]:
    return {
        "id": str(template.key),
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "parameter_format": template.parameter_format,
        "components": [dict(component) for component in template.components],
        "waba_id": template.waba,
        "rejected_reason": template.rejected_reason,
        "quality": template.quality,
        "ttl_seconds": template.ttl_seconds,
        "updated_at": stamp(template.updated_at) if template.updated_at else None,
        "revision": revision_of(template),
    }


def lint_shape(findings: list[Finding], preview: Preview) -> LintShape:
    return LintShape(
        findings=[FindingShape(path=one.path, code=one.code, message=one.message) for one in findings],
        preview=PreviewShape(**_look(preview), cards=[CardShape(**_look(card)) for card in preview.cards]),
    )


def _look(preview: Preview) -> dict[str, Any]:
    return {
        "header_format": preview.header_format,
        "header": preview.header,
        "body": preview.body,
        "footer": preview.footer,
        "offer": preview.offer,
        "buttons": [
            ButtonShape(type=one.kind, text=one.text, url=one.url, phone_number=one.phone_number, code=one.code)
            for one in preview.buttons
        ],
    }


def event_shape(event: Event, name_of: Callable[[str], str]) -> EventShape:
    return EventShape(
        id=event.id,
        at=stamp(event.at),
        kind=event.kind,
        by=name_of(event.by) if event.by else None,
        before=event.before or None,
        after=event.after or None,
        reason=event.reason or None,
        changes=[DifferenceShape(path=one.path, before=one.before, after=one.after) for one in event.changes],
    )
