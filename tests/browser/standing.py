"""Which copy of the product the browser tests talk to, and which build of the console it serves.

Normally one copy is deployed for the whole session. While tests are written, two variables save the wait:
`WALOOM_RUNNING=gateway,sandbox,aws,state-folder` uses a copy that runs already (8000,8100,4566,.local/state),
`WALOOM_CONSOLE_DIST=folder` serves another build of the console than console/dist.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local import console
from infra.local.place import ROOT, Place, temporary_place
from infra.local.product import LocalProduct
from infra.local.seed import seed


@dataclass(frozen=True)
class BrowserPlace(Place):
    """A place whose console may come from a folder of the developer's choice."""

    dist: Path = ROOT / "console" / "dist"

    @property
    def console_dist(self) -> Path:
        return self.dist


@dataclass(frozen=True)
class Standing:
    """A copy with its demo workspace."""

    place: Place
    workspace: str


@contextmanager
def standing_product(state: Path) -> Iterator[Standing]:
    """A running copy of the product; stopped afterwards if it was started here."""
    running = os.environ.get("WALOOM_RUNNING")
    if running:
        port, sandbox, aws, folder = running.split(",")
        place = Place(state=Path(folder), port=int(port), sandbox_port=int(sandbox), aws_port=int(aws))
        yield Standing(place, seed(place).workspace)
        return
    chosen = os.environ.get("WALOOM_CONSOLE_DIST")
    if not chosen:
        console.build()
    free = temporary_place(state)
    place = BrowserPlace(
        state=free.state,
        port=free.port,
        sandbox_port=free.sandbox_port,
        aws_port=free.aws_port,
        dist=Path(chosen) if chosen else free.console_dist,
    )
    with LocalProduct(place) as product:
        assert product.demo is not None
        yield Standing(place, product.demo.workspace)
