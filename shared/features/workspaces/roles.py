"""Who may do what: the whole role matrix and the permission of every route, on one page.

``ROUTES`` is enforced in one place (``wiring/http.py``), which refuses to start when a route has no line here. PUBLIC
needs no sign-in, SIGNED_IN needs one but no workspace.
"""

from __future__ import annotations

from typing import Final

ROLES: Final = ("owner", "admin", "marketer", "agent", "viewer")

_EVERYONE = frozenset(ROLES)
_STAFF = frozenset({"owner", "admin", "marketer", "agent"})
_ANSWERS = frozenset({"owner", "admin", "agent"})
_ADMINS = frozenset({"owner", "admin"})

MATRIX: Final[dict[str, frozenset[str]]] = {
    "workspace.read": _EVERYONE,
    "workspace.manage": _ADMINS,
    "workspace.own": frozenset({"owner"}),
    "members.read": _EVERYONE,
    "members.manage": _ADMINS,
    "accounts.read": _EVERYONE,
    "accounts.manage": _ADMINS,
    "templates.read": _EVERYONE,
    "templates.manage": frozenset({"owner", "admin", "marketer"}),
    "templates.sync": frozenset({"owner", "admin", "marketer"}),
    "notices.read": _EVERYONE,
    "conversations.read": _EVERYONE,
    "conversations.answer": _ANSWERS,
    "conversations.manage": _ANSWERS,
    "notes.write": _STAFF,
    "contacts.read": _EVERYONE,
    "contacts.write": _STAFF,
    "library.read": _EVERYONE,
    "tags.manage": _STAFF,
    "canned_replies.manage": _STAFF,
    "live.connect": _EVERYONE,
    "api_keys.manage": _ADMINS,
    "exports.create": frozenset({"owner", "admin", "marketer"}),
}

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"

_WS = "/v1/workspaces/{workspace}"
_CONV = f"{_WS}/conversations/{{conversation}}"

