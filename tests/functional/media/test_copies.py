"""What customers send is copied while Meta still has it, checked, or settled with a reason."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest

from infra.sandbox.running import Running, running_sandbox
from shared.adapters.meta.errors import classify
from shared.adapters.meta.media import MetaMedia
from shared.adapters.meta.transport import Graph
from shared.adapters.s3 import S3Blobs
from shared.core import keys
from shared.core.errors import ComeBack, Invalid
from shared.core.ids import Wamid, message_id, reference
from shared.core.ports import Change
from shared.features.inbox.model import Media, Message, RevokeNews, Sender
from shared.features.inbox.store import InboxStore
from shared.features.media.copies import TRIES, Copies, MediaJob, read_job, write_job
from shared.features.media.rules import RECEIVED
from tests.functional.conftest import CONTACT, NUMBER, REGION, WS, HandClock
from tests.functional.sending.conftest import Neighbours
from tests.unit.media.test_sniffing import GOOD, zipped


@dataclass
class Desk:
    """The media function between the sandbox and moto's bucket."""

    store: InboxStore
    clock: HandClock
    sandbox: Running
    neighbours: Neighbours
    s3: Any
    copies: Copies

    def receive(self, data: bytes, mime: str, kind: str, **changes: Any) -> tuple[Message, MediaJob]:
        """A customer sends a file; the row and the job as intake makes them."""
        filename = "datei.x" if kind == "document" else ""
        wamid = Wamid(self.sandbox.control.acts("mira", kind, data=data, mime_type=mime, filename=filename))
        sent = next(one for one in self.sandbox.control.chat("mira", NUMBER)["messages"] if one["id"] == wamid)
        at = self.clock.now()
        file = sent["content"]
        media = Media("pending", mime, meta_id=file["id"], sha256=_encoded(data), filename=filename or None)
        message = Message(
            workspace=WS,
            contact=CONTACT,
            number=NUMBER,
            id=message_id(at, reference(NUMBER, wamid)),
            direction="in",
            kind=kind,
            at=at,
            received_at=1,
            sender=Sender("customer"),
            wamid=wamid,
            media=media,
        )
        self.store.record(message)
        job = MediaJob(WS, CONTACT, NUMBER, message.id, file["id"], mime, _encoded(data))
        return message, replace(job, **changes)

    def deliver(self, job: MediaJob) -> float | None:
        try:
            self.copies.deliver(job)
        except ComeBack as back:
            return back.seconds
        return None

    def media(self, message: Message) -> Media:
        found = self.store.message(WS, CONTACT, NUMBER, message.id).media
        assert found is not None
        return found

    def bucket(self) -> list[str]:
        return [one["Key"] for one in self.s3.list_objects_v2(Bucket="media").get("Contents", [])]


