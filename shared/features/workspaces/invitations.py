"""Invitations: a link by mail that makes whoever the address belongs to a member, once and for seven days.

An invitation is as good as the word of who sent it: it ends with their membership, or with their right to invite.
The token is in the mail and nowhere else: the table holds its hash, and the link carries it behind the ``#``, which no
browser sends to a server. There is one invitation per address and workspace; asking again sends a new link, and the
old one is dead. Accepting takes the invitation away in the transaction that writes the membership.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from shared.core.actor import Actor
from shared.core.clock import Clock, stamp
from shared.core.errors import Conflict, NotFound, RateLimited
from shared.core.identity import Person
from shared.core.ids import WorkspaceId, reference
from shared.core.ports import Mail
from shared.features.people.model import check_address
from shared.features.workspaces.invitation_store import InvitationStore
from shared.features.workspaces.members import check_owners
from shared.features.workspaces.model import (
    Invitation,
    Member,
    Workspace,
    check_limits,
    check_role,
)
from shared.features.workspaces.roles import permissions_of

LIFE: Final = timedelta(days=7)
PAUSE: Final = timedelta(seconds=60)
"""Between two mails of one invitation."""
MOST_A_DAY: Final = 100
"""Mails one person can make us send: anybody can sign up, so nobody may flood strangers with our name on it."""


class InvitationOver(NotFound):
    """Used, revoked, replaced by a newer link, too old, or never given: a link says no more than that."""

    code = "invitation_over"
    title = "This invitation is over"


class Accounts(Protocol):
    """The question invitations ask the accounts."""

    def has_account(self, email: str) -> bool: ...


class Notices(Protocol):
    """Word to the workspace's people."""

    def give(self, ws: WorkspaceId, kind: str, severity: Any, title: str, detail: str, *, about: str = "") -> Any: ...


@dataclass(frozen=True)
class Offer:
    """An invitation as the person who holds the link sees it."""

    invitation: Invitation
    workspace: Workspace
    has_account: bool


