"""Rules for buttons (contract 7.4): one row each in LIMITS and CHECKS."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from shared.features.templates.pure.definition import VARIABLE, Part, Scope, kind_of, parts_of, text_of
from shared.features.templates.pure.findings import Finding
from shared.features.templates.pure.texts import measured, no_variables, plain

MOST: Final = 10
MOST_IN_CARD: Final = 2
LIMITS: Final[Mapping[str, int]] = {
    "QUICK_REPLY": 10,
    "URL": 2,
    "PHONE_NUMBER": 1,
    "COPY_CODE": 1,
    "OTP": 1,
    "FLOW": 1,
    "CATALOG": 1,
    "MPM": 1,
    "SPM": 1,
    "VOICE_CALL": 1,
    "REQUEST_CONTACT_INFO": 1,
    "APP": 1,
}
LONGEST_TEXT: Final = 25
LONGEST_URL: Final = 2000
LONGEST_PHONE: Final = 20
LONGEST_CODE: Final = 20
LONGEST_OFFER_CODE: Final = 15
OTP_TYPES: Final = ("COPY_CODE", "ONE_TAP", "ZERO_TAP")
# Meta writes the words on these itself, or has some of its own.
_OWN_WORDS: Final = frozenset({"COPY_CODE", "OTP", "APP", "REQUEST_CONTACT_INFO"})
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]*")
_IN_CARDS: Final = frozenset({"QUICK_REPLY", "URL", "PHONE_NUMBER", "SPM"})


def buttons(scope: Scope, part: Part) -> Iterator[Finding]:
    """The rules for the whole list, then for each button."""
    raw = part.get("buttons")
    found = parts_of(part, "buttons")
    if not isinstance(raw, list | tuple) or len(found) != len(raw):
        yield Finding(scope.path("buttons"), "shape", "Buttons are a list of objects.")
        return
    most = MOST_IN_CARD if scope.in_card else MOST
    if not found:
        yield Finding(scope.path("buttons"), "missing", "Add a button, or take the buttons away.")
    elif len(found) > most:
        yield Finding(scope.path("buttons"), "too_many", f"{len(found)} buttons; there can be {most} at most.")
    kinds = [kind_of(button) for button in found]
    for kind, count in Counter(kinds).items():
        if count > LIMITS.get(kind, MOST):
            message = f"{count} buttons of the kind {_name(kind)}; Meta takes {LIMITS[kind]} at most."
            yield Finding(scope.path("buttons"), "too_many_of_kind", message)
    if not _together(kinds):
        message = "Put all quick replies together, before or after the other buttons."
        yield Finding(scope.path("buttons"), "order", message)
    for at, (kind, button) in enumerate(zip(kinds, found, strict=True)):
        yield from _button(scope, at, kind, button)


def _together(kinds: list[str]) -> bool:
    """All quick replies stand before the other buttons, or all behind them."""
    quick = [kind == "QUICK_REPLY" for kind in kinds]
    return quick in (sorted(quick), sorted(quick, reverse=True))


def _name(kind: str) -> str:
    return kind.replace("_", " ").lower()


def _button(scope: Scope, at: int, kind: str, button: Part) -> Iterator[Finding]:
    if kind not in LIMITS or (scope.in_card and kind not in _IN_CARDS):
        where = " on a card" if scope.in_card else ""
        yield Finding(scope.path("buttons", at, "type"), "kind_unknown", f"There is no such kind of button{where}.")
        return
    if (kind == "OTP") != (scope.category == "AUTHENTICATION"):
        message = (
            "An authentication template has one button: for its code."
            if scope.category == "AUTHENTICATION"
            else "Only authentication templates have a button for one-time passwords."
        )
        yield Finding(scope.path("buttons", at, "type"), "kind_not_here", message)
    path, text = scope.path("buttons", at, "text"), text_of(button)
    if text or kind not in _OWN_WORDS:
        yield from measured(path, text, LONGEST_TEXT)
        yield from plain(path, text)
        yield from no_variables(path, text)
    yield from CHECKS.get(kind, _nothing)(scope, at, button)


def _nothing(_scope: Scope, _at: int, _button: Part) -> Iterator[Finding]:
    return iter(())


def _url(scope: Scope, at: int, button: Part) -> Iterator[Finding]:
    path, url = scope.path("buttons", at, "url"), text_of(button, "url")
    if not url:
        yield Finding(path, "missing", "Write the address the button opens.")
        return
    if len(url) > LONGEST_URL:
        yield Finding(path, "too_long", f"{len(url)} characters; Meta takes at most {LONGEST_URL:,}.")
    found = list(VARIABLE.finditer(url))
    fixed = VARIABLE.sub("", url)
    if "{" in fixed or "}" in fixed or len(found) > 1 or (found and found[0].end() != len(url)):
        yield Finding(path, "url_variable", "An address can have one variable, {{1}}, at its very end.")
    elif found and not scope.named and found[0][1] != "1":
        yield Finding(path, "url_variable", "The variable of an address is {{1}}.")
    if not _web_address(fixed if not found else url[: found[0].start()]):
        yield Finding(path, "url_bad", "Write a whole address with https:// in front, without spaces.")
    sample = _sample(button)
    example = scope.path("buttons", at, "example")
    if found and not sample:
        yield Finding(example, "sample_missing", "Give the whole address as a sample, with the variable filled in.")
    elif found and not (sample.startswith(url[: found[0].start()]) and len(sample) > found[0].start()):
        yield Finding(example, "sample_untidy", "The sample is the whole address, beginning as the address does.")


def _web_address(address: str) -> bool:
    if any(char.isspace() for char in address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".")


def _sample(button: Part) -> str:
    """Meta takes the sample of a button as text or as a list of one."""
    value: Any = button.get("example")
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _phone(scope: Scope, at: int, button: Part) -> Iterator[Finding]:
    path, phone = scope.path("buttons", at, "phone_number"), text_of(button, "phone_number")
    if not phone:
        yield Finding(path, "missing", "Write the number the button calls.")
    elif len(phone) > LONGEST_PHONE:
        yield Finding(path, "too_long", f"{len(phone)} characters; Meta takes at most {LONGEST_PHONE}.")
    elif not _PHONE.fullmatch(phone) or sum(char.isdigit() for char in phone) < 5:
        yield Finding(path, "phone_bad", "Write the number with its country code: +44 113 496 0000.")


def _copy_code(scope: Scope, at: int, button: Part) -> Iterator[Finding]:
    path, code = scope.path("buttons", at, "example"), _sample(button)
    longest = LONGEST_OFFER_CODE if scope.with_offer else LONGEST_CODE
    if not code.strip():
        yield Finding(path, "sample_missing", "Give a sample of the code.")
    elif len(code) > longest:
        yield Finding(path, "too_long", f"{len(code)} characters; a code has at most {longest}.")


def _flow(scope: Scope, at: int, button: Part) -> Iterator[Finding]:
    if sum(1 for name in ("flow_id", "flow_name", "flow_json") if button.get(name)) != 1:
        message = "Name the flow in one way: by its id, its name or its JSON."
        yield Finding(scope.path("buttons", at, "flow_id"), "missing", message)
    if str(button.get("flow_action") or "navigate").lower() not in ("navigate", "data_exchange"):
        yield Finding(scope.path("buttons", at, "flow_action"), "flow_action", "It is navigate or data_exchange.")


def _otp(scope: Scope, at: int, button: Part) -> Iterator[Finding]:
    kind = str(button.get("otp_type") or "").upper()
    if kind not in OTP_TYPES:
        yield Finding(scope.path("buttons", at, "otp_type"), "otp_type", f"It is one of {', '.join(OTP_TYPES)}.")
        return
    apps = parts_of(button, "supported_apps")
    fit = all(text_of(app, "package_name") and text_of(app, "signature_hash") for app in apps)
    if kind != "COPY_CODE" and not (apps and fit):
        message = "Name the app that fills the code in: its package and the hash of its signature."
        yield Finding(scope.path("buttons", at, "supported_apps"), "missing", message)
    if button.get("autofill_text") is not None:
        yield from measured(scope.path("buttons", at, "autofill_text"), text_of(button, "autofill_text"), LONGEST_TEXT)


Check = Callable[[Scope, int, Part], Iterator[Finding]]
CHECKS: Final[Mapping[str, Check]] = {
    "URL": _url,
    "PHONE_NUMBER": _phone,
    "COPY_CODE": _copy_code,
    "FLOW": _flow,
    "OTP": _otp,
}
