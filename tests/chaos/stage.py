"""The product under chaos: the local AWS with the deployed stack's table, queues and key, the sandbox with its faults
on, and the real handlers in workers that die (``yard.py``) where Lambda would run them.

The local AWS's own pollers are switched off: they take one batch of a FIFO queue at a time and rest a second after each
killed run, which would measure them and not the product.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from infra.local.deploy import physical_ids
from infra.local.place import REGION, ROOT, Place, free_ports
from infra.local.processes import Child
from infra.local.product import LocalProduct
from infra.sandbox.client import Control
from tests.chaos.yard import counts

QUEUES: Final = ("MessagesQueue", "EventsQueue", "RepliesQueue", "BulkQueue")
FAILED: Final = ("MessagesFailed", "EventsFailed", "RepliesFailed", "BulkFailed", "ParkedQueue")
DEEPEST: Final = 250
NUMBER: Final = "660900800700501"
# What Meta and the network do wrong. Rates are shares of sends or of webhooks.
FAULTS: Final[tuple[Mapping[str, Any], ...]] = (
    {"fault": "duplicate", "rate": 0.10},
    {"fault": "reorder", "rate": 0.20, "seconds": 3.0},
    {"fault": "batch", "rate": 0.40, "size": 40, "seconds": 0.5},
    {"fault": "status_first", "rate": 0.05},
    {"fault": "drop_delivered", "rate": 0.05},
    {"fault": "server_error_after", "rate": 0.02},
    {"fault": "reset_after", "rate": 0.02},
    {"fault": "server_error_before", "rate": 0.01},
    {"fault": "reset_before", "rate": 0.01},
    {"fault": "error", "rate": 0.01, "code": 130429, "mode": "sync"},
)


@dataclass(frozen=True)
class Times:
    """Production's minutes made seconds, in the same order: a run < invisible < unknown. All in seconds."""

    run: int = 20
    invisible: int = 25
    unknown: int = 60


@dataclass
class Stage:
    """A running product with dying workers. ``api`` is the port of the API's workers."""

    product: LocalProduct
    folder: Path
    times: Times
    kill: float
    ports: tuple[int, int] = (0, 0)
    ids: dict[str, str] = field(default_factory=dict)
    yards: list[Child] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.product.place

    @property
    def api(self) -> int:
        return self.ports[1]

    @property
    def workspace(self) -> str:
        assert self.product.demo is not None
        return self.product.demo.workspace

    @property
    def control(self) -> Control:
        return Control(self.place.graph_url, timeout=120)

    @property
    def table(self) -> str:
        return self.ids["Table"]

    def set_up(self) -> None:
        """Pollers off, visibility short, workers up, Meta's URL pointed at them."""
        self.ids = physical_ids(self.place)
        functions, queues = self.product.client("lambda"), self.product.client("sqs")
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        for name in QUEUES:
            attributes = {"VisibilityTimeout": str(self.times.invisible)}
            queues.set_queue_attributes(QueueUrl=self.ids[name], Attributes=attributes)
        first, second = free_ports(2)
        self.ports = (first, second)
        self._yard("webhook", "WebhookFunction", workers=2, port=first)
        self._yard("api", "ApiFunction", workers=2, port=second)
        self._yard("inbound_messages", "InboundFunction", workers=2, queue="MessagesQueue", batch=10)
        self._yard("inbound_events", "InboundFunction", workers=2, queue="EventsQueue", batch=10)
        self._yard("send", "SendFunction", workers=3, queue="RepliesQueue", batch=5)
        self._yard("sweeper", "SweeperFunction", workers=1, every=5)
        self.control.set_callback(f"http://127.0.0.1:{first}/webhooks/meta", verify=False)

    def faults_on(self) -> None:
        for rule in FAULTS:
            self.control.call("POST", "/faults", dict(rule))

    def stop(self) -> None:
        for yard in self.yards:
            yard.stop(10)

    def _yard(self, name: str, function: str, *, workers: int, queue: str = "", **more: object) -> None:
        found = self.product.client("lambda").get_function_configuration(FunctionName=self.ids[function])
        variables: dict[str, str] = found["Environment"]["Variables"]
        environment = {
            **variables,
            "PYTHONPATH": str(ROOT),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "UNKNOWN_WAIT_SECONDS": str(self.times.unknown),
        }
        options = {"workers": workers, "kill": self.kill, "seconds": self.times.run, **more}
        if queue:
            options["queue"] = self.ids[queue]
        command = [sys.executable, "-m", "tests.chaos.yard", "--name", name]
        command += ["--handler", variables["WALOOM_HANDLER"], "--tally", str(self.folder / f"{name}.tally")]
        for option, value in options.items():
            command += [f"--{option}", str(value)]
        yard = Child(name, command, self.folder / f"{name}.log", environment, folder=ROOT)
        yard.start()
        self.yards.append(yard)

    # ── looking at it ───────────────────────────────────────────────────────────────────────────────────────────────

    def tallies(self) -> dict[str, dict[str, int]]:
        """Runs and kills by worker."""
        return {yard.name: counts((self.folder / f"{yard.name}.tally").read_bytes()) for yard in self.yards}

    def depth(self, name: str) -> int:
        """Records of a queue, those in somebody's hands included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.product.client("sqs").get_queue_attributes(QueueUrl=self.ids[name], AttributeNames=names)
        return sum(int(value) for value in found["Attributes"].values())

    def backlog(self) -> int:
        return sum(self.depth(name) for name in QUEUES)

    def breathe(self) -> None:
        """People pause while much is waiting: this is about truth, not about load, and the local AWS's queues get slow
        when they are deep.
        """
        while self.backlog() + int(self.control.facts()["waiting_webhooks"]) > DEEPEST:
            time.sleep(0.5)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row of the table, typed JSON as it is."""
        client = self.product.client("dynamodb")
        for page in client.get_paginator("scan").paginate(TableName=self.table):
            yield from page["Items"]

    def settled(self) -> bool:
        """Nothing waits anywhere: no record in a queue, no webhook at Meta.

        In this order, and the queues again: a send makes webhooks, and a webhook makes records.
        """
        if self.backlog():
            return False
        facts = self.control.facts()
        return facts["waiting_webhooks"] == 0 and facts["counts"]["tasks"] == 0 and self.backlog() == 0


@contextlib.contextmanager
def staged(place: Place, folder: Path, times: Times, kill: float) -> Iterator[Stage]:
    """Starts everything, and ends everything."""
    overrides = {"UNKNOWN_WAIT_SECONDS": str(times.unknown)}
    with LocalProduct(place, overrides=overrides) as product:
        stage = Stage(product, folder, times, kill)
        try:
            stage.set_up()
            yield stage
        finally:
            stage.stop()


def wait_until(true: Any, seconds: float, what: str, pause: float = 0.5) -> None:
    """Polls with a deadline."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(pause)
