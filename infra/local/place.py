"""Where one local copy of the product lives: its ports, its folders, its addresses, its secrets."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
REGION = "us-east-1"
STACK = "waloom"
META_PARAMETER = "/waloom/local/meta"
DEMO_APP_ID = "990011223344556"
PORT_VARIABLES = {"gateway": "WALOOM_PORT", "sandbox": "WALOOM_SANDBOX_PORT", "local AWS": "WALOOM_AWS_PORT"}


@dataclass(frozen=True)
class MetaSecrets:
    """What an operator would copy from Meta's dashboards; the sandbox and the product are given the same."""

    app_id: str
    app_secret: str
    verify_token: str
    demo_token: str


@dataclass(frozen=True)
class Place:
    """One local copy. Copies share nothing but the caches in `.local/build` and the built console."""

    state: Path
    port: int
    sandbox_port: int
    aws_port: int
    root: Path = ROOT

    @property
    def base_url(self) -> str:
        """Console and API, as the browser opens them."""
        return f"http://localhost:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """The Meta simulator, as the browser opens it."""
        return f"http://localhost:{self.sandbox_port}"

    @property
    def graph_url(self) -> str:
        """The Meta simulator, as the functions call it."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def aws_url(self) -> str:
        """The local AWS, for every SDK on this machine."""
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def browser_s3_url(self) -> str:
        """The local AWS, as the browser reaches it for presigned uploads and downloads."""
        return f"http://localhost:{self.aws_port}"

    @property
    def callback_url(self) -> str:
        """Meta's webhook address, given to the sandbox."""
        return f"http://127.0.0.1:{self.port}/webhooks/meta"

    @property
    def console_dist(self) -> Path:
        """The built console."""
        return self.root / "console" / "dist"

    @property
    def build_cache(self) -> Path:
        """Packages of the functions for this machine, one folder per lock."""
        return self.root / ".local" / "build"

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.state / "logs"

    def secrets(self) -> MetaSecrets:
        """The Meta app's secrets, generated at the first start and kept."""
        file = self.state / "secrets.json"
        if not file.exists():
            self.state.mkdir(parents=True, exist_ok=True)
            made = {
                "app_id": DEMO_APP_ID,
                "app_secret": secrets.token_hex(16),
                "verify_token": secrets.token_urlsafe(18),
                "demo_token": f"EAA{secrets.token_hex(48)}",
            }
            descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(made, stream)
        return MetaSecrets(**json.loads(file.read_text(encoding="utf-8")))

    def client(self, service: str) -> Any:
        """A boto3 client of the local AWS. Untyped: callers name any service."""
        return boto3.client(
            service,
            endpoint_url=self.aws_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the local AWS checks nothing
            config=Config(retries={"max_attempts": 3, "mode": "standard"}, read_timeout=60),
        )


def default_place() -> Place:
    """The copy `make run` starts: fixed ports, each with a variable to change it, and state that stays."""
    return Place(
        state=Path(os.environ.get("WALOOM_STATE", LOCAL / "state")),
        port=int(os.environ.get("WALOOM_PORT", "8000")),
        sandbox_port=int(os.environ.get("WALOOM_SANDBOX_PORT", "8100")),
        aws_port=int(os.environ.get("WALOOM_AWS_PORT", "4566")),
    )


def temporary_place(state: Path) -> Place:
    """A copy for tests: free ports, state in the given folder."""
    ports = free_ports(3)
    return Place(state=state, port=ports[0], sandbox_port=ports[1], aws_port=ports[2])


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now; all are held open until the last is found, so they differ."""
    held = []
    for _ in range(count):
        opened = socket.socket()
        opened.bind(("127.0.0.1", 0))
        held.append(opened)
    ports = [opened.getsockname()[1] for opened in held]
    for opened in held:
        opened.close()
    return ports


def in_use(port: int) -> bool:
    """Whether somebody listens on the port, on either loopback address."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(0.5)
                if probe.connect_ex((address, port)) == 0:
                    return True
        except OSError:  # no IPv6 on this machine
            continue
    return False
