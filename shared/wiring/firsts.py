"""How a number's page reaches its neighbours: a first message through the inbox, a picture from the uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.core.actor import Actor
from shared.core.ids import NumberId, WorkspaceId, conversation_id
from shared.features.connections.numbers import Sent
from shared.features.inbox.composing import Composing, Draft, TemplateDraft
from shared.features.inbox.service import Inbox
from shared.features.inbox.templating import Filling
from shared.features.media.uploads import Uploads
from shared.features.templates.model import Template
from shared.features.templates.pure.definition import VARIABLE
from shared.features.templates.service import Templates

HELLO: Final = "hello_world"
PICTURES: Final = ("image/jpeg", "image/png")
PICTURE_BYTES: Final = 5 << 20
"""Contract 5.5: what Meta takes as a picture."""
# Meta fills these in, or a person has to.
PERSONAL: Final = frozenset({"OTP", "COPY_CODE", "FLOW", "CATALOG", "MPM", "SPM", "ORDER_DETAILS", "VOICE_CALL"})


@dataclass(frozen=True)
class ProfilePictures:
    """``connections.numbers.Pictures``: files people uploaded."""

    uploads: Uploads

    def picture(self, ws: WorkspaceId, upload: str) -> tuple[bytes, str]:
        return self.uploads.read_picture(ws, upload, PICTURES, PICTURE_BYTES)


@dataclass(frozen=True)
class FirstLetters:
    """``connections.numbers.Letters``: on the way every template takes."""

    templates: Templates
    inbox: Inbox
    composing: Composing

    def first(self, actor: Actor, number: NumberId, to: str, client_id: str) -> Sent | None:
        chosen = self._choose(actor, number)
        if chosen is None:
            return None
        started = self.inbox.start(actor, number, to, None).conversation
        conversation = conversation_id(started.contact, started.number)
        wanted = TemplateDraft(chosen.name, chosen.language, Filling())
        message = self.composing.send(actor, conversation, Draft(client_id, "template", {}, template=wanted))
        return Sent(conversation, message.id)

    def _choose(self, actor: Actor, number: NumberId) -> Template | None:
        """Meta's own first template if it is there, then one that costs least to explain: no marketing."""
        fit = [one for one in self.templates.list(actor, number) if one.status == "APPROVED" and needs_nothing(one)]
        fit.sort(key=lambda one: (one.name != HELLO, one.category.upper() == "MARKETING", one.name, one.language))
        return next(iter(fit), None)


def needs_nothing(template: Template) -> bool:
    """It can be sent as it is: no variable, no file, no button with something of its own."""
    if template.category.upper() == "AUTHENTICATION":
        return False
    for part in template.components:
        kind = str(part.get("type", "")).upper()
        if kind not in ("HEADER", "BODY", "FOOTER", "BUTTONS"):
            return False
        if kind == "HEADER" and str(part.get("format", "TEXT")).upper() != "TEXT":
            return False
    return not any(VARIABLE.search(text) for text in _texts(template)) and not _personal_button(template)


def _texts(template: Template) -> Iterator[str]:
    for part in template.components:
        yield str(part.get("text", ""))
        for button in _buttons(part):
            yield str(button.get("url", ""))


def _personal_button(template: Template) -> bool:
    kinds = {str(button.get("type", "")).upper() for part in template.components for button in _buttons(part)}
    return bool(kinds & PERSONAL)


def _buttons(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in part.get("buttons") or () if isinstance(one, Mapping)]
