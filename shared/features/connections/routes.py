"""``/accounts`` and ``/numbers``. A token comes in here and never goes out."""

from typing import Any, Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import Field, SecretStr

from shared.core.clock import stamp
from shared.features.connections.model import Account, AccountEvent, Number, Problem
from shared.features.connections.service import Connections
from shared.features.http import CurrentActor, Cursor, Limit, Shape, problem_responses


class ConnectShape(Shape):
    """A system-user token; the account's id when the token is good for several."""

    token: SecretStr = Field(max_length=2000)
    waba_id: str | None = Field(None, max_length=32)
    pin: SecretStr | None = Field(None, max_length=12, description="The numbers' two-step verification PIN, if set.")


class ResumeShape(Shape):
    """A new token or the right PIN; nothing just tries the failed step again."""

    token: SecretStr | None = Field(None, max_length=2000)
    pin: SecretStr | None = Field(None, max_length=12)


class AccountProblemShape(Shape):
    """What is wrong and what to do."""

    code: str
    title: str
    advice: str


class StepShape(Shape):
    """One step of connecting."""

    step: Literal["token", "waba", "subscribe", "numbers", "register", "templates"]
    state: Literal["done", "failed", "waiting"]
    problem: AccountProblemShape | None = None


class NumberShape(Shape):
    """A business number as Meta lists it."""

    id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    quality_rating: str | None
    status: str | None
    throughput: str | None
    messaging_limit: str | None
    registered: bool


class AccountShape(Shape):
    """A WhatsApp Business Account and how far its connection is."""

    waba_id: str
    name: str
    status: Literal["connected", "incomplete", "disconnected"]
    problem: AccountProblemShape | None = None
    steps: list[StepShape]
    numbers: list[NumberShape]
    connected_at: str | None
    token_expires_at: str | None = None


class AccountList(Shape):
    """Accounts by name."""

    items: list[AccountShape]
    next_cursor: str | None = None


class NumberList(Shape):
    """Numbers of all accounts."""

    items: list[NumberShape]
    next_cursor: str | None = None


class AccountEventShape(Shape):
    """Something Meta told about the account."""

    id: str
    at: str
    field: str
    summary: str
    detail: dict[str, Any]


class AccountEventList(Shape):
    """Account events, newest first."""

    items: list[AccountEventShape]
    next_cursor: str | None


def _problem(problem: Problem | None) -> AccountProblemShape | None:
    return AccountProblemShape(code=problem.code, title=problem.title, advice=problem.advice) if problem else None


def _number(number: Number) -> NumberShape:
    return NumberShape(
        id=number.id,
        waba_id=number.waba,
        display_phone_number=number.display,
        verified_name=number.verified_name,
        quality_rating=number.quality,
        status=number.status,
        throughput=number.throughput,
        messaging_limit=number.limit,
        registered=number.registered,
    )


def _account(account: Account, numbers: list[Number]) -> AccountShape:
    return AccountShape(
        waba_id=account.waba,
        name=account.name,
        status=account.status,
        problem=_problem(account.problem),
        steps=[
            StepShape(step=report.step, state=report.state, problem=_problem(report.problem))
            for report in account.steps.values()
        ],
        numbers=[_number(number) for number in numbers],
        connected_at=stamp(account.connected_at) if account.connected_at else None,
        token_expires_at=stamp(account.token_expires_at) if account.token_expires_at else None,
    )


def _event(event: AccountEvent) -> AccountEventShape:
    return AccountEventShape(
        id=event.id, at=stamp(event.at), field=event.field, summary=event.summary, detail=dict(event.detail)
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def connection_routes(connections: Connections) -> Router:
    """Routes for accounts and numbers."""
    router = Router()
    _change_routes(router, connections)
    _read_routes(router, connections)
    return router


def _change_routes(router: Router, connections: Connections) -> None:
    @router.post(
        "/workspaces/<workspace>/accounts",
        operation_id="connectAccount",
        tags=["accounts"],
        summary="Connect a WhatsApp account with a system-user token",
        status_code=201,
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def connect(workspace: str, body: ConnectShape, actor: CurrentActor) -> AccountShape:
        account = connections.connect(actor, body.token.get_secret_value(), body.waba_id or None, _plain(body.pin))
        return _account(account, connections.numbers_of(account))

    @router.post(
        "/workspaces/<workspace>/accounts/<waba>/resume",
        operation_id="resumeAccount",
        tags=["accounts"],
        summary="Go on from the step that failed, with a new token or PIN if need be",
        responses=problem_responses(400, 401, 403, 404, 409, 503),
    )
    def resume(workspace: str, waba: str, body: ResumeShape, actor: CurrentActor) -> AccountShape:
        account = connections.resume(actor, waba, _plain(body.token), _plain(body.pin))
        return _account(account, connections.numbers_of(account))


def _read_routes(router: Router, connections: Connections) -> None:
    @router.get(
        "/workspaces/<workspace>/accounts",
        operation_id="listAccounts",
        tags=["accounts"],
        summary="List the connected WhatsApp accounts",
        responses=problem_responses(401, 403, 404),
    )
    def accounts(workspace: str, actor: CurrentActor) -> AccountList:
        return AccountList(items=[_account(account, numbers) for account, numbers in connections.accounts(actor)])

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
        return AccountEventList(items=[_event(event) for event in found], next_cursor=following)

    @router.get(
        "/workspaces/<workspace>/numbers",
        operation_id="listNumbers",
        tags=["accounts"],
        summary="List the business numbers",
        responses=problem_responses(401, 403, 404),
    )
    def numbers(workspace: str, actor: CurrentActor) -> NumberList:
        return NumberList(items=[_number(number) for number in connections.numbers(actor)])
