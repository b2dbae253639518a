"""What the product relies on in an identity service, as stories any of them must tell alike: the one in memory,
Cognito as moto plays it, Cognito as the local AWS plays it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

import pytest

from shared.core.errors import Invalid
from shared.core.identity import (
    AddressTaken,
    Identity,
    SessionOver,
    StepNeeded,
    WrongCredentials,
    WrongSecondFactor,
)
from tests.functional.people.totp import totp, wrong_totp

PASSWORD, OTHER_PASSWORD = "Kettle-whistle-7", "Copper-spout-88"
Story = Callable[[Identity], None]


def fresh() -> str:
    """An address nobody has used."""
    return f"{secrets.token_hex(6)}@people.test"


def who_registers_can_sign_in_and_is_the_same_person(identity: Identity) -> None:
    email = fresh()
    made = identity.register(email, PASSWORD, "Mira Quill")

    tokens = identity.sign_in(email, PASSWORD)

    assert tokens.person == made == identity.find(email)
    assert (made.email, made.name) == (email, "Mira Quill")
    assert tokens.access
    assert tokens.refresh
    assert tokens.expires_in > 0


def wrong_and_unknown_are_the_same(identity: Identity) -> None:
    email = fresh()
    identity.register(email, PASSWORD, "Mira")

    for address, password in ((email, OTHER_PASSWORD), (fresh(), PASSWORD), ("not an address", PASSWORD)):
        with pytest.raises(WrongCredentials):
            identity.sign_in(address, password)
        assert not identity.knows(address, password)
    assert identity.knows(email, PASSWORD)
    assert identity.find(fresh()) is None


def an_address_is_taken_once(identity: Identity) -> None:
    email = fresh()
    identity.register(email, PASSWORD, "Mira")

    with pytest.raises(AddressTaken):
        identity.register(email, OTHER_PASSWORD, "Somebody else")

    assert identity.sign_in(email, PASSWORD).person.name == "Mira"
    assert not identity.knows(email, OTHER_PASSWORD)


def a_weak_password_is_refused(identity: Identity) -> None:
    made = identity.register(fresh(), PASSWORD, "Mira")

    with pytest.raises(Invalid) as refusal:
        identity.set_password(made.id, "short")

    assert refusal.value.reason == "weak_password"


def another_password_takes_the_place_of_the_first(identity: Identity) -> None:
    email = fresh()
    made = identity.register(email, PASSWORD, "Mira")

    identity.set_password(made.id, OTHER_PASSWORD)

    assert not identity.knows(email, PASSWORD)
    assert identity.sign_in(email, OTHER_PASSWORD).person.id == made.id


def a_session_keeps_its_id_and_another_has_another(identity: Identity) -> None:
    email = fresh()
    identity.register(email, PASSWORD, "Mira")
    first, second = identity.sign_in(email, PASSWORD), identity.sign_in(email, PASSWORD)

    again = identity.refresh(first.refresh)

    assert again.session == first.session != second.session
    assert again.person == first.person
    assert again.access != first.access
    assert again.refresh == ""


def a_refresh_token_that_never_was_opens_nothing(identity: Identity) -> None:
    identity.revoke("x" * 40)

    with pytest.raises(SessionOver):
        identity.refresh("x" * 40)


def a_new_name_is_in_the_next_tokens(identity: Identity) -> None:
    email = fresh()
    made = identity.register(email, PASSWORD, "Mira")
    tokens = identity.sign_in(email, PASSWORD)

    identity.rename(made.id, "Mira Brook")

    assert identity.refresh(tokens.refresh).person.name == "Mira Brook"


def who_moves_signs_in_with_the_new_address_only(identity: Identity) -> None:
    old, new = fresh(), fresh()
    made = identity.register(old, PASSWORD, "Mira")

    identity.move(made.id, new)

    assert identity.sign_in(new, PASSWORD).person.id == made.id
    assert identity.find(old) is None
    assert not identity.knows(old, PASSWORD)


def nobody_moves_to_an_address_of_another(identity: Identity) -> None:
    taken = fresh()
    identity.register(taken, PASSWORD, "Odette")
    made = identity.register(fresh(), PASSWORD, "Mira")

    with pytest.raises(AddressTaken):
        identity.move(made.id, taken)

    assert identity.sign_in(taken, PASSWORD).person.name == "Odette"


def an_authenticator_is_asked_for_until_it_is_turned_off(identity: Identity) -> None:
    email = fresh()
    made = identity.register(email, PASSWORD, "Mira")
    access = identity.sign_in(email, PASSWORD).access
    secret = identity.begin_second_factor(access)

    assert identity.sign_in(email, PASSWORD).access, "nothing changes before a code was verified"
    assert not identity.verify_second_factor(access, wrong_totp(secret))
    assert identity.verify_second_factor(access, totp(secret))
    identity.use_second_factor(made.id, True)

    with pytest.raises(StepNeeded) as step:
        identity.sign_in(email, PASSWORD)
    assert step.value.reason == "second_factor_required"
    with pytest.raises(WrongSecondFactor):
        identity.sign_in(email, PASSWORD, wrong_totp(secret))
    with pytest.raises(WrongCredentials):
        identity.sign_in(email, OTHER_PASSWORD, totp(secret))
    assert identity.knows(email, PASSWORD)
    assert identity.sign_in(email, PASSWORD, totp(secret)).person.id == made.id

    identity.use_second_factor(made.id, False)
    assert identity.sign_in(email, PASSWORD).person.id == made.id


def a_revoked_session_does_not_go_on(identity: Identity) -> None:
    email = fresh()
    identity.register(email, PASSWORD, "Mira")
    first, second = identity.sign_in(email, PASSWORD), identity.sign_in(email, PASSWORD)

    identity.revoke(first.refresh)
    identity.revoke(first.refresh)

    with pytest.raises(SessionOver):
        identity.refresh(first.refresh)
    assert identity.refresh(second.refresh).session == second.session


STORIES: Final[tuple[Story, ...]] = (
    who_registers_can_sign_in_and_is_the_same_person,
    wrong_and_unknown_are_the_same,
    an_address_is_taken_once,
    a_weak_password_is_refused,
    another_password_takes_the_place_of_the_first,
    a_session_keeps_its_id_and_another_has_another,
    a_refresh_token_that_never_was_opens_nothing,
    a_new_name_is_in_the_next_tokens,
    who_moves_signs_in_with_the_new_address_only,
    nobody_moves_to_an_address_of_another,
    an_authenticator_is_asked_for_until_it_is_turned_off,
)
REVOKING: Final[tuple[Story, ...]] = (a_revoked_session_does_not_go_on,)
"""moto does not know RevokeToken; the local AWS does."""
