"""Keys change while everything goes on: all is sealed anew, once, and the old key opens nothing any more."""

from __future__ import annotations

import threading
from typing import Any

import boto3
import pytest

from infra.rotate_keys import Rotation
from shared.adapters.cipher import SealedTextBroken, WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.adapters.seal import KmsSeal
from shared.adapters.seal import SealBroken as SessionBroken
from shared.adapters.vault import KmsVault, SealBroken
from shared.core import keys
from shared.core.errors import AppError
from shared.core.ids import NumberId, UserId, WabaId, WorkspaceId
from shared.core.ports import Change, Row
from shared.core.rows import blob
from shared.features.connections.credentials import Credentials
from shared.features.connections.store import ConnectionStore

WS = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
WABAS = [WabaId(f"77010020030040{at}") for at in range(4)]
NUMBER = NumberId("660900800700501")
SESSION = {"user": "u-1", "session": "s-1", "purpose": "refresh_token"}
TEXT = b"Is the teal kettle back?"


@pytest.fixture
def kms(aws: None) -> Any:
    return boto3.client("kms", region_name="eu-west-1")


@pytest.fixture
def new_key(kms: Any) -> str:
    return str(kms.create_key()["KeyMetadata"]["Arn"])


@pytest.fixture
def sealed_text(table: DynamoTable, kms: Any, kms_key: str) -> bytes:
    """Four accounts with tokens and PINs, a session and a conversation's text, all under the old key."""
    vault = KmsVault(kms, kms_key)
    for waba in WABAS:
        account: Row = {"type": "account", "v": 1, "workspace": WS, "waba": waba, "name": "Q", "token_version": 1}
        table.put(keys.account(WS, waba), account)
        secret: Row = {"type": "secret", "v": 1, "workspace": WS, "waba": waba}
        secret["token"] = vault.seal(WS, waba, "token", f"EAA-{waba}")
        secret[f"pin_{NUMBER}"] = vault.seal(WS, waba, f"pin:{NUMBER}", "417417")
        secret[f"next_pin_{NUMBER}"] = vault.seal(WS, waba, f"pin:{NUMBER}", "271828")
        table.put(keys.secret(WS, waba), secret)
    kept = KmsSeal(kms, kms_key).seal("refresh", SESSION)
    session: Row = {"type": "session", "v": 1, "sealed": kept, "secret": b"hash"}
    table.put(keys.session(UserId("u-1"), "s-1"), session)
    return WorkspaceCipher(kms, kms_key, table).seal(WS, TEXT, "message")


def rotation(dynamodb: Any, kms: Any, old: str, new: str, label: str = "2026-11-22") -> Rotation:
    return Rotation(dynamodb, "waloom", kms, new, old, label)


def test_everything_opens_with_the_new_key_alone_and_nothing_with_the_old(
    dynamodb: Any, table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    report = rotation(dynamodb, kms, kms_key, new_key).run()

    assert report.failed == []
    assert report.sealed == {"secret": 4, "data_key": 1, "session": 1}
    new, old = KmsVault(kms, new_key), KmsVault(kms, kms_key)
    for waba in WABAS:
        row = table.get(keys.secret(WS, waba))
        assert row
        for name, purpose, secret in (
            ("token", "token", f"EAA-{waba}"),
            (f"pin_{NUMBER}", f"pin:{NUMBER}", "417417"),
            (f"next_pin_{NUMBER}", f"pin:{NUMBER}", "271828"),
        ):
            sealed = blob(row, name) or b""
            assert new.open(WS, waba, purpose, sealed) == secret
            with pytest.raises(SealBroken):
                old.open(WS, waba, purpose, sealed)
    row = table.get(keys.session(UserId("u-1"), "s-1"))
    assert row
    assert row["secret"] == b"hash"
    assert KmsSeal(kms, new_key).open(blob(row, "sealed") or b"", SESSION) == "refresh"
    with pytest.raises(SessionBroken):
        KmsSeal(kms, kms_key).open(blob(row, "sealed") or b"", {**SESSION, "user": "u-2"})
    assert WorkspaceCipher(kms, new_key, table).open(WS, sealed_text, "message") == TEXT
    wrapped = blob(table.get(keys.data_key(WS, 1)) or {}, "wrapped")
    opened = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext={"workspace": WS, "purpose": "content"})
    assert opened["KeyId"] == new_key


