"""The API's own description: the OpenAPI document made from the routes, and a page to read and try it.

The page carries its script and style with it (Swagger UI ships with powertools), so it needs no other host, and its
policy lets nothing but that one script run.
"""

import json
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router

VERSION = "1.0.0"
DESCRIPTION = """Everything the WALoom console does, for programs too.

Send `Authorization: Bearer <access token>`. Lists give `next_cursor`; pass it back as `cursor`. Errors are RFC 9457
problem details with a stable `code`. Requests that make something carry the client's own id, so that sending them
twice does it once.

Programs send `Authorization: Bearer wlk_…` with an API key. It works below `/v1/workspaces/{workspace}` of its own
workspace and does what its scopes say. Calls are counted per minute: `RateLimit-Limit`, `RateLimit-Remaining`,
`RateLimit-Reset` (seconds); beyond the limit 429 with `Retry-After`. A key that is wrong, revoked or expired is refused
at the door with 403 `{"message":"Forbidden"}`, which is no problem document.
"""
TAGS = {
    "session": "Sign in, stay signed in, sign out.",
    "workspaces": "Workspaces and their members.",
    "connections": "WhatsApp Business Accounts, numbers, templates.",
    "inbox": "Conversations, messages, notes.",
    "contacts": "The people you write with.",
    "library": "Tags and canned replies.",
    "api keys": "Machines' ways into a workspace.",
    "exports": "The workspace's data as files.",
    "live": "Notes of what changes, over a WebSocket.",
    "notices": "What the product has to tell a workspace.",
}


def openapi_document(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """The OpenAPI 3.1 document, made from the routes' own types."""
    # These models take longer to import than all the rest of the API, and only this document needs them.
    from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, Server, Tag

    text = app.get_openapi_json_schema(
        title="WALoom",
        version=VERSION,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        tags=[Tag(name=name, description=words) for name, words in TAGS.items()],
        servers=[Server(url="/")],
        security_schemes={
            "bearer": HTTPBearer(bearerFormat="JWT", description="A person's access token."),
            "api_key": HTTPBearer(bearerFormat="wlk_<id>_<secret>", description="An API key of one workspace."),
        },
        security=[{"bearer": []}, {"api_key": []}],
    )
    document: dict[str, Any] = json.loads(text)
    return document


def docs_routes(app: APIGatewayHttpResolver) -> Router:
    """The document and the page; ``app`` is the resolver they will be part of."""
    router = Router()

    @lru_cache(maxsize=1)
    def document() -> str:
        return json.dumps(openapi_document(app), separators=(",", ":"))

    @router.get("/openapi.json", include_in_schema=False)
    def openapi_json() -> Response[str]:
        return Response(200, "application/json", document(), headers={"Cache-Control": "public, max-age=300"})

    @router.get("/docs", include_in_schema=False)
    def docs_page() -> Response[str]:
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self' data:; "
            "font-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        )
        headers: dict[str, str | list[str]] = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return Response(200, "text/html; charset=utf-8", _page(nonce), headers=headers)

    return router


def _page(nonce: str) -> str:
    script, style = _assets()
    start = (
        'SwaggerUIBundle({url:"/v1/openapi.json",dom_id:"#docs",deepLinking:true,filter:true,docExpansion:"list",'
        "tryItOutEnabled:false,syntaxHighlight:true})"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>WALoom API</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{style}</style></head><body><main id="docs">The description is loading…</main>'
        f'<script nonce="{nonce}">{script}</script><script nonce="{nonce}">{start}</script></body></html>'
    )


@lru_cache(maxsize=1)
def _assets() -> tuple[str, str]:
    import aws_lambda_powertools.event_handler.openapi as openapi_package

    folder = Path(openapi_package.__path__[0]) / "swagger_ui"
    return (
        (folder / "swagger-ui-bundle.min.js").read_text(encoding="utf-8"),
        (folder / "swagger-ui.min.css").read_text(encoding="utf-8"),
    )
