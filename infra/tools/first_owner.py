"""Makes a person and their workspace in a deployed stack, without a mail: where none is sent, or before one is.

`python -m infra.tools.first_owner --stack waloom --email … --name … --workspace …`, with the operator's credentials.
"""

from __future__ import annotations

import argparse
import getpass

import boto3

from shared.adapters.cognito import CognitoIdentity
from shared.adapters.dynamodb import DynamoTable
from shared.core.clock import SystemClock
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore


def main() -> None:
    """Asks for the password, so that it is in no history and no process list."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.first_owner", description=__doc__)
    parser.add_argument("--stack", default="waloom")
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--workspace", required=True, help="name of the new workspace")
    parser.add_argument("--time-zone", default="UTC")
    chosen = parser.parse_args()
    stack = boto3.client("cloudformation").describe_stacks(StackName=chosen.stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    password = getpass.getpass(f"Password for {chosen.email}: ")
    if password != getpass.getpass("Once more: "):
        raise SystemExit("The two differ; nothing was made.")
    identity = CognitoIdentity(boto3.client("cognito-idp"), outputs["UserPoolId"], outputs["UserPoolClientId"])
    table = DynamoTable(boto3.client("dynamodb"), outputs["TableName"])
    owner = identity.create_user(chosen.email, password, chosen.name)
    workspace = Workspaces(WorkspaceStore(table), SystemClock()).create(
        owner, chosen.workspace, time_zone=chosen.time_zone
    )
    print(f"{chosen.name} owns {workspace.name} ({workspace.id}). Sign in at {outputs['ConsoleUrl']}")


if __name__ == "__main__":
    main()
