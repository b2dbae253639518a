"""What the rest of the product hears of API keys: a line in the log, and a notice for those who manage people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.core.actor import Actor
from shared.features.api_keys.model import ApiKey
from shared.features.notices.service import Notices


@dataclass(frozen=True)
class KeyNews:
    """``api_keys.service.News``."""

    notices: Notices
    audit: Callable[[str, Mapping[str, str]], None]

    def __call__(self, what: str, key: ApiKey, actor: Actor) -> None:
        self.audit(f"api key {what}", {"workspace": key.workspace, "key": key.id, "user": actor.user})
        title = "A new API key" if what == "made" else "An API key was revoked"
        scopes = f" It may: {', '.join(sorted(key.scopes))}." if what == "made" else ""
        detail = f"{actor.name} {what} the API key “{key.name}”.{scopes}"
        self.notices.give(key.workspace, f"api_key_{what}", "info", title, detail, about=key.id)