def _encoded(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


@pytest.fixture
def desk(store: InboxStore, clock: HandClock) -> Iterator[Desk]:
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": REGION})
    with running_sandbox() as sandbox:
        graph = Graph(sandbox.url, "v25.0", app_secret=sandbox.settings.app_secret)
        neighbours = Neighbours(sandbox.token)
        blobs = S3Blobs(s3, "media")
        copies = Copies(store, blobs, MetaMedia(graph, sandbox.url), neighbours, classify, clock)
        yield Desk(store, clock, sandbox, neighbours, s3, copies)
        graph.close()


@pytest.mark.parametrize(
    ("mime", "kind", "shown"),
    [
        ("image/jpeg", "image", "inline"),
        ("video/mp4", "video", "inline"),
        ("audio/ogg", "audio", "inline"),
        ("application/pdf", "document", "attachment"),
        ("image/webp", "sticker", "inline"),
    ],
)
def test_a_file_is_stored_as_it_was_sent(desk: Desk, mime: str, kind: str, shown: str) -> None:
    message, job = desk.receive(GOOD[mime], mime, kind)

    assert desk.deliver(job) is None

    media = desk.media(message)
    assert (media.state, media.mime_type, media.size) == ("stored", mime, len(GOOD[mime]))
    assert media.key is not None
    stored = desk.s3.get_object(Bucket="media", Key=media.key)
    assert stored["Body"].read() == GOOD[mime]
    assert (stored["ContentType"], stored["ContentDisposition"]) == (mime, shown)
    assert media.key.startswith(f"ws/{WS}/{CONTACT}/{message.id}/")
    if kind == "document":
        assert media.filename == "datei.x"


def test_a_second_delivery_fetches_nothing(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    desk.deliver(job)
    desk.sandbox.control.fault("media_missing")

    assert desk.deliver(job) is None
    assert desk.media(message).state == "stored"


def test_a_document_of_another_type_is_kept_as_plain_bytes(desk: Desk) -> None:
    message, job = desk.receive(zipped("a.txt"), "application/zip", "document")

    desk.deliver(job)

    media = desk.media(message)
    assert (media.state, media.mime_type) == ("stored", "application/octet-stream")
    assert desk.s3.get_object(Bucket="media", Key=media.key)["ContentDisposition"] == "attachment"


@pytest.mark.parametrize(
    ("data", "mime", "kind", "reason"),
    [
        (b"MZ" + bytes(80), "application/pdf", "document", "dangerous_type"),
        (b"<svg onload='x'>", "image/png", "image", "dangerous_type"),
        (GOOD["application/pdf"], "image/png", "image", "type_mismatch"),
        (GOOD["image/png"], "audio/ogg", "audio", "type_mismatch"),
        (GOOD["image/webp"] + bytes(RECEIVED["sticker"]), "image/webp", "sticker", "too_large"),
    ],
)
def test_what_must_not_be_kept_is_refused(desk: Desk, data: bytes, mime: str, kind: str, reason: str) -> None:
    message, job = desk.receive(data, mime, kind)

    assert desk.deliver(job) is None

    media = desk.media(message)
    assert (media.state, media.reason) == ("refused", reason)
    assert desk.bucket() == []


def test_other_bytes_than_the_webhook_announced_are_never_stored(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image", sha256=_encoded(b"something else"))

    assert desk.deliver(job) == 15
    assert desk.bucket() == []
    assert desk.media(message).state == "pending"


def test_a_file_meta_has_no_more_is_unavailable(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image", media_id="1234567890")

    assert desk.deliver(job) is None

    media = desk.media(message)
    assert (media.state, media.reason) == ("unavailable", "gone_at_meta")


def test_a_link_that_dies_is_asked_for_again_and_after_many_tries_given_up(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    desk.sandbox.control.fault("media_missing", route="any")

    waits = [desk.deliver(job) for _ in range(TRIES)]

    assert waits == [15, 30, 60, 120, 240, 480, 960, None]
    media = desk.media(message)
    assert (media.state, media.reason) == ("unavailable", "not_downloadable")


def test_after_some_trouble_it_is_stored_all_the_same(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    desk.sandbox.control.fault("media_missing", route="any", times=2)

    while (wait := desk.deliver(job)) is not None:
        desk.clock.forward(seconds=wait)

    assert desk.media(message).state == "stored"
    row = desk.store.table.get(keys.message(WS, CONTACT, NUMBER, message.id))
    assert row is not None
    assert "media_tries" not in row


def test_with_a_dead_token_the_file_waits_for_the_account(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    desk.sandbox.control.kill_token()

    assert desk.deliver(job) == 3600
    assert desk.neighbours.suffered == ["token_expired"]
    assert desk.deliver(job) == 3600
    assert desk.neighbours.suffered == ["token_expired"], "a disconnected account is not asked again"
    desk.neighbours.trouble = None
    desk.neighbours.secret = desk.sandbox.control.token()

    assert desk.deliver(job) is None
    assert desk.media(message).state == "stored"


def test_a_deleted_message_leaves_no_file(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    desk.store.apply(WS, CONTACT, NUMBER, message.id, RevokeNews(desk.clock.now()))
    assert desk.deliver(job) is None
    assert desk.bucket() == []


def test_nor_does_one_that_is_deleted_while_it_is_copied(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    real = desk.copies.source

    class Revoking:
        """The customer deletes the message while its file is on the way."""

        def locate(self, *arguments: Any) -> Any:
            return real.locate(*arguments)

        def download(self, *arguments: Any) -> bytes:
            digest = real.download(*arguments)
            change = Change(set={"revoked_at": "2026-11-22T12:00:00.000Z"})
            desk.store.table.amend(keys.message(WS, CONTACT, NUMBER, message.id), change)
            return digest

    desk.copies = replace(desk.copies, source=Revoking())

    assert desk.deliver(job) is None
    assert desk.bucket() == []


def test_an_erased_contact_and_a_lost_number(desk: Desk) -> None:
    message, job = desk.receive(GOOD["image/png"], "image/png", "image")
    desk.neighbours.gone = True
    desk.deliver(job)
    assert (desk.media(message).state, desk.media(message).reason) == ("unavailable", "number_gone")

    desk.store.table.delete(keys.message(WS, CONTACT, NUMBER, message.id))
    assert desk.deliver(job) is None


def test_jobs_are_read_as_intake_writes_them() -> None:
    job = MediaJob(WS, CONTACT, NUMBER, message_id(HandClock().now(), "a" * 20), "M1", "image/png", "x=")
    assert read_job(json.loads(write_job(job))) == job
    assert read_job({**json.loads(write_job(job)), "filename": "ignored.png", "sha256": None}).sha256 == ""
    with pytest.raises(Invalid):
        read_job({"workspace": WS})
