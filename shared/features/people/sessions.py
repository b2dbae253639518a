"""Signing in and out, and the list of open sessions.

A session is a row of ours. The browser holds a cookie with a secret that changes at every refresh; the row holds the
secret's hash and, sealed, Cognito's refresh token, which never leaves the server. The next secret is made of the one
before and a number only the row knows: two tabs that refresh at once, and a browser that never got its answer, get the
same new secret for a minute. Whoever comes with an older one has a copied cookie, or the owner has: the session ends
and the owner is told.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from shared.core.clock import Clock, millis, stamp
from shared.core.errors import Conflict, NotFound, RateLimited, Unavailable
from shared.core.identity import Identity, Person, SessionOver, StepNeeded, Tokens, WrongSecondFactor
from shared.core.ids import UserId
from shared.core.ports import Row
from shared.core.rows import blob, number
from shared.features.people.agents import read_agent
from shared.features.people.limits import REFRESH_PLACE, SECOND_FACTOR, SIGN_IN, SIGN_IN_PLACE, Limits, place_of
from shared.features.people.model import Device, Session, SessionInfo
from shared.features.people.ports import Alerts, Seal
from shared.features.people.second_factors import SecondFactors
from shared.features.people.store import PeopleStore, session_info

GRACE: Final = timedelta(seconds=60)
MOST: Final = 200
"""Open sessions of one person. Ending them all (a stolen password!) must not take longer than a request may."""
_COOKIE = re.compile(r"([A-Za-z0-9_-]{1,64})\.([a-z2-7]{20})\.([A-Za-z0-9_-]{43})")
_DEVICE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Held:
    """What a browser's session cookie says."""

    user: UserId
    session: str
    secret: str


