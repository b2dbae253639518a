"""`make run`: starts the product on this machine and stays until Ctrl-C. `python -m infra.local up --help`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from infra.local.place import Place, default_place
from infra.local.processes import LocalFailure
from infra.local.product import LocalProduct
from infra.local.seed import AGENT, OWNER, PASSWORD


def say(line: str) -> None:
    """A line for the person at the terminal, at once."""
    print(line, flush=True)


def up(*, ready_file: Path | None, with_console: bool, with_demo: bool) -> int:
    """Starts, reports, waits; 0 after Ctrl-C, 1 when something failed."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    began = time.monotonic()
    place = default_place()
    product = LocalProduct(place, say=say, with_console=with_console, with_demo=with_demo)
    try:
        product.start()
    except KeyboardInterrupt:
        say("\nstopped before it was ready.")
        return 0
    except LocalFailure as failure:
        say(f"\nWALoom could not start: {failure}")
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    say(greeting(place, time.monotonic() - began))
    if ready_file is not None:
        ready_file.write_text(place.base_url, encoding="utf-8")
    dead = None
    while not stopping.wait(0.5):
        dead = product.dead()
        if dead is not None:
            say(f"\n{dead.name} ended by itself; stopping the rest.\n{dead.log_end()}")
            break
    else:
        say("\nstopping … (the local AWS saves its state)")
    peaceful = product.stop()
    say("stopped." if peaceful else "stopped, but something had to be killed: the last minutes may not be saved.")
    return 0 if dead is None and peaceful else 1


def greeting(place: Place, seconds: float) -> str:
    """What the person needs to begin."""
    return f"""
WALoom is ready ({seconds:.0f} s)

  Console        {place.base_url}
  API            {place.base_url}/v1   (documentation: {place.base_url}/v1/docs)
  Meta's URL     {place.base_url}/webhooks/meta
  Sandbox        {place.sandbox_url}   (Meta simulator and phone page)
  Mailbox        {place.sandbox_url}/mailbox   (mails that would have been sent)
  Local AWS      {place.aws_url}   (logs in {place.logs})

  Sign in as     {OWNER[0]}  or  {AGENT[0]}
  Password       {PASSWORD}

Ctrl-C stops everything; data stays in {place.state}."""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up", help="start the product and stay until Ctrl-C")
    start.add_argument("--detach-ready-file", type=Path, help="written with the address once everything is ready")
    start.add_argument("--no-console", action="store_true", help="do not build the console")
    start.add_argument("--no-demo", action="store_true", help="no demo people, workspace and account")
    chosen = parser.parse_args()
    return up(ready_file=chosen.detach_ready_file, with_console=not chosen.no_console, with_demo=not chosen.no_demo)


if __name__ == "__main__":
    sys.exit(main())
