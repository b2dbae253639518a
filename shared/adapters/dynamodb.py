"""The table on DynamoDB: the only file that speaks its expression language."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from botocore.exceptions import ClientError

from shared.core.errors import Invalid, Unavailable
from shared.core.keys import Key, KeyRange
from shared.core.ports import (
    Absent,
    Amend,
    AtMost,
    Below,
    Change,
    Condition,
    Create,
    Delete,
    Equals,
    Every,
    Exists,
    Missing,
    OneOf,
    Page,
    Row,
    Value,
)

MOST_DIGITS = 38
_INDEX_KEYS = {"": ("pk", "sk"), "inbox": ("inbox_pk", "inbox_sk"), "due": ("due_pk", "due_at")}


class _Expression:
    """Collects names and values while an expression is written, so that no attribute name can clash with a keyword."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self._known: dict[str, str] = {}

    def name(self, attribute: str) -> str:
        if attribute not in self._known:
            token = f"#n{len(self._known)}"
            self._known[attribute] = token
            self.names[token] = attribute
        return self._known[attribute]

    def value(self, value: Value) -> str:
        token = f":v{len(self.values)}"
        self.values[token] = typed(value)
        return token

    def condition(self, condition: Condition) -> str:
        match condition:
            case Exists():
                return f"attribute_exists({self.name('pk')})"
            case Missing():
                return f"attribute_not_exists({self.name('pk')})"
            case Equals(name, value):
                return f"{self.name(name)} = {self.value(value)}"
            case OneOf(name, values):
                return f"{self.name(name)} IN ({', '.join(self.value(value) for value in values)})"
            case Absent(name):
                return f"attribute_not_exists({self.name(name)})"
            case Below(name, bound):
                return f"(attribute_not_exists({self.name(name)}) OR {self.name(name)} < {self.value(bound)})"
            case AtMost(name, bound):
                return f"(attribute_not_exists({self.name(name)}) OR {self.name(name)} <= {self.value(bound)})"
            case Every(of):
                return " AND ".join(self.condition(part) for part in of)

    def update(self, change: Change) -> str:
        sets = [f"{self.name(name)} = {self.value(value)}" for name, value in change.set.items()]
        sets += [
            f"{self.name(name)} = if_not_exists({self.name(name)}, {self.value(value)})"
            for name, value in change.once.items()
        ]
        sets += [
            f"{self.name(name)} = list_append(if_not_exists({self.name(name)}, {self.value([])}), {self.value(items)})"
            for name, items in change.append.items()
        ]
        adds = [f"{self.name(name)} {self.value(amount)}" for name, amount in change.add.items()]
        removes = [self.name(name) for name in change.remove]
        clauses = (("SET", sets), ("ADD", adds), ("REMOVE", removes))
        return " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses if parts)

    def arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.names:
            found["ExpressionAttributeNames"] = self.names
        if self.values:
            found["ExpressionAttributeValues"] = self.values
        return found


