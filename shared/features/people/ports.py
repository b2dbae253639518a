"""What the accounts need from their neighbours and from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shared.core.identity import Person


class Seal(Protocol):
    """Seals a secret of up to 4 KB; the context is bound to it and must match to open it."""

    def seal(self, secret: str, context: Mapping[str, str]) -> bytes: ...

    def open(self, sealed: bytes, context: Mapping[str, str]) -> str: ...


class Memberships(Protocol):
    """The workspaces, as far as a person's account has to do with them."""

    def renamed(self, person: Person) -> None:
        """The person has another name or address now: colleagues see that too."""
        ...


class Alerts(Protocol):
    """Tells a person what happened to their account: a mail, and a notice that only they see."""

    def tell(self, person: Person, language: str, kind: str, facts: Mapping[str, str]) -> None:
        """``kind`` is the letter's and the notice's; ``facts`` what the letter says beside the name."""
        ...
