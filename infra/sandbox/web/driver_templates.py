"""Templates seen from behind: all their facts, and Meta's turns by hand."""

from __future__ import annotations

from dataclasses import replace

from infra.sandbox import template_acts as acts
from infra.sandbox.errors import Refused
from infra.sandbox.model import Json, Template
from infra.sandbox.pacing import key_of
from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import only

KEYS = {"status", "category", "quality", "components", "language", "name", "parameter_format", "rejected_reason"}


def _found(call: Call) -> Template:
    """By Meta's id."""
    template = call.sandbox.templates.find(call.path["template"])
    if template is None:
        raise Refused("no such template")
    return template


def _shown(template: Template) -> Json:
    return {**vars(template), "acts": acts.possible(template)}


def listed(call: Call) -> Answer:
    """?account, ?name: with `acts`, what can be done to each now."""
    account, name = call.query.get("account", ""), call.query.get("name", "")
    found = [
        _shown(item)
        for item in call.sandbox.world.state.templates
        if account in ("", item.account) and name in ("", item.name)
    ]
    return Answer({"items": found, "acts": acts.ACTS})


def read(call: Call) -> Answer:
    return Answer(_shown(_found(call)))


def change(call: Call) -> Answer:
    """Changes a template as if in WhatsApp Manager; what Meta would tell of it is told."""
    world, life, template = call.sandbox.world, call.sandbox.template_life, _found(call)
    given = only(call.object(), KEYS)
    before, was = replace(template), key_of(template)
    for name, value in given.items():
        setattr(template, name, value)
    if key_of(template) != was:
        world.state.templates.drop(was)
        world.state.templates.put(key_of(template), template)
    life.changed(template)
    if "status" in given:
        life.tell_status(template)
    if template.quality != before.quality:
        life.tell_quality(template, before.quality)
    if template.category != before.category:
        life.tell_category(template, before.category)
    if template.components != before.components:
        life.tell_components(template)
    return Answer(_shown(template))


def act(call: Call) -> Answer:
    """One of `acts` of GET /_sandbox/templates, with its fields."""
    template = _found(call)
    acts.act(call.sandbox.template_life, template, call.path["act"], call.object())
    return Answer(_shown(template))


ROUTES = [
    Route("GET", "/_sandbox/templates", listed, "?account&name"),
    Route("GET", "/_sandbox/templates/{template}", read),
    Route("PATCH", "/_sandbox/templates/{template}", change, "as in WhatsApp Manager; told by webhook"),
    Route("POST", "/_sandbox/templates/{template}/{act}", act, f"{{…}}: {', '.join(acts.ACTS)}"),
]