def typed(value: Value) -> dict[str, Any]:
    """The value in DynamoDB's typed JSON. Floats are refused: money and positions are Decimal or text, never binary."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case Decimal():
            if not value.is_finite() or len(value.as_tuple().digits) > MOST_DIGITS:
                raise TypeError("DynamoDB's numbers are finite and have 38 digits at the most")
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": {name: typed(part) for name, part in value.items()}}
        case Sequence():
            return {"L": [typed(part) for part in value]}
    raise TypeError(f"a {type(value).__name__} is not stored; numbers are int or Decimal")


def plain(part: Mapping[str, Any]) -> Value:
    """The value of typed JSON: int for whole numbers; binaries as bytes (stream events carry them as base64 text)."""
    ((kind, value),) = part.items()
    match kind:
        case "S" | "BOOL":
            return cast(Value, value)
        case "N":
            number = Decimal(value)
            return int(number) if number == number.to_integral_value() else number
        case "B":
            return base64.b64decode(value) if isinstance(value, str) else bytes(value)
        case "L":
            return [plain(inner) for inner in value]
        case "M":
            return {name: plain(inner) for name, inner in value.items()}
        case "NULL":
            return None
    raise TypeError(f"DynamoDB's {kind} is not a kind of value we store")


def read_image(image: Mapping[str, Any]) -> Row:
    """A row from DynamoDB's typed JSON (an answer's item, or an image in a stream record)."""
    return {name: plain(part) for name, part in image.items()}


class DynamoTable:
    """``shared.core.ports.Table`` over one DynamoDB table."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Row | None:
        answer = self._client.get_item(TableName=self._name, Key=_key(key), ConsistentRead=True)
        return read_image(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> list[Row]:
        rows: list[Row] = []
        unique = list(dict.fromkeys(keys))
        for start in range(0, len(unique), 100):
            wanted: dict[str, Any] = {
                self._name: {"Keys": [_key(key) for key in unique[start : start + 100]], "ConsistentRead": True}
            }
            for attempt in range(8):
                answer = self._client.batch_get_item(RequestItems=wanted)
                rows += [read_image(item) for item in answer["Responses"].get(self._name, [])]
                wanted = answer.get("UnprocessedKeys") or {}
                if not wanted:
                    break
                time.sleep(0.02 * 2**attempt)
            else:
                raise Unavailable("The database is busy. Try again in a moment.", code="database_busy")
        return rows

    def create(self, key: Key, row: Mapping[str, Value]) -> bool:
        try:
            self._client.put_item(
                TableName=self._name, Item=_item(key, row), ConditionExpression="attribute_not_exists(pk)"
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def put(self, key: Key, row: Mapping[str, Value]) -> None:
        self._client.put_item(TableName=self._name, Item=_item(key, row))

    def amend(self, key: Key, change: Change, when: Condition | None = None) -> Row | None:
        expression = _Expression()
        arguments: dict[str, Any] = {"UpdateExpression": expression.update(change)}
        if when is not None:
            arguments["ConditionExpression"] = expression.condition(when)
        try:
            answer = self._client.update_item(
                TableName=self._name, Key=_key(key), ReturnValues="ALL_NEW", **arguments, **expression.arguments()
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return None
        return read_image(answer["Attributes"])

    def delete(self, key: Key, when: Condition | None = None) -> Row | None:
        expression = _Expression()
        arguments = {"ConditionExpression": expression.condition(when)} if when is not None else {}
        try:
            answer = self._client.delete_item(
                TableName=self._name, Key=_key(key), ReturnValues="ALL_OLD", **arguments, **expression.arguments()
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return None
        return read_image(answer["Attributes"]) if answer.get("Attributes") else None

    def query(
        self, where: KeyRange, *, newest_first: bool = False, limit: int = 100, cursor: str | None = None
    ) -> Page:
        pk, sk = _INDEX_KEYS[where.index]
        names = {"#pk": pk}
        values = {":pk": {"S": where.pk}}
        condition = "#pk = :pk"
        for bound, part in (
            (where.begins, "begins_with(#sk, :sk)"),
            (where.upto, "#sk <= :sk"),
            (where.below, "#sk < :sk"),
            (where.above, "#sk > :sk"),
        ):
            if bound:
                names["#sk"], values[":sk"] = sk, {"S": bound}
                condition += f" AND {part}"
        arguments: dict[str, Any] = {"IndexName": where.index} if where.index else {"ConsistentRead": True}
        if cursor:
            arguments["ExclusiveStartKey"] = _read_cursor(cursor, where)
        answer = self._client.query(
            TableName=self._name,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ScanIndexForward=not newest_first,
            Limit=limit,
            **arguments,
        )
        last = answer.get("LastEvaluatedKey")
        return Page([read_image(item) for item in answer["Items"]], _write_cursor(last) if last else None)

    def scan(self, where: KeyRange) -> Iterator[Row]:
        cursor: str | None = None
        while True:
            page = self.query(where, limit=500, cursor=cursor)
            yield from page.rows
            cursor = page.cursor
            if cursor is None:
                return

    def transact(self, parts: Sequence[Create | Amend | Delete]) -> int | None:
        try:
            self._client.transact_write_items(TransactItems=[self._part(part) for part in parts])
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            reasons = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
            if "ConditionalCheckFailed" in reasons:
                return reasons.index("ConditionalCheckFailed")
            raise Unavailable("The database is busy. Try again in a moment.", code="database_busy") from error
        return None

    def _part(self, part: Create | Amend | Delete) -> dict[str, Any]:
        expression = _Expression()
        match part:
            case Create(key, row):
                return {
                    "Put": {
                        "TableName": self._name,
                        "Item": _item(key, row),
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                }
            case Amend(key, change, when):
                arguments = {"UpdateExpression": expression.update(change)}
                if when is not None:
                    arguments["ConditionExpression"] = expression.condition(when)
                return {"Update": {"TableName": self._name, "Key": _key(key), **arguments, **expression.arguments()}}
            case Delete(key, when):
                conditions = {"ConditionExpression": expression.condition(when)} if when is not None else {}
                return {"Delete": {"TableName": self._name, "Key": _key(key), **conditions, **expression.arguments()}}


def _key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _item(key: Key, row: Mapping[str, Value]) -> dict[str, Any]:
    attributes = {name: typed(value) for name, value in row.items() if value is not None}
    return {**attributes, **_key(key)}


def _write_cursor(last: Mapping[str, Any]) -> str:
    found = {name: part["S"] for name, part in last.items()}
    return base64.urlsafe_b64encode(json.dumps(found, separators=(",", ":")).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, where: KeyRange) -> dict[str, Any]:
    """A cursor leads only within the range it came from: a forged one must not open another workspace's partition."""
    pk, sk = _INDEX_KEYS[where.index]
    wrong = Invalid("This cursor is not one we gave out. Start again without it.", code="bad_cursor")
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise wrong from error
    if not isinstance(found, dict) or not all(isinstance(part, str) for part in found.values()):
        raise wrong
    if found.get(pk) != where.pk or not found.get(sk, "").startswith(where.begins):
        raise wrong
    if set(found) != {pk, sk, "pk", "sk"}:
        raise wrong
    return {name: {"S": part} for name, part in found.items()}
