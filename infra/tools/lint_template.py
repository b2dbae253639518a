"""The template's three readers, each finding what the others do not: `python -m infra.tools.lint_template`.

`sam validate` runs AWS's transform, `sam validate --lint` and cfn-lint read the source, cfn-lint on the expanded
template sees circles and queue timeouts between resources that the transform makes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.local.place import REGION, ROOT
from infra.tools import setup
from infra.tools.policy import expanded_template


def main() -> int:
    """0 when all are content."""
    sam = str(setup.bin_of(setup.ensure("sam")) / "sam")
    cfn_lint = str(Path(sys.executable).with_name("cfn-lint"))
    with tempfile.TemporaryDirectory() as folder:
        expanded = Path(folder) / "expanded.json"
        expanded.write_text(json.dumps(expanded_template()), encoding="utf-8")
        commands = {
            "sam validate": [sam, "validate", "--region", REGION],
            "sam validate --lint": [sam, "validate", "--lint", "--region", REGION],
            "cfn-lint, expanded": [cfn_lint, "--regions", REGION, "eu-west-1", "--", str(expanded)],
            "cfn-lint, infra/waf.yaml": [cfn_lint, "--regions", REGION, "--", str(ROOT / "infra" / "waf.yaml")],
        }
        for name, command in commands.items():
            environment = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION}
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"template: {name} failed\n{done.stdout}{done.stderr}")
                return 1
            print(f"template: {name} passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
