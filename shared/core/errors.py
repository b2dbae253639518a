"""The one error tree.

``code`` is public and stable: the console translates it, the API documents it, parked records carry it. Which HTTP
status a class becomes is decided in ``wiring/http.py``; whether a queue record is tried again, in
``wiring/queue.py``.

    AppError
      Invalid           the caller sent something that can't be right
      Unauthenticated   nobody is signed in
      Forbidden         somebody is, but may not
      NotFound          it does not exist, or not in this workspace
      Conflict          it can't be done in the present state
      TooLarge          over a documented limit
      RateLimited       too often; try again after ``retry_after`` seconds
      Dropped           a queue record that nobody wants any more: counted, not kept
      Unavailable       something outside failed; the same call may work later
        ComeBack        a queue record whose time has not come
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: ``field`` in dotted form as the caller sent it, ``message`` a sentence saying what to do."""

    field: str
    message: str


class AppError(Exception):
    """Any refusal the product makes on purpose; anything else that is raised is a bug."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", *, code: str | None = None, fields: Sequence[FieldProblem] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.reason = code or self.code
        self.fields = tuple(fields)


class Invalid(AppError):
    code = "invalid"
    title = "The request is not valid"


class Unauthenticated(AppError):
    code = "unauthenticated"
    title = "Sign in first"


class Forbidden(AppError):
    code = "forbidden"
    title = "You may not do this"


class NotFound(AppError):
    code = "not_found"
    title = "There is no such thing here"


class Conflict(AppError):
    code = "conflict"
    title = "This can't be done now"


class TooLarge(AppError):
    code = "too_large"
    title = "This is too large"


class RateLimited(AppError):
    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, detail: str = "", *, retry_after: float = 1.0, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.retry_after = retry_after


class Dropped(AppError):
    """A queue record that is refused on purpose: for an account that its people have disconnected."""

    code = "dropped"
    title = "This is not wanted any more"


class Unavailable(AppError):
    code = "unavailable"
    title = "A service we depend on did not answer"


class ComeBack(Unavailable):
    """A queue record that must be given back and seen again in ``seconds``. Not a failure."""

    code = "come_back"
    title = "Not yet"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Again in {seconds:.1f} s.")
        self.seconds = seconds
