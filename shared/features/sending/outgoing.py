"""A message's row as Meta's port wants it."""

from __future__ import annotations

from shared.core.meta import BadContent, Outgoing, Recipient
from shared.features.inbox.book import ContactCard
from shared.features.inbox.model import Failure, Message
from shared.features.sending.model import verdict


def callback_data(message: Message) -> str:
    """What every status of the message brings back: how it finds its row without an index."""
    return f"1|{message.workspace}|{message.contact}|{message.id}"


def outgoing(message: Message, card: ContactCard, media: str | None) -> Outgoing:
    return Outgoing(
        number=message.number,
        recipient=Recipient(phone=card.phone or "", bsuid=card.bsuid or ""),
        kind=message.kind,
        content=message.content,
        callback=callback_data(message),
        quoted=message.quote_wamid,
        media_id=media,
        filename=message.media.filename if message.media else None,
        voice=message.media.voice if message.media else False,
        category=str(message.content.get("category", "")),
    )


def bad(error: BadContent) -> Failure:
    return verdict(error.reason, error.title, error.detail)
