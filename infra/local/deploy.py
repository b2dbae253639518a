"""Deploys template.yaml with CloudFormation onto the local AWS; only what changed is deployed again."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

from botocore.exceptions import ClientError

from infra.build.package import LOCKS, copy_code, dependencies_here, fingerprint, write_zip
from infra.local import bridge
from infra.local.place import META_PARAMETER, STACK, Place
from infra.local.processes import LocalFailure

ARTIFACTS = "waloom-local-artifacts"
DEPLOY_SECONDS = 180
DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


@dataclass(frozen=True)
class Deployed:
    """What a deployment did, for the log line, and the stack's outputs."""

    action: str  # created, updated or unchanged
    functions: list[str]  # folders whose code was new
    outputs: dict[str, str]


def deploy(place: Place, overrides: Mapping[str, str] | None = None) -> Deployed:
    """Brings the local stack to what the working tree says."""
    template = bridge.read_template(place.root)
    names = sorted(bridge.functions_in(template).values())
    _check_folders(place.root, names)
    s3 = place.client("s3")
    _ensure_bucket(s3)
    code = _upload(s3, place, names)
    expanded = bridge.expand(template, {name: (c.bucket, c.key) for name, c in code.items()})
    local = bridge.localise(expanded, place, code, overrides or {})
    body = json.dumps(local, sort_keys=True)
    put_meta_secrets(place)
    verify_sender(place)
    done_file = place.state / "deployed.json"
    mark = hashlib.sha256((body + json.dumps(bridge.parameters(place), sort_keys=True)).encode()).hexdigest()
    before = _read(done_file)
    cloudformation = place.client("cloudformation")
    standing = _stack(cloudformation)
    if standing and standing["StackStatus"] in DONE and before.get("mark") == mark:
        return Deployed("unchanged", [], _outputs(standing))
    outputs = _apply(cloudformation, s3, place, body, exists=standing is not None)
    old_keys: dict[str, str] = before.get("code", {})
    changed = [name for name in names if old_keys.get(name) != code[name].key]
    done_file.write_text(
        json.dumps({"mark": mark, "code": {name: c.key for name, c in code.items()}}), encoding="utf-8"
    )
    _forget_old_code(s3, {one.key for one in code.values()})
    return Deployed("updated" if standing else "created", changed, outputs)


def stack_outputs(place: Place) -> dict[str, str]:
    """The outputs of the deployed stack."""
    standing = _stack(place.client("cloudformation"))
    if standing is None:
        raise LocalFailure("the stack is not deployed on the local AWS")
    return _outputs(standing)


def physical_ids(place: Place) -> dict[str, str]:
    """Logical id → physical id of every resource in the deployed stack."""
    pages = place.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
    return {
        summary["LogicalResourceId"]: summary["PhysicalResourceId"]
        for page in pages
        for summary in page["StackResourceSummaries"]
    }


def put_meta_secrets(place: Place) -> None:
    """The operator's step: the Meta app's secrets as one SecureString, never in a template."""
    ssm = place.client("ssm")
    secrets = place.secrets()
    value = json.dumps(
        {
            "app_id": secrets.app_id,
            "app_secret": secrets.app_secret,
            "previous_app_secret": "",
            "verify_token": secrets.verify_token,
        }
    )
    try:
        if ssm.get_parameter(Name=META_PARAMETER, WithDecryption=True)["Parameter"]["Value"] == value:
            return
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] != "ParameterNotFound":
            raise
    ssm.put_parameter(Name=META_PARAMETER, Value=value, Type="SecureString", Overwrite=True)


def verify_sender(place: Place) -> None:
    """The operator's other step: the domain that mails come from is ours. The local AWS believes it at once."""
    ses = place.client("sesv2")
    known = {one["IdentityName"] for one in ses.list_email_identities()["EmailIdentities"]}
    if bridge.MAIL_DOMAIN not in known:
        ses.create_email_identity(EmailIdentity=bridge.MAIL_DOMAIN)


def _check_folders(root: Path, names: list[str]) -> None:
    """template.yaml and functions/ must name the same functions; a clear line beats an import error in a worker."""
    folders = sorted(path.parent.name for path in (root / "functions").glob("*/main.py"))
    if folders != names:
        raise LocalFailure(
            f"functions/ and template.yaml differ: {', '.join(sorted(set(folders) ^ set(names)))} "
            "(one folder with a main.py per function)."
        )


