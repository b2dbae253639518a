"""Records that could not be handled: see why, and hand them back once the cause is gone.

    python -m infra.parked list                      reasons, how many records each, an example's queue and time
    python -m infra.parked redrive [--reason CODE]   put them into the queues they came from
    python -m infra.parked drop --reason CODE        forget them

With the operator's credentials (`--stack waloom`), or `--local` for the product on this machine. Contents are never
printed: they hold what customers wrote.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LOOK_SECONDS = 120


@dataclass(frozen=True)
class Parked:
    """One parked record: why, from where, and the handle that removes it."""

    reason: str
    queue: str
    group: str
    at: str
    body: str
    handle: str


class ParkedRecords:
    """The parked queue of one installation."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs = sqs
        self._url = url

    def all(self) -> Iterator[Parked]:
        """Each record once; they stay invisible to others for two minutes."""
        seen: set[str] = set()
        while True:
            page = self._sqs.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=10, VisibilityTimeout=LOOK_SECONDS, WaitTimeSeconds=1
            ).get("Messages", [])
            fresh = [message for message in page if message["MessageId"] not in seen]
            if not fresh:
                return
            for message in fresh:
                seen.add(message["MessageId"])
                yield _read(message)

    def redrive(self, record: Parked) -> bool:
        """Back into its queue, then out of this one. False for what has no queue to go back to (an unreadable body)."""
        if not record.queue:
            return False
        url = self._sqs.get_queue_url(QueueName=record.queue)["QueueUrl"]
        # A new de-duplication id: the queue may still remember the old one.
        ordered = {"MessageGroupId": record.group or "redrive", "MessageDeduplicationId": secrets.token_hex(16)}
        self._sqs.send_message(
            QueueUrl=url, MessageBody=record.body, **(ordered if record.queue.endswith(".fifo") else {})
        )
        self.drop(record)
        return True

    def drop(self, record: Parked) -> None:
        self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=record.handle)

    def show(self, record: Parked) -> None:
        """Visible again at once for whoever looks next."""
        self._sqs.change_message_visibility(QueueUrl=self._url, ReceiptHandle=record.handle, VisibilityTimeout=0)


def _read(message: dict[str, Any]) -> Parked:
    note = json.loads(message["Body"])
    return Parked(
        reason=str(note.get("reason") or note.get("code") or "unknown"),
        queue=str(note.get("queue") or ""),
        group=str(note.get("group") or ""),
        at=str(note.get("at") or note.get("received_at") or ""),
        body=str(note.get("record") or ""),
        handle=str(message["ReceiptHandle"]),
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.parked", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("act", choices=("list", "redrive", "drop"))
    parser.add_argument("--reason", help="only records parked for this reason")
    parser.add_argument("--stack", default="waloom")
    parser.add_argument("--local", action="store_true", help="the product on this machine")
    chosen = parser.parse_args(arguments)
    if chosen.act == "drop" and not chosen.reason:
        parser.error("say which reason to drop: --reason CODE")
    records = _open(chosen.stack, local=chosen.local)
    counts: dict[str, list[Parked]] = {}
    done = kept = 0
    for record in records.all():
        if chosen.reason and record.reason != chosen.reason:
            records.show(record)
            continue
        if chosen.act == "list":
            counts.setdefault(record.reason, []).append(record)
            records.show(record)
        elif chosen.act == "drop":
            records.drop(record)
            done += 1
        elif records.redrive(record):
            done += 1
        else:
            records.show(record)
            kept += 1
    if chosen.act == "list":
        for reason, found in sorted(counts.items()):
            print(f"{len(found):6}  {reason:24} from {found[0].queue or 'the webhook'}, first at {found[0].at}")
        print(f"{sum(map(len, counts.values())):6}  in all")
    else:
        print(f"{done} record(s): {chosen.act} done." + (f" {kept} have no queue to go back to." if kept else ""))
    return 0


def _open(stack: str, *, local: bool) -> ParkedRecords:
    if local:
        from infra.local.deploy import stack_outputs
        from infra.local.place import default_place

        place = default_place()
        return ParkedRecords(place.client("sqs"), stack_outputs(place)["ParkedQueueUrl"])
    import boto3

    found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    return ParkedRecords(boto3.client("sqs"), outputs["ParkedQueueUrl"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
