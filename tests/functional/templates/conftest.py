"""Templates over a table in memory, with a Meta that reviews when the test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from shared.core.accounts import ListedTemplate, MetaAccounts, MetaApp
from shared.core.actor import Actor
from shared.core.errors import NotFound
from shared.core.ids import NumberId, UserId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused, MetaError
from shared.core.templates import MadeTemplate, WantedTemplate
from shared.features.connections.credentials import UnknownAccount
from shared.features.media.uploads import Uploads
from shared.features.notices.service import Notices
from shared.features.notices.store import NoticeStore
from shared.features.templates.authoring import Authoring
from shared.features.templates.past import Past
from shared.features.templates.routes import authoring_routes, template_routes
from shared.features.templates.samples import Samples
from shared.features.templates.service import Templates
from shared.features.templates.store import TemplateStore
from shared.features.workspaces.roles import permissions_of
from tests.functional.conftest import WS, HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import Answer, Web

WABA = WabaId("770100200300401")
OTHER_WABA = WabaId("770100200300402")
APP = MetaApp("990011223344556", "shh")
BODY: dict[str, Any] = {
    "type": "BODY",
    "text": "Hi {{1}}, your kettle is ready today.",
    "example": {"body_text": [["Mira"]]},
}


def refused(code: int, subcode: int | None = None, **words: str) -> GraphRefused:
    return GraphRefused(MetaError(code, subcode, http_status=400, fbtrace_id="Atrace", **words))  # type: ignore[arg-type]


@dataclass
class FakeMeta:
    """Meta's list of templates. ``trouble`` is raised instead of a call, ``after`` once it has had its effect."""

    listed: dict[tuple[str, str], ListedTemplate] = field(default_factory=dict)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    trouble: dict[str, Exception] = field(default_factory=dict)
    after: dict[str, Exception] = field(default_factory=dict)
    verdict: str = "PENDING"
    category: str = ""
    """What Meta makes of the wanted category; empty: it agrees."""
    meanwhile: Callable[[], None] | None = None
    """What happens between Meta's deed and its answer."""

    def _call(self, name: str, what: Any) -> None:
        self.calls.append((name, what))
        if name in self.trouble:
            raise self.trouble.pop(name)

    def _answer(self, name: str) -> None:
        if self.meanwhile:
            happening, self.meanwhile = self.meanwhile, None
            happening()
        if name in self.after:
            raise self.after.pop(name)

    def templates(self, token: str, waba: WabaId) -> Iterator[ListedTemplate]:
        self._call("list", waba)
        assert token == f"token of {waba}"
        yield from list(self.listed.values()) if waba == WABA else ()

    def create(self, token: str, waba: WabaId, wanted: WantedTemplate) -> MadeTemplate:
        self._call("create", wanted)
        if (wanted.name, wanted.language) in self.listed:
            raise refused(100, 2388024, user_title="Exists", user_msg="There is already content in this language.")
        made = MadeTemplate(str(8800 + len(self.calls)), self.verdict, self.category or wanted.category)
        self.listed[wanted.name, wanted.language] = ListedTemplate(
            made.id,
            wanted.name,
            wanted.language,
            made.category,
            made.status,
            wanted.parameter_format,
            tuple(wanted.components),
        )
        self._answer("create")
        return made

    def edit(self, token: str, template: str, wanted: WantedTemplate, category: str | None) -> None:
        self._call("edit", (template, wanted, category))
        place = (wanted.name, wanted.language)
        before = self.listed[place]
        assert before.id == template
        self.listed[place] = replace(
            before, components=tuple(wanted.components), status="PENDING", category=category or before.category
        )
        self._answer("edit")

    def delete(self, token: str, waba: WabaId, name: str, template: str) -> None:
        self._call("delete", (name, template))
        self.listed = {place: one for place, one in self.listed.items() if one.id != template}
        self._answer("delete")

    def sample(self, app: str, token: str, data: bytes, mime_type: str) -> str:
        self._call("sample", (app, data, mime_type))
        return f"4::{len(data)}"

    def judge(self, name: str, status: str, language: str = "en_GB", **more: Any) -> None:
        self.listed[name, language] = replace(self.listed[name, language], status=status, **more)


