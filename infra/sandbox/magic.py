"""Magic recipients: phones of the unassigned country code 999 make one thing happen, with no switch to set."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "999"


@dataclass(frozen=True)
class Magic:
    """What a send to this phone runs into."""

    fault: str
    code: int = 0
    mode: str = "sync"
    seconds: float = 0.0


SPECIAL: dict[str, Magic] = {
    "9990000001": Magic("silent"),
    "9990000002": Magic("server_error_before"),
    "9990000003": Magic("server_error_after"),
    "9990000004": Magic("reset_before"),
    "9990000005": Magic("reset_after"),
    "9990000006": Magic("not_json"),
    "9990000007": Magic("slow_answer", seconds=10.0),
    "9990000008": Magic("status_first"),
}


def of(digits: str) -> Magic | None:
    """`999` + code + `0` refuses in the answer, + `1` fails later; `9990000001`… are listed in SPECIAL."""
    if digits in SPECIAL:
        return SPECIAL[digits]
    if digits.startswith(PREFIX) and len(digits) >= 7 and digits[-1] in "01" and not digits.startswith("99900"):
        return Magic("error", int(digits[len(PREFIX) : -1]), "async" if digits[-1] == "1" else "sync")
    return None
