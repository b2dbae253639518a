"""The house's own rules for template.yaml, checked on the expanded template: `python -m infra.tools.policy`.

Each rule is one small function from the resources to the lines of what is wrong; RULES names them all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from infra.local.bridge import expand, functions_in, read_template
from infra.local.place import ROOT

Resources = Mapping[str, Mapping[str, Any]]
Rule = Callable[[Resources], Iterator[str]]

# X-Ray's two calls know no resources: AWS demands "*".
WITHOUT_RESOURCES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
# What may be called without a token; everything else under the HTTP API has the authorizer.
OPEN_ROUTES = {
    "DELETE /v1/session",
    "GET /v1/config",
    "GET /v1/docs",
    "GET /v1/openapi.json",
    "GET /webhooks/meta",
    "POST /v1/invitations/read",
    "POST /v1/invitations/sign-up",
    "POST /v1/password/forgot",
    "POST /v1/password/reset",
    "POST /v1/session",
    "POST /v1/session/refresh",
    "POST /v1/sign-up",
    "POST /v1/sign-up/confirm",
    "POST /webhooks/meta",
}
# AWS's advice for queues that feed functions; else a batch that is still gathered or handled comes a second time.
VISIBILITY_FACTOR = 6
LONGEST_WINDOW = 300
FAILED_RETENTION = 14 * 24 * 3600


def of_type(resources: Resources, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Logical id and properties of every resource of a type."""
    for name, resource in resources.items():
        if resource["Type"] == kind:
            yield name, resource.get("Properties", {})


def listed(value: Any) -> list[Any]:
    """CloudFormation takes one thing or a list of them."""
    return value if isinstance(value, list) else [value]


def target_of(value: Any) -> str:
    """The logical id a Ref or GetAtt names; empty for anything else."""
    if isinstance(value, Mapping):
        if "Ref" in value:
            return str(value["Ref"])
        if "Fn::GetAtt" in value:
            pointed = value["Fn::GetAtt"]
            return str(pointed[0] if isinstance(pointed, list) else pointed.split(".")[0])
    return ""


def functions_are_alike(resources: Resources) -> Iterator[str]:
    """Every function: arm64, Python 3.13, tracing decided, JSON logs without the platform's lines, an own log group."""
    for name, function in of_type(resources, "AWS::Lambda::Function"):
        if function.get("Architectures") != ["arm64"]:
            yield f"{name} is not arm64"
        if function.get("Runtime") != "python3.13":
            yield f"{name} is not on python3.13"
        if "Mode" not in function.get("TracingConfig", {}):
            yield f"{name} says nothing about tracing"
        logging = function.get("LoggingConfig", {})
        if (logging.get("LogFormat"), logging.get("SystemLogLevel")) != ("JSON", "WARN"):
            yield f"{name} does not log JSON with system level WARN"
        if not target_of(logging.get("LogGroup")):
            yield f"{name} has no log group of its own"
        if int(function.get("Timeout", 3)) > 900:
            yield f"{name} has a timeout Lambda does not know"


def one_role_each(resources: Resources) -> Iterator[str]:
    """No two functions share a role, and no role takes a policy that is not written here."""
    seen: dict[str, str] = {}
    for name, function in of_type(resources, "AWS::Lambda::Function"):
        role = target_of(function.get("Role"))
        if not role or role in seen:
            yield f"{name} has no role of its own"
        seen[role] = name
    for name, role_properties in of_type(resources, "AWS::IAM::Role"):
        if role_properties.get("ManagedPolicyArns"):
            yield f"{name} takes a managed policy"


def permissions_are_least(resources: Resources) -> Iterator[str]:
    """No wildcard action, no wildcard resource but where AWS knows none."""
    for name, role in of_type(resources, "AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            for statement in listed(policy["PolicyDocument"]["Statement"]):
                if statement["Effect"] != "Allow":
                    continue
                actions = set(listed(statement["Action"]))
                if "NotAction" in statement or any("*" in action for action in actions):
                    yield f"{name} allows a wildcard action: {', '.join(sorted(actions))}"
                if "*" in listed(statement["Resource"]) and not actions <= WITHOUT_RESOURCES:
                    yield f"{name} allows {', '.join(sorted(actions))} on everything"


def buckets_are_private(resources: Resources) -> Iterator[str]:
    """Encrypted, closed to the public, TLS only, and what is unfinished goes away."""
    policies = {target_of(policy["Bucket"]): policy for _, policy in of_type(resources, "AWS::S3::BucketPolicy")}
    for name, bucket in of_type(resources, "AWS::S3::Bucket"):
        if "BucketEncryption" not in bucket:
            yield f"{name} is not encrypted"
        block = bucket.get("PublicAccessBlockConfiguration", {})
        if sum(value is True for value in block.values()) != 4:
            yield f"{name} is not closed to the public"
        statements = listed(policies.get(name, {}).get("PolicyDocument", {}).get("Statement", []))
        if not any(s.get("Effect") == "Deny" and "Bool" in s.get("Condition", {}) for s in statements):
            yield f"{name} may be read without TLS"
        if "Condition" not in resources[name] and "LifecycleConfiguration" not in bucket:
            yield f"{name} has no lifecycle"


def queues_fail_safely(resources: Resources) -> Iterator[str]:
    """Encrypted; what a function consumes has a queue for failures, time enough, and partial batches."""
    queues = dict(of_type(resources, "AWS::SQS::Queue"))
    for name, queue in queues.items():
        if queue.get("SqsManagedSseEnabled") is not True:
            yield f"{name} is not encrypted"
        if queue.get("MessageRetentionPeriod") != FAILED_RETENTION:
            yield f"{name} does not keep its messages for 14 days"
    for name, mapping in of_type(resources, "AWS::Lambda::EventSourceMapping"):
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name} does not report partial batches"
        source = queues.get(target_of(mapping["EventSourceArn"]))
        if source is None:
            if "DestinationConfig" not in mapping:
                yield f"{name} drops what fails for good"
            continue
        timeout = int(resources[target_of(mapping["FunctionName"])]["Properties"]["Timeout"])
        window = mapping.get("MaximumBatchingWindowInSeconds", 0)
        # A parameter may be as long as AWS allows.
        needed = VISIBILITY_FACTOR * timeout + (window if isinstance(window, int) else LONGEST_WINDOW)
        if int(source.get("VisibilityTimeout", 30)) < needed:
            yield (
                f"{target_of(mapping['EventSourceArn'])} hides messages for less than {needed} s: "
                f"{VISIBILITY_FACTOR} timeouts and the batching window"
            )
        if "RedrivePolicy" not in source:
            yield f"{target_of(mapping['EventSourceArn'])} has no queue for failures"
        if int(mapping.get("BatchSize", 10)) > 10 and not mapping.get("MaximumBatchingWindowInSeconds"):
            yield f"{name}: AWS wants a batching window of a second for batches over 10"


