"""A number that the WhatsApp Business app on a phone shares with us: its contacts and older chats, asked for once each.

Meta gives them within 24 hours of the sign-up and never again (contract 8.8), so what was asked for is remembered. A
refusal holds nothing up: messages work without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core.accounts import MetaAccounts, Shared
from shared.core.meta import GraphRefused
from shared.features.connections.model import Number
from shared.features.connections.problems import problem
from shared.features.connections.store import ConnectionStore
from shared.features.notices.service import Notices

ORDER: Final[tuple[Shared, ...]] = ("smb_app_state_sync", "history")
USED_BEFORE: Final = 2593107
NOT_GIVEN: Final = frozenset({2593108, 2593109})


@dataclass(frozen=True)
class Sharing:
    """Asks the phone app for what it shares."""

    store: ConnectionStore
    meta: MetaAccounts
    notices: Notices

    def ask(self, token: str, number: Number) -> None:
        """Contacts first, then chats: whose they are is known then. Silence and limits are raised: again later."""
        for what in ORDER:
            if what in number.shared:
                continue
            try:
                self.meta.share(token, number.id, what)
            except GraphRefused as refused:
                if refused.error.code not in NOT_GIVEN | {USED_BEFORE}:
                    raise
                if refused.error.code in NOT_GIVEN:
                    self._tell(number)
            self.store.was_shared(number.workspace, number.id, what)

    def _tell(self, number: Number) -> None:
        why = problem("sync_refused")
        self.notices.give(
            number.workspace, "number_sync", "info", f"{number.display}: {why.title}", why.advice, about=number.waba
        )
