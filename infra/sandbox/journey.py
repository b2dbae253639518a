"""What happens to a business's message after Meta accepted it: sent, delivered, read, played or failed."""

from __future__ import annotations

from infra.sandbox import payloads
from infra.sandbox.errors import error_entry
from infra.sandbox.model import Bubble, Chat, Json, Number, Person
from infra.sandbox.post import Post
from infra.sandbox.world import DAY, World

FREE_SERVICE_MESSAGES = 1000
FREE_ENTRY = 72 * 3600.0
UNDELIVERED_KEPT = 30 * DAY


class Journey:
    """Moves outbound bubbles through their stages and reports each as a status webhook."""

    def __init__(self, world: World, post: Post) -> None:
        self._world, self._post = world, post

    def start(self, bubble: Bubble, *, silent: bool = False) -> None:
        """Plans the first stage of an accepted message; `silent` messages stay without any status."""
        if not silent:
            self._world.plan(self._world.settings.sent_after, "stage", wamid=bubble.id, stage="sent")

    def fail(self, bubble: Bubble, code: int, details: str = "") -> None:
        bubble.errors = [error_entry(code, details)]
        self._world.plan(self._world.settings.sent_after, "stage", wamid=bubble.id, stage="failed")

    def advance(self, wamid: str, stage: str, *, now: bool = False) -> list[str]:
        """One stage of one message; `now` reports it at once (status before the answer). Answers delivery ids."""
        bubble = self._world.state.bubbles.get(wamid)
        if bubble is None or stage in bubble.stages or "failed" in bubble.stages:
            return []
        number, person = self._world.number(bubble.number), self._world.state.people[bubble.person]
        if stage == "delivered" and (not person.online or number.id in person.blocked_numbers):
            return []
        if stage == "read" and "delivered" not in bubble.stages:
            return []
        bubble.stages[stage] = self._world.now()
        if stage == "sent":
            self._price(bubble, number, person)
        self._world.changed(bubble)
        self._next(bubble, stage, person)
        if stage == "read" and not person.read_receipts:
            return []
        return self._report(bubble, stage, number, person, now)

    def _next(self, bubble: Bubble, stage: str, person: Person) -> None:
        settings = self._world.settings
        if stage == "sent":
            self._world.plan(
                settings.delivered_after - settings.sent_after, "stage", wamid=bubble.id, stage="delivered"
            )
        elif stage == "delivered" and person.auto_read:
            self._world.plan(settings.read_after, "stage", wamid=bubble.id, stage="read")

    def _report(self, bubble: Bubble, stage: str, number: Number, person: Person, now: bool) -> list[str]:
        faults = self._world.faults
        key = bubble.callback or bubble.id
        if bubble.type == "reaction" and stage not in ("sent", "failed"):
            return []
        if faults.strike("drop_statuses", f"{key}", number=number.id, person=person.id):
            return []
        if stage == "delivered" and faults.strike("drop_delivered", key, number=number.id, person=person.id):
            return []
        if bubble.pricing and (stage == "sent" or (stage in ("delivered", "read") and len(bubble.priced) < 2)):
            bubble.priced.append(stage)
        account = self._world.account_of(number)
        phone = self._world.shows_phone(number, person)
        element = payloads.status(bubble, stage, bubble.stages[stage], person, account, phone)
        contacts = (
            []
            if stage == "failed"
            else [payloads.contact(person, account, phone or not bubble.by_bsuid, username=stage != "sent")]
        )
        value = payloads.messaging(number, contacts=contacts, statuses=[element])
        return self._post.send(
            account, "messages", value, number=number, key=f"{key}/{stage}", person=person.id, now=now
        )

    def _price(self, bubble: Bubble, number: Number, person: Person) -> None:
        chat = self._world.chat(number, person)
        now = self._world.now()
        if chat.referred_at and not chat.free_entry_until and now - chat.referred_at < DAY:
            chat.free_entry_until = now + FREE_ENTRY
            chat.conversation = self._world.ids.opaque(32).lower()
        category = "marketing_lite" if bubble.marketing_api else bubble.category
        bubble.pricing = self._pricing(number, chat, category, now)
        if bubble.pricing["type"] == "free_entry_point":
            bubble.conversation = {
                "id": chat.conversation,
                "expiration_timestamp": str(int(chat.free_entry_until)),
                "origin": {"type": "referral_conversion"},
            }
        self._world.changed_chat(chat)

    def _pricing(self, number: Number, chat: Chat, category: str, now: float) -> Json:
        kind = "regular"
        if chat.free_entry_until > now:
            kind, category = "free_entry_point", "referral_conversion"
        elif category == "service":
            key = f"service/{number.id}/{int(now // (30 * DAY))}"
            used = int(self._world.state.facts.get(key, 0)) + 1
            self._world.state.facts[key] = used
            kind = "free_customer_service" if used <= FREE_SERVICE_MESSAGES else "regular"
        return {"billable": kind == "regular", "pricing_model": "PMP", "type": kind, "category": category}

    # -- what the customer does with what arrived -------------------------------------------------------------------
    def came_online(self, person: Person) -> None:
        """Delivers what waited for the phone, except what was kept too long."""
        for bubble in list(self._world.state.bubbles):
            waits = bubble.person == person.id and bubble.direction == "out" and set(bubble.stages) == {"sent"}
            if waits and self._world.now() - bubble.at < UNDELIVERED_KEPT:
                self._world.plan(0.0, "stage", wamid=bubble.id, stage="delivered")

    def read_all(self, number: Number, person: Person) -> int:
        """The customer opens the chat: everything delivered becomes read."""
        unread = [
            bubble
            for bubble in self._world.messages(number.id, person.id)
            if bubble.direction == "out" and "delivered" in bubble.stages and "read" not in bubble.stages
        ]
        for bubble in unread:
            self._world.plan(0.0, "stage", wamid=bubble.id, stage="read")
        return len(unread)
