"""Meta's routes of templates. Those below `/{template}` are reached through graph.py: there the id says what it is."""

from __future__ import annotations

from infra.sandbox.errors import missing_object
from infra.sandbox.listing import wanted
from infra.sandbox.model import Account, Template
from infra.sandbox.templates import FIELDS
from infra.sandbox.web.call import Answer, Call, Route

SUCCESS = {"success": True}


def _account(call: Call) -> tuple[Account, dict[str, str]]:
    account = call.sandbox.access.account(call.token(), call.path["node"])
    return account, call.sandbox.usage.account(account)


def _template(call: Call) -> tuple[Template, dict[str, str]]:
    """The template of a call, counted for its account."""
    token, found = call.token(), call.sandbox.templates.find(call.path["node"])
    if found is None:
        raise missing_object(call.path["node"])
    account = call.sandbox.access.account(token, found.account)
    return found, call.sandbox.usage.account(account)


def listed(call: Call) -> Answer:
    account, headers = _account(call)
    address = f"{call.sandbox.world.origin}/{call.path.get('version', 'v25.0')}/{account.id}/message_templates"
    return Answer(call.sandbox.templates.listed(account, call.query, address), headers=headers)


def create(call: Call) -> Answer:
    account, headers = _account(call)
    call.sandbox.usage.template(account)
    return Answer(call.sandbox.templates.create(account, call.object()), headers=headers)


def delete(call: Call) -> Answer:
    account, headers = _account(call)
    call.sandbox.templates.delete(account, call.query)
    return Answer(SUCCESS, headers=headers)


def read(call: Call) -> Answer:
    template, headers = _template(call)
    return Answer(call.sandbox.templates.read(template, wanted(call.query.get("fields"), FIELDS)), headers=headers)


def edit(call: Call) -> Answer:
    template, headers = _template(call)
    return Answer(call.sandbox.templates.edit(template, call.object()), headers=headers)


def unpause(call: Call) -> Answer:
    template, headers = _template(call)
    call.sandbox.templates.unpause(template)
    return Answer(SUCCESS, headers=headers)


NODE = "/{version}/{node}"
ROUTES = [
    Route("GET", f"{NODE}/message_templates", listed, group="templates"),
    Route("POST", f"{NODE}/message_templates", create, group="templates"),
    Route("DELETE", f"{NODE}/message_templates", delete, group="templates"),
    Route("POST", f"{NODE}/unpause", unpause, group="templates"),
]
