"""Secrets an operator keeps in SSM Parameter Store: read when first needed, then kept for a few minutes.

The Meta app's parameter is one SecureString of JSON: ``{"app_id","app_secret","previous_app_secret","verify_token"}``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from shared.core.accounts import MetaApp
from shared.core.errors import Unavailable

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

KEEP_SECONDS = 300.0


class MetaAppParameter:
    """Our Meta app as the operator entered it; a rotated secret is seen within five minutes."""

    def __init__(self, client: SSMClient, name: str, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._name = name
        self._seconds = seconds
        self._kept: tuple[float, MetaApp] | None = None

    def __call__(self) -> MetaApp:
        now = self._seconds()
        if self._kept is None or now - self._kept[0] > KEEP_SECONDS:
            self._kept = (now, self._read())
        return self._kept[1]

    def _read(self) -> MetaApp:
        missing = Unavailable(
            "The Meta app is not configured: an operator must put its id and secret into the parameter store.",
            code="meta_app_missing",
        )
        try:
            answer = self._client.get_parameter(Name=self._name, WithDecryption=True)
        except ClientError as error:
            raise missing from error
        found = json.loads(answer["Parameter"].get("Value", "{}"))
        if not found.get("app_id") or not found.get("app_secret"):
            raise missing
        return MetaApp(str(found["app_id"]), str(found["app_secret"]))
