"""Writing templates: drafts, their review at Meta, edits, copies, deletion. Nothing goes to Meta that breaks a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from shared.core.actor import Actor
from shared.core.clock import Clock, stamp
from shared.core.errors import AppError, Conflict, FieldProblem, Invalid, TooLarge, Unavailable
from shared.core.ids import WabaId, WorkspaceId
from shared.core.meta import GraphRefused, GraphUnknown, GraphUnreachable
from shared.core.templates import MetaTemplates, WantedTemplate
from shared.features.connections.credentials import UnknownAccount
from shared.features.connections.problems import reading
from shared.features.templates.limits import NAME_BLOCK, edit_state
from shared.features.templates.model import (
    APPROVED,
    DRAFT,
    NEVER_APPROVED,
    Template,
    TemplateKey,
    stamped,
)
from shared.features.templates.past import Past, event_at
from shared.features.templates.pure.authored import authored, without_samples_of_files
from shared.features.templates.pure.definition import Definition
from shared.features.templates.pure.diff import diff
from shared.features.templates.pure.findings import Finding
from shared.features.templates.pure.lint import lint
from shared.features.templates.pure.render import Preview, render, samples
from shared.features.templates.refusals import EXISTS, field_of
from shared.features.templates.samples import Samples
from shared.features.templates.service import AccountAccess, Templates, Troubles
from shared.features.templates.store import TemplateStore

MOST_DRAFTS: Final = 200
MOST_BYTES: Final = 100_000


@dataclass(frozen=True)
class Wish:
    """A template as a person wants it, in which account."""

    waba: WabaId
    definition: Definition


@dataclass(frozen=True)
class Authoring:
    """The use cases of people who write templates."""

    templates: Templates
    store: TemplateStore
    meta: MetaTemplates
    access: AccountAccess
    troubles: Troubles
    samples: Samples
    past: Past
    clock: Clock

    # ── looking at it ───────────────────────────────────────────────────────────────────────────────────────────────

    def review(self, actor: Actor, wish: Wish, template: str | None) -> tuple[list[Finding], Preview]:
        """What is wrong with it, and how it would look with its samples. ``template`` is the one being written."""
        own = self.templates.get(actor.workspace, template) if template else None
        if own is None:
            self._require_account(actor.workspace, wish.waba)
        definition = _own_words(own, wish.definition)
        found = self.findings(actor.workspace, replace(wish, definition=definition), own.key if own else None)
        return found, render(definition, samples(definition))

    def findings(self, ws: WorkspaceId, wish: Wish, own: TemplateKey | None) -> list[Finding]:
        """Every rule broken: Meta's, and those that depend on what else is there. ``own`` is the one being written."""
        found = lint(wish.definition)
        key = TemplateKey(wish.waba, wish.definition.name, wish.definition.language)
        others = [one for one in self.store.all(ws, wish.waba) if one.key != own]
        if any(one.key == key for one in others):
            found.append(Finding("name", "name_taken", "There is a template of this name in this language already."))
        cousins = [one for one in others if one.name == key.name and one.status != DRAFT]
        if any(one.category != wish.definition.category for one in cousins):
            message = f"All languages of a name share a category: here it is {cousins[0].category}."
            found.append(Finding("category", "category_differs", message))
        until = self.store.blocked_until(ws, key, self.clock.now())
        if until is not None:
            message = f"A template of this name was deleted. Meta takes the name again from {stamp(until)[:10]}."
            found.append(Finding("name", "name_blocked", message))
        return found

    # ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def draft(self, actor: Actor, wish: Wish) -> Template:
        """A new draft. It may break rules, but its name must be one: it is what the draft is found by."""
        ws = actor.workspace
        self._require_account(ws, wish.waba)
        known = self.store.all(ws, wish.waba)
        if sum(one.status == DRAFT for one in known) >= MOST_DRAFTS:
            raise Conflict(f"There are {MOST_DRAFTS} drafts. Submit or delete some first.", code="too_many_drafts")
        draft = self._checked(ws, wish)
        now = self.clock.now()
        if not self.store.draft(ws, draft, now):
            raise _taken()
        self.past.add(ws, draft.key, event_at(now, "created", by=actor.user))
        return self.templates.get(ws, str(draft.key))

    def duplicate(
        self, actor: Actor, template: str, name: str | None, language: str | None, waba: WabaId | None
    ) -> Template:
        """A draft that says the same, under another name, in another language or account."""
        found = self.templates.get(actor.workspace, template)
        components = authored(found.components, found.category)
        if found.status != DRAFT or (waba is not None and waba != found.waba):
            components = without_samples_of_files(components)
        key = TemplateKey(waba or found.waba, name or found.name, language or found.language)
        if name is None and (key.waba, key.language) == (found.waba, found.language):
            key = replace(key, name=self._free_name(actor.workspace, key))
        copy = replace(
            found.definition, name=key.name, language=key.language, components=components, ttl_seconds=found.ttl_seconds
        )
        return self.draft(actor, Wish(key.waba, copy))

    def _free_name(self, ws: WorkspaceId, key: TemplateKey) -> str:
        taken = {one.name for one in self.store.all(ws, key.waba) if one.language == key.language}
        stem = key.name[:500]
        endings = ("_copy", *(f"_copy_{at}" for at in range(2, len(taken) + 3)))
        return next(name for ending in endings if (name := stem + ending) not in taken)

    def change(self, actor: Actor, template: str, definition: Definition, revision: str | None) -> Template:
        """A draft is saved; a template at Meta is edited there and goes back into review."""
        before = self.templates.get(actor.workspace, template)
        if revision is not None and revision != revision_of(before):
            raise _changed_meanwhile()
        if before.status == DRAFT:
            return self._redraft(actor, before, definition)
        return self._edit(actor, before, definition)

    def _redraft(self, actor: Actor, before: Template, definition: Definition) -> Template:
        ws = actor.workspace
        after = self._checked(ws, Wish(before.waba, definition))
        now = self.clock.now()
        if after.key == before.key:
            if not self.store.redraft(ws, before, after, now):
                raise _changed_meanwhile()
        else:
            place = self.store.rename(ws, before, after, now)
            if place is not None:
                raise _taken() if place == 0 else _changed_meanwhile()
            self.past.add(ws, after.key, event_at(now, "created", by=actor.user))
        return self.templates.get(ws, str(after.key))

    def _checked(self, ws: WorkspaceId, wish: Wish) -> Template:
        """The draft, with its new samples at Meta."""
        definition = wish.definition
        problems = [FieldProblem(one.path, one.message) for one in lint(definition) if one.path in ("name", "language")]
        if problems:
            raise Invalid("A draft needs a name and a language.", code="template_name", fields=problems)
        components = self.samples.exchanged(ws, wish.waba, definition.components)
        draft = stamped(
            Template(
                waba=wish.waba,
                id="",
                name=definition.name,
                language=definition.language,
                category=definition.category,
                status=DRAFT,
                parameter_format=definition.parameter_format,
                components=tuple(components),
                quality=None,
                rejected_reason=None,
                digest="",
                ttl_seconds=definition.ttl_seconds,
            )
        )
        if len(repr(components).encode()) > MOST_BYTES:
            raise TooLarge("This is more than a template can hold.", code="template_too_large")
        return draft

    # ── at Meta ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def submit(self, actor: Actor, template: str) -> Template:
        """To Meta's reviewers. An answer that got lost is looked for in Meta's list."""
        ws, draft = actor.workspace, self.templates.get(actor.workspace, template)
        if draft.status != DRAFT:
            raise Conflict(f"This template is at Meta already: it is {draft.status}.", code="template_not_draft")
        self._require_clean(ws, Wish(draft.waba, draft.definition), draft.key)
        token = self.access.of_account(ws, draft.waba)
        now = self.clock.now()
        try:
            made = self.meta.create(token, draft.waba, _wanted(draft))
        except GraphUnknown:
            found = self._looked_up(ws, draft)
            if found is None:
                raise _silent() from None
            self.past.add(ws, draft.key, event_at(now, "submitted", by=actor.user, after=found.status))
            return found
        except (GraphRefused, GraphUnreachable) as trouble:
            if isinstance(trouble, GraphRefused) and trouble.error.subcode == EXISTS:
                self._looked_up(ws, draft)
            raise self._refusal(ws, draft.waba, trouble) from None
        self.past.add(ws, draft.key, event_at(now, "submitted", by=actor.user, after=made.status))
        if made.category != draft.category:
            event = event_at(now, "category", before=draft.category, after=made.category)
            self.past.add(ws, draft.key, event)
        self.store.submitted(ws, draft, made, now)
        return self.templates.get(ws, template)

    def _looked_up(self, ws: WorkspaceId, draft: Template) -> Template | None:
        """The template as Meta lists it, when it does."""
        with suppress(GraphRefused, GraphUnknown, GraphUnreachable):
            self.templates.sync(ws, draft.waba)
        found = self.store.get(ws, draft.waba, draft.name, draft.language)
        return found if found is not None and found.status != DRAFT else None

    def _edit(self, actor: Actor, before: Template, definition: Definition) -> Template:
        ws, now = actor.workspace, self.clock.now()
        _require_id(before)
        definition = self._edited(before, _own_words(before, definition), now)
        self._require_clean(ws, Wish(before.waba, definition), before.key)
        components = self.samples.exchanged(ws, before.waba, definition.components)
        after = replace(
            before, components=tuple(components), category=definition.category, ttl_seconds=definition.ttl_seconds
        )
        was = authored(before.components, before.category)
        changes = tuple(diff(was, components))
        if not changes and (after.category, after.ttl_seconds) == (before.category, before.ttl_seconds):
            return before
        token = self.access.of_account(ws, before.waba)
        mark = self.store.status_mark(ws, before.key)
        category = after.category if after.category != before.category else None
        with self._plainly(ws, before.waba):
            self.meta.edit(token, before.id, _wanted(after), category)
        event = event_at(now, "edited", by=actor.user, before=before.status, after="PENDING", changes=changes)
        self.past.add(ws, before.key, event)
        self.store.edited(ws, before, replace(after, rejected_reason=None), mark, now)
        return self.templates.get(ws, str(before.key))

    def _edited(self, before: Template, definition: Definition, now: datetime) -> Definition:
        """The edit, when Meta's limits leave room for it; a Conflict otherwise."""
        state = edit_state(before, now)
        if not state.allowed:
            when = f" Meta takes the next edit from {stamp(state.next_at)}." if state.next_at else ""
            words = {
                "status": f"Meta lets nobody edit a template that is {before.status}.",
                "daily": "An approved template can be edited once in 24 hours.",
                "monthly": "An approved template can be edited ten times in 30 days.",
            }
            code = "template_not_editable" if state.reason == "status" else "template_edit_limit"
            raise Conflict(words[state.reason or "status"] + when, code=code)
        fixed = {"name": before.name, "language": before.language, "parameter_format": before.parameter_format}
        if before.status == APPROVED:
            fixed["category"] = before.category
        problems = [
            FieldProblem(name, f"Meta does not let this be changed any more: it is {value}. Duplicate it instead.")
            for name, value in fixed.items()
            if getattr(definition, name) != value
        ]
        if problems:
            raise Invalid("Part of this can't be edited any more.", code="template_fixed", fields=problems)
        return definition

    def delete(self, actor: Actor, template: str) -> datetime | None:
        """Until when Meta blocks the name; None when it does not."""
        ws, found = actor.workspace, self.templates.get(actor.workspace, template)
        now = self.clock.now()
        if found.status == DRAFT:
            if not self.store.discard(ws, found):
                raise _changed_meanwhile()
            self.past.add(ws, found.key, event_at(now, "deleted", by=actor.user, before=DRAFT))
            return None
        _require_id(found)
        if found.status == "DISABLED":
            raise Conflict("Meta keeps a disabled template: it can't be deleted.", code="template_disabled")
        token = self.access.of_account(ws, found.waba)
        with self._plainly(ws, found.waba):
            self.meta.delete(token, found.waba, found.name, found.id)
        self.past.add(ws, found.key, event_at(now, "deleted", by=actor.user, before=found.status))
        until = now + NAME_BLOCK if found.status not in NEVER_APPROVED or found.edited else None
        rest = [one for one in self.store.all(ws, found.waba) if one.name == found.name and one.key != found.key]
        last = not any(one.status != DRAFT for one in rest)
        self.store.deleted(ws, found, until, last, now)
        return until

    def _require_account(self, ws: WorkspaceId, waba: WabaId) -> None:
        if waba not in self.access.account_ids(ws):
            raise UnknownAccount("There is no such WhatsApp account in this workspace.")

    def _require_clean(self, ws: WorkspaceId, wish: Wish, own: TemplateKey) -> None:
        found = self.findings(ws, wish, own)
        if found:
            raise Invalid(
                "Meta would not take this template as it is.",
                code="template_lint",
                fields=[FieldProblem(one.path, one.message) for one in found],
            )

    # ── what Meta answers ───────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _plainly(self, ws: WorkspaceId, waba: WabaId) -> Iterator[None]:
        try:
            yield
        except (GraphRefused, GraphUnknown, GraphUnreachable) as trouble:
            raise self._refusal(ws, waba, trouble) from None

    def _refusal(
        self, ws: WorkspaceId, waba: WabaId, trouble: GraphRefused | GraphUnknown | GraphUnreachable
    ) -> AppError:
        """Meta's own words to the author, beside the field where its subcode tells which."""
        if not isinstance(trouble, GraphRefused):
            return _silent()
        self.troubles.refused(ws, waba, trouble)
        error = trouble.error
        words = ". ".join(part.rstrip(".") for part in (error.user_title, error.user_msg) if part)
        if not words:
            why = reading(trouble)
            return Conflict(f"{why.title}. {why.advice}", code=why.code)
        field = field_of(error.subcode)
        problems = [FieldProblem(field, error.user_msg or words)] if field else []
        return Invalid(f"Meta refused this template. {words}.", code="template_refused", fields=problems)