@dataclass
class Files:
    """Uploaded files, and the tickets of those to come."""

    found: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def read_file(self, ws: WorkspaceId, upload: str, types: Mapping[str, int]) -> tuple[bytes, str]:
        if upload not in self.found:
            raise NotFound("There is no such upload.", code="no_upload")
        content, mime_type = self.found[upload]
        assert mime_type in types
        return content, mime_type


@dataclass
class Accounts:
    """``of_account`` and its like: two accounts of our workspace, none of the other."""

    refusals: list[tuple[WabaId, int]] = field(default_factory=list)

    def of_account(self, ws: WorkspaceId, waba: WabaId) -> str:
        if waba not in self.account_ids(ws):
            raise UnknownAccount
        return f"token of {waba}"

    def account_of(self, ws: WorkspaceId, number: NumberId) -> WabaId:
        return WABA

    def account_ids(self, ws: WorkspaceId) -> list[WabaId]:
        return [WABA, OTHER_WABA] if ws == WS else []

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused) -> None:
        self.refusals.append((waba, refused.error.code))

    def names(self, ws: WorkspaceId) -> Mapping[UserId, str]:
        return {UserId("marta"): "Marta Quill"}


@dataclass
class House:
    """Everything a story needs."""

    table: MemoryTable
    clock: HandClock
    meta: FakeMeta
    files: Files
    accounts: Accounts
    templates: Templates
    authoring: Authoring
    web: Web

    def call(self, method: str, path: str = "", body: Any = None, *, user: str = "marta", ws: str = WS) -> Answer:
        return self.web.call(method, f"/v1/workspaces/{ws}/templates{path}", body, user=user)

    def draft(self, *components: dict[str, Any], **facts: Any) -> str:
        """A draft's id."""
        answer = self.call("POST", body=wish(*components, **facts))
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    def approved(self, *components: dict[str, Any], **facts: Any) -> str:
        """The id of a template that Meta has approved, step after step until now."""
        self.clock.forward(seconds=-2)
        made = self.draft(*components, **facts)
        self.clock.forward(seconds=1)
        assert self.call("POST", f"/{made}/submit").status == 200
        self.clock.forward(seconds=1)
        _, name, language = made.split(".")
        self.meta.judge(name, "APPROVED", language)
        self.templates.sync(WS, WABA)
        return made

    def status(self, template: str) -> str:
        return str(self.call("GET", f"/{template}").body["status"])

    def history(self, template: str) -> list[tuple[str, str | None, str | None, str | None]]:
        items = self.call("GET", f"/{template}/history").body["items"]
        return [(one["kind"], one["by"], one["before"], one["after"]) for one in items]


def wish(*components: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "waba_id": WABA,
        "name": "kettle_ready",
        "language": "en_GB",
        "category": "UTILITY",
        "components": list(components) or [BODY],
        **facts,
    }


def changed(*components: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {name: value for name, value in wish(*components, **facts).items() if name != "waba_id"}


def membership(ws: WorkspaceId, user: UserId) -> Actor:
    return Actor(ws, user, str(user), "marketer", permissions_of("marketer"))


@pytest.fixture
def house() -> House:
    table, clock, meta, files, accounts = MemoryTable(), HandClock(), FakeMeta(), Files(), Accounts()
    store, past = TemplateStore(table), Past(table)
    notices = Notices(NoticeStore(table), clock)
    templates = Templates(store, cast(MetaAccounts, meta), accounts, accounts, past, notices, clock)
    samples = Samples(files, meta, accounts, accounts, lambda: APP)
    authoring = Authoring(templates, store, meta, accounts, accounts, samples, past, clock)
    routers = [template_routes(templates, accounts), authoring_routes(authoring, cast(Uploads, files))]
    return House(table, clock, meta, files, accounts, templates, authoring, Web(routers, membership))
