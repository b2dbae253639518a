"""The chalice app: every route of the sandbox, callable with an API Gateway event, in Lambda and here alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, Response

from infra.sandbox.content import plain_type
from infra.sandbox.errors import GraphError, Refused
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.web import around, driver, graph, graph_numbers, graph_templates, pages
from infra.sandbox.web.call import Answer, Call, Route

OLDEST_VERSION, NEWEST_VERSION = 21, 26
GRAPH = [*graph.ROUTES, *graph_numbers.ROUTES, *graph_templates.ROUTES]
ROUTES = [*GRAPH, *driver.ROUTES, *pages.ROUTES]
# Marks for our own front (serve.py); API Gateway passes them on as harmless headers.
WIRE, WAIT, HOLD = "x-sandbox-wire", "x-sandbox-wait", "x-sandbox-hold"


def served_version(asked: str) -> str:
    """An expired version is served as the oldest live one, an unknown one as the newest (contract 0.1)."""
    major = asked.removeprefix("v").partition(".")[0]
    return f"v{min(max(int(major), OLDEST_VERSION), NEWEST_VERSION)}.0" if major.isdigit() else "v25.0"


def build_app(sandbox: Sandbox) -> Chalice:
    """One chalice app over one sandbox."""
    app = Chalice(app_name="sandbox", configure_logs=False)
    for route in ROUTES:
        view = _view(app, sandbox, route)
        name = f"{route.method}_{route.handler.__module__}_{route.handler.__name__}"
        app.route(route.path, methods=[route.method], content_types=["*/*"], name=name)(view)
    return app


def _view(app: Chalice, sandbox: Sandbox, route: Route) -> Callable[..., Response]:
    is_graph = route in GRAPH

    def view(**path: str) -> Response:
        request: Any = app.current_request
        query = request.query_params
        call = Call(
            sandbox=sandbox,
            method=route.method,
            path=path,
            query={key: query[key] for key in query} if query else {},
            headers={key.lower(): value for key, value in request.headers.items()},
            raw=request.raw_body or b"",
            address=str(request.context.get("path") or route.path),
        )
        answer = around.answer(route, call) if is_graph else _driven(route, call)
        return _response(app, sandbox, answer, path.get("version", "") if is_graph else "")

    return view


def _driven(route: Route, call: Call) -> Answer:
    """A driver's or page's answer: what does not fit is told in words."""
    try:
        return route.handler(call)
    except GraphError as error:
        return Answer({"error": error.message}, error.http)
    except Refused as problem:
        return Answer({"error": str(problem)}, 400)
    except (KeyError, TypeError, ValueError) as problem:
        return Answer({"error": f"the request does not fit: {problem!r}"}, 400)


def _response(app: Chalice, sandbox: Sandbox, answer: Answer, version: str) -> Response:
    headers: dict[str, Any] = {"Content-Type": "application/json", **answer.headers}
    kind = plain_type(headers["Content-Type"])
    if isinstance(answer.body, bytes) and kind not in app.api.binary_types:
        app.api.binary_types.append(kind)  # customers send files of any type; chalice must know each as binary
    if version:
        headers["facebook-api-version"] = served_version(version)
        headers["x-fb-trace-id"] = sandbox.world.ids.opaque(11)
        headers.setdefault("X-App-Usage", '{"call_count":0,"total_cputime":0,"total_time":0}')
    if answer.wire:
        headers[WIRE] = answer.wire
    if answer.wait:
        headers[WAIT] = str(answer.wait)
    if answer.hold:
        headers[HOLD] = ",".join(answer.hold)
    return Response(body=answer.body, headers=headers, status_code=answer.status)
