"""``/templates``: reading, writing, review, history, and the synchronisation with Meta's list."""

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from shared.core.clock import stamp
from shared.core.ids import NumberId, UserId, WabaId
from shared.features.http import CurrentActor, Cursor, Limit, problem_responses
from shared.features.media.routes import UploadIn, UploadOut
from shared.features.media.uploads import Uploads
from shared.features.templates.authoring import Authoring
from shared.features.templates.limits import edit_state
from shared.features.templates.model import Template
from shared.features.templates.service import Names, Templates
from shared.features.templates.shapes import (
    DeletedShape,
    DuplicateIn,
    History,
    LintIn,
    LintShape,
    SyncShape,
    TemplateChange,
    TemplateIn,
    TemplateList,
    TemplatePage,
    event_shape,
    lint_shape,
    page_shape,
    template_shape,
)

OfNumber = Annotated[str | None, Query(max_length=32, description="Only those this number can send.")]

_PLACE = "/workspaces/<workspace>/templates/<template>"


def template_routes(templates: Templates, people: Names) -> Router:
    """Routes for reading templates."""
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
        return TemplateList(items=[template_shape(template) for template in found])

    @router.post(
        "/workspaces/<workspace>/accounts/<waba>/templates/sync",
        operation_id="syncTemplates",
        tags=["templates"],
        summary="Read the account's templates from Meta now",
        responses=problem_responses(401, 403, 404, 409, 503),
    )
    def sync(workspace: str, waba: str, actor: CurrentActor) -> SyncShape:
        return SyncShape(synced=templates.sync_now(actor, WabaId(waba)))

    @router.get(
        _PLACE,
        operation_id="readTemplate",
        tags=["templates"],
        summary="Read a template",
        responses=problem_responses(401, 403, 404),
    )
    def read(workspace: str, template: str, actor: CurrentActor) -> TemplatePage:
        return _page(templates, templates.get(actor.workspace, template))

    @router.get(
        f"{_PLACE}/history",
        operation_id="readTemplateHistory",
        tags=["templates"],
        summary="What befell a template, newest first",
        responses=problem_responses(400, 401, 403, 404),
    )
    def history(
        workspace: str, template: str, actor: CurrentActor, limit: Limit = 50, cursor: Cursor = None
    ) -> History:
        found, after = templates.history(actor, template, limit, cursor)
        names = people.names(actor.workspace)

        def name_of(user: str) -> str:
            return names.get(UserId(user), "an API key" if user.startswith("key_") else "a former member")

        return History(items=[event_shape(event, name_of) for event in found], next_cursor=after)

    return router


def authoring_routes(authoring: Authoring, uploads: Uploads) -> Router:
    """Routes for writing templates."""
    router = Router()

    @router.post(
        "/workspaces/<workspace>/templates",
        operation_id="createTemplate",
        tags=["templates"],
        summary="Create a draft",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409, 413, 422, 503),
    )
    def create(workspace: str, actor: CurrentActor, body: TemplateIn) -> TemplatePage:
        return _page(authoring.templates, authoring.draft(actor, body.wish()))

    @router.post(
        "/workspaces/<workspace>/templates/lint",
        operation_id="lintTemplate",
        tags=["templates"],
        summary="Name every rule a template breaks, and show how it looks",
        responses=problem_responses(401, 403, 404, 422),
    )
    def lint(workspace: str, actor: CurrentActor, body: LintIn) -> LintShape:
        return lint_shape(*authoring.review(actor, body.wish(), body.template_id))

    @router.post(
        "/workspaces/<workspace>/templates/uploads",
        operation_id="createTemplateUpload",
        tags=["templates"],
        summary="Prepare to upload the sample of a header",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 413),
    )
    def upload(workspace: str, actor: CurrentActor, body: UploadIn) -> UploadOut:
        ticket = uploads.create(actor, body.filename, body.mime_type, body.size)
        return UploadOut(upload_id=ticket.id, url=ticket.url, fields=ticket.fields, expires_at=stamp(ticket.expires_at))

    @router.put(
        _PLACE,
        operation_id="changeTemplate",
        tags=["templates"],
        summary="Save a draft, or edit a template at Meta",
        responses=problem_responses(400, 401, 403, 404, 409, 413, 422, 503),
    )
    def change(workspace: str, template: str, actor: CurrentActor, body: TemplateChange) -> TemplatePage:
        return _page(authoring.templates, authoring.change(actor, template, body.definition(), body.revision))

    @router.delete(
        _PLACE,
        operation_id="deleteTemplate",
        tags=["templates"],
        summary="Delete a draft, or a template at Meta",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def delete(workspace: str, template: str, actor: CurrentActor) -> DeletedShape:
        until = authoring.delete(actor, template)
        return DeletedShape(name_blocked_until=stamp(until) if until else None)

    @router.post(
        f"{_PLACE}/submit",
        operation_id="submitTemplate",
        tags=["templates"],
        summary="Send a draft to Meta's reviewers",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def submit(workspace: str, template: str, actor: CurrentActor) -> TemplatePage:
        return _page(authoring.templates, authoring.submit(actor, template))

    @router.post(
        f"{_PLACE}/duplicate",
        operation_id="duplicateTemplate",
        tags=["templates"],
        summary="Copy a template into a new draft",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409, 422),
    )
    def duplicate(workspace: str, template: str, actor: CurrentActor, body: DuplicateIn) -> TemplatePage:
        waba = WabaId(body.waba_id) if body.waba_id else None
        return _page(authoring.templates, authoring.duplicate(actor, template, body.name, body.language, waba))

    return router


def _page(templates: Templates, template: Template) -> TemplatePage:
    return page_shape(template, edit_state(template, templates.clock.now()))
