"""The two checks before anything is stored: is the token good, and for which account. Every refusal says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.accounts import MANAGE, MESSAGE, AccountFacts, MetaAccounts, MetaApp, TokenFacts
from shared.core.errors import Conflict, FieldProblem, Invalid, Unavailable
from shared.core.ids import NumberId, WabaId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.features.connections.model import Problem
from shared.features.connections.problems import permission_problem, problem, reading, token_problem

NEEDED = frozenset({MANAGE, MESSAGE})
FATAL = frozenset(
    {
        "token_invalid",
        "token_expired",
        "token_revoked",
        "wrong_app",
        "missing_permission",
        "no_access",
        "account_unknown",
        "account_missing",
        "account_locked",
        "account_restricted",
    }
)
"""What makes a stored token useless; other refusals may pass."""
_WABA = re.compile(r"^[0-9]{5,32}$")
_PIN = re.compile(r"^[0-9]{6}$")


class CannotConnect(Invalid):
    """The token or the account is not what is needed; nothing was stored. ``problem`` in plain words."""

    code = "cannot_connect"
    title = "This account can't be connected yet"

    def __init__(self, why: Problem, fields: Sequence[FieldProblem] = ()) -> None:
        super().__init__(f"{why.title}. {why.advice}", code=why.code, fields=fields)
        self.problem = why


class MetaSilent(Unavailable):
    """Meta did not answer a question; nothing was stored."""

    code = "meta_unreachable"
    title = "Meta did not answer"


class AccountTaken(Conflict):
    """The account is bound to another workspace. Which one is not said."""

    code = "waba_taken"
    title = "This WhatsApp account is connected elsewhere"


@dataclass(frozen=True)
class Checks:
    """Questions to Meta that change nothing."""

    meta: MetaAccounts

    def token(self, app: MetaApp, token: str) -> TokenFacts:
        """The facts of a token that is good for us."""
        facts = self._inspect(app, token)
        if not facts.valid:
            raise CannotConnect(token_problem(facts.subcode), [FieldProblem("token", "Paste another token.")])
        if facts.app != app.id:
            raise CannotConnect(problem("wrong_app"), [FieldProblem("token", "Generate it for the right app.")])
        if missing := NEEDED - facts.scopes:
            why = permission_problem(missing)
            raise CannotConnect(why, [FieldProblem("token", f"Missing: {one}") for one in sorted(missing)])
        return facts

    def choose(self, facts: TokenFacts, wanted: WabaId | None) -> WabaId:
        """The account to connect: the one that was asked for, or the only one the token is good for."""
        if wanted is not None:
            if facts.accounts is not None and wanted not in facts.accounts:
                raise CannotConnect(problem("account_missing"), _choices(facts.accounts))
            return wanted
        if facts.accounts is None:
            raise CannotConnect(
                problem("account_needed"), [FieldProblem("waba_id", "Write the WhatsApp Business Account id.")]
            )
        if len(facts.accounts) != 1:
            code = "choose_account" if facts.accounts else "no_access"
            raise CannotConnect(problem(code), _choices(facts.accounts))
        return facts.accounts[0]

    def account(self, token: str, waba: WabaId) -> AccountFacts:
        """The account itself, read with the token: the proof that the token's owner may manage it."""
        try:
            facts = self.meta.account(token, waba)
        except GraphRefused as refused:
            raise _refusal(refused) from None
        except (GraphUnknown, GraphUnreachable):
            raise _silent() from None
        if facts.id != waba:
            raise CannotConnect(problem("account_unknown"))
        return facts

    def number(self, token: str, waba: WabaId, number: str) -> NumberId:
        """The number, if Meta lists it for the account."""
        try:
            listed = self.meta.numbers(token, waba)
        except GraphRefused as refused:
            raise _refusal(refused) from None
        except (GraphUnknown, GraphUnreachable):
            raise _silent() from None
        for one in listed:
            if one.id == number.strip():
                return one.id
        raise CannotConnect(problem("number_missing"), [FieldProblem("number_id", "Choose the number again.")])

    def _inspect(self, app: MetaApp, token: str) -> TokenFacts:
        if not 10 <= len(token) <= 2000 or not token.isascii() or not token.isprintable() or " " in token:
            raise CannotConnect(problem("token_invalid"), [FieldProblem("token", "This is not a whole token.")])
        try:
            return self.meta.inspect(app, token)
        except GraphRefused as refused:
            # 100: Meta does not tell us about tokens of other apps, it refuses the question.
            if refused.error.code == 100 and "app" in refused.error.message.lower():
                raise CannotConnect(
                    problem("wrong_app"), [FieldProblem("token", "Generate it for the right app.")]
                ) from None
            if refused.error.code == 190:
                # The token that asked is our own app's.
                raise Unavailable(
                    "Meta refused our own app's id and secret. An operator must check them.", code="meta_app_wrong"
                ) from None
            raise _refusal(refused) from None
        except (GraphUnknown, GraphUnreachable):
            raise _silent() from None


def check_waba(text: str) -> WabaId:
    tidy = text.strip()
    if not _WABA.match(tidy):
        raise Invalid(
            "A WhatsApp Business Account id has digits only.",
            code="bad_waba_id",
            fields=[FieldProblem("waba_id", "Write the digits of the account's id.")],
        )
    return WabaId(tidy)


def check_pin(text: str) -> str:
    tidy = text.strip()
    if not _PIN.match(tidy):
        raise Invalid(
            "A two-step verification PIN has six digits.",
            code="bad_pin",
            fields=[FieldProblem("pin", "Write the six digits.")],
        )
    return tidy


def _choices(accounts: Sequence[WabaId]) -> list[FieldProblem]:
    """One line per account to choose from; ``message`` is its id."""
    return [FieldProblem("waba_id", waba) for waba in accounts]


def _refusal(refused: GraphRefused) -> CannotConnect | MetaSilent:
    why = reading(refused)
    if why.code in ("meta_limited", "meta_unreachable"):
        return MetaSilent(f"{why.title}. {why.advice}", code=why.code)
    return CannotConnect(why)


def _silent() -> MetaSilent:
    return MetaSilent("Meta did not answer. Nothing was stored; try again in a moment.")