ROUTES: Final[dict[str, str]] = {
    "POST /v1/session": PUBLIC,
    "POST /v1/session/refresh": PUBLIC,
    "DELETE /v1/session": PUBLIC,
    "POST /v1/sign-up": PUBLIC,
    "POST /v1/sign-up/confirm": PUBLIC,
    "POST /v1/password/forgot": PUBLIC,
    "POST /v1/password/reset": PUBLIC,
    "GET /v1/config": PUBLIC,
    "GET /v1/openapi.json": PUBLIC,
    "GET /v1/docs": PUBLIC,
    "GET /v1/me": SIGNED_IN,
    "PATCH /v1/me": SIGNED_IN,
    "POST /v1/me/email": SIGNED_IN,
    "POST /v1/me/email/confirm": SIGNED_IN,
    "POST /v1/me/password": SIGNED_IN,
    "POST /v1/me/second-factor": SIGNED_IN,
    "POST /v1/me/second-factor/confirm": SIGNED_IN,
    "POST /v1/me/second-factor/remove": SIGNED_IN,
    "POST /v1/me/recovery-codes": SIGNED_IN,
    "GET /v1/me/sessions": SIGNED_IN,
    "DELETE /v1/me/sessions": SIGNED_IN,
    "DELETE /v1/me/sessions/{ended}": SIGNED_IN,
    f"GET {_WS}": "workspace.read",
    "POST /v1/workspaces": SIGNED_IN,
    "POST /v1/invitations/read": PUBLIC,
    "POST /v1/invitations/sign-up": PUBLIC,
    "POST /v1/invitations/accept": SIGNED_IN,
    f"PATCH {_WS}": "workspace.manage",
    f"PUT {_WS}/logo": "workspace.manage",
    f"DELETE {_WS}/logo": "workspace.manage",
    f"POST {_WS}/leave": "workspace.read",
    f"POST {_WS}/ownership": "workspace.own",
    f"GET {_WS}/members": "members.read",
    f"PATCH {_WS}/members/{{user}}": "members.manage",
    f"DELETE {_WS}/members/{{user}}": "members.manage",
    f"GET {_WS}/invitations": "members.manage",
    f"POST {_WS}/invitations": "members.manage",
    f"POST {_WS}/invitations/{{invitation}}/resend": "members.manage",
    f"DELETE {_WS}/invitations/{{invitation}}": "members.manage",
    f"GET {_WS}/accounts": "accounts.read",
    f"POST {_WS}/accounts": "accounts.manage",
    f"POST {_WS}/accounts/{{waba}}/resume": "accounts.manage",
    f"POST {_WS}/accounts/{{waba}}/templates/sync": "templates.sync",
    f"GET {_WS}/accounts/{{waba}}/events": "accounts.read",
    f"GET {_WS}/numbers": "accounts.read",
    f"POST {_WS}/accounts/embedded": "accounts.manage",
    f"POST {_WS}/accounts/{{waba}}/check": "accounts.manage",
    f"POST {_WS}/accounts/{{waba}}/disconnect": "accounts.manage",
    f"GET {_WS}/numbers/{{number}}": "accounts.read",
    f"POST {_WS}/numbers/{{number}}/check": "accounts.manage",
    f"GET {_WS}/numbers/{{number}}/profile": "accounts.read",
    f"PUT {_WS}/numbers/{{number}}/profile": "accounts.manage",
    f"PUT {_WS}/numbers/{{number}}/pin": "accounts.manage",
    f"POST {_WS}/numbers/{{number}}/register": "accounts.manage",
    f"GET {_WS}/numbers/{{number}}/automation": "accounts.read",
    f"PUT {_WS}/numbers/{{number}}/automation": "accounts.manage",
    f"POST {_WS}/numbers/{{number}}/test-message": "accounts.manage",
    f"GET {_WS}/templates": "templates.read",
    f"POST {_WS}/templates": "templates.manage",
    f"POST {_WS}/templates/lint": "templates.manage",
    f"POST {_WS}/templates/uploads": "templates.manage",
    f"GET {_WS}/templates/{{template}}": "templates.read",
    f"PUT {_WS}/templates/{{template}}": "templates.manage",
    f"DELETE {_WS}/templates/{{template}}": "templates.manage",
    f"POST {_WS}/templates/{{template}}/submit": "templates.manage",
    f"POST {_WS}/templates/{{template}}/duplicate": "templates.manage",
    f"GET {_WS}/templates/{{template}}/history": "templates.read",
    f"GET {_WS}/notices": "notices.read",
    f"POST {_WS}/notices/{{notice}}/read": "notices.read",
    f"POST {_WS}/notices/read-all": "notices.read",
    f"GET {_WS}/notice-preferences": "notices.read",
    f"PUT {_WS}/notice-preferences": "notices.read",
    f"GET {_WS}/tags": "library.read",
    f"POST {_WS}/tags": "tags.manage",
    f"PUT {_WS}/tags/{{tag}}": "tags.manage",
    f"DELETE {_WS}/tags/{{tag}}": "tags.manage",
    f"GET {_WS}/canned-replies": "library.read",
    f"POST {_WS}/canned-replies": "canned_replies.manage",
    f"PUT {_WS}/canned-replies/{{reply}}": "canned_replies.manage",
    f"DELETE {_WS}/canned-replies/{{reply}}": "canned_replies.manage",
    f"GET {_WS}/conversations": "conversations.read",
    f"POST {_WS}/conversations": "conversations.answer",
    f"GET {_WS}/conversations/counts": "conversations.read",
    f"GET {_CONV}": "conversations.read",
    f"PATCH {_CONV}": "conversations.manage",
    f"POST {_CONV}/read": "conversations.answer",
    f"POST {_CONV}/typing": "conversations.answer",
    f"GET {_CONV}/messages": "conversations.read",
    f"POST {_CONV}/messages": "conversations.answer",
    f"GET {_CONV}/messages/{{message}}": "conversations.read",
    f"GET {_CONV}/messages/{{message}}/media": "conversations.read",
    f"POST {_CONV}/messages/{{message}}/retry": "conversations.answer",
    f"POST {_CONV}/notes": "notes.write",
    f"POST {_WS}/uploads": "conversations.answer",
    f"GET {_WS}/contacts": "contacts.read",
    f"GET {_WS}/contacts/{{contact}}": "contacts.read",
    f"PATCH {_WS}/contacts/{{contact}}": "contacts.write",
    f"POST {_WS}/live-tickets": "live.connect",
    f"GET {_WS}/api-keys": "api_keys.manage",
    f"POST {_WS}/api-keys": "api_keys.manage",
    f"DELETE {_WS}/api-keys/{{key}}": "api_keys.manage",
    f"GET {_WS}/api-scopes": "api_keys.manage",
    f"GET {_WS}/exports": "exports.create",
    f"POST {_WS}/exports": "exports.create",
    f"GET {_WS}/exports/{{export}}": "exports.create",
    f"POST {_WS}/exports/{{export}}/stop": "exports.create",
    f"GET {_WS}/exports/{{export}}/download": "exports.create",
}


def permissions_of(role: str) -> frozenset[str]:
    """Everything the role may do; an unknown role may do nothing."""
    return frozenset(permission for permission, roles in MATRIX.items() if role in roles)
