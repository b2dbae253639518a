"""What ``/accounts`` and ``/numbers`` take and answer, and how the product's values become that."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, SecretStr

from shared.core.clock import stamp
from shared.features.connections.model import Account, AccountEvent, Number, Problem
from shared.features.connections.standing import warning
from shared.features.http import Shape


class ConnectShape(Shape):
    """A system-user token; the account's id when the token is good for several."""

    token: SecretStr = Field(max_length=2000)
    waba_id: str | None = Field(None, max_length=32)
    pin: SecretStr | None = Field(None, max_length=12, description="The numbers' two-step verification PIN, if set.")


class SignupGrantShape(Shape):
    """What Embedded Signup gave the browser; or, when its token is good for several accounts, the one chosen."""

    code: SecretStr | None = Field(None, max_length=2000)
    waba_id: str | None = Field(None, max_length=32)
    number_id: str | None = Field(None, max_length=32)
    continuation: str | None = Field(None, max_length=64, description="From the answer that asked to choose.")


class ResumeShape(Shape):
    """A new token or the right PIN; nothing just tries the failed step again."""

    token: SecretStr | None = Field(None, max_length=2000)
    pin: SecretStr | None = Field(None, max_length=12)


class AccountProblemShape(Shape):
    """What is wrong and what to do. `until` is when waiting is over, where that is all there is to do."""

    code: str
    title: str
    advice: str
    until: str | None = None
    number_id: str | None = None


class StepShape(Shape):
    """One step of connecting."""

    step: Literal["token", "waba", "bind", "subscribe", "numbers", "register", "profile", "templates", "test"]
    state: Literal["done", "failed", "waiting", "skipped"]
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


class TokenShape(Shape):
    """The stored token, without the token. `gone`: destroyed when the account was disconnected."""

    kind: str
    expires_at: str | None
    checked_at: str | None
    state: Literal["good", "expiring", "bad", "gone"]


class AccountShape(Shape):
    """A WhatsApp Business Account and how far its connection is."""

    waba_id: str
    name: str
    status: Literal["connected", "incomplete", "disconnected"]
    disconnecting: bool = Field(False, description="A disconnection is under way; Meta has not answered yet.")
    problem: AccountProblemShape | None = None
    steps: list[StepShape]
    numbers: list[NumberShape]
    connected_at: str | None
    token_expires_at: str | None = None
    token: TokenShape
    review: str | None = None


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


def problem_shape(problem: Problem | None) -> AccountProblemShape | None:
    if problem is None:
        return None
    return AccountProblemShape(
        code=problem.code,
        title=problem.title,
        advice=problem.advice,
        until=stamp(problem.until) if problem.until else None,
        number_id=problem.number,
    )


def number_fields(number: Number) -> dict[str, Any]:
    return {
        "id": number.id,
        "waba_id": number.waba,
        "display_phone_number": number.display,
        "verified_name": number.verified_name,
        "quality_rating": number.quality,
        "status": number.status,
        "throughput": number.throughput,
        "messaging_limit": number.limit,
        "registered": number.registered,
    }


def account_shape(account: Account, numbers: list[Number], now: datetime) -> AccountShape:
    expires = stamp(account.token_expires_at) if account.token_expires_at else None
    return AccountShape(
        waba_id=account.waba,
        name=account.name,
        status=account.status,
        disconnecting=account.leaving is not None,
        problem=problem_shape(account.problem or warning(account, now)),
        steps=[
            StepShape(step=report.step, state=report.state, problem=problem_shape(report.problem))
            for report in account.steps.values()
        ],
        numbers=[NumberShape(**number_fields(number)) for number in numbers],
        connected_at=stamp(account.connected_at) if account.connected_at else None,
        token_expires_at=expires,
        token=TokenShape(
            kind=account.token_kind,
            expires_at=expires,
            checked_at=stamp(account.token_checked_at) if account.token_checked_at else None,
            state=account.token_state(now),
        ),
        review=account.review or None,
    )


def event_shape(event: AccountEvent) -> AccountEventShape:
    return AccountEventShape(
        id=event.id, at=stamp(event.at), field=event.field, summary=event.summary, detail=dict(event.detail)
    )


def plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
