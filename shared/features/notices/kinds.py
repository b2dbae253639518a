"""Every kind of notice on one page: which topic it belongs to, who hears of it, and who gets a mail.

People choose by topic: kinds are many, grow with Meta's news, and nobody wants forty switches.

    topic      hears of it (permission)   mail by default       mail can't be switched off by
    account    accounts.read              owner, admin          owner, admin
    token      accounts.read              owner, admin          owner, admin
    number     accounts.read              owner, admin
    template   templates.read             owner, admin, marketer
    news       accounts.read
    members    members.manage             owner, admin
    security   notices.read               everybody             everybody (the accounts write these letters themselves)
    exports    notices.read               everybody (they are personal)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.features.notices.model import Severity

_EVERYBODY: Final = frozenset(("owner", "admin", "marketer", "agent", "viewer"))
_ADMINS: Final = frozenset(("owner", "admin"))


@dataclass(frozen=True)
class Topic:
    """What one switch is for. ``small`` news (severity info) is mailed too; ``own_letters`` are mailed by others."""

    name: str
    permission: str
    mailed: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    small: bool = False
    own_letters: bool = False


TOPICS: Final[Mapping[str, Topic]] = {
    topic.name: topic
    for topic in (
        Topic("account", "accounts.read", mailed=_ADMINS, fixed=_ADMINS),
        Topic("token", "accounts.read", mailed=_ADMINS, fixed=_ADMINS),
        Topic("number", "accounts.read", mailed=_ADMINS),
        Topic("template", "templates.read", mailed=frozenset(("owner", "admin", "marketer"))),
        Topic("news", "accounts.read"),
        Topic("members", "members.manage", mailed=_ADMINS, small=True),
        Topic("security", "notices.read", mailed=_EVERYBODY, fixed=_EVERYBODY, own_letters=True),
        Topic("exports", "notices.read", mailed=_EVERYBODY, small=True),
    )
}

# Kinds by name, then by how they begin. Meta's account events keep their names in small letters (adapters/meta).
KINDS: Final[Mapping[str, str]] = {
    "alert": "account",
    "ban": "account",
    "errors": "account",
    "restriction": "account",
    "account_reconnected": "news",
    "account_review": "news",
    "partner_added": "news",
    "partner_app_installed": "news",
    "partner_app_uninstalled": "account",
    "partner_removed": "account",
    "verified_account": "news",
    "review": "account",
    "security": "number",  # Meta's word for two-step PINs
    "new_device": "security",
    "session_stolen": "security",
    "recovery_code_used": "security",
    "password_changed": "security",
    "email_changed": "security",
}
PREFIXES: Final[Mapping[str, str]] = {
    "account_": "account",
    "api_key_": "members",
    "export_": "exports",
    "invitation_": "members",
    "member_": "members",
    "number_": "number",
    "ownership_": "members",
    "second_factor_": "security",
    "template_": "template",
    "token_": "token",
    "workspace_": "members",
}


def topic_of(kind: str) -> Topic:
    """The topic of a kind; what nobody has listed is news."""
    if kind in KINDS:
        return TOPICS[KINDS[kind]]
    found = next((topic for prefix, topic in PREFIXES.items() if kind.startswith(prefix)), "news")
    return TOPICS[found]


def worth_a_mail(kind: str, severity: Severity) -> bool:
    """Whether anybody at all could want a letter about it."""
    topic = topic_of(kind)
    return not topic.own_letters and (topic.small or severity != "info")
