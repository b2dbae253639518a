"""What ``/numbers/{number}`` takes and answers, and how the product's values become that."""

from typing import Literal

from pydantic import Field, SecretStr

from shared.core.clock import stamp
from shared.core.numbers import Automation, Command, Profile
from shared.features.connections.numbers import Page
from shared.features.connections.shapes import AccountProblemShape, NumberShape, number_fields, problem_shape
from shared.features.http import Shape


class HealthReasonShape(Shape):
    """Why something can't send. `entity` is PHONE_NUMBER, WABA, BUSINESS, APP or MESSAGE_TEMPLATE."""

    entity: str
    code: int = Field(description="Meta's code; 0 when the reason is ours.")
    title: str
    advice: str
    reason: str | None = Field(None, description="Our stable name for it, as in problems; none where Meta speaks.")


class HealthShape(Shape):
    """Whether the number can send now. `checked_at` is when Meta was asked last."""

    can_send: Literal["available", "limited", "blocked"]
    reasons: list[HealthReasonShape]
    checked_at: str | None


class NumberPageShape(NumberShape):
    """A number with everything there is to know about it."""

    name_status: str | None
    account_mode: str | None
    coexistence: bool = Field(description="The WhatsApp Business app on a phone uses the number too.")
    tier: str | None
    health: HealthShape
    problem: AccountProblemShape | None


class ProfileShape(Shape):
    """The business profile customers see."""

    about: str
    address: str
    description: str
    email: str
    websites: list[str]
    vertical: str
    picture_url: str


class ProfileWish(Shape):
    """The profile as it shall be; an empty `about` or `vertical` is left as it is."""

    about: str = Field("", max_length=2000)
    address: str = Field("", max_length=2000)
    description: str = Field("", max_length=2000)
    email: str = Field("", max_length=2000)
    websites: list[str] = Field(default_factory=list, max_length=20)
    vertical: str = Field("", max_length=64)
    picture_upload_id: str | None = Field(None, max_length=64, description="An uploaded JPEG or PNG.")


class PinShape(Shape):
    """A new two-step verification PIN."""

    pin: SecretStr = Field(max_length=12)


class RegisterShape(Shape):
    """The number's two-step verification PIN, if it has one that is not stored here."""

    pin: SecretStr | None = Field(None, max_length=12)


class CommandShape(Shape):
    """A slash command."""

    name: str = Field(max_length=100)
    description: str = Field(max_length=1000)


class AutomationShape(Shape):
    """What the phone offers in an empty chat."""

    welcome_message: bool
    prompts: list[str] = Field(max_length=100)
    commands: list[CommandShape] = Field(max_length=100)


class FirstMessageShape(Shape):
    """To whom a test message goes; the same `client_id` again sends nothing twice."""

    to: str = Field(min_length=3, max_length=32)
    client_id: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


class SentShape(Shape):
    """Where the test message stands."""

    conversation_id: str
    message_id: str


def page_shape(page: Page) -> NumberPageShape:
    number = page.number
    return NumberPageShape(
        **number_fields(number),
        name_status=number.name_status,
        account_mode=number.account_mode,
        coexistence=number.coexistence,
        tier=number.limit,
        health=HealthShape(
            can_send=page.can_send,
            reasons=[
                HealthReasonShape(
                    entity=one.entity, code=one.code, title=one.title, advice=one.advice, reason=one.reason or None
                )
                for one in page.reasons
            ],
            checked_at=stamp(page.checked.checked_at) if page.checked else None,
        ),
        problem=problem_shape(page.problem),
    )


def profile_shape(profile: Profile) -> ProfileShape:
    return ProfileShape(
        about=profile.about,
        address=profile.address,
        description=profile.description,
        email=profile.email,
        websites=list(profile.websites),
        vertical=profile.vertical,
        picture_url=profile.picture_url,
    )


def wanted_profile(wish: ProfileWish) -> Profile:
    return Profile(
        wish.about.strip(),
        wish.address.strip(),
        wish.description.strip(),
        wish.email.strip(),
        tuple(website.strip() for website in wish.websites if website.strip()),
        wish.vertical.strip(),
    )


def automation_shape(found: Automation) -> AutomationShape:
    return AutomationShape(
        welcome_message=found.welcome_message,
        prompts=list(found.prompts),
        commands=[CommandShape(name=one.name, description=one.description) for one in found.commands],
    )


def wanted_automation(wish: AutomationShape) -> Automation:
    commands = tuple(Command(one.name.strip().removeprefix("/"), one.description.strip()) for one in wish.commands)
    return Automation(wish.welcome_message, tuple(one.strip() for one in wish.prompts), commands)
