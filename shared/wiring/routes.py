"""Every feature's routes, in groups that are loaded when the first request for one comes.

A cold start pays for the routes it is asked for: the models of the others (half a second of imports in all) wait. Which
group a request belongs to is told by its path alone; a test holds SEGMENTS against every route there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler.api_gateway import Router

    from shared.features.people.http import Cookies
    from shared.wiring.bootstrap import Product

Group = Callable[["Product"], "list[Router]"]


def _session(product: Product) -> list[Router]:
    """What every console asks first, to many of them the only thing: may I come in?"""
    from shared.features.people.session_routes import session_routes
    from shared.wiring.bootstrap import VERSION
    from shared.wiring.config import config_routes

    return [
        config_routes(product.settings, VERSION, product.meta_app),
        session_routes(product.sessions, _cookies(product)),
    ]


def _base(product: Product) -> list[Router]:
    """Who am I, where, and what is new."""
    from shared.features.live.routes import live_routes
    from shared.features.notices.routes import notice_routes
    from shared.features.people.me_routes import me_routes
    from shared.features.workspaces.routes import workspace_routes

    return [
        me_routes(product.profiles, product.accounts, product.second_factors, product.sessions),
        workspace_routes(product.workspaces, product.profiles, product.logos),
        notice_routes(product.notices),
        live_routes(product.live),
    ]


def _cookies(product: Product) -> Cookies:
    from shared.features.people.http import Cookies

    return Cookies(secure=not product.settings.public_url.startswith("http://localhost"))


def _accounts(product: Product) -> list[Router]:
    from shared.features.people.account_routes import account_routes

    return [account_routes(product.accounts, _cookies(product))]


def _members(product: Product) -> list[Router]:
    from shared.features.workspaces.invitation_routes import invitation_routes
    from shared.features.workspaces.member_routes import member_routes

    return [
        member_routes(product.workspaces, product.members),
        invitation_routes(product.workspaces, product.invitations, product.accounts, _cookies(product)),
    ]


def _inbox(product: Product) -> list[Router]:
    from shared.features.inbox.routes import composing_routes, inbox_routes

    return [inbox_routes(product.inbox, product.sorting), composing_routes(product.composing)]


def _contacts(product: Product) -> list[Router]:
    from shared.features.contacts.routes import contact_routes

    return [contact_routes(product.contacts)]


def _library(product: Product) -> list[Router]:
    from shared.features.library.routes import library_routes
    from shared.features.library.service import Library

    return [library_routes(Library(product.table, product.clock))]


def _uploads(product: Product) -> list[Router]:
    from shared.features.media.routes import upload_routes

    return [upload_routes(product.uploads)]


def _connections(product: Product) -> list[Router]:
    from shared.features.connections.number_routes import number_routes
    from shared.features.connections.routes import connection_routes
    from shared.features.templates.routes import authoring_routes, template_routes

    return [
        connection_routes(product.connections),
        number_routes(product.numbers),
        template_routes(product.templates, product.people),
        authoring_routes(product.authoring, product.uploads),
    ]


def _api_keys(product: Product) -> list[Router]:
    from shared.features.api_keys.routes import api_key_routes

    return [api_key_routes(product.api_keys)]


def _exports(product: Product) -> list[Router]:
    from shared.features.exports.routes import export_routes

    return [export_routes(product.exports)]


GROUPS: Final[Mapping[str, Group]] = {
    "session": _session,
    "base": _base,
    "accounts": _accounts,
    "members": _members,
    "inbox": _inbox,
    "contacts": _contacts,
    "library": _library,
    "uploads": _uploads,
    "connections": _connections,
    "api_keys": _api_keys,
    "exports": _exports,
}

# The first part of a path after /v1, or after /v1/workspaces/{workspace}; everything else is `base`.
SEGMENTS: Final[Mapping[str, str]] = {
    "config": "session",
    "session": "session",
    "sign-up": "accounts",
    "password": "accounts",
    "members": "members",
    "leave": "members",
    "ownership": "members",
    "invitations": "members",
    "conversations": "inbox",
    "contacts": "contacts",
    "tags": "library",
    "canned-replies": "library",
    "uploads": "uploads",
    "accounts": "connections",
    "numbers": "connections",
    "templates": "connections",
    "api-keys": "api_keys",
    "api-scopes": "api_keys",
    "exports": "exports",
}


# The API's own description, which needs every route there is.
WHOLE: Final = frozenset(("/v1/openapi.json", "/v1/docs"))


def group_of(path: str) -> str:
    """The group a request belongs to; a path that leads nowhere belongs to one too, which answers that."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["keys"]:
        parts = parts[1:]
    place = 3 if parts[1:2] == ["workspaces"] else 1
    return SEGMENTS.get(parts[place], "base") if len(parts) > place else "base"
