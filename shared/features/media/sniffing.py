"""What a file is, from its first bytes, beside what it is said to be. Pure.

Two questions: could it run, or show itself as a page, where somebody opens it (never kept)? And is it what it claims?
"""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 8192
"""How many bytes are looked at."""

_PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_MARKUP: Final = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|svg)[\s>/]", re.IGNORECASE)
_LEADING: Final = re.compile(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_ENDINGS: Final[dict[str, frozenset[str]]] = {
    "image/jpeg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    "image/png": frozenset({".png"}),
    "image/webp": frozenset({".webp"}),
    "audio/aac": frozenset({".aac"}),
    "audio/amr": frozenset({".amr"}),
    "audio/mpeg": frozenset({".mp3", ".mpga"}),
    "audio/ogg": frozenset({".ogg", ".oga", ".opus"}),
    "application/pdf": frozenset({".pdf"}),
    "application/msword": frozenset({".doc"}),
    "application/vnd.ms-excel": frozenset({".xls", ".doc"}),  # one container for all three
    "application/vnd.ms-powerpoint": frozenset({".ppt", ".doc"}),
}
_ISO_MEDIA: Final = frozenset({"video/mp4", "video/3gpp", "audio/mp4"})
_ZIPPED: Final = "application/vnd.openxmlformats-officedocument."


def dangerous(head: bytes) -> bool:
    """Programs, scripts, web pages and SVG, under whatever name."""
    if head.startswith(_PROGRAMS) or (head.startswith(b"#!") and not head.startswith(b"#!AMR")):
        return True
    if head.startswith(b"PK\x03\x04"):
        return b"AndroidManifest.xml" in head or head[30:39] == b"META-INF/"
    # Browsers find a page behind spaces and a byte order mark too; UTF-16 is seen with its zero bytes taken out.
    return bool(_LEADING.match(head.replace(b"\x00", b""))) and bool(_MARKUP.search(head.replace(b"\x00", b"")))


def is_a(head: bytes, mime_type: str) -> bool:
    """Is it of the type it claims to be? False for types this page does not know."""
    if mime_type == "text/plain":
        return bool(head) and not _CONTROL.search(head)
    if mime_type in _ISO_MEDIA:
        return head[4:8] == b"ftyp"
    if mime_type.startswith(_ZIPPED):
        return head.startswith(b"PK\x03\x04")
    endings = _ENDINGS.get(mime_type)
    return endings is not None and bool(endings & _found(head))


def animated_webp(head: bytes) -> bool:
    """A WebP whose extended header says that it moves."""
    return head[8:16] == b"WEBPVP8X" and len(head) > 20 and bool(head[20] & 0x02)


def _found(head: bytes) -> set[str]:
    import puremagic  # 15 ms and a table of signatures: only where a file is looked at

    try:
        return {match.extension.lower() for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()
