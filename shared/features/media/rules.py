"""Which files WhatsApp carries: kinds, types and sizes (contract 5.5). Pure."""

from __future__ import annotations

from typing import Final

MB: Final = 1 << 20
KB: Final = 1 << 10

_OFFICE = "application/vnd.openxmlformats-officedocument."

KINDS: Final[dict[str, dict[str, int]]] = {
    "image": {"image/jpeg": 5 * MB, "image/png": 5 * MB},
    "video": {"video/mp4": 16 * MB, "video/3gpp": 16 * MB},
    "audio": {
        "audio/aac": 16 * MB,
        "audio/amr": 16 * MB,
        "audio/mpeg": 16 * MB,
        "audio/mp4": 16 * MB,
        "audio/ogg": 16 * MB,
    },
    "document": {
        "text/plain": 100 * MB,
        "application/pdf": 100 * MB,
        "application/msword": 100 * MB,
        "application/vnd.ms-excel": 100 * MB,
        "application/vnd.ms-powerpoint": 100 * MB,
        f"{_OFFICE}wordprocessingml.document": 100 * MB,
        f"{_OFFICE}spreadsheetml.sheet": 100 * MB,
        f"{_OFFICE}presentationml.presentation": 100 * MB,
    },
    "sticker": {"image/webp": 500 * KB},
}
STILL_STICKER: Final = 100 * KB
INLINE: Final = ("image", "video", "audio", "sticker")

# What customers may send us at the most, whatever its exact type.
RECEIVED: Final = {kind: max(types.values()) for kind, types in KINDS.items()}

SUFFIXES: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "text/plain": "txt",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
}


def essence(mime_type: str) -> str:
    """The type without parameters: ``audio/ogg; codecs=opus`` is ``audio/ogg``."""
    return mime_type.partition(";")[0].strip().lower()


def largest(mime_type: str) -> int | None:
    """The most bytes a file of this type may have in any kind; None for types that can't be sent."""
    sizes = [types[mime_type] for types in KINDS.values() if mime_type in types]
    return max(sizes) if sizes else None


def stored_name(mime_type: str) -> str:
    """What a blob is called at its place: the person's own name for it is kept sealed with the message."""
    return f"file.{SUFFIXES.get(mime_type, 'bin')}"
