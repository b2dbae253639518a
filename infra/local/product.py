"""The whole product on this machine as one object: `make run`, the integration tests, chaos and bench all start it.

with LocalProduct(temporary_place(folder)) as product:
    product.place.base_url …
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from infra.local import console
from infra.local import place as places
from infra.local.deploy import Deployed, deploy, physical_ids, stack_outputs
from infra.local.ministack import ministack
from infra.local.place import Place
from infra.local.processes import Child, LocalFailure, read_running, stop_orphans, write_running
from infra.local.seed import Demo, seed

Say = Callable[[str], None]
START_SECONDS = 60
# The local AWS writes its state when it ends; a large table takes a while.
STOP_SECONDS = 120
WARM_UP = b'{"waloom": "warm up"}'  # entry.py knows it
FIRST_FUNCTIONS = ("WebhookFunction", "InboundFunction", "SendFunction", "ChangesFunction", "LiveFunction")


def quiet(line: str) -> None:
    """For tests: nobody is told how the start goes."""


class LocalProduct:
    """One local copy: local AWS, deployed stack, sandbox, gateway, demo."""

    def __init__(
        self,
        place: Place,
        *,
        say: Say = quiet,
        with_console: bool = False,
        with_demo: bool = True,
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        """`with_console` builds the console first; `overrides` are functions' environment variables."""
        self.place = place
        self.demo: Demo | None = None
        self.deployed: Deployed | None = None
        self._say = say
        self._with_console = with_console
        self._with_demo = with_demo
        self._overrides = dict(overrides or {})
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts everything in order; on a failure stops what it had started."""
        self._take_over()
        self._check_ports()
        try:
            with ThreadPoolExecutor(1) as beside:
                building = beside.submit(console.build) if self._with_console else None
                self._start_aws()
                self._deploy()
                self._start(sandbox(self.place), f"{self.place.graph_url}/", "sandbox")
                self._start(gateway(self.place), f"http://127.0.0.1:{self.place.port}/", "gateway")
                if self._with_demo:
                    self._say("demo: seeding …")
                    self.demo = seed(self.place)
                self._warm()
                if building is not None and not building.done():
                    self._say("console: building …")
                if building is not None:
                    self._say(f"console: {building.result()}")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> bool:
        """Ends everything, the local AWS last so that it saves what the others did; True when all ended in peace."""
        peaceful = True
        for child in reversed(self._children):
            peaceful = child.stop(STOP_SECONDS) and peaceful
        self._children.clear()
        with contextlib.suppress(FileNotFoundError):
            self._running_file.unlink()
        return peaceful

    def dead(self) -> Child | None:
        """A child that ended by itself, if any."""
        return next((child for child in self._children if not child.alive), None)

    def client(self, service: str) -> Any:
        """A boto3 client of this copy's local AWS."""
        return self.place.client(service)

    def outputs(self) -> dict[str, str]:
        """The deployed stack's outputs."""
        return stack_outputs(self.place)

    def redeploy(self) -> Deployed:
        """Deploys again what changed in the working tree."""
        self.deployed = deploy(self.place, self._overrides)
        return self.deployed

    @property
    def _running_file(self) -> Any:
        return self.place.state / "running.json"

    def _take_over(self) -> None:
        """Ends what a killed run left behind; refuses when another run is alive."""
        running = read_running(self._running_file)
        if "make run" in running and running["make run"] != os.getpid():
            raise LocalFailure(
                f"WALoom already runs here (process {running['make run']}) at {self.place.base_url}; "
                "stop it with Ctrl-C in its terminal first."
            )
        running.pop("make run", None)
        if running:
            self._say(f"ending what the last run left: {', '.join(running)} …")
            stop_orphans(running, STOP_SECONDS)

    def _check_ports(self) -> None:
        ports = {
            "gateway": self.place.port,
            "sandbox": self.place.sandbox_port,
            "local AWS": self.place.aws_port,
        }
        for name, port in ports.items():
            if places.in_use(port):
                variable = places.PORT_VARIABLES[name]
                raise LocalFailure(
                    f"port {port} (for the {name}) is in use by another program. "
                    f"Stop that, or choose another: {variable}={port + 10} make run"
                )

    def _start_aws(self) -> None:
        self._say("local AWS: starting …")
        self._start(ministack(self.place), f"{self.place.aws_url}/_ministack/health", "")

    def _deploy(self) -> None:
        self._say("stack: deploying …")
        self.deployed = deploy(self.place, self._overrides)
        functions = f" ({', '.join(self.deployed.functions)})" if self.deployed.functions else ""
        self._say(f"stack: {self.deployed.action}{functions}")

    def _warm(self) -> None:
        """Starts one worker of each function behind the first message, so that cold starts do not hold it up."""
        client = self.place.client("lambda")
        ids = physical_ids(self.place)
        with ThreadPoolExecutor(len(FIRST_FUNCTIONS)) as beside:
            for name in FIRST_FUNCTIONS:
                beside.submit(client.invoke, FunctionName=ids[name], Payload=WARM_UP)

    def _start(self, child: Child, url: str, said: str) -> None:
        if said:
            self._say(f"{said}: starting …")
        child.start()
        self._children.append(child)
        write_running(
            self._running_file, os.getpid(), {c.name: c.process.pid for c in self._children if c.process is not None}
        )
        child.wait_for(url, START_SECONDS)


def sandbox(place: Place) -> Child:
    """The Meta simulator, told where the product's webhook is and what secrets they share."""
    secrets = place.secrets()
    return Child(
        name="the sandbox",
        command=[
            *(sys.executable, "-m", "infra.sandbox"),
            *("--port", str(place.sandbox_port)),
            *("--origin", place.graph_url),
            *("--state", str(place.state / "sandbox")),
            *("--callback-url", place.callback_url),
            *("--app-id", secrets.app_id),
            *("--app-secret", secrets.app_secret),
            *("--verify-token", secrets.verify_token),
            *("--token", secrets.demo_token),
            *("--mail-url", place.aws_url),
        ],
        log=place.logs / "sandbox.log",
        folder=place.root,
    )


def gateway(place: Place) -> Child:
    """The one address for console, API, webhook and live notes."""
    command = [sys.executable, "-m", "infra.local.gateway", "--port", str(place.port), "--aws-port"]
    command += [str(place.aws_port), "--sandbox-port", str(place.sandbox_port)]
    command += ["--dist", str(place.console_dist), "--root", str(place.root)]
    return Child(name="the gateway", command=command, log=place.logs / "gateway.log", folder=place.root)
