"""Who is removed, demoted, limited or signed out loses the open WebSocket and the API within seconds (must-show 2)."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from infra.local.product import LocalProduct
from infra.local.seed import PASSWORD
from tests.integration.people import Answer, Caller, member, owner, until

pytestmark = pytest.mark.integration

WITHIN = 5.0


@pytest.fixture(scope="module")
def boss(product: LocalProduct) -> Caller:
    return owner(product)


@contextmanager
def listen(who: Caller) -> Iterator[ClientConnection]:
    ticket = who.ask("POST", "/live-tickets")
    assert ticket.status == 201, ticket.body
    with connect(str(ticket.body["url"]), open_timeout=10) as line:
        line.send("ping")
        until("the line stands", lambda: {"type": "pong"} in heard(line, 1) or None, 10)
        yield line


def heard(line: ClientConnection, seconds: float) -> list[dict[str, Any]]:
    """Every note until it has been quiet for so long."""
    notes: list[dict[str, Any]] = []
    while True:
        try:
            notes.append(json.loads(line.recv(timeout=seconds)))
        except TimeoutError:
            return notes


def seconds_to_close(line: ClientConnection) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 3 * WITHIN:
        try:
            line.recv(timeout=3 * WITHIN)
        except ConnectionClosed:
            break
    return time.monotonic() - began


def test_a_removed_member_is_out_at_once_open_line_included(product: LocalProduct, boss: Caller) -> None:
    remi = member(product, "Remi", "agent")
    with listen(remi) as line, listen(boss) as other:
        assert boss.ask("DELETE", f"/members/{remi.user}").status == 204
        took = seconds_to_close(line)

        assert took < WITHIN
        gone = remi.ask("GET", "/conversations")
        assert (gone.status, gone.body["code"]) == (404, "workspace_not_found")
        assert remi.ask("POST", "/live-tickets").status == 404
        other.send("ping")
        assert {"type": "pong"} in heard(other, 2)


def test_what_was_a_removed_members_is_nobodys_soon(product: LocalProduct, boss: Caller) -> None:
    rhea = member(product, "Rhea", "agent")
    number = boss.ask("GET", "/numbers").body["items"][0]["id"]
    started = rhea.ask("POST", "/conversations", {"number_id": number, "phone": "+447700900874"})
    assert started.body["assignee"]["id"] == rhea.user

    assert boss.ask("DELETE", f"/members/{rhea.user}").status == 204

    place = f"/conversations/{started.body['id']}"
    until("nobody has it", lambda: boss.ask("GET", place).body["assignee"] is None or None, 20)


def test_a_demoted_members_line_is_closed_and_the_permission_gone(product: LocalProduct, boss: Caller) -> None:
    dana = member(product, "Dana", "admin")
    assert dana.ask("GET", "/invitations").status == 200
    with listen(dana) as line:
        assert boss.ask("PATCH", f"/members/{dana.user}", {"role": "viewer"}).status == 200
        took = seconds_to_close(line)

    assert took < WITHIN
    refused = dana.ask("GET", "/invitations")
    assert (refused.status, refused.body["code"]) == (403, "forbidden")
    with listen(dana):
        pass  # still welcome, with less to see


def test_a_session_ended_elsewhere_takes_its_line_with_it(product: LocalProduct) -> None:
    here = member(product, "Sasha", "agent")
    me = here.ask("GET", "/v1/me").body["user"]
    answer = here.ask("POST", "/v1/session", {"email": me["email"], "password": PASSWORD})
    there = Caller(product, here.workspace, str(answer.body["access_token"]), here.user)
    with listen(here) as kept, listen(there) as line:
        assert here.ask("DELETE", "/v1/me/sessions").status == 204
        took = seconds_to_close(line)

        assert took < WITHIN
        over = there.ask("GET", "/conversations")
        assert (over.status, over.body["code"]) == (401, "session_over")
        assert here.ask("GET", "/conversations").status == 200
        kept.send("ping")
        assert {"type": "pong"} in heard(kept, 2)


def test_a_limited_agent_hears_of_no_colleagues_conversation(product: LocalProduct, boss: Caller) -> None:
    lena = member(product, "Lena", "agent")
    number = boss.ask("GET", "/numbers").body["items"][0]["id"]
    started = boss.ask("POST", "/conversations", {"number_id": number, "phone": "+447700900871"})
    assert started.status == 200, started.body
    path = f"/conversations/{started.body['id']}"
    with listen(lena) as line:
        assert boss.ask("PATCH", f"/members/{lena.user}", {"limited": True, "masked": True}).status == 200
        assert seconds_to_close(line) < WITHIN

    with listen(lena) as line:
        note(boss, path, "between us")
        assert started.body["id"] not in str(heard(line, 3))
        assert lena.ask("GET", path).status == 404

        boss.ask("PATCH", path, {"assignee": lena.user})
        until("the agent hears of it", lambda: started.body["id"] in str(heard(line, 1)) or None, 10)
        shown = lena.ask("GET", path)
        assert (shown.status, shown.body["contact"]["phone"]) == (200, "+44 ••••••••71")

        boss.ask("PATCH", path, {"assignee": boss.user})
        until(
            "the agent hears that it is gone", lambda: True if started.body["id"] in str(heard(line, 1)) else None, 10
        )
        assert lena.ask("GET", path).status == 404
        note(boss, path, "between us again")
        assert started.body["id"] not in str(heard(line, 3))


def note(who: Caller, path: str, words: str) -> None:
    made: Answer = who.ask("POST", f"{path}/notes", {"client_id": f"note-{time.monotonic_ns()}", "text": words})
    assert made.status == 201, made.body


def test_an_invitation_goes_from_the_mail_to_a_member(product: LocalProduct, boss: Caller) -> None:
    email = f"newcomer-{time.monotonic_ns()}@people.waloom.test"
    invited = boss.ask("POST", "/invitations", {"email": email, "role": "agent", "limited": True})
    assert invited.status == 201, invited.body
    nobody = Caller(product, boss.workspace, "")
    token = until("the letter has come", lambda: _token(product, email), 60)

    offer = nobody.ask("POST", "/v1/invitations/read", {"token": token})
    made = nobody.ask(
        "POST", "/v1/invitations/sign-up", {"token": token, "name": "Nia Come", "password": "Kettle-417-teal-sings"}
    )
    again = nobody.ask("POST", "/v1/invitations/read", {"token": token})

    assert (offer.status, offer.body["email"], offer.body["has_account"]) == (200, email, False)
    assert made.status == 200, made.body
    joined = Caller(product, boss.workspace, str(made.body["access_token"]), str(made.body["user"]["id"]))
    mine = joined.ask("GET", "/v1/me").body["workspaces"]
    assert [(one["id"], one["role"], one["limited"]) for one in mine] == [(boss.workspace, "agent", True)]
    assert (again.status, again.body["code"]) == (404, "invitation_over")


def _token(product: LocalProduct, email: str) -> str | None:
    """What the link in the newest letter to the address carries behind its ``#``."""
    with urllib.request.urlopen(f"{product.place.aws_url}/_ministack/ses/messages", timeout=10) as answer:
        accounts = json.load(answer)["messages"]
    letters = [str(one) for messages in accounts.values() for one in messages if email in one["To"]]
    found = re.search(r"/invitation#([A-Za-z0-9_-]{20,})", letters[-1]) if letters else None
    return found[1] if found else None
