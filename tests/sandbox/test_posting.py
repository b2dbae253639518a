"""How webhooks travel: retries, redelivery, overrides, the handshake, raw bodies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.running import Running
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.settings import Settings
from infra.sandbox.signing import signature
from infra.sandbox.ticking import tick
from tests.sandbox.conftest import ACCOUNT, MIRA, NUMBER, Graph, Make, Receiver


@dataclass
class Site:
    """A callback on a port: answers the handshake for its token, counts what is posted."""

    token: str = "opensesame"
    challenge: bool = True
    posted: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            good = found.challenge and query["hub.verify_token"] == [found.token]
            self.send_response(200 if good else 403)
            self.end_headers()
            self.wfile.write(query["hub.challenge"][0].encode() if good else b"")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            found.posted.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_body_is_posted_again_until_it_is_taken(sandbox: Running, receiver: Receiver) -> None:
    receiver.answers = [500, 403, 200]
    sandbox.control.says("mira", "hi")
    assert sandbox.control.quiet()
    assert len(receiver.raw) == 3
    assert len(set(receiver.raw)) == 1
    delivery = sandbox.control.webhooks()["items"][0]
    assert (delivery["state"], [attempt["status"] for attempt in delivery["attempts"]]) == (
        "delivered",
        [500, 403, 200],
    )


def test_only_200_counts_as_taken(sandbox: Running, receiver: Receiver) -> None:
    receiver.answers = [204, 302]
    sandbox.control.says("mira", "hi")
    assert sandbox.control.quiet()
    assert len(receiver.raw) == 3


def test_it_gives_up_in_the_end(make: Make, receiver: Receiver) -> None:
    running = make(retry_attempts=3)
    receiver.answers = [500] * 9
    running.control.says("mira", "hi")
    assert running.control.quiet()
    assert len(receiver.raw) == 3
    assert running.control.webhooks()["states"] == {"given_up": 1}


def test_a_receiver_that_is_away_is_tried_again(make: Make, site: Site) -> None:
    running = make(callback="http://127.0.0.1:9/away", retry_first=0.05)
    running.control.says("mira", "hi")
    assert running.control.until(lambda: running.control.webhooks()["states"] == {"retrying": 1})
    assert running.control.webhooks()["items"][0]["attempts"][0]["status"] == 0


def test_raw_bodies_with_any_signature(sandbox: Running, receiver: Receiver) -> None:
    for sign in ("good", "bad", "none"):
        delivery = sandbox.control.webhook({"object": "x", "entry": []}, sign=sign)
        assert delivery["attempts"][0]["status"] == 200
    assert len(receiver.signatures) == 3
    assert receiver.signatures[1:] == ["sha256=" + "0" * 64, ""]
    assert not receiver.signed(sandbox.settings.app_secret)
    sandbox.control.webhook(raw="no json at all")
    assert receiver.raw[-1] == b"no json at all"


def test_management_events_carry_their_time(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.event("account_update", {"event": "ACCOUNT_DELETED"})
    assert sandbox.control.until(lambda: bool(receiver.raw))
    assert b'"time":' in receiver.raw[0]


def test_a_callback_is_taken_after_its_handshake(sandbox: Running, site: Site) -> None:
    with pytest.raises(SandboxRefused, match="403"):
        sandbox.control.set_callback(site.url, "wrong")
    sandbox.control.set_callback(site.url, site.token)
    sandbox.control.says("mira", "hi")
    assert sandbox.control.until(lambda: site.posted == ["/hook"])


def test_a_callback_that_ignores_the_challenge_is_refused(sandbox: Running, site: Site) -> None:
    site.challenge = False
    with pytest.raises(SandboxRefused):
        sandbox.control.set_callback(site.url, site.token)


def test_overrides_win_from_number_over_account_over_app(
    sandbox: Running, graph: Graph, site: Site, receiver: Receiver
) -> None:
    def override(place: str) -> dict[str, str]:
        return {"override_callback_uri": f"{site.url}/{place}", "verify_token": site.token}

    path = f"/{ACCOUNT}/subscribed_apps"
    refused = {**override("account"), "verify_token": "wrong"}
    assert graph.call("POST", path, refused)[1]["error"]["code"] == 2200
    assert graph.call("POST", path, override("account"))[0] == 200
    sandbox.control.says("mira", "one")
    assert sandbox.control.until(lambda: site.posted == ["/hook/account"])
    graph.call("POST", f"/{NUMBER}", {"webhook_configuration": override("number")})
    sandbox.control.says("mira", "two")
    assert sandbox.control.until(lambda: site.posted[1:] == ["/hook/number"])
    shown = graph.call("GET", f"/{NUMBER}?fields=webhook_configuration")[1]["webhook_configuration"]
    assert shown["phone_number"].endswith("/number")
    sandbox.control.event("account_update", {"event": "ACCOUNT_DELETED"})
    assert sandbox.control.until(lambda: len(receiver.raw) == 1)
    graph.call("POST", f"/{NUMBER}", {"webhook_configuration": {"override_callback_uri": ""}})
    graph.call("POST", path)
    sandbox.control.says("mira", "three")
    assert sandbox.control.until(lambda: len(receiver.raw) == 2)


def test_every_subscribed_app_gets_its_own_signature(sandbox: Running, receiver: Receiver, site: Site) -> None:
    other = {"id": "880011223344550", "secret": "another secret", "callback_url": site.url}
    sandbox.control.call("POST", "/apps", other)
    sandbox.control.says("mira", "hi")
    assert sandbox.control.quiet()
    assert (len(receiver.raw), len(site.posted)) == (1, 1)
    logged = sandbox.control.webhooks(bodies=1)["items"]
    expected = {item["app"]: signature(secret_of(sandbox, item["app"]), item["body"].encode()) for item in logged}
    assert {item["app"]: item["signature"] for item in logged} == expected
    assert len(set(expected.values())) == 2


def secret_of(sandbox: Running, app: str) -> str:
    return sandbox.settings.app_secret if app == sandbox.settings.app_id else "another secret"


def test_an_app_gets_only_the_fields_it_chose(sandbox: Running, receiver: Receiver, site: Site) -> None:
    other = {"id": "880011223344550", "secret": "s", "callback_url": site.url, "fields": ["account_update"]}
    sandbox.control.call("POST", "/apps", other)
    sandbox.control.says("mira", "hi")
    sandbox.control.event("account_update", {"event": "ACCOUNT_DELETED"})
    assert sandbox.control.quiet()
    assert (len(receiver.raw), len(site.posted)) == (2, 1)


def test_without_a_server_a_tick_does_the_work(site: Site) -> None:
    """As in Lambda, where nothing runs between calls."""
    sandbox = Sandbox(Settings(connected=True, callback=site.url, sent_after=0, delivered_after=0, read_after=0))
    sandbox.customers.act({"person": "mira", "kind": "text", "text": "hi"})
    assert (tick(sandbox), site.posted) == (1, ["/hook"])
    body = {"messaging_product": "whatsapp", "to": MIRA, "text": {"body": "x"}}
    sandbox.sending.post(sandbox.world.number(NUMBER), body)
    assert tick(sandbox) == 3
    sandbox.close()


def test_a_delivery_can_be_sent_again(sandbox: Running, receiver: Receiver) -> None:
    sandbox.control.says("mira", "hi")
    assert sandbox.control.quiet()
    key = sandbox.control.webhooks()["items"][0]["id"]
    sandbox.control.call("POST", f"/webhooks/{key}/retry", {})
    assert sandbox.control.until(lambda: len(receiver.raw) == 2)
    assert receiver.raw[0] == receiver.raw[1]
