"""Meta's subcodes for a refused template: what each means, and which field it is about (contract 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXISTS: Final = 2388024

# subcode: (field, what it means); "" where the subcode is about no one field.
SUBCODES: Final[Mapping[int, tuple[str, str]]] = {
    2388019: ("", "The account has as many templates as Meta lets it have."),
    2388023: ("name", "A template of this name was deleted in the last 30 days."),
    EXISTS: ("name", "There is a template of this name in this language already."),
    2388039: ("", "A text is too long."),
    2388040: ("", "A text is too long."),
    2388047: ("header", "The header is not as Meta wants it."),
    2388072: ("body.text", "The body is not as Meta wants it."),
    2388073: ("footer.text", "The footer is not as Meta wants it."),
    2388293: ("body.text", "There are too many variables for so few words."),
    2388299: ("body.text", "The body begins or ends with a variable."),
}


def field_of(subcode: int | None) -> str | None:
    """None where the subcode does not say."""
    field, _ = SUBCODES.get(subcode or 0, ("", ""))
    return field or None
