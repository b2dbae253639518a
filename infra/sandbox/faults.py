"""Fault switches: which there are, and which routes they can be aimed at.

Whether a rule strikes is a hash of its seed and a stable key, so a run can be repeated exactly.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from infra.sandbox.model import Rule
from infra.sandbox.state import Shelf

FAULTS: dict[str, str] = {
    "error": "refuse with `code` (and `subcode`); mode `sync` in the answer, `async` as a failed status",
    "server_error_before": "HTTP 500 without accepting",
    "server_error_after": "accept, then answer HTTP 500: the message goes out, the caller cannot know",
    "reset_before": "cut the connection without accepting",
    "reset_after": "accept, then cut the connection",
    "not_json": "answer HTTP 502 with an HTML page, without accepting",
    "slow_answer": "answer after `seconds`",
    "status_first": "deliver the first status before the answer of the send",
    "duplicate": "deliver a webhook body twice",
    "reorder": "hold a webhook body back for up to `seconds` (default 2) so that later ones overtake it",
    "delay": "deliver webhook bodies `seconds` later",
    "drop_delivered": "never report `delivered`, only `sent` and `read`",
    "drop_statuses": "report no status at all of a message",
    "batch": "collect up to `size` updates (or `seconds`, default 0.5) into one body",
    "slow_media": "media answers come after `seconds`",
    "media_missing": "media downloads answer 404",
    "upload_cut": "keep half of a resumable upload's bytes, then cut the connection",
    "signup_message_lost": "Embedded Signup: the window posts the code but not what was chosen",
    "signup_message_late": "Embedded Signup: what was chosen is posted `seconds` (default 2) after the code",
    "signup_code_first": "Embedded Signup: the code comes before the message",
    "signup_code_lost": "Embedded Signup: the window closes without giving the code",
    "signup_code_expired": "Embedded Signup: the code is older than 30 seconds",
    "signup_code_used": "Embedded Signup: the code was used by somebody else already",
    "signup_noise": "Embedded Signup: other messages around ours, as Facebook's windows post them",
    "signup_other_ids": "Embedded Signup: the message names an account and number that are not the token's",
}

GROUPS: dict[str, str] = {
    "oauth": "GET|POST /oauth/access_token",
    "debug_token": "GET /debug_token",
    "waba": "GET /{account}",
    "numbers": "GET /{account}/phone_numbers",
    "number": "GET /{number}, health_status too",
    "subscribe": "POST /{account}/subscribed_apps",
    "subscriptions": "GET /{account}/subscribed_apps",
    "unsubscribe": "DELETE /{account}/subscribed_apps",
    "register": "POST /{number}/register",
    "deregister": "POST /{number}/deregister",
    "pin": "POST /{number}, with a PIN or a callback",
    "codes": "POST /{number}/request_code and /verify_code",
    "profile": "GET|POST /{number}/whatsapp_business_profile",
    "uploads": "POST /{app}/uploads, POST|GET /upload:…",
    "automation": "GET|POST /{number}/conversational_automation",
    "coexistence": "POST /{number}/smb_app_data",
    "templates": "GET|POST|DELETE /{account}/message_templates, GET|POST /{template}",
    "messages": "POST /{number}/messages and /marketing_messages",
    "media": "POST /{number}/media, GET|DELETE /{media}",
    "download": "GET of a media link",
    "blocks": "block_users and contact_book",
    "history": "GET /{number}/message_history",
    "app": "POST /{app}/subscriptions, GET /me and /app",
}
"""Groups of Graph routes a rule can be aimed at with `route`."""


def covers(route: str, group: str) -> bool:
    """Whether a rule for `route` is asked about calls of `group`."""
    return route in ("any", group) or (route == "graph" and group != "messages")


class Faults:
    """Asks the rules whether one of them strikes now."""

    def __init__(self, rules: Shelf[Rule]) -> None:
        self._rules = rules
        self._asked: Counter[tuple[str, str]] = Counter()

    def strike(
        self, fault: str, key: str, *, number: str = "", person: str = "", account: str = "", route: str = "messages"
    ) -> Rule | None:
        """The first rule of this fault that strikes, counted as a hit.

        `key` names the thing that could be hit: asked again with the same key (a retried send), the die is new,
        but the same in every run.
        """
        if not self._rules.items:
            return None
        for rule in self._rules:
            if rule.fault != fault or rule.times == 0:
                continue
            if (rule.number and rule.number != number) or (rule.person and rule.person != person):
                continue
            if not covers(rule.route, route) or (rule.account and rule.account != account):
                continue
            if rule.rate < 1.0 and self._die(rule, key) >= rule.rate:
                continue
            rule.hits += 1
            if rule.times is not None:
                rule.times -= 1
            self._rules.touch(rule.id)
            return rule
        return None

    def share(self, rule: Rule, key: str) -> float:
        """A repeatable number in 0..1 for this rule and key, for example how long to hold something back."""
        return self._die(rule, f"share/{key}")

    def _die(self, rule: Rule, key: str) -> float:
        self._asked[(rule.id, key)] += 1
        text = f"{rule.seed}/{rule.fault}/{key}/{self._asked[(rule.id, key)]}"
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big") / float(1 << 56)
