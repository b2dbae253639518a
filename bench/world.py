"""AWS as moto plays it in this process: the template's table, queues, buckets and key, and the functions' environment.

For figures that must be the same on every machine: nothing here waits, and nothing leaves the process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import boto3

from bench.capacity import TableShape, shape_of
from infra.local.bridge import Template, read_template

REGION: Final = "us-east-1"
TABLE: Final = "waloom"
META_PARAMETER: Final = "/waloom/bench/meta"
ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_SESSION_TOKEN": "bench",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    # Otherwise DynamoDB's calls go to addresses moto does not play.
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@dataclass(frozen=True)
class World:
    """``environment`` is what the template gives every function."""

    template: Template
    shape: TableShape
    environment: Mapping[str, str]

    @property
    def resources(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.template["Resources"]
        return found


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """This process's environment changed for a while."""
    before = dict(os.environ)
    os.environ.pop("AWS_ENDPOINT_URL", None)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def moto_world() -> Iterator[World]:
    """Everything the template has of table, queues, buckets and key, empty."""
    from moto import mock_aws

    with environment(ENVIRONMENT), mock_aws():
        template = _template()
        resources = template["Resources"]
        variables = {
            "ENVIRONMENT": "bench",
            "TABLE": TABLE,
            "RAW_BUCKET": _bucket("bench-raw"),
            "MEDIA_BUCKET": _bucket("bench-media"),
            "KMS_KEY": str(client("kms").create_key()["KeyMetadata"]["Arn"]),
            "META_PARAMETER": META_PARAMETER,
            "LIVE_URL": "wss://live.example.test/live",
            "LIVE_ENDPOINT": "https://live.example.test/live",
            "PUBLIC_URL": "https://waloom.example.test",
            "USER_POOL": f"{REGION}_bench",
            "USER_POOL_CLIENT": "bench",
            "POWERTOOLS_METRICS_NAMESPACE": "WALoom",
            "POWERTOOLS_SERVICE_NAME": "bench",
        }
        for logical, resource in resources.items():
            if resource["Type"] == "AWS::SQS::Queue" and logical.endswith("Queue"):
                variables[_variable(logical)] = _queue(logical, resource["Properties"])
        table = resources["Table"]["Properties"]
        kept = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        client("dynamodb").create_table(TableName=TABLE, **{name: table[name] for name in kept})
        with environment({**ENVIRONMENT, **variables}):
            yield World(template, shape_of(table), variables)


@lru_cache(maxsize=1)
def _session() -> Any:
    """One, because each reads the services' descriptions afresh."""
    return boto3.session.Session(region_name=REGION)


def client(service: str) -> Any:
    """A client of the world that no meter listens to."""
    return _session().client(service)


@lru_cache(maxsize=1)
def _template() -> Template:
    return read_template()


def _variable(logical: str) -> str:
    """``MessagesQueue`` is told to the functions as MESSAGES_QUEUE."""
    return "".join(f"_{char}" if char.isupper() else char for char in logical).lstrip("_").upper()


def _bucket(name: str) -> str:
    client("s3").create_bucket(Bucket=name)
    return name


def _queue(logical: str, properties: Mapping[str, Any]) -> str:
    fifo = bool(properties.get("FifoQueue"))
    attributes = {"FifoQueue": "true"} if fifo else {}
    name = logical + (".fifo" if fifo else "")
    return str(client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])