@dataclass(frozen=True)
class Invitations:
    """The use cases of invitations."""

    store: InvitationStore
    accounts: Accounts
    mail: Mail
    notices: Notices
    clock: Clock

    # ── inviting ────────────────────────────────────────────────────────────────────────────────────────────────────

    def invite(self, actor: Actor, email: str, role: str, *, limited: bool = False, masked: bool = False) -> Invitation:
        """Ask somebody to join. Whoever is invited already gets a new link, with what is asked now."""
        address = check_address(email)
        check_limits(check_role(role), limited, masked)
        check_owners(actor, role)
        if any(member.person.email.lower() == address for member in self.store.members.members(actor.workspace)):
            raise Conflict("This person is a member of the workspace already.", code="already_member")
        now = self.clock.now()
        new = Invitation(
            workspace=actor.workspace,
            id=reference("invitation", actor.workspace, address),
            email=address,
            role=role,
            limited=limited,
            masked=masked,
            invited_by=actor.user,
            inviter=actor.name,
            created_at=now,
            sent_at=now,
            expires_at=now + LIFE,
            seal="",
        )
        before = self.store.find(actor.workspace, new.id)
        if before is not None:
            check_owners(actor, before.role)
            if now < before.sent_at + PAUSE and not before.over(now):
                # The mail is on its way: a second click changes what was asked, not the link.
                same = replace(new, created_at=before.created_at, sent_at=before.sent_at, seal=before.seal)
                same = replace(same, expires_at=before.expires_at)
                if self.store.replace(before, same):
                    return same
        return self._send(actor, new, before)

    def resend(self, actor: Actor, invitation: str) -> Invitation:
        """A new link, good for seven days again; the old one is dead."""
        before = self._find(actor, invitation)
        check_owners(actor, before.role)
        now = self.clock.now()
        ready = before.sent_at + PAUSE
        if now < ready:
            raise RateLimited(
                "The mail was sent a moment ago. Wait a minute, then send it again.",
                retry_after=(ready - now).total_seconds(),
                code="invitation_just_sent",
            )
        new = replace(before, invited_by=actor.user, inviter=actor.name, sent_at=now, expires_at=now + LIFE)
        return self._send(actor, new, before)

    def revoke(self, actor: Actor, invitation: str) -> None:
        found = self._find(actor, invitation)
        check_owners(actor, found.role)
        self.store.remove(found)

    def pending(self, actor: Actor) -> Sequence[tuple[Invitation, bool]]:
        """Who has been asked and has not come, newest first, each with whether the link still opens anything."""
        now = self.clock.now()
        members = {member.person.id: member for member in self.store.members.members(actor.workspace)}
        found = sorted(self.store.all(actor.workspace), key=lambda one: (one.created_at, one.id), reverse=True)
        return [(one, _good(one, members.get(one.invited_by), now)) for one in found]

    def _find(self, actor: Actor, invitation: str) -> Invitation:
        found = self.store.find(actor.workspace, invitation)
        if found is None:
            raise NotFound("There is no such invitation in this workspace.", code="invitation_not_found")
        return found

    def _send(self, actor: Actor, new: Invitation, before: Invitation | None) -> Invitation:
        workspace = self.store.members.workspace(actor.workspace)
        assert workspace is not None
        if self.store.count(actor.user, new.sent_at) > MOST_A_DAY:
            raise RateLimited(
                "You have sent very many invitations today. Send the others tomorrow.",
                retry_after=3600,
                code="too_many_invitations",
            )
        token = secrets.token_urlsafe(32)
        new = replace(new, seal=sealed(token))
        if not (self.store.replace(before, new) if before else self.store.add(new)):
            raise Conflict("Somebody else is inviting this person right now.", code="invitation_busy")
        facts = {
            "workspace": workspace.name,
            "inviter": actor.name,
            "role": new.role,
            "expires_at": stamp(new.expires_at),
            "token": token,
        }
        self.mail.send("invitation", new.email, workspace.language, facts)
        return new

    # ── accepting ───────────────────────────────────────────────────────────────────────────────────────────────────

    def read(self, token: str) -> Offer:
        """What the link is about."""
        found = self.open(token)
        workspace = self.store.members.workspace(found.workspace)
        if workspace is None:
            raise _over()
        return Offer(found, workspace, self.accounts.has_account(found.email))

    def open(self, token: str) -> Invitation:
        """The invitation behind a token that is good now."""
        found = self.store.by_seal(sealed(token))
        if found is None:
            raise _over()
        if not _good(found, self.store.members.member(found.workspace, found.invited_by), self.clock.now()):
            raise _over()
        return found

    def accept(self, token: str, person: Person) -> WorkspaceId:
        """The signed-in person joins; only the one whose address was invited can."""
        found = self.open(token)
        if person.email.strip().lower() != found.email:
            raise Conflict(
                f"This invitation is for {found.email}, and you are signed in as {person.email}. "
                "Sign in with the invited address, or ask for an invitation to yours.",
                code="wrong_address",
            )
        ws = found.workspace
        if self.store.members.member(ws, person.id) is not None:
            self.store.remove(found)
            raise Conflict("You are a member of this workspace already.", code="already_member")
        member = Member(ws, person, found.role, self.clock.now(), found.limited, found.masked)
        if not self.store.accept(found, member):
            raise _over()
        self.notices.give(
            ws,
            "member_joined",
            "info",
            f"{person.name} has joined",
            f"{person.name} ({person.email}) accepted the invitation of {found.inviter} and is {_as(found.role)} now.",
            about=person.id,
        )
        return ws


def _good(invitation: Invitation, inviter: Member | None, now: datetime) -> bool:
    """In time, and whoever sent it could send it now."""
    if inviter is None or invitation.over(now):
        return False
    may = "members.manage" in permissions_of(inviter.role)
    return may and (invitation.role != "owner" or inviter.role == "owner")


def sealed(token: str) -> str:
    """What the table knows of a token. It is 32 random bytes, so a plain hash can't be searched for."""
    return hashlib.sha256(token.encode()).hexdigest()


def _as(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"


def _over() -> InvitationOver:
    return InvitationOver(
        "The link was used, withdrawn or replaced by a newer one, or it is more than seven days old. "
        "Ask for a new invitation."
    )
