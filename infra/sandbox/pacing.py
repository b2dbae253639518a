"""Pacing (contract 5.4): a first slice of a template's messages goes out, the rest is held until its verdict."""

from __future__ import annotations

from infra.sandbox.journey import Journey
from infra.sandbox.model import Bubble, Template
from infra.sandbox.world import World

OFF = -1
DROPPED = 132015


class Pacing:
    """Holds messages back and lets them go again."""

    def __init__(self, world: World, journey: Journey) -> None:
        self._world, self._journey = world, journey

    def begin(self, template: Template) -> None:
        """As Meta does by itself with marketing templates; the setting `pacing_slice` says how many go out first."""
        if self._world.settings.pacing_slice > 0 and template.category == "MARKETING" and template.slice == OFF:
            self.start(template, self._world.settings.pacing_slice)

    def start(self, template: Template, first: int) -> None:
        template.slice = max(0, first)

    def takes(self, key: str) -> bool:
        """Whether the next message of this template may go; one that may is counted."""
        template = self._world.state.templates.get(key)
        if template is None or template.slice == OFF:
            return True
        if template.slice > 0:
            template.slice -= 1
            self._world.state.templates.touch(key)
            return True
        return False

    def hold(self, key: str, bubble: Bubble) -> None:
        """Keeps an accepted message; the first one of a slice starts the time to its verdict."""
        template = self._world.state.templates[key]
        first = not self._held(template)
        bubble.held = True
        self._world.changed(bubble)
        wait = self._world.settings.pacing_after
        if first and wait >= 0:
            self._world.plan(wait, "template", template=key, id=template.id, what="assess")

    def release(self, template: Template) -> None:
        template.slice = OFF
        for bubble in self._held(template):
            bubble.held = False
            self._world.changed(bubble)
            self._journey.start(bubble)

    def drop(self, template: Template) -> None:
        template.slice = OFF
        for bubble in self._held(template):
            bubble.held = False
            self._journey.fail(bubble, DROPPED, f"Template {template.name} was paused by pacing")

    def holds(self, template: Template) -> bool:
        return bool(self._held(template))

    def _held(self, template: Template) -> list[Bubble]:
        return [one for one in self._world.state.bubbles if one.held and key_in(self._world, one) == key_of(template)]


def key_of(template: Template) -> str:
    return f"{template.account}/{template.name}/{template.language}"


def key_in(world: World, bubble: Bubble) -> str:
    """The key of the template a message was made from, "" for any other message."""
    if bubble.type != "template" or bubble.direction != "out" or not isinstance(bubble.content, dict):
        return ""
    language = (bubble.content.get("language") or {}).get("code")
    return f"{world.number(bubble.number).account}/{bubble.content.get('name')}/{language}"
