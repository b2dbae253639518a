"""docs/openapi.json, made from the routes: `python -m infra.tools.openapi` writes it, `--check` compares."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def document() -> str:
    """The document as text; made without any AWS call, from the types alone."""
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "POWERTOOLS_SERVICE_NAME": "api",
        "POWERTOOLS_METRICS_NAMESPACE": "WALoom",
    }.items():
        os.environ.setdefault(name, value)
    from shared.wiring.bootstrap import boot
    from shared.wiring.docs import openapi_document
    from shared.wiring.handlers import api_app

    return json.dumps(openapi_document(api_app(boot())), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    made = document()
    if "--check" not in arguments:
        PLACE.parent.mkdir(exist_ok=True)
        PLACE.write_text(made, encoding="utf-8")
        print(f"wrote {PLACE.name}")
        return 0
    if PLACE.exists() and PLACE.read_text(encoding="utf-8") == made:
        return 0
    print("docs/openapi.json is not what the routes say. Run: make generate")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
