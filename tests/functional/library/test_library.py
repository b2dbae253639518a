"""Tags and canned replies: within limits, uniquely named, created once however often the request comes."""

from __future__ import annotations

from typing import Any

import pytest

from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.features.library.model import MOST_TAGS, Tag
from shared.features.library.routes import library_routes
from shared.features.library.service import Library
from shared.features.library.store import TAGS, Shelf
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from tests.functional.conftest import HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import Answer, Web

OWNER, VIEWER = "sub-odette", "sub-vera"


class Shop:
    """A workspace with an owner and a viewer, and requests to it."""

    def __init__(self, clock: HandClock) -> None:
        self.table = MemoryTable()
        self.workspaces = Workspaces(WorkspaceStore(self.table), clock)
        self.web = Web([library_routes(Library(self.table, clock))], self.workspaces.membership)
        self.ws = self.open("Quill Kettles", OWNER)
        self.workspaces.add_member(self.ws, Person(UserId(VIEWER), "vera@test", "Vera"), "viewer")

    def open(self, name: str, owner: str) -> WorkspaceId:
        return self.workspaces.create(Person(UserId(owner), f"{owner}@test", owner), name).id

    def call(self, method: str, path: str, body: Any = None, *, user: str = OWNER, key: str = "") -> Answer:
        headers = {"idempotency-key": key} if key else None
        return self.web.call(method, f"/v1/workspaces/{self.ws}/{path}", body, user=user, headers=headers)

    def labels(self, path: str) -> list[str]:
        return [one.get("name") or one["shortcut"] for one in self.call("GET", path).body["items"]]


@pytest.fixture
def shop(clock: HandClock) -> Shop:
    return Shop(clock)


def tag(name: str, color: str = "#0a7d5c") -> dict[str, str]:
    return {"name": name, "color": color}


def reply(shortcut: str, text: str = "We open at nine.") -> dict[str, str]:
    return {"shortcut": shortcut, "text": text}


def test_a_tag_is_created_changed_and_removed(shop: Shop) -> None:
    made = shop.call("POST", "tags", tag(" VIP  customer ", "#0A7D5C"))
    assert made.status == 201
    assert made.body == {"id": made.body["id"], "name": "VIP customer", "color": "#0a7d5c"}

    changed = shop.call("PUT", f"tags/{made.body['id']}", tag("Wholesale", "teal"))
    assert (changed.status, changed.body["name"], changed.body["color"]) == (200, "Wholesale", "teal")

    assert shop.call("DELETE", f"tags/{made.body['id']}").status == 204
    assert shop.labels("tags") == []
    assert shop.call("DELETE", f"tags/{made.body['id']}").body["code"] == "tag_not_found"


def test_canned_replies_come_by_shortcut(shop: Shop) -> None:
    for word in ("hours", "/Address", "bye"):
        assert shop.call("POST", "canned-replies", reply(word)).status == 201

    assert shop.labels("canned-replies") == ["Address", "bye", "hours"]


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [("tags", tag("VIP"), tag("vip", "red")), ("canned-replies", reply("hours"), reply("/Hours", "Other"))],
)
def test_a_name_is_taken_once_whatever_its_capitals(
    shop: Shop, path: str, first: dict[str, str], second: dict[str, str]
) -> None:
    shop.call("POST", path, first)

    answer = shop.call("POST", path, second)

    assert (answer.status, answer.body["code"]) == (409, "name_taken")
    assert len(shop.labels(path)) == 1


def test_a_name_is_free_again_after_renaming_or_removing(shop: Shop) -> None:
    first = shop.call("POST", "tags", tag("VIP")).body["id"]
    shop.call("PUT", f"tags/{first}", tag("Wholesale"))
    second = shop.call("POST", "tags", tag("VIP"))
    assert second.status == 201

    taken = shop.call("PUT", f"tags/{first}", tag("VIP"))
    assert (taken.status, taken.body["code"]) == (409, "name_taken")

    shop.call("DELETE", f"tags/{second.body['id']}")
    assert shop.call("PUT", f"tags/{first}", tag("VIP")).status == 200
    assert shop.labels("tags") == ["VIP"]


