"""Words to one person about their own account: a letter, and a notice in each workspace that only they see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.identity import Person
from shared.core.ports import Mail
from shared.features.notices.model import Severity
from shared.features.notices.service import Notices
from shared.features.workspaces.store import WorkspaceStore

_NOT_YOU: Final = "If this was not you, change your password and end the other sessions under Your account."

WORDS: Final[Mapping[str, tuple[Severity, str, str]]] = {
    "new_device": ("warning", "Sign-in from a new browser", f"{{device}} signed in to your account. {_NOT_YOU}"),
    "session_stolen": (
        "critical",
        "A session was ended for your safety",
        "A session of yours was continued from a copy of its cookie, so it was ended. Change your password.",
    ),
    "password_changed": ("warning", "Your password was changed", f"Your other sessions have ended. {_NOT_YOU}"),
    "email_changed": ("warning", "Your email address was changed", f"You sign in as {{new_email}} now. {_NOT_YOU}"),
    "second_factor_on": (
        "info",
        "Your authenticator app is set up",
        "Signing in asks for its code from now on. Keep the recovery codes where you find them without your phone.",
    ),
    "second_factor_off": ("warning", "Your authenticator app was removed", f"A password is enough again. {_NOT_YOU}"),
    "recovery_code_used": (
        "critical",
        "A recovery code was used",
        f"Your authenticator app is off. Set it up again under Your account. {_NOT_YOU}",
    ),
}


@dataclass(frozen=True)
class PersonalAlerts:
    """``people.ports.Alerts`` by the mailer's queue and the notices."""

    mail: Mail
    notices: Notices
    workspaces: WorkspaceStore

    def tell(self, person: Person, language: str, kind: str, facts: Mapping[str, str]) -> None:
        self.mail.send(kind, person.email, language, {"name": person.name, **facts})
        severity, title, detail = WORDS[kind]
        for workspace, _ in self.workspaces.of(person.id):
            self.notices.give(workspace.id, kind, severity, title, detail.format_map(facts), only_for=person.id)
