"""Meta's routes. Each function finds the token, the object and the service; rules live in the services."""

from __future__ import annotations

import json

from infra.sandbox.access import MANAGEMENT, MESSAGING
from infra.sandbox.errors import GraphError, missing_object
from infra.sandbox.model import Account, Media, Number
from infra.sandbox.sending import Sent
from infra.sandbox.web import graph_numbers, graph_templates, handshake
from infra.sandbox.web.around import crash, not_json
from infra.sandbox.web.call import Answer, Call, Route

SUCCESS = {"success": True}


def _number(call: Call, scope: str) -> Number:
    return call.sandbox.access.number(call.token(), call.path["node"], scope)


def _account(call: Call) -> tuple[Account, dict[str, str]]:
    """The account of a management call, counted, with the usage header of the answer."""
    token = call.token()
    account = call.sandbox.access.account(token, call.path["node"])
    return account, call.sandbox.usage.account(account)


# -- sending ----------------------------------------------------------------------------------------------------------
def _sent(sent: Sent) -> Answer:
    answer = Answer(sent.body, wire=sent.wire, hold=sent.hold)
    if sent.wire == "error":
        answer = crash()
    elif sent.wire == "not_json":
        answer = not_json()
    answer.wait = sent.wait
    return answer


def messages(call: Call) -> Answer:
    return _sent(call.sandbox.sending.post(_number(call, MESSAGING), call.json()))


def marketing_messages(call: Call) -> Answer:
    return _sent(call.sandbox.sending.post(_number(call, MESSAGING), call.json(), marketing=True))


def message_history(call: Call) -> Answer:
    return Answer(call.sandbox.accounts.history(_number(call, MESSAGING), call.query.get("message_id", "")))


# -- media ------------------------------------------------------------------------------------------------------------
def upload(call: Call) -> Answer:
    number = _number(call, MESSAGING)
    fields, file = call.form()
    if fields.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    mime_type = file.mime_type if file else ""
    if fields.get("type") and mime_type in ("", "application/octet-stream"):
        mime_type = fields["type"]
    media = call.sandbox.media.upload(number, file.content if file else None, mime_type, file.filename if file else "")
    return _slow(call, Answer({"id": media.id}))


def _slow(call: Call, answer: Answer) -> Answer:
    rule = call.sandbox.world.faults.strike("slow_media", json.dumps(call.query, sort_keys=True), route="messages")
    if rule is not None:
        answer.wait = rule.seconds or 5.0
    return answer


def download(call: Call) -> Answer:
    """The lookaside host: the link and the token must both be good, everything else is 404."""
    if call.sandbox.world.faults.strike("media_missing", call.query.get("mid", "")):
        return Answer("", 404, {"Content-Type": "text/html"})
    token = call.sandbox.access.token(call.bearer(), proves=False)
    found = call.sandbox.media.download(token, call.query)
    if found is None:
        return _slow(call, Answer("", 404, {"Content-Type": "text/html"}))
    media, content = found
    headers = {"Content-Type": media.mime_type}
    if media.filename:
        headers["Content-Disposition"] = f'attachment; filename="{media.filename}"'
    return _slow(call, Answer(content, headers=headers))


# -- nodes: the id says what it is -----------------------------------------------------------------------------------
def _media(call: Call) -> Media:
    number = call.query.get("phone_number_id", "")
    return call.sandbox.media.of(call.token(), call.path["node"], number)


def read_node(call: Call) -> Answer:
    sandbox, node = call.sandbox, call.path["node"]
    token = call.token()
    if node.startswith("upload:"):
        return graph_numbers.upload_offset(call)
    if node in ("me", "app"):
        return Answer({"id": token.user_id if node == "me" else token.app, "name": "Kettle Desk"})
    if node in sandbox.world.state.numbers:
        return Answer(sandbox.accounts.number_fields(_number(call, MANAGEMENT), call.query.get("fields")))
    if node in sandbox.world.state.accounts:
        account, headers = _account(call)
        return Answer(sandbox.accounts.account_fields(account, call.query.get("fields")), headers=headers)
    if sandbox.media.find(node) is not None:
        return _slow(call, Answer(sandbox.media.describe(_media(call))))
    return graph_templates.read(call)


def change_node(call: Call) -> Answer:
    """A new PIN or callback of a number, bytes of a resumable upload, the edit of a template."""
    if call.path["node"].startswith("upload:"):
        return graph_numbers.add_bytes(call)
    if call.sandbox.templates.find(call.path["node"]) is not None:
        return graph_templates.edit(call)
    number = _number(call, MANAGEMENT)
    body = call.object()
    given = body.get("webhook_configuration")
    if isinstance(given, dict):
        if given.get("override_callback_uri"):
            handshake.verify(given["override_callback_uri"], str(given.get("verify_token", "")))
        call.sandbox.accounts.change_callback(number, given)
    if "pin" in body:
        call.sandbox.registration.change_pin(number, body)
    return Answer(SUCCESS)


