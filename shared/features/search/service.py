"""Finding contacts by name and number: one row per token, written from the table's stream, read by prefix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core import keys
from shared.core.ids import ContactId, WorkspaceId
from shared.core.ports import Table
from shared.features.search.tokens import query_of

# How many rows of the rarest word are looked at: enough for any list a person reads.
REACH: Final = 500


@dataclass(frozen=True)
class Search:
    """The search rows of a workspace."""

    table: Table

    def update(self, ws: WorkspaceId, contact: ContactId, before: frozenset[str], after: frozenset[str]) -> None:
        """Make the rows say what the contact is called now. Repeating it changes nothing."""
        for token in before - after:
            self.table.delete(keys.search(ws, token, contact))
        for token in after - before:
            self.table.put(keys.search(ws, token, contact), {"type": "search", "v": 1})

    def contacts(self, ws: WorkspaceId, text: str, limit: int) -> list[ContactId]:
        """Contacts that match every word of the text, in the order of their tokens."""
        found: list[ContactId] | None = None
        for prefix in query_of(text):
            page = self.table.query(keys.search_tokens(ws, prefix), limit=REACH)
            here = [ContactId(str(row["sk"]).rsplit("#", 1)[1]) for row in page.rows]
            found = here if found is None else [contact for contact in found if contact in set(here)]
        return list(dict.fromkeys(found or []))[:limit]
