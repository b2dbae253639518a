"""Webhooks and the ledger: what was posted, what was accepted, bodies of one's own."""

from __future__ import annotations

from collections import Counter

from infra.sandbox import ticking
from infra.sandbox.model import App, Json
from infra.sandbox.signing import webhook_bytes
from infra.sandbox.web import handshake
from infra.sandbox.web.call import Answer, Call, Route
from infra.sandbox.web.driving import only, whole


# -- ledger ------------------------------------------------------------------------------------------------------------
def ledger(call: Call) -> Answer:
    """Everything accepted. `summary=1` leaves the lines out; `callback`, `number`, `person` filter."""
    query, state = call.query, call.sandbox.world.state
    lines = [
        entry
        for entry in state.ledger
        if query.get("number", entry.number) == entry.number
        and query.get("person", entry.person) == entry.person
        and (entry.callback or "").startswith(query.get("callback", ""))
    ]
    twice = Counter(entry.callback for entry in lines if entry.callback)
    per_person = Counter((entry.number, entry.person, entry.content_hash) for entry in lines)
    start, limit = whole(query.get("offset"), 0), whole(query.get("limit"), 1000)
    answer: Json = {
        "accepted": len(lines),
        "answers": dict(Counter(entry.answer for entry in lines)),
        "without_callback": sum(1 for entry in lines if not entry.callback),
        "sent_twice": [{"callback": key, "times": times} for key, times in twice.items() if times > 1],
        "same_content": [
            {"number": key[0], "person": key[1], "times": times} for key, times in per_person.items() if times > 1
        ][:1000],
        "stages": dict(Counter(stage for entry in lines for stage in state.bubbles[entry.wamid].stages)),
    }
    if not query.get("summary"):
        answer["items"] = [vars(entry) for entry in lines[start : start + limit]]
        answer["next_offset"] = start + limit if start + limit < len(lines) else None
    return Answer(answer)


# -- webhooks ----------------------------------------------------------------------------------------------------------
def webhooks(call: Call) -> Answer:
    """The delivery log, newest first; `state` filters, `bodies=1` shows what was posted."""
    state, limit = call.query.get("state", ""), whole(call.query.get("limit"), 100)
    rows = [item for item in call.sandbox.world.state.deliveries if not state or item.state == state]
    keep = rows[-limit:][::-1]
    bodies = bool(call.query.get("bodies"))
    return Answer(
        {
            "waiting": call.sandbox.post.waiting(),
            "states": dict(Counter(item.state for item in call.sandbox.world.state.deliveries)),
            "items": [{key: value for key, value in vars(item).items() if bodies or key != "body"} for item in keep],
        }
    )


def raw_webhook(call: Call) -> Answer:
    """Posts any body: {body: object} or {raw: text}; `sign` good | bad | none. Waits for the first answer."""
    given = call.object()
    world = call.sandbox.world
    app = world.state.apps[str(given.get("app") or world.settings.app_id)]
    text = str(given["raw"]) if "raw" in given else webhook_bytes(given.get("body")).decode("ascii")
    item = call.sandbox.post.post_bytes(
        app,
        str(given.get("url") or app.callback),
        text,
        "raw",
        sign=str(given.get("sign", "good")),
        once=bool(given.get("once", True)),
    )
    return Answer({"delivery": item.id}, 202, hold=[item.id])


def event(call: Call) -> Answer:
    """A management event of an account: {account?, field, value}; `time` is added as Meta does."""
    given, world = call.object(), call.sandbox.world
    account = world.account(str(given.get("account") or next(iter(world.state.accounts)).id))
    call.sandbox.post.send(account, str(given["field"]), given["value"], time=int(world.now()), key=str(given["field"]))
    return Answer({"posted": True}, 202)


def retry_webhook(call: Call) -> Answer:
    item = call.sandbox.post.again(call.path["delivery"])
    return Answer({"delivery": item.id}, 202) if item else Answer({"error": "no such delivery"}, 404)


def read_webhook(call: Call) -> Answer:
    item = call.sandbox.world.state.deliveries.get(call.path["delivery"])
    return Answer(vars(item)) if item else Answer({"error": "no such delivery"}, 404)


def flush(call: Call) -> Answer:
    """Makes everything that waits (statuses, retries, held-back bodies) due now."""
    return Answer({"hurried": call.sandbox.world.hurry(call.query.get("kind", ""))})


def set_callback(call: Call) -> Answer:
    """The app dashboard's callback form: verified by the handshake unless `verify` is false."""
    given, world = call.object(), call.sandbox.world
    app = world.state.apps[str(given.get("app") or world.settings.app_id)]
    url = str(given.get("callback_url", ""))
    problem = (
        handshake.shake(url, str(given.get("verify_token", app.verify_token))) if given.get("verify", True) else ""
    )
    if problem:
        return Answer({"error": problem}, 400)
    app.callback = url
    app.verify_token = str(given.get("verify_token", app.verify_token))
    if isinstance(given.get("fields"), list):
        app.fields = given["fields"]
    world.state.apps.touch(app.id)
    return Answer({"callback": app.callback})


def add_app(call: Call) -> Answer:
    """Another Meta app, subscribed to the accounts at once: every subscriber gets every webhook."""
    given = only(call.object(), {"id", "name", "secret", "callback_url", "fields", "accounts"})
    world = call.sandbox.world
    app = App(str(given["id"]), str(given.get("name", "Another app")), str(given["secret"]))
    app.callback, app.fields = str(given.get("callback_url", "")), list(given.get("fields", ["*"]))
    world.state.apps.put(app.id, app)
    for account in world.state.accounts:
        if account.id in given.get("accounts", [account.id]):
            call.sandbox.accounts.subscribe(account, app.id, {})
    return Answer({"id": app.id}, 201)


# -- Graph calls -------------------------------------------------------------------------------------------------------
def calls(call: Call) -> Answer:
    """Which Graph calls came in. `last` is a mark for the next question's `after`."""
    found = call.sandbox.calls.find(call.query)
    limit = whole(call.query.get("limit"), 1000)
    return Answer({"count": len(found), "last": call.sandbox.calls.last, "items": found[-limit:]})


def tick(call: Call) -> Answer:
    """Does what is due and posts what must go out, for places where nothing runs between calls (Lambda)."""
    return Answer({"posted": ticking.tick(call.sandbox)})


ROUTES = [
    Route("GET", "/_sandbox/ledger", ledger, "?summary&callback&number&person&offset&limit"),
    Route("GET", "/_sandbox/webhooks", webhooks, "?state&limit&bodies"),
    Route("POST", "/_sandbox/webhooks/raw", raw_webhook, "{body|raw, sign: good|bad|none, url?, once?}"),
    Route("POST", "/_sandbox/webhooks/event", event, "{account?, field, value}"),
    Route("GET", "/_sandbox/webhooks/{delivery}", read_webhook),
    Route("POST", "/_sandbox/webhooks/{delivery}/retry", retry_webhook),
    Route("POST", "/_sandbox/flush", flush, "everything that waits becomes due; ?kind=stage|deliver|batch"),
    Route("PUT", "/_sandbox/callback", set_callback, "{callback_url, verify_token?, verify?, fields?}"),
    Route("POST", "/_sandbox/apps", add_app, "{id, secret, callback_url, name?, fields?, accounts?}"),
    Route("GET", "/_sandbox/calls", calls, "?token&since&after&group&method&path&status&limit"),
    Route("POST", "/_sandbox/tick", tick, "only where no server runs, as in Lambda"),
]
