"""Authoring against the Meta simulator over HTTP: its verdicts, limits and refusals, and what becomes of them here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from infra.sandbox.running import Running, running_sandbox
from infra.sandbox.seed import DEMO_ACCOUNT, DEMO_NUMBER
from infra.sandbox.settings import Settings
from shared.adapters.meta.accounts import GraphAccounts
from shared.adapters.meta.templates import GraphTemplates
from shared.adapters.meta.transport import Graph
from shared.core.actor import Actor
from shared.core.errors import AppError, Invalid
from shared.core.ids import NumberId, UserId, WabaId, WorkspaceId
from shared.core.meta import GraphRefused
from shared.core.templates import WantedTemplate
from shared.features.notices.service import Notices
from shared.features.notices.store import NoticeStore
from shared.features.templates.authoring import Authoring, Wish
from shared.features.templates.past import Past
from shared.features.templates.pure.definition import Definition
from shared.features.templates.pure.lint import lint
from shared.features.templates.samples import Samples
from shared.features.templates.service import Templates
from shared.features.templates.store import TemplateStore
from tests.functional.conftest import WS, HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.templates.conftest import APP, Files

WABA = WabaId(DEMO_ACCOUNT)
MARTA = Actor(WS, UserId("marta"), "Marta", "marketer", frozenset())
JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


@dataclass(frozen=True)
class OneAccount:
    """The demo account and its token."""

    value: str

    def of_account(self, ws: WorkspaceId, waba: WabaId) -> str:
        return self.value

    def account_of(self, ws: WorkspaceId, number: NumberId) -> WabaId:
        return WABA

    def account_ids(self, ws: WorkspaceId) -> list[WabaId]:
        return [WABA]

    def refused(self, ws: WorkspaceId, waba: WabaId, refused: GraphRefused) -> None:
        assert refused.error.code not in (0, 102, 190)


@pytest.fixture
def sandbox() -> Iterator[Running]:
    # Nothing is judged before the test says so.
    with running_sandbox(Settings(app_id=APP.id, app_secret=APP.secret, review_after=-1)) as running:
        yield running


@pytest.fixture
def desk(sandbox: Running, clock: HandClock) -> Iterator[Authoring]:
    graph = Graph(sandbox.url, "v25.0", app_secret=APP.secret)
    meta, table, access = GraphTemplates(graph), MemoryTable(), OneAccount(sandbox.token)
    store, past = TemplateStore(table), Past(table)
    notices = Notices(NoticeStore(table), clock)
    templates = Templates(store, GraphAccounts(graph), access, access, past, notices, clock)
    files = Files({"abc": (JPEG, "image/jpeg")})
    yield Authoring(
        templates, store, meta, access, access, Samples(files, meta, access, access, lambda: APP), past, clock
    )
    graph.close()


def definition(*components: Mapping[str, Any], **facts: Any) -> Definition:
    words: Mapping[str, Any] = {"type": "BODY", "text": "Your kettle is ready. Come by when it suits you."}
    found = {"name": "kettle_done", "language": "en_GB", "category": "UTILITY", **facts}
    return Definition(components=components or (words,), **found)


def act(sandbox: Running, name: str, what: str, **facts: Any) -> None:
    (found,) = (one for one in sandbox.control.templates(WABA) if one["name"] == name)
    sandbox.control.template_act(found["id"], what, **facts)


def test_from_draft_to_approved_with_a_sample_through_the_resumable_upload(desk: Authoring, sandbox: Running) -> None:
    picture = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["upload:abc"]}}
    words = {"type": "BODY", "text": "Hi {{1}}, your kettle is ready now.", "example": {"body_text": [["Mira"]]}}

    draft = desk.draft(MARTA, Wish(WABA, definition(picture, words)))
    sent = desk.submit(MARTA, str(draft.key))
    act(sandbox, "kettle_done", "approve")
    desk.templates.sync(WS, WABA)

    assert (draft.status, sent.status, sent.quality) == ("DRAFT", "PENDING", None)
    found = desk.templates.find(WS, NumberId(DEMO_NUMBER), "kettle_done", "en_GB")
    assert found is not None
    assert (found.status, found.id, found.components[1]) == ("APPROVED", sent.id, words)
    assert found.components[0]["example"]["header_handle"][0].startswith("http")


def test_both_count_edits_alike(desk: Authoring, sandbox: Running) -> None:
    made = str(desk.draft(MARTA, Wish(WABA, definition())).key)
    desk.submit(MARTA, made)
    act(sandbox, "kettle_done", "approve")
    desk.templates.sync(WS, WABA)
    other = {"type": "BODY", "text": "Your kettle waits for you. Come by soon."}

    edited = desk.change(MARTA, made, definition(other), None)
    act(sandbox, "kettle_done", "approve")
    desk.templates.sync(WS, WABA)
    with pytest.raises(AppError) as ours:
        desk.change(MARTA, made, definition(), None)
    with pytest.raises(GraphRefused):
        desk.meta.edit(sandbox.token, edited.id, _wanted(definition()), None)

    assert (edited.status, ours.value.reason) == ("PENDING", "template_edit_limit")


def test_both_block_a_deleted_name(desk: Authoring, sandbox: Running) -> None:
    made = str(desk.draft(MARTA, Wish(WABA, definition())).key)
    desk.submit(MARTA, made)
    act(sandbox, "kettle_done", "approve")
    desk.templates.sync(WS, WABA)

    until = desk.delete(MARTA, made)
    again = desk.draft(MARTA, Wish(WABA, definition()))
    with pytest.raises(Invalid) as ours:
        desk.submit(MARTA, str(again.key))
    with pytest.raises(GraphRefused) as theirs:
        desk.meta.create(sandbox.token, WABA, _wanted(definition()))

    assert until is not None
    assert [one.field for one in ours.value.fields] == ["name"]
    assert theirs.value.error.subcode == 2388023


def test_every_seeded_template_can_be_copied_and_handed_in_but_for_its_files(desk: Authoring) -> None:
    desk.templates.sync(WS, WABA)

    for template in desk.templates.list(MARTA, None):
        copy = desk.duplicate(MARTA, str(template.key), None, None, None)
        left = {(one.path, one.code) for one in lint(copy.definition)}
        assert left <= {("header.example", "sample_missing")}, template.name


EDGE = {"type": "BODY", "text": "Your kettle is ready, {{1}}", "example": {"body_text": [["x"]]}}
PLAIN = {"type": "BODY", "text": "We are open."}


@pytest.mark.parametrize(
    ("components", "subcode", "path"),
    [
        ([EDGE], 2388299, "body.text"),
        ([PLAIN, {"type": "FOOTER", "text": "_Leeds_"}], 2388073, "footer.text"),
        ([{"type": "HEADER", "format": "TEXT", "text": "*Hi*"}, PLAIN], 2388047, "header.text"),
    ],
)
def test_the_products_lint_and_metas_refusal_name_the_same_field(
    desk: Authoring, sandbox: Running, components: list[dict[str, Any]], subcode: int, path: str
) -> None:
    broken = definition(*components)

    with pytest.raises(GraphRefused) as refused:
        desk.meta.create(sandbox.token, WABA, _wanted(broken))

    assert refused.value.error.subcode == subcode
    assert lint(broken)[0].path == path


def _wanted(wish: Definition) -> WantedTemplate:
    return WantedTemplate(wish.name, wish.language, wish.category, wish.parameter_format, wish.components)
