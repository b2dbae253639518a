"""Child processes of the local product: started with a log file, watched, stopped by id and in order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path


class LocalFailure(Exception):
    """The local product cannot go on; the text is one line (and at most a log's end) for a person."""


@dataclass
class Child:
    """One process, in a session of its own: Ctrl-C reaches only the parent, which stops the children in order."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it with its output going to the log file, which begins anew."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as stream:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def wait_for(self, url: str, seconds: float) -> None:
        """Returns once the address answers anything below 500; fails at once if the process ends first."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.alive:
                raise LocalFailure(f"{self.name} ended while starting.\n{self.log_end()}")
            if answers(url):
                return
            time.sleep(0.05)
        raise LocalFailure(f"{self.name} did not answer at {url} within {seconds:.0f} s.\n{self.log_end()}")

    def log_end(self, lines: int = 15) -> str:
        """The last lines of its log, for a message to a person."""
        if not self.log.exists():
            return ""
        text = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        return f"--- end of {self.log}\n" + "\n".join(text)

    def stop(self, seconds: float = 30) -> bool:
        """SIGTERM, then SIGKILL after the patience; True when it ended in peace."""
        if self.process is None:
            return True
        peaceful = stop_pid(self.process, seconds)
        self.process = None
        return peaceful


def stop_pid(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Stops one process of ours and what it started (its own session)."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
        peaceful = True
    except subprocess.TimeoutExpired:
        peaceful = False
        process.kill()
        process.wait(10)
    _end_group(process.pid)
    return peaceful


def _end_group(leader: int) -> None:
    """Ends what a dead child left behind in its session, such as Lambda workers."""
    try:
        os.killpg(leader, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return


def answers(url: str) -> bool:
    """Whether an HTTP server answers there with anything but a failure of its own."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own loopback address
            return bool(response.status < 500)
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except OSError:
        return False


# ── what runs, on disk: so that a second `make run` finds what a killed one left ──────────────────────────────────────


def write_running(file: Path, owner: int, children: dict[str, int]) -> None:
    """Records the parent and its children with the marks that tell them from a later process of the same number."""
    file.parent.mkdir(parents=True, exist_ok=True)
    marks = {name: [pid, _mark(pid)] for name, pid in {"make run": owner, **children}.items()}
    file.write_text(json.dumps(marks), encoding="utf-8")


def read_running(file: Path) -> dict[str, int]:
    """Name → id of the recorded processes that still live."""
    if not file.exists():
        return {}
    try:
        recorded: dict[str, tuple[int, str]] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return {name: pid for name, (pid, mark) in recorded.items() if mark and _mark(pid) == mark}


def stop_orphans(running: dict[str, int], seconds: float = 60) -> None:
    """Ends, in peace if possible, the children of a parent that is gone; the local AWS saves its state when asked."""
    for pid in running.values():
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for pid in running.values():
        while _mark(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        if _mark(pid):
            _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _mark(pid: int) -> str:
    """When a process began, as the system tells it: the same number later has another mark; empty when it is gone."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    state, _, began = said.partition(" ")
    return "" if state.startswith("Z") else began.strip()
