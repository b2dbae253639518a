"""``/accounts`` and the list of ``/numbers``. A token comes in here and never goes out."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from shared.core.errors import FieldProblem, Invalid
from shared.features.connections.model import Account
from shared.features.connections.service import Connections
from shared.features.connections.shapes import (
    AccountEventList,
    AccountList,
    AccountShape,
    ConnectShape,
    NumberList,
    NumberShape,
    ResumeShape,
    SignupGrantShape,
    account_shape,
    event_shape,
    number_fields,
    plain,
)
from shared.features.http import CurrentActor, Cursor, Limit, problem_responses


def connection_routes(connections: Connections) -> Router:
    """Routes for accounts, and for the numbers of all of them."""
    router = Router()
    _connect_routes(router, connections)
    _care_routes(router, connections)
    _read_routes(router, connections)
    return router


def _shape(connections: Connections, account: Account) -> AccountShape:
    return account_shape(account, connections.numbers_of(account), connections.clock.now())


def _connect_routes(router: Router, connections: Connections) -> None:
    @router.post(
        "/workspaces/<workspace>/accounts",
        operation_id="connectAccount",
        tags=["accounts"],
        summary="Connect a WhatsApp account with a system-user token",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def connect(workspace: str, body: ConnectShape, actor: CurrentActor) -> AccountShape:
        account = connections.connect(actor, body.token.get_secret_value(), body.waba_id or None, plain(body.pin))
        return _shape(connections, account)

    @router.post(
        "/workspaces/<workspace>/accounts/embedded",
        operation_id="signUpAccount",
        tags=["accounts"],
        summary="Connect what a person chose at Facebook (Embedded Signup)",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def sign_up(workspace: str, body: SignupGrantShape, actor: CurrentActor) -> AccountShape:
        if body.continuation:
            return _shape(connections, connections.sign_up_again(actor, body.continuation, body.waba_id or ""))
        if not body.code:
            raise Invalid("Send the code.", fields=[FieldProblem("code", "Send what Facebook gave the browser.")])
        code = body.code.get_secret_value()
        return _shape(connections, connections.sign_up(actor, code, body.waba_id or None, body.number_id or None))

    @router.post(
        "/workspaces/<workspace>/accounts/<waba>/resume",
        operation_id="resumeAccount",
        tags=["accounts"],
        summary="Go on from the step that failed, with a new token or PIN if need be",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def resume(workspace: str, waba: str, body: ResumeShape, actor: CurrentActor) -> AccountShape:
        return _shape(connections, connections.resume(actor, waba, plain(body.token), plain(body.pin)))


def _care_routes(router: Router, connections: Connections) -> None:
    @router.post(
        "/workspaces/<workspace>/accounts/<waba>/check",
        operation_id="checkAccount",
        tags=["accounts"],
        summary="Ask Meta about the token, the account and its numbers now",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def check(workspace: str, waba: str, actor: CurrentActor) -> AccountShape:
        return _shape(connections, connections.check(actor, waba))

    @router.post(
        "/workspaces/<workspace>/accounts/<waba>/disconnect",
        operation_id="disconnectAccount",
        tags=["accounts"],
        summary="Destroy the token, stop sending and receiving; the history stays",
        responses=problem_responses(400, 401, 403, 404),
    )
    def disconnect(workspace: str, waba: str, actor: CurrentActor) -> AccountShape:
        return _shape(connections, connections.leave(actor, waba))


def _read_routes(router: Router, connections: Connections) -> None:
    @router.get(
        "/workspaces/<workspace>/accounts",
        operation_id="listAccounts",
        tags=["accounts"],
        summary="List the connected WhatsApp accounts",
        responses=problem_responses(401, 403, 404),
    )
    def accounts(workspace: str, actor: CurrentActor) -> AccountList:
        now = connections.clock.now()
        found = connections.accounts(actor)
        return AccountList(items=[account_shape(one, numbers, now) for one, numbers in found])

    @router.get(
        "/workspaces/<workspace>/accounts/<waba>/events",
        operation_id="listAccountEvents",
        tags=["accounts"],
        summary="List what Meta told about the account",
        responses=problem_responses(400, 401, 403, 404),
    )
    def events(
        workspace: str, waba: str, actor: CurrentActor, limit: Limit = 25, cursor: Cursor = None
    ) -> AccountEventList:
        found, following = connections.events(actor, waba, limit, cursor)
        return AccountEventList(items=[event_shape(event) for event in found], next_cursor=following)

    @router.get(
        "/workspaces/<workspace>/numbers",
        operation_id="listNumbers",
        tags=["accounts"],
        summary="List the business numbers",
        responses=problem_responses(401, 403, 404),
    )
    def numbers(workspace: str, actor: CurrentActor) -> NumberList:
        return NumberList(items=[NumberShape(**number_fields(number)) for number in connections.numbers(actor)])
