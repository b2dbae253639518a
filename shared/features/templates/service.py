"""Keeping our copy of Meta's template list: listed whole, changed where it changed, removed what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from shared.core.accounts import MetaAccounts
from shared.core.actor import Actor
from shared.core.clock import Clock, millis
from shared.core.errors import Conflict, Unavailable
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.features.connections.problems import reading
from shared.features.templates.model import Template, kept
from shared.features.templates.store import TemplateStore


class AccountAccess(Protocol):
    """What templates ask of connections. NotFound for accounts and numbers of other workspaces."""

    def of_account(self, ws: WorkspaceId, waba: WabaId) -> str: ...

    def account_of(self, ws: WorkspaceId, number: NumberId) -> WabaId: ...

    def account_ids(self, ws: WorkspaceId) -> list[WabaId]: ...


class Troubles(Protocol):
    """What becomes of an account when Meta refuses one of its calls."""

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused) -> None: ...


@dataclass(frozen=True)
class Templates:
    """The use cases of templates."""

    store: TemplateStore
    meta: MetaAccounts
    access: AccountAccess
    troubles: Troubles
    clock: Clock

    def list(self, actor: Actor, number: NumberId | None) -> list[Template]:
        """The templates of the number's account; of all accounts without a number."""
        ws = actor.workspace
        wabas = [self.access.account_of(ws, number)] if number else self.access.account_ids(ws)
        return [template for waba in wabas for template in self.store.all(ws, waba)]

    def find(self, ws: WorkspaceId, number: NumberId, name: str, language: str) -> Template | None:
        """The template to send from a number, whatever its status."""
        return self.store.get(ws, self.access.account_of(ws, number), name, language.replace("-", "_"))

    def sync_now(self, actor: Actor, waba: WabaId) -> int:
        """A person wants the list fresh; what Meta refuses is told in the words of the connection."""
        try:
            return self.sync(actor.workspace, waba)
        except GraphRefused as refused:
            self.troubles.refused(actor.workspace, waba, refused)
            why = reading(refused)
            raise Conflict(f"{why.title}. {why.advice}", code=why.code) from None
        except (GraphUnknown, GraphUnreachable):
            raise Unavailable("Meta did not answer. Try again in a moment.", code="meta_unreachable") from None

    def sync(self, ws: WorkspaceId, waba: WabaId) -> int:
        """How many templates Meta lists. Writes only what changed; safe to run twice at once."""
        token = self.access.of_account(ws, waba)
        listed_at = millis(self.clock.now())
        before = {(one.name, one.language): one for one in self.store.all(ws, waba)}
        seen: set[tuple[str, str]] = set()
        for listed in self.meta.templates(token, waba):
            template = kept(waba, listed)
            seen.add((template.name, template.language))
            # Compared whole, not by digest: a webhook may have changed our row since the last listing.
            if before.get((template.name, template.language)) != template:
                self.store.keep(ws, template, listed_at)
        # Only a listing that came to its end may remove: a broken one raises before this line.
        for name, language in before.keys() - seen:
            self.store.forget(ws, waba, name, language, listed_at)
        return len(seen)
