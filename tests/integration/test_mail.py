"""Mail on the deployed stack: queue → mailer → SES, each letter once; a webhook of Meta's becomes letters to the right
people.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from infra.local.deploy import physical_ids
from infra.local.product import LocalProduct
from shared.adapters.dynamodb import DynamoTable
from shared.adapters.mail_queue import MailQueue
from shared.adapters.sqs import SqsQueue
from shared.core import keys
from shared.core.clock import SystemClock
from shared.core.identity import Person
from shared.core.ids import UserId, WabaId, WorkspaceId
from shared.features.mail.model import KINDS
from shared.features.notices.store import NoticeStore
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore

pytestmark = pytest.mark.integration

PATIENCE_SECONDS = 90
AT = "2026-11-22T12:00:00.000Z"
FACTS = {
    "name": "Mira",
    "at": AT,
    "device": "Firefox on Linux",
    "new_email": "other@quill.test",
    "left": "9",
    "workspace": "Quill Kettles",
    "inviter": "Odette",
    "role": "agent",
    "expires_at": AT,
    "token": "tok-417",
    "user": "u-417",
}


@dataclass(frozen=True)
class Mailroom:
    """The deployed stack's mail: the way in, and what SES has taken."""

    product: LocalProduct
    queue_url: str
    table: DynamoTable

    @property
    def queue(self) -> MailQueue:
        return MailQueue(SqsQueue(self.product.client("sqs"), self.queue_url))

    def put(self, body: str) -> None:
        self.product.client("sqs").send_message(QueueUrl=self.queue_url, MessageBody=body)

    def letters(self, *to: str) -> list[dict[str, Any]]:
        """Everything SES took for one of these addresses, oldest first."""
        with urllib.request.urlopen(f"{self.product.place.aws_url}/_ministack/ses/messages", timeout=10) as answer:
            accounts = json.load(answer)["messages"]
        found = [one for messages in accounts.values() for one in messages if one["To"][0] in to]
        return sorted(found, key=lambda one: float(one["Timestamp"]))

    def settled(self) -> bool:
        """Nothing waits in the queue or is being worked on."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.product.client("sqs").get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)
        return all(int(value) == 0 for value in found["Attributes"].values())

    def failed(self) -> int:
        """What lies in the parked queue and in the queue of failed mails."""
        ids = physical_ids(self.product.place)
        sqs = self.product.client("sqs")
        names = ["ApproximateNumberOfMessages"]
        return sum(
            int(sqs.get_queue_attributes(QueueUrl=ids[name], AttributeNames=names)["Attributes"][names[0]])
            for name in ("MailFailed", "ParkedQueue")
        )


@pytest.fixture
def mailroom(product: LocalProduct) -> Mailroom:
    table = DynamoTable(product.client("dynamodb"), product.outputs()["TableName"])
    return Mailroom(product, physical_ids(product.place)["MailQueue"], table)


def eventually(check: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


def address() -> str:
    """Nobody's before."""
    return f"{secrets.token_hex(6)}@quill.test"


def test_a_job_of_each_kind_becomes_one_letter(mailroom: Mailroom) -> None:
    people = {kind: address() for kind in KINDS if kind != "reset_code"}
    unknown = address()
    before = mailroom.failed()

    for kind, to in people.items():
        mailroom.queue.send(kind, to, "es", FACTS)
    mailroom.queue.send("reset_code", unknown, "es", FACTS)

    eventually(lambda: len(mailroom.letters(*people.values())) >= len(people), f"letters to {people}")
    eventually(mailroom.settled, "the queue is empty")
    letters = {one["To"][0]: one for one in mailroom.letters(*people.values())}
    assert len(mailroom.letters(*people.values())) == len(people)
    assert mailroom.letters(unknown) == [], "a reset of an unknown address says nothing"
    assert mailroom.failed() == before
    for kind, to in people.items():
        letter = letters[to]
        assert letter["Source"] == "WALoom <hello@waloom.test>"
        assert 'lang="es"' in letter["BodyHtml"], kind
        assert letter["Subject"] in letter["BodyHtml"], kind
    code = letters[people["sign_up_code"]]
    digits = next(line.strip() for line in code["BodyText"].splitlines() if line.strip().isdigit())
    assert len(digits) == 6
    assert digits not in code["Subject"]
    base = mailroom.product.place.base_url
    assert f"{base}/invitation#tok-417" in letters[people["invitation"]]["BodyText"]


