"""``/templates`` and their synchronisation."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from shared.core.ids import NumberId, WabaId
from shared.features.http import CurrentActor, Shape, problem_responses
from shared.features.templates.model import Template
from shared.features.templates.service import Templates


class TemplateShape(Shape):
    """One language of a template; only those with status `APPROVED` can be sent."""

    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    components: list[dict[str, Any]] = Field(description="Meta's components, as listed.")
    waba_id: str
    rejected_reason: str | None = None


class TemplateList(Shape):
    """Templates by name and language."""

    items: list[TemplateShape]
    next_cursor: str | None = None


class SyncShape(Shape):
    """How many templates Meta lists."""

    synced: int


OfNumber = Annotated[str | None, Query(max_length=32, description="Only those this number can send.")]


def _shape(template: Template) -> TemplateShape:
    return TemplateShape(
        name=template.name,
        language=template.language,
        category=template.category,
        status=template.status,
        parameter_format=template.parameter_format,
        components=[dict(component) for component in template.components],
        waba_id=template.waba,
        rejected_reason=template.rejected_reason,
    )


def template_routes(templates: Templates) -> Router:
    """Routes for templates."""
    router = Router()

    @router.get(
        "/workspaces/<workspace>/templates",
        operation_id="listTemplates",
        tags=["templates"],
        summary="List templates",
        responses=problem_responses(401, 403, 404),
    )
    def listed(workspace: str, actor: CurrentActor, number: OfNumber = None) -> TemplateList:
        found = templates.list(actor, NumberId(number) if number else None)
        return TemplateList(items=[_shape(template) for template in found])

    @router.post(
        "/workspaces/<workspace>/accounts/<waba>/templates/sync",
        operation_id="syncTemplates",
        tags=["templates"],
        summary="Read the account's templates from Meta now",
        responses=problem_responses(401, 403, 404, 409, 503),
    )
    def sync(workspace: str, waba: str, actor: CurrentActor) -> SyncShape:
        return SyncShape(synced=templates.sync_now(actor, WabaId(waba)))

    return router
