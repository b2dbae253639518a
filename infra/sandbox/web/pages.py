"""The phone page: static files, no build step."""

from __future__ import annotations

from pathlib import Path

from infra.sandbox.web.call import Answer, Call, Route

STATIC = Path(__file__).parent.parent / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
POLICY = (
    "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; style-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def _file(name: str) -> Answer:
    path = STATIC / name
    if path.suffix not in TYPES or path.parent != STATIC or not path.is_file():
        return Answer("not found", 404, {"Content-Type": "text/plain"})
    headers = {"Content-Type": TYPES[path.suffix], "Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    return Answer(path.read_text(encoding="utf-8"), headers=headers)


def index(call: Call) -> Answer:
    return _file("index.html")


def static(call: Call) -> Answer:
    return _file(call.path["name"])


ROUTES = [Route("GET", "/", index), Route("GET", "/static/{name}", static)]
