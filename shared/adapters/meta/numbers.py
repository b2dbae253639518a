"""One number at Meta: health, profile, PIN, what the phone offers. ``shared.core.numbers.MetaNumbers`` over Graph."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from shared.adapters.meta.accounts import NUMBER_FIELDS, GraphCalls, read_number
from shared.adapters.meta.reading import items, mapping, text
from shared.core.accounts import CanSend
from shared.core.ids import NumberId
from shared.core.meta import GraphUnknown
from shared.core.numbers import Automation, Command, HealthFacts, HealthReason, NumberDetails, Profile

_PROFILE_FIELDS: Final = "about,address,description,email,profile_picture_url,websites,vertical"
_CAN_SEND: Final[Mapping[str, CanSend]] = {"AVAILABLE": "available", "LIMITED": "limited", "BLOCKED": "blocked"}
_NAMES: Final = {"image/jpeg": "picture.jpg", "image/png": "picture.png"}
_UPLOAD_TRIES: Final = 3


class UploadCalls(GraphCalls, Protocol):
    """The methods of ``adapters/meta/transport.py::Graph`` that are needed here."""

    def resume_upload(
        self, session: str, *, token: str, data: bytes | None = None, offset: int = 0
    ) -> dict[str, Any]: ...


class GraphNumbers:
    """Meta's answers about one number in the product's types."""

    def __init__(self, graph: UploadCalls) -> None:
        self._graph = graph

    def details(self, token: str, number: NumberId) -> NumberDetails:
        fields = {"fields": f"{NUMBER_FIELDS},health_status"}
        answer = self._graph.call("GET", number, token=token, params=fields)
        facts = read_number({**answer, "id": number})
        return NumberDetails(facts, _health(mapping(answer.get("health_status"))))

    def profile(self, token: str, number: NumberId) -> Profile:
        path, fields = f"{number}/whatsapp_business_profile", {"fields": _PROFILE_FIELDS}
        answer = self._graph.call("GET", path, token=token, params=fields)
        found = next(iter(items(answer.get("data"))), {})
        sites = found.get("websites")
        return Profile(
            about=text(found.get("about")),
            address=text(found.get("address")),
            description=text(found.get("description")),
            email=text(found.get("email")),
            websites=tuple(str(one) for one in sites) if isinstance(sites, list) else (),
            vertical=text(found.get("vertical")),
            picture_url=text(found.get("profile_picture_url")),
        )

    def keep_profile(self, token: str, number: NumberId, profile: Profile, picture: str | None) -> None:
        body: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "address": profile.address,
            "description": profile.description,
            "email": profile.email,
            "websites": list(profile.websites),
        }
        # Meta takes neither an empty "about" nor an empty trade.
        optional = {"about": profile.about, "vertical": profile.vertical, "profile_picture_handle": picture}
        body |= {name: value for name, value in optional.items() if value}
        _done(self._graph.call("POST", f"{number}/whatsapp_business_profile", token=token, json=body))

    def upload(self, app: str, token: str, data: bytes, mime_type: str) -> str:
        params: dict[str, str | int | bool] = {
            "file_name": _NAMES.get(mime_type, "file"),
            "file_length": len(data),
            "file_type": mime_type,
        }
        session = text(self._graph.call("POST", f"{app}/uploads", token=token, params=params).get("id"))
        offset = 0
        for attempt in range(_UPLOAD_TRIES):
            try:
                handle = text(self._graph.resume_upload(session, token=token, data=data, offset=offset).get("h"))
            except GraphUnknown:
                if attempt == _UPLOAD_TRIES - 1:
                    raise
                with suppress(GraphUnknown):
                    came = self._graph.resume_upload(session, token=token).get("file_offset")
                    offset = came if isinstance(came, int) and 0 <= came <= len(data) else 0
                continue
            if handle:
                return handle
            break
        raise GraphUnknown("no handle for the uploaded file")

    def change_pin(self, token: str, number: NumberId, pin: str) -> None:
        _done(self._graph.call("POST", number, token=token, json={"pin": pin}))

    def automation(self, token: str, number: NumberId) -> Automation:
        answer = self._graph.call("GET", number, token=token, params={"fields": "conversational_automation"})
        found = mapping(answer.get("conversational_automation"))
        prompts = found.get("prompts")
        return Automation(
            welcome_message=found.get("enable_welcome_message") is True,
            prompts=tuple(str(one) for one in prompts) if isinstance(prompts, list) else (),
            commands=tuple(
                Command(text(one.get("command_name")), text(one.get("command_description")))
                for one in items(found.get("commands"))
            ),
        )

    def keep_automation(self, token: str, number: NumberId, wanted: Automation) -> None:
        body = {
            "enable_welcome_message": wanted.welcome_message,
            "prompts": list(wanted.prompts),
            "commands": [{"command_name": one.name, "command_description": one.description} for one in wanted.commands],
        }
        _done(self._graph.call("POST", f"{number}/conversational_automation", token=token, json=body))


def _health(raw: Mapping[str, Any]) -> HealthFacts:
    reasons: list[HealthReason] = []
    for entity in items(raw.get("entities")):
        if entity.get("can_send_message") == "AVAILABLE":
            continue
        kind = text(entity.get("entity_type")) or "WABA"
        errors = items(entity.get("errors")) or [{}]
        reasons += [
            HealthReason(
                kind,
                code if isinstance(code := one.get("error_code"), int) else 0,
                text(one.get("error_description")),
                text(one.get("possible_solution")),
            )
            for one in errors
        ]
    return HealthFacts(_CAN_SEND.get(text(raw.get("can_send_message")), "available"), tuple(reasons))


def _done(answer: Mapping[str, Any]) -> None:
    if answer.get("success") is not True:
        raise GraphUnknown("no success in the answer")
