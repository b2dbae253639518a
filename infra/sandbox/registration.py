"""Registering a number: PIN, verification code, and the limits around both (contract 4.3 and 8.2)."""

from __future__ import annotations

import re

from infra.sandbox.errors import GraphError
from infra.sandbox.limits import REGISTRATION_WINDOW, REGISTRATIONS
from infra.sandbox.model import Json, Number
from infra.sandbox.post import Post
from infra.sandbox.world import DAY, World

GUESSES = 5
GUESS_WINDOW = 12 * 3600.0
"""Meta names neither how many wrong PINs are too many nor for how long: these are ours."""
CODE_LIFE = 600.0
SIGNUP_DAYS = 14
_PIN = re.compile(r"[0-9]{6}")


class Registration:
    """What makes a number able to send, and takes it away again."""

    def __init__(self, world: World, post: Post) -> None:
        self._world, self._post = world, post

    # -- register ---------------------------------------------------------------------------------------------------
    def register(self, number: Number, body: Json) -> None:
        """Sets the PIN when there is none, must match it otherwise; ten times in 72 hours."""
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        pin = self._pin(body)
        if number.coexistence:
            raise GraphError(100, message="(#100) A number shared with the phone app is registered by the app")
        self._count(number)
        self._proven(number)
        self._guess(number, pin)
        fresh = not number.pin
        number.pin, number.registered, number.status = pin, True, "CONNECTED"
        self._keep(number)
        if fresh:
            self.tell_pin(number)

    def deregister(self, number: Number) -> None:
        if number.coexistence:
            raise GraphError(100, message="(#100) A number shared with the phone app cannot be deregistered")
        self._count(number)
        if not number.registered:
            raise GraphError(133010, "The number is not registered")
        number.registered, number.status = False, "PENDING"
        self._keep(number)

    def _count(self, number: Number) -> None:
        now = self._world.now()
        recent = [moment for moment in number.registrations if now - moment < REGISTRATION_WINDOW]
        if len(recent) >= REGISTRATIONS:
            raise GraphError(133016, "Too many requests to register or deregister this number in 72 hours")
        number.registrations = [*recent, now]
        self._keep(number)

    def _proven(self, number: Number) -> None:
        if self.signup_is_over(number):
            number.verification = "EXPIRED"
            self._keep(number)
            raise GraphError(133006, f"More than {SIGNUP_DAYS} days have passed since Embedded Signup: repeat it")
        if number.verification != "VERIFIED":
            raise GraphError(133006, "Verify the phone number with a code before registering it")

    def signup_is_over(self, number: Number) -> bool:
        """Whether the customer must go through Embedded Signup again before the number can be registered."""
        return (
            not number.registered
            and number.signed_up_at > 0
            and self._world.now() - number.signed_up_at > SIGNUP_DAYS * DAY
        )

    # -- PIN --------------------------------------------------------------------------------------------------------
    def _pin(self, body: Json) -> str:
        if body.get("pin") is None:
            raise GraphError(100, message="(#100) The parameter pin is required.")
        pin = str(body["pin"])
        if not _PIN.fullmatch(pin):
            raise GraphError(100, message="(#100) Param pin must be 6 characters long and numeric.")
        return pin

    def _guess(self, number: Number, pin: str) -> None:
        now = self._world.now()
        number.wrong_pins = [moment for moment in number.wrong_pins if now - moment < GUESS_WINDOW]
        if len(number.wrong_pins) >= GUESSES:
            wait = int(number.wrong_pins[0] + GUESS_WINDOW - now) + 1
            raise GraphError(133008, f"Too many wrong PINs. Try again in {wait} seconds.")
        if number.pin and number.pin != pin:
            number.wrong_pins.append(now)
            self._keep(number)
            raise GraphError(133005, "Two-step verification PIN mismatch")
        number.wrong_pins = []

    def change_pin(self, number: Number, body: Json) -> None:
        """`POST /{number} {"pin"}`: a new PIN, without asking for the old one."""
        number.pin, number.wrong_pins = self._pin(body), []
        self._keep(number)
        self.tell_pin(number)

    def tell_pin(self, number: Number) -> None:
        now = self._world.now()
        value = {"display_phone_number": number.digits, "event": "PIN_CHANGED", "requester": "61000000000417"}
        account = self._world.account_of(number)
        self._post.send(account, "security", value, number=number, key=f"pin/{number.id}/{now}", time=int(now))

    # -- verification code ------------------------------------------------------------------------------------------
    def request_code(self, number: Number, body: Json) -> None:
        """A code by SMS or call; the driver shows it (`GET /_sandbox/numbers/{number}`)."""
        if str(body.get("code_method", "")).upper() not in ("SMS", "VOICE"):
            raise GraphError(100, message="(#100) Param code_method must be one of {SMS, VOICE}.")
        if not body.get("language"):
            raise GraphError(100, message="(#100) The parameter language is required.")
        if self.signup_is_over(number):
            raise GraphError(100, "Repeat Embedded Signup for this number", message="(#100) The signup has expired")
        if number.verification == "VERIFIED":
            raise GraphError(136024, "The phone number is verified already")
        number.code, number.code_until = self._world.ids.number(6), self._world.now() + CODE_LIFE
        self._keep(number)

    def verify_code(self, number: Number, body: Json) -> None:
        if number.verification == "VERIFIED":
            raise GraphError(136024, "The phone number is verified already")
        given = str(body.get("code", "")).replace("-", "")
        if not number.code or given != number.code or self._world.now() > number.code_until:
            raise GraphError(
                136025, "The code is wrong or older than ten minutes", message="(#136025) Verify code error"
            )
        number.verification, number.code, number.code_until = "VERIFIED", "", 0.0
        self._keep(number)

    def _keep(self, number: Number) -> None:
        self._world.state.numbers.touch(number.id)
        self._world.tell(kind="accounts")
