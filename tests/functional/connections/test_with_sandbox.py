"""Connecting against the Meta simulator over HTTP: tokens, permissions, PINs and paging as Meta does them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from infra.sandbox.running import Running, running_sandbox
from infra.sandbox.seed import DEMO_ACCOUNT, DEMO_NUMBER
from infra.sandbox.settings import Settings
from shared.adapters.meta.accounts import GraphAccounts
from shared.adapters.meta.numbers import GraphNumbers
from shared.adapters.meta.transport import Graph
from shared.core.accounts import MetaAccounts
from shared.core.errors import AppError
from shared.core.ids import NumberId, WabaId, WorkspaceId
from shared.core.numbers import Automation, Command, MetaNumbers, Profile
from shared.features.connections.checks import CannotConnect
from shared.features.connections.model import STEPS, Account
from tests.functional.conftest import HandClock
from tests.functional.connections.conftest import House
from tests.functional.connections.metaworld import APP

WABA, NUMBER = WabaId(DEMO_ACCOUNT), NumberId(DEMO_NUMBER)


class LossyWire(httpx.BaseTransport):
    """The network to the sandbox; answers of paths that end in ``lose`` never arrive."""

    def __init__(self) -> None:
        self.lose = ""
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        answer.read()
        if self.lose and request.url.path.endswith(self.lose):
            raise httpx.ReadError("the connection was reset")
        return answer

    def close(self) -> None:
        self._inner.close()


@pytest.fixture
def wire() -> LossyWire:
    return LossyWire()


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running_sandbox(Settings(app_id=APP.id, app_secret=APP.secret)) as running:
        yield running


@pytest.fixture
def house(
    house_with: Callable[[MetaAccounts, MetaNumbers], House], sandbox: Running, wire: LossyWire
) -> Iterator[House]:
    graph = Graph(sandbox.url, "v25.0", app_secret=APP.secret, transport=wire)
    yield house_with(GraphAccounts(graph), GraphNumbers(graph))
    graph.close()


def connect(house: House, ws: WorkspaceId, token: str, pin: str | None = None) -> Account:
    return house.connections.connect(house.actor(ws), token, None, pin)


def mint(sandbox: Running, **facts: Any) -> str:
    return str(sandbox.control.call("POST", "/tokens", facts)["value"])


def test_the_demo_account_connects_and_a_second_time_changes_nothing(
    house: House, ws: WorkspaceId, sandbox: Running
) -> None:
    account = connect(house, ws, sandbox.token)

    assert account.status == "connected"
    assert {step for step, report in account.steps.items() if report.state != "done"} == {"test"}
    assert list(account.steps) == list(STEPS)
    numbers = house.connections.numbers(house.actor(ws))
    assert NUMBER in [number.id for number in numbers]
    assert all(number.registered for number in numbers)
    templates = house.templates.list(house.actor(ws), NUMBER)
    assert {"order_shipped", "repair_ready"} <= {template.name for template in templates}
    assert connect(house, ws, sandbox.token) == house.connections.accounts(house.actor(ws))[0][0]


def test_a_dead_token_is_found_out_before_and_after(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    sandbox.control.kill_token(sandbox.token, 463)
    with pytest.raises(CannotConnect) as refusal:
        connect(house, ws, sandbox.token)
    assert refusal.value.reason == "token_expired"
    assert house.connections.accounts(house.actor(ws)) == []

    fresh = mint(sandbox, accounts=[WABA])
    connect(house, ws, fresh)
    sandbox.control.kill_token(fresh, 460)
    account = house.connections.resume(house.actor(ws), WABA, None, None)
    assert (account.status, account.problem and account.problem.code) == ("disconnected", "token_revoked")

    again = house.connections.resume(house.actor(ws), WABA, mint(sandbox, accounts=[WABA]), None)
    assert again.status == "connected"


def test_a_token_without_a_permission_names_it(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    token = mint(sandbox, accounts=[WABA], scopes=["whatsapp_business_management"])

    with pytest.raises(CannotConnect) as refusal:
        connect(house, ws, token)

    assert refusal.value.reason == "missing_permission"
    assert "whatsapp_business_messaging" in refusal.value.detail


@pytest.mark.parametrize("lost", ["subscribed_apps", "phone_numbers", "register", "message_templates"])
def test_an_answer_that_gets_lost_on_the_way_is_made_up_for(
    house: House, ws: WorkspaceId, sandbox: Running, wire: LossyWire, lost: str
) -> None:
    """Meta has done what was asked, but nobody learns of it: the next try must end in the same state."""
    wire.lose = lost

    account = connect(house, ws, sandbox.token)

    assert account.status == "incomplete"
    assert account.problem
    assert account.problem.code == "meta_unreachable"
    wire.lose = ""
    assert house.connections.resume(house.actor(ws), WABA, None, None).status == "connected"
    assert house.connections.trouble(ws, NUMBER) is None


def test_garbage_for_a_token_is_told_as_such(house: House, ws: WorkspaceId) -> None:
    for garbage in ("", "short", "two words in it", "EAA" + "x" * 60, "EAA\u200b" + "x" * 60):
        with pytest.raises(AppError) as refusal:
            connect(house, ws, garbage)
        assert refusal.value.reason == "token_invalid"


def test_nothing_of_token_pin_or_app_secret_reaches_a_log(
    house: House, ws: WorkspaceId, sandbox: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """At the loudest level, with every library talking, through success, refusal and a resume."""
    caplog.set_level(logging.DEBUG)
    web = f"/v1/workspaces/{ws}/accounts"
    wrong = "EAA" + "z" * 60

    assert house.web.call("POST", web, {"token": wrong, "pin": "271828"}, user="sub-odette").status == 400
    answer = house.web.call("POST", web, {"token": sandbox.token, "pin": "271828"}, user="sub-odette")
    assert answer.body["status"] == "connected"
    house.web.call("POST", f"{web}/{WABA}/resume", {"token": sandbox.token}, user="sub-odette")
    house.web.call("POST", web, {"token": [sandbox.token], "pin": 271828}, user="sub-odette")

    assert len(caplog.records) > 100
    written = caplog.text + repr([record.__dict__ for record in caplog.records])
    for secret in (sandbox.token, wrong, "271828", APP.secret):
        assert secret not in written


# ── Embedded Signup, numbers and leaving, as the simulator has them ─────────────────────────────────────────────────


def signed_up(house: House, ws: WorkspaceId, sandbox: Running, **chosen: Any) -> Account:
    """Somebody went through the window and the browser brought everything."""
    found = sandbox.control.sign_up(**chosen)
    ids = found["message"]["data"]
    return house.connections.sign_up(house.actor(ws), found["code"], ids["waba_id"], ids.get("phone_number_id"))


def test_a_new_business_signs_up(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    account = signed_up(house, ws, sandbox, lifetime_days=60)

    assert (account.status, account.token_kind) == ("connected", "business")
    assert account.token_expires_at is not None
    [number] = house.connections.numbers_of(account)
    assert number.registered
    assert house.connections.trouble(ws, number.id) is None


def test_only_an_account_is_connected_as_far_as_it_goes(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    account = signed_up(house, ws, sandbox, number=None)

    assert (account.status, account.problem and account.problem.code) == ("incomplete", "no_numbers")


def test_a_shared_number_is_asked_for_its_chats_and_not_registered(
    house: House, ws: WorkspaceId, sandbox: Running
) -> None:
    mark = sandbox.control.mark()

    account = signed_up(house, ws, sandbox, coexistence=True)

    assert (account.status, account.steps["register"].state) == ("connected", "skipped")
    [number] = house.connections.numbers_of(account)
    assert (number.coexistence, number.shared) == (True, frozenset({"smb_app_state_sync", "history"}))
    paths = [str(one["path"]) for one in sandbox.control.calls(after=mark)]
    assert len([path for path in paths if path.endswith("smb_app_data")]) == 2
    assert not [path for path in paths if path.endswith("register")]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("signup_code_expired", "signup_code_expired"),
        ("signup_code_used", "signup_code_used"),
        ("signup_other_ids", "account_missing"),
    ],
)
def test_what_goes_wrong_in_the_window_connects_nothing(
    house: House, ws: WorkspaceId, sandbox: Running, fault: str, code: str
) -> None:
    with pytest.raises(CannotConnect) as refusal:
        signed_up(house, ws, sandbox, faults=[fault])

    assert refusal.value.reason == code
    assert house.connections.accounts(house.actor(ws)) == []


def test_a_registration_more_than_14_days_after_the_sign_up_asks_for_a_new_one(
    house: House, ws: WorkspaceId, sandbox: Running, clock: HandClock
) -> None:
    sandbox.control.fault("error", code=133015, route="register", times=1)
    account = signed_up(house, ws, sandbox)
    assert account.problem
    assert account.problem.code == "register_later"

    sandbox.control.advance(15 * 86_400)
    clock.forward(days=15)
    again = house.connections.resume(house.actor(ws), account.waba, None, None)

    assert again.problem
    assert again.problem.code == "signup_too_old"


@pytest.mark.parametrize("times", [0, 1])
def test_a_profile_with_its_picture_even_when_the_upload_breaks_off(
    house: House, ws: WorkspaceId, sandbox: Running, times: int
) -> None:
    connect(house, ws, sandbox.token)
    house.files.pictures["01picture"] = (b"\x89PNG\r\n\x1a\n" + b"x" * 4000, "image/png")
    if times:
        sandbox.control.fault("upload_cut", times=times)
    wish = Profile(about="Kettles since 1987", description="We repair.", vertical="RETAIL")

    found = house.numbers.keep_profile(house.actor(ws), NUMBER, wish, "01picture")

    assert (found.about, found.vertical) == ("Kettles since 1987", "RETAIL")
    picture = httpx.get(found.picture_url, trust_env=False)
    assert len(picture.content) == 4008


def test_a_pin_a_menu_and_health_go_there_and_back(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    connect(house, ws, sandbox.token)
    ada = house.actor(ws)

    house.numbers.change_pin(ada, NUMBER, "271828")
    house.numbers.keep_automation(ada, NUMBER, Automation(True, ("Is it ready?",), (Command("hours", "When"),)))
    sandbox.control.happens("payment_failed", account=WABA)
    page = house.numbers.check(ada, NUMBER)

    assert sandbox.control.number(NUMBER)["pin"] == "271828"
    assert house.numbers.automation(ada, NUMBER) == Automation(True, ("Is it ready?",), (Command("hours", "When"),))
    assert page.can_send == "blocked"
    assert "payment_missing" in [one.reason for one in page.reasons]


def test_leaving_makes_the_last_call_with_the_token(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    connect(house, ws, sandbox.token)
    mark = sandbox.control.mark()

    house.connections.leave(house.actor(ws), WABA)
    house.upkeep.deliver({"v": 1, "workspace": ws, "waba": WABA})

    calls = [(one["method"], str(one["path"]).rsplit("/", 1)[1]) for one in sandbox.control.calls(after=mark)]
    assert calls == [("DELETE", "subscribed_apps")]


def test_used_up_calls_are_waited_for(house: House, ws: WorkspaceId, sandbox: Running) -> None:
    sandbox.control.usage(100, account=WABA)

    with pytest.raises(AppError) as refusal:
        connect(house, ws, sandbox.token)

    assert refusal.value.reason == "meta_limited"


@pytest.mark.parametrize(
    ("happening", "reason"),
    [("app_uninstalled", "token_revoked"), ("partner_removed", "token_revoked")],
)
def test_an_app_that_was_removed_is_found_by_the_look_if_not_by_the_news(
    house: House, ws: WorkspaceId, sandbox: Running, happening: str, reason: str
) -> None:
    connect(house, ws, sandbox.token)
    sandbox.control.happens(happening, account=WABA)

    account = house.connections.check(house.actor(ws), WABA)

    assert (account.status, account.problem and account.problem.code) == ("disconnected", reason)
