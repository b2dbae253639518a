"""A business of a test's own at the sandbox, and a workspace to connect it to: tests do not meet in one account."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from infra.sandbox.client import Control

PIN = "246810"


@dataclass(frozen=True)
class Business:
    """An account with one number that nobody has connected yet."""

    control: Control
    account: str
    number: str
    name: str

    @property
    def phone(self) -> str:
        """The number as Meta writes it."""
        return str(self.control.number(self.number)["display"])

    def token(self, preset: str = "system_user") -> str:
        return self.control.mint(preset, self.account)

    @contextmanager
    def fault(self, kind: str, route: str, **rule: Any) -> Iterator[None]:
        """Every call of these routes about this account fails so, until the block ends.

        Tokens and codes belong to no account: those faults strike whoever comes.
        """
        about = {"number": self.number} if route == "messages" else {"account": self.account}
        if route in ("debug_token", "oauth"):
            about = {}
        rule = {"route": route, **about, **rule}
        made = self.control.fault(kind, **rule)
        try:
            yield
        finally:
            self.control.call("DELETE", f"/faults/{made}")


def make_business(control: Control, **number: Any) -> Business:
    """`number` as in the sandbox's sign-up: pin, verification, name_status…"""
    name = f"Bramble {uuid.uuid4().hex[:6]}"
    made = control.sign_up(
        business={"name": name},
        account={"name": name},
        number={"name": name, **number},
    )
    return Business(control, str(made["account"]), str(made["number"]), name)
