"""Drafts: kept as they are, linted on request, renamed, copied, thrown away; samples on their way to Meta."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.core.meta import GraphUnreachable
from shared.features.templates.model import stamped
from tests.functional.conftest import OTHER_WS, WS
from tests.functional.templates.conftest import BODY, OTHER_WABA, WABA, House, changed, refused, wish

PICTURE: dict[str, Any] = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["upload:abc"]}}


def test_a_draft_may_break_rules_and_is_kept_as_it_is(house: House) -> None:
    broken = {"type": "BODY", "text": "{{1}}"}

    answer = house.call("POST", body=wish(broken, category="MARKETING"))

    assert answer.status == 201
    assert (answer.body["id"], answer.body["status"]) == (f"{WABA}.kettle_ready.en_GB", "DRAFT")
    assert house.call("GET", f"/{answer.body['id']}").body["components"] == [broken]
    assert house.call("GET").body["items"][0]["id"] == answer.body["id"]
    assert house.meta.calls == []


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"name": "Kettle Ready"}, 400, "template_name"),
        ({"language": "en-GB"}, 400, "template_name"),
        ({"waba_id": "1"}, 404, "account_not_found"),
        ({"category": "SERVICE"}, 422, "invalid"),
        ({"components": [{"type": "BODY", "text": "x" * 100_001}]}, 413, "template_too_large"),
    ],
)
def test_a_draft_that_could_not_be_found_again_is_refused(
    house: House, facts: dict[str, Any], status: int, code: str
) -> None:
    answer = house.call("POST", body=wish(**facts))

    assert (answer.status, answer.body["code"]) == (status, code)
    assert house.table.rows == {}


def test_components_nested_without_end_are_refused(house: House) -> None:
    deep: dict[str, Any] = {"type": "BODY"}
    for _ in range(40):
        deep = {"x": deep}

    assert house.call("POST", body=wish(deep)).status == 422
    assert house.call("POST", "/lint", wish(deep)).status == 422


def test_a_name_is_taken_once_per_language_and_account(house: House) -> None:
    house.draft()

    again = house.call("POST", body=wish())

    assert (again.status, again.body["code"]) == (409, "template_exists")
    house.draft(language="es")
    house.draft(waba_id=OTHER_WABA)
    assert len(house.call("GET").body["items"]) == 3


def test_a_draft_is_saved_renamed_and_found_by_its_new_id(house: House) -> None:
    draft = house.draft()

    saved = house.call("PUT", f"/{draft}", changed({"type": "BODY", "text": "Other"}))
    renamed = house.call("PUT", f"/{draft}", changed(name="kettle_done"))

    assert saved.body["components"] == [{"type": "BODY", "text": "Other"}]
    assert renamed.body["id"] == f"{WABA}.kettle_done.en_GB"
    assert house.call("GET", f"/{draft}").status == 404
    assert [one["name"] for one in house.call("GET").body["items"]] == ["kettle_done"]


def test_a_draft_is_not_renamed_over_another(house: House) -> None:
    draft, other = house.draft(), house.draft(name="kettle_done")

    answer = house.call("PUT", f"/{draft}", changed(name="kettle_done"))

    assert (answer.status, answer.body["code"]) == (409, "template_exists")
    assert house.status(draft) == house.status(other) == "DRAFT"


def test_who_saves_over_somebody_elses_change_is_told(house: House) -> None:
    draft = house.draft()
    seen = house.call("GET", f"/{draft}").body["revision"]
    house.call("PUT", f"/{draft}", changed({"type": "BODY", "text": "Quicker"}, revision=seen))

    late = house.call("PUT", f"/{draft}", changed({"type": "BODY", "text": "Slower"}, revision=seen))

    assert (late.status, late.body["code"]) == (409, "template_changed")
    assert house.call("GET", f"/{draft}").body["components"][0]["text"] == "Quicker"


def test_of_two_who_save_at_once_the_second_is_told(house: House) -> None:
    """Both have read the draft before either wrote."""
    draft, store, now = house.draft(), house.authoring.store, house.clock.now()
    seen = house.templates.get(WS, draft)
    mine = stamped(replace(seen, category="MARKETING"))

    assert store.redraft(WS, seen, mine, now)
    assert not store.redraft(WS, seen, replace(seen, ttl_seconds=600), now)
    assert store.rename(WS, seen, replace(seen, name="other"), now) == 1
    found = house.templates.get(WS, draft)
    assert (found.category, found.ttl_seconds) == ("MARKETING", None)


def test_a_time_to_live_can_be_set_and_taken_away(house: House) -> None:
    draft = house.draft(ttl_seconds=600)

    assert house.call("GET", f"/{draft}").body["ttl_seconds"] == 600
    assert house.call("PUT", f"/{draft}", changed()).body["ttl_seconds"] is None


def test_a_lint_names_rules_and_shows_the_samples(house: House) -> None:
    answer = house.call("POST", "/lint", wish(BODY, {"type": "FOOTER", "text": "_Leeds_"}, name=""))

    assert [(one["path"], one["code"]) for one in answer.body["findings"]] == [
        ("name", "missing"),
        ("footer.text", "markup"),
    ]
    assert answer.body["preview"]["body"] == "Hi Mira, your kettle is ready today."
    assert answer.body["preview"]["footer"] == "_Leeds_"


def test_a_lint_knows_what_else_is_there(house: House) -> None:
    taken = house.approved()

    again = house.call("POST", "/lint", wish())
    cousin = house.call("POST", "/lint", wish(language="es", category="MARKETING"))
    own = house.call("POST", "/lint", wish(template_id=taken))

    assert [(one["path"], one["code"]) for one in again.body["findings"]] == [("name", "name_taken")]
    assert [(one["path"], one["code"]) for one in cousin.body["findings"]] == [("category", "category_differs")]
    assert own.body["findings"] == []


def test_a_copy_says_the_same_under_a_free_name(house: House) -> None:
    original = house.approved()

    first = house.call("POST", f"/{original}/duplicate", {})
    second = house.call("POST", f"/{original}/duplicate", {})
    spanish = house.call("POST", f"/{original}/duplicate", {"language": "es"})
    elsewhere = house.call("POST", f"/{original}/duplicate", {"waba_id": OTHER_WABA})

    assert [one.status for one in (first, second, spanish, elsewhere)] == [201] * 4
    assert [one.body["id"] for one in (first, second, spanish, elsewhere)] == [
        f"{WABA}.kettle_ready_copy.en_GB",
        f"{WABA}.kettle_ready_copy_2.en_GB",
        f"{WABA}.kettle_ready.es",
        f"{OTHER_WABA}.kettle_ready.en_GB",
    ]
    assert {one.body["status"] for one in (first, second, spanish, elsewhere)} == {"DRAFT"}
    assert first.body["components"] == [BODY]


def test_a_copy_of_what_meta_lists_asks_for_its_sample_again(house: House) -> None:
    house.files.found["abc"] = (b"jpeg", "image/jpeg")
    original = house.approved(PICTURE, BODY)

    copy = house.call("POST", f"/{original}/duplicate", {}).body
    findings = house.call("POST", "/lint", wish(*copy["components"], name="other")).body["findings"]

    assert copy["components"] == [{"type": "HEADER", "format": "IMAGE"}, BODY]
    assert [(one["path"], one["code"]) for one in findings] == [("header.example", "sample_missing")]


def test_a_draft_goes_without_a_call_and_leaves_its_name_free(house: House) -> None:
    draft = house.draft()

    answer = house.call("DELETE", f"/{draft}")

    assert (answer.status, answer.body) == (200, {"name_blocked_until": None})
    assert house.meta.calls == []
    house.draft()


def test_a_sync_leaves_drafts_alone(house: House) -> None:
    draft = house.draft()

    house.templates.sync(WS, WABA)

    assert house.status(draft) == "DRAFT"


def test_there_is_an_end_to_drafts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.features.templates.authoring.MOST_DRAFTS", 2)
    house.draft(name="one")
    house.draft(name="two")

    answer = house.call("POST", body=wish(name="three"))

    assert (answer.status, answer.body["code"]) == (409, "too_many_drafts")


def test_another_workspace_finds_none_of_it(house: House) -> None:
    draft = house.draft()

    for method, path, body in (
        ("GET", f"/{draft}", None),
        ("PUT", f"/{draft}", changed()),
        ("DELETE", f"/{draft}", None),
        ("POST", f"/{draft}/submit", None),
        ("POST", f"/{draft}/duplicate", {}),
        ("GET", f"/{draft}/history", None),
        ("POST", "", wish()),
        ("POST", "/lint", wish()),
    ):
        assert house.call(method, path, body, ws=OTHER_WS).status == 404, (method, path)
    assert house.status(draft) == "DRAFT"


# ── samples of files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_uploaded_sample_becomes_metas_handle_when_the_draft_is_saved(house: House) -> None:
    house.files.found["abc"] = (b"jpeg bytes", "image/jpeg")

    draft = house.draft(PICTURE, BODY)

    header = house.call("GET", f"/{draft}").body["components"][0]
    assert header["example"] == {"header_handle": ["4::10"]}
    assert house.meta.calls == [("sample", ("990011223344556", b"jpeg bytes", "image/jpeg"))]
    house.call("PUT", f"/{draft}", changed(header, BODY))
    assert len(house.meta.calls) == 1


def test_samples_of_cards_are_exchanged_too(house: House) -> None:
    house.files.found["abc"] = (b"x", "image/png")
    cards = [{"components": [PICTURE, {"type": "BODY", "text": "A kettle."}]}] * 2

    draft = house.draft(BODY, {"type": "CAROUSEL", "cards": cards})

    found = house.call("GET", f"/{draft}").body["components"][1]["cards"]
    assert [card["components"][0]["example"] for card in found] == [{"header_handle": ["4::1"]}] * 2


def test_a_sample_that_is_not_there_is_named(house: House) -> None:
    answer = house.call("POST", body=wish(PICTURE, BODY))

    assert (answer.status, answer.body["code"]) == (400, "no_upload")
    assert [one["field"] for one in answer.body["errors"]] == ["header.example"]


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [
        (refused(190, 463), 409, "token_expired"),
        (GraphUnreachable("reset"), 503, "meta_unreachable"),
    ],
)
def test_a_sample_that_meta_does_not_take_leaves_no_draft(
    house: House, trouble: Exception, status: int, code: str
) -> None:
    house.files.found["abc"] = (b"x", "image/png")
    house.meta.trouble["sample"] = trouble

    answer = house.call("POST", body=wish(PICTURE, BODY))

    assert (answer.status, answer.body["code"]) == (status, code)
    assert house.table.rows == {}
