"""Rows of accounts, numbers and account events back into the product's words, and problems into attributes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from shared.core.accounts import CanSend
from shared.core.clock import parse_stamp, stamp
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.numbers import HealthFacts, HealthReason
from shared.core.ports import Row, Value
from shared.core.rows import flag, mapping, maybe_moment, maybe_text, moment, number, text, texts
from shared.features.connections.model import (
    STEPS,
    Account,
    AccountEvent,
    Health,
    Number,
    NumberRoute,
    Problem,
    Restriction,
    Step,
    StepReport,
    StepState,
)

_STATES: Mapping[str, StepState] = {"done": "done", "failed": "failed", "skipped": "skipped"}


def problem_map(problem: Problem) -> dict[str, Value]:
    """A problem as an attribute."""
    found: dict[str, Value] = {"code": problem.code, "title": problem.title, "advice": problem.advice}
    if problem.until:
        found["until"] = stamp(problem.until)
    if problem.number:
        found["number"] = problem.number
    return found


def state_map(state: StepState, problem: Problem | None = None) -> dict[str, Value]:
    """How far a step is, as an attribute."""
    return {"state": state, **(problem_map(problem) if problem else {})}


def health_map(health: HealthFacts, at: datetime) -> dict[str, Value]:
    """What Meta's probe said, as an attribute."""
    reasons: list[Value] = [
        {"entity": one.entity, "code": one.code, "title": one.title, "advice": one.advice} for one in health.reasons
    ]
    return {"can_send": health.can_send, "reasons": reasons, "at": stamp(at)}


def read_account(row: Row) -> Account:
    disconnected = mapping(row, "disconnected")
    return Account(
        workspace=WorkspaceId(text(row, "workspace")),
        waba=WabaId(text(row, "waba")),
        name=text(row, "name"),
        steps={step: _report(row, step) for step in STEPS},
        token_version=number(row, "token_version"),
        token_kind=maybe_text(row, "token_kind") or "",
        token_expires_at=maybe_moment(row, "token_expires_at"),
        token_checked_at=maybe_moment(row, "token_checked_at"),
        token_warned=number(row, "token_warned") if "token_warned" in row else None,
        review=maybe_text(row, "review"),
        connected_at=maybe_moment(row, "connected_at"),
        disconnected=_problem(disconnected) if disconnected else None,
        meta_state=maybe_text(row, "meta_state"),
        restrictions=_restrictions(maybe_text(row, "restrictions") or ""),
        signed_up_at=maybe_moment(row, "signed_up_at"),
        leaving=maybe_text(row, "leaving"),
        left_at=maybe_moment(row, "left_at"),
        scheduled="due_at" in row,
    )


def _report(row: Row, step: Step) -> StepReport:
    found = mapping(row, f"step_{step}") or {}
    # Accounts that were connected before these were steps of their own.
    follows = {"bind": "step_waba", "profile": "step_templates"}.get(step)
    if follows and not found and (mapping(row, follows) or {}).get("state") == "done":
        return StepReport(step, "done")
    return StepReport(step, _STATES.get(str(found.get("state")), "waiting"), _problem(found))


def _problem(found: Mapping[str, Value]) -> Problem | None:
    if "code" not in found:
        return None
    about = maybe_text(found, "number")
    return Problem(
        text(found, "code"),
        text(found, "title"),
        text(found, "advice"),
        maybe_moment(found, "until"),
        NumberId(about) if about else None,
    )


def _restrictions(told: str) -> Sequence[Restriction]:
    """``kind@until`` with commas between, as the parsers of Meta's news write it."""
    pairs = [one.partition("@") for one in told.split(",") if one]
    return tuple(Restriction(kind, parse_stamp(until) if until else None) for kind, _, until in pairs)


def read_number(row: Row) -> Number:
    problem, trouble = mapping(row, "problem"), mapping(row, "trouble_seen")
    return Number(
        workspace=WorkspaceId(text(row, "workspace")),
        waba=WabaId(text(row, "waba")),
        id=NumberId(text(row, "id")),
        display=text(row, "display"),
        verified_name=text(row, "verified_name"),
        quality=maybe_text(row, "quality"),
        status=maybe_text(row, "status"),
        throughput=maybe_text(row, "throughput"),
        limit=maybe_text(row, "limit"),
        registered=flag(row, "registered"),
        gone=flag(row, "gone"),
        coexistence=flag(row, "coexistence"),
        verification=maybe_text(row, "verification"),
        name_status=maybe_text(row, "name_status"),
        account_mode=maybe_text(row, "account_mode"),
        health=_health(mapping(row, "health")),
        problem=_problem(problem) if problem else None,
        trouble=_problem(trouble) if trouble else None,
        trouble_at=maybe_moment(row, "trouble_told"),
        shared=frozenset(texts(row, "shared")),
    )


def _health(found: Mapping[str, Value] | None) -> Health | None:
    if found is None:
        return None
    reasons = [
        HealthReason(text(one, "entity"), number(one, "code"), text(one, "title"), text(one, "advice"))
        for one in cast(Sequence[Mapping[str, Value]], found["reasons"])
    ]
    return Health(HealthFacts(cast(CanSend, text(found, "can_send")), reasons), moment(found, "at"))


def read_route(row: Row) -> NumberRoute:
    return NumberRoute(
        workspace=WorkspaceId(text(row, "workspace")),
        waba=WabaId(text(row, "waba")),
        number=NumberId(text(row, "number")),
        closed="closed_at" in row,
        proven=flag(row, "proven"),
    )


def read_event(row: Row) -> AccountEvent:
    return AccountEvent(
        id=text(row, "sk"),
        at=moment(row, "at"),
        field=text(row, "field"),
        summary=text(row, "summary"),
        detail=json.loads(maybe_text(row, "detail") or "{}"),
    )
