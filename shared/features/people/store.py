"""People, their sessions, browsers and recovery codes in the table: all of it in the person's own partition."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.core import keys
from shared.core.clock import millis, stamp
from shared.core.identity import Person
from shared.core.ids import UserId
from shared.core.ports import Change, Equals, Exists, Row, Table
from shared.core.rows import blob, flag, maybe_text, moment, number, text
from shared.features.people.model import DEVICE_LIFE, SESSION_LIFE, Profile, SessionInfo

_CODE = "code_"


@dataclass(frozen=True)
class PeopleStore:
    """The questions the product asks about people."""

    table: Table

    # ── persons ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def remember(self, person: Person, *, second_factor: bool = False, language: str = "") -> None:
        """What the identity service just said of them; the language only at the beginning."""
        said: Row = {
            "type": "person",
            "v": 1,
            "user": person.id,
            "email": person.email,
            "name": person.name,
            "second_factor": second_factor,
        }
        self.table.amend(keys.person(person.id), Change(set=said, once={"language": language} if language else {}))

    def profile(self, user: UserId) -> Profile | None:
        rows = {str(row["sk"]): row for row in self.table.get_many([keys.person(user), keys.recovery_codes(user)])}
        row = rows.get(keys.person(user).sk)
        if row is None:
            return None
        return Profile(
            person=Person(UserId(text(row, "user")), text(row, "email"), text(row, "name")),
            language=maybe_text(row, "language") or "en",
            second_factor=flag(row, "second_factor"),
            recovery_codes_left=len(_codes(rows.get(keys.recovery_codes(user).sk))),
            new_email=maybe_text(row, "new_email") or "",
        )

    def change(self, user: UserId, values: Row, *, remove: Sequence[str] = ()) -> None:
        """Attributes of a person who is there; one who is not stays away."""
        self.table.amend(keys.person(user), Change(set=values, remove=remove), Exists())

    # ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, user: UserId, session: str, at: datetime, facts: Row) -> None:
        row: Row = {
            "type": "session",
            "v": 1,
            "user": user,
            "session": session,
            "created_at": stamp(at),
            "last_seen_at": stamp(at),
            **facts,
            "ttl": millis(at + SESSION_LIFE) // 1000,
        }
        self.table.put(keys.session(user, session), row)

    def session(self, user: UserId, session: str, at: datetime) -> Row | None:
        """The row of a session that is open."""
        row = self.table.get(keys.session(user, session))
        return row if row is not None and alive(row, at) else None

    def turn(self, user: UserId, session: str, was: bytes, values: Row) -> bool:
        """Another secret for the session; False when somebody else turned it first, or it was ended."""
        return self.table.amend(keys.session(user, session), Change(set=values), Equals("secret", was)) is not None

    def end(self, user: UserId, session: str) -> Row | None:
        """The row as it was; None when there was none."""
        return self.table.delete(keys.session(user, session))

    def sessions(self, user: UserId, at: datetime) -> list[Row]:
        return [row for row in self.table.scan(keys.sessions(user)) if alive(row, at)]

    # ── browsers ────────────────────────────────────────────────────────────────────────────────────────────────────

    def met(self, user: UserId, device: str, at: datetime) -> bool:
        """Notes that the person signed in with this browser. True when it is a new one beside others."""
        key = keys.device(user, hashlib.sha256(device.encode()).hexdigest())
        seen = self.table.get(key) is not None
        others = seen or bool(self.table.query(keys.devices(user), limit=1).rows)
        row: Row = {"type": "device", "v": 1, "seen_at": stamp(at), "ttl": millis(at + DEVICE_LIFE) // 1000}
        self.table.put(key, row)
        return others and not seen

    # ── recovery codes ──────────────────────────────────────────────────────────────────────────────────────────────

    def set_recovery_codes(self, user: UserId, codes: Sequence[str]) -> None:
        """Instead of those there were. They are long and random, so a salted hash is enough."""
        salt = secrets.token_bytes(16)
        row: Row = {"type": "recovery_codes", "v": 1, "salt": salt}
        row |= {f"{_CODE}{number}": _recovery_hash(salt, code) for number, code in enumerate(codes)}
        self.table.put(keys.recovery_codes(user), row)

    def recovery_code(self, user: UserId, code: str) -> Equals | None:
        """That this is one of them, as a condition; None when it is not."""
        row = self.table.get(keys.recovery_codes(user))
        hashed = _recovery_hash(blob(row or {}, "salt") or b"", code)
        name = next((one for one, held in _codes(row).items() if hmac.compare_digest(held, hashed)), None)
        return Equals(name, hashed) if name is not None else None

    def use_recovery_code(self, user: UserId, code: Equals) -> bool:
        """All are gone with it, for the authenticator they stood in for is gone too. False when somebody was first."""
        return self.table.delete(keys.recovery_codes(user), code) is not None

    def drop_recovery_codes(self, user: UserId) -> None:
        self.table.delete(keys.recovery_codes(user))


def alive(row: Row, at: datetime) -> bool:
    """A session row that is there is good, until its time is over: rows outlive their TTL by up to two days."""
    return number(row, "ttl") > millis(at) // 1000


def session_info(row: Row) -> SessionInfo:
    return SessionInfo(
        id=text(row, "session"),
        created_at=moment(row, "created_at"),
        last_seen_at=moment(row, "last_seen_at"),
        ip=text(row, "ip"),
        browser=text(row, "browser"),
        system=text(row, "system"),
        device=text(row, "device"),
    )


def _codes(row: Row | None) -> dict[str, bytes]:
    return {name: blob(row, name) or b"" for name in row if name.startswith(_CODE)} if row else {}


def _recovery_hash(salt: bytes, code: str) -> bytes:
    return hashlib.sha256(salt + code.encode()).digest()
