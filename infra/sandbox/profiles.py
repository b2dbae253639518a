"""How a number presents itself: business profile with picture, ice breakers and commands (contract 8.2, 8.3)."""

from __future__ import annotations

from typing import Any

from infra.sandbox.errors import GraphError
from infra.sandbox.listing import wanted
from infra.sandbox.model import Json, Number
from infra.sandbox.uploads import Uploads
from infra.sandbox.world import World

LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128}
KEYS = ("about", "address", "description", "email", "profile_picture_url", "websites", "vertical")
WRITABLE = ("about", "address", "description", "email", "websites", "vertical")
VERTICALS = (
    "ALCOHOL", "APPAREL", "AUTO", "BEAUTY", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GOVT", "GROCERY", "HEALTH",
    "HOTEL", "MATRIMONY_SERVICE", "NONPROFIT", "NOT_A_BIZ", "ONLINE_GAMBLING", "OTC_DRUGS", "OTHER",
    "PHYSICAL_GAMBLING", "PROF_SERVICES", "RESTAURANT", "RETAIL", "TRAVEL", "UNDEFINED",
)  # fmt: skip
PICTURE_TYPES = ("image/jpeg", "image/jpg", "image/png")
PICTURES = "/profile_pictures"
PROMPTS, PROMPT_LENGTH = 4, 80
COMMANDS, COMMAND_LENGTH, DESCRIPTION_LENGTH = 30, 32, 256


def _parameter(message: str) -> GraphError:
    return GraphError(100, message=f"(#100) {message}")


class Profiles:
    """Reads and changes profiles."""

    def __init__(self, world: World, uploads: Uploads) -> None:
        self._world, self._uploads = world, uploads

    def read(self, number: Number, fields: str | None) -> Json:
        names = set(wanted(fields, KEYS))
        shown = {key: value for key, value in number.profile.items() if key in names and value not in ("", [])}
        if shown.get("profile_picture_url"):
            shown["profile_picture_url"] = f"{self._world.origin}{shown['profile_picture_url']}"
        return {"data": [{**shown, "messaging_product": "whatsapp"}]}

    def change(self, number: Number, body: Json) -> None:
        if body.get("messaging_product") != "whatsapp":
            raise _parameter("The parameter messaging_product is required.")
        for key, longest in LIMITS.items():
            if len(str(body.get(key, ""))) > longest:
                raise _parameter(f"Param {key} must be at most {longest} characters long.")
        if "about" in body and not str(body["about"]):
            raise _parameter("Param about must not be empty.")
        sites = body.get("websites", [])
        if not isinstance(sites, list) or len(sites) > 2:
            raise _parameter("Param websites must hold at most 2 URLs with a scheme.")
        if any(not str(site).startswith(("http://", "https://")) or len(str(site)) > 256 for site in sites):
            raise _parameter("Param websites must hold at most 2 URLs with a scheme.")
        if "vertical" in body and body["vertical"] not in VERTICALS:
            raise _parameter(f"Param vertical must be one of {{{', '.join(VERTICALS)}}}.")
        picture = self._picture(body)
        number.profile.update({key: body[key] for key in WRITABLE if key in body})
        if picture:
            number.profile["profile_picture_url"] = picture
        self._world.state.numbers.touch(number.id)

    def _picture(self, body: Json) -> str:
        """The path of the picture behind a handle, "" when none is given."""
        handle = str(body.get("profile_picture_handle") or "")
        if not handle:
            return ""
        upload = self._uploads.of_handle(handle)
        if upload is None:
            raise _parameter("Param profile_picture_handle is not a handle of an upload.")
        if upload["type"] not in PICTURE_TYPES:
            raise _parameter("Param profile_picture_handle must be a JPEG or PNG picture.")
        return f"{PICTURES}/{upload['sha256']}"

    # -- conversational components ----------------------------------------------------------------------------------
    def change_automation(self, number: Number, body: Json) -> None:
        """Ice breakers, slash commands, and whether a welcome is asked for; what is left out stays."""
        changed = {**number.automation}
        if "enable_welcome_message" in body:
            changed["enable_welcome_message"] = str(body["enable_welcome_message"]).lower() == "true"
        if "prompts" in body:
            changed["prompts"] = self._prompts(body["prompts"])
        if "commands" in body:
            changed["commands"] = self._commands(body["commands"])
        number.automation = {"id": f"94{number.id}", **changed}
        self._world.state.numbers.touch(number.id)

    def _prompts(self, given: Any) -> list[str]:
        if not isinstance(given, list) or len(given) > PROMPTS:
            raise _parameter(f"Param prompts must hold at most {PROMPTS} texts.")
        if any(not isinstance(one, str) or not 1 <= len(one) <= PROMPT_LENGTH for one in given):
            raise _parameter(f"Param prompts[] must be 1 to {PROMPT_LENGTH} characters long.")
        return list(given)

    def _commands(self, given: Any) -> list[Json]:
        if not isinstance(given, list) or len(given) > COMMANDS:
            raise _parameter(f"Param commands must hold at most {COMMANDS} commands.")
        commands: list[Json] = []
        for one in given:
            name = str(one.get("command_name", "")) if isinstance(one, dict) else ""
            about = str(one.get("command_description", "")) if isinstance(one, dict) else ""
            if not 1 <= len(name) <= COMMAND_LENGTH or not 1 <= len(about) <= DESCRIPTION_LENGTH:
                raise _parameter("Param commands[] needs a command_name and a command_description.")
            commands.append({"command_name": name, "command_description": about})
        return commands
