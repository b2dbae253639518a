"""``/exports``: the workspace's data as files."""

from typing import Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.core.actor import Actor
from shared.core.clock import stamp
from shared.features.exports.model import Export
from shared.features.exports.service import Exports
from shared.features.http import CurrentActor, Cursor, Limit, Shape, problem_responses


class ExportRequest(Shape):
    """What to write, and how."""

    what: Literal["conversations"]
    format: Literal["csv", "jsonl"]


class ExportShape(Shape):
    """One export. `rows` counts while it is written; `mine`: the caller may download it."""

    id: str
    what: Literal["conversations"]
    format: Literal["csv", "jsonl"]
    state: Literal["queued", "running", "done", "failed", "stopped"]
    rows: int
    reason: str | None = Field(
        description="Why it was stopped or failed: by_request, maker_gone, not_allowed, limits_changed, stalled, …"
    )
    created_by: str = Field(description="The maker's name.")
    mine: bool
    created_at: str
    finished_at: str | None
    expires_at: str | None = Field(description="Until when the file is kept.")


class ExportList(Shape):
    """Exports, newest first."""

    items: list[ExportShape]
    next_cursor: str | None


class DownloadShape(Shape):
    """Where the file is, until when."""

    url: str
    expires_at: str


def _shape(export: Export, actor: Actor) -> ExportShape:
    return ExportShape(
        id=export.id,
        what=export.what,
        format=export.format,
        state=export.state,
        rows=export.rows,
        reason=export.reason,
        created_by=export.maker_name,
        mine=export.maker == actor.user,
        created_at=stamp(export.created_at),
        finished_at=stamp(export.finished_at) if export.finished_at else None,
        expires_at=stamp(export.expires_at) if export.expires_at else None,
    )


def export_routes(exports: Exports) -> Router:
    """Routes for exports."""
    router = Router()

    @router.get(
        "/workspaces/<workspace>/exports",
        operation_id="listExports",
        tags=["exports"],
        summary="List the exports, newest first",
        responses=problem_responses(400, 401, 403, 404),
    )
    def latest(workspace: str, actor: CurrentActor, limit: Limit = 25, cursor: Cursor = None) -> ExportList:
        found, following = exports.list(actor, limit, cursor)
        return ExportList(items=[_shape(one, actor) for one in found], next_cursor=following)

    @router.post(
        "/workspaces/<workspace>/exports",
        operation_id="createExport",
        tags=["exports"],
        summary="Begin an export",
        status_code=201,
        responses=problem_responses(401, 403, 404, 409),
    )
    def create(workspace: str, request: ExportRequest, actor: CurrentActor) -> ExportShape:
        return _shape(exports.create(actor, request.what, request.format), actor)

    @router.get(
        "/workspaces/<workspace>/exports/<export>",
        operation_id="getExport",
        tags=["exports"],
        summary="How an export goes",
        responses=problem_responses(401, 403, 404),
    )
    def read(workspace: str, export: str, actor: CurrentActor) -> ExportShape:
        return _shape(exports.get(actor, export), actor)

    @router.post(
        "/workspaces/<workspace>/exports/<export>/stop",
        operation_id="stopExport",
        tags=["exports"],
        summary="Stop an export and delete what it wrote",
        responses=problem_responses(401, 403, 404, 409),
    )
    def stop(workspace: str, export: str, actor: CurrentActor) -> ExportShape:
        return _shape(exports.stop(actor, export), actor)

    @router.get(
        "/workspaces/<workspace>/exports/<export>/download",
        operation_id="downloadExport",
        tags=["exports"],
        summary="Get a link to the file",
        responses=problem_responses(401, 403, 404, 409),
    )
    def download(workspace: str, export: str, actor: CurrentActor) -> DownloadShape:
        url, until = exports.download(actor, export)
        return DownloadShape(url=url, expires_at=stamp(until))

    return router
