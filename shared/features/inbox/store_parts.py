"""What every part of the inbox's store is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core.clock import Clock
from shared.core.ports import Cipher, Table

DUE: Final = ("due_pk", "due_at")
"""The attributes that make the sweeper look at a row."""


@dataclass(frozen=True)
class StoreParts:
    """The table, the key to what people wrote, and the time."""

    table: Table
    cipher: Cipher
    clock: Clock
