"""Each rule of the template's policy finds what it is there for, and the template as it stands breaks none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from infra.tools.policy import expanded_template, findings

EXPANDED = expanded_template()
Resources = dict[str, Any]


def spoil(change: Callable[[Resources], object]) -> list[str]:
    """What the policy says after one change."""
    resources = copy.deepcopy(EXPANDED["Resources"])
    change(resources)
    return findings(resources)


def test_the_template_breaks_no_rule() -> None:
    assert findings(EXPANDED["Resources"]) == []


def properties(resources: Resources, name: str) -> dict[str, Any]:
    found: dict[str, Any] = resources[name]["Properties"]
    return found


def first_statement(resources: Resources, role: str) -> dict[str, Any]:
    found: dict[str, Any] = properties(resources, role)["Policies"][0]["PolicyDocument"]["Statement"][0]
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: properties(r, "ApiFunction").update(Architectures=["x86_64"]), "ApiFunction is not arm64"),
        (lambda r: properties(r, "ApiFunction").update(Role={"Fn::GetAtt": ["SendRole", "Arn"]}), "no role of its own"),
        (lambda r: properties(r, "ApiFunction")["LoggingConfig"].pop("LogGroup"), "no log group of its own"),
        (lambda r: first_statement(r, "ApiRole").update(Action="logs:*"), "wildcard action"),
        (lambda r: first_statement(r, "ApiRole").update(Resource="*"), "on everything"),
        (lambda r: properties(r, "ApiRole").update(ManagedPolicyArns=["arn:x"]), "managed policy"),
        (lambda r: r.pop("RawBucketPolicy"), "RawBucket may be read without TLS"),
        (
            lambda r: properties(r, "RawBucket")["PublicAccessBlockConfiguration"].update(BlockPublicAcls=False),
            "RawBucket is not closed to the public",
        ),
        (lambda r: properties(r, "MessagesQueue").update(VisibilityTimeout=30), "hides messages for less than"),
        (lambda r: properties(r, "EventsQueue").update(VisibilityTimeout=120), "and the batching window"),
        (lambda r: properties(r, "MediaQueue").pop("RedrivePolicy"), "MediaQueue has no queue for failures"),
        (lambda r: properties(r, "MediaQueue").pop("SqsManagedSseEnabled"), "MediaQueue is not encrypted"),
        (lambda r: properties(r, "SendFunctionBulk").pop("FunctionResponseTypes"), "does not report partial batches"),
        (
            lambda r: properties(r, "InboundFunctionEvents").pop("MaximumBatchingWindowInSeconds"),
            "AWS wants a batching window",
        ),
        (lambda r: properties(r, "ChangesFunctionStream").pop("DestinationConfig"), "drops what fails for good"),
        (lambda r: r.pop("BulkFailedAlarm"), "BulkFailed has no alarm"),
        (lambda r: r.pop("SweeperErrorsAlarm"), "SweeperFunction has no alarm"),
        (lambda r: properties(r, "ParkedAlarm").pop("AlarmActions"), "ParkedAlarm tells nobody"),
        (lambda r: properties(r, "Table").pop("PointInTimeRecoverySpecification"), "no point-in-time recovery"),
        (lambda r: properties(r, "DataKey").pop("EnableKeyRotation"), "DataKey does not rotate"),
        (lambda r: r["MediaBucket"].update(DeletionPolicy="Delete"), "MediaBucket would go with the stack"),
        (lambda r: properties(r, "AccessLog").pop("RetentionInDays"), "AccessLog keeps logs for ever"),
        (lambda r: properties(r, "V1Route").update(AuthorizationType="NONE"), "ANY /v1/{proxy+}"),
        (lambda r: properties(r, "HttpApiStage").pop("AccessLogSettings"), "HttpApiStage writes no access log"),
        (lambda r: properties(r, "LiveStage").pop("DefaultRouteSettings"), "LiveStage is not throttled"),
    ],
)
def test_a_broken_rule_is_found(change: Callable[[Resources], object], said: str) -> None:
    assert any(said in line for line in spoil(change)), spoil(change)
