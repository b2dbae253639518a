"""What the local AWS lacks, bridged in the expanded template and nowhere in the product (docs/local-aws.md says why).

The product's template.yaml is expanded by AWS's own SAM translator, then these changes are made:
- each function's code is a zip in a local bucket, and its packages are a folder on this machine (PYTHONPATH);
- each function is entered through entry.py, which puts right how the local AWS calls it;
- roles get the queue's batch calls by name and may mail without naming an identity, and buckets may be
  spoken to without TLS, which is not spoken here;
- the two APIs get fixed ids, so that addresses stay the same from start to start;
- addresses that only AWS's DNS knows become addresses on this machine.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from infra.local.place import META_PARAMETER, REGION, ROOT, Place

HTTP_API_ID = "waloomhttp"
LIVE_API_ID = "waloomlive"
LIVE_STAGE = "live"
MAIL_DOMAIN = "waloom.test"
ENTRY_MODULE = "waloom_local_entry"
ENTRY_FILE = Path(__file__).with_name("entry.py")

# On AWS a permission covers its batch call; the local AWS asks for that by its own name.
BATCH_CALLS = {
    "sqs:SendMessage": "sqs:SendMessageBatch",
    "sqs:DeleteMessage": "sqs:DeleteMessageBatch",
    "sqs:ChangeMessageVisibility": "sqs:ChangeMessageVisibilityBatch",
}
TLS_ONLY = "OnlyTls"

Template = dict[str, Any]


@dataclass(frozen=True)
class Code:
    """Where a function's code is: its zip in the local bucket, its packages' folder (None: standard library only)."""

    bucket: str
    key: str
    packages: Path | None


def read_template(root: Path = ROOT) -> Template:
    """template.yaml as data, CloudFormation's short forms written out."""
    parsed: Template = yaml_parse((root / "template.yaml").read_text(encoding="utf-8"))
    return parsed


def functions_in(template: Template) -> dict[str, str]:
    """Logical id → folder name of every function."""
    return {
        logical: resource["Properties"]["Handler"].split(".")[1]
        for logical, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def expand(template: Template, code: Mapping[str, tuple[str, str]]) -> Template:
    """The plain CloudFormation template that AWS would make of it; `code` is folder name → (bucket, key)."""
    prepared = copy.deepcopy(template)
    # The translator reads CodeUri of every function, also one that Globals would give.
    prepared["Globals"]["Function"].pop("CodeUri", None)
    for logical, name in functions_in(template).items():
        bucket, key = code[name]
        prepared["Resources"][logical]["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    # The translator logs its plugins' loading and complains about metrics nobody asked for.
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    # No managed policies: the functions have roles of their own.
    translator = Translator({}, Parser(), boto_session=boto3.session.Session(region_name=REGION))
    expanded: Template = translator.translate(prepared, parameter_values={})
    expanded.pop("Transform", None)
    return expanded


def localise(expanded: Template, place: Place, code: Mapping[str, Code], overrides: Mapping[str, str]) -> Template:
    """The expanded template with the bridges; `overrides` are environment variables tests want otherwise."""
    local = copy.deepcopy(expanded)
    resources = {name: one for name, one in local["Resources"].items() if not _speaks_only_tls(one)}
    local["Resources"] = resources
    resources["HttpApi"]["Properties"].setdefault("Tags", {})["ms-custom-id"] = HTTP_API_ID
    resources["LiveApi"]["Properties"].setdefault("Tags", {})["ms-custom-id"] = LIVE_API_ID
    for resource in resources.values():
        if resource["Type"] == "AWS::IAM::Role":
            _name_batch_calls(resource["Properties"])
            _mail_from_anywhere(resource["Properties"])
        if resource["Type"] == "AWS::Lambda::Function":
            properties = resource["Properties"]
            name = properties["Handler"].split(".")[1]
            variables = properties["Environment"]["Variables"]
            variables["WALOOM_HANDLER"] = properties["Handler"]
            properties["Handler"] = f"{ENTRY_MODULE}.lambda_handler"
            variables.update(_addresses(place))
            variables.update(overrides)
            packages = code[name].packages
            if packages is not None:
                # Before the local AWS's own packages: the function meets the botocore of its lock.
                variables["PYTHONPATH"] = str(packages)
    return local


def _speaks_only_tls(resource: dict[str, Any]) -> bool:
    """A bucket policy with nothing but the refusal of plain HTTP."""
    if resource["Type"] != "AWS::S3::BucketPolicy":
        return False
    statements = resource["Properties"]["PolicyDocument"]["Statement"]
    return all(statement.get("Sid") == TLS_ONLY for statement in statements)


def _name_batch_calls(role: dict[str, Any]) -> None:
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            statement["Action"] = [*actions, *(BATCH_CALLS[action] for action in actions if action in BATCH_CALLS)]


def _mail_from_anywhere(role: dict[str, Any]) -> None:
    """AWS checks a mail against the identity it comes from; the local AWS asks whether mail may be sent at all."""
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            if "ses:SendEmail" in statement["Action"]:
                statement["Resource"] = "*"


def _addresses(place: Place) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": place.aws_url,
        "LIVE_URL": f"ws://localhost:{place.port}/live",
        "LIVE_ENDPOINT": f"{place.aws_url}/_aws/execute-api/{LIVE_API_ID}/{LIVE_STAGE}",
        "S3_PUBLIC_ENDPOINT": place.browser_s3_url,
        "SANDBOX_URL": place.sandbox_url,
        # The caller's own Python settings must not reach the functions.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPATH": "",
    }


def parameters(place: Place) -> dict[str, str]:
    """The stack's parameters on this machine."""
    return {
        "Environment": "local",
        "PublicUrl": place.base_url,
        "GraphUrl": place.graph_url,
        "MetaParameter": META_PARAMETER,
        "UnknownWaitSeconds": "60",
        "MailFrom": f"WALoom <hello@{MAIL_DOMAIN}>",
        "EmbeddedSignupConfig": "417417417417417",
        "FacebookSdkUrl": f"{place.sandbox_url}/sdk.js",
    }
