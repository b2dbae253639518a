"""The simulated world: who exists, what time it is, what is still to happen. No network, no HTTP."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Any

from infra.sandbox import payloads
from infra.sandbox.clock import Clock
from infra.sandbox.content import digits_of
from infra.sandbox.errors import GraphError, missing_object
from infra.sandbox.faults import Faults
from infra.sandbox.ids import Ids
from infra.sandbox.model import Account, App, Bubble, Chat, Json, Number, Person, Task
from infra.sandbox.settings import Settings
from infra.sandbox.state import State, chat_key

Listener = Callable[[Json], None]


class World:
    """State, settings, clock, ids and faults in one place, with the look-ups everybody needs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.origin = settings.origin or "http://127.0.0.1:8100"
        self.state = State(settings.state)
        self.clock = Clock(**self.state.facts.get("clock", {}))
        self.ids = Ids(settings.seed, int(self.state.facts.get("ids", 0)))
        self.faults = Faults(self.state.rules)
        self._first_settings = settings
        self._by_phone: dict[str, str] = {}
        self._by_bsuid: dict[str, str] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._order = itertools.count()
        self._listeners: list[Listener] = []
        self.wake: Callable[[], None] = lambda: None
        """Called when something new is on the agenda; the runtime puts its own here."""
        for person in self.state.people:
            self._index(person)
        for task in self.state.tasks:
            heapq.heappush(self._heap, (task.due, next(self._order), task.id))

    # -- time -------------------------------------------------------------------------------------------------------
    def now(self) -> float:
        return self.clock.now()

    def plan(self, after: float, kind: str, **data: Any) -> str:
        """Puts something on the agenda, `after` seconds from now; answers its id."""
        task = Task(self.ids.opaque(12), self.clock.agenda() + after, kind, data)
        self.state.tasks.put(task.id, task)
        heapq.heappush(self._heap, (task.due, next(self._order), task.id))
        self.wake()
        return task.id

    def due(self) -> list[Task]:
        """Takes everything that is due off the agenda, earliest first."""
        found: list[Task] = []
        moment = self.clock.agenda()
        while self._heap and self._heap[0][0] <= moment:
            task = self.state.tasks.get(heapq.heappop(self._heap)[2])
            if task is not None:
                self.state.tasks.drop(task.id)
                found.append(task)
        return found

    def wait(self) -> float | None:
        """Seconds until the next thing on the agenda; None when it is empty."""
        return max(0.0, self._heap[0][0] - self.clock.agenda()) if self._heap else None

    def pending(self) -> int:
        """How many things are on their way; timers that run for hours are not."""
        return sum(1 for task in self.state.tasks if task.kind not in TIMERS)

    def hurry(self, kind: str = "") -> int:
        """Makes everything that is on its way due now, timers only when they are named; answers how many."""
        moment = self.clock.agenda()
        chosen = [task for task in self.state.tasks if (task.kind == kind if kind else task.kind not in TIMERS)]
        for task in chosen:
            task.due = moment
            self.state.tasks.touch(task.id)
        self._heap = [(task.due, next(self._order), task.id) for task in sorted(self.state.tasks, key=lambda t: t.due)]
        heapq.heapify(self._heap)
        self.wake()
        return len(chosen)

    def remember(self) -> None:
        """Facts that are no objects, written with the next flush."""
        clock = self.clock
        self.state.facts["clock"] = {
            "offset": clock.offset,
            "frozen_at": clock.frozen_at,
            "advanced": clock.advanced,
        }
        self.state.facts["ids"] = self.ids.made

    def forget(self) -> None:
        """Empties the world; the composition seeds it again."""
        self.state.clear()
        self._by_phone.clear()
        self._by_bsuid.clear()
        self._heap.clear()
        self.clock = Clock()
        self.settings = self._first_settings

    # -- news for the phone page ------------------------------------------------------------------------------------
    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, **news: Any) -> None:
        for listener in self._listeners:
            listener(news)

    # -- look-ups ---------------------------------------------------------------------------------------------------
    def number(self, node: str) -> Number:
        found = self.state.numbers.get(node)
        if found is None:
            raise missing_object(node)
        return found

    def account(self, node: str) -> Account:
        found = self.state.accounts.get(node)
        if found is None:
            raise missing_object(node)
        return found

    def account_of(self, number: Number) -> Account:
        return self.state.accounts[number.account]

    def numbers_of(self, account: Account) -> list[Number]:
        return [number for number in self.state.numbers if number.account == account.id]

    def app(self) -> App:
        return self.state.apps[self.settings.app_id]

    # -- people -----------------------------------------------------------------------------------------------------
    def _index(self, person: Person) -> None:
        for digits in (person.phone, *person.aliases):
            if digits:
                self._by_phone[digits] = person.id
        for portfolio, bsuid in person.bsuids.items():
            self._by_bsuid[f"{portfolio}/{bsuid}"] = person.id

    def save(self, person: Person) -> Person:
        """Keeps a person and gives them an id in every portfolio that exists."""
        for account in self.state.accounts:
            if account.portfolio not in person.bsuids:
                person.bsuids[account.portfolio] = self.ids.bsuid(person.country)
        self.state.people.put(person.id, person)
        self._index(person)
        return person

    def rename_phone(self, person: Person, phone: str) -> None:
        for digits in (person.phone, *person.aliases):
            self._by_phone.pop(digits, None)
        person.phone, person.aliases = phone, []
        self.save(person)

    def new_bsuids(self, person: Person) -> None:
        for portfolio, bsuid in person.bsuids.items():
            self._by_bsuid.pop(f"{portfolio}/{bsuid}", None)
        person.bsuids = {}
        self.save(person)

    def person_by_phone(self, phone: str) -> Person | None:
        return self.state.people.get(self._by_phone.get(digits_of(phone), ""))

    def person_by_bsuid(self, portfolio: str, bsuid: str) -> Person | None:
        return self.state.people.get(self._by_bsuid.get(f"{portfolio}/{bsuid}", ""))

    def meet(self, phone: str, name: str = "") -> Person:
        """The person with this phone, made on the spot when nobody has it."""
        digits = digits_of(phone)
        known = self.person_by_phone(digits)
        if known is not None:
            return known
        country = next((code for prefix, code in COUNTRIES if digits.startswith(prefix)), "GB")
        return self.save(Person(id=digits, name=name or f"Person {digits[-4:]}", phone=digits, country=country))

    def person(self, key: str) -> Person:
        """By id, phone, username (with or without @) or BSUID; for the driver."""
        text = str(key)
        found = self.state.people.get(text) or (self.person_by_phone(text) if digits_of(text) else None)
        if found is None:
            handle = text.removeprefix("@")
            for person in self.state.people:
                if (person.username and person.username == handle) or text in person.bsuids.values():
                    return person
            raise missing_object(text)
        return found

    # -- chats ------------------------------------------------------------------------------------------------------
    def chat(self, number: Number, person: Person) -> Chat:
        key = chat_key(number.id, person.id)
        return self.state.chats.get(key) or self.state.chats.put(key, Chat(number.id, person.id))

    def keep(self, bubble: Bubble) -> Bubble:
        self.state.bubbles.put(bubble.id, bubble)
        self.state.conversation.setdefault(chat_key(bubble.number, bubble.person), []).append(bubble.id)
        self.tell(kind="chat", number=bubble.number, person=bubble.person)
        return bubble

    def changed(self, bubble: Bubble) -> None:
        self.state.bubbles.touch(bubble.id)
        self.tell(kind="chat", number=bubble.number, person=bubble.person)

    def changed_chat(self, chat: Chat) -> None:
        self.state.chats.touch(chat_key(chat.number, chat.person))

    def messages(self, number: str, person: str) -> list[Bubble]:
        return [self.state.bubbles[key] for key in self.state.conversation.get(chat_key(number, person), [])]

    def shows_phone(self, number: Number, person: Person) -> bool:
        """Whether this number is told the person's phone; an interaction is counted before it is asked."""
        account = self.account_of(number)
        chat = self.state.chats.get(chat_key(number.id, person.id))
        return payloads.sees_phone(person, account, chat.last_interaction if chat else 0.0, self.now())

    def interacted(self, number: Number, person: Person) -> Chat:
        """Counts an interaction: it makes the phone visible for 30 days and fills the contact book."""
        chat = self.chat(number, person)
        chat.last_interaction = self.now()
        person.contact_book[self.account_of(number).portfolio] = True
        self.changed_chat(chat)
        return chat

    def window_open(self, number: Number, person: Person) -> bool:
        chat = self.state.chats.get(chat_key(number.id, person.id))
        return chat is not None and chat.last_inbound > 0 and self.now() - chat.last_inbound < DAY


DAY = 86400.0
TIMERS = frozenset({"template_timer"})
"""Kinds of tasks that stand for hours: nobody waits for them, only the clock brings them forward."""
COUNTRIES = (
    ("44", "GB"),
    ("55", "BR"),
    ("52", "MX"),
    ("54", "AR"),
    ("34", "ES"),
    ("351", "PT"),
    ("49", "DE"),
    ("91", "IN"),
    ("1", "US"),
)


def dial(number: Number, written: str) -> str:
    """What Meta makes of a phone as written: without `+` a leading zero becomes the business number's country code."""
    digits = digits_of(written)
    if not written.strip().startswith("+") and digits.startswith("0"):
        prefix = next((prefix for prefix, _ in COUNTRIES if number.digits.startswith(prefix)), "44")
        digits = prefix + digits.lstrip("0")
    if not 7 <= len(digits) <= 15:
        raise GraphError(131009, f"{written} is not a valid phone number")
    return digits
