"""AWS Signature Version 4 with the standard library: ``botocore.auth`` alone costs 90-130 ms of import.

Written from the public description of the algorithm; `tests/unit/intake/test_edge.py` compares it with botocore's own.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping


class Credentials:
    """The function's own credentials, as Lambda puts them into the environment."""

    __slots__ = ("access_key", "secret_key", "token")

    def __init__(self, access_key: str, secret_key: str, token: str = "") -> None:
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token


def credentials_from(environment: Mapping[str, str]) -> Credentials:
    return Credentials(
        environment.get("AWS_ACCESS_KEY_ID", ""),
        environment.get("AWS_SECRET_ACCESS_KEY", ""),
        environment.get("AWS_SESSION_TOKEN", ""),
    )


class Signer:
    """Signs requests for one region. A service's signing key is good for a day and is kept for it."""

    def __init__(self, credentials: Credentials, region: str, clock: Callable[[], float] = time.time) -> None:
        self._credentials = credentials
        self._region = region
        self._clock = clock
        self._keys: dict[str, tuple[str, bytes]] = {}

    def sign(self, service: str, method: str, path: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """The headers to send: those given (lower-case names, with ``host``) and the signature's. No query string."""
        at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._clock()))
        digest = hashlib.sha256(body).hexdigest()
        signed = {**headers, "x-amz-date": at}
        if service == "s3":
            signed["x-amz-content-sha256"] = digest
        if self._credentials.token:
            signed["x-amz-security-token"] = self._credentials.token
        names = sorted(signed)
        listed = ";".join(names)
        lines = "".join(f"{name}:{signed[name].strip()}\n" for name in names)
        request = f"{method}\n{path}\n\n{lines}\n{listed}\n{digest}"
        scope = f"{at[:8]}/{self._region}/{service}/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(self._key(service, at[:8]), text.encode(), "sha256").hex()
        signed["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self._credentials.access_key}/{scope}, "
            f"SignedHeaders={listed}, Signature={signature}"
        )
        return signed

    def _key(self, service: str, day: str) -> bytes:
        kept = self._keys.get(service)
        if kept and kept[0] == day:
            return kept[1]
        key = f"AWS4{self._credentials.secret_key}".encode()
        for part in (day, self._region, service, "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        self._keys[service] = (day, key)
        return key
