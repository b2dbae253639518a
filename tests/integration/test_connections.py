"""A WhatsApp account's life on the deployed product: signed up, used, looked after, disconnected, connected again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.product import LocalProduct
from infra.sandbox.client import Control
from shared.core import keys
from shared.core.ids import WabaId, WorkspaceId
from shared.core.keys import due_entry
from shared.core.ports import Change
from tests.integration.people import Answer, Caller, owner, table, until

pytestmark = pytest.mark.integration

STATES_OF_A_GOOD_START = {
    **dict.fromkeys(("token", "waba", "bind", "subscribe", "numbers", "register", "profile", "templates"), "done"),
    "test": "waiting",
}


@pytest.fixture(scope="module")
def boss(product: LocalProduct) -> Caller:
    return owner(product)


@pytest.fixture(scope="module")
def control(product: LocalProduct) -> Control:
    return Control(product.place.sandbox_url)


@pytest.fixture
def account(boss: Caller, control: Control) -> Iterator[dict[str, Any]]:
    """A new business that has just signed up at Facebook; it leaves at the end."""
    chosen = control.sign_up()
    ids = chosen["message"]["data"]
    wish = {"code": chosen["code"], "waba_id": ids["waba_id"], "number_id": ids["phone_number_id"]}
    answer = boss.ask("POST", "/accounts/embedded", wish)
    assert answer.status == 201, answer.body
    found: dict[str, Any] = answer.body
    yield found
    boss.ask("POST", f"/accounts/{found['waba_id']}/disconnect", {})


def read(boss: Caller, account: dict[str, Any]) -> dict[str, Any]:
    items = boss.ask("GET", "/accounts").body["items"]
    found: dict[str, Any] = next(one for one in items if one["waba_id"] == account["waba_id"])
    return found


def token_of(control: Control, account: dict[str, Any]) -> str:
    """The business token its sign-up made."""
    [found] = [one["value"] for one in control.call("GET", "/tokens")["items"] if account["waba_id"] in one["accounts"]]
    return str(found)


def states(account: dict[str, Any]) -> dict[str, str]:
    return {step["step"]: step["state"] for step in account["steps"]}


def first_message(boss: Caller, number: str, client: str) -> Answer:
    return boss.ask("POST", f"/numbers/{number}/test-message", {"to": "+447700900456", "client_id": client})


def test_a_sign_up_leads_to_a_message_and_that_to_the_last_step(
    boss: Caller, control: Control, account: dict[str, Any]
) -> None:
    assert states(account) == STATES_OF_A_GOOD_START
    assert (account["status"], account["token"]["kind"]) == ("connected", "business")
    number = account["numbers"][0]["id"]

    sent = first_message(boss, number, "integration-first")

    assert sent.status == 202, sent.body
    until("the first message ends the last step", lambda: states(read(boss, account))["test"] == "done" or None, 60)
    chat = control.chat("mira", number)["messages"]
    assert [one["type"] for one in chat] == ["template"]


def test_the_sweeper_and_the_upkeep_function_look_after_a_due_account(
    product: LocalProduct, boss: Caller, account: dict[str, Any]
) -> None:
    before = read(boss, account)["token"]["checked_at"]
    key = keys.account(WorkspaceId(boss.workspace), WabaId(account["waba_id"]))
    due_pk, due_at = due_entry("2026-01-01T00:00:00.000Z", key.pk, key.sk)
    table(product).amend(key, Change(set={"due_pk": due_pk, "due_at": due_at}))

    def looked_after() -> str | None:
        checked = read(boss, account)["token"]["checked_at"]
        return checked if checked != before else None

    assert until("a look at the account", looked_after, 150) > before


def test_a_token_that_dies_disconnects_with_its_reason(boss: Caller, control: Control, account: dict[str, Any]) -> None:
    control.kill_token(token_of(control, account), 460)

    answer = boss.ask("POST", f"/accounts/{account['waba_id']}/check", {})

    assert (answer.status, answer.body["status"]) == (200, "disconnected")
    assert (answer.body["problem"]["code"], answer.body["token"]["state"]) == ("token_revoked", "bad")


def test_a_restriction_by_webhook_is_on_the_screen_and_stops_the_number(
    boss: Caller, control: Control, account: dict[str, Any]
) -> None:
    number = account["numbers"][0]["id"]
    control.happens("restricted", account=account["waba_id"], type="RESTRICTED_CUSTOMER_INITIATED_MESSAGING", days=3)

    def blocked() -> dict[str, Any] | None:
        page: dict[str, Any] = boss.ask("GET", f"/numbers/{number}").body
        return page if page["health"]["can_send"] == "blocked" else None

    page = until("the restriction arrives", blocked, 60)
    assert page["problem"]["code"] == "account_restricted"
    refused = first_message(boss, number, "integration-restricted")
    assert (refused.status, refused.body["code"]) == (409, "account_restricted")
    control.happens("unrestricted", account=account["waba_id"])


def test_disconnected_it_is_silent_in_both_directions_and_connected_again_it_goes_on(
    product: LocalProduct, boss: Caller, control: Control, account: dict[str, Any]
) -> None:
    waba, number = account["waba_id"], account["numbers"][0]["id"]
    token = token_of(control, account)
    sent = first_message(boss, number, "integration-before")
    assert sent.status == 202
    conversation = sent.body["conversation_id"]
    until("it is out", lambda: states(read(boss, account))["test"] == "done" or None, 60)

    left = boss.ask("POST", f"/accounts/{waba}/disconnect", {})
    mark = control.mark()

    assert (left.body["status"], left.body["disconnecting"], left.body["token"]["state"]) == (
        "disconnected",
        False,
        "gone",
    )
    secret = keys.secret(WorkspaceId(boss.workspace), WabaId(waba))
    assert table(product).get(secret) is None
    assert first_message(boss, number, "integration-after").body["code"] == "account_disconnected"
    before = boss.ask("GET", f"/conversations/{conversation}/messages").body["items"]
    late = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "440000000000", "phone_number_id": number},
        "contacts": [{"wa_id": "447700900456", "profile": {"name": "Mira"}}],
        "messages": [
            {
                "from": "447700900456",
                "id": "wamid.late",
                "timestamp": "1795341600",
                "type": "text",
                "text": {"body": "x"},
            }
        ],
    }
    change = {"field": "messages", "value": late}
    parked = _intake(product)[1]
    control.webhook({"object": "whatsapp_business_account", "entry": [{"id": waba, "changes": [change]}]})
    until("the intake is through", lambda: _intake(product)[0] == 0 or None, 60)
    assert _intake(product)[1] == parked
    assert boss.ask("GET", f"/conversations/{conversation}/messages").body["items"] == before
    assert control.calls(token=token, after=mark) == []

    again = boss.ask("POST", "/accounts", {"token": token, "waba_id": waba})
    assert again.status == 201, again.body
    # Its PIN was destroyed with the token, but at Meta the number was registered all the while.
    assert again.body["status"] == "connected"
    assert boss.ask("GET", f"/conversations/{conversation}/messages").body["items"] == before
    assert first_message(boss, number, "integration-again").status == 202


def _intake(product: LocalProduct) -> tuple[int, int]:
    """How many records wait for the intake, and how many are parked."""
    sqs = product.client("sqs")

    def held(url: str) -> int:
        facts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return int(facts["ApproximateNumberOfMessages"]) + int(facts["ApproximateNumberOfMessagesNotVisible"])

    [url] = [one for one in sqs.list_queues()["QueueUrls"] if "MessagesQueue" in one]
    return held(url), held(product.outputs()["ParkedQueueUrl"])
