"""The corpus through the deployed webhook: signed as Meta signs, each body three times, shuffled, landing as
expected.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.local.product import LocalProduct
from infra.sandbox.client import Control
from shared.adapters.cipher import WorkspaceCipher
from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.clock import SystemClock
from shared.core.ids import WorkspaceId
from shared.core.inbound import Who
from shared.core.ports import Change
from shared.features.contacts.identity import Identities
from shared.features.contacts.store import ContactStore
from shared.features.inbox.moving import Moving
from shared.features.inbox.store import InboxStore
from tests.functional.intake.reader import Reader
from tests.functional.intake.world import NUMBER, WABA, Cast, corpus, expected

pytestmark = pytest.mark.integration

# People of this test's own: others use the demo's customers on the same copy.
RECAST = {
    "447700900456": "447700901456",
    "GB.7394018265501923": "GB.7394018265509999",
    "GB.8815520047392610": "GB.8815520047399999",
    "5511987650042": "5511987659999",
    "BR.5520000000000042": "BR.5520000000009999",
}
LONG_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
PATIENCE_SECONDS = 150


def recast(text: str) -> str:
    for old, new in RECAST.items():
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Meta:
    """Sends bodies as Meta does: non-ASCII and slashes escaped, signed over those bytes."""

    url: str
    secret: str

    def post(self, body: Any, *, secret: str | None = None) -> int:
        raw = json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()
        signature = hmac.new((secret or self.secret).encode(), raw, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
        request = urllib.request.Request(self.url, raw, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code


@dataclass(frozen=True)
class House:
    """The deployed product's rows, opened."""

    meta: Meta
    table: DynamoTable
    cipher: WorkspaceCipher
    workspace: WorkspaceId

    @property
    def people(self) -> Identities:
        store = InboxStore(self.table, self.cipher, SystemClock())
        return Identities(ContactStore(self.table, SystemClock()), Moving(store))


@pytest.fixture
def house(product: LocalProduct) -> House:
    assert product.demo is not None
    outputs = product.outputs()
    table = DynamoTable(product.client("dynamodb"), outputs["TableName"])
    key = _key_of(product)
    cipher = WorkspaceCipher(product.client("kms"), key, table)
    meta = Meta(f"{product.place.base_url}/webhooks/meta", product.place.secrets().app_secret)
    return House(meta, table, cipher, WorkspaceId(product.demo.workspace))


def _key_of(product: LocalProduct) -> str:
    resource = product.client("cloudformation").describe_stack_resource(
        StackName="waloom", LogicalResourceId="InboundFunction"
    )
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    configuration = product.client("lambda").get_function_configuration(FunctionName=name)
    return str(configuration["Environment"]["Variables"]["KMS_KEY"])


def eventually(check: Callable[[], str], patience: float = PATIENCE_SECONDS) -> None:
    """Until ``check`` has nothing to say any more."""
    deadline = time.monotonic() + patience
    while missing := check():
        assert time.monotonic() < deadline, missing
        time.sleep(0.5)


def test_the_corpus_three_times_shuffled_through_the_deployed_webhook(product: LocalProduct, house: House) -> None:
    # What the webhooks say of the number is true: whoever looks at Meta meanwhile (upkeep does) reads the same.
    said = {"throughput": "HIGH", "tier": "TIER_100K", "verified_name": "Quill Kettles & Co"}
    Control(product.place.sandbox_url).change_number(NUMBER, **said)
    people = house.people
    mira = people.resolve(house.workspace, Who(phone="447700901456"), LONG_BEFORE).contact
    juno = people.resolve(house.workspace, Who(bsuid="GB.8815520047399999"), LONG_BEFORE).contact
    cast = Cast(house.workspace, mira, juno)
    cast.send_eight(InboxStore(house.table, house.cipher, SystemClock()))
    for name in ("winter_offer", "spring_offer"):
        change = Change(set={"type": "template", "v": 1, "name": name, "language": "en_GB", "waba": WABA})
        house.table.amend(keys.template(house.workspace, WABA, name, "en_GB"), change)
    bodies = [json.loads(recast(body)) for body in corpus(cast).values()] * 3
    random.Random(417).shuffle(bodies)
    assert {house.meta.post(body) for body in bodies} == {200}

    wanted = json.loads(recast(json.dumps(expected())))
    reader = Reader(house.table, house.cipher, cast, {file: [] for file in wanted}, fetches=True)
    open_ones = [(file, one) for file, found in wanted.items() for one in found if "parked" not in one]

    def missing() -> str:
        for file, one in list(open_ones):
            try:
                reader.check(file, one)
            except (AssertionError, KeyError) as error:
                return f"{file}: {one} — {error}"
            open_ones.remove((file, one))
        return ""

    eventually(missing)


def test_a_body_of_a_thousand_updates_goes_through_the_bucket_and_loses_none(house: House) -> None:
    at = 1_795_350_000
    metadata = {"display_phone_number": "441134960321", "phone_number_id": NUMBER}

    def message(index: int) -> dict[str, Any]:
        text = {"body": f"update {index} {'x' * 1500}"}
        sender = f"GB.77000000000000{index % 20:02d}"
        return {
            "from_user_id": sender,
            "id": f"wamid.BIG{index}",
            "timestamp": str(at + index),
            "type": "text",
            "text": text,
        }

    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "messages": [message(index) for index in range(1000)],
    }
    entry = {"id": WABA, "changes": [{"field": "messages", "value": value}]}
    assert house.meta.post({"object": "whatsapp_business_account", "entry": [entry]}) == 200

    def missing() -> str:
        landed = 0
        for index in range(20):
            row = house.table.get(keys.identity(house.workspace, "bsuid", f"GB.77000000000000{index:02d}"))
            if row is not None:
                contact = house.people.store.current(house.workspace, str(row["contact"]))  # type: ignore[arg-type]
                found = house.table.query(keys.messages(house.workspace, contact, NUMBER), limit=200)
                landed += len(found.rows)
        return "" if landed == 1000 else f"{landed} of 1000 have landed"

    eventually(missing, 240)


def test_an_unsigned_body_is_refused(house: House) -> None:
    assert house.meta.post({"object": "whatsapp_business_account", "entry": []}, secret="guess") == 403


def test_the_handshake(product: LocalProduct, house: House) -> None:
    def shake(token: str) -> tuple[int, str]:
        query = urllib.parse.urlencode(
            {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token}
        )
        try:
            with urllib.request.urlopen(f"{house.meta.url}?{query}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, ""

    assert shake(product.place.secrets().verify_token) == (200, "1158201444")
    assert shake("guess") == (403, "")
    assert shake("") == (403, "")