def revision_of(template: Template) -> str:
    """Changes whenever what a person sees of the template does."""
    return stamped(template).digest[:20]


def _own_words(before: Template | None, definition: Definition) -> Definition:
    """Meta lists its own words in authentication templates: whoever edits one hands them back and means no change."""
    if before is None or before.status == DRAFT or definition.category != "AUTHENTICATION":
        return definition
    return replace(definition, components=authored(definition.components, definition.category))


def _wanted(template: Template) -> WantedTemplate:
    components: list[Mapping[str, Any]] = list(template.components)
    return WantedTemplate(
        template.name,
        template.language,
        template.category,
        template.parameter_format,
        components,
        template.ttl_seconds,
    )


def _require_id(template: Template) -> None:
    """News can make a draft a template of Meta's whose answer, with its id, got lost: the next listing has it."""
    if not template.id:
        raise Conflict(
            "Meta has this template, but its id is not known here yet. Sync first.", code="template_unsynced"
        )


def _taken() -> Conflict:
    return Conflict("There is a template of this name in this language already.", code="template_exists")


def _changed_meanwhile() -> Conflict:
    return Conflict("Somebody else has changed this template meanwhile. Load it again.", code="template_changed")


def _silent() -> Unavailable:
    return Unavailable(
        "Meta did not answer; it may have been carried out. Sync the templates in a moment.", code="meta_unreachable"
    )
