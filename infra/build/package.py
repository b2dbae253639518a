"""Makes what a function's zip holds: its folder, `shared/`, and its own locked dependencies for the target platform.

`python infra/build/package.py webhook DIR` is what `sam build` calls through the Makefile: Lambda's platform
(arm64 Linux, Python 3.13) from any laptop. The local product uses the same code with this machine's platform, so a
function meets exactly its own lock in both places. Standard library only: it runs before any environment exists.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# function -> its lock in requirements/; None is the standard library only.
LOCKS: dict[str, str | None] = {
    "webhook": None,
    "authorizer": None,
    "inbound": "base",
    "changes": "base",
    "live": "base",
    "sweeper": "base",
    "archive": "base",
    "mailer": "base",
    "exports": "base",
    "api": "graph",
    "send": "graph",
    "media": "graph",
    "upkeep": "graph",
}

# botocore ships every AWS service's description (over 100 MB); a function needs those it calls.
SERVICES = frozenset(
    {
        "apigatewaymanagementapi",
        "cognito-idp",
        "dynamodb",
        "kms",
        "s3",
        "sesv2",
        "sqs",
        "ssm",
        "sts",
    }
)
# Files of a package that no function reads.
UNUSED = ("*.pyc", "*.pyi", "*.pyx", "*.pxd", "*.c", "*.h")
UNUSED_FOLDERS = ("__pycache__", "tests", "test", "bin", "boto3/examples")
# Zips are the same byte for byte for the same content: unchanged functions are not deployed again.
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Platform:
    """Where the code will run; `None` stands for this interpreter on this machine."""

    name: str
    uv: str | None = None
    pip: str | None = None
    python: str = f"{sys.version_info.major}.{sys.version_info.minor}"


LAMBDA = Platform(name="lambda", uv="aarch64-manylinux2014", pip="manylinux2014_aarch64", python="3.13")
HERE = Platform(name=f"local-{sys.version_info.major}.{sys.version_info.minor}")


def copy_code(root: Path, target: Path, *parts: str) -> None:
    """Files and folders of the working tree under their own names, sources only."""
    skip = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    for part in parts:
        place = target / part
        place.parent.mkdir(parents=True, exist_ok=True)
        if (root / part).is_dir():
            shutil.copytree(root / part, place, ignore=skip, dirs_exist_ok=True)
        else:
            shutil.copy2(root / part, place)


def install_dependencies(lock: str, target: Path, platform: Platform, root: Path = ROOT) -> None:
    """Installs one lock, binaries only and hashes checked, and drops what no function reads."""
    file = root / "requirements" / f"{lock}.txt"
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "-q", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        command += ["--target", str(target), "--python-version", platform.python, "-r", str(file)]
        command += ["--python-platform", platform.uv] if platform.uv else ["--python", sys.executable]
    else:
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--target", str(target), "-r", str(file)]
        if platform.pip:
            command += ["--platform", platform.pip, "--python-version", platform.python, "--implementation", "cp"]
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    if subprocess.run(command, env=environment, check=False).returncode:
        raise SystemExit(f"package: could not install {file.name} for {platform.name}")
    prune(target)


def prune(target: Path) -> None:
    """Removes what is never read in a function: other services' descriptions, tests, stubs, compiled leftovers."""
    data = target / "botocore" / "data"
    if data.is_dir():
        for entry in data.iterdir():
            if entry.is_dir() and entry.name not in SERVICES:
                shutil.rmtree(entry)
    for name in UNUSED_FOLDERS:
        for folder in [*target.glob(name), *target.glob(f"*/**/{name}")]:
            if folder.is_dir():
                shutil.rmtree(folder)
    for pattern in UNUSED:
        for file in target.rglob(pattern):
            file.unlink()


def fingerprint(*paths: Path) -> str:
    """A hash over files' relative names and bytes; folders are walked, caches ignored."""
    digest = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if "__pycache__" in file.parts or file.suffix == ".pyc":
                continue
            digest.update(f"{file.relative_to(path.parent)}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def dependencies_here(lock: str, cache: Path, root: Path = ROOT) -> Path:
    """The folder with one lock's packages for this machine, made once per lock and Python."""
    file = root / "requirements" / f"{lock}.txt"
    key = hashlib.sha256(file.read_bytes() + HERE.name.encode() + "".join(sorted(SERVICES)).encode()).hexdigest()[:12]
    place = cache / f"{lock}-{key}"
    if not place.exists():
        fresh = cache / f".{lock}-{key}-{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        install_dependencies(lock, fresh, HERE, root)
        compileall.compile_dir(fresh, quiet=2)
        try:
            fresh.rename(place)
        except OSError:  # another run was faster; its folder is the same
            shutil.rmtree(fresh)
    return place


def write_zip(file: Path, *sources: Path) -> None:
    """A deflated zip of the folders' contents, with fixed times and order."""
    file.parent.mkdir(parents=True, exist_ok=True)
    found = {path.relative_to(source).as_posix(): path for source in sources for path in source.rglob("*")}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, path in sorted(found.items()):
            if path.is_file():
                entry = zipfile.ZipInfo(name, ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())


def build(function: str, target: Path, platform: Platform = LAMBDA) -> None:
    """Everything of one function, in a folder."""
    copy_code(ROOT, target, "functions/__init__.py", f"functions/{function}", "shared")
    lock = LOCKS[function]
    if lock:
        install_dependencies(lock, target, platform)


def main(arguments: list[str]) -> None:
    """The command line of `make build-…Function`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("function", choices=sorted(LOCKS), type=str.lower)
    parser.add_argument("target", type=Path)
    chosen = parser.parse_args(arguments)
    build(chosen.function, chosen.target)
    zipped = chosen.target.parent / f".{chosen.function}.size.zip"
    write_zip(zipped, chosen.target)
    print(f"{chosen.function}: zip {zipped.stat().st_size / 1024:.0f} KB")
    zipped.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