def _upload(s3: Any, place: Place, names: list[str]) -> dict[str, bridge.Code]:
    """Zips each function's code under a key that says what is in it; a zip is made and uploaded once per content."""
    shared = fingerprint(place.root / "shared", bridge.ENTRY_FILE)
    keys = {name: f"{name}-{fingerprint(place.root / 'functions' / name)[:12]}-{shared[:12]}.zip" for name in names}
    missing = [name for name in names if not _has(s3, keys[name])]
    if missing:
        with tempfile.TemporaryDirectory() as scratch:
            common = Path(scratch) / "common"
            copy_code(place.root, common, "shared")
            shutil.copy2(bridge.ENTRY_FILE, common / f"{bridge.ENTRY_MODULE}.py")
            _compile(common)
            for name in missing:
                own = Path(scratch) / name
                copy_code(place.root, own, "functions/__init__.py", f"functions/{name}")
                _compile(own)
                file = Path(scratch) / f"{name}.zip"
                write_zip(file, common, own)
                s3.put_object(Bucket=ARTIFACTS, Key=keys[name], Body=file.read_bytes())
    locks = {lock for name in names if (lock := LOCKS[name])}
    packages = {lock: dependencies_here(lock, place.build_cache, place.root) for lock in sorted(locks)}
    return {name: bridge.Code(ARTIFACTS, keys[name], packages.get(LOCKS[name] or "")) for name in names}


def _forget_old_code(s3: Any, keep: set[str]) -> None:
    """Zips of earlier deployments: a long day of changes would fill the disk with them."""
    for entry in s3.list_objects_v2(Bucket=ARTIFACTS).get("Contents", []):
        if entry["Key"].endswith(".zip") and entry["Key"] not in keep:
            s3.delete_object(Bucket=ARTIFACTS, Key=entry["Key"])


def _compile(folder: Path) -> None:
    """Each worker unpacks the zip anew: without this it would compile everything at each cold start."""
    mode = PycInvalidationMode.UNCHECKED_HASH
    compile_dir(folder, quiet=2, stripdir=str(folder), prependdir="/var/task", invalidation_mode=mode)


def _ensure_bucket(s3: Any) -> None:
    try:
        s3.head_bucket(Bucket=ARTIFACTS)
    except ClientError:
        s3.create_bucket(Bucket=ARTIFACTS)


def _has(s3: Any, key: str) -> bool:
    try:
        s3.head_object(Bucket=ARTIFACTS, Key=key)
    except ClientError:
        return False
    return True


def _apply(cloudformation: Any, s3: Any, place: Place, body: str, *, exists: bool) -> dict[str, str]:
    """Creates or updates the stack and waits; the template goes by S3: it is over CloudFormation's inline limit."""
    s3.put_object(Bucket=ARTIFACTS, Key="template.json", Body=body.encode())
    request = {
        "StackName": STACK,
        "TemplateURL": f"{place.aws_url}/{ARTIFACTS}/template.json",
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value} for name, value in bridge.parameters(place).items()
        ],
    }
    try:
        (cloudformation.update_stack if exists else cloudformation.create_stack)(**request)
    except ClientError as refusal:
        if "No updates are to be performed" not in str(refusal):
            raise LocalFailure(f"CloudFormation refused the template: {refusal}") from refusal
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        standing = _stack(cloudformation)
        status = standing["StackStatus"] if standing else "GONE"
        if standing and status in DONE:
            return _outputs(standing)
        if not status.endswith("_IN_PROGRESS"):
            raise LocalFailure(f"the deployment ended as {status}.\n{_reasons(cloudformation)}")
        time.sleep(0.1)
    raise LocalFailure(f"the deployment did not end within {DEPLOY_SECONDS} s.\n{_reasons(cloudformation)}")


def _reasons(cloudformation: Any) -> str:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if "FAILED" in event["ResourceStatus"]][:5]
    return "\n".join(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '?')}" for event in failed)


def _stack(cloudformation: Any) -> dict[str, Any] | None:
    try:
        found: list[dict[str, Any]] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:
        return None
    return found[0] if found else None


def _outputs(standing: Mapping[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in standing.get("Outputs", [])}


def _read(file: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content
