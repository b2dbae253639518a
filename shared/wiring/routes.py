"""Every feature's routes, one line each."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.api_gateway import Router

from shared.features.connections.routes import connection_routes
from shared.features.contacts.routes import contact_routes
from shared.features.inbox.routes import composing_routes, inbox_routes
from shared.features.library.routes import library_routes
from shared.features.library.service import Library
from shared.features.live.routes import live_routes
from shared.features.media.routes import upload_routes
from shared.features.notices.routes import notice_routes
from shared.features.templates.routes import template_routes
from shared.features.workspaces.routes import workspace_routes
from shared.features.workspaces.session_routes import PublicConfig, session_routes
from shared.wiring.bootstrap import VERSION, Product


def product_routes(product: Product) -> list[Router]:
    settings = product.settings
    config = PublicConfig(
        version=VERSION,
        environment=settings.environment,
        sandbox_url=settings.sandbox_url or None,
        secure_cookies=not settings.public_url.startswith("http://localhost"),
    )
    return [
        session_routes(product.sessions, config),
        workspace_routes(product.workspaces),
        connection_routes(product.connections),
        template_routes(product.templates),
        notice_routes(product.notices),
        library_routes(Library(product.table, product.clock)),
        inbox_routes(product.inbox, product.sorting),
        composing_routes(product.composing),
        upload_routes(product.uploads),
        contact_routes(product.contacts),
        live_routes(product.live),
    ]
