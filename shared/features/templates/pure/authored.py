"""A template as Meta lists it, turned back into what its author would write.

Meta lists the words it wrote itself and shows the button for one-time passwords as a link (contract 7.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from shared.features.templates.pure.buttons import OTP_TYPES
from shared.features.templates.pure.definition import MEDIA, Part, format_of, kind_of, parts_of, text_of

_LISTED_ONLY: Final = frozenset({"id"})


def authored(components: Sequence[Part], category: str) -> list[dict[str, Any]]:
    """The same template, ready for a lint and for Meta. Samples of files stay as they are."""
    if category == "AUTHENTICATION":
        return [_authentication(part) for part in components]
    return [{name: value for name, value in part.items() if name not in _LISTED_ONLY} for part in components]


def _authentication(part: Part) -> dict[str, Any]:
    kind = kind_of(part)
    if kind == "BODY":
        return {"type": "BODY", "add_security_recommendation": part.get("add_security_recommendation") is True}
    if kind == "FOOTER":
        return {name: part[name] for name in ("type", "code_expiration_minutes") if name in part}
    if kind == "BUTTONS":
        return {"type": "BUTTONS", "buttons": [_code_button(button) for button in parts_of(part, "buttons")]}
    return dict(part)


def _code_button(button: Part) -> dict[str, Any]:
    if kind_of(button) != "URL":
        return dict(button)
    query = parse_qs(urlsplit(text_of(button, "url").replace("{{1}}", "")).query)
    kind = query.get("otp_type", ["COPY_CODE"])[0]
    return {"type": "OTP", "otp_type": kind if kind in OTP_TYPES else "COPY_CODE", "text": text_of(button)}


def without_samples_of_files(components: Sequence[Part]) -> list[dict[str, Any]]:
    """For a copy: Meta lists the address of a sample, which can't be handed in again."""
    found: list[dict[str, Any]] = []
    for part in components:
        copy = dict(part)
        if kind_of(part) == "HEADER" and format_of(part) in MEDIA:
            copy.pop("example", None)
        if kind_of(part) == "CAROUSEL":
            copy["cards"] = [
                {**card, "components": without_samples_of_files(parts_of(card, "components"))}
                for card in parts_of(part, "cards")
            ]
        found.append(copy)
    return found