def test_changing_only_the_capitals_or_the_colour_is_no_clash_with_oneself(shop: Shop) -> None:
    made = shop.call("POST", "tags", tag("vip")).body["id"]

    assert shop.call("PUT", f"tags/{made}", tag("VIP", "red")).body == {"id": made, "name": "VIP", "color": "red"}


def test_the_same_key_creates_once(shop: Shop) -> None:
    first = shop.call("POST", "tags", tag("VIP"), key="k1")
    again = shop.call("POST", "tags", tag("VIP"), key="k1")
    other = shop.call("POST", "tags", tag("Wholesale"), key="k1")

    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert (other.status, other.body["code"]) == (409, "idempotency_key_reused")
    assert shop.labels("tags") == ["VIP"]


def test_the_same_key_of_another_workspace_is_another_key(shop: Shop) -> None:
    first = shop.call("POST", "tags", tag("VIP"), key="k1")
    shop.ws = shop.open("Second shop", OWNER)

    second = shop.call("POST", "tags", tag("VIP"), key="k1")

    assert second.status == 201
    assert second.body["id"] != first.body["id"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tags", tag("")),
        ("tags", tag("   ")),
        ("tags", tag("x" * 41)),
        ("tags", tag("VIP", "url(evil)")),
        ("tags", tag("VIP", "#12345")),
        ("tags", {"name": "VIP"}),
        ("tags", {**tag("VIP"), "id": "mine"}),
        ("canned-replies", reply("two words")),
        ("canned-replies", reply("/")),
        ("canned-replies", reply("x" * 33)),
        ("canned-replies", reply("hours", "  ")),
        ("canned-replies", reply("hours", "x" * 4097)),
    ],
)
def test_what_is_not_right_is_refused_with_the_field_named(shop: Shop, path: str, body: dict[str, str]) -> None:
    answer = shop.call("POST", path, body)

    assert answer.status in (400, 422)
    assert answer.body["errors"][0]["field"] in ("name", "color", "shortcut", "text", "id")
    assert shop.labels(path) == []


def test_there_is_an_end_to_tags(shop: Shop) -> None:
    for index in range(MOST_TAGS):
        assert shop.call("POST", "tags", tag(f"tag {index}")).status == 201

    answer = shop.call("POST", "tags", tag("one more"))

    assert (answer.status, answer.body["code"]) == (409, "too_many")


def test_a_viewer_reads_but_does_not_write(shop: Shop) -> None:
    made = shop.call("POST", "tags", tag("VIP")).body["id"]

    assert shop.call("GET", "tags", user=VIEWER).status == 200
    for method, path, body in (
        ("POST", "tags", tag("New")),
        ("PUT", f"tags/{made}", tag("New")),
        ("DELETE", f"tags/{made}", None),
        ("POST", "canned-replies", reply("hours")),
    ):
        assert shop.call(method, path, body, user=VIEWER).status == 403


def test_another_workspace_does_not_see_them(shop: Shop) -> None:
    made = shop.call("POST", "tags", tag("VIP")).body["id"]
    shop.ws = shop.open("Second shop", "sub-eve")

    assert shop.call("GET", "tags", user="sub-eve").body["items"] == []
    assert shop.call("PUT", f"tags/{made}", tag("Mine"), user="sub-eve").status == 404
    assert shop.call("DELETE", f"tags/{made}", user="sub-eve").status == 404


def test_a_change_somebody_else_overtook_is_not_written(shop: Shop) -> None:
    shelf = Shelf(shop.table, TAGS)
    old = Tag("t1", "VIP", "red")
    shelf.add(shop.ws, old)
    shelf.change(shop.ws, old, Tag("t1", "Wholesale", "red"))

    assert not shelf.change(shop.ws, old, Tag("t1", "Partner", "red"))
    assert not shelf.remove(shop.ws, old)
    assert shelf.all(shop.ws) == [Tag("t1", "Wholesale", "red")]
    assert shelf.add(shop.ws, Tag("t2", "VIP", "red"))
