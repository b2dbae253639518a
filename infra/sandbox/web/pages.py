"""Pages for people: the phone, the login window with its SDK, the mailbox. Static files, no build step."""

from __future__ import annotations

from pathlib import Path

from infra.sandbox.model import Number
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


def mailbox(call: Call) -> Answer:
    return _file("mailbox.html")


def login(call: Call) -> Answer:
    """The window that `FB.login` opens."""
    return _file("login.html")


def sdk(call: Call) -> Answer:
    """What the product's page loads instead of Facebook's script, from another origin than ours."""
    answer = _file("sdk.js")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def picture(call: Call) -> Answer:
    """A profile picture, public as on Meta's own host."""
    digest = call.path["picture"]
    known = any(str(one.profile.get("profile_picture_url", "")).endswith(digest) for one in _numbers(call))
    content = call.sandbox.world.state.read_bytes(digest) if known else None
    if content is None:
        return Answer("", 404, {"Content-Type": "text/plain"})
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    headers = {"Content-Type": kind, "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "max-age=3600"}
    return Answer(content, headers=headers)


def sample(call: Call) -> Answer:
    """The sample of a template's header, at the address the list shows."""
    digest = call.path["sample"]
    content = call.sandbox.world.state.read_bytes(digest) if call.sandbox.uploads.type_of(digest) else None
    if content is None:
        return Answer("", 404, {"Content-Type": "text/plain"})
    headers = {"Content-Type": call.sandbox.uploads.type_of(digest), "Cross-Origin-Resource-Policy": "cross-origin"}
    return Answer(content, headers=headers)


def _numbers(call: Call) -> list[Number]:
    return list(call.sandbox.world.state.numbers)


ROUTES = [
    Route("GET", "/", index),
    Route("GET", "/mailbox", mailbox),
    Route("GET", "/dialog/oauth", login),
    Route("GET", "/sdk.js", sdk),
    Route("GET", "/profile_pictures/{picture}", picture),
    Route("GET", "/template_samples/{sample}", sample),
    Route("GET", "/static/{name}", static),
]
