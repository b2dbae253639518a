"""What a table holds, without what may differ: two stories that mean the same give equal dumps.

Contacts are named by their ids instead of by ours; signposts of merged contacts are left out (how often two had to be
merged depends on the order), as is everything that only says when we handled something.
"""

from __future__ import annotations

import json
from typing import Any

from shared.core.ports import Row
from tests.functional.memory_table import MemoryTable

# When we handled something, how often we had to look, and the places in indexes derived from those.
OURS = frozenset(("received_at", "last_order", "created_at", "ttl", "merges", "read_by"))


def dump(table: MemoryTable) -> list[str]:
    """One line of JSON per row, sorted."""
    names = _names(table)
    lines = []
    for row in table.rows.values():
        if row.get("merged_into"):
            continue
        shown = _shown(row, table)
        text = json.dumps(shown, sort_keys=True, default=_bytes)
        for contact, name in names.items():
            text = text.replace(contact, name)
        lines.append(text)
    return sorted(lines)


def _names(table: MemoryTable) -> dict[str, str]:
    """Contact id → a name made of everything that leads to the contact."""
    leading: dict[str, list[str]] = {}
    for row in table.rows.values():
        if row["type"] == "identity":
            leading.setdefault(str(row["contact"]), []).append(str(row["pk"]))
    return {contact: "<" + "+".join(sorted(pks)) + ">" for contact, pks in leading.items()}


def _shown(row: Row, table: MemoryTable) -> dict[str, Any]:
    shown: dict[str, Any] = {name: value for name, value in row.items() if name not in OURS}
    match row["type"]:
        case "contact":
            # Ids that led here once and have gone elsewhere stay in the list, in the order they came.
            del shown["ids"]
        case "identity" if row["kind"] == "phone":
            # Since when a number is somebody's stands here or at the contact, whichever was written last.
            holder = table.rows[_contact_key(row)]
            shown["at"] = max(
                str(row.get("at", "")), str(holder.get("phone_version", "")) if _shows(holder, row) else ""
            )
        case "reference":
            pending = row.get("pending", [])
            assert isinstance(pending, list)
            if not pending:
                shown.pop("ref", None)  # only told of what is parked
            shown["pending"] = sorted({json.dumps(entry, sort_keys=True, default=_bytes) for entry in pending})
        case "conversation" if "last_message" in row:
            # Of lines that Meta stamped with one second the last to arrive is shown: another one in each story.
            tied = _same_second(row, table)
            assert row["last_message"] == tied[-1], "the list shows another last line than the thread"
            if len(tied) > 1:
                shown |= dict.fromkeys(("last_message", "last_sealed", "last_kind", "last_direction"), sorted(tied))
        case "notice":
            del shown["sk"], shown["at"]
    return shown


def _same_second(conversation: Row, table: MemoryTable) -> list[str]:
    """The ids of the lines with the second of the last one, in the order in which the thread shows them."""
    number = str(conversation["sk"]).split("#")[1]
    begins = f"MSG#{number}#{str(conversation['last_message'])[:10]}"
    lines = [
        row
        for (pk, sk), row in table.rows.items()
        if pk == conversation["pk"] and sk.startswith(begins) and row["direction"] in ("in", "out")
    ]
    lines.sort(key=lambda row: (row["received_at"], row["sk"]))
    return [str(row["sk"]).rsplit("#", 1)[1] for row in lines]


def _contact_key(identity: Row) -> tuple[str, str]:
    ws = str(identity["pk"]).split("#")[1]
    return f"W#{ws}#C#" + str(identity["contact"]), "CONTACT"


def _shows(holder: Row, identity: Row) -> bool:
    from shared.core.ids import WorkspaceId
    from shared.core.keys import identity as key_of

    ws = WorkspaceId(str(identity["pk"]).split("#")[1])
    return "phone" in holder and key_of(ws, "phone", str(holder["phone"])).pk == identity["pk"]


def _bytes(value: object) -> str:
    assert isinstance(value, bytes)
    return str(value, "utf-8")
