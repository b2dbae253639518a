"""One webhook body in, one record per thing that happened out.

A body may carry a thousand updates of several accounts (contract 1.2). Each becomes a record of its own, so that one
which can't be handled never holds up another, and so that a customer's messages can be handled in order. Used by the
webhook function and, for bodies that were too large for a queue, by ``inbound``. Standard library only; tolerant of
every shape.

A record's content: ``{v, kind, waba, field, metadata, contacts, item | items, time?, extra?, received_at}``
    message   one element of ``messages[]``                     item
    echo      one element of ``message_echoes[]``               item
    statuses  up to 25 elements of one ``statuses[]``           items
    change    whatever else a change holds (its ``value``)      item
    pointer   a body that lies in the raw bucket                key, size
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

SCHEMA = 1
MESSAGES = "messages"
EVENTS = "events"
STATUSES_TOGETHER = 25
STATUSES_BYTES = 48_000

_FRAME = frozenset(("messaging_product", "metadata", "contacts", "field", "object"))
# Keys that mean something of their own when they stand beside messages or statuses; others ride along with the first.
_OWN = ("errors", "user_actions", "calls", "user_preferences", "message_echoes", "state_sync", "history")

Content = dict[str, object]


class Record:
    """One thing for a queue. ``group`` and ``once`` are FIFO's; neither holds a phone number."""

    __slots__ = ("content", "group", "once", "queue", "text")

    def __init__(self, queue: str, content: Content, received_at: str, group: str = "") -> None:
        # ASCII on purpose: half a surrogate pair or U+FFFE in a name must not make the queue refuse the record.
        core = json.dumps(content, separators=(",", ":"))
        self.queue = queue
        self.group = group
        self.once = hashlib.sha256(core.encode()).hexdigest()
        self.content = {**content, "received_at": received_at}
        self.text = f'{core[:-1]},"received_at":{json.dumps(received_at)}}}'


def split(body: object, received_at: str) -> list[Record]:
    """Every record of a parsed body, in Meta's order. Never raises for a shape; what fits nothing is kept as a
    change.
    """
    if not isinstance(body, dict):
        return [_change({}, "", body, received_at)]
    entries = body.get("entry")
    if not isinstance(entries, list) or body.get("object", "whatsapp_business_account") != "whatsapp_business_account":
        return [_change({}, _text(body.get("object")), body, received_at)]
    records: list[Record] = []
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if not isinstance(changes, list):
            records.append(_change({}, "", entry, received_at))
            continue
        for change in changes:
            records.extend(_records(entry, change, received_at))
    return records


def _records(entry: dict[str, object], change: object, received_at: str) -> Iterator[Record]:
    value = change.get("value") if isinstance(change, dict) else None
    if not isinstance(change, dict) or not isinstance(value, dict):
        yield _change(entry, "", change, received_at)
        return
    # Some of Meta's own samples put the field inside the value (contract 1.3).
    field = _text(change.get("field")) or _text(value.get("field"))
    metadata = value.get("metadata")
    frame: Content = {
        "v": SCHEMA,
        "waba": _text(entry.get("id")),
        "field": field,
        "metadata": metadata if isinstance(metadata, dict) else {},
    }
    rest = {name: part for name, part in value.items() if name not in _FRAME}
    found: list[Record] = []
    if field in ("messages", ""):
        messages, statuses = _taken(rest, "messages"), _taken(rest, "statuses")
        found += [_message(frame, value, "message", item, received_at) for item in messages]
        found += _statuses(frame, value, statuses, received_at)
    if field in ("smb_message_echoes", "messages", ""):
        echoes = _taken(rest, "message_echoes")
        found += [_message(frame, value, "echo", item, received_at) for item in echoes]
    own = rest if not found else {name: rest[name] for name in _OWN if name in rest}
    extra = {name: part for name, part in rest.items() if name not in own}
    if extra:
        first = found[0]
        found[0] = Record(
            first.queue,
            {**{name: part for name, part in first.content.items() if name != "received_at"}, "extra": extra},
            received_at,
            first.group,
        )
    yield from found
    if own or not found:
        content: Content = {**frame, "kind": "change", "contacts": _list(value.get("contacts")), "item": own}
        if entry.get("time") is not None:
            content["time"] = entry["time"]
        yield Record(EVENTS, content, received_at)


def _taken(rest: dict[str, object], name: str) -> list[dict[str, object]]:
    """The list under ``name``, taken out of ``rest``; left there when it isn't a list of objects."""
    items = rest.get(name)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return []
    del rest[name]
    return items


def _message(frame: Content, value: dict[str, object], kind: str, item: dict[str, object], received_at: str) -> Record:
    names = ("to_user_id", "to") if kind == "echo" else ("from_user_id", "from")
    ids = [_text(item.get(name)) for name in names]
    content: Content = {**frame, "kind": kind, "contacts": _matching(value, ids), "item": item}
    metadata = frame["metadata"]
    number = _text(metadata.get("phone_number_id")) if isinstance(metadata, dict) else ""
    person = next((text for text in (*ids, *_system_ids(item), _text(item.get("id"))) if text), "")
    group = f"{number or 'none'}:{hashlib.sha256(f'{number}:{person}'.encode()).hexdigest()[:32]}"
    return Record(MESSAGES, content, received_at, group)


def _system_ids(item: dict[str, object]) -> list[str]:
    """Who a system message without a sender is about: the id the person had before."""
    system = item.get("system")
    if not isinstance(system, dict):
        return []
    return [_text(system.get(name)) for name in ("previous_user_id", "user_id", "wa_id")]


def _statuses(
    frame: Content, value: dict[str, object], statuses: list[dict[str, object]], received_at: str
) -> Iterator[Record]:
    group: list[dict[str, object]] = []
    size = 0
    for status in statuses:
        length = len(json.dumps(status))
        if group and (len(group) == STATUSES_TOGETHER or size + length > STATUSES_BYTES):
            yield _status_record(frame, value, group, received_at)
            group, size = [], 0
        group.append(status)
        size += length
    if group:
        yield _status_record(frame, value, group, received_at)


def _status_record(
    frame: Content, value: dict[str, object], items: list[dict[str, object]], received_at: str
) -> Record:
    ids = [_text(item.get(name)) for item in items for name in ("recipient_user_id", "recipient_id")]
    content: Content = {**frame, "kind": "statuses", "contacts": _matching(value, ids), "items": items}
    return Record(EVENTS, content, received_at)


def _change(entry: dict[str, object], field: str, item: object, received_at: str) -> Record:
    content: Content = {"v": SCHEMA, "waba": _text(entry.get("id")), "field": field, "metadata": {}}
    return Record(EVENTS, {**content, "kind": "change", "contacts": [], "item": item}, received_at)


def _matching(value: dict[str, object], ids: Sequence[str]) -> list[object]:
    """The contacts that are about these ids. By id, never by position (contract 1.6)."""
    wanted = {text for text in ids if text}
    return [
        contact
        for contact in _list(value.get("contacts"))
        if isinstance(contact, dict)
        and (_text(contact.get("user_id")) in wanted or _text(contact.get("wa_id")) in wanted)
    ]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """An id as text. Meta sends ids as strings; a number is taken too, anything else counts as absent."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
