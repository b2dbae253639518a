"""Finds a Chromium for the browser tests, or installs Debian's: `python -m infra.tools.chromium` prints its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Without a window of its own: a third of the processor time of a whole Chromium, which draws its tabs even headless.
SHELL = "chromium-headless-shell"
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
    for name in (SHELL, *NAMES):
        path = shutil.which(name)
        if path:
            return path
    return next((path for path in APPLICATIONS if Path(path).exists()), None)


def ensure() -> str:
    """A browser's path, installed if need be and possible; a clear end otherwise, never a silent skip."""
    path = find()
    if (path is None or not path.endswith(SHELL)) and "WALOOM_CHROMIUM" not in os.environ and _may_install():
        # Debian's own, the light one if this release has it; where it has not, whatever is there will do.
        print(f"browser: installing {SHELL} …", flush=True)
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", SHELL)
        path = find()
        if path is None:
            print("browser: installing chromium …", flush=True)
            _apt("install", "-y", "--no-install-recommends", "chromium")
            path = find()
    if path is None:
        raise SystemExit(MISSING)
    return path


def _may_install() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    subprocess.run(["apt-get", *arguments], check=False, env=environment, stdout=quiet, stderr=quiet)


if __name__ == "__main__":
    print(ensure())
    sys.exit(0)
