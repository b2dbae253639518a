"""Reading templates, and keeping our copy of Meta's list: read whole, changed and cleared where Meta's was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from shared.core.accounts import MetaAccounts
from shared.core.actor import Actor
from shared.core.clock import Clock, millis
from shared.core.errors import Conflict, Unavailable
from shared.core.ids import NumberId, UserId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.features.connections.problems import reading
from shared.features.templates.model import DRAFT, Template, UnknownTemplate, kept, same_facts, template_key
from shared.features.templates.past import Event, Past, event_at
from shared.features.templates.store import TemplateStore

# What makes a template useless, or dearer, to whoever sends it.
TROUBLE: Final = frozenset({"REJECTED", "PAUSED", "DISABLED"})


class AccountAccess(Protocol):
    """What templates ask of connections. NotFound for accounts and numbers of other workspaces."""

    def of_account(self, ws: WorkspaceId, waba: WabaId) -> str: ...

    def account_of(self, ws: WorkspaceId, number: NumberId) -> WabaId: ...

    def account_ids(self, ws: WorkspaceId) -> list[WabaId]: ...


class Troubles(Protocol):
    """What becomes of an account when Meta refuses one of its calls."""

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused) -> None: ...


class Names(Protocol):
    """Who is who in a workspace."""

    def names(self, ws: WorkspaceId) -> Mapping[UserId, str]: ...


class Notices(Protocol):
    """Calls the workspace's people."""

    def give(
        self, ws: WorkspaceId, kind: str, severity: Literal["warning"], title: str, detail: str, *, about: str = ""
    ) -> object: ...


@dataclass(frozen=True)
class Templates:
    """The use cases of templates that change nothing at Meta."""

    store: TemplateStore
    meta: MetaAccounts
    access: AccountAccess
    troubles: Troubles
    past: Past
    notices: Notices
    clock: Clock

    def list(self, actor: Actor, number: NumberId | None) -> list[Template]:
        """The templates of the number's account; of all accounts without a number. Drafts are among them."""
        ws = actor.workspace
        wabas = [self.access.account_of(ws, number)] if number else self.access.account_ids(ws)
        return [template for waba in wabas for template in self.store.all(ws, waba)]

    def get(self, ws: WorkspaceId, template: str) -> Template:
        """By its id in the API."""
        key = template_key(template)
        found = self.store.get(ws, key.waba, key.name, key.language)
        if found is None:
            raise UnknownTemplate("There is no such template in this workspace.")
        return found

    def find(self, ws: WorkspaceId, number: NumberId, name: str, language: str) -> Template | None:
        """The template to send from a number, whatever its status."""
        return self.store.get(ws, self.access.account_of(ws, number), name, language.replace("-", "_"))

    def history(
        self, actor: Actor, template: str, limit: int, cursor: str | None
    ) -> tuple[Iterable[Event], str | None]:
        """What befell a template, newest first."""
        return self.past.page(actor.workspace, self.get(actor.workspace, template).key, limit, cursor)

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
        now = self.clock.now()
        listed_at = millis(now)
        before = {(one.name, one.language): one for one in self.store.all(ws, waba)}
        seen: set[tuple[str, str]] = set()
        for listed in self.meta.templates(token, waba):
            template = kept(waba, listed)
            seen.add((template.name, template.language))
            known = before.get((template.name, template.language))
            if known is None or not same_facts(known, template):
                if known is not None:
                    # Before the row: killed between the two, the change is noticed again and told once.
                    self._changed(ws, known, template, now)
                self.store.keep(ws, template, listed_at)
        # Only a listing that came to its end may remove: a broken one raises before this line. Meta knows no drafts.
        for name, language in before.keys() - seen:
            gone = before[name, language]
            if gone.status != DRAFT:
                self.past.add(ws, gone.key, event_at(now, "gone", before=gone.status))
                self.store.forget(ws, waba, name, language, listed_at)
        return len(seen)

    def _changed(self, ws: WorkspaceId, before: Template, after: Template, now: datetime) -> None:
        """Meta's news can get lost: then the listing is the first to tell."""
        self.past.noticed(ws, before, after, now)
        named = f"Template “{after.name}” ({after.language})"
        if after.status != before.status and after.status in TROUBLE:
            reason = after.rejected_reason if after.rejected_reason not in (None, "NONE") else None
            self.notices.give(
                ws,
                "template_status",
                "warning",
                f"{named} is {after.status.lower()}",
                f"Reason: {reason}." if reason else "",
                about=after.waba,
            )
        if after.category != before.category:
            self.notices.give(
                ws,
                "template_category",
                "warning",
                f"{named} is {after.category.lower()} now",
                f"It was {before.category.lower()} before; its price changes with it.",
                about=after.waba,
            )
