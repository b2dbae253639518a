"""What the driver's route functions share."""

from __future__ import annotations

from infra.sandbox.errors import Refused
from infra.sandbox.model import Json


def only(body: Json, known: set[str]) -> Json:
    unknown = set(body) - known
    if unknown:
        raise Refused(f"not known: {', '.join(sorted(unknown))}; one of {', '.join(sorted(known))}")
    return body


def whole(text: str | None, default: int) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else default
