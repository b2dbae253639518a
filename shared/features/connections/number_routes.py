"""``/numbers/{number}``: a number's own page."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from shared.features.connections.number_shapes import (
    AutomationShape,
    FirstMessageShape,
    NumberPageShape,
    PinShape,
    ProfileShape,
    ProfileWish,
    RegisterShape,
    SentShape,
    automation_shape,
    page_shape,
    profile_shape,
    wanted_automation,
    wanted_profile,
)
from shared.features.connections.numbers import Numbers
from shared.features.connections.shapes import plain
from shared.features.http import CurrentActor, problem_responses


def number_routes(numbers: Numbers) -> Router:
    """Routes for one number."""
    router = Router()
    _standing_routes(router, numbers)
    _profile_routes(router, numbers)
    _menu_routes(router, numbers)
    return router


def _standing_routes(router: Router, numbers: Numbers) -> None:
    @router.get(
        "/workspaces/<workspace>/numbers/<number>",
        operation_id="readNumber",
        tags=["accounts"],
        summary="Read a number, and what keeps it from sending",
        responses=problem_responses(401, 403, 404),
    )
    def read(workspace: str, number: str, actor: CurrentActor) -> NumberPageShape:
        return page_shape(numbers.page(actor, number))

    @router.post(
        "/workspaces/<workspace>/numbers/<number>/check",
        operation_id="checkNumber",
        tags=["accounts"],
        summary="Ask Meta now whether the number can send",
        responses=problem_responses(401, 403, 404, 409, 503),
    )
    def check(workspace: str, number: str, actor: CurrentActor) -> NumberPageShape:
        return page_shape(numbers.check(actor, number))

    @router.post(
        "/workspaces/<workspace>/numbers/<number>/register",
        operation_id="registerNumber",
        tags=["accounts"],
        summary="Register the number with WhatsApp, with its PIN if it has one",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def register(workspace: str, number: str, body: RegisterShape, actor: CurrentActor) -> NumberPageShape:
        return page_shape(numbers.register(actor, number, plain(body.pin)))

    @router.put(
        "/workspaces/<workspace>/numbers/<number>/pin",
        operation_id="changeNumberPin",
        tags=["accounts"],
        summary="Change the number's two-step verification PIN",
        status_code=204,
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def change_pin(workspace: str, number: str, body: PinShape, actor: CurrentActor) -> Response[None]:
        numbers.change_pin(actor, number, body.pin.get_secret_value())
        return Response(204)


def _profile_routes(router: Router, numbers: Numbers) -> None:
    @router.get(
        "/workspaces/<workspace>/numbers/<number>/profile",
        operation_id="readNumberProfile",
        tags=["accounts"],
        summary="Read the business profile customers see",
        responses=problem_responses(401, 403, 404, 409, 503),
    )
    def profile(workspace: str, number: str, actor: CurrentActor) -> ProfileShape:
        return profile_shape(numbers.profile(actor, number))

    @router.put(
        "/workspaces/<workspace>/numbers/<number>/profile",
        operation_id="changeNumberProfile",
        tags=["accounts"],
        summary="Change the business profile, its picture too",
        responses=problem_responses(400, 401, 403, 404, 409, 413, 503),
    )
    def keep_profile(workspace: str, number: str, body: ProfileWish, actor: CurrentActor) -> ProfileShape:
        return profile_shape(numbers.keep_profile(actor, number, wanted_profile(body), body.picture_upload_id or None))


def _menu_routes(router: Router, numbers: Numbers) -> None:
    @router.get(
        "/workspaces/<workspace>/numbers/<number>/automation",
        operation_id="readNumberAutomation",
        tags=["accounts"],
        summary="Read ice breakers and slash commands",
        responses=problem_responses(401, 403, 404, 409, 503),
    )
    def automation(workspace: str, number: str, actor: CurrentActor) -> AutomationShape:
        return automation_shape(numbers.automation(actor, number))

    @router.put(
        "/workspaces/<workspace>/numbers/<number>/automation",
        operation_id="changeNumberAutomation",
        tags=["accounts"],
        summary="Change ice breakers and slash commands",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def keep_automation(workspace: str, number: str, body: AutomationShape, actor: CurrentActor) -> AutomationShape:
        return automation_shape(numbers.keep_automation(actor, number, wanted_automation(body)))

    @router.post(
        "/workspaces/<workspace>/numbers/<number>/test-message",
        operation_id="sendTestMessage",
        tags=["accounts"],
        summary="Send a first message from the number, to see that all works",
        status_code=202,
        responses=problem_responses(400, 401, 403, 404, 409, 429),
    )
    def first_message(workspace: str, number: str, body: FirstMessageShape, actor: CurrentActor) -> SentShape:
        sent = numbers.first_message(actor, number, body.to, body.client_id)
        return SentShape(conversation_id=sent.conversation, message_id=sent.message)
