"""What Meta is asked when a template is made, edited or deleted, and how its answers are read."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from shared.adapters.meta.templates import GraphTemplates
from shared.adapters.meta.transport import Graph
from shared.core.ids import WabaId
from shared.core.meta import GraphRefused, GraphUnknown
from shared.core.templates import MadeTemplate, WantedTemplate

WABA = WabaId("770100200300401")
TOKEN = "EAAinventedSystemUserToken"
BODY = {"type": "BODY", "text": "We are open."}
WANTED = WantedTemplate("hours", "en_GB", "UTILITY", "POSITIONAL", (BODY,))


class Wire:
    """Answers in order, and what was asked."""

    def __init__(self, *answers: tuple[int, Any]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.meta = GraphTemplates(Graph("https://graph.test", "v25.0", transport=httpx.MockTransport(self)))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body = self.answers.pop(0)
        return httpx.Response(status, json=body)

    def asked(self) -> tuple[str, str, Any]:
        (request,) = self.requests
        return request.method, request.url.path, json.loads(request.content) if request.content else None


def test_a_new_template_is_handed_in_whole_and_metas_category_counts() -> None:
    wire = Wire((200, {"id": "8801", "status": "PENDING", "category": "MARKETING"}))

    made = wire.meta.create(TOKEN, WABA, WANTED)

    assert made == MadeTemplate("8801", "PENDING", "MARKETING")
    assert wire.asked() == (
        "POST",
        f"/v25.0/{WABA}/message_templates",
        {
            "name": "hours",
            "language": "en_GB",
            "category": "UTILITY",
            "parameter_format": "POSITIONAL",
            "components": [BODY],
        },
    )


def test_an_answer_that_says_less_is_read_as_waiting_for_review() -> None:
    assert Wire((200, {"id": "8801"})).meta.create(TOKEN, WABA, WANTED) == MadeTemplate("8801", "PENDING", "UTILITY")


@pytest.mark.parametrize("answer", [(200, {}), (200, {"success": False}), (502, {})])
def test_an_answer_without_an_id_or_success_means_nobody_knows(answer: tuple[int, Any]) -> None:
    with pytest.raises(GraphUnknown):
        Wire(answer).meta.create(TOKEN, WABA, WANTED)
    with pytest.raises(GraphUnknown):
        Wire(answer).meta.edit(TOKEN, "8801", WANTED, None)
    with pytest.raises(GraphUnknown):
        Wire(answer).meta.delete(TOKEN, WABA, "hours", "8801")


@pytest.mark.parametrize("category", [None, "MARKETING"])
def test_an_edit_replaces_the_components_and_the_category_only_when_it_changes(category: str | None) -> None:
    wire = Wire((200, {"success": True}))

    wire.meta.edit(TOKEN, "8801", WantedTemplate("hours", "en_GB", "UTILITY", "NAMED", (BODY,), 600), category)

    rest = {} if category is None else {"category": category}
    body = {"components": [BODY], "message_send_ttl_seconds": 600, **rest}
    assert wire.asked() == ("POST", "/v25.0/8801", body)


def test_one_language_is_deleted_by_name_and_id() -> None:
    wire = Wire((200, {"success": True}))

    wire.meta.delete(TOKEN, WABA, "hours", "8801")

    assert wire.asked()[:2] == ("DELETE", f"/v25.0/{WABA}/message_templates")
    assert dict(wire.requests[0].url.params) == {"name": "hours", "hsm_id": "8801"}


def test_metas_words_to_the_author_arrive() -> None:
    error = {
        "code": 100,
        "error_subcode": 2388024,
        "error_user_title": "Exists",
        "error_user_msg": "Take another name.",
    }

    with pytest.raises(GraphRefused) as refused:
        Wire((400, {"error": error})).meta.create(TOKEN, WABA, WANTED)

    assert (refused.value.error.subcode, refused.value.error.user_msg) == (2388024, "Take another name.")


def test_a_sample_goes_through_the_resumable_upload() -> None:
    wire = Wire((200, {"id": "upload:abc?sig=x"}), (200, {"h": "4::handle"}))

    assert wire.meta.sample("990011223344556", TOKEN, b"jpeg", "image/jpeg") == "4::handle"
    assert wire.requests[0].url.params["file_length"] == "4"
    assert wire.requests[1].content == b"jpeg"
