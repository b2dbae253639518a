"""Publishes the built console to the site of a deployed stack: `python -m infra.tools.publish [--stack waloom]`.

Uses the caller's own AWS credentials and region, as `sam deploy` does. Assets go first and the index last, so that no
visitor gets an index whose assets are not there yet; old assets stay for consoles that are still open.
"""

from __future__ import annotations

import argparse
import mimetypes
import time
from pathlib import Path
from typing import Any

import boto3

from infra.local import console
from infra.local.place import ROOT

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def files_in_order(dist: Path) -> list[Path]:
    """Everything built but hidden folders (the build's own notes), the index last."""
    files = sorted(p for p in dist.rglob("*") if p.is_file() and not p.relative_to(dist).as_posix().startswith("."))
    return sorted(files, key=lambda path: path.name == "index.html")


def upload(s3: Any, bucket: str, dist: Path) -> int:
    """Puts the files with the caching that fits them; how many there were."""
    files = files_in_order(dist)
    for file in files:
        key = file.relative_to(dist).as_posix()
        s3.put_object(
            Bucket=bucket,
            Key=key,
            Body=file.read_bytes(),
            ContentType=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            CacheControl=FOR_EVER if key.startswith("assets/") else ASK_AGAIN,
        )
    return len(files)


def main() -> None:
    """Builds, uploads, and tells CloudFront to forget the old index."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.publish", description=__doc__)
    parser.add_argument("--stack", default="waloom")
    chosen = parser.parse_args()
    stack = boto3.client("cloudformation").describe_stacks(StackName=chosen.stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    print(f"console: {console.build()}")
    count = upload(boto3.client("s3"), outputs["ConsoleBucketName"], ROOT / "console" / "dist")
    boto3.client("cloudfront").create_invalidation(
        DistributionId=outputs["SiteId"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
    )
    print(f"console: {count} files published; open {outputs['ConsoleUrl']}")


if __name__ == "__main__":
    main()
