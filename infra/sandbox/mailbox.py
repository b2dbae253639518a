"""Mails the product sent through the local SES: what MiniStack captured, in the form a person or a test wants.

MiniStack keeps them in memory at `/_ministack/ses/messages`; classic and v2 sends lie in the same list. The runtime
fetches (serve.py), this reads.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass, field
from typing import Any

from infra.sandbox.model import Json

SOURCE = "/_ministack/ses/messages"
_CODE = re.compile(r"(?<![\w#.-])(\d{6}|\d{3} \d{3})(?![\w.-]*\w)")
_LINK = re.compile(r"https?://[^\s<>\"']+")
_HREF = re.compile(r"href\s*=\s*[\"'](https?://[^\"']+)", re.IGNORECASE)
_TAG = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]+>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Mail:
    """One mail. `at`: unix seconds of the local AWS's clock, not of the sandbox's."""

    id: str
    at: float
    sender: str
    to: list[str]
    subject: str
    text: str
    html: str

    @property
    def words(self) -> str:
        """The text, or what can be read of the HTML."""
        return self.text or html.unescape(_TAG.sub(" ", self.html))

    @property
    def code(self) -> str:
        """The six digits a code mail is about, "" when there are none."""
        found = _CODE.search(_LINK.sub(" ", self.words)) or _CODE.search(self.subject)
        return found.group(1).replace(" ", "") if found else ""

    @property
    def links(self) -> list[str]:
        found = [address.rstrip(".,;:!?)]") for address in _LINK.findall(self.text)]
        found += [html.unescape(address) for address in _HREF.findall(self.html)]
        return list(dict.fromkeys(found))

    def shown(self, *, bodies: bool = True) -> Json:
        answer: Json = {
            "id": self.id,
            "at": self.at,
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "code": self.code,
            "links": self.links,
            "has_html": bool(self.html),
        }
        if bodies:
            answer.update(text=self.text, html=self.html)
        return answer


@dataclass
class Mailbox:
    """The mails as they were fetched last. `problem` says why they could not be."""

    source: str = ""
    """Base address of the local AWS; empty means there is no mailbox."""
    mails: list[Mail] = field(default_factory=list)
    problem: str = ""

    def take(self, answer: Any) -> None:
        """What `/_ministack/ses/messages` answered: {messages: {account: [{MessageId, To, Subject, …}]}}."""
        rows = [row for rows in (answer.get("messages") or {}).values() for row in rows]
        self.mails = sorted((_mail(row) for row in rows), key=lambda mail: mail.at, reverse=True)
        self.problem = ""

    def find(self, to: str = "", since: float = 0.0, subject: str = "") -> list[Mail]:
        """Newest first; `to` and `subject` are parts of what is looked for, upper and lower case alike."""
        return [
            mail
            for mail in self.mails
            if mail.at >= since
            and subject.lower() in mail.subject.lower()
            and (not to or any(to.lower() in address.lower() for address in mail.to))
        ]

    def get(self, key: str) -> Mail | None:
        return next((mail for mail in self.mails if mail.id == key), None)


def _mail(row: Json) -> Mail:
    to = [str(one) for part in ("To", "CC", "BCC") for one in row.get(part) or []]
    return Mail(
        id=hashlib.sha256(str(row.get("MessageId", "")).encode()).hexdigest()[:16],
        at=float(row.get("Timestamp") or 0.0),
        sender=str(row.get("Source") or ""),
        to=to,
        subject=str(row.get("Subject") or ""),
        text=str(row.get("BodyText") or ""),
        html=str(row.get("BodyHtml") or ""),
    )
