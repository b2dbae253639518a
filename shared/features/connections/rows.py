"""Rows of accounts, numbers and account events back into the product's words."""

from __future__ import annotations

import json
from collections.abc import Mapping

from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.ports import Row, Value
from shared.core.rows import flag, mapping, maybe_moment, maybe_text, moment, number, text
from shared.features.connections.model import (
    STEPS,
    Account,
    AccountEvent,
    Number,
    Problem,
    Step,
    StepReport,
    StepState,
)


def state_map(state: StepState, problem: Problem | None) -> dict[str, Value]:
    """How far a step is, as an attribute."""
    found: dict[str, Value] = {"state": state}
    if problem:
        found |= {"code": problem.code, "title": problem.title, "advice": problem.advice}
    return found


def read_account(row: Row) -> Account:
    disconnected = mapping(row, "disconnected")
    return Account(
        workspace=WorkspaceId(text(row, "workspace")),
        waba=WabaId(text(row, "waba")),
        name=text(row, "name"),
        steps={step: _report(row, step) for step in STEPS},
        token_version=number(row, "token_version"),
        token_expires_at=maybe_moment(row, "token_expires_at"),
        connected_at=maybe_moment(row, "connected_at"),
        disconnected=_problem(disconnected) if disconnected else None,
    )


def _report(row: Row, step: Step) -> StepReport:
    found = mapping(row, f"step_{step}") or {}
    states: dict[str, StepState] = {"done": "done", "failed": "failed"}
    return StepReport(step, states.get(str(found.get("state")), "waiting"), _problem(found))


def _problem(found: Mapping[str, Value]) -> Problem | None:
    return Problem(text(found, "code"), text(found, "title"), text(found, "advice")) if "code" in found else None


def read_number(row: Row) -> Number:
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
    )


def read_event(row: Row) -> AccountEvent:
    return AccountEvent(
        id=text(row, "sk"),
        at=moment(row, "at"),
        field=text(row, "field"),
        summary=text(row, "summary"),
        detail=json.loads(maybe_text(row, "detail") or "{}"),
    )
