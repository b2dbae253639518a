"""What becomes of a template after it was handed in: review, quality, pauses, categories, the end (contract 7.2, 7.6).

Every turn is told by its webhook. Waiting is on the agenda, so moving the sandbox's clock ends it.
"""

from __future__ import annotations

from infra.sandbox import template_rules as rules
from infra.sandbox.model import Bubble, Json, Template
from infra.sandbox.pacing import Pacing, key_in, key_of
from infra.sandbox.post import Post
from infra.sandbox.world import DAY, World

PAUSES = {1: ("FIRST_PAUSE", 3.0), 2: ("SECOND_PAUSE", 6.0)}
"""Which pause it is → its title and how many hours it lasts; the third is for ever."""
NOTICE_HOURS = 24.0
KEPT_WHILE_ON_ITS_WAY = 30 * DAY
ENDS = frozenset({"delivered", "read", "failed"})


class TemplateLife:
    """Moves templates from state to state. Callers have checked that the move is allowed."""

    def __init__(self, world: World, post: Post, pacing: Pacing) -> None:
        self._world, self._post, self._pacing = world, post, pacing

    # -- telling ----------------------------------------------------------------------------------------------------
    def changed(self, template: Template) -> None:
        template.changed_at = self._world.now()
        self._world.state.templates.touch(key_of(template))
        self._world.tell(kind="templates")

    def tell(self, template: Template, field: str, **value: object) -> None:
        about = {
            "message_template_id": int(template.id),
            "message_template_name": template.name,
            "message_template_language": template.language,
        }
        now, account = self._world.now(), self._world.account(template.account)
        key = f"{field}/{template.id}/{value.get('event', '')}/{now}"
        self._post.send(account, field, {**value, **about}, time=int(now), key=key)

    def tell_status(self, template: Template, event: str = "", **more: object) -> None:
        self.tell(
            template,
            "message_template_status_update",
            event=event or template.status,
            reason=None if template.status == "PAUSED" else template.rejected_reason,
            message_template_category=template.category,
            **more,
        )

    def tell_quality(self, template: Template, before: str) -> None:
        value = {"previous_quality_score": before, "new_quality_score": template.quality}
        self.tell(template, "message_template_quality_update", **value)

    def tell_category(self, template: Template, before: str) -> None:
        value = {"previous_category": before, "new_category": template.category}
        self.tell(template, "template_category_update", **value)

    def tell_components(self, template: Template) -> None:
        parts = {str(part.get("type", "")).upper(): part for part in template.components}
        value: Json = {"message_template_element": str(parts.get("BODY", {}).get("text", ""))}
        if parts.get("HEADER", {}).get("text"):
            value["message_template_title"] = parts["HEADER"]["text"]
        if parts.get("FOOTER", {}).get("text"):
            value["message_template_footer"] = parts["FOOTER"]["text"]
        buttons = [_button(button) for button in parts.get("BUTTONS", {}).get("buttons", [])]
        if buttons:
            value["message_template_buttons"] = buttons
        self.tell(template, "message_template_components_update", **value)

    # -- the agenda -------------------------------------------------------------------------------------------------
    def due(self, data: Json) -> None:
        """A timer is over: a review, a pause, a notice of a category, a deletion, a slice's assessment."""
        template = self._world.state.templates.get(str(data["template"]))
        if template is None or template.id != data["id"]:
            return
        what = data["what"]
        if what == "review" and template.status == "PENDING" and template.turn == data["turn"]:
            self.review(template)
        elif what == "unpause" and template.paused_for == "quality" and template.pauses == data["pauses"]:
            self.unpause(template)
        elif what == "category" and template.correct_category == data["category"]:
            self.recategorise(template, str(data["category"]))
        elif what == "delete" and template.status == "PENDING_DELETION":
            self.delete(template)
        elif what == "assess" and self._pacing.holds(template):
            self.assess(template)

    def _later(self, template: Template, hours: float, what: str, **data: object) -> None:
        self._world.plan(hours * 3600, "template_timer", template=key_of(template), id=template.id, what=what, **data)

    # -- review -----------------------------------------------------------------------------------------------------
    def submit(self, template: Template) -> None:
        """Puts it before the reviewers; their time is the setting `review_after`."""
        template.status, template.rejected_reason, template.rejection = "PENDING", "NONE", {}
        template.paused_for = ""
        template.turn += 1
        self.changed(template)
        wait = self._world.settings.review_after
        if wait >= 0:
            self._world.plan(
                wait, "template", template=key_of(template), id=template.id, what="review", turn=template.turn
            )

    def review(self, template: Template) -> None:
        reason = rules.objection(template)
        if reason:
            self.reject(template, reason)
        else:
            self.approve(template)

    def approve(self, template: Template) -> None:
        edited = bool(template.live)
        template.status, template.rejected_reason, template.rejection = "APPROVED", "NONE", {}
        template.live, template.paused_for = [], ""
        template.approved_at = template.approved_at or self._world.now()
        self._pacing.begin(template)
        self.changed(template)
        self.tell_status(template)
        if edited:
            self.tell_components(template)

    def reject(self, template: Template, reason: str, recommendation: str = "") -> None:
        words = rules.REASONS.get(reason.replace("_", " ").lower(), "")
        template.status, template.rejected_reason, template.live = "REJECTED", reason, []
        template.rejection = {
            "reason": words or "The reviewers did not say more.",
            "recommendation": recommendation or "Change the words, then hand it in again.",
        }
        self.changed(template)
        self.tell_status(template, rejection_info=template.rejection)

    # -- quality ----------------------------------------------------------------------------------------------------
    def rate(self, template: Template, score: str) -> None:
        before, template.quality, template.quality_at = template.quality, score, self._world.now()
        if score in ("YELLOW", "RED") and template.status == "APPROVED":
            self._pacing.begin(template)
        self.changed(template)
        self.tell_quality(template, before)

    def pause(self, template: Template) -> None:
        """For low quality: three hours, six hours, then for ever."""
        template.pauses += 1
        if template.pauses not in PAUSES:
            self.disable(template)
            return
        title, hours = PAUSES[template.pauses]
        template.status, template.paused_for = "PAUSED", "quality"
        self.changed(template)
        words = f"Paused for {hours:.0f} hours because of what people who got it did."
        self.tell_status(template, other_info={"title": title, "description": words})
        self._later(template, hours, "unpause", pauses=template.pauses)

    def unpause(self, template: Template) -> None:
        template.status, template.paused_for = "APPROVED", ""
        self._pacing.begin(template)
        self.changed(template)
        words = "It can be sent again."
        self.tell_status(template, other_info={"title": "UNPAUSE", "description": words})

    def disable(self, template: Template) -> None:
        template.status, template.paused_for = "DISABLED", ""
        self.changed(template)
        info = {"title": "DISABLED", "description": "Disabled for ever because of what people who got it did."}
        self.tell_status(template, other_info=info, disable_info={"disable_date": int(self._world.now())})

    # -- pacing -----------------------------------------------------------------------------------------------------
    def assess(self, template: Template) -> None:
        """The verdict on a first slice, by the quality it earned."""
        if template.quality == "RED":
            self.drop(template)
        else:
            self.release(template)

    def pace(self, template: Template, first: int) -> None:
        """After `first` messages the rest is held."""
        self._pacing.start(template, first)
        self.changed(template)

    def release(self, template: Template) -> None:
        self._pacing.release(template)
        self.changed(template)

    def drop(self, template: Template) -> None:
        """Bad feedback: what was held fails with 132015, the template pauses until somebody ends it."""
        self._pacing.drop(template)
        template.status, template.paused_for = "PAUSED", "pacing"
        self.changed(template)
        words = "The first messages were not welcome; the rest was not sent."
        self.tell_status(template, other_info={"title": "RATE_LIMITING_PAUSE", "description": words})

    # -- category ---------------------------------------------------------------------------------------------------
    def announce(self, template: Template, category: str, hours: float = NOTICE_HOURS) -> None:
        """Meta found another category: done after the notice, at once without one."""
        if hours <= 0:
            self.recategorise(template, category)
            return
        template.correct_category = category
        self.changed(template)
        self.tell(
            template,
            "template_category_update",
            new_category=template.category,
            correct_category=category,
            category_update_timestamp=int(self._world.now() + hours * 3600),
        )
        self._later(template, hours, "category", category=category)

    def recategorise(self, template: Template, category: str) -> None:
        template.previous_category, template.category, template.correct_category = template.category, category, ""
        self.changed(template)
        self.tell_category(template, template.previous_category)

    # -- the end ----------------------------------------------------------------------------------------------------
    def remove(self, template: Template) -> None:
        """Deletes it, or leaves it pending while messages of it are on their way."""
        if any(self._under_way(template, bubble) for bubble in self._world.state.bubbles):
            template.status = "PENDING_DELETION"
            self.changed(template)
            self.tell_status(template)
            self._later(template, KEPT_WHILE_ON_ITS_WAY / 3600, "delete")
        else:
            self.delete(template)

    def delete(self, template: Template) -> None:
        self._world.state.templates.drop(key_of(template))
        template.status = "DELETED"
        self._world.tell(kind="templates")
        self.tell_status(template)

    def arrived(self, wamid: str, stage: str) -> None:
        """A message came to its end: the last one of a template ends a pending deletion."""
        bubble = self._world.state.bubbles.get(wamid)
        if bubble is None or bubble.type != "template" or stage not in ENDS:
            return
        template = self._world.state.templates.get(key_in(self._world, bubble))
        if template is None or template.status != "PENDING_DELETION":
            return
        if not any(self._under_way(template, one) for one in self._world.state.bubbles):
            self.delete(template)

    def _under_way(self, template: Template, bubble: Bubble) -> bool:
        return not bubble.stages.keys() & ENDS and key_in(self._world, bubble) == key_of(template)


def _button(button: Json) -> Json:
    found: Json = {"message_template_button_type": button.get("type"), "message_template_button_text": ""}
    for name in ("text", "url", "phone_number"):
        if button.get(name):
            found[f"message_template_button_{name}"] = button[name]
    return found