def test_tokens_open_all_the_while(
    dynamodb: Any, table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    """As sends do: read the row, open what it holds with whichever key it is sealed."""
    stop, opened, broken = threading.Event(), [0], []

    def send() -> None:
        while not stop.is_set():
            for waba in WABAS:
                try:
                    access = Credentials(ConnectionStore(table), KmsVault(kms, new_key, kms_key))
                    assert access.of_account(WS, waba) == f"EAA-{waba}"
                    opened[0] += 1
                except (AppError, AssertionError) as error:
                    broken.append(error)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        report = rotation(dynamodb, kms, kms_key, new_key).run()
    finally:
        while opened[0] < 8 and not broken:
            stop.wait(0.01)
        stop.set()
        sender.join()

    assert report.failed == []
    assert broken == []
    assert opened[0] >= 8


def test_what_is_sealed_while_keys_change_opens_either_way(
    table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    between = KmsVault(kms, new_key, kms_key)
    row = table.get(keys.secret(WS, WABAS[0]))
    assert row

    assert between.open(WS, WABAS[0], "token", blob(row, "token") or b"") == f"EAA-{WABAS[0]}"
    assert KmsVault(kms, new_key).open(WS, WABAS[0], "token", between.seal(WS, WABAS[0], "token", "EAA-new"))
    assert WorkspaceCipher(kms, new_key, table, previous=kms_key).open(WS, sealed_text, "message") == TEXT


def test_an_interrupted_run_is_continued_and_a_second_one_does_nothing(
    dynamodb: Any, table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    rows: list[str] = []

    def stop_at_the_third(row: Any) -> None:
        rows.append(row["sk"])
        if len(rows) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation(dynamodb, kms, kms_key, new_key).run(seen=stop_at_the_third)

    went_on = rotation(dynamodb, kms, kms_key, new_key).run()
    again = rotation(dynamodb, kms, kms_key, new_key).run()

    assert (sum(went_on.sealed.values()), sum(went_on.done_before.values())) == (4, 2)
    assert (sum(again.sealed.values()), sum(again.done_before.values())) == (0, 6)
    assert rotation(dynamodb, kms, kms_key, new_key, "next").run(check=True).sealed == {
        "secret": 4,
        "data_key": 1,
        "session": 1,
    }


def test_a_token_that_is_replaced_in_the_same_moment_stays_the_new_one(
    dynamodb: Any, table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    vault = KmsVault(kms, new_key, kms_key)

    def paste(row: Any) -> None:
        if row["sk"] == f"SECRET#{WABAS[0]}":
            fresh = {"token": vault.seal(WS, WABAS[0], "token", "EAA-fresh")}
            table.amend(keys.secret(WS, WABAS[0]), Change(set=fresh))

    report = rotation(dynamodb, kms, kms_key, new_key).run(seen=paste)

    assert report.failed == []
    row = table.get(keys.secret(WS, WABAS[0]))
    assert row
    assert KmsVault(kms, new_key).open(WS, WABAS[0], "token", blob(row, "token") or b"") == "EAA-fresh"


def test_what_an_old_process_sealed_after_its_row_was_through_is_sealed_again(
    dynamodb: Any, table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    rotation(dynamodb, kms, kms_key, new_key).run()
    late = {"token": KmsVault(kms, kms_key).seal(WS, WABAS[0], "token", "EAA-late")}
    table.amend(keys.secret(WS, WABAS[0]), Change(set=late))

    assert rotation(dynamodb, kms, kms_key, new_key).run(check=True).sealed == {"secret": 1}
    report = rotation(dynamodb, kms, kms_key, new_key).run()

    assert (report.failed, report.sealed) == ([], {"secret": 1})
    row = table.get(keys.secret(WS, WABAS[0]))
    assert row
    assert KmsVault(kms, new_key).open(WS, WABAS[0], "token", blob(row, "token") or b"") == "EAA-late"


def test_a_row_that_does_not_open_is_named_and_the_others_go_on(
    dynamodb: Any, table: DynamoTable, kms: Any, kms_key: str, new_key: str, sealed_text: bytes
) -> None:
    table.amend(keys.secret(WS, WABAS[1]), Change(set={"token": b"garbage"}))

    report = rotation(dynamodb, kms, kms_key, new_key).run()

    [failed] = report.failed
    assert failed.startswith(f"W#{WS} SECRET#{WABAS[1]}:")
    assert report.sealed["secret"] == 3


def test_a_key_of_nobody_opens_nothing(kms: Any, table: DynamoTable, kms_key: str, sealed_text: bytes) -> None:
    stranger = str(kms.create_key()["KeyMetadata"]["Arn"])

    sealed = blob(table.get(keys.secret(WS, WABAS[0])) or {}, "token") or b""

    with pytest.raises(SealBroken):
        KmsVault(kms, stranger).open(WS, WABAS[0], "token", sealed)
    with pytest.raises(SealedTextBroken):
        WorkspaceCipher(kms, kms_key, table).open(WS, sealed_text, "another message")
