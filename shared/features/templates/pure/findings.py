"""What a lint finds, and what Meta would say to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Finding:
    """One broken rule. ``path`` names the field (``body.text``, ``cards.0.buttons.1.url``), ``code`` is stable."""

    path: str
    code: str
    message: str


TOO_LONG: Final = 2388040
HEADER_FORMAT: Final = 2388047
BODY_FORMAT: Final = 2388072
FOOTER_FORMAT: Final = 2388073
TOO_MANY_VARIABLES: Final = 2388293
VARIABLE_AT_EDGE: Final = 2388299

# Contract 4.3: the subcodes Meta is known to answer with, by what is wrong and where.
_BY_CODE: Final[Mapping[str, int]] = {
    "too_long": TOO_LONG,
    "too_many_variables": TOO_MANY_VARIABLES,
    "variable_at_edge": VARIABLE_AT_EDGE,
}
_BY_PLACE: Final[Mapping[str, int]] = {"header": HEADER_FORMAT, "body": BODY_FORMAT, "footer": FOOTER_FORMAT}


def meta_subcode(finding: Finding) -> int | None:
    """The ``error_subcode`` of Meta's refusal; None where only code 100 is known."""
    if finding.code in _BY_CODE:
        return _BY_CODE[finding.code]
    steps = finding.path.split(".")
    place = steps[2] if steps[0] == "cards" and len(steps) > 2 else steps[0]
    return _BY_PLACE.get(place)
