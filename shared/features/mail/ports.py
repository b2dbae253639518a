"""What the mailer asks of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.core.errors import Invalid
from shared.core.ids import WorkspaceId
from shared.features.mail.model import Letter


class MailRefused(Invalid):
    """This letter will never reach this address; no retry helps. ``reason`` is counted, the address is not told."""

    code = "mail_refused"


class Post(Protocol):
    """Takes letters. Raises ComeBack when it wants them slower, Unavailable when it can't now, MailRefused for good."""

    def send(self, to: str, letter: Letter) -> None: ...


class Codes(Protocol):
    """The accounts: they know whether there is an account, and make the code that proves an address."""

    def prepare_code(self, kind: str, email: str, facts: Mapping[str, str]) -> Mapping[str, str] | None:
        """The letter's facts (``code``, ``minutes``; also ``language``, ``name``, and ``letter`` for another letter
        than the kind's), or None when nothing is to be mailed.
        """
        ...


@dataclass(frozen=True)
class Addressee:
    """One person who gets a letter about a notice."""

    user: str
    email: str
    language: str
    name: str


@dataclass(frozen=True)
class NoticeMail:
    """A notice as a letter's facts, what it is about (for not writing too often), and who gets it."""

    facts: Mapping[str, str]
    kind: str
    about: str
    addressees: Sequence[Addressee]


class NoticeMails(Protocol):
    """The notices: what a notice says and who wants it by mail, as things stand now. None when it is gone."""

    def __call__(self, ws: WorkspaceId, notice: str) -> NoticeMail | None: ...
