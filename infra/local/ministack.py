"""The local AWS (MiniStack) as a child process: its own environment, bound to this machine, state on disk."""

from __future__ import annotations

import os
import shutil

from infra.local.place import Place
from infra.local.processes import Child
from infra.tools import setup

# The services the stack uses; the rest are not loaded.
SERVICES = (
    "apigateway",
    "cloudformation",
    "cloudwatch",
    "cognito-idp",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "scheduler",
    "sns",
    "sqs",
    "ssm",
    "sts",
)
# Each concurrent invocation is a process; on a small machine more of them only wait for one another.
CONCURRENCY = 32


def ministack(place: Place) -> Child:
    """The child, not yet started; its environment is installed when missing."""
    environment = setup.ensure("ministack")
    data = place.state / "aws"
    scratch = place.state / "tmp"
    # Workers unpack their code here; what an earlier run left is of no use.
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    return Child(
        name="the local AWS",
        command=[str(setup.bin_of(environment) / "python"), "-m", "ministack"],
        log=place.logs / "aws.log",
        folder=place.state,
        environment={
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(place.aws_port),
            "MINISTACK_HOST": "127.0.0.1",
            # IAM is enforced: a function that needs what its role lacks fails here, not first in the cloud.
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(data / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(data / "s3"),
            "LAMBDA_ACCOUNT_CONCURRENCY": os.environ.get("WALOOM_CONCURRENCY", str(CONCURRENCY)),
            "LOG_LEVEL": os.environ.get("WALOOM_AWS_LOG_LEVEL", "INFO"),
            "TMPDIR": str(scratch),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "PYTHONPATH": "",
            "PYTHONDONTWRITEBYTECODE": "",
        },
    )
