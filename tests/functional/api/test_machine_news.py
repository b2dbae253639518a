"""What people hear of keys and exports, with the product put together as it is."""

from __future__ import annotations

import json
from typing import Any

import boto3

from tests.functional.api.conftest import World
from tests.functional.conftest import REGION, WS


def notices(world: World, user: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.call("GET", world.ws("/notices"), user=user).body["items"]
    return found


def run_exports(world: World) -> None:
    """Handle the exports queue until it is empty."""
    sqs, url = boto3.client("sqs", region_name=REGION), world.product.settings.exports_queue
    while messages := sqs.receive_message(QueueUrl=url).get("Messages"):
        for message in messages:
            world.product.export_slices.deliver(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def test_only_its_maker_hears_that_an_export_is_ready(world: World) -> None:
    world.customer_writes("hi")
    export = world.call("POST", world.ws("/exports"), {"what": "conversations", "format": "csv"}, user="marketer").body

    run_exports(world)

    (notice,) = [one for one in notices(world, "marketer") if one["kind"] == "export_ready"]
    assert (notice["about"], notice["personal"]) == (export["id"], True)
    assert notice["detail"].startswith("1 conversations.")
    assert not [one for one in notices(world, "owner") if one["kind"] == "export_ready"]
    file = (
        boto3.client("s3", region_name=REGION)
        .get_object(Bucket="media", Key=f"exports/{WS}/{export['id']}/export.csv")["Body"]
        .read()
    )
    assert b"Mira Quill" in file
    assert b"hi" not in file.splitlines()[1].split(b",")


def test_those_who_manage_people_hear_of_a_new_key(world: World) -> None:
    body = {"name": "Shop", "scopes": ["library.read"]}
    key = world.call("POST", world.ws("/api-keys"), body, user="admin").body

    world.call("DELETE", world.ws(f"/api-keys/{key['id']}"), user="owner")

    told = {one["kind"]: one["detail"] for one in notices(world, "owner") if one["about"] == key["id"]}
    assert told["api_key_made"] == "Admin made the API key “Shop”. It may: library.read."
    assert told["api_key_revoked"] == "Owner revoked the API key “Shop”."
    assert key["key"].split("_", 2)[2] not in json.dumps(notices(world, "owner"))
