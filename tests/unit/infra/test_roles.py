"""Roles hold what their functions call and no more: too little fails at the worst moment, too much is never noticed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra.local.place import ROOT
from infra.tools.policy import expanded_template, listed, target_of

RESOURCES: Mapping[str, Mapping[str, Any]] = expanded_template()["Resources"]
# By hand: who puts records where (wiring/bootstrap.py, wiring/handlers.py). Consumers park what no retry can help.
SENDS = {
    "Webhook": {"MessagesQueue", "EventsQueue", "ParkedQueue"},
    "Inbound": {"MessagesQueue", "EventsQueue", "MediaQueue", "ParkedQueue", "ArchiveQueue"},
    "Send": {"ParkedQueue"},
    "Api": {"RepliesQueue", "BulkQueue", "MailQueue", "ExportsQueue"},
    "Changes": {"MailQueue", "UpkeepQueue", "ChangesFailed"},
    "Live": set(),
    "Media": {"ParkedQueue"},
    "Archive": set(),
    "Mailer": {"ParkedQueue"},
    "Upkeep": {"UpkeepQueue", "ParkedQueue"},
    "Exports": {"ExportsQueue", "ParkedQueue"},
    "Authorizer": set(),
    "Sweeper": {"RepliesQueue", "BulkQueue", "UpkeepQueue"},
}
# What a WebSocket connection's management is used for: POST tells, DELETE closes.
PUSHES = {"Api": {"POST"}, "Changes": {"POST", "DELETE"}, "Live": {"POST", "DELETE"}}


def statements(function: str) -> Iterator[Mapping[str, Any]]:
    for policy in RESOURCES[f"{function}Role"]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def actions(function: str, service: str) -> set[str]:
    found = {action for one in statements(function) for action in listed(one["Action"])}
    return {action.partition(":")[2] for action in found if action.startswith(f"{service}:")}


def called(adapter: str, *, begins: str = "") -> set[str]:
    """The API calls an adapter makes, as IAM names them."""
    source = (ROOT / "shared" / "adapters" / adapter).read_text(encoding="utf-8")
    names = set(re.findall(rf"_client\.({begins}[a-z_]+)\(", source))
    return {"".join(part.capitalize() for part in name.split("_")).replace("Mfa", "MFA") for name in names}


def test_every_function_is_on_this_page() -> None:
    functions = {name for name, one in RESOURCES.items() if one["Type"] == "AWS::Lambda::Function"}

    assert functions == {f"{name}Function" for name in SENDS}


@pytest.mark.parametrize("function", sorted(SENDS))
def test_a_function_sends_into_the_queues_it_uses_and_no_others(function: str) -> None:
    sends = [one for one in statements(function) if "sqs:SendMessage" in listed(one["Action"])]

    assert {target_of(queue) for one in sends for queue in listed(one["Resource"])} == SENDS[function]


@pytest.mark.parametrize("function", sorted(SENDS))
def test_only_who_speaks_to_consoles_may_and_only_who_closes_lines_may(function: str) -> None:
    text = json.dumps([one for one in statements(function) if "execute-api:ManageConnections" in listed(one["Action"])])

    assert set(re.findall(r"/live/([A-Z]+)/", text)) == PUSHES.get(function, set())


def test_the_table_is_asked_for_nothing_that_nobody_calls() -> None:
    # A transaction has no permission of its own: each part needs that of the call it stands for.
    spoken = called("dynamodb.py") - {"TransactWriteItems"}
    for function in sorted(set(SENDS) - {"Webhook", "Archive", "Authorizer"}):
        own = {one for one in actions(function, "dynamodb") if "Stream" not in one and "Shard" not in one}
        assert own - {"GetRecords"} == spoken, function
    assert actions("Authorizer", "dynamodb") == {"GetItem"}


def test_the_api_may_ask_the_user_pool_what_its_adapter_asks() -> None:
    assert actions("Api", "cognito-idp") == called("cognito.py", begins="admin_")
    assert actions("Mailer", "cognito-idp") == {"AdminGetUser"}


def test_who_opens_nothing_has_no_key() -> None:
    without = {function for function in SENDS if not actions(function, "kms")}

    assert without == {"Authorizer", "Changes", "Live", "Mailer"}


def test_exports_are_written_read_and_cleared_in_their_own_folder() -> None:
    assert actions("Exports", "s3") == {"DeleteObject", "GetObject", "PutObject", "ListBucket"}
    files = [one for one in statements("Exports") if "s3:PutObject" in listed(one["Action"])]
    assert all("/exports/*" in json.dumps(one["Resource"]) for one in files)


def test_what_proves_the_site_is_in_no_answer() -> None:
    """S3 names its KMS key in every answer about a file, so that id is known to everybody who ever got one."""
    site = RESOURCES["Site"]["Properties"]["DistributionConfig"]
    shown = [one["HeaderValue"] for origin in site["Origins"] for one in origin.get("OriginCustomHeaders", [])]
    given = RESOURCES["ApiFunction"]["Properties"]["Environment"]["Variables"]["SITE_ID"]

    assert [target_of(one) for one in shown] == ["ConsoleHeaders"]
    assert given == {"Fn::If": ["IsCloud", {"Ref": "ConsoleHeaders"}, ""]}
