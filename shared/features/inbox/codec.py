"""Messages and conversations to rows and back. What people wrote is sealed; what the machine needs is not.

Sealed together, bound to the message's id: content, referral, the file's name. In the clear: kinds, times, states, ids.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from shared.core.clock import millis, stamp
from shared.core.ids import ContactId, MessageId, NumberId, UserId, Wamid, WorkspaceId
from shared.core.keys import inbox_entry
from shared.core.ports import Cipher, Row, Value
from shared.core.rows import blob, flag, mapping, maybe_moment, maybe_text, moment, number, text, texts
from shared.features.inbox.model import (
    FACTS,
    UNCONFIRMED,
    Conversation,
    EditNews,
    Failure,
    Media,
    Message,
    News,
    Reaction,
    ReactionNews,
    RevokeNews,
    Sender,
    StatusNews,
)


def seal(cipher: Cipher, ws: WorkspaceId, about: str, value: Mapping[str, Any]) -> bytes:
    """JSON, compact and in Unicode, sealed with the workspace's key."""
    return cipher.seal(ws, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), about)


def unseal(cipher: Cipher, ws: WorkspaceId, about: str, sealed: bytes | None) -> dict[str, Any]:
    if sealed is None:
        return {}
    return cast(dict[str, Any], json.loads(cipher.open(ws, sealed, about)))


def message_row(message: Message, cipher: Cipher) -> Row:
    """A new message as a row (without its key). ``None`` values are left out when it is written."""
    private: dict[str, Any] = {"content": message.content}
    if message.referral:
        private["referral"] = message.referral
    if message.media and message.media.filename:
        private["filename"] = message.media.filename
    row: Row = {
        "type": "message",
        "v": 1,
        "direction": message.direction,
        "kind": message.kind,
        "at": stamp(message.at),
        "received_at": message.received_at,
        "sender": {name: value for name, value in vars(message.sender).items() if value is not None},
        "sealed": seal(cipher, message.workspace, message.id, private),
        "wamid": message.wamid,
        "client_id": message.client_id,
        "quote_wamid": message.quote_wamid,
        "quote_message": message.quote_message,
        "media": media_map(message.media) if message.media else None,
        "forwarded": message.forwarded,
        "outbox": message.outbox,
        "lane": message.lane if message.direction == "out" and message.outbox else None,
        "not_before": stamp(message.not_before) if message.not_before else None,
        "retry_of": message.retry_of,
    }
    row.update({f"t_{fact}": stamp(at) for fact, at in message.facts.items()})
    return {name: value for name, value in row.items() if value is not None}


def media_map(media: Media) -> dict[str, Value]:
    """The open part of a file's facts; its name is sealed with the content."""
    found = {name: value for name, value in vars(media).items() if value not in (None, False) and name != "filename"}
    return cast(dict[str, Value], found)


def read_message(row: Row, ws: WorkspaceId, cipher: Cipher) -> Message:
    """The message a row holds, opened."""
    contact, number_, id_ = message_key_parts(text(row, "pk"), text(row, "sk"))
    private = unseal(cipher, ws, id_, blob(row, "sealed"))
    edited = blob(row, "edited_sealed")
    if edited is not None:
        # An edit of a media message changes its caption only, so the new words are laid over what was there.
        private["content"] = {**private.get("content", {}), **unseal(cipher, ws, f"{id_}:edit", edited)}
    sender = mapping(row, "sender") or {}
    reactions = [Reaction(by, emoji) for by in ("customer", "us") if (emoji := maybe_text(row, f"r_{by}"))]
    return Message(
        workspace=ws,
        contact=contact,
        number=number_,
        id=id_,
        direction=cast(Any, text(row, "direction")),
        kind=text(row, "kind"),
        at=moment(row, "at"),
        received_at=number(row, "received_at"),
        sender=Sender(cast(Any, sender.get("kind", "system")), maybe_text(sender, "id"), maybe_text(sender, "name")),
        content=private.get("content", {}),
        wamid=cast(Wamid | None, maybe_text(row, "wamid")),
        client_id=maybe_text(row, "client_id"),
        quote_wamid=cast(Wamid | None, maybe_text(row, "quote_wamid")),
        quote_message=cast(MessageId | None, maybe_text(row, "quote_message")),
        media=_read_media(mapping(row, "media"), private.get("filename")),
        reactions=reactions,
        referral=private.get("referral"),
        forwarded=cast(Any, maybe_text(row, "forwarded")),
        edited_at=maybe_moment(row, "edited_at"),
        revoked_at=maybe_moment(row, "revoked_at"),
        outbox=cast(Any, maybe_text(row, "outbox")),
        lane=cast(Any, maybe_text(row, "lane") or "person"),
        attempt=number(row, "attempt"),
        not_before=maybe_moment(row, "not_before"),
        facts={fact: moment(row, f"t_{fact}") for fact in FACTS if f"t_{fact}" in row},
        failure=UNCONFIRMED if row.get("outbox") == "unconfirmed" else read_failure(mapping(row, "failure")),
        pricing=mapping(row, "pricing"),
        retry_of=cast(MessageId | None, maybe_text(row, "retry_of")),
        retried_as=cast(MessageId | None, maybe_text(row, "retried_as")),
    )


def message_key_parts(pk: str, sk: str) -> tuple[ContactId, NumberId, MessageId]:
    """Contact, number and id from a message's key, as ``keys.message`` made it."""
    _, number_, id_ = sk.split("#", 2)
    return ContactId(pk.rsplit("#", 1)[1]), NumberId(number_), MessageId(id_)


