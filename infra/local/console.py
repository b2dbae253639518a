"""Builds the console when its sources changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from infra.local.place import ROOT
from infra.local.processes import LocalFailure
from infra.tools import setup

CONSOLE = ROOT / "console"
# What the build does not read.
IGNORED = {"node_modules", "dist", "coverage", "dev-mock", ".vite"}


def build(console: Path = CONSOLE) -> str:
    """`built`, `unchanged`, or `absent` (no console folder yet)."""
    if not (console / "package.json").exists():
        return "absent"
    stamp = ROOT / ".local" / "console.stamp"
    now = _sources(console)
    index = console / "dist" / "index.html"
    if index.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == now:
        return "unchanged"
    install(console)
    _npm(console, "run", "build")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now, encoding="utf-8")
    return "built"


def install(console: Path = CONSOLE) -> None:
    """`npm ci`, once per lock file."""
    lock = console / "package-lock.json"
    mark = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = console / "node_modules" / ".waloom-lock"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return
    _npm(console, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(mark, encoding="utf-8")


def node_environment() -> dict[str, str]:
    """This process's environment with a Node that is new enough first on the path."""
    path = f"{setup.ensure_node()}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "NO_COLOR": "1", "FORCE_COLOR": "0"}


def _npm(console: Path, *arguments: str) -> None:
    environment = node_environment()
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise LocalFailure("npm is missing: install Node 20 or newer.")
    done = subprocess.run([npm, *arguments], cwd=console, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        raise LocalFailure(f"`npm {' '.join(arguments)}` failed in console/.\n{end}")


def _sources(console: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(console.rglob("*")):
        relative = file.relative_to(console)
        if relative.parts[0] in IGNORED or not file.is_file():
            continue
        digest.update(f"{relative.as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
