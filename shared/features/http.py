"""What all route files share: the caller, lists, problems. Shapes only; the resolver lives in ``wiring/http.py``."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Request
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from shared.core.actor import Actor
from shared.core.ids import UserId


class Shape(BaseModel):
    """Base of every request and answer: unknown fields in a request are refused, so a misspelt one is never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldProblemShape(Shape):
    """One wrong field of the request."""

    field: str
    message: str


class Problem(Shape):
    """RFC 9457 problem details; ``code`` is stable and what a program should look at."""

    type: str = Field(examples=["https://waloom.dev/problems/window_closed"])
    title: str
    status: int
    detail: str
    code: str = Field(examples=["window_closed"])
    errors: list[FieldProblemShape] | None = None


def _actor(request: Request) -> Actor:
    """Set by the access middleware, which let the request pass; a route without it is a programming error."""
    actor = request.context["actor"]
    assert isinstance(actor, Actor)
    return actor


def _user(request: Request) -> UserId:
    return UserId(str(request.context["user"]))


def _session(request: Request) -> str:
    return str(request.context["session"])


def _ip(request: Request) -> str:
    return str(request.context["ip"])


def _agent(request: Request) -> str:
    context = request.resolved_event.raw_event.get("requestContext") or {}
    return str((context.get("http") or {}).get("userAgent") or "")[:400]


CurrentActor = Annotated[Actor, Depends(_actor)]
CurrentUser = Annotated[UserId, Depends(_user)]
CurrentSession = Annotated[str, Depends(_session)]
CallerIp = Annotated[str, Depends(_ip)]
CallerAgent = Annotated[str, Depends(_agent)]

Limit = Annotated[int, Query(ge=1, le=100, description="How many at the most.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]


def problem_responses(*statuses: int) -> dict[int, Any]:
    """The problem answers of a route, for its OpenAPI description."""
    titles = {
        400: "The request is not valid",
        401: "Not signed in",
        403: "Not allowed",
        404: "Not found",
        409: "Not possible now",
        413: "Too large",
        422: "Fields are missing or wrong",
        429: "Too often",
        503: "Try again later",
    }
    return {
        status: {
            "description": titles[status],
            "content": {"application/problem+json": {"model": Problem}},
        }
        for status in statuses
    }