def test_a_record_that_comes_again_is_not_mailed_again(mailroom: Mailroom) -> None:
    invited, stranger = address(), address()
    record = {"v": 1, "id": secrets.token_hex(8), "kind": "invitation", "to": invited, "language": "en", "facts": FACTS}
    code = {"v": 1, "kind": "sign_up_code", "to": stranger, "language": "en", "facts": {}}

    for _ in range(3):
        mailroom.put(json.dumps(record))
        mailroom.put(json.dumps({**code, "id": secrets.token_hex(8)}))
    eventually(lambda: mailroom.letters(invited) and mailroom.letters(stranger), "the first of each")
    eventually(mailroom.settled, "the queue is empty")

    assert len(mailroom.letters(invited)) == 1
    assert len(mailroom.letters(stranger)) == 1, "and one code a minute, however often it is asked for"


def test_a_rejected_template_is_told_by_mail_to_those_who_want_it(mailroom: Mailroom) -> None:
    product, table = mailroom.product, mailroom.table
    clock = SystemClock()
    workspaces = Workspaces(WorkspaceStore(table), clock)
    owner, admin, agent, viewer = (address() for _ in range(4))
    ws = workspaces.create(person(owner), "Quill Kettles").id
    for to, role in ((admin, "admin"), (agent, "agent"), (viewer, "viewer")):
        workspaces.add_member(ws, person(to), role)
    choices = NoticeStore(table)
    choices.choose(ws, person(admin).id, {"template": (True, False)})
    choices.choose(ws, person(agent).id, {"template": (True, True)})
    waba = connect(table, ws)

    for _ in range(2):  # Meta delivers at least once
        webhook(product, rejected(waba))

    eventually(lambda: mailroom.letters(owner) and mailroom.letters(agent), "letters to owner and agent")
    eventually(mailroom.settled, "the queue is empty")
    letters = mailroom.letters(owner, admin, agent, viewer)
    assert sorted(one["To"][0] for one in letters) == sorted([owner, agent])
    (letter,) = mailroom.letters(owner)
    assert letter["Subject"] == "Quill Kettles: news of a template"
    assert "Template “summer_sale” (en) is rejected" in letter["BodyText"]
    assert f"{product.place.base_url}/w/{ws}/settings/notices" in letter["BodyText"]


def person(email: str) -> Person:
    return Person(UserId(f"user-{email.split('@', maxsplit=1)[0]}"), email, "Somebody")


def connect(table: DynamoTable, ws: WorkspaceId) -> WabaId:
    """An account of ours, so that the workspace hears of it."""
    waba = WabaId(str(10**14 + secrets.randbelow(10**13)))
    table.put(keys.account(ws, waba), {"type": "account", "v": 1, "workspace": ws, "waba": waba, "name": "Quill"})
    table.put(keys.waba_route(waba), {"type": "route", "v": 1, "workspace": ws, "waba": waba})
    return waba


def rejected(waba: WabaId) -> dict[str, Any]:
    value = {
        "event": "REJECTED",
        "message_template_id": 417,
        "message_template_name": "summer_sale",
        "message_template_language": "en",
        "reason": "INVALID_FORMAT",
    }
    change = {"field": "message_template_status_update", "value": value}
    entry = {"id": waba, "time": int(time.time()), "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def webhook(product: LocalProduct, body: dict[str, Any]) -> None:
    """As Meta sends it, signed."""
    raw = json.dumps(body).encode()
    signature = hmac.new(product.place.secrets().app_secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
    request = urllib.request.Request(f"{product.place.base_url}/webhooks/meta", raw, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200
