"""Embedded Signup: what the window makes, what it posts, what the code opens."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.running import Running
from tests.sandbox.conftest import ACCOUNT, NUMBER, Graph, Receiver

OTHER_ACCOUNT = "770100200300402"
DAY = 86400


@pytest.fixture
def exchange(sandbox: Running, graph: Graph) -> Any:
    """A code for its token: the whole answer, its HTTP status first."""

    def swap(code: str) -> tuple[int, Any]:
        settings = sandbox.settings
        query = f"client_id={settings.app_id}&client_secret={settings.app_secret}&code={code}"
        return graph.call("GET", f"/oauth/access_token?{query}")[:2]

    return swap


def granted(sandbox: Running, token: str) -> set[str]:
    """The accounts debug_token names."""
    app = Graph(sandbox.url, f"{sandbox.settings.app_id}|{sandbox.settings.app_secret}")
    data = app.call("GET", f"/debug_token?input_token={token}")[1]["data"]
    return {one for scope in data["granular_scopes"] for one in scope["target_ids"]}


def test_a_newcomer_gets_a_business_an_account_a_number_and_the_sample_template(
    sandbox: Running, receiver: Receiver, exchange: Any
) -> None:
    made = sandbox.control.sign_up(business={"name": "Marigold Clocks"}, number={"name": "Marigold", "pin": "483920"})

    assert made["message"]["type"] == "WA_EMBEDDED_SIGNUP"
    assert made["message"]["event"] == "FINISH"
    assert made["message"]["data"]["waba_id"] == made["account"]
    assert made["message"]["data"]["phone_number_id"] == made["number"]
    status, answer = exchange(made["code"])
    assert status == 200
    assert "expires_in" not in answer
    assert granted(sandbox, answer["access_token"]) == {made["account"]}
    mine = Graph(sandbox.url, answer["access_token"])
    assert mine.call("GET", f"/{made['account']}?fields=name")[1]["name"] == "Marigold Clocks"
    templates = mine.call("GET", f"/{made['account']}/message_templates")[1]["data"]
    assert [(one["name"], one["status"]) for one in templates] == [("hello_world", "APPROVED")]
    number = mine.call("GET", f"/{made['number']}?fields=status,is_pin_enabled,code_verification_status")[1]
    assert (number["status"], number["is_pin_enabled"], number["code_verification_status"]) == (
        "PENDING",
        True,
        "VERIFIED",
    )
    body = {"messaging_product": "whatsapp", "pin": "000000"}
    assert mine.call("POST", f"/{made['number']}/register", body)[1]["error"]["code"] == 133005
    assert mine.call("POST", f"/{made['number']}/register", {**body, "pin": "483920"})[1] == {"success": True}
    assert mine.call("GET", f"/{ACCOUNT}")[0] == 403
    assert sandbox.control.quiet()
    assert [value["event"] for value in receiver.values if value["_field"] == "account_update"] == ["PARTNER_ADDED"]


def test_an_account_of_before_keeps_its_numbers(sandbox: Running, exchange: Any) -> None:
    made = sandbox.control.sign_up(account=ACCOUNT, number=NUMBER, lifetime_days=60)
    assert (made["account"], made["number"]) == (ACCOUNT, NUMBER)
    answer = exchange(made["code"])[1]
    assert answer["expires_in"] == 60 * DAY
    assert granted(sandbox, answer["access_token"]) == {ACCOUNT}


def test_an_account_without_a_number_says_so(sandbox: Running) -> None:
    made = sandbox.control.sign_up(number="none")
    assert made["message"]["event"] == "FINISH_ONLY_WABA"
    assert "phone_number_id" not in made["message"]["data"]
    assert made["number"] is None


def test_a_number_of_the_phone_app_is_registered_already_and_not_named(sandbox: Running, exchange: Any) -> None:
    made = sandbox.control.sign_up(coexistence=True)
    assert made["message"]["event"] == "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING"
    assert "phone_number_id" not in made["message"]["data"]
    mine = Graph(sandbox.url, exchange(made["code"])[1]["access_token"])
    number = mine.call("GET", f"/{made['number']}?fields=status,is_on_biz_app")[1]
    assert (number["status"], number["is_on_biz_app"]) == ("CONNECTED", True)
    body = {"messaging_product": "whatsapp", "pin": "483920"}
    assert mine.call("POST", f"/{made['number']}/register", body)[1]["error"]["code"] == 100


@pytest.mark.parametrize(
    ("outcome", "event", "key"),
    [("cancel", "CANCEL", "current_step"), ("cancel_error", "CANCEL", "error_message"), ("error", "ERROR", "error_id")],
)
def test_an_end_without_a_code(sandbox: Running, outcome: str, event: str, key: str) -> None:
    before = len(sandbox.control.facts()["accounts"])
    made = sandbox.control.sign_up(outcome=outcome)
    assert (made["code"], made["message"]["event"]) == (None, event)
    assert key in made["message"]["data"]
    assert len(sandbox.control.facts()["accounts"]) == before


@pytest.mark.parametrize(
    ("fault", "posted"),
    [
        ("signup_message_lost", ["code"]),
        ("signup_message_late", ["code", "wait", "message"]),
        ("signup_code_first", ["code", "message"]),
        ("signup_code_lost", ["message"]),
        ("signup_noise", ["noise", "noise", "noise", "message", "noise", "code", "noise"]),
    ],
)
def test_what_the_window_posts_can_go_wrong_once(sandbox: Running, fault: str, posted: list[str]) -> None:
    sandbox.control.fault(fault, times=1)
    assert [step["what"] for step in sandbox.control.sign_up()["post"]] == posted
    assert [step["what"] for step in sandbox.control.sign_up()["post"]] == ["message", "code"]


@pytest.mark.parametrize(("fault", "subcode"), [("signup_code_expired", 36007), ("signup_code_used", 36009)])
def test_a_code_can_be_no_good(sandbox: Running, exchange: Any, fault: str, subcode: int) -> None:
    status, answer = exchange(sandbox.control.sign_up(faults=[fault])["code"])
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, subcode)


def test_a_code_opens_once_and_only_for_its_app(sandbox: Running, exchange: Any) -> None:
    code = sandbox.control.sign_up()["code"]
    assert exchange(code)[0] == 200
    assert exchange(code)[1]["error"]["message"] == "This authorization code has been used."
    sandbox.control.call("POST", "/apps", {"id": "990000000000001", "secret": "s"})
    assert exchange(sandbox.control.sign_up(app_id="990000000000001")["code"])[0] == 400


def test_the_message_may_name_what_the_token_was_not_granted(sandbox: Running, exchange: Any) -> None:
    made = sandbox.control.sign_up(account=ACCOUNT, number=NUMBER, faults=["signup_other_ids"])
    assert made["message"]["data"]["waba_id"] == OTHER_ACCOUNT
    assert granted(sandbox, exchange(made["code"])[1]["access_token"]) == {ACCOUNT}


def test_permissions_and_further_accounts_are_the_token_s(sandbox: Running, exchange: Any) -> None:
    made = sandbox.control.sign_up(
        account=ACCOUNT, number="none", more_accounts=[OTHER_ACCOUNT], scopes=["whatsapp_business_management"]
    )
    token = exchange(made["code"])[1]["access_token"]
    assert granted(sandbox, token) == {ACCOUNT, OTHER_ACCOUNT}
    refused = Graph(sandbox.url, token).send()
    assert refused[1]["error"]["code"] == 10


def test_fourteen_days_after_the_signup_it_must_be_repeated(sandbox: Running, exchange: Any) -> None:
    made = sandbox.control.sign_up()
    mine = Graph(sandbox.url, exchange(made["code"])[1]["access_token"])
    sandbox.control.advance(14 * DAY + 60)
    body = {"messaging_product": "whatsapp", "pin": "483920"}
    assert mine.call("POST", f"/{made['number']}/register", body)[1]["error"]["code"] == 133006
    sandbox.control.sign_up(account=made["account"], number=made["number"])
    assert mine.call("POST", f"/{made['number']}/register", body)[1] == {"success": True}


def test_what_cannot_be_is_told_in_words(sandbox: Running) -> None:
    for wrong in (
        {"number": {"phone": "+44 113 496 0321"}},
        {"number": {"pin": "12"}},
        {"outcome": "maybe"},
        {"account": ACCOUNT, "number": "660900800700601"},
        {"business": "1"},
    ):
        with pytest.raises(SandboxRefused):
            sandbox.control.sign_up(**wrong)


def test_a_customer_can_be_written_to_from_a_new_portfolio(sandbox: Running, exchange: Any) -> None:
    """Everybody has a user id in a portfolio that came later."""
    made = sandbox.control.sign_up()
    mine = Graph(sandbox.url, exchange(made["code"])[1]["access_token"])
    body = {"messaging_product": "whatsapp", "pin": "483920"}
    assert mine.call("POST", f"/{made['number']}/register", body)[0] == 200
    sandbox.control.says("juno", "hello newcomer", number=made["number"])
    person = sandbox.control.chat("juno", made["number"])["person"]
    portfolio = made["message"]["data"]["business_id"]
    answer = mine.send(
        number=made["number"], recipient=person["bsuids"][portfolio], type="text", text={"body": "welcome"}
    )
    assert answer[0] == 200


def test_a_reset_forgets_new_accounts_and_their_tokens(sandbox: Running, exchange: Any) -> None:
    made = sandbox.control.sign_up()
    gone = exchange(made["code"])[1]["access_token"]
    kept = exchange(sandbox.control.sign_up(account=ACCOUNT, number="none")["code"])[1]["access_token"]
    sandbox.control.reset()
    assert Graph(sandbox.url, gone).call("GET", f"/{ACCOUNT}")[0] == 401
    assert Graph(sandbox.url, kept).call("GET", f"/{ACCOUNT}")[0] == 200
    assert Graph(sandbox.url, sandbox.token).call("GET", f"/{ACCOUNT}")[0] == 200
