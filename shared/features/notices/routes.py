"""``/notices``: what happened to the workspace, newest first."""

from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from shared.core.clock import stamp
from shared.core.ids import UserId
from shared.features.http import CurrentActor, Cursor, Limit, Shape, problem_responses
from shared.features.notices.model import Notice
from shared.features.notices.service import Notices


class NoticeShape(Shape):
    """One notice; `read` is the caller's own."""

    id: str
    at: str
    kind: str
    severity: Literal["info", "warning", "critical"]
    title: str
    detail: str
    about: str
    read: bool


class NoticeList(Shape):
    """Notices, newest first."""

    items: list[NoticeShape]
    next_cursor: str | None


def _shape(notice: Notice, user: UserId) -> NoticeShape:
    return NoticeShape(
        id=notice.id,
        at=stamp(notice.at),
        kind=notice.kind,
        severity=notice.severity,
        title=notice.title,
        detail=notice.detail,
        about=notice.about,
        read=user in notice.read_by,
    )


def notice_routes(notices: Notices) -> Router:
    """Routes for reading notices."""
    router = Router()

    @router.get(
        "/workspaces/<workspace>/notices",
        operation_id="listNotices",
        tags=["notices"],
        summary="List notices, newest first",
        responses=problem_responses(400, 401, 403, 404),
    )
    def latest(workspace: str, actor: CurrentActor, limit: Limit = 25, cursor: Cursor = None) -> NoticeList:
        found, following = notices.latest(actor, limit, cursor)
        return NoticeList(items=[_shape(notice, actor.user) for notice in found], next_cursor=following)

    @router.post(
        "/workspaces/<workspace>/notices/<notice>/read",
        operation_id="markNoticeRead",
        tags=["notices"],
        summary="Mark a notice as read",
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def mark_read(workspace: str, notice: str, actor: CurrentActor) -> Response[None]:
        notices.mark_read(actor, notice)
        return Response(204)

    return router
