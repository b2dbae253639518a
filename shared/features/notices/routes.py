"""``/notices``: what happened to the workspace, newest first; and what of it each person wants to hear."""

from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field

from shared.core.clock import stamp
from shared.core.ids import UserId
from shared.features.http import CurrentActor, Cursor, Limit, Shape, problem_responses
from shared.features.notices.kinds import topic_of
from shared.features.notices.model import Choice, Notice
from shared.features.notices.service import Notices


class NoticeShape(Shape):
    """One notice; `read` is the caller's own."""

    id: str
    at: str
    kind: str
    topic: str = Field(description="What the notice preferences call it.", examples=["account"])
    severity: Literal["info", "warning", "critical"]
    title: str
    detail: str
    about: str
    personal: bool = Field(description="Only the caller sees it.")
    read: bool


class NoticeList(Shape):
    """Notices, newest first."""

    items: list[NoticeShape]
    next_cursor: str | None


class PreferenceShape(Shape):
    """What the caller hears of one topic. `email_fixed`: it can't be switched off in the caller's role."""

    kind: str = Field(examples=["account"])
    in_product: bool
    email: bool
    email_fixed: bool


class PreferenceList(Shape):
    """Every topic the caller may hear of."""

    items: list[PreferenceShape]


class PreferenceChoice(Shape):
    """A choice for one topic."""

    kind: str = Field(min_length=1, max_length=40)
    in_product: bool
    email: bool


class PreferencesBody(Shape):
    """All choices; a topic that is left out goes back to its default."""

    items: list[PreferenceChoice] = Field(max_length=40)


def _shape(notice: Notice, user: UserId) -> NoticeShape:
    return NoticeShape(
        id=notice.id,
        at=stamp(notice.at),
        kind=notice.kind,
        topic=topic_of(notice.kind).name,
        severity=notice.severity,
        title=notice.title,
        detail=notice.detail,
        about=notice.about,
        personal=notice.only_for is not None,
        read=user in notice.read_by,
    )


def _choice(one: Choice) -> PreferenceShape:
    return PreferenceShape(kind=one.topic, in_product=one.in_product, email=one.email, email_fixed=one.fixed)


def notice_routes(notices: Notices) -> Router:
    """Routes for reading notices and choosing them."""
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

    @router.post(
        "/workspaces/<workspace>/notices/read-all",
        operation_id="markAllNoticesRead",
        tags=["notices"],
        summary="Mark all notices up to now as read",
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def mark_all_read(workspace: str, actor: CurrentActor) -> Response[None]:
        notices.mark_all_read(actor)
        return Response(204)

    @router.get(
        "/workspaces/<workspace>/notice-preferences",
        operation_id="getNoticePreferences",
        tags=["notices"],
        summary="What the caller hears of, by topic",
        responses=problem_responses(401, 403, 404),
    )
    def preferences(workspace: str, actor: CurrentActor) -> PreferenceList:
        return PreferenceList(items=[_choice(one) for one in notices.preferences(actor)])

    @router.put(
        "/workspaces/<workspace>/notice-preferences",
        operation_id="setNoticePreferences",
        tags=["notices"],
        summary="Choose what to hear of, by topic",
        responses=problem_responses(400, 401, 403, 404, 422),
    )
    def choose(workspace: str, body: PreferencesBody, actor: CurrentActor) -> PreferenceList:
        wanted = [(one.kind, one.in_product, one.email) for one in body.items]
        return PreferenceList(items=[_choice(one) for one in notices.choose(actor, wanted)])

    return router
