"""What the operator decides about a sandbox before it starts. Durations are real seconds unless said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Deliver = Callable[[bytes, dict[str, str]], int]
"""A webhook receiver in this process: raw body and headers in, HTTP status out."""

LATE_CODES = frozenset({130472, 131026, 131031, 131047, 131049, 131050, 131052, 131053})
"""Refusals that Meta mostly accepts with 200 and reports afterwards as a failed status (contract section 11.2)."""


@dataclass(frozen=True)
class Settings:
    """One sandbox. `callback` is an address, or a function in this process; empty means no app-level callback yet."""

    app_id: str = "990011223344556"
    app_secret: str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"  # noqa: S105 - invented, for tests
    verify_token: str = "sandbox-verify-token"  # noqa: S105
    callback: str | Deliver = ""
    origin: str = ""
    """How others reach this server (media links, paging); empty takes the address it listens on."""
    state: Path | None = None
    connected: bool = False
    """True starts the demo account as if a product had subscribed its app and registered the number already."""
    token: str = ""
    """A fixed system-user token for the demo account; empty mints one at the first start."""
    seed: int = 417
    sent_after: float = 0.05
    delivered_after: float = 0.15
    read_after: float = 0.4
    """Delays of the statuses, counted from the acceptance; `read` counts from the delivery."""
    refusals: str = "late"
    """`late`: codes of LATE_CODES come as failed statuses; `at_once`: every refusal is the answer itself."""
    webhook_timeout: float = 20.0
    webhook_parallel: int = 16
    retry_first: float = 1.0
    retry_longest: float = 30.0
    retry_attempts: int = 40
    """Meta retries for days; here the waits double from `retry_first` to `retry_longest`, `retry_attempts` times."""
    pair_limit: bool = True
    messages_per_second: int | None = None
    """None takes each number's own throughput (80 or 1,000); a value replaces it for all, 0 lifts the limit."""
    require_proof: bool = False
    """True refuses calls without appsecret_proof, like the app setting of that name."""
    review_after: float = 2.0
    """Seconds until a template is approved or rejected; negative leaves it to the operator."""
    utility_at_once: bool = False
    """True approves utility templates in the answer to their creation."""
    pacing_slice: int = 0
    """Messages of a new, un-paused or low-quality marketing template that go out before the rest is held; 0 is none."""
    pacing_after: float = -1.0
    """Seconds from the first held message to the verdict on all of them; negative leaves it to the operator."""
    template_limit: int = 6000
    """Templates an account may have: 250 before its business is verified."""
    block_limit: int = 64_000
    """People a number may block."""
    mail_url: str = ""
    """Base address of the local AWS whose SES mails the mailbox shows; empty means none."""
    late_codes: frozenset[int] = field(default=LATE_CODES)
