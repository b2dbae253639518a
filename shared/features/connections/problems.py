"""Every way connecting can fail, in plain words with what to do. ``code`` is stable; the console translates by it.

``reading`` turns Meta's refusals into one of these. Source: contract 1.9, 4.3, 8.2, 8.7 and 8.8.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable, MetaError
from shared.core.numbers import HealthReason
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
        "The WhatsApp account has no phone number yet",
        "Add a number in WhatsApp Manager, then press “Try again”.",
    ),
    "numbers_left": (
        "Not all numbers are through yet",
        "There are many of them. Press “Try again” to go on where it stopped.",
    ),
    "number_missing": (
        "The number does not belong to this WhatsApp account",
        "Press “Continue with Facebook” again and choose the number there.",
    ),
    "signup_code_expired": (
        "The sign-up at Facebook took too long",
        "Its code lives for 30 seconds only. Press “Continue with Facebook” again.",
    ),
    "signup_code_used": (
        "The sign-up at Facebook has no valid code",
        "A code is good once only. Press “Continue with Facebook” again.",
    ),
    "signup_off": (
        "This installation has no sign-up through Facebook",
        "Paste a system user's token instead, or ask the operator to set EmbeddedSignupConfig.",
    ),
    "signup_too_old": (
        "The sign-up at Facebook is more than 14 days old",
        "Meta lets a number be registered within 14 days of it only. Press “Continue with Facebook” once more.",
    ),
    "name_not_approved": (
        "Meta has not approved the number's display name",
        "Choose another name in WhatsApp Manager and wait for its review, then press “Try again”.",
    ),
    "review_rejected": (
        "Meta has rejected the account in its review",
        "See WhatsApp Manager for the reason and ask for another review there, then press “Try again”.",
    ),
    "review_pending": (
        "Meta is still reviewing the account",
        "Nothing to do: it usually takes less than a day. Some messages may be refused until then.",
    ),
    "payment_missing": (
        "The account has no payment method",
        "Add one in WhatsApp Manager, Billing. Answers within 24 hours may work without it, templates don't.",
    ),
    "sync_refused": (
        "The phone app's contacts and chats could not be fetched",
        "Meta gives them once, within 24 hours of the sign-up, and only if they were shared. Messages work without.",
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
    "account_disabled": (
        "Meta has disabled this account",
        "See the account's page in WhatsApp Manager for the reason and ask for a review there.",
    ),
    "account_disconnected": (
        "The WhatsApp account is disconnected",
        "An owner or admin can reconnect it in Settings, Numbers & connection. Then retry.",
    ),
    "disconnected_here": (
        "The WhatsApp account was disconnected here",
        "Its token is destroyed and nothing is sent or received. Connect it again to go on; its history is kept.",
    ),
    "opening_restricted": (
        "Meta lets this account only answer customers",
        "Nobody can be written to who has not written in the last 24 hours. See WhatsApp Manager for the reason.",
    ),
    "utility_restricted": (
        "Meta lets this account send no utility templates",
        "Other messages go on. See WhatsApp Manager for the reason; utility templates wait until Meta lifts it.",
    ),
    "number_not_registered": (
        "The number is not registered with WhatsApp",
        "An owner or admin can finish the connection in Settings, Numbers & connection. Then retry.",
    ),
    "number_gone": (
        "This number no longer belongs to the account",
        "Meta does not list it any more. Use another number, or connect it again.",
    ),
    "number_banned": (
        "Meta has banned this number",
        "See the number's page in WhatsApp Manager for the reason and ask for a review there.",
    ),
    "number_at_limit": (
        "The number has reached its limit of new conversations",
        "Customers who wrote in the last 24 hours can be answered. Others have to wait until Meta lifts the limit.",
    ),
    "health_unknown": (
        "Meta does not let this be used for sending",
        "See WhatsApp Manager for the reason.",
    ),
    "no_test_template": (
        "There is no template a first message could be made of",
        "Create a template without variables in WhatsApp Manager, wait until it is approved, then sync the templates.",
    ),
    "meta_limited": (
        "Too many calls to Meta",
        "Meta's hourly limit is used up. Wait an hour, then press “Try again”.",
    ),
    "value_refused": (
        "Meta does not accept one of the values",
        "Change what Meta complains about and save again.",
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

TOKEN_CODES: Final = frozenset({"token_invalid", "token_expired", "token_revoked"})
"""The token itself is no good any more."""
REGISTER_LIMIT: Final = timedelta(hours=72)
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
    131042: "payment_missing",
    133010: "number_not_registered",
    368: "account_restricted",
}
# Codes of the health probe that have words of ours; of others Meta's own are shown.
_HEALTH: Final = {141006: "payment_missing", 131042: "payment_missing", 133010: "number_not_registered"}
_NO_OBJECT: Final = 33
"""The subcode of code 100 when an object does not exist or must not be seen."""

MetaTrouble = GraphRefused | GraphUnknown | GraphUnreachable


def problem(code: str, *, about: str = "", note: str = "") -> Problem:
    """``about`` names the thing in the title (a number, a permission), ``note`` follows the advice."""
    title, advice = _TEXTS[code]
    return Problem(code, f"{title}: {about}" if about else title, f"{advice} {note}".strip())


def health_reason(reason: HealthReason) -> HealthReason:
    """In our words where we have some; Meta's otherwise, and never empty."""
    code = _HEALTH.get(reason.code, "health_unknown")
    title, advice = _TEXTS[code]
    if reason.code in _HEALTH or not reason.title:
        return replace(reason, title=title, advice=advice, reason=code)
    return replace(reason, advice=reason.advice or advice)


def permission_problem(missing: Iterable[str]) -> Problem:
    return problem("missing_permission", about=" and ".join(sorted(missing)))


def token_problem(subcode: int | None) -> Problem:
    """Why Meta calls a token dead."""
    return problem(_TOKEN_SUBCODES.get(subcode or 0, "token_invalid"))


def reading(trouble: MetaTrouble, *, about: str = "", now: datetime | None = None) -> Problem:
    """What Meta's answer means for the person who connects. With ``now`` it says until when to wait, if that is all."""
    if not isinstance(trouble, GraphRefused):
        return problem("meta_unreachable", about=about)
    found = _of(trouble.error, about)
    return replace(found, until=_until(found.code, trouble.error, now)) if now else found


def _until(code: str, error: MetaError, now: datetime) -> datetime | None:
    if code == "register_limit":
        return now + REGISTER_LIMIT
    if code == "meta_limited":
        return now + timedelta(seconds=error.retry_after or 3600)
    return None


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
    if error.code in (100, 131009) and (words := error.user_msg or error.details):
        return problem("value_refused", about=about, note=f"Meta says: {words[:300]}")
    return problem("meta_refused", about=about, note=f"Code {error.code}, trace {error.fbtrace_id or 'none'}.")
