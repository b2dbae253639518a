"""The local AWS (MiniStack) as a child process: its own environment, bound to this machine, state on disk."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

from infra.local.place import Place
from infra.local.processes import Child
from infra.tools import setup

# Each concurrent invocation is a process; on a small machine more of them only wait for one another.
CONCURRENCY = 32


def ministack(place: Place) -> Child:
    """The child, not yet started; its environment is installed when missing."""
    environment = setup.ensure("ministack")
    data = place.state / "aws"
    forget_stream_positions(data / "state" / "lambda.json")
    follow_port(data / "state", place.aws_port)
    scratch = place.state / "tmp"
    # Workers unpack their code here; what an earlier run left is of no use.
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    return Child(
        name="the local AWS",
        command=[str(setup.bin_of(environment) / "python"), "-m", "ministack"],
        log=place.logs / "aws.log",
        folder=place.state,
        environment={
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(place.aws_port),
            "MINISTACK_HOST": "127.0.0.1",
            # IAM is enforced: a function that needs what its role lacks fails here, not first in the cloud.
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(data / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(data / "s3"),
            "LAMBDA_ACCOUNT_CONCURRENCY": os.environ.get("WALOOM_CONCURRENCY", str(CONCURRENCY)),
            "LOG_LEVEL": os.environ.get("WALOOM_AWS_LOG_LEVEL", "INFO"),
            "TMPDIR": str(scratch),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "PYTHONPATH": "",
            "PYTHONDONTWRITEBYTECODE": "",
        },
    )


def forget_stream_positions(file: Path) -> None:
    """Lets stream consumers begin at the stream's beginning again.

    The local AWS keeps how far a consumer read but not the stream itself: after a restart the first changes, as many
    as were read before, would be skipped without a word.
    """
    if not file.exists():
        return
    saved = json.loads(file.read_text(encoding="utf-8"))
    saved["payload"]["dynamodb_stream_positions"] = {"__account_region_scoped__": True, "data": {}}
    file.write_text(json.dumps(saved), encoding="utf-8")


def follow_port(folder: Path, port: int) -> None:
    """Moves saved state to another port: queues are kept under their addresses, and these hold the port."""
    mark = folder / "port"
    folder.mkdir(parents=True, exist_ok=True)
    before = mark.read_text(encoding="utf-8") if mark.exists() else str(port)
    if before != str(port):
        for file in folder.glob("*.json"):
            saved = file.read_text(encoding="utf-8")
            moved = re.sub(rf"127\.0\.0\.1:{before}\b", f"127.0.0.1:{port}", saved)
            if moved != saved:
                file.write_text(moved, encoding="utf-8")
    mark.write_text(str(port), encoding="utf-8")
