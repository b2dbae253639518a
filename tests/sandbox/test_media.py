"""Uploads, download links and their ends."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox import samples
from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, NUMBER, OTHER_NUMBER, Graph

BOUNDARY = "sandboxboundary417"


def form(content: bytes | None, mime_type: str = "image/jpeg", **fields: str) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if content is not None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="kettle.jpg"\r\n'
        parts.append(f"{head}Content-Type: {mime_type}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def upload(graph: Graph, raw: bytes, number: str = NUMBER) -> tuple[int, Any]:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    status, answer, _ = graph.call("POST", f"/{number}/media", raw=raw, Content_Type=kind)
    return status, answer


@pytest.fixture
def photo() -> bytes:
    return samples.load("image")[0]


@pytest.fixture
def media(graph: Graph, photo: bytes) -> str:
    return str(upload(graph, form(photo, messaging_product="whatsapp", type="image/jpeg"))[1]["id"])


def test_an_upload_can_be_sent_and_read_back(sandbox: Running, graph: Graph, media: str, photo: bytes) -> None:
    sandbox.control.says("mira", "hi")
    assert graph.send(type="image", image={"id": media, "caption": "ours"})[0] == 200
    found = graph.call("GET", f"/{media}")[1]
    assert (found["mime_type"], found["file_size"]) == ("image/jpeg", len(photo))
    assert graph.call("GET", found["url"])[1] == photo


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (form(b"x", type="image/jpeg"), 100),
        (form(None, messaging_product="whatsapp"), 100),
        (form(b"GIF89a", "image/gif", messaging_product="whatsapp"), 100),
        (form(b"", messaging_product="whatsapp"), 131053),
        (form(b"x" * (5 * 1024 * 1024 + 1), messaging_product="whatsapp"), 131053),
    ],
    ids=["no product", "no file", "a gif", "empty", "too large"],
)
def test_what_meta_refuses(graph: Graph, raw: bytes, code: int) -> None:
    status, answer = upload(graph, raw)
    assert (status, answer["error"]["code"]) == (400, code)


def test_a_photo_is_no_audio(sandbox: Running, graph: Graph, media: str) -> None:
    sandbox.control.says("mira", "hi")
    assert graph.code(graph.send(type="audio", audio={"id": media})) == 100


def test_a_link_dies_after_five_minutes_and_can_be_had_again(sandbox: Running, graph: Graph, media: str) -> None:
    url = graph.call("GET", f"/{media}")[1]["url"]
    sandbox.control.advance(299)
    assert graph.call("GET", url)[0] == 200
    sandbox.control.advance(2)
    assert graph.call("GET", url)[0] == 404
    assert graph.call("GET", graph.call("GET", f"/{media}")[1]["url"])[0] == 200


def test_a_link_needs_the_token_and_its_own_mark(graph: Graph, media: str) -> None:
    url = graph.call("GET", f"/{media}")[1]["url"]
    assert graph.call("GET", url, Authorization="Bearer nobody")[0] == 401
    assert graph.call("GET", url[:-3] + "xyz")[0] == 404


def test_uploads_live_thirty_days_and_received_files_seven(sandbox: Running, graph: Graph, media: str) -> None:
    sandbox.control.acts("mira", "image")
    received = sandbox.control.chat("mira", NUMBER)["messages"][0]["content"]["id"]

    def alive() -> list[bool]:
        return [graph.call("GET", f"/{item}")[0] == 200 for item in (media, received)]

    assert alive() == [True, True]
    sandbox.control.advance(7 * 86400 + 1)
    assert alive() == [True, False]
    sandbox.control.advance(23 * 86400)
    assert alive() == [False, False]


def test_a_deleted_file_is_gone(graph: Graph, media: str) -> None:
    assert graph.call("DELETE", f"/{media}")[1] == {"success": True}
    status, answer, _ = graph.call("GET", f"/{media}")
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 33)


def test_a_file_belongs_to_its_account(sandbox: Running, graph: Graph, media: str) -> None:
    stranger = Graph(sandbox.url, sandbox.control.token("770100200300402"))
    assert stranger.call("GET", f"/{media}")[0] == 403
    assert graph.call("GET", f"/{media}?phone_number_id={OTHER_NUMBER}")[1]["error"]["code"] == 100
    assert graph.call("GET", f"/{ACCOUNT}")[0] == 200


def test_any_type_a_customer_sends_comes_back_as_bytes(sandbox: Running, graph: Graph) -> None:
    data = bytes(range(256))
    sandbox.control.acts("mira", "document", data=data, mime_type="application/x-kettle", filename="k.bin")
    url = sandbox.control.chat("mira", NUMBER)["messages"][0]["content"]["url"]
    assert graph.call("GET", url)[1] == data
