"""Meta's answers about tokens, accounts, numbers and templates, read from the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.adapters.meta.accounts import GraphAccounts
from shared.adapters.meta.transport import Graph
from shared.core.accounts import MANAGE, MESSAGE, MetaApp
from shared.core.clock import from_unix
from shared.core.errors import Invalid
from shared.core.ids import NumberId, WabaId
from shared.core.meta import GraphRefused, GraphUnknown

APP = MetaApp("990011223344556", "the-apps-secret")
WABA = WabaId("770100200300401")
NUMBER = NumberId("660900800700501")
TOKEN = "EAAinventedSystemUserToken"


class Wire:
    """Answers by path, and what was asked."""

    def __init__(self, *answers: tuple[int, Any]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body = self.answers.pop(0)
        return httpx.Response(status, json=body)

    @property
    def meta(self) -> GraphAccounts:
        return GraphAccounts(Graph("https://graph.test", "v25.0", transport=httpx.MockTransport(self)))


INSPECTED = {
    "app_id": APP.id,
    "type": "SYSTEM_USER",
    "is_valid": True,
    "expires_at": 1800000000,
    "scopes": [MANAGE, MESSAGE, "business_management"],
    "granular_scopes": [
        {"scope": MANAGE, "target_ids": [WABA, "770100200300402"]},
        {"scope": MESSAGE, "target_ids": ["770100200300402", WABA]},
        {"scope": "business_management", "target_ids": ["1"]},
    ],
    "user_id": "122000000000417",
}


def inspected(**changes: Any) -> tuple[int, Any]:
    return 200, {"data": {**INSPECTED, **changes}}


def test_our_app_asks_about_the_token() -> None:
    wire = Wire(inspected())

    facts = wire.meta.inspect(APP, TOKEN)

    [request] = wire.requests
    assert request.url.path == "/v25.0/debug_token"
    assert request.url.params["input_token"] == TOKEN
    assert request.headers["authorization"] == f"Bearer {APP.id}|{APP.secret}"
    assert facts.valid
    assert facts.scopes == {MANAGE, MESSAGE, "business_management"}
    assert facts.accounts == (WABA, "770100200300402")
    assert facts.expires_at == from_unix(1800000000)
    assert (facts.app, facts.kind, facts.user) == (APP.id, "SYSTEM_USER", "122000000000417")


@pytest.mark.parametrize(
    ("scopes", "accounts"),
    [
        ([], None),
        ([{"scope": MANAGE}, {"scope": MESSAGE}], None),
        ([{"scope": MANAGE, "target_ids": [WABA]}, {"scope": MESSAGE}], (WABA,)),
        ([{"scope": MANAGE, "target_ids": [WABA]}, {"scope": MESSAGE, "target_ids": ["7"]}], ()),
        ([{"scope": "business_management", "target_ids": ["1"]}], None),
    ],
    ids=["none", "unnamed", "one unnamed", "no overlap", "others only"],
)
def test_a_token_is_good_for_the_accounts_that_both_permissions_name(scopes: Any, accounts: Any) -> None:
    assert Wire(inspected(granular_scopes=scopes)).meta.inspect(APP, TOKEN).accounts == accounts


def test_a_token_without_an_end_never_expires() -> None:
    assert Wire(inspected(expires_at=0)).meta.inspect(APP, TOKEN).expires_at is None


@pytest.mark.parametrize(("token", "data", "ends"), [(0, 1800000000, 1800000000), (1900000000, 1800000000, 1800000000)])
def test_a_token_ends_where_its_access_to_data_ends(token: int, data: int, ends: int) -> None:
    facts = Wire(inspected(expires_at=token, data_access_expires_at=data)).meta.inspect(APP, TOKEN)

    assert facts.expires_at == from_unix(ends)


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        ({"data": {**INSPECTED, "expires_at": "soon"}}, lambda meta: meta.inspect(APP, TOKEN)),
        ({"data": {**INSPECTED, "expires_at": 10**30}}, lambda meta: meta.inspect(APP, TOKEN)),
        ({"data": {**INSPECTED, "scopes": 7}}, lambda meta: meta.inspect(APP, TOKEN)),
        ({"data": {**INSPECTED, "granular_scopes": 7}}, lambda meta: meta.inspect(APP, TOKEN)),
        ({"data": [{"display_phone_number": "+44 113 496 0321"}]}, lambda meta: meta.numbers(TOKEN, WABA)),
        ({"data": 7}, lambda meta: meta.numbers(TOKEN, WABA)),
        ({"data": 7}, lambda meta: meta.subscribed(APP, TOKEN, WABA)),
        ({"data": [{"id": "1"}]}, lambda meta: list(meta.templates(TOKEN, WABA))),
        ({"data": 7}, lambda meta: list(meta.templates(TOKEN, WABA))),
        ({"id": WABA, "health_status": {"entities": 7}}, lambda meta: meta.account(TOKEN, WABA)),
    ],
)
def test_an_answer_of_another_shape_is_an_unknown_outcome_and_no_crash(answer: Any, call: Any) -> None:
    with pytest.raises(GraphUnknown):
        call(Wire((200, answer)).meta)


def test_a_dead_token_says_why() -> None:
    answer = {"data": {"is_valid": False, "scopes": [], "error": {"code": 190, "subcode": 463, "message": "…"}}}

    facts = Wire((200, answer)).meta.inspect(APP, TOKEN)

    assert (facts.valid, facts.subcode, facts.scopes) == (False, 463, frozenset())


def test_numbers_are_read_page_by_page() -> None:
    first = {
        "data": [
            {
                "id": NUMBER,
                "display_phone_number": "+44 113 496 0321",
                "verified_name": "Quill Kettles",
                "quality_rating": "GREEN",
                "status": "CONNECTED",
                "platform_type": "CLOUD_API",
                "throughput": {"level": "HIGH"},
                "whatsapp_business_manager_messaging_limit": "TIER_2K",
            }
        ],
        "paging": {"cursors": {"before": "a", "after": "b"}, "next": "https://elsewhere.test/steal?after=b"},
    }
    second = {"data": [{"id": "660900800700502"}], "paging": {"cursors": {"before": "c", "after": "d"}}}
    wire = Wire((200, first), (200, second))

    numbers = wire.meta.numbers(TOKEN, WABA)

    assert [one.id for one in numbers] == [NUMBER, "660900800700502"]
    assert (numbers[0].registered, numbers[0].throughput, numbers[0].limit) == (True, "HIGH", "TIER_2K")
    assert (numbers[1].registered, numbers[1].status, numbers[1].display) == (False, None, "")
    assert [request.url.host for request in wire.requests] == ["graph.test", "graph.test"]
    assert wire.requests[1].url.params["after"] == "b"


@pytest.mark.parametrize(
    ("raw", "registered"),
    [
        ({"status": "CONNECTED"}, True),
        ({"status": "PENDING", "platform_type": "CLOUD_API"}, False),
        ({"platform_type": "CLOUD_API"}, True),
        ({"platform_type": "NOT_APPLICABLE"}, False),
        ({}, False),
    ],
)
def test_whether_a_number_is_registered(raw: dict[str, str], registered: bool) -> None:
    wire = Wire((200, {"data": [{"id": NUMBER, **raw}]}))

    assert wire.meta.numbers(TOKEN, WABA)[0].registered is registered


def test_registering_sends_the_pin() -> None:
    wire = Wire((200, {"success": True}))

    wire.meta.register(TOKEN, NUMBER, "271828")

    [request] = wire.requests
    assert (request.method, request.url.path) == ("POST", f"/v25.0/{NUMBER}/register")
    assert json.loads(request.content) == {"messaging_product": "whatsapp", "pin": "271828"}


@pytest.mark.parametrize(
    "call",
    [
        lambda meta: meta.register(TOKEN, NUMBER, "271828"),
        lambda meta: meta.subscribe(TOKEN, WABA),
    ],
    ids=["register", "subscribe"],
)
def test_an_answer_that_does_not_say_success_is_not_one(call: Callable[[GraphAccounts], None]) -> None:
    for answer in ({}, {"success": False}, {"success": "true"}):
        with pytest.raises(GraphUnknown):
            call(Wire((200, answer)).meta)


def test_a_refusal_keeps_its_code() -> None:
    wire = Wire((400, {"error": {"code": 133005, "message": "(#133005) …", "fbtrace_id": "A"}}))

    with pytest.raises(GraphRefused) as refusal:
        wire.meta.register(TOKEN, NUMBER, "271828")

    assert refusal.value.error.code == 133005


def test_templates_keep_their_components_and_get_one_spelling_of_the_language() -> None:
    parts = [{"type": "BODY", "text": "Hi {{first_name}}", "example": {"n": 0.5}}]
    raw = {
        "id": "880770660550441",
        "name": "winter_offer",
        "language": "en-GB",
        "status": "APPROVED",
        "category": "MARKETING",
        "parameter_format": "NAMED",
        "components": parts,
        "quality_score": {"score": "GREEN", "date": 1795341600},
        "rejected_reason": "NONE",
    }

    [template] = Wire((200, {"data": [raw]})).meta.templates(TOKEN, WABA)

    assert (template.language, template.quality, template.parameter_format) == ("en_GB", "GREEN", "NAMED")
    assert list(template.components) == parts


def test_a_list_that_leads_in_a_circle_ends() -> None:
    page = {"data": [], "paging": {"cursors": {"after": "same"}, "next": "https://graph.test/next"}}

    with pytest.raises(GraphUnknown):
        Wire(*[(200, page)] * 200).meta.numbers(TOKEN, WABA)


def test_an_id_cannot_turn_into_another_path() -> None:
    with pytest.raises(Invalid):
        Wire().meta.account(TOKEN, WabaId("1/../me"))
