"""What follows from a changed row: consoles hear of it, search finds it, and files of deleted messages go.

Driven by the table's stream. Every step may be repeated, so a batch that is delivered again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.adapters.dynamodb import read_image
from shared.core.ids import ContactId, UserId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Blobs, Change, Exists, Row, Table
from shared.core.rows import flag, mapping, maybe_text, text
from shared.features.live.notes import note_of, workspace_of
from shared.features.live.service import Live, Note, spread
from shared.features.notices.kinds import worth_a_mail
from shared.features.notices.store import read_notice
from shared.features.search.service import Search
from shared.features.search.tokens import tokens_of


class Letters(Protocol):
    """The way of notices to the mailer."""

    def notice(self, ws: WorkspaceId, notice: str) -> None: ...


class Releases(Protocol):
    """Sees to it that what was assigned to somebody who left is nobody's again."""

    def release(self, ws: WorkspaceId, user: UserId, name: str) -> None: ...


@dataclass(frozen=True)
class Changes:
    """The subscriptions to the table's stream."""

    live: Live
    search: Search
    table: Table
    media: Blobs
    letters: Letters
    releases: Releases

    def handle(self, event: Mapping[str, Any]) -> None:
        notes: list[tuple[Any, Note]] = []
        for record in event["Records"]:
            images = record["dynamodb"]
            old = read_image(images["OldImage"]) if "OldImage" in images else None
            new = read_image(images["NewImage"]) if "NewImage" in images else None
            row = new or old
            if row is None:
                continue
            workspace = workspace_of(row)
            if workspace is None:
                if old and new is None and row.get("type") == "session":
                    self.live.close_session(UserId(text(old, "pk").split("#", 1)[1]), text(old, "sk").split("#", 1)[1])
                continue
            kind = maybe_text(row, "type")
            if kind == "contact":
                contact = ContactId(text(row, "pk").rsplit("#", 1)[1])
                self.search.update(workspace, contact, _tokens(old), _tokens(new))
            elif kind == "message" and old and new:
                self._erase(old, new)
            elif kind == "notice" and new and not old:
                self._mail(workspace, new)
            elif kind == "member" and old and _standing(old) != (_standing(new) if new else None):
                user = UserId(text(old, "user"))
                self.live.close(workspace, user)
                if new is None:
                    self.releases.release(workspace, user, text(old, "name"))
            note = note_of(old, new)
            if note:
                notes.append((workspace, note))
        for workspace, told in spread(notes).items():
            self.live.tell(workspace, told)

    def _mail(self, ws: WorkspaceId, row: Row) -> None:
        """A new notice goes to the mailer, which knows who wants it; told twice, it is mailed once."""
        notice = read_notice(row)
        if worth_a_mail(notice.kind, notice.severity):
            self.letters.notice(ws, notice.id)

    def _erase(self, old: Row, new: Row) -> None:
        """A message its writer deleted: the file goes too."""
        media = mapping(old, "media")
        key = maybe_text(media, "key") if media else None
        if key and "revoked_at" in new:
            self.media.delete(key)
            if maybe_text(mapping(new, "media") or {}, "state") != "erased":
                gone = {"state": "erased", "mime_type": text(media or {}, "mime_type")}
                self.table.amend(Key(text(new, "pk"), text(new, "sk")), Change(set={"media": gone}), Exists())


def _standing(row: Row) -> tuple[Any, ...]:
    """What a member's open consoles depend on."""
    return maybe_text(row, "role"), flag(row, "limited"), flag(row, "masked")


def _tokens(row: Row | None) -> frozenset[str]:
    """None for a contact that is gone or was merged into another: then nothing finds it any more."""
    if row is None or row.get("merged_into"):
        return frozenset()
    names = " ".join(filter(None, (maybe_text(row, "given_name"), maybe_text(row, "name"))))
    return tokens_of(names, maybe_text(row, "username"), maybe_text(row, "phone"))
