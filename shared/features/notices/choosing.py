"""What a person hears: their choice over the topic's defaults. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.core.errors import FieldProblem, Invalid
from shared.core.ids import UserId
from shared.features.notices.kinds import TOPICS, Topic, topic_of, worth_a_mail
from shared.features.notices.model import Choice, Notice, Standing


def choice(topic: Topic, role: str, standing: Standing) -> Choice:
    """The topic's defaults for the role, what the person chose, and what nobody may switch off."""
    in_product, email = standing.chosen.get(topic.name, (True, role in topic.mailed))
    fixed = role in topic.fixed
    return Choice(topic.name, in_product or fixed, email or fixed, fixed)


def choices(role: str, permissions: frozenset[str], standing: Standing) -> list[Choice]:
    """One for each topic the person may hear of."""
    return [choice(topic, role, standing) for topic in TOPICS.values() if topic.permission in permissions]


def concerns(notice: Notice, user: UserId, permissions: frozenset[str]) -> bool:
    """Whether it is any of this person's business; asked before everything that shows, marks or tells a notice."""
    if notice.only_for is not None:
        return notice.only_for == user
    return topic_of(notice.kind).permission in permissions


def shows(notice: Notice, user: UserId, role: str, permissions: frozenset[str], standing: Standing) -> bool:
    """Whether it stands in this person's list."""
    return concerns(notice, user, permissions) and choice(topic_of(notice.kind), role, standing).in_product


def mails(notice: Notice, user: UserId, role: str, permissions: frozenset[str], standing: Standing) -> bool:
    """Whether this person gets a letter about it."""
    return (
        worth_a_mail(notice.kind, notice.severity)
        and concerns(notice, user, permissions)
        and choice(topic_of(notice.kind), role, standing).email
    )


def checked(wanted: Iterable[tuple[str, bool, bool]], role: str) -> Mapping[str, tuple[bool, bool]]:
    """What may be stored of what a person asks for: known topics, once each, nothing switched off that may not be."""
    found: dict[str, tuple[bool, bool]] = {}
    for index, (name, in_product, email) in enumerate(wanted):
        topic = TOPICS.get(name)
        if topic is None or name in found:
            raise Invalid(
                f"There is no kind of notice called “{name}”." if topic is None else f"“{name}” stands there twice.",
                code="unknown_notice_kind",
                fields=[FieldProblem(f"items.{index}.kind", f"Choose from {', '.join(TOPICS)}, each once.")],
            )
        if role in topic.fixed and not (email and in_product):
            raise Invalid(
                "These notices can't be switched off in your role: somebody must hear when nothing can be sent.",
                code="notice_fixed",
                fields=[FieldProblem(f"items.{index}.{'email' if in_product else 'in_product'}", "Leave this on.")],
            )
        found[name] = (in_product, email)
    return found
