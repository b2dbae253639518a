"""`make bench`: prints each figure beside its budget and writes bench/results.json. `--only NAME …` measures those."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import api_cost, imports, inbound_cost, webhook_cpu
from bench import figures as told
from bench.figures import Figure

Part = Callable[[], list[Figure]]


def parts() -> dict[str, Part]:
    """Figures by the name that chooses them; what is measured together has one name."""
    found: dict[str, Part] = {
        "webhook_cpu_us_per_event": lambda: [webhook_cpu.figure()],
        "inbound_cost": inbound_cost.figures,
        "usd_per_million_api_calls": api_cost.figures,
        "latency": _latency,
    }
    for name in imports.functions():
        figure = "webhook_import_ms" if name == "webhook" else f"import_ms_{name}"
        found[figure] = lambda name=name: imports.figures([name])  # type: ignore[misc]
    return found


def _latency() -> list[Figure]:
    from bench import running

    return running.figures()


def main() -> int:
    known = parts()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=sorted(known), metavar="NAME", help=", ".join(sorted(known)))
    chosen = parser.parse_args()
    measured: list[Figure] = []
    for name, part in known.items():
        if chosen.only is None or name in chosen.only:
            found = part()
            print(told.table(found), flush=True)
            measured += found
            told.write(measured)
    print(f"\nwritten to {told.RESULTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
