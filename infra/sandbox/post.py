"""The post office: who gets a webhook, signed for whom, in which body, tried how often."""

from __future__ import annotations

from typing import Any

from infra.sandbox import payloads
from infra.sandbox.model import Account, App, Delivery, Json, Number
from infra.sandbox.signing import signature, webhook_bytes
from infra.sandbox.world import World

# Only these follow a callback override of the account or the number; the rest goes to the app's own address.
OVERRIDABLE = frozenset({"messages", "calls", "smb_message_echoes", "smb_app_state_sync", "history"})
KEPT = 1000
"""Deliveries that are over and stay in the log."""


class Post:
    """Turns changes into deliveries. The runtime carries them and says how it went (`answered`)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[tuple[str, str, str], list[Json]] = {}
        self._over: list[str] = [
            item.id for item in world.state.deliveries if item.state not in ("waiting", "retrying")
        ]

    def send(
        self,
        account: Account,
        field: str,
        value: Json,
        *,
        number: Number | None = None,
        key: str = "",
        person: str = "",
        time: int | None = None,
        now: bool = False,
    ) -> list[str]:
        """Posts one change to every subscribed app; answers the ids of deliveries that start at once.

        `key` names the update for the fault dice; `now` skips delays, duplicates and batches (status first).
        """
        started: list[str] = []
        for app_id, subscription in account.subscriptions.items():
            app = self._world.state.apps.get(app_id)
            if app is None or not ("*" in app.fields or field in app.fields):
                continue
            url = self._address(app, subscription, field, number)
            change = payloads.change(field, value)
            if now:
                body = payloads.envelope(account.id, [change], time)
                started.append(self._deliver(app, url, body, summary(field, value)).id)
            else:
                self._schedule(app, url, account, change, number.id if number else "", person, key, time)
        return started

    def tell_app(self, app: App, entry: str, field: str, value: Json, time: int) -> None:
        """Posts to the app's own address whether or not it is subscribed; `entry` is the id the body is about."""
        if "*" in app.fields or field in app.fields:
            body = payloads.envelope(entry, [payloads.change(field, value)], time)
            self._deliver(app, app.callback, body, summary(field, value))

    def _schedule(
        self, app: App, url: str, account: Account, change: Json, number: str, person: str, key: str, time: int | None
    ) -> None:
        faults = self._world.faults
        batch = faults.strike("batch", key, number=number, person=person)
        if batch is not None and time is None:
            self._collect(app, url, account.id, change, batch.size or 50, batch.seconds or 0.5)
            return
        wait = 0.0
        late = faults.strike("delay", key, number=number, person=person)
        if late is not None:
            wait += late.seconds
        held = faults.strike("reorder", key, number=number, person=person)
        if held is not None:
            wait += faults.share(held, key) * (held.seconds or 2.0)
        body = payloads.envelope(account.id, [change], time)
        about = summary(change["field"], change["value"])
        self._deliver(app, url, body, about, after=wait)
        if faults.strike("duplicate", key, number=number, person=person):
            self._deliver(app, url, body, about + " (duplicate)", after=wait, once=True)

    def _collect(self, app: App, url: str, account: str, change: Json, size: int, seconds: float) -> None:
        key = (app.id, url, account)
        waiting = self._open.setdefault(key, [])
        waiting.append(change)
        if len(waiting) >= size:
            self.close_batch(*key)
        elif len(waiting) == 1:
            self._world.plan(seconds, "batch", key=list(key))

    def close_batch(self, app_id: str, url: str, account: str) -> None:
        changes = self._open.pop((app_id, url, account), [])
        app = self._world.state.apps.get(app_id)
        if changes and app is not None:
            self._deliver(app, url, payloads.envelope(account, changes), f"batch of {len(changes)}")

    def _address(self, app: App, subscription: Json, field: str, number: Number | None) -> str:
        if field in OVERRIDABLE:
            own = number.override.get("override_callback_uri") if number is not None else None
            chosen = own or subscription.get("override_callback_uri")
            if chosen:
                return str(chosen)
        return app.callback

    def _deliver(
        self, app: App, url: str, body: Any, about: str, *, after: float = 0.0, once: bool = False
    ) -> Delivery:
        return self.post_bytes(app, url, webhook_bytes(body).decode("ascii"), about, after=after, once=once)

    def post_bytes(
        self, app: App, url: str, body: str, about: str, *, sign: str = "good", after: float = 0.0, once: bool = False
    ) -> Delivery:
        """Posts exact bytes. `sign`: good | bad | none."""
        mark = {"good": signature(app.secret, body.encode()), "bad": "sha256=" + "0" * 64, "none": ""}[sign]
        item = Delivery(
            id=self._world.ids.opaque(12),
            app=app.id,
            url=url,
            body=body,
            signature=mark,
            created_at=self._world.now(),
            summary=about,
            once=once,
        )
        self._world.state.deliveries.put(item.id, item)
        if url:
            self._world.plan(after, "deliver", delivery=item.id)
        else:
            item.state = "no_callback"
            self._finish(item)
        return item

    def answered(self, delivery: str, status: int, milliseconds: float, problem: str = "") -> None:
        """How an attempt went: 200 ends it, anything else is tried again with growing waits."""
        item = self._world.state.deliveries.get(delivery)
        if item is None:
            return
        item.attempts.append({"at": self._world.now(), "status": status, "ms": round(milliseconds, 1)})
        if problem:
            item.attempts[-1]["problem"] = problem
        settings = self._world.settings
        if status == 200:
            item.state, item.next_at = "delivered", None
            self._finish(item)
        elif item.once or len(item.attempts) >= settings.retry_attempts:
            item.state, item.next_at = "given_up", None
            self._finish(item)
        else:
            wait = min(settings.retry_longest, settings.retry_first * 2 ** (len(item.attempts) - 1))
            item.state, item.next_at = "retrying", self._world.now() + wait
            self._world.plan(wait, "deliver", delivery=item.id)
        self._world.state.deliveries.touch(item.id)
        self._world.tell(kind="webhooks")

    def _finish(self, item: Delivery) -> None:
        self._over.append(item.id)
        if len(self._over) > KEPT + 200:
            for key in self._over[:200]:
                self._world.state.deliveries.drop(key)
            del self._over[:200]

    def again(self, delivery: str) -> Delivery | None:
        """Sends a body of the log once more, as an operator's redelivery."""
        item = self._world.state.deliveries.get(delivery)
        app = self._world.state.apps.get(item.app) if item else None
        if item is None or app is None:
            return None
        return self.post_bytes(app, item.url or app.callback, item.body, item.summary + " (again)")

    def waiting(self) -> int:
        """Bodies that were not answered with 200 yet and will be tried."""
        return sum(1 for item in self._world.state.deliveries if item.state in ("waiting", "retrying")) + len(
            self._open
        )


def summary(field: str, value: Json) -> str:
    """One line for the log, without anybody's words."""
    if value.get("statuses"):
        return f"status {value['statuses'][0].get('status', '')}"
    if value.get("messages"):
        return f"message {value['messages'][0].get('type', '')}"
    return field