def delete_node(call: Call) -> Answer:
    call.sandbox.media.delete(_media(call))
    return Answer(SUCCESS)


# -- people -----------------------------------------------------------------------------------------------------------
def forget_contact(call: Call) -> Answer:
    number = _number(call, MESSAGING)
    given = {**call.query, **call.object()}
    return Answer({**SUCCESS, "deleted": call.sandbox.accounts.forget_contact(number, str(given.get("bsuid", "")))})


def list_blocked(call: Call) -> Answer:
    number = _number(call, MESSAGING)
    address = f"{call.sandbox.world.origin}/{call.path.get('version', 'v25.0')}/{number.id}/block_users"
    return Answer(call.sandbox.accounts.blocked(number, call.query, address))


def change_blocked(call: Call) -> Answer:
    number = _number(call, MESSAGING)
    answer, whole = call.sandbox.accounts.block(number, call.object(), remove=call.method == "DELETE")
    if whole:
        return Answer(answer)
    return Answer({**answer, **GraphError(139100).body(call.sandbox.world.ids.trace())}, 400)


# -- accounts ---------------------------------------------------------------------------------------------------------
def list_numbers(call: Call) -> Answer:
    account, headers = _account(call)
    from_fields = call.query.get("fields")
    numbers = call.sandbox.world.numbers_of(account)
    rows = [call.sandbox.accounts.number_fields(number, from_fields) for number in numbers]
    return Answer({"data": rows, "paging": {"cursors": {"before": "QVFIUinv", "after": "QVFIUinv"}}}, headers=headers)


def list_subscriptions(call: Call) -> Answer:
    account, headers = _account(call)
    return Answer(call.sandbox.accounts.subscriptions(account), headers=headers)


def subscribe(call: Call) -> Answer:
    account, headers = _account(call)
    body = call.object()
    if body.get("override_callback_uri"):
        handshake.verify(str(body["override_callback_uri"]), str(body.get("verify_token", "")))
    call.sandbox.accounts.subscribe(account, call.token().app, body)
    return Answer(SUCCESS, headers=headers)


def unsubscribe(call: Call) -> Answer:
    account, headers = _account(call)
    call.sandbox.accounts.unsubscribe(account, call.token().app)
    return Answer(SUCCESS, headers=headers)


# -- tokens and apps -------------------------------------------------------------------------------------------------
def debug_token(call: Call) -> Answer:
    return Answer(call.sandbox.access.inspect(call.token(), call.query.get("input_token", "")))


def access_token(call: Call) -> Answer:
    return Answer(call.sandbox.access.exchange({**call.query, **call.object()}))


def subscriptions(call: Call) -> Answer:
    """`POST /{app}/subscriptions`: the app-level callback, verified before it is taken."""
    token = call.token()
    app = call.sandbox.world.state.apps.get(call.path["node"])
    if app is None or token.kind != "APP" or token.app != app.id:
        raise missing_object(call.path["node"])
    given = {**call.query, **call.object()}
    handshake.verify(str(given.get("callback_url", "")), str(given.get("verify_token", "")))
    app.callback, app.verify_token = str(given["callback_url"]), str(given["verify_token"])
    fields = given.get("fields")
    if fields:
        app.fields = fields if isinstance(fields, list) else [name.strip() for name in str(fields).split(",")]
    call.sandbox.world.state.apps.touch(app.id)
    return Answer(SUCCESS)


NODE = "/{version}/{node}"
ROUTES = [
    Route("POST", f"{NODE}/messages", messages, group="messages"),
    Route("POST", f"{NODE}/marketing_messages", marketing_messages, group="messages"),
    Route("GET", f"{NODE}/message_history", message_history, group="history"),
    Route("POST", f"{NODE}/media", upload, group="media"),
    Route("GET", "/whatsapp_business/attachments", download, group="download"),
    Route("GET", NODE, read_node, group="node"),
    Route("POST", NODE, change_node, group="node"),
    Route("DELETE", NODE, delete_node, group="node"),
    Route("DELETE", f"{NODE}/contact_book", forget_contact, group="blocks"),
    Route("GET", f"{NODE}/block_users", list_blocked, group="blocks"),
    Route("POST", f"{NODE}/block_users", change_blocked, group="blocks"),
    Route("DELETE", f"{NODE}/block_users", change_blocked, group="blocks"),
    Route("GET", f"{NODE}/phone_numbers", list_numbers, group="numbers"),
    Route("GET", f"{NODE}/subscribed_apps", list_subscriptions, group="subscriptions"),
    Route("POST", f"{NODE}/subscribed_apps", subscribe, group="subscribe"),
    Route("DELETE", f"{NODE}/subscribed_apps", unsubscribe, group="unsubscribe"),
    Route("POST", f"{NODE}/subscriptions", subscriptions, group="app"),
    Route("GET", "/{version}/debug_token", debug_token, group="debug_token"),
    Route("GET", "/{version}/oauth/access_token", access_token, group="oauth"),
    Route("POST", "/{version}/oauth/access_token", access_token, group="oauth"),
]
