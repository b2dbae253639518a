"""A file from the browser: the form fits one type and size, and what arrives is looked at before it goes on."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.adapters.s3 import S3Blobs
from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import AppError, Invalid, NotFound, TooLarge
from shared.core.ids import MessageId, UserId
from shared.features.inbox.model import Media
from shared.features.media.uploads import Uploads
from shared.features.workspaces.roles import permissions_of
from tests.functional.conftest import CONTACT, OTHER_WS, REGION, WS, HandClock
from tests.unit.media.test_sniffing import GOOD

ADA = Actor(WS, UserId("u1"), "Ada", "agent", permissions_of("agent"))
MESSAGE = MessageId("1795341600000-abcdefghij234567abcd")


class Desk:
    """Uploads over moto's S3."""

    def __init__(self, table: DynamoTable, cipher: WorkspaceCipher, clock: HandClock) -> None:
        self.s3: Any = boto3.client("s3", region_name=REGION)
        self.s3.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.blobs = S3Blobs(self.s3, "media")
        self.uploads = Uploads(table, self.blobs, cipher, clock)

    def uploaded(self, data: bytes, mime: str, filename: str = "file", size: int | None = None) -> str:
        """An upload as the browser leaves it."""
        ticket = self.uploads.create(ADA, filename, mime, size or len(data))
        self.blobs.put(ticket.fields["key"], data, mime)
        return ticket.id

    def take(self, upload: str, kind: str) -> Media:
        return self.uploads.take(WS, upload, CONTACT, MESSAGE, kind)


@pytest.fixture
def desk(table: DynamoTable, cipher: WorkspaceCipher, clock: HandClock) -> Desk:
    return Desk(table, cipher, clock)


def test_the_form_is_for_one_type_and_one_size(desk: Desk) -> None:
    ticket = desk.uploads.create(ADA, "kettle.png", "image/png", 1234)

    policy = json.loads(base64.b64decode(ticket.fields["policy"]))
    assert {"Content-Type": "image/png"} in policy["conditions"]
    assert ["content-length-range", 1, 1234] in policy["conditions"]
    assert ticket.fields["Content-Type"] == "image/png"
    assert ticket.fields["key"] == f"uploads/{WS}/{ticket.id}"


@pytest.mark.parametrize(
    "mime", ["image/svg+xml", "text/html", "application/x-msdownload", "application/zip", "image/gif"]
)
def test_what_whatsapp_does_not_carry_is_refused_before_it_is_uploaded(desk: Desk, mime: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.uploads.create(ADA, "file", mime, 10)
    assert refused.value.reason == "file_type"


def test_and_what_is_too_large(desk: Desk) -> None:
    with pytest.raises(TooLarge):
        desk.uploads.create(ADA, "a.png", "image/png", (5 << 20) + 1)


@pytest.mark.parametrize(
    ("mime", "kind"),
    [("image/png", "image"), ("video/mp4", "video"), ("audio/ogg", "audio"), ("application/pdf", "document")],
)
def test_a_good_file_is_kept_with_its_message(desk: Desk, mime: str, kind: str) -> None:
    upload = desk.uploaded(GOOD[mime], mime, "Mein Kessel.x")

    media = desk.take(upload, kind)

    assert (media.state, media.mime_type, media.size, media.filename) == (
        "stored",
        mime,
        len(GOOD[mime]),
        "Mein Kessel.x",
    )
    assert media.key is not None
    assert media.key.startswith(f"ws/{WS}/{CONTACT}/{MESSAGE}/file.")
    stored = desk.s3.get_object(Bucket="media", Key=media.key)
    assert stored["ContentType"] == mime
    assert stored["ContentDisposition"] == ("attachment" if kind == "document" else "inline")
    assert stored["Body"].read() == GOOD[mime]
    assert desk.take(upload, kind) == media, "a retried request takes it once more"


def wrong(desk: Desk, upload: str, kind: str) -> str:
    with pytest.raises(AppError) as refused:
        desk.take(upload, kind)
    return refused.value.reason


def test_what_is_not_fit_is_refused_with_a_reason(desk: Desk) -> None:
    png = GOOD["image/png"]
    assert wrong(desk, desk.uploaded(png, "image/png"), "video") == "file_kind"
    assert wrong(desk, desk.uploaded(b"MZ" + bytes(50), "application/pdf"), "document") == "file_dangerous"
    assert wrong(desk, desk.uploaded(b"<html><body>", "text/plain"), "document") == "file_dangerous"
    assert wrong(desk, desk.uploaded(png, "image/jpeg"), "image") == "file_mismatch"
    assert wrong(desk, desk.uploaded(png + bytes(100), "image/png", size=20), "image") == "file_too_large"
    assert wrong(desk, desk.uploads.create(ADA, "a", "image/png", 10).id, "image") == "upload_missing"
    assert wrong(desk, "nonsense", "image") == "no_upload"
    assert wrong(desk, "../../x", "image") == "no_upload"


def test_a_still_sticker_is_smaller_than_a_moving_one(desk: Desk) -> None:
    still = GOOD["image/webp"] + bytes(150 << 10)
    moving = b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0" + bytes(150 << 10)

    assert wrong(desk, desk.uploaded(still, "image/webp"), "sticker") == "file_too_large"
    assert desk.take(desk.uploaded(moving, "image/webp"), "sticker").animated


def test_an_upload_belongs_to_its_workspace_and_to_its_day(desk: Desk, clock: HandClock) -> None:
    upload = desk.uploaded(GOOD["image/png"], "image/png")

    with pytest.raises(NotFound):
        desk.uploads.take(OTHER_WS, upload, CONTACT, MESSAGE, "image")
    clock.forward(hours=24, seconds=1)
    assert wrong(desk, upload, "image") == "no_upload"


def test_a_filename_is_not_readable_in_the_table(desk: Desk, table: DynamoTable) -> None:
    upload = desk.uploaded(GOOD["image/png"], "image/png", "Jürgens Befund.png")
    assert "Befund" not in str(table.get(keys.upload(WS, upload)))


@pytest.mark.parametrize(
    ("mime", "shown"), [("image/png", "inline"), ("application/pdf", "attachment"), ("text/plain", "attachment")]
)
def test_a_link_shows_pictures_and_saves_documents(desk: Desk, mime: str, shown: str) -> None:
    media = Media("stored", mime, 1, 'a"b\r\nSet-Cookie: x é.txt', key="ws/k")

    url = desk.uploads.link(media, 600)

    query = parse_qs(urlsplit(url).query)
    disposition = query["response-content-disposition"][0]
    assert disposition.startswith(f"{shown}; filename=\"a_b__Set-Cookie_ x _.txt\"; filename*=UTF-8''")
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert query["response-content-type"] == [mime]


def test_there_is_no_link_to_what_is_not_here(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.uploads.link(Media("pending", "image/png"), 600)
