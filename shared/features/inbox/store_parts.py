"""What every part of the inbox's store is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core import keys
from shared.core.clock import Clock
from shared.core.ids import ContactId, MessageId, NumberId, WorkspaceId
from shared.core.ports import Change, Cipher, Equals, Table
from shared.features.inbox.codec import read_message, seal
from shared.features.inbox.model import preview

DUE: Final = ("due_pk", "due_at")
"""The attributes that make the sweeper look at a row."""


@dataclass(frozen=True)
class StoreParts:
    """The table, the key to what people wrote, and the time."""

    table: Table
    cipher: Cipher
    clock: Clock

    def freshen(self, ws: WorkspaceId, contact: ContactId, number: NumberId, message: MessageId) -> None:
        """The list must not go on showing words that were edited or deleted since."""
        row = self.table.get(keys.message(ws, contact, number, message))
        if row is None:
            return
        found = read_message(row, ws, self.cipher)
        words = "" if found.revoked_at else preview(found.kind, found.content)
        sealed = seal(self.cipher, ws, f"{number}:last", {"preview": words})
        key = keys.conversation(ws, contact, number)
        self.table.amend(key, Change(set={"last_sealed": sealed}), Equals("last_message", message))
