"""The rim of the HTTP API: sign-in, the role check, problem details. Routes hold no ``try`` and no permission check.

An authorizer in front has verified the token or the key; here the workspace in the path and the membership row (or the
key's row) become the ``Actor``. Both are read on every request (``access.py``), so a removed member is out at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.middlewares.openapi_validation import OpenAPIRequestValidationMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from shared.core.errors import (
    AppError,
    Conflict,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from shared.core.ids import check_workspace_id
from shared.features.api_keys.model import Rate, TooOften, refuse_people_only
from shared.features.http import problem_responses
from shared.features.workspaces.roles import PUBLIC, ROUTES, SIGNED_IN
from shared.wiring.access import Access

PROBLEM: Final = "application/problem+json"
PROBLEM_BASE: Final = "https://waloom.dev/problems/"
Middleware = Callable[[APIGatewayHttpResolver, NextMiddleware], Response[Any]]
STATUS: Final[dict[type[AppError], int]] = {
    Invalid: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    RateLimited: 429,
    Unavailable: 503,
}


def http_app(
    routers: Callable[[APIGatewayHttpResolver], Iterable[Router]], gate: Access, logger: Logger, *, whole: bool = True
) -> APIGatewayHttpResolver:
    """The resolver with its routes behind the one access check. ``whole``: these must be all there are."""
    app = APIGatewayHttpResolver(enable_validation=True, serializer=_compact, strip_prefixes=["/keys"])

    def access(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        request = app.request
        event = request.resolved_event.raw_event
        route = f"{request.method} {request.route}"
        # No line: no route either (the resolver is not made with routes that lack one), and it says so.
        need = ROUTES.get(route, PUBLIC)
        request.context["ip"] = gate.address(event)
        if need == PUBLIC:
            return next_middleware(app)
        caller = gate.caller(event)
        rate = gate.count(caller)
        if rate is not None:
            app.append_context(rate=rate)
            refuse_people_only(route)
        if need == SIGNED_IN:
            gate.person(caller)
        else:
            actor = gate.member(caller, check_workspace_id(request.path_parameters["workspace"]))
            if not actor.may(need):
                raise Forbidden(
                    f"Your role in this workspace ({actor.role}) does not include “{need}”. Ask an owner or admin."
                )
            request.context["actor"] = actor
        request.context["user"], request.context["session"] = caller.user, caller.session
        answer = next_middleware(app)
        if rate is not None:
            answer.headers.update(_rate_headers(rate))
        return answer

    app._request_validation_middleware = _AccessFirst(access)
    for router in routers(app):
        app.include_router(router, prefix="/v1")
    _describe_answers(app)
    _answer_refusals(app, logger)
    present = set(registered(app))
    missing = present ^ set(ROUTES) if whole else present - set(ROUTES)
    if missing:
        raise RuntimeError(f"routes and the permission page differ: {sorted(missing)}")
    return app


class _AccessFirst(OpenAPIRequestValidationMiddleware):
    """Powertools checks a request's fields before any middleware of ours. Then strangers would hear what is wrong with
    their request instead of that there is nothing here for them, and a machine's wrong calls would not be counted.
    """

    def __init__(self, access: Middleware) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._access = access

    def handler(self, app: Any, next_middleware: NextMiddleware) -> Response[Any]:
        validated = super().handler

        def passed(app: Any) -> Response[Any]:
            return validated(app, next_middleware)

        return self._access(app, cast(NextMiddleware, passed))


def _describe_answers(app: APIGatewayHttpResolver) -> None:
    """Routes name their problems; the answer when all goes well, and the one for invalid fields, are the same story
    for all.
    """
    for route in [*app._static_routes, *app._dynamic_routes]:
        done: dict[str, Any] = {"description": "Done"}
        if route.status_code == 204:
            done["content"] = {}
        described: dict[int, Any] = {route.status_code: done, **(route.responses or {}), **problem_responses(422)}
        route.responses = described


def _answer_refusals(app: APIGatewayHttpResolver, logger: Logger) -> None:
    """Every refusal becomes problem details here and nowhere else; what is not listed is a bug and answers 500."""

    def left() -> dict[str, str]:
        """Of a machine's minute, on refusals too."""
        rate = app.context.get("rate")
        return _rate_headers(rate) if rate is not None else {}

    @app.exception_handler(AppError)  # type: ignore[untyped-decorator]
    def refused(error: AppError) -> Response[str]:
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
        logger.info("refused", extra={"code": error.reason, "status": status})
        headers: dict[str, str | list[str]] = {}
        headers.update(_rate_headers(error.rate) if isinstance(error, TooOften) else left())
        if isinstance(error, RateLimited):
            headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return problem(status, error.reason, error.title, error.detail, error.fields, headers)

    @app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]
    def invalid(error: RequestValidationError) -> Response[str]:
        fields = [
            FieldProblem(".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]), _sentence(one))
            for one in error.errors()
        ]
        detail = "Some fields are missing or wrong: see `errors`. Nothing was changed."
        return problem(422, "invalid", Invalid.title, detail, fields, left())

    @app.exception_handler(RequestUnsupportedContentType)  # type: ignore[untyped-decorator]
    def not_ours(_: RequestUnsupportedContentType) -> Response[str]:
        detail = "Send the body as JSON, with `Content-Type: application/json`."
        return problem(415, "wrong_content_type", Invalid.title, detail, headers=left())

    @app.exception_handler(json.JSONDecodeError)  # type: ignore[untyped-decorator]
    def not_json(_: json.JSONDecodeError) -> Response[str]:
        return problem(400, "not_json", Invalid.title, "The body is not JSON.", headers=left())

    @app.exception_handler(RecursionError)  # type: ignore[untyped-decorator]
    def too_deep(_: RecursionError) -> Response[str]:
        return problem(400, "too_deep", Invalid.title, "The body is nested too deeply.", headers=left())

    @app.not_found
    def no_route(_: NotFoundError) -> Response[str]:
        return problem(404, "no_such_route", "There is no such route", "See /v1/docs for what there is.")


def registered(app: APIGatewayHttpResolver) -> list[str]:
    """Every route as ``METHOD /path/{parameter}``."""
    routes = [*app._static_routes, *app._dynamic_routes]
    return [f"{route.method.upper()} {route.openapi_path}" for route in routes]


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    fields: Iterable[FieldProblem] = (),
    headers: Mapping[str, str | list[str]] | None = None,
) -> Response[str]:
    """An RFC 9457 answer."""
    body: dict[str, Any] = {
        "type": PROBLEM_BASE + code,
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    errors = [{"field": field.field, "message": field.message} for field in fields]
    if errors:
        body["errors"] = errors
    return Response(status, PROBLEM, json.dumps(body), headers=dict(headers or {}))


def _rate_headers(rate: Rate) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(rate.limit),
        "RateLimit-Remaining": str(rate.remaining),
        "RateLimit-Reset": str(rate.reset),
    }


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _sentence(error: Mapping[str, Any]) -> str:
    """Pydantic's message without the value that was sent: it may be personal."""
    return str(error.get("msg", "is not valid"))
