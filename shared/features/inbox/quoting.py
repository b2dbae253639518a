"""Lines of a thread with what they quote: known by our id, by Meta's, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.actor import Actor
from shared.core.ids import ContactId, MessageId, NumberId
from shared.features.inbox.model import Message
from shared.features.inbox.sight import shown_message
from shared.features.inbox.store import InboxStore


@dataclass(frozen=True)
class Line:
    """A line of the thread, with what it quotes where that is known."""

    message: Message
    quoted: Message | None


def lines_of(
    store: InboxStore, actor: Actor, contact: ContactId, number_: NumberId, messages: Sequence[Message]
) -> list[Line]:
    """Messages of one conversation with what they quote, as the actor may see them."""
    here = {message.id: message for message in messages}
    by_wamid = {message.wamid: message for message in messages if message.wamid}
    unknown = [
        message.quote_wamid
        for message in messages
        if message.quote_wamid and not message.quote_message and message.quote_wamid not in by_wamid
    ]
    targets = store.targets(actor.workspace, contact, number_, unknown) if unknown else {}
    ids = {one.quote_message for one in messages if one.quote_message} | set(targets.values())
    missing = [one for one in ids if one not in here]
    if missing:
        here |= store.messages_by_id(actor.workspace, contact, number_, missing)

    def quoted(message: Message) -> Message | None:
        if message.quote_message:
            return here.get(message.quote_message)
        if message.quote_wamid:
            return by_wamid.get(message.quote_wamid) or here.get(targets.get(message.quote_wamid, MessageId("")))
        return None

    def line(message: Message) -> Line:
        about = quoted(message)
        return Line(shown_message(actor, message), shown_message(actor, about) if about else None)

    return [line(message) for message in messages]