def failures_raise_alarms(resources: Resources) -> Iterator[str]:
    """Every function, every queue of failures and the parked queue has an alarm that goes somewhere."""
    watched = set()
    for name, alarm in of_type(resources, "AWS::CloudWatch::Alarm"):
        watched |= {target_of(dimension["Value"]) for dimension in alarm.get("Dimensions", [])}
        if not alarm.get("AlarmActions"):
            yield f"{name} tells nobody"
    redrives = {
        target_of(queue["RedrivePolicy"]["deadLetterTargetArn"])
        for _, queue in of_type(resources, "AWS::SQS::Queue")
        if "RedrivePolicy" in queue
    }
    wanted = {*redrives, "ParkedQueue", *(name for name, _ in of_type(resources, "AWS::Lambda::Function"))}
    for name in sorted(wanted - watched):
        yield f"{name} has no alarm"


def data_is_kept_safe(resources: Resources) -> Iterator[str]:
    """Point-in-time recovery, encryption, rotation, and nothing of value goes with the stack."""
    for name, table in of_type(resources, "AWS::DynamoDB::Table"):
        if table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled") is not True:
            yield f"{name} has no point-in-time recovery"
        if table.get("SSESpecification", {}).get("SSEEnabled") is not True:
            yield f"{name} is not encrypted"
    for name, key in of_type(resources, "AWS::KMS::Key"):
        if key.get("EnableKeyRotation") is not True:
            yield f"{name} does not rotate"
    for name, resource in resources.items():
        valuable = {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Cognito::UserPool"}
        if resource["Type"] in valuable and resource.get("DeletionPolicy") != "RetainExceptOnCreate":
            yield f"{name} would go with the stack"


def logs_end(resources: Resources) -> Iterator[str]:
    """Every log group has a retention."""
    for name, group in of_type(resources, "AWS::Logs::LogGroup"):
        if "RetentionInDays" not in group:
            yield f"{name} keeps logs for ever"


def doors_are_known(resources: Resources) -> Iterator[str]:
    """The open routes are exactly the agreed ones; stages are throttled and the HTTP API logs accesses."""
    protocols = {name: api["ProtocolType"] for name, api in of_type(resources, "AWS::ApiGatewayV2::Api")}
    opened = set()
    for name, route in of_type(resources, "AWS::ApiGatewayV2::Route"):
        if protocols[target_of(route["ApiId"])] != "HTTP":
            continue
        if route.get("AuthorizationType") not in ("JWT", "CUSTOM"):
            opened.add(str(route["RouteKey"]))
        elif not target_of(route.get("AuthorizerId")):
            yield f"{name} names no authorizer"
    for route_key in sorted(opened ^ OPEN_ROUTES):
        yield f"the open routes differ from the agreed ones: {route_key}"
    for name, stage in of_type(resources, "AWS::ApiGatewayV2::Stage"):
        if not stage.get("DefaultRouteSettings", {}).get("ThrottlingRateLimit"):
            yield f"{name} is not throttled"
        if protocols[target_of(stage["ApiId"])] == "HTTP" and "AccessLogSettings" not in stage:
            yield f"{name} writes no access log"


RULES: tuple[Rule, ...] = (
    functions_are_alike,
    one_role_each,
    permissions_are_least,
    buckets_are_private,
    queues_fail_safely,
    failures_raise_alarms,
    data_is_kept_safe,
    logs_end,
    doors_are_known,
)


def expanded_template() -> dict[str, Any]:
    """template.yaml as CloudFormation would get it, with made-up places for the code."""
    template = read_template(ROOT)
    code = {name: ("artifacts", f"{name}.zip") for name in functions_in(template).values()}
    return expand(template, code)


def findings(resources: Resources) -> list[str]:
    """Every broken rule, one line each."""
    return [f"{rule.__name__}: {line}" for rule in RULES for line in rule(resources)]


def main() -> int:
    """0 when no rule is broken."""
    broken = findings(expanded_template()["Resources"])
    for line in broken:
        print(f"policy: {line}")
    print(f"policy: {len(RULES)} rules, {len(broken)} findings")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
