"""Every way connecting can fail, in plain words with what to do. ``code`` is stable; the console translates by it.

``reading`` turns Meta's refusals into one of these. Source: contract 4.3, 8.2 and 8.7.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable, MetaError
from shared.features.connections.model import Problem

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "token_invalid": (
        "Meta does not accept this token",
        "Copy the token again, whole and without spaces, or generate a new one for the system user.",
    ),
    "token_expired": (
        "The token has expired",
        "Generate a new token for the system user (choose “never expires” if you can) and paste it here.",
    ),
    "token_revoked": (
        "The token was withdrawn",
        "The app was removed or the password behind the token changed. Generate a new token and paste it here.",
    ),
    "wrong_app": (
        "The token belongs to another app",
        "Generate the token for the Meta app that this installation uses, then paste it here.",
    ),
    "missing_permission": (
        "The token lacks a permission",
        "Generate the token again and tick whatsapp_business_management and whatsapp_business_messaging.",
    ),
    "no_access": (
        "The token may not use this WhatsApp account",
        "In Business settings, give the system user full control of the WhatsApp account, then try again.",
    ),
    "account_unknown": (
        "Meta does not know this WhatsApp account",
        "Check the account's id in WhatsApp Manager, and that the token's system user may see it.",
    ),
    "account_missing": (
        "The token is not good for this WhatsApp account",
        "Choose an account the token was granted for, or grant the token this account too.",
    ),
    "choose_account": (
        "The token is good for several WhatsApp accounts",
        "Choose the one to connect and send its id along.",
    ),
    "account_needed": (
        "The token does not say which WhatsApp account is meant",
        "Send the account's id along; WhatsApp Manager shows it in the account's settings.",
    ),
    "waba_taken": (
        "This WhatsApp account is connected to another workspace",
        "Disconnect it there first, or work in that workspace.",
    ),
    "no_numbers": (
        "The WhatsApp account has no phone number",
        "Add a number in WhatsApp Manager, then press “Try again”.",
    ),
    "pin_wrong": (
        "The two-step verification PIN is wrong",
        "The number has a PIN already. Enter it; if nobody knows it, reset it in WhatsApp Manager.",
    ),
    "pin_tries": (
        "Too many wrong PINs",
        "Meta makes you wait before the next try. Wait some hours, then enter the right PIN.",
    ),
    "number_not_verified": (
        "The number is not verified yet",
        "Verify the number in WhatsApp Manager with the code Meta sends, then press “Try again”.",
    ),
    "register_limit": (
        "The number was registered too often",
        "Meta allows ten registrations in 72 hours. Wait until three days have passed, then press “Try again”.",
    ),
    "register_later": (
        "Meta is not ready to register this number",
        "It was removed or moved a moment ago. Wait five minutes, then press “Try again”.",
    ),
    "account_locked": (
        "Meta has locked this account",
        "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    ),
    "account_restricted": (
        "Meta has restricted this account",
        "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    ),
    "meta_limited": (
        "Too many calls to Meta",
        "Meta's hourly limit is used up. Wait an hour, then press “Try again”.",
    ),
    "meta_unreachable": (
        "Meta did not answer",
        "Nothing is lost. Press “Try again” in a moment.",
    ),
    "meta_refused": (
        "Meta refused this step",
        "Press “Try again”. If it stays so, tell support the code below.",
    ),
}

_TOKEN_SUBCODES: Final = {
    458: "token_revoked",
    459: "token_revoked",
    460: "token_revoked",
    463: "token_expired",
    464: "token_revoked",
    467: "token_revoked",
}
_CODES: Final = {
    0: "token_invalid",
    102: "token_invalid",
    3: "no_access",
    10: "missing_permission",
    131005: "no_access",
    33: "account_unknown",
    4: "meta_limited",
    17: "meta_limited",
    32: "meta_limited",
    341: "meta_limited",
    613: "meta_limited",
    80007: "meta_limited",
    130429: "meta_limited",
    1: "meta_unreachable",
    2: "meta_unreachable",
    131000: "meta_unreachable",
    131016: "meta_unreachable",
    131057: "register_later",
    133004: "meta_unreachable",
    133000: "register_later",
    133005: "pin_wrong",
    133006: "number_not_verified",
    133008: "pin_tries",
    133009: "pin_tries",
    133015: "register_later",
    133016: "register_limit",
    131031: "account_locked",
    368: "account_restricted",
}
_NO_OBJECT: Final = 33
"""The subcode of code 100 when an object does not exist or must not be seen."""

MetaTrouble = GraphRefused | GraphUnknown | GraphUnreachable


def problem(code: str, *, about: str = "", note: str = "") -> Problem:
    """``about`` names the thing in the title (a number, a permission), ``note`` follows the advice."""
    title, advice = _TEXTS[code]
    return Problem(code, f"{title}: {about}" if about else title, f"{advice} {note}".strip())


def permission_problem(missing: Iterable[str]) -> Problem:
    return problem("missing_permission", about=" and ".join(sorted(missing)))


def token_problem(subcode: int | None) -> Problem:
    """Why Meta calls a token dead."""
    return problem(_TOKEN_SUBCODES.get(subcode or 0, "token_invalid"))


def reading(trouble: MetaTrouble, *, about: str = "") -> Problem:
    """What Meta's answer means for the person who connects."""
    if not isinstance(trouble, GraphRefused):
        return problem("meta_unreachable", about=about)
    return _of(trouble.error, about)


def _of(error: MetaError, about: str) -> Problem:
    if error.code == 190:
        return token_problem(error.subcode)
    if error.code == 100 and error.subcode == _NO_OBJECT:
        return problem("account_unknown", about=about)
    if 200 <= error.code <= 299:
        return problem("no_access", about=about)
    if error.code in _CODES:
        return problem(_CODES[error.code], about=about)
    if error.http_status == 429:
        return problem("meta_limited", about=about)
    return problem("meta_refused", about=about, note=f"Code {error.code}, trace {error.fbtrace_id or 'none'}.")
