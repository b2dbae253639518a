"""`make test`: every check in order, each with a heading and its time; the first failure stops and is named.

Quick ones come first, so that a slip in style does not cost ten minutes. `--quick` leaves out what needs a running
product; names of checks given as arguments run only those; `--list` shows them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.local import console
from infra.local.place import ROOT
from infra.tools import chromium

PYTHON = sys.executable
BIN = Path(PYTHON).parent
RUFF = str(BIN / "ruff")
PYTEST = [PYTHON, "-m", "pytest", "-q"]
# Two processes; a file's tests stay together, with whatever they share.
IN_TWO = ["-n", "2", "--dist", "loadfile", "-m", "not wide"]
CONSOLE = ROOT / "console"
# The closing lines of pytest ("12 passed, 1 failed in 3.1s") and of Vitest ("Tests  12 passed (12)").
COUNT = re.compile(r"(\d+) (passed|failed|error|errors)\b")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Check:
    """One check: commands run one after the other; `quick` ones need no running product."""

    name: str
    about: str
    commands: list[list[str]]
    quick: bool = True
    folder: Path = ROOT
    counts: bool = False
    before: Callable[[], object] | None = None


def npm(*arguments: str) -> list[str]:
    """An npm command; which npm is decided when it runs."""
    return ["npm", *arguments]


CHECKS = (
    Check("style", "ruff: rules and format", [[RUFF, "check", "."], [RUFF, "format", "--check", "."]]),
    Check("types", "mypy --strict", [[PYTHON, "-m", "mypy"]]),
    Check("generated", "what is made from code is checked in as the code says",
          [[PYTHON, "-m", "infra.tools.generated", "--check"]]),
    Check("contracts", "who may import whom", [[str(BIN / "lint-imports")]]),
    Check("template", "sam validate, its lint, cfn-lint on the expanded template, the house's policy",
          [[PYTHON, "-m", "infra.tools.lint_template"], [PYTHON, "-m", "infra.tools.policy"]]),
    Check("unit", "unit, functional and sandbox tests, in two processes",
          [[*PYTEST, *IN_TWO, "tests/unit", "tests/functional", "tests/sandbox"]], counts=True),
    Check("console", "lint, types and tests of the console",
          [npm("run", "lint"), npm("run", "typecheck"), npm("run", "test")],
          folder=CONSOLE, counts=True, before=console.install),
    Check("integration", "two copies of the deployed product on the local AWS",
          [[*PYTEST, *IN_TWO, "tests/integration"]], quick=False, counts=True),
    Check("browser", "the console in Chromium on two running copies of the product",
          [[*PYTEST, *IN_TWO, "tests/browser"]], quick=False, counts=True, before=console.build),
)  # fmt: skip


def run(check: Check) -> tuple[bool, dict[str, int]]:
    """Runs one check; whether it passed, and its tests by outcome."""
    counted: dict[str, int] = {"passed": 0, "failed": 0}
    if check.before is not None:
        check.before()
    environment = console.node_environment() if check.folder == CONSOLE else dict(os.environ)
    if check.name == "browser":
        environment["WALOOM_CHROMIUM"] = chromium.ensure()
    for command in check.commands:
        program = shutil.which(command[0], path=environment["PATH"]) or command[0]
        process = subprocess.Popen(
            [program, *command[1:]],
            cwd=check.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        closing = ""
        if process.stdout is None:
            raise RuntimeError("a pipe was asked for")
        for line in process.stdout:
            print(line, end="", flush=True)
            bare = COLOUR.sub("", line)
            if check.counts and COUNT.search(bare) and (" in " in bare or bare.strip().startswith("Tests")):
                closing = bare
        for number, outcome in COUNT.findall(closing):
            counted["passed" if outcome == "passed" else "failed"] += int(number)
        if process.wait():
            print(f"\nfailed: {' '.join(command)}", flush=True)
            return False, counted
    return True, counted


def main() -> int:
    """Runs the chosen checks; 0 when all passed."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.checks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *(check.name for check in CHECKS)])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    if chosen.list:
        for check in CHECKS:
            print(f"{check.name:12} {check.about}")
        return 0
    checks = [c for c in CHECKS if (c.name in chosen.names if chosen.names else (c.quick or not chosen.quick))]
    total = {"passed": 0, "failed": 0}
    times = []
    began = time.monotonic()
    for check in checks:
        print(f"\n=== {check.name}: {check.about}", flush=True)
        start = time.monotonic()
        passed, counted = run(check)
        seconds = time.monotonic() - start
        times.append(f"{check.name} {seconds:.0f} s")
        for outcome, number in counted.items():
            total[outcome] += number
        if not passed:
            print(
                f"\nFAILED in {check.name} after {seconds:.0f} s. Again with: python -m infra.tools.checks {check.name}"
            )
            print(f"{total['passed']} passed, {max(total['failed'], 1)} failed", flush=True)
            return 1
        print(f"--- {check.name} passed in {seconds:.0f} s", flush=True)
    print(f"\nAll checks passed in {time.monotonic() - began:.0f} s ({', '.join(times)}).")
    print(f"{total['passed']} passed, 0 failed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
