"""Finds a Chromium for the browser tests, or installs Debian's: `python -m infra.tools.chromium` prints its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MISSING = (
    "The browser tests need Chromium or Chrome and there is none: install it (Debian: apt-get install chromium) "
    "or set WALOOM_CHROMIUM=/path/to/it."
)


def find() -> str | None:
    """The path of a browser on this machine."""
    chosen = os.environ.get("WALOOM_CHROMIUM")
    if chosen:
        return chosen if Path(chosen).exists() else None
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return next((path for path in APPLICATIONS if Path(path).exists()), None)


def ensure() -> str:
    """A browser's path, installed if need be and possible; a clear end otherwise, never a silent skip."""
    path = find()
    if path:
        return path
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("browser: installing Chromium …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], check=False, env=environment, **quiet)  # type: ignore[call-overload]
        subprocess.run(  # type: ignore[call-overload]
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"], check=False, env=environment, **quiet
        )
        path = find()
    if path is None:
        raise SystemExit(MISSING)
    return path


if __name__ == "__main__":
    print(ensure())
    sys.exit(0)
