"""The GET that Meta makes before it takes a callback address (contract 1.1)."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.parse
import urllib.request

from infra.sandbox.errors import GraphError

TIMEOUT = 5.0


def shake(url: str, verify_token: str) -> str:
    """Asks the callback; "" when it answered the challenge, otherwise what was wrong."""
    if not url.startswith(("http://", "https://")):
        return "the callback URL is not an address"
    challenge = str(secrets.randbelow(10**10))
    query = urllib.parse.urlencode(
        {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    )
    try:
        address = f"{url}{'&' if '?' in url else '?'}{query}"
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310 - the scheme is checked above
            status, body = answer.status, answer.read(4096).decode("utf-8", "replace").strip()
    except urllib.error.HTTPError as error:
        return f"the callback answered {error.code}"
    except OSError as error:
        return f"the callback could not be reached: {error}"
    if status != 200 or body != challenge:
        return f"the callback answered {status} without the challenge"
    return ""


def verify(url: str, verify_token: str) -> None:
    problem = shake(url, verify_token)
    if problem:
        raise GraphError(
            2200,
            message="(#2200) Callback verification failed with the following errors: "
            f"HTTP Status Code = 403; HTTP Message = {problem}",
        )
