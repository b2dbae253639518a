"""The policy told to people is the user pool's."""

from __future__ import annotations

import pytest

from infra.local.bridge import read_template
from shared.core.errors import Invalid
from shared.features.people.passwords import POLICY, check_password


def test_the_policy_is_the_templates() -> None:
    pool = read_template()["Resources"]["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]

    assert {
        "MinimumLength": POLICY.min_length,
        "RequireLowercase": POLICY.lowercase,
        "RequireUppercase": POLICY.uppercase,
        "RequireNumbers": POLICY.digit,
        "RequireSymbols": POLICY.symbol,
    } == {name: value for name, value in pool.items() if name != "TemporaryPasswordValidityDays"}


@pytest.mark.parametrize("password", ["Kettle-whistle-7", "A b c d e f 1 2", "Ünïcödé-Aa1-ßßß"])
def test_what_has_everything_is_taken(password: str) -> None:
    assert check_password(password) == password


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Kettle-7", "12 characters"),
        ("kettle-whistle-7", "capital"),
        ("KETTLE-WHISTLE-7", "small"),
        ("Kettle-whistle-", "digit"),
        ("Kettlewhistle77", "sign"),
        ("Kettlewhistle7 ", "space"),
        ("Ab1-" + "x" * 253, "at most 256"),
    ],
)
def test_what_is_missing_is_said(password: str, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(password, "new")

    assert refusal.value.reason == "weak_password"
    assert all(field.field == "new" for field in refusal.value.fields)
    assert any(words in field.message for field in refusal.value.fields)
    assert password not in refusal.value.detail
