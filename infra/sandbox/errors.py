"""Meta's error codes as data, and the two shapes they travel in: an answer's body and an entry of `errors[]`."""

from __future__ import annotations

from typing import Any

DOCS = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

CODES: dict[int, tuple[int, str]] = {
    0: (401, "Authentication failed"),
    1: (400, "Unknown API error"),
    2: (503, "Service temporarily unavailable"),
    3: (500, "The app lacks this capability"),
    4: (400, "Application request limit reached"),
    10: (403, "Application does not have permission for this action"),
    17: (400, "User request limit reached"),
    32: (400, "Page request limit reached"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    102: (401, "Session key invalid"),
    190: (401, "Access token is not valid"),
    192: (400, "Phone number is not valid"),
    200: (403, "Permission missing for this asset"),
    341: (400, "Application limit reached"),
    368: (403, "Temporarily blocked for policy violations"),
    613: (400, "Calls to this API have exceeded the rate limit"),
    2500: (400, "An active access token must be used to query information"),
    80007: (400, "Too many calls to this WhatsApp Business Account"),
    130403: (400, "Business blocked this user"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account may not message users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Business account has been locked"),
    131037: (400, "Display name approval is needed before messages can be sent"),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Not delivered to keep the ecosystem healthy"),
    131050: (400, "User has stopped marketing messages from this business"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131055: (400, "Method not allowed"),
    131056: (400, "Pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131059: (400, "Paging cursor is not valid"),
    131062: (400, "Message type cannot be sent to a business-scoped user id"),
    131063: (400, "Marketing messages are switched off on Cloud API"),
    131064: (400, "Limited because of template misclassification"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Template content policy violated"),
    132008: (400, "Template parameter format mismatch"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "Template parameters have an issue"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    133000: (500, "Incomplete deregistration"),
    133004: (503, "Server temporarily unavailable"),
    133005: (400, "Two-step verification PIN mismatch"),
    133006: (400, "Phone number must be verified before registering"),
    133008: (400, "Too many two-step verification PIN guesses"),
    133009: (400, "Two-step verification PIN guessed too fast"),
    133010: (400, "Phone number is not registered"),
    133015: (400, "Wait before registering this phone number"),
    133016: (400, "Account register or deregister rate limit exceeded"),
    134011: (400, "Payments terms not accepted"),
    134100: (400, "Only marketing messages are supported"),
    134101: (400, "Template is still synchronising"),
    134102: (500, "Template is not available for marketing messages"),
    135000: (400, "Generic user error"),
    136024: (400, "Phone number is already verified"),
    137000: (400, "Identity key hash does not match"),
    139100: (400, "Some users could not be blocked or unblocked"),
    139101: (400, "Block list limit reached"),
    139102: (400, "The block list is being changed by somebody else"),
    139103: (400, "The block list could not be changed"),
    2593107: (400, "Synchronisation request limit exceeded"),
    2593108: (400, "Synchronisation requested outside of the allowed time"),
}

HTTP_OF_UNKNOWN = 400


def title(code: int) -> str:
    return CODES.get(code, (HTTP_OF_UNKNOWN, "Something went wrong"))[1]


class GraphError(Exception):
    """A refusal, ready to be answered (`body`) or to be reported later in a failed status (`entry`)."""

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        subcode: int | None = None,
        message: str = "",
        kind: str = "OAuthException",
        http: int | None = None,
        headers: dict[str, str] | None = None,
        user_title: str = "",
        user_message: str = "",
    ) -> None:
        super().__init__(f"{code} {details}")
        self.user_title, self.user_message = user_title, user_message
        self.headers = dict(headers or {})
        self.code, self.details, self.subcode, self.kind = code, details, subcode, kind
        self.message = message or f"(#{code}) {title(code)}"
        self.http = http if http is not None else CODES.get(code, (HTTP_OF_UNKNOWN, ""))[0]

    def body(self, trace: str) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user_message:
            error["is_transient"] = False
            error["error_user_title"], error["error_user_msg"] = self.user_title, self.user_message
        error["fbtrace_id"] = trace
        return {"error": error}

    def entry(self) -> dict[str, Any]:
        return error_entry(self.code, self.details)


def error_entry(code: int, details: str = "") -> dict[str, Any]:
    """One element of `errors[]` in a webhook."""
    name = title(code)
    return {"code": code, "title": name, "message": name, "error_data": {"details": details or name}, "href": DOCS}


def missing_object(node: str) -> GraphError:
    """Graph's answer for an id that does not exist or that this token may not see."""
    return GraphError(
        100,
        subcode=33,
        kind="GraphMethodException",
        message=f"Unsupported request. Object with ID '{node}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation",
    )


class Refused(ValueError):
    """The driver asked for something that cannot be done; the text says what."""
