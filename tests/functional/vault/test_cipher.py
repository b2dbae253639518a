"""What people write opens with its workspace's key, for what it was sealed for, and KMS is asked rarely."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from shared.adapters.cipher import SealedTextBroken, WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.errors import Unavailable
from shared.core.ids import WorkspaceId
from shared.core.ports import Change

HERE = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
ELSEWHERE = WorkspaceId("ws_1123456789abcdefghjkmnpqrs")


class Seconds:
    """A stopwatch that a test moves."""

    def __init__(self) -> None:
        self.value = 0.0

    def __call__(self) -> float:
        return self.value


@pytest.fixture
def kms(aws: None) -> Any:
    return boto3.client("kms", region_name="eu-west-1")


@pytest.fixture
def calls(kms: Any) -> list[str]:
    found: list[str] = []
    kms.meta.events.register("before-call.kms", lambda model, **_: found.append(model.name))
    return found


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def cipher(kms: Any, kms_key: str, table: DynamoTable, seconds: Seconds) -> WorkspaceCipher:
    return WorkspaceCipher(kms, kms_key, table, seconds=seconds, keep_seconds=900)


def test_what_was_sealed_opens_and_shows_nothing(cipher: WorkspaceCipher) -> None:
    sealed = cipher.seal(HERE, b"Is the teal kettle back?", "message-1")

    assert cipher.open(HERE, sealed, "message-1") == b"Is the teal kettle back?"
    assert b"kettle" not in sealed
    assert sealed[:2] == bytes((1, 1))
    assert len(sealed) == 2 + 12 + 24 + 16


def test_the_same_text_is_sealed_differently_every_time(cipher: WorkspaceCipher) -> None:
    assert cipher.seal(HERE, b"yes", "a") != cipher.seal(HERE, b"yes", "a")


@pytest.mark.parametrize(("ws", "about"), [(ELSEWHERE, "message-1"), (HERE, "message-2"), (HERE, "")])
def test_moved_to_another_workspace_or_message_it_does_not_open(
    cipher: WorkspaceCipher, ws: WorkspaceId, about: str
) -> None:
    cipher.seal(ELSEWHERE, b"so that it has a key", "x")
    sealed = cipher.seal(HERE, b"private", "message-1")

    with pytest.raises(SealedTextBroken):
        cipher.open(ws, sealed, about)


def test_workspace_and_subject_cannot_be_shifted_into_each_other(cipher: WorkspaceCipher) -> None:
    sealed = cipher.seal(HERE, b"private", "a\x1fb")

    with pytest.raises(SealedTextBroken):
        cipher.open(HERE, sealed, "b")


@pytest.mark.parametrize("place", [0, 1, 2, 13, 14, 20, -1])
def test_a_changed_bit_keeps_it_shut(cipher: WorkspaceCipher, place: int) -> None:
    sealed = bytearray(cipher.seal(HERE, b"private", "message-1"))
    sealed[place] ^= 1

    with pytest.raises(SealedTextBroken):
        cipher.open(HERE, bytes(sealed), "message-1")


def test_text_of_a_workspace_without_a_key_does_not_make_one(cipher: WorkspaceCipher, table: DynamoTable) -> None:
    sealed = cipher.seal(HERE, b"private", "message-1")

    with pytest.raises(SealedTextBroken):
        cipher.open(ELSEWHERE, sealed, "message-1")
    assert table.get(keys.data_key(ELSEWHERE, 1)) is None


def test_two_workspaces_never_share_a_key(cipher: WorkspaceCipher, table: DynamoTable) -> None:
    """Also when somebody copies one's wrapped key over the other's: KMS binds it to its workspace."""
    cipher.seal(HERE, b"a", "x")
    cipher.seal(ELSEWHERE, b"a", "x")
    here, elsewhere = table.get(keys.data_key(HERE, 1)), table.get(keys.data_key(ELSEWHERE, 1))
    assert here
    assert elsewhere
    assert here["wrapped"] != elsewhere["wrapped"]

    table.amend(keys.data_key(ELSEWHERE, 1), Change(set={"wrapped": here["wrapped"]}))
    fresh = WorkspaceCipher(cipher._client, cipher._key, table)
    with pytest.raises(SealedTextBroken):
        fresh.seal(ELSEWHERE, b"a", "x")


def test_kms_is_asked_once_per_workspace_until_the_key_is_old(
    cipher: WorkspaceCipher, calls: list[str], seconds: Seconds
) -> None:
    for index in range(50):
        cipher.open(HERE, cipher.seal(HERE, b"text", str(index)), str(index))
    assert calls == ["GenerateDataKey"]

    seconds.value = 899
    cipher.seal(HERE, b"text", "x")
    assert len(calls) == 1

    seconds.value = 901
    cipher.seal(HERE, b"text", "x")
    assert calls[1:] == ["Decrypt"]


def test_two_processes_that_start_together_use_the_same_key(kms: Any, kms_key: str, table: DynamoTable) -> None:
    """The loser of the race throws its own key away: what either sealed, both can open."""
    one, two = (WorkspaceCipher(kms, kms_key, LateTable(table)) for _ in range(2))  # type: ignore[arg-type]
    first, second = one.seal(HERE, b"one", "x"), two.seal(HERE, b"two", "x")

    assert one.open(HERE, second, "x") == b"two"
    assert two.open(HERE, first, "x") == b"one"


def test_a_key_service_that_does_not_answer_is_an_outage_not_a_broken_text(kms: Any, table: DynamoTable) -> None:
    gone = WorkspaceCipher(kms, "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000", table)

    with pytest.raises(Unavailable):
        gone.seal(ELSEWHERE, b"a", "x")


class LateTable:
    """A table on which this process's first look at a key comes too early: nobody has stored one yet."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table
        self._looked = False

    def get(self, key: keys.Key) -> Any:
        if not self._looked:
            self._looked = True
            return None
        return self._table.get(key)

    def create(self, key: keys.Key, row: Any) -> bool:
        return self._table.create(key, row)
