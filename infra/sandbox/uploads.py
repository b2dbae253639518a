"""Resumable upload (contract 7.5): a session, bytes from an offset, a handle at the end.

Bytes of an unfinished upload lie in memory: after a restart the session's offset is 0 again.
"""

from __future__ import annotations

from infra.sandbox.errors import GraphError, missing_object
from infra.sandbox.model import Json
from infra.sandbox.world import World

TYPES = ("application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4")
LARGEST = 100 * 1024 * 1024


class Uploads:
    """Upload sessions of one world: `facts["uploads"]`, id → {app, name, length, type, sig, sha256}."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._partial: dict[str, bytearray] = {}

    def _all(self) -> dict[str, Json]:
        found: dict[str, Json] = self._world.state.facts.setdefault("uploads", {})
        return found

    def begin(self, app: str, given: Json) -> str:
        """A new session; answers its id as Meta writes it, with a query in it."""
        kind = str(given.get("file_type", ""))
        if kind not in TYPES:
            raise GraphError(100, message=f"(#100) Param file_type must be one of {{{', '.join(TYPES)}}}.")
        length = str(given.get("file_length", ""))
        if not length.isdigit() or not 0 < int(length) <= LARGEST:
            raise GraphError(100, message="(#100) Param file_length must be an integer of bytes.")
        key, sig = f"upload:{self._world.ids.opaque(32)}", f"AR{self._world.ids.opaque(22)}"
        name = str(given.get("file_name", ""))
        self._all()[key] = {"app": app, "name": name, "length": int(length), "type": kind, "sig": sig, "sha256": ""}
        return f"{key}?sig={sig}"

    def _find(self, key: str, sig: str) -> Json:
        found = self._all().get(key)
        if found is None or found["sig"] != sig:
            raise missing_object(key)
        return found

    def offset(self, key: str, sig: str) -> int:
        """How many bytes are here; the sender goes on from there."""
        session = self._find(key, sig)
        return int(session["length"]) if session["sha256"] else len(self._partial.get(key, b""))

    def add(self, key: str, sig: str, offset: str, content: bytes) -> str:
        """Bytes from `offset` on; answers the handle when all are here, else ""."""
        session = self._find(key, sig)
        here = self.offset(key, sig)
        if not offset.isdigit() or int(offset) != here:
            raise GraphError(100, message=f"(#100) The file_offset must be {here}.")
        partial = self._partial.setdefault(key, bytearray())
        if here + len(content) > session["length"]:
            raise GraphError(100, message="(#100) More bytes than the file_length of the upload session.")
        partial.extend(content)
        if len(partial) < session["length"]:
            return ""
        session["sha256"] = self._world.state.save_bytes(bytes(self._partial.pop(key)))
        return self._handle(session)

    def _handle(self, session: Json) -> str:
        return f"4:{session['sha256']}:{session['sig']}"

    def type_of(self, digest: str) -> str:
        """The type of a finished upload with these bytes, "" when there is none."""
        return next((str(one["type"]) for one in self._all().values() if one["sha256"] == digest), "")

    def of_handle(self, handle: str) -> Json | None:
        """The finished session a handle stands for."""
        return next((one for one in self._all().values() if one["sha256"] and self._handle(one) == handle), None)
