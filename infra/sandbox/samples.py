"""Built-in files, one of each kind, so that media can be sent without looking for any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("sample_files")
FILES = {
    "image": ("kettle.jpg", "image/jpeg"),
    "video": ("kettle.mp4", "video/mp4"),
    "audio": ("voice.ogg", "audio/ogg; codecs=opus"),
    "document": ("invoice-0417.pdf", "application/pdf"),
    "sticker": ("sticker.webp", "image/webp"),
}
MIME = {kind: mime_type for kind, (_, mime_type) in FILES.items()}


@cache
def load(kind: str) -> tuple[bytes, str, str]:
    """(bytes, MIME type, filename) of a built-in file."""
    name, mime_type = FILES[kind]
    return (FOLDER / name).read_bytes(), mime_type, name
