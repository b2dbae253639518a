"""Templates as Graph serves them: list, read, create, edit, delete, end a pause (contract 7.1, 7.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.sandbox import template_rules as rules
from infra.sandbox.errors import GraphError
from infra.sandbox.listing import page, select, wanted
from infra.sandbox.model import Account, Json, Template
from infra.sandbox.pacing import key_of
from infra.sandbox.template_life import TemplateLife
from infra.sandbox.uploads import Uploads
from infra.sandbox.world import DAY, World
from shared.features.templates.pure.definition import Definition, sample_handles

FIELDS = ("name", "parameter_format", "components", "language", "status", "category", "id")
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
EDIT_KEYS = ("category", "components", "parameter_format", "message_send_ttl_seconds")
MONTH = 30 * DAY
EDITS_A_MONTH = 10
NAME_BLOCK = 30 * DAY
SAMPLES = "/template_samples"
FOREIGN = "4::"
"""How handles begin that were made before the sandbox was: those of the seed and of recorded requests."""


class Templates:
    """The template calls of one world."""

    def __init__(self, world: World, life: TemplateLife, uploads: Uploads) -> None:
        self._world, self._life, self._uploads = world, life, uploads

    # -- reading ----------------------------------------------------------------------------------------------------
    def find(self, node: str) -> Template | None:
        """By Meta's id."""
        return next((one for one in self._world.state.templates if one.id == node), None)

    def read(self, template: Template, fields: tuple[str, ...] = FIELDS) -> Json:
        makers: dict[str, Callable[[], Any]] = {
            "id": lambda: template.id,
            "name": lambda: template.name,
            "language": lambda: template.language,
            "status": lambda: template.status,
            "category": lambda: template.category,
            "components": lambda: template.components,
            "parameter_format": lambda: template.parameter_format,
            "quality_score": lambda: {"score": template.quality, "date": int(template.quality_at)},
            "rejected_reason": lambda: template.rejected_reason,
            "correct_category": lambda: template.correct_category or None,
            "previous_category": lambda: template.previous_category or None,
            "sub_category": lambda: None,
            "message_send_ttl_seconds": lambda: template.ttl,
            "last_updated_time": lambda: int(template.changed_at) or None,
        }
        return select(makers, fields, "MessageTemplate")

    def listed(self, account: Account, query: dict[str, str], address: str) -> Json:
        chosen = self._of(account)
        for key in ("status", "category", "language"):
            if query.get(key):
                values = query[key].replace("[", "").replace("]", "").replace('"', "").split(",")
                chosen = [item for item in chosen if getattr(item, key) in values]
        if query.get("name"):
            chosen = [item for item in chosen if query["name"] in item.name]
        fields = wanted(query.get("fields"), FIELDS)
        return page([self.read(item, fields) for item in chosen], query, address)

    def _of(self, account: Account, name: str = "") -> list[Template]:
        mine = [item for item in self._world.state.templates if item.account == account.id]
        return [item for item in mine if item.name == name] if name else mine

    # -- creating ---------------------------------------------------------------------------------------------------
    def create(self, account: Account, body: Json) -> Json:
        """The answer: Meta's decision on status and category, which may not be what was asked for."""
        definition = rules.handed_in(body)
        rules.check(definition)
        self._free(account, definition)
        category = self._category(definition, body)
        siblings = {item.category for item in self._of(account, definition.name)}
        if siblings and category not in siblings:
            message = f"The other languages of {definition.name} are {', '.join(sorted(siblings))}."
            raise rules.refusal("Category differs", message)
        template = Template(
            id=f"8807{self._world.ids.number(11)}",
            account=account.id,
            name=definition.name,
            language=definition.language,
            category=category,
            components=self._kept(definition, []),
            status="PENDING",
            parameter_format=rules.format_of(definition),
            quality="UNKNOWN",
            quality_at=self._world.now(),
            ttl=definition.ttl_seconds,
        )
        self._world.state.templates.put(key_of(template), template)
        at_once = category == "UTILITY" and self._world.settings.utility_at_once and not rules.objection(template)
        if at_once:
            self._life.approve(template)
        else:
            self._life.submit(template)
        return {"id": template.id, "status": template.status, "category": template.category}

    def _free(self, account: Account, definition: Definition) -> None:
        """Refuses a name that is taken, blocked, or one too many."""
        name, language = definition.name, definition.language
        found = self._world.state.templates.get(f"{account.id}/{name}/{language}")
        if found is not None and found.status == "PENDING_DELETION":
            raise self._blocked(name, language)
        if found is not None:
            message = f"There is already {language} content for {name}."
            raise rules.refusal("Language exists", message, rules.EXISTS_ALREADY)
        now, blocks = self._world.now(), self._blocks()
        lives = bool(self._of(account, name))
        for key, until in blocks.items():
            of_name = key.startswith(f"{account.id}/{name}/")
            if until > now and of_name and (not lives or key.endswith(f"/{language}")):
                raise self._blocked(name, language)
        if len(self._of(account)) >= self._world.settings.template_limit:
            message = f"The account has {self._world.settings.template_limit} templates already."
            raise rules.refusal("Too many templates", message, rules.TOO_MANY_TEMPLATES)

    def _blocked(self, name: str, language: str) -> GraphError:
        message = f"New {language} content can't be added to {name}: it was deleted in the last 30 days."
        return rules.refusal("Being deleted", message, rules.BEING_DELETED)

    def _blocks(self) -> dict[str, float]:
        """Deleted names, as account/name/language → the moment they are free again."""
        found: dict[str, float] = self._world.state.facts.setdefault("deleted_templates", {})
        return found

    def _category(self, definition: Definition, body: Json) -> str:
        """Utility that advertises becomes marketing, unless the caller forbids it; then the review rejects it."""
        promotes = rules.promotes(definition.name, definition.category, list(map(dict, definition.components)))
        return "MARKETING" if promotes and body.get("allow_category_change") is not False else definition.category

    def _kept(self, definition: Definition, before: list[Json]) -> list[Json]:
        """What Meta keeps: its own words for one-time passwords, the address of a sample in place of its handle."""
        components = rules.written(definition)
        listed = {sample_handles(header)[0] for header in rules.headers(before)}
        for header in rules.headers(components):
            handle = sample_handles(header)[0]
            uploaded = self._uploads.of_handle(handle)
            # Whether Meta takes the address it listed back is not known; here an edit that keeps the file may.
            rules.check_sample(header, uploaded, handle.startswith(FOREIGN) or handle in listed)
            if uploaded is not None:
                address = f"{self._world.origin}{SAMPLES}/{uploaded['sha256']}"
                header["example"] = {"header_handle": [address]}
        return components

    # -- editing ----------------------------------------------------------------------------------------------------
    def edit(self, template: Template, body: Json) -> Json:
        """Replaces what is given and puts it before the reviewers again."""
        if not any(key in body for key in EDIT_KEYS):
            raise GraphError(100, message=f"(#100) Give one of {', '.join(EDIT_KEYS)}.")
        if template.status not in EDITABLE:
            message = f"A template that is {template.status} can't be edited."
            raise rules.refusal("Not editable", message)
        category = str(body.get("category") or template.category).upper()
        if template.status == "APPROVED":
            self._may_edit(template, category)
        definition = Definition(
            name=template.name,
            language=template.language,
            category=category,
            components=rules.components_of(body) if "components" in body else template.components,
            parameter_format=str(body.get("parameter_format") or template.parameter_format).upper(),
            ttl_seconds=rules.ttl_of(body) if "message_send_ttl_seconds" in body else template.ttl,
        )
        components = template.components
        rules.check(definition, whole="components" in body)
        if "components" in body:
            components = self._kept(definition, template.components)
        if template.status == "APPROVED":
            template.edits.append(self._world.now())
            template.live = template.components
        template.components, template.category = components, category
        template.parameter_format, template.ttl = rules.format_of(definition), definition.ttl_seconds
        self._life.submit(template)
        self._life.tell_status(template)
        return {"success": True, "id": template.id, "name": template.name, "category": category}

    def _may_edit(self, template: Template, category: str) -> None:
        if category != template.category:
            raise rules.refusal("Category is fixed", "The category of an approved template can't be edited.")
        month = [at for at in template.edits if self._world.now() - at < MONTH]
        if len(month) >= EDITS_A_MONTH:
            raise rules.refusal("Too many edits", f"{EDITS_A_MONTH} edits in 30 days were made already.")
        if month and self._world.now() - month[-1] < DAY:
            raise rules.refusal("Edited already", "An approved template can be edited once in 24 hours.")

    # -- deleting ---------------------------------------------------------------------------------------------------
    def delete(self, account: Account, query: dict[str, str]) -> None:
        """By `name` (all languages), `name` and `hsm_id` (one), or `hsm_ids`."""
        chosen = self._chosen(account, query)
        if any(item.status == "DISABLED" for item in chosen):
            raise rules.refusal("Not deletable", "A disabled template can't be deleted.")
        blocks, now = self._blocks(), self._world.now()
        for key in [key for key, until in blocks.items() if until <= now]:
            del blocks[key]
        for template in chosen:
            if template.approved_at or template.status in ("APPROVED", "PAUSED"):
                blocks[key_of(template)] = now + NAME_BLOCK
            self._life.remove(template)

    def _chosen(self, account: Account, query: dict[str, str]) -> list[Template]:
        if query.get("hsm_ids"):
            ids = query["hsm_ids"].strip("[]").replace('"', "").replace(" ", "").split(",")
            found = [item for item in self._of(account) if item.id in ids]
            complete = len(found) == len(set(ids))
        else:
            if not query.get("name"):
                raise GraphError(100, message="(#100) The parameter name is required.")
            found = self._of(account, query["name"])
            if query.get("hsm_id"):
                found = [item for item in found if item.id == query["hsm_id"]]
            complete = bool(found)
        found = [item for item in found if item.status != "PENDING_DELETION"]
        if not found or not complete:
            raise rules.refusal("Not found", "The account has no such template.")
        return found

    # -- pauses -----------------------------------------------------------------------------------------------------
    def unpause(self, template: Template) -> None:
        """Ends a pause after pacing; one for quality ends by itself."""
        if template.paused_for != "pacing":
            raise rules.refusal("Not paused by pacing", "Only a pause after pacing can be ended by hand.")
        self._life.unpause(template)
