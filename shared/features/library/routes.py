"""``/tags`` and ``/canned-replies``."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import Field

from shared.features.http import CurrentActor, Shape, problem_responses
from shared.features.library.model import LONGEST_REPLY, CannedReply, Tag
from shared.features.library.service import Library


class NewTagShape(Shape):
    """What a tag is called and how it looks."""

    name: str = Field(min_length=1, max_length=200)
    color: str = Field(max_length=20, examples=["#0a7d5c"])


class TagShape(Shape):
    """A tag for conversations."""

    id: str
    name: str
    color: str


class TagList(Shape):
    """All tags, by name."""

    items: list[TagShape]
    next_cursor: str | None = None


class NewCannedReplyShape(Shape):
    """A text and the word that brings it."""

    shortcut: str = Field(min_length=1, max_length=100, examples=["opening-hours"])
    text: str = Field(min_length=1, max_length=LONGEST_REPLY + 100)


class CannedReplyShape(Shape):
    """A text that `/shortcut` brings into the composer."""

    id: str
    shortcut: str
    text: str


class CannedReplyList(Shape):
    """All canned replies, by shortcut."""

    items: list[CannedReplyShape]
    next_cursor: str | None = None


Once = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=255, description="The same key creates one thing, however often sent."),
]


def _tag(tag: Tag) -> TagShape:
    return TagShape(id=tag.id, name=tag.name, color=tag.color)


def _reply(reply: CannedReply) -> CannedReplyShape:
    return CannedReplyShape(id=reply.id, shortcut=reply.shortcut, text=reply.text)


def library_routes(library: Library) -> Router:
    """Routes for tags and canned replies."""
    router = Router()
    _tag_routes(router, library)
    _reply_routes(router, library)
    return router


def _tag_routes(router: Router, library: Library) -> None:
    @router.get(
        "/workspaces/<workspace>/tags",
        operation_id="listTags",
        tags=["library"],
        summary="List the tags",
        responses=problem_responses(401, 403, 404),
    )
    def tags(workspace: str, actor: CurrentActor) -> TagList:
        return TagList(items=[_tag(tag) for tag in library.tags(actor)])

    @router.post(
        "/workspaces/<workspace>/tags",
        operation_id="createTag",
        tags=["library"],
        summary="Create a tag",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def create_tag(workspace: str, body: NewTagShape, actor: CurrentActor, once: Once = None) -> TagShape:
        return _tag(library.create_tag(actor, body.name, body.color, once or ""))

    @router.put(
        "/workspaces/<workspace>/tags/<tag>",
        operation_id="changeTag",
        tags=["library"],
        summary="Rename or recolour a tag",
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def change_tag(workspace: str, tag: str, body: NewTagShape, actor: CurrentActor) -> TagShape:
        return _tag(library.change_tag(actor, tag, body.name, body.color))

    @router.delete(
        "/workspaces/<workspace>/tags/<tag>",
        operation_id="removeTag",
        tags=["library"],
        summary="Remove a tag",
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def remove_tag(workspace: str, tag: str, actor: CurrentActor) -> Response[None]:
        library.remove_tag(actor, tag)
        return Response(204)


def _reply_routes(router: Router, library: Library) -> None:
    @router.get(
        "/workspaces/<workspace>/canned-replies",
        operation_id="listCannedReplies",
        tags=["library"],
        summary="List the canned replies",
        responses=problem_responses(401, 403, 404),
    )
    def replies(workspace: str, actor: CurrentActor) -> CannedReplyList:
        return CannedReplyList(items=[_reply(reply) for reply in library.replies(actor)])

    @router.post(
        "/workspaces/<workspace>/canned-replies",
        operation_id="createCannedReply",
        tags=["library"],
        summary="Create a canned reply",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def create_reply(
        workspace: str, body: NewCannedReplyShape, actor: CurrentActor, once: Once = None
    ) -> CannedReplyShape:
        return _reply(library.create_reply(actor, body.shortcut, body.text, once or ""))

    @router.put(
        "/workspaces/<workspace>/canned-replies/<reply>",
        operation_id="changeCannedReply",
        tags=["library"],
        summary="Change a canned reply",
        responses=problem_responses(400, 401, 403, 404, 409),
    )
    def change_reply(workspace: str, reply: str, body: NewCannedReplyShape, actor: CurrentActor) -> CannedReplyShape:
        return _reply(library.change_reply(actor, reply, body.shortcut, body.text))

    @router.delete(
        "/workspaces/<workspace>/canned-replies/<reply>",
        operation_id="removeCannedReply",
        tags=["library"],
        summary="Remove a canned reply",
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def remove_reply(workspace: str, reply: str, actor: CurrentActor) -> Response[None]:
        library.remove_reply(actor, reply)
        return Response(204)
