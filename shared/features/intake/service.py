"""Records from the queues, one at a time, to whoever they concern; and the raw archive they are kept in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from shared.core.clock import Clock, stamp
from shared.core.errors import Dropped, Invalid, Unavailable
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.inbound import ChangeNews, InboundMessage, StatusUpdate
from shared.core.ports import Queue
from shared.features.intake.accounts import Owners, owner_of
from shared.features.intake.handover import RECORD_BYTES, HandOver
from shared.features.intake.split import Record as Part
from shared.features.intake.split import split

Record = Mapping[str, Any]
# Why a record of a number finds no workspace.
NOT_ROUTED = frozenset(("unknown_number", "account_disconnected"))
# Changes that are about customers and nothing else: they make no account event.
ABOUT_CUSTOMERS = frozenset(("user_preferences", "calls", "user_id_update"))


class Parsers(Protocol):
    """Meta's shapes; ``shared.adapters.meta.payloads`` and ``changes``."""

    def message(self, record: Record) -> InboundMessage: ...

    def statuses(self, record: Record) -> list[StatusUpdate]: ...

    def change(self, record: Record) -> ChangeNews: ...


class Customers(Protocol):
    """``shared.features.inbox.receiving.Receiving``."""

    def message(self, received: InboundMessage) -> None: ...

    def statuses(self, updates: Sequence[StatusUpdate]) -> None: ...

    def change(self, ws: WorkspaceId, news: ChangeNews) -> None: ...


class Desk(Protocol):
    """``AccountDesk``."""

    def keep(self, ws: WorkspaceId, news: ChangeNews) -> None: ...

    def look_soon(self, ws: WorkspaceId, waba: WabaId) -> None:
        """Meta is asked for the account's numbers, among other things."""
        ...


class Raw(Protocol):
    """The bucket of bodies and records as they came."""

    def put(self, key: str, body: bytes, content_type: str) -> None: ...

    def get(self, key: str) -> bytes: ...


class Homes(Owners, Protocol):
    """Which workspace an account or a number belongs to; ``shared.features.connections.store.ConnectionStore``."""

    def route(self, number: NumberId) -> Any: ...


@dataclass(frozen=True)
class Intake:
    """What ``functions/inbound`` does with a record."""

    parsers: Parsers
    customers: Customers
    desk: Desk
    homes: Homes
    raw: Raw
    hand_over: HandOver

    def handle(self, record: Record) -> None:
        """One record of either queue. Invalid when it can never be handled: then it is parked with its code."""
        handlers: dict[str, Callable[[Record], None]] = {
            "message": self._message,
            "echo": self._message,
            "statuses": self._statuses,
            "change": self._change,
            "pointer": self._pointer,
        }
        handler = handlers.get(str(record.get("kind")))
        if handler is None:
            raise Invalid(f"There is no record of kind {record.get('kind')!r}.", code="unknown_record")
        try:
            handler(record)
        except (Invalid, Dropped) as refused:
            if refused.reason in NOT_ROUTED and self._number_expected(record):
                raise Unavailable("The number is not listed yet; its account is.", code="number_expected") from None
            raise

    def _number_expected(self, record: Record) -> bool:
        """The account is connected and its number is not here (again): the app is subscribed before the numbers are
        read, and people add numbers at Meta. What comes meanwhile waits in its queue; the account is looked at.
        """
        metadata = record.get("metadata")
        waba = WabaId(str(record.get("waba") or ""))
        if not waba or not isinstance(metadata, Mapping) or not metadata.get("phone_number_id"):
            return False
        home = self.homes.home(waba)
        if home is None or home.closed:
            return False
        self.desk.look_soon(home.workspace, waba)
        return True

    def _message(self, record: Record) -> None:
        self.customers.message(self.parsers.message(record))

    def _statuses(self, record: Record) -> None:
        self.customers.statuses(self.parsers.statuses(record))

    def _change(self, record: Record) -> None:
        news = self.parsers.change(record)
        route = self.homes.route(news.number) if news.number else None
        if route and route.closed:
            raise Dropped("The number's account is disconnected.", code="account_disconnected")
        ws = owner_of(self.homes, news.waba, route.workspace if route else None)
        if not news.waba and route:
            news = replace(news, waba=route.waba)
        self.customers.change(ws, news)
        if news.field not in ABOUT_CUSTOMERS:
            self.desk.keep(ws, news)

    def _pointer(self, record: Record) -> None:
        """A body that was too large for a queue: split as the webhook would have, each part into its queue."""
        parts = self._parts(record)
        self.hand_over.send([one for one in parts if len(one.text) <= RECORD_BYTES])
        self._too_large(parts)

    def again(self, record: Record) -> None:
        """A record from the archive once more. Of a pointer only what no queue took: the rest is archived."""
        if record.get("kind") == "pointer":
            self._too_large(self._parts(record))
        else:
            self.handle(record)

    def _parts(self, record: Record) -> list[Part]:
        body = self.raw.get(str(record.get("key")))
        return split(json.loads(body), str(record.get("received_at")))

    def _too_large(self, parts: Sequence[Part]) -> None:
        """What no queue takes is handled on the spot."""
        for one in parts:
            if len(one.text) > RECORD_BYTES:
                self.handle(one.content)


@dataclass(frozen=True)
class Archive:
    """Every record as it came, in gzipped files of JSON lines, for ``python -m infra.replay``.

    A file per batch would cost more than all the rest of an inbound message ($5 for a million PUTs), so what came goes
    through a queue that gathers some minutes of it.
    """

    queue: Queue
    raw: Raw
    clock: Clock

    def keep(self, bodies: Sequence[str]) -> None:
        """Before anything is done with them. Durable when it returns."""
        lines = "\n".join(bodies)
        if len(lines.encode()) <= RECORD_BYTES:
            self.queue.send(lines)
        else:
            self.write([lines])

    def write(self, gathered: Sequence[str]) -> None:
        """What was gathered, as one file."""
        import gzip
        import secrets

        at = stamp(self.clock.now())
        key = f"raw/{at[:4]}/{at[5:7]}/{at[8:10]}/{at[11:13]}/{at}-{secrets.token_hex(6)}.jsonl.gz"
        packed = gzip.compress("\n".join(gathered).encode(), compresslevel=5)
        self.raw.put(key, packed, "application/gzip")
