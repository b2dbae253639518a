"""A bucket on S3. Browsers put and get files by signed forms and URLs, never through our functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from shared.core.errors import NotFound
from shared.core.ports import BlobInfo, UploadForm

_MISSING = {"NoSuchKey", "404", "NotFound"}
# Our functions may not list buckets, and to those who may not S3 does not say whether an object exists.
_HIDDEN = {"403", "AccessDenied", "Forbidden"}


class S3Blobs:
    """``shared.core.ports.Blobs`` over one bucket. ``public`` signs for the address the browser reaches S3 at."""

    def __init__(self, client: Any, bucket: str, public: Any | None = None) -> None:
        self._client = client
        self._bucket = bucket
        self._public = public or client

    def put(self, key: str, body: bytes | IO[bytes], content_type: str, *, disposition: str = "") -> None:
        more = {"ContentDisposition": disposition} if disposition else {}
        self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, **more)

    def get(self, key: str) -> bytes:
        return bytes(self._open(key)["Body"].read())

    def beginning(self, key: str, size: int) -> bytes:
        try:
            return bytes(self._open(key, Range=f"bytes=0-{size - 1}")["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidRange":  # S3's way to say that the object is empty
                return b""
            raise

    def fetch(self, key: str, into: IO[bytes]) -> None:
        for part in self._open(key)["Body"].iter_chunks(1 << 20):
            into.write(part)

    def info(self, key: str) -> BlobInfo | None:
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING | _HIDDEN:
                return None
            raise
        return BlobInfo(size=int(found["ContentLength"]), content_type=str(found.get("ContentType", "")))

    def copy(self, source: str, target: str, content_type: str, *, disposition: str = "") -> None:
        more = {"ContentDisposition": disposition} if disposition else {}
        try:
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": source},
                MetadataDirective="REPLACE",
                ContentType=content_type,
                **more,
            )
        except ClientError as error:
            raise _missing(error, source) from error

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key)

    def keys(self, prefix: str) -> Iterator[str]:
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            yield from (str(entry["Key"]) for entry in page.get("Contents", ()))

    def upload_form(self, key: str, content_type: str, size: int, seconds: int) -> UploadForm:
        form = self._public.generate_presigned_post(
            self._bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, size]],
            ExpiresIn=seconds,
        )
        return UploadForm(url=str(form["url"]), fields=form["fields"])

    def download_url(self, key: str, filename: str, content_type: str, seconds: int, *, inline: bool = False) -> str:
        return str(
            self._public.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentType": content_type,
                    "ResponseContentDisposition": disposition(filename, inline=inline),
                },
                ExpiresIn=seconds,
            )
        )

    def _open(self, key: str, **more: str) -> Any:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key, **more)
        except ClientError as error:
            raise _missing(error, key) from error


def disposition(filename: str, *, inline: bool) -> str:
    """RFC 6266: a plain name for old clients, the real one percent-encoded; nothing in it can end the header."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in " ._-") else "_" for char in filename)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _missing(error: ClientError, key: str) -> Exception:
    """NotFound for what is not there; every other trouble as it is."""
    if error.response["Error"]["Code"] in _MISSING:
        return NotFound(f"There is no such file ({key}).", code="file_not_found")
    return error
