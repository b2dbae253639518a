"""The only way to an account's access token: opened when needed, kept for minutes, refused when disconnected."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.core.errors import Conflict, NotFound
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.ports import Vault
from shared.features.connections.model import Account, Number
from shared.features.connections.store import ConnectionStore

KEEP_SECONDS = 300.0
KEEP_NUMBER_SECONDS = 60.0
TOKEN = "token"  # noqa: S105 - the name of the purpose, not a secret


class AccountDisconnected(Conflict):
    """Nothing goes out until somebody reconnects the account."""

    code = "account_disconnected"
    title = "The WhatsApp account is disconnected"


class UnknownAccount(NotFound):
    code = "account_not_found"
    title = "There is no such WhatsApp account here"


class UnknownNumber(NotFound):
    code = "number_not_found"
    title = "There is no such number here"


@dataclass(frozen=True)
class _Open:
    version: int
    since: float
    token: str = field(repr=False)


class Credentials:
    """Tokens by workspace and account. The account's state is read every time: a disconnection counts at once."""

    def __init__(self, store: ConnectionStore, vault: Vault, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._vault = vault
        self._seconds = seconds
        self._open: dict[tuple[WorkspaceId, WabaId], _Open] = {}
        self._wabas: dict[tuple[WorkspaceId, NumberId], tuple[float, WabaId]] = {}

    def of_account(self, ws: WorkspaceId, waba: WabaId) -> str:
        """The token of a connected account."""
        account = self._account(ws, waba)
        if account.disconnected:
            raise AccountDisconnected(f"{account.disconnected.title}. {account.disconnected.advice}")
        return self._token(account)

    def of_number(self, ws: WorkspaceId, number: NumberId) -> str:
        """The token that sends from a number."""
        return self.of_account(ws, self.account_of(ws, number))

    def even_if_disconnected(self, ws: WorkspaceId, waba: WabaId) -> str:
        """For the one use case that may try a refused token again: resuming."""
        return self._token(self._account(ws, waba))

    def version_used(self, ws: WorkspaceId, waba: WabaId) -> int | None:
        """The version of the token this process uses: what Meta says of it concerns no newer one."""
        kept = self._open.get((ws, waba))
        return kept.version if kept else None

    def account_of(self, ws: WorkspaceId, number: NumberId) -> WabaId:
        """The account a number belongs to, remembered for a minute."""
        now = self._seconds()
        kept = self._wabas.get((ws, number))
        if kept and now - kept[0] < KEEP_NUMBER_SECONDS:
            return kept[1]
        waba = self.number(ws, number).waba
        self._wabas[ws, number] = (now, waba)
        return waba

    def account_ids(self, ws: WorkspaceId) -> list[WabaId]:
        return [account.waba for account in self._store.accounts(ws)]

    def number(self, ws: WorkspaceId, number: NumberId) -> Number:
        found = self._store.number(ws, number)
        if found is None:
            raise UnknownNumber("There is no such number in this workspace.")
        return found

    def _account(self, ws: WorkspaceId, waba: WabaId) -> Account:
        account = self._store.account(ws, waba)
        if account is None:
            raise UnknownAccount("There is no such WhatsApp account in this workspace.")
        return account

    def _token(self, account: Account) -> str:
        place = (account.workspace, account.waba)
        kept = self._open.get(place)
        now = self._seconds()
        if kept and kept.version == account.token_version and now - kept.since < KEEP_SECONDS:
            return kept.token
        sealed = self._store.token(account.workspace, account.waba)
        if sealed is None:
            raise AccountDisconnected("No token is stored for this account. Connect it again with a new token.")
        token = self._vault.open(account.workspace, account.waba, TOKEN, sealed)
        self._open[place] = _Open(account.token_version, now, token)
        return token
