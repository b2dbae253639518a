"""Real files made here: a PNG with its checksums, and a small PDF."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 96, height: int = 64, colour: tuple[int, int, int] = (32, 120, 110)) -> bytes:
    """A PNG with a soft gradient of one colour, 8 bits, RGB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            light = 0.6 + 0.4 * (x / width + y / height) / 2
            rows.extend(min(255, int(part * light)) for part in colour)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )
