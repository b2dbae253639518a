"""Everything that is made from code and checked in: `python -m infra.tools.generated` makes it, `--check` compares.

`--check` makes it all as well, tells what would differ, and puts the checked-in files back.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from infra.local import console
from infra.local.place import ROOT

MADE = (
    ROOT / "docs" / "errors.md",
    ROOT / "docs" / "openapi.json",
    ROOT / "console" / "src" / "auth" / "matrix.json",
    ROOT / "console" / "src" / "api" / "schema.d.ts",
)


def make() -> None:
    """Runs every generator, the console's after the API's document it reads."""
    for module in ("infra.tools.error_page", "infra.tools.openapi"):
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    console.install()
    environment = {**console.node_environment(), "PYTHON": sys.executable}
    npm = shutil.which("npm", path=environment["PATH"]) or "npm"
    subprocess.run(
        [npm, "run", "generate"], cwd=console.CONSOLE, env=environment, check=True, stdout=subprocess.DEVNULL
    )


def main(arguments: list[str]) -> int:
    """0 when nothing differs, or when it was made."""
    before = {file: file.read_bytes() if file.exists() else b"" for file in MADE}
    make()
    if "--check" not in arguments:
        return 0
    differing = [file for file, content in before.items() if file.read_bytes() != content]
    for file in differing:
        file.write_bytes(before[file])
        print(f"{file.relative_to(ROOT)} is not what the code says. Run: make generate")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
