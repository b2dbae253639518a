"""A function starts with its own lock and nothing else: what a developer's environment has besides is not there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from infra.build.package import LOCKS, dependencies_here
from infra.local.place import LOCAL, ROOT

pytestmark = pytest.mark.integration

# Any value will do: starting must not call anything.
NAMES = (
    *("TABLE", "RAW_BUCKET", "MEDIA_BUCKET", "MESSAGES_QUEUE", "EVENTS_QUEUE", "REPLIES_QUEUE", "BULK_QUEUE"),
    *("MEDIA_QUEUE", "PARKED_QUEUE", "KMS_KEY", "USER_POOL", "USER_POOL_CLIENT", "META_PARAMETER"),
)
START = """
import importlib, os, sys
sys.path[:0] = os.environ["ONLY"].split(os.pathsep)
importlib.import_module(os.environ["MODULE"])
"""


@pytest.mark.parametrize("function", sorted(LOCKS))
def test_a_function_starts_with_its_own_lock_only(function: str) -> None:
    lock = LOCKS[function]
    packages = [str(dependencies_here(lock, LOCAL / "build"))] if lock else []
    environment = {
        **dict.fromkeys(NAMES, "x"),
        "LIVE_ENDPOINT": "https://live.example",
        "LIVE_URL": "wss://live.example",
        "PUBLIC_URL": "https://site.example",
        "ENVIRONMENT": "prod",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "PATH": os.environ["PATH"],
        "MODULE": f"functions.{function}.main",
        "ONLY": os.pathsep.join([*packages, str(ROOT)]),
    }

    # -S: no site-packages; -P: not the current folder either.
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", START], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
