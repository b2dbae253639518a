"""Seals everything anew under the present KMS key: tokens, PINs, workspaces' data keys, sessions. Nothing pauses.

    python -m infra.rotate_keys              with the operator's credentials (`--stack waloom`)
    python -m infra.rotate_keys --check      only counts what is not under the present key (or version) yet

Functions open what either key sealed (KMS_KEY, PREVIOUS_KMS_KEY) and seal with the present one, so sends go on while
this runs. Each row is written on condition that it has not changed since it was read, and marked with `--label`: run it
again after an interruption and it goes on where it stood. docs/operations.md tells when and in which order.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from shared.adapters.dynamodb import DynamoTable, read_image
from shared.adapters.vault import KmsVault
from shared.core.ids import WabaId, WorkspaceId
from shared.core.keys import Key
from shared.core.ports import Change, Condition, Equals, Every, Row, Value
from shared.core.rows import text

TRIES: Final = 5
KINDS: Final = ("secret", "data_key", "session", "sign_up")


@dataclass
class Report:
    """How many rows became what; ``failed`` names those that would not open, by key."""

    sealed: Counter[str] = field(default_factory=Counter)
    done_before: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for kind in KINDS:
            yield f"{self.sealed[kind]:6}  {kind}: sealed anew   {self.done_before[kind]:6}  done before"
        for name in self.failed:
            yield f"FAILED  {name}"


class Moved(Exception):
    """Somebody changed the row since it was read."""


@dataclass(frozen=True)
class Rotation:
    """One rotation of one table. ``label`` marks rows that are through."""

    client: Any
    table: str
    kms: Any
    key: str
    previous: str
    label: str

    def run(self, *, check: bool = False, seen: Callable[[Row], None] = lambda row: None) -> Report:
        """Every row that holds something sealed. With ``check`` nothing is written."""
        report = Report()
        for row in self._rows():
            kind = text(row, "type")
            seen(row)
            if row.get("sealed_in") == self.label and not self._overtaken(row):
                report.done_before[kind] += 1
                continue
            if not check:
                try:
                    self._seal(row)
                except Exception as error:  # noqa: BLE001 - one row that does not open must not stop the others
                    report.failed.append(f"{text(row, 'pk')} {text(row, 'sk')}: {type(error).__name__}")
                    continue
            report.sealed[kind] += 1
        return report

    def _overtaken(self, row: Row) -> bool:
        """Sealed under the old key after it was through: by a process that had not heard of the new one yet."""
        vault = KmsVault(self.kms, self.key)
        ours = text(row, "type") in ("secret", "sign_up")
        return ours and any(vault.sealed_with(sealed) != self.key for sealed in sealed_parts(row).values())

    def _rows(self) -> Iterator[Row]:
        names = {f":k{at}": {"S": kind} for at, kind in enumerate(KINDS)}
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.table,
            FilterExpression=f"#type IN ({', '.join(names)})",
            ExpressionAttributeNames={"#type": "type"},
            ExpressionAttributeValues=names,
        )
        for page in pages:
            for item in page["Items"]:
                yield read_image(item)

    def _seal(self, row: Row) -> None:
        table = DynamoTable(self.client, self.table)
        key = Key(text(row, "pk"), text(row, "sk"))
        current: Row | None = row
        for _ in range(TRIES):
            if current is None:
                return  # deleted meanwhile
            before = sealed_parts(current)
            after = {name: self._again(current, name, sealed) for name, sealed in before.items()}
            unmoved: Condition = Every([Equals(name, sealed) for name, sealed in before.items()])
            change: dict[str, Value] = {**after, "sealed_in": self.label}
            if not before or table.amend(key, Change(set=change), unmoved) is not None:
                return
            current = table.get(key)
        raise Moved

    def _again(self, row: Row, name: str, sealed: bytes) -> bytes:
        kind = text(row, "type")
        if kind in ("secret", "sign_up"):
            ws, waba, purpose = place_of(row, name)
            vault = KmsVault(self.kms, self.key, self.previous)
            return vault.seal(ws, waba, purpose, vault.open(ws, waba, purpose, sealed))
        context = context_of(row)
        answer = self.kms.re_encrypt(
            CiphertextBlob=sealed,
            SourceEncryptionContext=context,
            DestinationKeyId=self.key,
            DestinationEncryptionContext=context,
        )
        return bytes(answer["CiphertextBlob"])


def sealed_parts(row: Row) -> dict[str, bytes]:
    """The attributes of a row that hold something sealed; a session's hashes are none."""
    kind = text(row, "type")
    if kind == "secret":
        names = [name for name in row if name == "token" or name.startswith(("pin_", "next_pin_"))]
    else:
        names = ["wrapped"] if kind == "data_key" else ["sealed"]
    return {name: value for name in names if isinstance(value := row.get(name), bytes)}


def place_of(row: Row, name: str) -> tuple[WorkspaceId, WabaId, str]:
    """What a token or PIN is sealed for: workspace, account, purpose."""
    if text(row, "type") == "sign_up":
        ws = WorkspaceId(text(row, "pk").split("#")[1])
        return ws, WabaId("signup"), f"signup:{text(row, 'sk')}"
    ws, waba = WorkspaceId(text(row, "workspace")), WabaId(text(row, "waba"))
    return ws, waba, "token" if name == "token" else f"pin:{name.rsplit('_', 1)[1]}"


def context_of(row: Row) -> Mapping[str, str]:
    """The encryption context of what KMS itself sealed: a data key, a session's refresh token."""
    if text(row, "type") == "data_key":
        return {"workspace": text(row, "workspace"), "purpose": "content"}
    user, session = text(row, "pk").split("#", 1)[1], text(row, "sk").split("#", 1)[1]
    return {"user": user, "session": session, "purpose": "refresh_token"}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.rotate_keys", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--stack", default="waloom")
    parser.add_argument("--label", default=f"{datetime.now(UTC):%Y-%m-%d}", help="the same one continues a rotation")
    parser.add_argument("--check", action="store_true", help="count only")
    chosen = parser.parse_args(arguments)
    report = _rotation(chosen.stack, chosen.label).run(check=chosen.check)
    if chosen.check:
        print(f"{sum(report.sealed.values())} rows are not marked “{chosen.label}” yet.")
    else:
        print("\n".join(report.lines()))
    return 1 if report.failed else 0


def _rotation(stack: str, label: str) -> Rotation:
    """With the deployed `send` function's settings: what it opens is what counts."""
    import boto3

    from shared.wiring.settings import read_settings

    resource = boto3.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId="SendFunction")
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    variables = boto3.client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    names = read_settings(variables)
    return Rotation(
        boto3.client("dynamodb"), names.table, boto3.client("kms"), names.kms_key, names.previous_kms_key, label
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
