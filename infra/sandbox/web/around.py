"""What every Graph call gets: fault switches of its group of routes, usage of the app, a line in the log of calls."""

from __future__ import annotations

from collections.abc import Callable

from infra.sandbox.errors import GraphError
from infra.sandbox.model import Rule
from infra.sandbox.web.call import Answer, Call, Route

CRASH = {"error": {"message": "An unknown error has occurred.", "type": "OAuthException", "code": 1}}
PROXY_PAGE = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
SLOW_SECONDS = 10.0
Strikes = Callable[[str], Rule | None]


def crash() -> Answer:
    return Answer(CRASH, 500)


def not_json() -> Answer:
    return Answer(PROXY_PAGE, 502, {"Content-Type": "text/html"})


def refusal(call: Call, error: GraphError) -> Answer:
    """A GraphError as Meta answers it."""
    headers = dict(error.headers)
    if error.code == 190:
        headers["WWW-Authenticate"] = 'OAuth "Facebook Platform" "invalid_token" "Invalid token."'
    return Answer(error.body(call.sandbox.world.ids.trace()), error.http, headers)


def group_of(route: Route, call: Call) -> str:
    """The group of faults.py::GROUPS; for `/{node}` the id says which."""
    if route.group != "node":
        return route.group
    node, state = call.path["node"], call.sandbox.world.state
    if node in state.numbers:
        return "number" if call.method == "GET" else "pin"
    if node in state.accounts:
        return "waba"
    if node.startswith("upload:"):
        return "uploads"
    if node in ("me", "app"):
        return "app"
    return "media" if call.sandbox.media.find(node) is not None else "templates"


def answer(route: Route, call: Call) -> Answer:
    """Runs a route; everything it can end with is an answer, and in the log."""
    group = group_of(route, call)
    try:
        found = _run(route, call, group)
    except GraphError as error:
        found = refusal(call, error)
    _log(call, group, found)
    return found


def _run(route: Route, call: Call, group: str) -> Answer:
    if group == "messages":
        return route.handler(call)  # the sender asks the switches itself: it knows person and content
    world = call.sandbox.world
    node = call.path.get("node", "")
    number = world.state.numbers.get(node)
    account = number.account if number else (node if node in world.state.accounts else "")

    def strikes(fault: str) -> Rule | None:
        key = f"{call.method} {group} {node}"
        return world.faults.strike(fault, key, number=number.id if number else "", account=account, route=group)

    slow = strikes("slow_answer")
    found = _early(strikes)
    if found is None:
        usage = call.sandbox.usage.app(_app(call))
        found = route.handler(call)
        found.headers = {**usage, **found.headers}
        if strikes("server_error_after"):
            found = crash()
        elif strikes("reset_after"):
            found.wire = "reset"
    if slow is not None:
        found.wait = slow.seconds or SLOW_SECONDS
    return found


def _early(strikes: Strikes) -> Answer | None:
    """What a switch says instead of the route."""
    refused = strikes("error")
    if refused is not None:
        raise GraphError(refused.code, "Switched on in the sandbox", subcode=refused.subcode or None)
    if strikes("server_error_before"):
        return crash()
    if strikes("not_json"):
        return not_json()
    return Answer(wire="reset") if strikes("reset_before") else None


def _app(call: Call) -> str:
    token = call.sandbox.world.state.tokens.get(call.bearer())
    return token.app if token else call.sandbox.world.settings.app_id


def _log(call: Call, group: str, found: Answer) -> None:
    error = found.body.get("error") if isinstance(found.body, dict) else None
    call.sandbox.calls.note(
        at=call.sandbox.world.now(),
        method=call.method,
        path=call.address,
        group=group,
        token=call.bearer(),
        about=call.query.get("input_token", ""),
        status=0 if found.wire == "reset" else found.status,
        code=int(error.get("code", 0)) if isinstance(error, dict) else 0,
    )