@dataclass(frozen=True)
class Sessions:
    """The use cases of a browser's session."""

    identity: Identity
    store: PeopleStore
    limits: Limits
    seal: Seal
    alerts: Alerts
    second_factors: SecondFactors
    clock: Clock

    # ── beginning ───────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, email: str, password: str, device: Device, *, code: str = "", recovery_code: str = "") -> Session:
        address = email.strip().lower()
        where = place_of(device.ip)
        mine = self.limits.count(SIGN_IN, f"{address} {where}")
        place = self.limits.count(SIGN_IN_PLACE, where)
        second_factor = False
        try:
            tokens = self.identity.sign_in(address, password)
        except StepNeeded as step:
            if step.reason != "second_factor_required":
                raise
            if not code and not recovery_code:
                # The password was right: asking for the code is no failure.
                self.limits.forgive(mine)
                self.limits.forgive(place)
                raise
            tokens = self._with_code(address, password, code, recovery_code, device)
            second_factor = bool(code)
        self.limits.forget(mine)
        self.limits.forgive(place)
        return self.open(tokens, device, second_factor=second_factor)

    def _with_code(self, address: str, password: str, code: str, recovery_code: str, device: Device) -> Tokens:
        # Only who knows the password comes here, so nobody else can lock the person out.
        tried = self.limits.count(SECOND_FACTOR, address)
        if code:
            tokens = self.identity.sign_in(address, password, code)
            self.limits.forgive(tried)
            return tokens
        person = self.identity.find(address)
        if person is None or not self.second_factors.recover(person.id, recovery_code):
            raise WrongSecondFactor("This is none of your recovery codes, or it was used already.")
        self.limits.forgive(tried)
        tokens = self.identity.sign_in(address, password)
        self._tell(person, "recovery_code_used", {**self._where(device), "left": "0"})
        return tokens

    def open(self, tokens: Tokens, device: Device, *, second_factor: bool = False, language: str = "") -> Session:
        """A session for somebody the identity service has let in; a browser never seen before is told of."""
        person, now = tokens.person, self.clock.now()
        known_as = device.known_as if _DEVICE.fullmatch(device.known_as) else secrets.token_urlsafe(32)
        secret = secrets.token_urlsafe(32)
        facts: Row = {
            "secret": _hash(secret),
            "sealed": self.seal.seal(tokens.refresh, _context(person.id, tokens.session)),
            **_seen(device),
        }
        self.store.remember(person, second_factor=second_factor, language=language)
        self.store.open(person.id, tokens.session, now, facts)
        self._make_room(person.id, tokens.session)
        if self.store.met(person.id, known_as, now):
            self._tell(person, "new_device", self._where(device))
        return Session(tokens, f"{person.id}.{tokens.session}.{secret}", known_as)

    def _make_room(self, user: UserId, but: str) -> None:
        """Beyond so many, those that were not used for the longest time end."""
        others = [one for one in self.list(user) if one.id != but]
        for one in others[MOST - 1 :]:
            self._end(user, one.id)

    # ── going on ────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh(self, cookie: str, device: Device) -> Session:
        """A new access token and the next secret."""
        self.limits.count(REFRESH_PLACE, place_of(device.ip))
        held, now = _read(cookie), self.clock.now()
        row = self.store.session(held.user, held.session, now)
        if row is None:
            raise _over()
        if self._next(row, held, now) is None:
            self._stolen(held, device)
        tokens = self._refreshed(held, row)
        for _ in range(2):
            secret = self._next(row, held, now)
            if secret is None:
                self._stolen(held, device)
                break
            if secret:  # turned already, within the last minute: the same answer again
                return self._session(tokens, held, secret)
            turn = secrets.token_bytes(32)
            following = _following(held.secret, turn)
            values: Row = {
                "secret": _hash(following),
                "previous": _hash(held.secret),
                "previous_until": millis(now + GRACE),
                "turn": turn,
                "last_seen_at": stamp(now),
                **_seen(device),
            }
            if tokens.refresh:
                values["sealed"] = self.seal.seal(tokens.refresh, _context(held.user, held.session))
            if self.store.turn(held.user, held.session, _hash(held.secret), values):
                return self._session(tokens, held, following)
            again = self.store.session(held.user, held.session, now)
            if again is None:
                break
            row = again
        raise _over()

    def _next(self, row: Row, held: Held, now: datetime) -> str | None:
        """The secret that follows the one held: empty when it is the present one, None when it is an old one."""
        mine = _hash(held.secret)
        if hmac.compare_digest(mine, blob(row, "secret") or b""):
            return ""
        if hmac.compare_digest(mine, blob(row, "previous") or b"") and millis(now) < number(row, "previous_until"):
            return _following(held.secret, blob(row, "turn") or b"")
        return None

    def _refreshed(self, held: Held, row: Row) -> Tokens:
        try:
            opened = self.seal.open(blob(row, "sealed") or b"", _context(held.user, held.session))
            tokens = self.identity.refresh(opened)
        except (SessionOver, Conflict):
            # Ended at the user pool (an operator's doing), or sealed under a key that is gone.
            self.store.end(held.user, held.session)
            raise _over() from None
        return replace(tokens, session=held.session)

    def _session(self, tokens: Tokens, held: Held, secret: str) -> Session:
        return Session(tokens, f"{held.user}.{held.session}.{secret}")

    def _stolen(self, held: Held, device: Device) -> None:
        row = self.store.end(held.user, held.session)
        if row is not None:
            self._revoke(held.user, held.session, row)
            found = self.store.profile(held.user)
            if found is not None:
                self.alerts.tell(found.person, found.language, "session_stolen", self._where(device))
        raise _over()

    # ── ending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_out(self, cookie: str, device: Device) -> None:
        """What is no session any more is no error."""
        self.limits.count(REFRESH_PLACE, place_of(device.ip))
        with suppress(SessionOver):
            held = _read(cookie)
            row = self.store.session(held.user, held.session, self.clock.now())
            if row is not None and self._next(row, held, self.clock.now()) is not None:
                self._end(held.user, held.session)

    def list(self, user: UserId) -> list[SessionInfo]:
        """The open ones, the one that was used last first."""
        found = [session_info(row) for row in self.store.sessions(user, self.clock.now())]
        return sorted(found, key=lambda one: one.last_seen_at, reverse=True)

    def end(self, user: UserId, session: str) -> None:
        if not self._end(user, session):
            raise NotFound("There is no such session; it may have ended already.", code="session_not_found")

    def end_others(self, user: UserId, but: str = "") -> None:
        """All but one; all when there is none to keep."""
        for row in self.store.sessions(user, self.clock.now()):
            if row["session"] != but:
                self._end(user, str(row["session"]))

    def _end(self, user: UserId, session: str) -> bool:
        row = self.store.end(user, session)
        if row is not None:
            self._revoke(user, session, row)
        return row is not None

    def _revoke(self, user: UserId, session: str, row: Row) -> None:
        # The row held the only copy of Cognito's token, and it is gone: nobody can use it, revoked or not.
        with suppress(Unavailable, RateLimited, Conflict):
            self.identity.revoke(self.seal.open(blob(row, "sealed") or b"", _context(user, session)))

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _tell(self, person: Person, kind: str, facts: dict[str, str]) -> None:
        found = self.store.profile(person.id)
        self.alerts.tell(person, found.language if found else "en", kind, facts)

    def _where(self, device: Device) -> dict[str, str]:
        facts = {"at": stamp(self.clock.now()), "device": read_agent(device.agent).words}
        return {**facts, "ip": device.ip} if device.ip else facts


def _seen(device: Device) -> Row:
    agent = read_agent(device.agent)
    return {"ip": device.ip, "browser": agent.browser, "system": agent.system, "device": agent.device}


def _read(cookie: str) -> Held:
    found = _COOKIE.fullmatch(cookie)
    if found is None:
        raise _over()
    return Held(UserId(found[1]), found[2], found[3])


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _following(secret: str, turn: bytes) -> str:
    """43 characters, as ``secrets.token_urlsafe(32)`` makes them; needs the secret, which we don't keep."""
    digest = hmac.digest(secret.encode(), turn, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _context(user: UserId, session: str) -> dict[str, str]:
    return {"user": user, "session": session, "purpose": "refresh_token"}


def _over() -> SessionOver:
    return SessionOver("The session is over. Sign in again.")
