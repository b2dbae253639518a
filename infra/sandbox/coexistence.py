"""What the phone app shares with a number that both use: contacts and history, each asked for once (contract 8.8)."""

from __future__ import annotations

from infra.sandbox import payloads
from infra.sandbox.errors import GraphError
from infra.sandbox.model import Account, Json, Number
from infra.sandbox.post import Post
from infra.sandbox.world import DAY, World

KINDS = ("smb_app_state_sync", "history")
MOST_CONTACTS = 50
MOST_MESSAGES = 50


class Coexistence:
    """`POST /{number}/smb_app_data`: asked within a day of the signup, told by webhooks."""

    def __init__(self, world: World, post: Post) -> None:
        self._world, self._post = world, post

    def ask(self, number: Number, body: Json) -> Json:
        kind = str(body.get("sync_type", ""))
        if body.get("messaging_product") != "whatsapp" or kind not in KINDS:
            raise GraphError(100, message=f"(#100) Param sync_type must be one of {{{', '.join(KINDS)}}}.")
        if not number.coexistence:
            raise GraphError(100, message="(#100) The number is not shared with the phone app")
        if kind in number.synced:
            raise GraphError(2593107, "This was asked for already: off- and on-board the number again")
        if self._world.now() - number.signed_up_at > DAY:
            raise GraphError(2593108, "More than 24 hours have passed since the number was connected")
        number.synced = [*number.synced, kind]
        self._world.state.numbers.touch(number.id)
        account = self._world.account_of(number)
        value = self._contacts(number) if kind == "smb_app_state_sync" else self._history(number, account)
        self._post.send(account, kind, value, number=number, key=f"{kind}/{number.id}", time=int(self._world.now()))
        return {"messaging_product": "whatsapp", "request_id": self._world.ids.number(16)}

    def _contacts(self, number: Number) -> Json:
        now = str(int(self._world.now()))
        known = [person for person in self._world.state.people if person.phone][:MOST_CONTACTS]
        rows = [
            {
                "type": "contact",
                "contact": {
                    "full_name": person.name,
                    "first_name": person.name.split(" ")[0],
                    "phone_number": person.phone,
                },
                "action": "add",
                "metadata": {"timestamp": now},
            }
            for person in known
        ]
        return payloads.messaging(number, state_sync=rows)

    def _history(self, number: Number, account: Account) -> Json:
        """One chunk with what the sandbox knows of this number's chats."""
        threads = []
        for person in self._world.state.people:
            bubbles = self._world.messages(number.id, person.id)[-MOST_MESSAGES:]
            phone = self._world.shows_phone(number, person)
            messages = [
                {**payloads.message(one, person, account, phone), "history_context": {"status": "READ"}}
                for one in bubbles
                if one.direction in ("in", "out", "echo")
            ]
            if messages:
                threads.append({"id": person.phone or payloads.bsuid(person, account), "messages": messages})
        chunk = {"metadata": {"phase": 0, "chunk_order": 1, "progress": 100}, "threads": threads}
        return payloads.messaging(number, history=[chunk])
