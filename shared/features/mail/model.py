"""A mail job, the letter it becomes, and which letters there are. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.core.errors import Invalid
from shared.core.ids import WorkspaceId, reference

LANGUAGES: Final = ("en", "pt", "es")
NOTICE: Final = "notice"


@dataclass(frozen=True)
class Kind:
    """One kind of letter: the facts it can't do without, and whether the accounts feature must first make a code."""

    facts: frozenset[str] = frozenset()
    code: bool = False


def _kind(*facts: str, code: bool = False) -> Kind:
    return Kind(frozenset(facts), code)


# What may be asked for. Further facts are optional and each letter says in texts.py which it knows.
KINDS: Final[Mapping[str, Kind]] = {
    "sign_up_code": _kind(code=True),
    "reset_code": _kind(code=True),
    "email_code": _kind(code=True),
    "email_changed": _kind("name", "new_email", "at"),
    "password_changed": _kind("name", "at"),
    "new_device": _kind("name", "at", "device"),
    "session_stolen": _kind("name", "at"),
    "second_factor_on": _kind("name", "at"),
    "second_factor_off": _kind("name", "at"),
    "recovery_code_used": _kind("name", "at", "left"),
    "invitation": _kind("workspace", "inviter", "role", "expires_at", "token"),
}


@dataclass(frozen=True)
class MailJob:
    """One queue record. A notice's has no address: who gets it is decided when it is mailed."""

    id: str
    kind: str
    to: str = ""
    language: str = "en"
    facts: Mapping[str, str] | None = None
    workspace: WorkspaceId | None = None
    notice: str = ""

    def __repr__(self) -> str:
        """Without the address and the facts: an invitation's token is among them."""
        return f"MailJob(kind={self.kind}, id={self.id})"


@dataclass(frozen=True)
class Letter:
    """What goes to a mailbox: one line of subject, the same words as plain text and as HTML."""

    subject: str
    text: str
    html: str


def missing_facts(kind: str, facts: Mapping[str, str]) -> list[str]:
    return sorted(KINDS[kind].facts - facts.keys())


def write_job(job: MailJob) -> str:
    record: dict[str, Any] = {"v": 1, "id": job.id, "kind": job.kind}
    if job.kind == NOTICE:
        record |= {"workspace": job.workspace, "notice": job.notice}
    else:
        record |= {"to": job.to, "language": job.language, "facts": dict(job.facts or {})}
    return json.dumps(record)


def read_job(raw: Mapping[str, Any]) -> MailJob:
    """A record as a job; Invalid for what never was one. Without an id, equal records count as one."""
    kind = str(raw.get("kind"))
    job_id = str(raw.get("id") or reference(json.dumps(raw, sort_keys=True)))
    if kind == NOTICE:
        workspace, notice = raw.get("workspace"), raw.get("notice")
        if not isinstance(workspace, str) or not isinstance(notice, str):
            raise Invalid("A notice's job names its workspace and the notice.", code="bad_mail_job")
        return MailJob(job_id, NOTICE, workspace=WorkspaceId(workspace), notice=notice)
    to, facts = raw.get("to"), raw.get("facts") or {}
    if kind not in KINDS or not isinstance(to, str) or not to or not isinstance(facts, dict):
        raise Invalid("There is no such mail.", code="bad_mail_job")
    told = {str(name): str(value) for name, value in facts.items() if value is not None}
    if missing_facts(kind, told):
        raise Invalid(f"The letter {kind} needs {', '.join(missing_facts(kind, told))}.", code="bad_mail_job")
    return MailJob(job_id, kind, to, language_of(raw.get("language")), told)


def language_of(wanted: object) -> str:
    """One of ours: ``pt-BR`` is Portuguese, and whoever speaks none of them gets English."""
    short = str(wanted or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else "en"