def _read_media(media: Mapping[str, Value] | None, filename: str | None) -> Media | None:
    if media is None:
        return None
    size = media.get("size")
    return Media(
        state=cast(Any, text(media, "state")),
        mime_type=text(media, "mime_type"),
        size=size if isinstance(size, int) else None,
        filename=filename,
        voice=flag(media, "voice"),
        animated=flag(media, "animated"),
        reason=maybe_text(media, "reason"),
        key=maybe_text(media, "key"),
        meta_id=maybe_text(media, "meta_id"),
        sha256=maybe_text(media, "sha256"),
    )


def failure_map(failure: Failure) -> dict[str, Value]:
    return {name: value for name, value in vars(failure).items() if value not in ("", False)}


def read_failure(failure: Mapping[str, Value] | None) -> Failure | None:
    if failure is None:
        return None
    return Failure(
        code=number(failure, "code"),
        reason=text(failure, "reason"),
        title=maybe_text(failure, "title") or "",
        advice=maybe_text(failure, "advice") or "",
        can_retry=flag(failure, "can_retry"),
        details=maybe_text(failure, "details") or "",
    )


# ── news, as it is parked beside a message that is not there yet ────────────────────────────────────────────────────


def news_map(news: News, ws: WorkspaceId, ref: str, cipher: Cipher) -> dict[str, Value]:
    """News as a parked entry; new words are sealed like any other."""
    match news:
        case StatusNews():
            entry: dict[str, Value] = {"news": "status", "status": news.status, "at": stamp(news.at)}
            if news.failure:
                entry["failure"] = failure_map(news.failure)
            if news.pricing:
                entry["pricing"] = cast(Value, news.pricing)
            if news.wamid:
                entry["wamid"] = news.wamid
            return entry
        case ReactionNews():
            return {"news": "reaction", "by": news.by, "emoji": news.emoji, "at": stamp(news.at), "ref": news.ref}
        case EditNews():
            sealed = seal(cipher, ws, f"{ref}:parked", news.content)
            return {"news": "edit", "sealed": sealed, "at": stamp(news.at), "ref": news.ref}
        case RevokeNews():
            return {"news": "revoke", "at": stamp(news.at)}


def read_news(entry: Mapping[str, Value], ws: WorkspaceId, ref: str, cipher: Cipher) -> News:
    at = moment(entry, "at")
    match entry["news"]:
        case "status":
            return StatusNews(
                text(entry, "status"),
                at,
                read_failure(mapping(entry, "failure")),
                mapping(entry, "pricing"),
                cast(Wamid | None, maybe_text(entry, "wamid")),
            )
        case "reaction":
            return ReactionNews(cast(Any, text(entry, "by")), text(entry, "emoji"), at, text(entry, "ref"))
        case "edit":
            return EditNews(unseal(cipher, ws, f"{ref}:parked", blob(entry, "sealed")), at, text(entry, "ref"))
        case "revoke":
            return RevokeNews(at)
    raise ValueError(f"unknown news {entry['news']!r}")


# ── conversations ───────────────────────────────────────────────────────────────────────────────────────────────────


def read_conversation(row: Row, ws: WorkspaceId, cipher: Cipher) -> Conversation:
    contact = ContactId(text(row, "pk").rsplit("#", 1)[1])
    number_ = NumberId(text(row, "sk").split("#", 1)[1])
    last = maybe_text(row, "last_message")
    private = unseal(cipher, ws, f"{number_}:last", blob(row, "last_sealed"))
    referral = blob(row, "referral_sealed")
    return Conversation(
        workspace=ws,
        contact=contact,
        number=number_,
        status=cast(Any, text(row, "status")),
        created_at=moment(row, "created_at"),
        last_at=moment(row, "last_at"),
        assignee=cast(UserId | None, maybe_text(row, "assignee")),
        tags=texts(row, "tags"),
        priority=cast(Any, maybe_text(row, "priority") or "none"),
        unread=number(row, "unread"),
        snoozed_until=maybe_moment(row, "snoozed_until"),
        inbound_at=maybe_moment(row, "inbound_at"),
        read_at=number(row, "read_at"),
        last_message=MessageId(last) if last else None,
        last_direction=cast(Any, maybe_text(row, "last_direction")),
        last_kind=maybe_text(row, "last_kind"),
        last_preview=private.get("preview", ""),
        pair_until=maybe_moment(row, "pair_until"),
        referral=unseal(cipher, ws, f"{number_}:referral", referral) if referral else None,
    )


def inbox_place(ws: WorkspaceId, status: str, last_at: str, contact: ContactId, number_: NumberId) -> dict[str, Value]:
    """The inbox index's attributes. The minute, not the moment: several messages in a minute move nothing."""
    pk, sk = inbox_entry(ws, status, last_at[:16], contact, number_)
    return {"inbox_pk": pk, "inbox_sk": sk}


def line_order(message: MessageId, received_at: int) -> str:
    """Text that orders lines as the thread shows them: Meta's clock ticks in seconds, so within one the order in which
    we received them decides (``received_at``, unix milliseconds).
    """
    return f"{message[:10]}-{received_at:013d}-{message}"


def last_order(row: Row) -> str:
    """The order of a conversation's newest line; rows from before it was kept know the second only."""
    last = maybe_text(row, "last_message")
    return maybe_text(row, "last_order") or (line_order(MessageId(last), 0) if last else "")


def version(at: datetime, tie: str) -> str:
    """Text that grows with time and decides ties the same way everywhere."""
    return f"{millis(at):013d}-{tie}"
