"""What a password must have: the user pool's policy, told before Cognito refuses (a test compares the two)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.core.errors import FieldProblem, Invalid

# As Cognito's documentation lists them, and a space that is neither first nor last.
SYMBOLS: Final = frozenset("^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ")
LONGEST: Final = 256


@dataclass(frozen=True)
class PasswordPolicy:
    """How long, and which kinds of characters."""

    min_length: int = 12
    lowercase: bool = True
    uppercase: bool = True
    digit: bool = True
    symbol: bool = True

    def lacking(self, password: str) -> list[str]:
        """What is missing, as sentences that say what to do."""
        found = []
        if len(password) < self.min_length:
            found.append(f"Use at least {self.min_length} characters.")
        if self.lowercase and not any("a" <= one <= "z" for one in password):
            found.append("Add a small letter.")
        if self.uppercase and not any("A" <= one <= "Z" for one in password):
            found.append("Add a capital letter.")
        if self.digit and not any("0" <= one <= "9" for one in password):
            found.append("Add a digit.")
        if self.symbol and not SYMBOLS & set(password.strip()):
            found.append("Add a sign, for instance “-”.")
        if password != password.strip():
            found.append("Begin and end with something else than a space.")
        if len(password) > LONGEST:
            found.append(f"Use at most {LONGEST} characters.")
        return found


POLICY: Final = PasswordPolicy()


def check_password(password: str, field: str = "password") -> str:
    """The password, or Invalid with everything it lacks."""
    lacking = POLICY.lacking(password)
    if lacking:
        raise Invalid(
            "The password is too easy to guess. " + " ".join(lacking),
            code="weak_password",
            fields=[FieldProblem(field, sentence) for sentence in lacking],
        )
    return password
