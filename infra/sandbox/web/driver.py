"""The driver API under /_sandbox: play customers, switch faults, move the clock, look behind the scenes."""

from __future__ import annotations

from infra.sandbox.acts import MESSAGES
from infra.sandbox.events import EVENTS
from infra.sandbox.faults import FAULTS, GROUPS
from infra.sandbox.happenings import HAPPENINGS
from infra.sandbox.magic import SPECIAL
from infra.sandbox.presets import PRESETS
from infra.sandbox.template_acts import ACTS as TEMPLATE_ACTS
from infra.sandbox.web import (
    driver_accounts,
    driver_people,
    driver_switches,
    driver_templates,
    driver_tokens,
    driver_webhooks,
    mails,
)
from infra.sandbox.web.call import Answer, Call, Route


def facts(call: Call) -> Answer:
    sandbox, world = call.sandbox, call.sandbox.world
    app = world.app()
    return Answer(
        {
            "app_id": app.id,
            "callback": app.callback,
            "origin": world.origin,
            "now": world.now(),
            "frozen": world.clock.frozen_at is not None,
            "refusals": world.settings.refusals,
            "accounts": [vars(item) for item in world.state.accounts],
            "numbers": [
                {
                    "id": item.id,
                    "account": item.account,
                    "digits": item.digits,
                    "display": item.display,
                    "verified_name": item.verified_name,
                    "registered": item.registered,
                    "status": item.status,
                }
                for item in world.state.numbers
            ],
            "kinds": sorted([*MESSAGES, *EVENTS]),
            "faults": FAULTS,
            "fault_routes": GROUPS,
            "happenings": {name: one.note for name, one in HAPPENINGS.items()},
            "template_acts": TEMPLATE_ACTS,
            "tokens": {name: one.note for name, one in PRESETS.items()},
            "magic_recipients": {
                "+999<code>0": "refused with this code in the answer",
                "+999<code>1": "accepted, then failed with this code",
                **{f"+{digits}": chosen.fault for digits, chosen in SPECIAL.items()},
            },
            "waiting_webhooks": sandbox.post.waiting(),
            "counts": {**{shelf.name: len(shelf) for shelf in world.state.shelves()}, "tasks": world.pending()},
            "routes": [f"{route.method} {route.path} {route.note}".strip() for route in ROUTES],
        }
    )


ROUTES = [
    Route("GET", "/_sandbox", facts, "this page: facts, kinds, faults, magic recipients, routes"),
    *driver_people.ROUTES,
    *driver_webhooks.ROUTES,
    *driver_switches.ROUTES,
    *driver_accounts.ROUTES,
    *driver_templates.ROUTES,
    *driver_tokens.ROUTES,
    *mails.ROUTES,
]
