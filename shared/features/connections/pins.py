"""Two-step verification PINs: made, tried, changed. Sealed in the table before Meta is told, so none is ever lost.

pin         what Meta has confirmed
next pin    what Meta was told when its answer did not come: the number may have it by now
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from shared.core.accounts import MetaAccounts
from shared.core.clock import Clock
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.numbers import MetaNumbers
from shared.core.ports import Vault
from shared.features.connections.model import Number, Problem
from shared.features.connections.problems import reading
from shared.features.connections.store import ConnectionStore

WRONG = 133005


def purpose(number: str) -> str:
    """What a PIN is sealed for."""
    return f"pin:{number}"


@dataclass(frozen=True)
class Pins:
    """The PINs of an account's numbers."""

    store: ConnectionStore
    meta: MetaAccounts
    pages: MetaNumbers
    vault: Vault
    clock: Clock

    def register(self, token: str, number: Number, typed: str | None) -> Problem | None:
        """Registers the number with the typed PIN, the stored one, or a new one. None when it is done."""
        trouble: Problem | None = None
        for pin in self._candidates(number, typed):
            sealed = self._seal(number, pin)
            self.store.try_pin(number.workspace, number.waba, number.id, sealed)
            try:
                self.meta.register(token, number.id, pin)
            except GraphRefused as refused:
                wrong = refused.error.code == WRONG
                if wrong:
                    self.store.drop_pin(number.workspace, number.waba, number.id, next_only=typed is not None)
                trouble = reading(refused, about=number.display, now=self.clock.now())
                if wrong:
                    continue
                return trouble
            except (GraphUnknown, GraphUnreachable) as silence:
                return reading(silence, about=number.display)
            self.store.keep_pin(number.workspace, number.waba, number.id, sealed)
            return None
        return trouble

    def change(self, token: str, number: Number, pin: str) -> None:
        """Raises what Meta's port raises. After a lost answer both PINs are kept, and changing again settles it."""
        sealed = self._seal(number, pin)
        self.store.try_pin(number.workspace, number.waba, number.id, sealed)
        try:
            self.pages.change_pin(token, number.id, pin)
        except (GraphRefused, GraphUnreachable):
            self.store.drop_pin(number.workspace, number.waba, number.id, next_only=True)
            raise
        self.store.keep_pin(number.workspace, number.waba, number.id, sealed)

    def _candidates(self, number: Number, typed: str | None) -> Iterator[str]:
        """Few, because Meta counts wrong guesses: what was typed, or what may be the PIN by our own account of it."""
        if typed:
            yield typed
            return
        kept, following = self.store.pins(number.workspace, number.waba, number.id)
        known = [self._open(number, sealed) for sealed in (following, kept) if sealed]
        yield from dict.fromkeys(known or [f"{secrets.randbelow(10**6):06d}"])

    def _seal(self, number: Number, pin: str) -> bytes:
        return self.vault.seal(number.workspace, number.waba, purpose(number.id), pin)

    def _open(self, number: Number, sealed: bytes) -> str:
        return self.vault.open(number.workspace, number.waba, purpose(number.id), sealed)
