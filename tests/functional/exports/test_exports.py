"""Exports from the request to the file, and who may do what with them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.core import keys
from shared.core.errors import Forbidden
from shared.core.ids import UserId
from tests.functional.conftest import OTHER_WS, WS
from tests.functional.exports.conftest import House


def test_an_export_holds_every_conversation_of_every_status_once(house: House) -> None:
    there = house.many(150)
    id_ = house.begin()

    assert house.ask("GET", f"/{id_}").body["state"] == "queued"
    house.run(1)
    half = house.ask("GET", f"/{id_}").body
    assert (half["state"], half["rows"]) == ("running", 60)
    house.run()

    done = house.ask("GET", f"/{id_}").body
    lines = house.content(id_)
    assert (done["state"], done["rows"], done["mine"], done["created_by"]) == ("done", 150, True, "Admin")
    assert [line["conversation_id"] for line in lines] == sorted(there)
    assert (lines[7]["name"], lines[7]["phone"], lines[7]["status"]) == ("Customer 7", "447700900007", "resolved")
    assert house.files() == ["export.csv"]
    assert house.told == [("admin", "export_ready", 150)]


def test_names_of_people_tags_and_numbers_stand_in_the_lines(house: House) -> None:
    house.table.put(keys.tag(WS, "t1"), {"type": "tag", "id": "t1", "name": "VIP"})
    house.table.put(keys.number(WS, "660900800700501"), {"type": "number", "display": "+44 113 496 0321"})  # type: ignore[arg-type]
    house.conversation(1, assignee="agent", tags=["t1", "gone"], priority="high", unread=3, last_direction="in")
    id_ = house.begin()
    house.run()

    (line,) = house.content(id_)

    assert (line["assignee"], line["tags"], line["priority"], line["unread"]) == ("Agent", "VIP", "high", "3")
    assert (line["number"], line["last_direction"]) == ("'+44 113 496 0321", "in")


def test_a_place_whose_export_has_gone_by_its_time_is_free_again(house: House) -> None:
    for _ in range(2):
        forgotten = house.begin()
        house.table.delete(keys.export(WS, forgotten))  # what the table does after thirty days

    assert house.ask("POST", "", {"what": "conversations", "format": "csv"}).status == 201


def test_json_lines_are_for_programs(house: House) -> None:
    house.conversation(1, tags=[])
    id_ = house.begin("jsonl")
    house.run()

    (line,) = [json.loads(text) for text in house.blobs.get(house.export(id_).file).decode().splitlines()]

    assert (line["name"], line["unread"], line["tags"]) == ("Customer 1", 0, [])
    assert house.files() == ["export.jsonl"]


def test_a_workspace_without_conversations_gives_a_file_with_a_header_only(house: House) -> None:
    id_ = house.begin()
    house.run()

    assert house.ask("GET", f"/{id_}").body["rows"] == 0
    assert house.blobs.get(house.export(id_).file).decode("utf-8-sig").startswith("conversation_id,contact_id,")


def test_the_link_is_the_makers_saves_a_file_and_soon_ends(house: House) -> None:
    house.conversation(1)
    id_ = house.begin()
    assert house.ask("GET", f"/{id_}/download").body["code"] == "export_not_done"
    house.run()

    answer = house.ask("GET", f"/{id_}/download")

    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.body["url"]).query).items()}
    assert answer.status == 200
    assert query["response-content-disposition"].startswith('attachment; filename="conversations-2026-11-22.csv"')
    assert answer.body["expires_at"] == "2026-11-22T12:05:00.000Z"
    assert [what for what, _ in house.audited] == ["export begun", "export downloaded"]
    assert house.audited[-1][1] == {"workspace": WS, "export": id_, "user": "admin"}
    other = house.ask("GET", f"/{id_}/download", user="owner")
    assert (other.status, other.body["code"]) == (403, "not_your_export")
    assert house.ask("GET", f"/{id_}", user="owner").body["mine"] is False


def test_a_file_ends_after_seven_days(house: House) -> None:
    id_ = house.begin()
    house.run()
    assert house.ask("GET", f"/{id_}").body["expires_at"] == "2026-11-29T11:00:00.000Z"

    house.clock.forward(days=7)

    answer = house.ask("GET", f"/{id_}/download")
    assert (answer.status, answer.body["code"]) == (409, "export_expired")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda house: house.leave("admin"), "maker_gone"),
        (lambda house: house.become("admin", role="agent"), "not_allowed"),
        (lambda house: house.become("admin", role="viewer"), "not_allowed"),
        (lambda house: house.become("admin", role="marketer", masked=True), "limits_changed"),
        (lambda house: house.become("admin", role="marketer", limited=True), "limits_changed"),
    ],
)
@pytest.mark.parametrize("page", [1, 2, 3])
def test_an_export_ends_within_a_page_of_its_makers_rights(house: House, change: Any, reason: str, page: int) -> None:
    house.many(150)
    id_ = house.begin()
    house.slices = house.slices_over(house.table, house.blobs, house.queue, seconds=20)
    house.before_page = lambda number: change(house) if number == page else None

    house.run()

    export = house.export(id_)
    assert (export.state, export.reason) == ("stopped", reason)
    assert house.pages == page
    assert house.files() == []
    assert house.told == []
    assert house.ask("POST", "", {"what": "conversations", "format": "csv"}, user="owner").status == 201


def test_a_demoted_maker_who_still_may_export_keeps_the_export(house: House) -> None:
    house.many(70)
    id_ = house.begin()
    house.run(1)
    house.become("admin", role="marketer")
    house.run()

    assert house.export(id_).state == "done"


def test_what_was_made_with_other_limits_is_not_handed_out(house: House) -> None:
    id_ = house.begin(user="marketer")
    house.run()
    house.become("marketer", masked=True)

    answer = house.ask("GET", f"/{id_}/download", user="marketer")

    assert (answer.status, answer.body["code"]) == (403, "limits_changed")
    house.become("marketer", role="agent", masked=False)
    assert house.ask("GET", f"/{id_}/download", user="marketer").status == 403


def test_masked_and_limited_makers_get_what_they_may_see(house: House) -> None:
    house.become("marketer", masked=True, limited=True)
    house.conversation(1, assignee="marketer")
    house.conversation(2)
    house.conversation(3, assignee="agent")
    id_ = house.begin(user="marketer")
    house.run()

    lines = house.content(id_)

    assert [line["contact_id"][-1] for line in lines] == ["1", "2"]
    assert not any("44770090" in str(line) for line in lines)
    assert lines[0]["phone"].startswith("'+44 ••")


def test_stopping_deletes_what_was_written(house: House) -> None:
    house.many(150)
    id_ = house.begin()
    house.run(1)
    assert len(house.files()) == 1

    stopped = house.ask("POST", f"/{id_}/stop")
    house.run()

    assert (stopped.status, stopped.body["state"], stopped.body["reason"]) == (200, "stopped", "by_request")
    assert (house.export(id_).state, house.files(), house.queue.records) == ("stopped", [], [])
    assert house.ask("POST", f"/{id_}/stop").status == 200


def test_a_stop_while_a_slice_runs_is_kept(house: House) -> None:
    house.many(150)
    id_ = house.begin()
    house.before_page = lambda page: house.ask("POST", f"/{id_}/stop") if page == 2 else None

    house.run()

    assert (house.export(id_).state, house.files()) == ("stopped", [])


def test_others_exports_are_stopped_by_those_who_manage_only(house: House) -> None:
    id_ = house.begin(user="admin")

    refused = house.ask("POST", f"/{id_}/stop", user="marketer")

    assert (refused.status, refused.body["code"]) == (403, "not_your_export")
    assert house.ask("POST", f"/{id_}/stop", user="owner").body["state"] == "stopped"
    done = house.begin()
    house.run()
    assert house.ask("POST", f"/{done}/stop").body["code"] == "export_over"


def test_two_exports_at_once_and_no_more(house: House) -> None:
    first, second = house.begin(), house.begin(user="marketer")

    refused = house.ask("POST", "", {"what": "conversations", "format": "csv"}, user="owner")

    assert (refused.status, refused.body["code"]) == (409, "too_many_exports")
    house.ask("POST", f"/{first}/stop")
    assert house.ask("POST", "", {"what": "conversations", "format": "csv"}, user="owner").status == 201
    listed = house.ask("GET", "?limit=2")
    assert len(listed.body["items"]) == 2
    assert listed.body["next_cursor"]
    assert house.export(second).state == "queued"


def test_an_export_whose_record_was_lost_fails_and_gives_its_place_back(house: House) -> None:
    house.many(70)
    lost, other = house.begin(), house.begin()
    house.slices.deliver(house.queue.records[0])
    house.queue.records.clear()
    house.clock.forward(minutes=31)

    begun = house.ask("POST", "", {"what": "conversations", "format": "csv"})

    assert begun.status == 201
    assert (house.export(lost).state, house.export(lost).reason) == ("failed", "stalled")
    assert house.ask("GET", f"/{other}").body["state"] == "failed"
    house.run()
    assert ("admin", "export_failed", 60) in house.told
    assert house.files() == ["export.csv"]


def test_other_workspaces_exports_are_not_there(house: House) -> None:
    id_ = house.begin()

    for path in (f"/{id_}", f"/{id_}/download"):
        assert house.ask("GET", path, user="other-owner", ws=OTHER_WS).body["code"] == "export_not_found"
    assert house.ask("POST", f"/{id_}/stop", user="other-owner", ws=OTHER_WS).status == 404
    assert house.export(id_).state == "queued"


def test_agents_and_viewers_export_nothing(house: House) -> None:
    id_ = house.begin()
    for user in ("agent", "viewer"):
        assert house.ask("POST", "", {"what": "conversations", "format": "csv"}, user=user).status == 403
        assert house.ask("GET", f"/{id_}/download", user=user).status == 403


def test_a_keys_export_ends_with_the_key(house: House) -> None:
    house.many(150)
    maker = house.workspaces.membership(WS, UserId("admin"))
    key, _ = house.keys.create(maker, "Nightly", ["exports.create"], None)
    actor = house.keys.actor(WS, key.id)
    done = house.exports.create(actor, "conversations", "csv")
    house.run()
    assert house.export(done.id).state == "done"
    assert house.exports.download(actor, done.id)[0]

    persons = house.begin(user="admin")
    house.run()
    with pytest.raises(Forbidden):
        house.exports.download(actor, persons)

    cut = house.exports.create(actor, "conversations", "csv")
    house.run(1)
    house.keys.revoke(maker, key.id)
    house.run()

    assert (house.export(cut.id).state, house.export(cut.id).reason) == ("stopped", "maker_gone")
