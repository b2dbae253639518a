"""The mailbox: mails of a local SES, found by recipient, their code and links, their HTML harmless."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from infra.sandbox.client import SandboxRefused
from infra.sandbox.mailbox import Mail
from infra.sandbox.running import Running
from tests.sandbox.conftest import Make


@dataclass
class LocalSes:
    """Answers like MiniStack: `{"messages": {account: [rows]}}`."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def send(self, to: str, subject: str, text: str = "", html: str | None = None, at: float = 1795341600.0) -> None:
        self.rows.append(
            {
                "MessageId": f"{len(self.rows)}@email.amazonses.com",
                "Source": "WALoom <hello@waloom.test>",
                "To": [to],
                "CC": [],
                "BCC": [],
                "Subject": subject,
                "BodyText": text,
                "BodyHtml": html,
                "Timestamp": at + len(self.rows),
                "Type": "v2.SendEmail",
            }
        )


@pytest.fixture
def ses() -> Iterator[LocalSes]:
    ses = LocalSes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/_ministack/ses/messages"
            content = json.dumps({"messages": {"000000000000": ses.rows}}).encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *given: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ses.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield ses
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def sandbox(make: Make, ses: LocalSes) -> Running:
    return make(mail_url=ses.url)


def test_mails_are_listed_newest_first_and_found_by_recipient(sandbox: Running, ses: LocalSes) -> None:
    ses.send("ada@example.test", "Your code", "Your code is 417 283.\nIt is good for 15 minutes.")
    ses.send("bo@example.test", "An invitation", "Odette invites you: https://console.test/join#token=a1.")
    ses.send("ADA@example.test", "Welcome", "Hello Ada")

    control = sandbox.control
    assert [mail["subject"] for mail in control.mails()] == ["Welcome", "An invitation", "Your code"]
    assert [mail["subject"] for mail in control.mails("ada@")] == ["Welcome", "Your code"]
    assert [mail["subject"] for mail in control.mails("ada", subject="code")] == ["Your code"]
    assert control.mails("ada", since=1795341602.0)[0]["subject"] == "Welcome"
    assert control.mail("bo@example.test")["links"] == ["https://console.test/join#token=a1"]
    assert control.mail("ada", subject="code")["code"] == "417283"
    assert control.mails("cy@") == []
    with pytest.raises(SandboxRefused, match="no mail to cy@"):
        control.mail("cy@", timeout=0.1)


def test_a_mail_that_comes_later_is_waited_for(sandbox: Running, ses: LocalSes) -> None:
    timer = threading.Timer(0.3, ses.send, ("late@example.test", "Better late", "123456"))
    timer.start()
    assert sandbox.control.mail("late@example.test", timeout=10)["code"] == "123456"
    timer.join()


def test_html_is_served_as_a_document_that_can_do_nothing(sandbox: Running, ses: LocalSes) -> None:
    ses.send("ada@example.test", "Pretty", html='<p onclick="x()">Hi</p><script>evil()</script>')
    mail = sandbox.control.mails()[0]
    with urllib.request.urlopen(f"{sandbox.url}/mailbox/{mail['id']}/html", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "evil()" in answer.read().decode()
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{sandbox.url}/mailbox/nobody/html", timeout=10)


@pytest.mark.parametrize(
    ("text", "html", "code"),
    [
        ("Your code is 123456.", "", "123456"),
        ("Code: 123 456", "", "123456"),
        ("", "<style>p{color:#123456}</style><p>Code</p><p><b>654321</b></p>", "654321"),
        ("Order 1234567 of 2026", "", ""),
        ("See https://console.test/x/123456 please", "", ""),
        ("Call +447700900456", "", ""),
    ],
)
def test_which_digits_are_a_code(text: str, html: str, code: str) -> None:
    assert Mail("m", 0.0, "", [], "", text, html).code == code


def test_links_of_text_and_html_are_found_once(sandbox: Running, ses: LocalSes) -> None:
    address = "https://console.test/join?a=1&b=2"
    ses.send("ada@example.test", "Join", f"Join: {address}.", f'<a href="{address.replace("&", "&amp;")}">Join</a>')
    assert sandbox.control.mails()[0]["links"] == [address]


def test_without_a_local_aws_the_box_is_empty_and_with_a_dead_one_it_says_so(make: Make) -> None:
    assert make().control.mails() == []
    dead = make(mail_url="http://127.0.0.1:9")
    with pytest.raises(SandboxRefused, match="the local AWS does not tell its mails"):
        dead.control.mails()
