"""Which field Meta means when it refuses a template (contract 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXISTS: Final = 2388024
BEING_DELETED: Final = 2388023

_FIELDS: Final[Mapping[int, str]] = {
    BEING_DELETED: "name",
    EXISTS: "name",
    2388047: "header",
    2388072: "body.text",
    2388073: "footer.text",
    2388293: "body.text",
    2388299: "body.text",
}


def field_of(subcode: int | None) -> str | None:
    """None where the subcode does not say."""
    return _FIELDS.get(subcode) if subcode is not None else None
