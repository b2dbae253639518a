"""Our messages in Meta's shape (contract 3)."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest

from shared.adapters.meta.media import MetaMedia
from shared.adapters.meta.messages import MetaMessages, graph_body
from shared.adapters.meta.transport import Graph
from shared.core.errors import TooLarge
from shared.core.ids import NumberId, Wamid
from shared.core.meta import BadContent, GraphRefused, GraphUnknown, MediaLink, Outgoing, Recipient

NUMBER = NumberId("660900800700501")
MIRA = Recipient(phone="447700900456")


def outgoing(kind: str, content: dict[str, Any], **more: Any) -> Outgoing:
    return Outgoing(NUMBER, more.pop("recipient", MIRA), kind, content, "1|ws_1|c|m", **more)


def test_a_text_as_the_contract_has_it() -> None:
    body = graph_body(outgoing("text", {"body": "Hello", "preview_url": True}, quoted=Wamid("wamid.Q")))

    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+447700900456",
        "type": "text",
        "text": {"body": "Hello", "preview_url": True},
        "context": {"message_id": "wamid.Q"},
        "biz_opaque_callback_data": "1|ws_1|c|m",
    }


def test_without_a_number_the_whatsapp_id_is_the_address() -> None:
    body = graph_body(outgoing("text", {"body": "Hi"}, recipient=Recipient(bsuid="GB.8815520047392610")))
    assert body["recipient"] == "GB.8815520047392610"
    assert "to" not in body


def test_the_number_is_preferred_when_both_are_known() -> None:
    body = graph_body(outgoing("text", {"body": "Hi"}, recipient=Recipient("447700900456", "GB.1")))
    assert body["to"] == "+447700900456"
    assert "recipient" not in body


@pytest.mark.parametrize(
    ("kind", "content", "more", "wanted"),
    [
        ("image", {"caption": "Teal"}, {}, {"id": "M1", "caption": "Teal"}),
        ("image", {}, {"filename": "a.png"}, {"id": "M1"}),
        ("video", {"caption": ""}, {}, {"id": "M1"}),
        ("audio", {"caption": "no"}, {"voice": True}, {"id": "M1", "voice": True}),
        ("audio", {}, {}, {"id": "M1"}),
        ("document", {"caption": "C"}, {"filename": "a.pdf"}, {"id": "M1", "caption": "C", "filename": "a.pdf"}),
        ("sticker", {"caption": "no"}, {}, {"id": "M1"}),
        (
            "location",
            {"latitude": "53.80", "longitude": "-1.54", "name": "Shop", "address": ""},
            {},
            {"latitude": "53.80", "longitude": "-1.54", "name": "Shop"},
        ),
        (
            "reaction",
            {"emoji": "🫖", "message_id": "ours"},
            {"quoted": "wamid.R"},
            {"message_id": "wamid.R", "emoji": "🫖"},
        ),
        ("reaction", {"emoji": ""}, {"quoted": "wamid.R"}, {"message_id": "wamid.R", "emoji": ""}),
        ("interactive", {"type": "button", "body": {"text": "?"}}, {}, {"type": "button", "body": {"text": "?"}}),
    ],
)
def test_each_kind(kind: str, content: dict[str, Any], more: dict[str, Any], wanted: dict[str, Any]) -> None:
    body = graph_body(outgoing(kind, content, media_id="M1", **more))
    assert body[kind] == wanted
    assert "context" not in body


def test_a_template_keeps_its_components_cleaned_and_gets_its_file() -> None:
    content = {
        "name": "winter_offer",
        "language": "en_GB",
        "category": "MARKETING",
        "rendered": "for people only",
        "components": [
            {"type": "header", "parameters": [{"type": "document"}]},
            {"type": "body", "parameters": [{"type": "text", "text": "a\n\tb     c ", "parameter_name": "first_name"}]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "W4"}]},
        ],
    }

    body = graph_body(outgoing("template", content, media_id="M1", filename="a.pdf"))

    assert body["template"] == {
        "name": "winter_offer",
        "language": {"code": "en_GB"},
        "components": [
            {"type": "header", "parameters": [{"type": "document", "document": {"id": "M1", "filename": "a.pdf"}}]},
            {"type": "body", "parameters": [{"type": "text", "text": "a b c", "parameter_name": "first_name"}]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "W4"}]},
        ],
    }


def test_a_template_without_variables_has_no_components() -> None:
    body = graph_body(outgoing("template", {"name": "n", "language": "es", "components": []}))
    assert body["template"] == {"name": "n", "language": {"code": "es"}}


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("image", {}, "media_missing"),
        ("location", {"latitude": "1"}, "bad_request"),
        ("reaction", {"emoji": "x"}, "bad_request"),
        ("order", {}, "unsupported_type"),
        ("template", {}, "template_missing"),
        (
            "template",
            {"name": "n", "language": "e", "components": [{"type": "text", "text": " \n"}]},
            "template_parameters",
        ),
        (
            "template",
            {"name": "n", "language": "e", "components": [{"type": "header", "parameters": [{"type": "image"}]}]},
            "media_missing",
        ),
    ],
)
def test_what_can_not_be_sent_is_found_before_it_is(kind: str, content: dict[str, Any], code: str) -> None:
    with pytest.raises(BadContent) as bad:
        graph_body(outgoing(kind, content))
    assert bad.value.reason == code


def test_nobody_to_send_to() -> None:
    with pytest.raises(BadContent) as bad:
        graph_body(outgoing("text", {"body": "x"}, recipient=Recipient()))
    assert bad.value.reason == "no_address"


def meta(
    answers: dict[str, Any] | None = None, paths: list[str] | None = None, endpoint: str = "messages"
) -> MetaMessages:
    def answer(request: httpx.Request) -> httpx.Response:
        if paths is not None:
            paths.append(request.url.path)
        return httpx.Response(200, json=answers if answers is not None else {"messages": [{"id": "wamid.X"}]})

    graph = Graph("https://graph.example", "v25.0", transport=httpx.MockTransport(answer))
    return MetaMessages(graph, endpoint)


@pytest.mark.parametrize(
    ("setting", "kind", "category", "path"),
    [
        ("messages", "template", "MARKETING", "messages"),
        ("marketing_messages", "template", "MARKETING", "marketing_messages"),
        ("marketing_messages", "template", "UTILITY", "messages"),
        ("marketing_messages", "text", "", "messages"),
    ],
)
def test_the_endpoint_follows_the_category_behind_a_setting(setting: str, kind: str, category: str, path: str) -> None:
    paths: list[str] = []
    content = {"name": "n", "language": "en", "body": "x"}
    meta(paths=paths, endpoint=setting).send("T", outgoing(kind, content, category=category))
    assert paths == [f"/v25.0/{NUMBER}/{path}"]


def test_the_answer_names_message_and_recipient() -> None:
    answer = {
        "contacts": [{"input": "+5511987650042", "wa_id": "551187650042"}],
        "messages": [{"id": "wamid.X", "message_status": "held_for_quality_assessment"}],
    }
    found = meta(answer).send("T", outgoing("text", {"body": "x"}))
    assert (found.wamid, found.phone, found.bsuid, found.held) == ("wamid.X", "551187650042", "", True)


@pytest.mark.parametrize(
    "answer", [{}, {"messages": []}, {"messages": [{}]}, {"messages": "x"}, {"messages": [{"id": 7}]}]
)
def test_an_answer_without_an_id_may_still_have_sent(answer: dict[str, Any]) -> None:
    with pytest.raises(GraphUnknown):
        meta(answer).send("T", outgoing("text", {"body": "x"}))


def test_read_and_typing_are_one_call() -> None:
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json={"success": True})

    graph = Graph("https://graph.example", "v25.0", transport=httpx.MockTransport(answer))
    messages = MetaMessages(graph)
    messages.mark_read("T", NUMBER, Wamid("wamid.A"), typing=False)
    messages.mark_read("T", NUMBER, Wamid("wamid.A"), typing=True)

    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}
    assert seen == [read, {**read, "typing_indicator": {"type": "text"}}]


# ── media ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def media(link: str, file: bytes = b"bytes", seen: list[httpx.Request] | None = None) -> MetaMedia:
    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if request.url.path == "/v25.0/M1":
            return httpx.Response(200, json={"url": link, "mime_type": "image/png", "sha256": "AB", "file_size": "5"})
        if request.url.path == "/moved":
            return httpx.Response(302, headers={"location": "https://evil.example/"})
        if request.url.path == "/gone":
            return httpx.Response(404)
        return httpx.Response(200, content=file)

    url = "https://graph.example"
    return MetaMedia(Graph(url, "v25.0", transport=httpx.MockTransport(answer)), url)


@pytest.mark.parametrize(
    "link", ["https://lookaside.fbsbx.com/x", "https://scontent.whatsapp.net/x", "https://graph.example/media/1"]
)
def test_the_token_goes_to_metas_hosts(link: str) -> None:
    seen: list[httpx.Request] = []
    found = media(link, seen=seen).locate("T", NUMBER, "M1")
    assert found == MediaLink(link, "image/png", "ab", 5)
    assert seen[0].url.params["phone_number_id"] == NUMBER


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.evil.example/x",
        "https://notfbsbx.com/x",
        "https://fbsbx.com@evil.example/x",
        "https://lookaside.fbsbx.com:8443/x",
        "http://graph.example/x",
        "ftp://lookaside.fbsbx.com/x",
        "",
    ],
)
def test_and_to_nobody_else(link: str) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(GraphUnknown):
        media(link, seen=seen).locate("T", NUMBER, "M1")
    assert len(seen) == 1


def test_a_download_is_written_and_hashed() -> None:
    into = io.BytesIO()
    link = MediaLink("https://graph.example/file", "image/png", "", 5)
    digest = media("", b"abc").download("T", link, into, 3)
    assert into.getvalue() == b"abc"
    assert digest.hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_download_stops_at_the_limit() -> None:
    into = io.BytesIO()
    with pytest.raises(TooLarge):
        media("", b"x" * 200_000).download("T", MediaLink("https://graph.example/file", "", "", 5), into, 100_000)
    assert len(into.getvalue()) <= 100_000


@pytest.mark.parametrize(("path", "error"), [("moved", GraphUnknown), ("gone", GraphRefused)])
def test_redirects_and_dead_links(path: str, error: type[Exception]) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(error):
        media("", seen=seen).download("T", MediaLink(f"https://graph.example/{path}", "", "", 5), io.BytesIO(), 9)
    assert [request.url.host for request in seen] == ["graph.example"]
