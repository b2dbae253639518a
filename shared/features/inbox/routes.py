"""HTTP: conversations, threads, writing."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from shared.core.errors import Invalid
from shared.core.ids import ContactId, NumberId, UserId
from shared.features.http import CurrentActor, Cursor, Limit, problem_responses
from shared.features.inbox.composing import Composing, Draft, NoteDraft, TemplateDraft
from shared.features.inbox.model import MEDIA_KINDS
from shared.features.inbox.requests import ConversationPatch, ConversationStart, MessageIn, NoteIn, RetryIn, TypingIn
from shared.features.inbox.service import Filters, Inbox
from shared.features.inbox.shapes import (
    ConversationCounts,
    ConversationList,
    ConversationShape,
    MediaLink,
    MessageList,
    MessageShape,
    conversation_shape,
    line_shape,
    message_shape,
)
from shared.features.inbox.sorting import Patch, Sorting
from shared.features.inbox.templating import Filling

Status = Literal["open", "pending", "snoozed", "resolved"]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", max_length=64, description="The request's `client_id` again; another value is refused."
    ),
]


def inbox_routes(inbox: Inbox, sorting: Sorting) -> Router:
    """Reading and sorting conversations."""
    router = Router()
    base = "/workspaces/<workspace>/conversations"

    @router.get(
        base,
        operation_id="listConversations",
        summary="List conversations",
        tags=["inbox"],
        responses=problem_responses(400, 401, 403, 404),
    )
    def list_conversations(
        workspace: str,
        actor: CurrentActor,
        tab: Literal["mine", "unassigned", "all"] = "all",
        status: Literal["open", "pending", "snoozed", "resolved", "any"] = "open",
        number: Annotated[str | None, Query(max_length=32)] = None,
        tag: Annotated[str | None, Query(max_length=32)] = None,
        unread: bool = False,
        window: Literal["open", "closed"] | None = None,
        q: Annotated[str, Query(max_length=100, description="Words of the name, or a part of the number.")] = "",
        sort: Literal["newest", "oldest"] = "newest",
        limit: Limit = 30,
        cursor: Cursor = None,
    ) -> ConversationList:
        filters = Filters(
            tab=tab,
            status=None if status == "any" else status,
            number=NumberId(number) if number else None,
            tag=tag,
            unread=unread,
            window=window,
            text=q,
            oldest_first=sort == "oldest",
        )
        shown, following = inbox.conversations(actor, filters, limit, cursor)
        return ConversationList(items=[conversation_shape(one) for one in shown], next_cursor=following)

    @router.get(
        f"{base}/counts",
        operation_id="countConversations",
        summary="Count conversations by tab",
        tags=["inbox"],
        responses=problem_responses(401, 403, 404),
    )
    def count_conversations(workspace: str, actor: CurrentActor, status: Status = "open") -> ConversationCounts:
        return ConversationCounts(**vars(inbox.counts(actor, status)))

    @router.post(
        base,
        operation_id="startConversation",
        summary="Start (or find) a conversation with a person",
        tags=["inbox"],
        responses=problem_responses(400, 401, 403, 404),
    )
    def start_conversation(workspace: str, actor: CurrentActor, body: ConversationStart) -> ConversationShape:
        contact = ContactId(body.contact_id) if body.contact_id else None
        return conversation_shape(inbox.start(actor, NumberId(body.number_id), body.phone, contact))

    @router.get(
        f"{base}/<conversation>",
        operation_id="getConversation",
        summary="Read a conversation",
        tags=["inbox"],
        responses=problem_responses(401, 403, 404),
    )
    def get_conversation(workspace: str, conversation: str, actor: CurrentActor) -> ConversationShape:
        return conversation_shape(inbox.conversation(actor, conversation))

    @router.patch(
        f"{base}/<conversation>",
        operation_id="changeConversation",
        summary="Assign, tag, snooze, resolve, prioritise",
        tags=["inbox"],
        responses=problem_responses(400, 401, 403, 404),
    )
    def change_conversation(
        workspace: str, conversation: str, actor: CurrentActor, body: ConversationPatch
    ) -> ConversationShape:
        given = frozenset(body.model_fields_set)
        if "tags" in given and body.tags is None:
            given -= {"tags"}
        patch = Patch(
            given=given,
            assignee=UserId(body.assignee) if body.assignee else None,
            status=body.status,
            snoozed_until=body.snoozed_until,
            tags=body.tags or (),
            priority=body.priority,
        )
        return conversation_shape(inbox.shown(actor, sorting.change(actor, conversation, patch)))

    @router.post(
        f"{base}/<conversation>/read",
        operation_id="readConversation",
        summary="Mark everything as read",
        tags=["inbox"],
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def read_conversation(workspace: str, conversation: str, actor: CurrentActor) -> None:
        inbox.read(actor, conversation)

    @router.post(
        f"{base}/<conversation>/typing",
        operation_id="showPresence",
        summary="Tell colleagues (and, when typing, the customer) who is at work",
        tags=["inbox"],
        status_code=204,
        responses=problem_responses(401, 403, 404),
    )
    def show_presence(workspace: str, conversation: str, actor: CurrentActor, body: TypingIn) -> None:
        inbox.typing(actor, conversation, body.state)

    @router.get(
        f"{base}/<conversation>/messages",
        operation_id="listMessages",
        summary="Read the thread, newest first",
        tags=["inbox"],
        responses=problem_responses(400, 401, 403, 404),
    )
    def list_messages(
        workspace: str, conversation: str, actor: CurrentActor, limit: Limit = 50, cursor: Cursor = None
    ) -> MessageList:
        lines, following = inbox.thread(actor, conversation, limit, cursor)
        return MessageList(items=[line_shape(line) for line in lines], next_cursor=following)

    @router.get(
        f"{base}/<conversation>/messages/<message>",
        operation_id="getMessage",
        summary="Read one message",
        tags=["inbox"],
        responses=problem_responses(401, 403, 404),
    )
    def get_message(workspace: str, conversation: str, message: str, actor: CurrentActor) -> MessageShape:
        return line_shape(inbox.message(actor, conversation, message))

    @router.get(
        f"{base}/<conversation>/messages/<message>/media",
        operation_id="getMessageMedia",
        summary="Get a link to a message's file",
        tags=["inbox"],
        responses=problem_responses(401, 403, 404, 409),
    )
    def get_media(workspace: str, conversation: str, message: str, actor: CurrentActor) -> MediaLink:
        found, url, until = inbox.media(actor, conversation, message)
        assert found.media is not None
        return MediaLink(
            url=url,
            mime_type=found.media.mime_type,
            filename=found.media.filename,
            size=found.media.size,
            expires_at=until,
        )

    return router


def composing_routes(composing: Composing) -> Router:
    """Writing."""
    router = Router()
    base = "/workspaces/<workspace>/conversations/<conversation>"

    @router.post(
        f"{base}/messages",
        operation_id="sendMessage",
        summary="Send a message",
        tags=["inbox"],
        status_code=202,
        responses=problem_responses(400, 401, 403, 404, 409, 429),
    )
    def send_message(
        workspace: str, conversation: str, actor: CurrentActor, body: MessageIn, idempotency_key: IdempotencyKey = None
    ) -> MessageShape:
        _same(idempotency_key, body.client_id)
        return message_shape(composing.send(actor, conversation, _draft(body)))

    @router.post(
        f"{base}/messages/<message>/retry",
        operation_id="retryMessage",
        summary="Send a failed message once more",
        tags=["inbox"],
        status_code=202,
        responses=problem_responses(400, 401, 403, 404, 409, 429),
    )
    def retry_message(
        workspace: str,
        conversation: str,
        message: str,
        actor: CurrentActor,
        body: RetryIn,
        idempotency_key: IdempotencyKey = None,
    ) -> MessageShape:
        _same(idempotency_key, body.client_id)
        return message_shape(composing.retry(actor, conversation, message, body.client_id))

    @router.post(
        f"{base}/notes",
        operation_id="writeNote",
        summary="Write a private note",
        tags=["inbox"],
        status_code=201,
        responses=problem_responses(400, 401, 403, 404),
    )
    def write_note(
        workspace: str, conversation: str, actor: CurrentActor, body: NoteIn, idempotency_key: IdempotencyKey = None
    ) -> MessageShape:
        _same(idempotency_key, body.client_id)
        mentions = [UserId(user) for user in body.mentions]
        return message_shape(composing.note(actor, conversation, NoteDraft(body.client_id, body.text, mentions)))

    return router


def _same(key: str | None, client_id: str) -> None:
    if key is not None and key != client_id:
        raise Invalid("The Idempotency-Key must be the request's client_id.", code="idempotency_key")


def _draft(body: MessageIn) -> Draft:
    """The request as the product's own value; the shapes have checked it already."""
    content: dict[str, Any] = {}
    upload: str | None = None
    template: TemplateDraft | None = None
    if body.type in MEDIA_KINDS:
        assert body.media is not None
        upload = body.media.upload_id
        if body.media.caption:
            content["caption"] = body.media.caption
    elif body.template is not None:
        upload = body.template.media_upload_id
        filling = Filling(
            header=body.template.header,
            body=body.template.body,
            buttons=body.template.buttons,
            has_media=upload is not None,
        )
        template = TemplateDraft(body.template.name, body.template.language, filling)
    else:
        content = getattr(body, body.type).model_dump(exclude_none=True)
    return Draft(
        client_id=body.client_id,
        kind=body.type,
        content=content,
        upload=upload,
        voice=bool(body.media and body.media.voice),
        quote=body.quote,
        lane=body.lane,
        template=template,
    )
