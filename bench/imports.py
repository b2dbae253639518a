"""What loading a function costs above the bare interpreter, in processes of their own."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.figures import Figure, machine
from infra.build.package import LOCKS, ROOT, dependencies_here

ROUNDS: Final = 15
WEBHOOK_ROUNDS: Final = 31
# The API's and the webhook's budgets are the project's own; ours for workers is wider: they start behind a queue.
BUDGETS: Final[Mapping[str, float]] = {"webhook": 60, "api": 450}
WORKER_BUDGET: Final = 600
# The API makes its routes when the first request comes: that is part of a cold start, so one comes.
FIRST_CALL: Final[Mapping[str, str]] = {
    "api": """
class Context:
    function_name = "api"; memory_limit_in_mb = 1; invoked_function_arn = "arn"; aws_request_id = "r"
event = {"version": "2.0", "rawPath": "/v1/config", "rawQueryString": "", "headers": {}, "isBase64Encoded": False}
event["requestContext"] = {"stage": "$default", "http": {"method": "GET", "path": "/v1/config", "sourceIp": "::1"}}
assert main.lambda_handler(event, Context())["statusCode"] == 200
"""
}
FIRST_WORDS: Final[Mapping[str, str]] = {"api": ", and the first answer of its base routes"}
QUEUES: Final = ("MESSAGES", "EVENTS", "REPLIES", "BULK", "MEDIA", "PARKED", "MAIL", "UPKEEP", "EXPORTS", "ARCHIVE")


@dataclass(frozen=True)
class Start:
    """One start of an interpreter: seconds by the clock, and of CPU."""

    wall: float
    cpu: float


def figures(names: list[str]) -> list[Figure]:
    """One for each of these functions."""
    return [_figure(name) for name in names]


def functions() -> list[str]:
    """Every function that has a ``main.py``."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/main.py"))


def _figure(name: str) -> Figure:
    rounds = WEBHOOK_ROUNDS if name == "webhook" else ROUNDS
    environment = _environment(name)
    statement = f"import functions.{name}.main as main{FIRST_CALL.get(name, '')}"
    start(statement, environment)  # writes the bytecode, as a zip's second start would find it
    bare, loaded = [], []
    for _ in range(rounds):
        # In turns, so that what else the machine does falls on both.
        bare.append(start("pass", environment))
        loaded.append(start(statement, environment))
    wall = 1000 * (_median([one.wall for one in loaded]) - _median([one.wall for one in bare]))
    cpu = 1000 * (_median([one.cpu for one in loaded]) - _median([one.cpu for one in bare]))
    how = (
        f"`import functions.{name}.main` (clients it makes at once included{FIRST_WORDS.get(name, '')}) in a process "
        f"of its own with the function's own locked packages, median of {rounds} starts less the median of as many "
        f"bare interpreters, bytecode cached; CPU time, which the clock shows too on an idle machine and not on a "
        f"busy one (here {wall:.1f} ms); {machine()}"
    )
    figure = "webhook_import_ms" if name == "webhook" else f"import_ms_{name}"
    return Figure(figure, round(cpu, 1), "ms", BUDGETS.get(name, WORKER_BUDGET), how)


def start(statement: str, environment: Mapping[str, str]) -> Start:
    """Runs one statement in a fresh interpreter."""
    before = _children_cpu()
    began = time.perf_counter()
    done = subprocess.run(
        [_interpreter(), "-c", statement], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"`{statement}` failed:\n{done.stderr[-2000:]}")
    return Start(wall, _children_cpu() - before)


def _interpreter() -> str:
    """The one under this virtual environment: the environment's own start files are not part of a function."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(name: str) -> dict[str, str]:
    """What the function finds in Lambda: its variables and its packages, none of this environment's."""
    lock = LOCKS[name]
    packages = [str(dependencies_here(lock, _cache(), ROOT))] if lock else []
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), *packages]),
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "ENVIRONMENT": "bench",
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_METRICS_NAMESPACE": "WALoom",
        "TABLE": "waloom",
        "RAW_BUCKET": "raw",
        "MEDIA_BUCKET": "media",
        "META_PARAMETER": "/waloom/bench/meta",
        "KMS_KEY": "arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c",
        "USER_POOL": "us-east-1_bench",
        "USER_POOL_CLIENT": "bench",
        "LIVE_URL": "wss://live.example.test/live",
        "LIVE_ENDPOINT": "https://live.example.test/live",
        "PUBLIC_URL": "https://waloom.example.test",
        **{f"{queue}_QUEUE": f"https://sqs.us-east-1.amazonaws.com/123456789012/{queue}.fifo" for queue in QUEUES},
    }


def _cache() -> Path:
    return ROOT / ".local" / "build"


def _median(values: list[float]) -> float:
    return statistics.median(values)
