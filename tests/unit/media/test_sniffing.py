"""A file is what its bytes say. What could run or show itself as a page is never kept."""

from __future__ import annotations

import io
import zipfile

import pytest

from shared.features.media.rules import KINDS, SUFFIXES, essence, largest
from shared.features.media.sniffing import animated_webp, dangerous, is_a


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


def iso(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\x02\0isomiso2" + b"\0" * 40


OFFICE = "application/vnd.openxmlformats-officedocument."
GOOD = {
    "image/jpeg": bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(40),
    "image/png": bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(40),
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8L" + bytes(40),
    "video/mp4": iso(b"isom"),
    "video/3gpp": iso(b"3gp4"),
    "audio/mp4": iso(b"M4A "),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(40),
    "audio/amr": b"#!AMR\n" + bytes(30),
    "audio/mpeg": b"ID3\x03\0\0\0\0\0\x23" + bytes(40),
    "audio/ogg": b"OggS\0\x02" + bytes(22) + b"OpusHead" + bytes(20),
    "text/plain": "Hello, Jürgen.\r\n\tTwo lines.".encode(),
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3",
    "application/msword": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "application/vnd.ms-excel": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "application/vnd.ms-powerpoint": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    f"{OFFICE}wordprocessingml.document": zipped("[Content_Types].xml", "word/document.xml"),
    f"{OFFICE}spreadsheetml.sheet": zipped("[Content_Types].xml", "xl/workbook.xml"),
    f"{OFFICE}presentationml.presentation": zipped("[Content_Types].xml", "ppt/presentation.xml"),
}


def test_every_type_that_can_be_sent_has_an_example_here() -> None:
    assert set(GOOD) == {mime for types in KINDS.values() for mime in types} == set(SUFFIXES)


@pytest.mark.parametrize("mime", sorted(GOOD))
def test_a_file_of_each_type_is_taken_for_it_and_is_harmless(mime: str) -> None:
    assert is_a(GOOD[mime], mime)
    assert not dangerous(GOOD[mime])


@pytest.mark.parametrize("mime", sorted(GOOD))
@pytest.mark.parametrize("other", ["image/jpeg", "image/png", "image/webp", "application/pdf", "audio/ogg"])
def test_and_for_no_other(mime: str, other: str) -> None:
    if mime != other:
        assert not is_a(GOOD[mime], other)


def test_mp3_without_tags_and_an_unknown_type() -> None:
    assert is_a(b"\xff\xfb\x90\x64" + bytes(60), "audio/mpeg")
    assert not is_a(b"anything", "application/x-anything")
    assert not is_a(b"", "text/plain")
    assert not is_a(b"a\x00b", "text/plain")


@pytest.mark.parametrize(
    "head",
    [
        b"MZ\x90\0\x03",
        b"\x7fELF\x02\x01\x01",
        b"\xcf\xfa\xed\xfe\x07",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        b"dex\n035\0",
        b"#!/bin/sh\nrm -rf /",
        b"<!DOCTYPE html><html>",
        b"  \r\n\t<HTML lang=en>",
        b"\xef\xbb\xbf<html >",
        b"<?xml version='1.0'?><svg xmlns='x' onload='y'/>",
        b"<!-- hello -->\n<svg\nonload='y'/>",
        b"<p><script>alert(1)</script>",
        "<html><body>".encode("utf-16"),
        zipped("AndroidManifest.xml", "classes.dex"),
        zipped("META-INF/MANIFEST.MF", "A.class"),
    ],
)
def test_what_could_act_is_dangerous(head: bytes) -> None:
    assert dangerous(head)


def test_text_that_only_speaks_of_pages_is_not() -> None:
    assert not dangerous(b"Write <html> at the top of the page.")
    assert not dangerous(b"<3 you all")


def test_an_animated_sticker_says_so() -> None:
    assert animated_webp(b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0" + bytes(30))
    assert not animated_webp(b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + bytes(30))
    assert not animated_webp(GOOD["image/webp"])


def test_types_come_with_parameters_and_in_capitals() -> None:
    assert essence("Audio/OGG; codecs=opus") == "audio/ogg"
    assert largest("image/png") == 5 << 20
    assert largest("image/svg+xml") is None
