"""Notices: everybody hears what concerns them, one person's stay theirs, and each chooses what to hear."""

from __future__ import annotations

from typing import Any

import pytest

from shared.core import keys
from shared.core.actor import Actor
from shared.core.errors import Forbidden
from shared.core.identity import Person
from shared.core.ids import UserId, WorkspaceId
from shared.features.live.notes import note_of
from shared.features.live.service import Live
from shared.features.notices.kinds import KINDS, PREFIXES, TOPICS, topic_of, worth_a_mail
from shared.features.notices.model import Notice, Severity
from shared.features.notices.routes import notice_routes
from shared.features.notices.service import Notices
from shared.features.notices.store import NoticeStore
from shared.features.workspaces.roles import MATRIX, ROLES, permissions_of
from shared.features.workspaces.service import Workspaces
from shared.features.workspaces.store import WorkspaceStore
from shared.wiring.mailing import MailedNotices
from tests.functional.conftest import HandClock
from tests.functional.memory_table import MemoryTable
from tests.functional.webapi import Answer, Web


class Office:
    """A workspace with one member of each role (named as the role), and another person's workspace beside it."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.table = MemoryTable()
        store = WorkspaceStore(self.table)
        self.workspaces = Workspaces(store, clock)
        self.notices = Notices(NoticeStore(self.table), clock)
        self.web = Web([notice_routes(self.notices)], self.workspaces.membership)
        self.ws = self.workspaces.create(self.person("owner"), "Quill Kettles", language="pt").id
        for role in ROLES[1:]:
            self.workspaces.add_member(self.ws, self.person(role), role)
        self.elsewhere = self.workspaces.create(self.person("stranger"), "Elsewhere").id
        self.mailed = MailedNotices(self.notices, store, self.table)

    def person(self, user: str) -> Person:
        return Person(UserId(user), f"{user}@quill.example", user.title())

    def give(
        self,
        kind: str,
        severity: Severity = "warning",
        title: str = "Something",
        *,
        about: str = "",
        only_for: str | None = None,
        ws: WorkspaceId | None = None,
    ) -> Notice:
        self.clock.forward(seconds=1)
        user = UserId(only_for) if only_for else None
        return self.notices.give(ws or self.ws, kind, severity, title, "Detail", about=about, only_for=user)

    def call(self, method: str, path: str, body: Any = None, *, user: str = "owner") -> Answer:
        return self.web.call(method, f"/v1/workspaces/{self.ws}/{path}", body, user=user)

    def titles(self, user: str = "owner", query: str = "") -> list[str]:
        return [one["title"] for one in self.call("GET", f"notices{query}", user=user).body["items"]]

    def unread(self, user: str = "owner") -> list[str]:
        return [one["title"] for one in self.call("GET", "notices", user=user).body["items"] if not one["read"]]

    def choose(self, user: str, **topics: tuple[bool, bool]) -> Answer:
        items = [{"kind": name, "in_product": shown, "email": mail} for name, (shown, mail) in topics.items()]
        return self.call("PUT", "notice-preferences", {"items": items}, user=user)

    def choices(self, user: str) -> dict[str, tuple[bool, bool, bool]]:
        items = self.call("GET", "notice-preferences", user=user).body["items"]
        return {one["kind"]: (one["in_product"], one["email"], one["email_fixed"]) for one in items}

    def recipients(self, notice: Notice, ws: WorkspaceId | None = None) -> list[str]:
        found = self.mailed(ws or self.ws, notice.id)
        assert found is not None
        return sorted(one.user for one in found.addressees)


@pytest.fixture
def office(clock: HandClock) -> Office:
    return Office(clock)


# ── who sees what ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_sees_what_happened_to_the_account_newest_first(office: Office) -> None:
    office.give("account_disconnected", "critical", "first")
    office.give("template_status", title="second")

    for user in ROLES:
        assert office.titles(user) == ["second", "first"]
    first = office.call("GET", "notices").body["items"][1]
    assert (first["kind"], first["topic"], first["personal"]) == ("account_disconnected", "account", False)


def test_one_persons_notice_is_nobody_elses_to_see_or_to_mark(office: Office) -> None:
    mine = office.give("new_device", title="New sign-in", only_for="agent")

    assert office.titles("agent") == ["New sign-in"]
    assert office.call("GET", "notices", user="agent").body["items"][0]["personal"] is True
    for user in set(ROLES) - {"agent"}:
        assert office.titles(user) == []
        refused = office.call("POST", f"notices/{mine.id}/read", user=user)
        unknown = office.call("POST", "notices/2026-11-22T00:00:00.000Z-nothing/read", user=user)
        assert (refused.status, refused.body["code"]) == (404, "notice_not_found")
        assert refused.body == unknown.body, "the answer must not tell that it is there"
    assert office.call("POST", f"notices/{mine.id}/read", user="agent").status == 204


def test_the_same_words_to_two_people_in_one_moment_are_two_notices(office: Office) -> None:
    for user in ("owner", "agent"):
        office.notices.give(office.ws, "new_device", "info", "Same", "", only_for=UserId(user))

    assert office.titles("owner") == office.titles("agent") == ["Same"]


def test_news_of_the_team_is_for_those_who_manage_it(office: Office) -> None:
    office.give("invitation_accepted", "info", "Ana has joined")

    assert {user for user in ROLES if office.titles(user)} == {"owner", "admin"}


def test_a_list_full_of_other_peoples_notices_is_paged_to_ones_own(office: Office) -> None:
    for index in range(6):
        office.give("template_status", title=f"mine {index}")
        for _ in range(3):
            office.give("new_device", title="theirs", only_for="agent")

    seen: list[str] = []
    cursor = ""
    for _ in range(30):
        page = office.call("GET", f"notices?limit=4{cursor and f'&cursor={cursor}'}").body
        seen += [one["title"] for one in page["items"]]
        assert len(page["items"]) <= 4
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]

    assert seen == [f"mine {index}" for index in reversed(range(6))]


def test_other_workspaces_hear_nothing(office: Office) -> None:
    office.give("account_disconnected", "critical", ws=office.elsewhere)

    assert office.titles() == []


# ── read ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_are_read_at_once_by_one_person_and_later_ones_are_new(office: Office) -> None:
    for index in range(3):
        office.give("template_status", title=str(index))

    assert office.call("POST", "notices/read-all").status == 204
    later = office.give("template_status", title="later")

    assert office.unread("owner") == ["later"]
    assert len(office.unread("admin")) == 4
    office.call("POST", f"notices/{later.id}/read")
    assert office.unread("owner") == []


def test_reading_all_leaves_the_choices_alone(office: Office) -> None:
    office.choose("owner", template=(True, False))
    office.call("POST", "notices/read-all")

    assert office.choices("owner")["template"] == (True, False, False)


# ── choosing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_chosen_nothing_gets_what_their_role_needs(office: Office) -> None:
    assert office.choices("owner") == {
        "account": (True, True, True),
        "token": (True, True, True),
        "number": (True, True, False),
        "template": (True, True, False),
        "news": (True, False, False),
        "members": (True, True, False),
        "security": (True, True, True),
        "exports": (True, True, False),
    }
    assert office.choices("agent") == {
        "account": (True, False, False),
        "token": (True, False, False),
        "number": (True, False, False),
        "template": (True, False, False),
        "news": (True, False, False),
        "security": (True, True, True),
        "exports": (True, True, False),
    }


def test_a_topic_switched_off_is_gone_for_that_person_only(office: Office) -> None:
    office.give("template_status", title="template")
    office.give("number_quality", title="number")

    office.choose("agent", template=(False, True))

    assert office.titles("agent") == ["number"]
    assert office.titles("viewer") == ["number", "template"]


def test_choices_are_set_as_a_whole(office: Office) -> None:
    office.choose("agent", template=(False, True), news=(True, True))
    answer = office.choose("agent", news=(False, False))

    assert answer.status == 200
    assert office.choices("agent")["template"] == (True, False, False)
    assert office.choices("agent")["news"] == (False, False, False)


@pytest.mark.parametrize(("user", "topic"), [("owner", "account"), ("admin", "token"), ("viewer", "security")])
@pytest.mark.parametrize("wanted", [(True, False), (False, True)])
def test_what_somebody_must_hear_can_not_be_switched_off(
    office: Office, user: str, topic: str, wanted: tuple[bool, bool]
) -> None:
    refused = office.choose(user, news=(True, True), **{topic: wanted})

    assert (refused.status, refused.body["code"]) == (400, "notice_fixed")
    assert office.choices(user)[topic] == (True, True, True)
    assert office.choices(user)["news"] == (True, False, False), "nothing of a refused choice is kept"


def test_who_rises_to_owner_hears_what_an_owner_must(office: Office) -> None:
    office.choose("agent", account=(False, False))
    row = keys.member(office.ws, UserId("agent"))
    office.table.put(row, {**(office.table.get(row) or {}), "role": "owner"})

    assert office.choices("agent")["account"] == (True, True, True)


@pytest.mark.parametrize(
    "items",
    [
        [{"kind": "love", "in_product": True, "email": True}],
        [{"kind": "news", "in_product": True, "email": True}, {"kind": "news", "in_product": True, "email": False}],
    ],
)
def test_what_there_is_not_can_not_be_chosen(office: Office, items: list[dict[str, Any]]) -> None:
    refused = office.call("PUT", "notice-preferences", {"items": items})

    assert (refused.status, refused.body["code"]) == (400, "unknown_notice_kind")


@pytest.mark.parametrize(
    "body",
    [{}, {"items": [{"kind": "news", "in_product": "yes please", "email": True}]}, {"items": [{"kind": "news"}]}],
)
def test_half_a_choice_is_refused(office: Office, body: dict[str, Any]) -> None:
    assert office.call("PUT", "notice-preferences", body).status == 422


def test_an_api_key_chooses_nothing(office: Office) -> None:
    key = Actor(office.ws, UserId("key_1"), "Robot", "api key", frozenset({"notices.read"}), key="1")

    with pytest.raises(Forbidden):
        office.notices.preferences(key)
    with pytest.raises(Forbidden):
        office.notices.choose(key, [("news", True, True)])


# ── who is mailed ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "severity", "mailed"),
    [
        ("account_disconnected", "critical", ["admin", "owner"]),
        ("restriction", "critical", ["admin", "owner"]),
        ("token_expiring", "warning", ["admin", "owner"]),
        ("number_trouble", "warning", ["admin", "owner"]),
        ("template_status", "warning", ["admin", "marketer", "owner"]),
        ("template_status", "info", []),
        ("number_quality", "info", []),
        ("invitation_accepted", "info", ["admin", "owner"]),
        ("verified_account", "warning", []),
        ("something_new", "critical", []),
    ],
)
def test_by_default_those_are_mailed_who_can_do_something(
    office: Office, kind: str, severity: Severity, mailed: list[str]
) -> None:
    assert office.recipients(office.give(kind, severity)) == mailed


def test_choices_decide_who_is_mailed(office: Office) -> None:
    office.choose("owner", template=(True, False))
    office.choose("agent", template=(True, True))
    office.choose("viewer", template=(False, True))

    assert office.recipients(office.give("template_status")) == ["admin", "agent", "marketer", "viewer"]


def test_nobody_is_mailed_what_they_may_not_read(office: Office) -> None:
    notices = NoticeStore(office.table)
    notices.choose(office.ws, UserId("agent"), {"members": (True, True)})

    assert office.recipients(office.give("member_removed")) == ["admin", "owner"]


def test_a_personal_notice_is_mailed_to_that_person_only(office: Office) -> None:
    assert office.recipients(office.give("export_ready", "info", only_for="marketer")) == ["marketer"]


def test_alerts_that_have_letters_of_their_own_are_not_mailed_as_notices(office: Office) -> None:
    for kind in ("new_device", "password_changed", "email_changed", "second_factor_off", "session_stolen"):
        notice = office.give(kind, "critical", only_for="agent")
        assert not worth_a_mail(notice.kind, notice.severity)
        assert office.recipients(notice) == []


def test_who_has_left_is_not_mailed(office: Office) -> None:
    notice = office.give("account_disconnected", "critical")
    office.table.delete(keys.member(office.ws, UserId("admin")))

    assert office.recipients(notice) == ["owner"]


def test_letters_go_to_the_address_and_in_the_language_the_person_has_now(office: Office) -> None:
    office.table.put(
        keys.person(UserId("owner")),
        {"type": "person", "user": "owner", "email": "new@quill.example", "name": "Odette", "language": "es"},
    )
    found = office.mailed(office.ws, office.give("account_disconnected", "critical", "Gone").id)

    assert found is not None
    written = {one.user: (one.email, one.language, one.name) for one in found.addressees}
    assert written == {
        "owner": ("new@quill.example", "es", "Odette"),
        "admin": ("admin@quill.example", "pt", "Admin"),
    }
    assert (found.facts["workspace"], found.facts["topic"]) == ("Quill Kettles", "account")


def test_a_notice_of_another_workspace_is_not_there(office: Office) -> None:
    notice = office.give("account_disconnected", ws=office.elsewhere)

    assert office.mailed(office.ws, notice.id) is None


# ── the table of kinds ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_has_a_topic_and_every_topic_a_permission_there_is() -> None:
    assert {*KINDS.values(), *PREFIXES.values()} <= TOPICS.keys()
    assert {topic.permission for topic in TOPICS.values()} <= MATRIX.keys()
    for topic in TOPICS.values():
        assert topic.fixed <= topic.mailed
        for role in topic.mailed:
            assert topic.permission in permissions_of(role)


def test_meta_s_account_news_are_news_of_the_account() -> None:
    from shared.adapters.meta.changes import _ACCOUNT_EVENTS

    loud = {event.lower() for event, (_, severity, _) in _ACCOUNT_EVENTS.items() if severity == "critical"}
    assert {topic_of(kind).name for kind in loud} == {"account"}
    assert topic_of("security").name == "number"
    assert topic_of("never_heard_of").name == "news"


# ── live ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Lines:
    """Open consoles, by connection."""

    def __init__(self) -> None:
        self.heard: set[str] = set()

    def send(self, connection: str, words: str) -> bool:
        assert words == '{"type": "notice"}'
        self.heard.add(connection)
        return True

    def close(self, connection: str) -> None:
        raise AssertionError("nobody's line is closed for a notice")


def hears(office: Office, notice: Notice) -> set[str]:
    """Whose consoles are told of it."""
    lines = Lines()
    live = Live(office.table, lines, office.workspaces.membership, office.clock, "wss://x")
    for user in ROLES:
        actor = office.workspaces.membership(office.ws, UserId(user))
        live.connect(user, live.ticket(actor).url.split("ticket=")[1])
    row = office.table.get(keys.notice(office.ws, notice.id))
    assert row is not None
    note = note_of(None, row)
    assert note is not None
    live.tell(office.ws, [note])
    return lines.heard


def test_only_the_person_it_is_for_hears_of_a_personal_notice_at_once(office: Office) -> None:
    assert hears(office, office.give("new_device", only_for="agent")) == {"agent"}
    assert hears(office, office.give("template_status")) == set(ROLES)
