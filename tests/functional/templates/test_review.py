"""What happens at Meta: review, lost answers, edits within limits, deletion and blocked names, news and history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shared.core import keys
from shared.core.meta import GraphUnknown, GraphUnreachable
from shared.core.ports import Change
from shared.core.templates import WantedTemplate
from tests.functional.conftest import WS
from tests.functional.templates.conftest import BODY, WABA, House, changed, refused, wish

OTHER: dict[str, Any] = {"type": "BODY", "text": "Your kettle is ready. Come by when it suits you."}


def news(house: House, status: str, mark: str = "1", name: str = "kettle_ready") -> None:
    """As the intake lays a webhook over the row."""
    change = Change(set={"status": status, "status_version": mark})
    house.table.amend(keys.template(WS, WABA, name, "en_GB"), change)


def notices(house: House) -> list[str]:
    return [str(row["title"]) for row in house.table.scan(keys.notices(WS))]


# ── submitting ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_goes_to_review_and_comes_back_approved(house: House) -> None:
    draft = house.draft(ttl_seconds=600)

    house.clock.forward(minutes=1)
    answer = house.call("POST", f"/{draft}/submit")
    house.clock.forward(minutes=1)
    house.meta.judge("kettle_ready", "APPROVED")
    house.templates.sync(WS, WABA)

    assert (answer.status, answer.body["status"]) == (200, "PENDING")
    wanted = house.meta.calls[0][1]
    assert (wanted.name, wanted.category, wanted.ttl_seconds, list(wanted.components)) == (
        "kettle_ready",
        "UTILITY",
        600,
        [BODY],
    )
    assert house.status(draft) == "APPROVED"
    assert house.history(draft) == [
        ("status", None, "PENDING", "APPROVED"),
        ("submitted", "Marta Quill", None, "PENDING"),
        ("created", "Marta Quill", None, None),
    ]


def test_a_broken_rule_stops_it_before_meta_hears_of_it(house: House) -> None:
    draft = house.draft({"type": "BODY", "text": "Your kettle is ready, {{1}}"}, {"type": "FOOTER", "text": ""})

    answer = house.call("POST", f"/{draft}/submit")

    assert (answer.status, answer.body["code"]) == (400, "template_lint")
    assert [one["field"] for one in answer.body["errors"]] == ["body.text", "body.example.1", "footer.text"]
    assert house.meta.calls == []


def test_metas_verdict_may_come_before_its_answer(house: House) -> None:
    draft = house.draft()
    house.meta.meanwhile = lambda: news(house, "APPROVED")

    answer = house.call("POST", f"/{draft}/submit")

    assert answer.body["status"] == "APPROVED"


def test_news_whose_answer_got_lost_wait_for_the_listing(house: House) -> None:
    """Killed after Meta's deed: the row is no draft any more and has no id."""
    draft = house.draft()
    house.meta.create("t", WABA, _wanted(BODY))
    news(house, "REJECTED")

    edit, gone = house.call("PUT", f"/{draft}", changed(OTHER)), house.call("DELETE", f"/{draft}")
    house.meta.judge("kettle_ready", "REJECTED")
    house.templates.sync(WS, WABA)

    assert (edit.body["code"], gone.body["code"]) == ("template_unsynced", "template_unsynced")
    assert house.call("PUT", f"/{draft}", changed(OTHER)).body["status"] == "PENDING"


def test_meta_may_choose_another_category(house: House) -> None:
    draft = house.draft()
    house.meta.category = "MARKETING"

    assert house.call("POST", f"/{draft}/submit").body["category"] == "MARKETING"
    assert ("category", None, "UTILITY", "MARKETING") in house.history(draft)


def test_an_answer_that_got_lost_is_found_in_metas_list(house: House) -> None:
    draft = house.draft()
    house.meta.after["create"] = GraphUnknown("reset")

    answer = house.call("POST", f"/{draft}/submit")

    assert (answer.status, answer.body["status"]) == (200, "PENDING")
    assert [name for name, _ in house.meta.calls] == ["create", "list"]


@pytest.mark.parametrize("trouble", [GraphUnknown("reset"), GraphUnreachable("no route")])
def test_a_call_that_never_arrived_leaves_the_draft_to_try_again(house: House, trouble: Exception) -> None:
    draft = house.draft()
    house.meta.trouble["create"] = trouble

    answer = house.call("POST", f"/{draft}/submit")

    assert (answer.status, answer.body["code"]) == (503, "meta_unreachable")
    assert house.status(draft) == "DRAFT"
    assert house.call("POST", f"/{draft}/submit").body["status"] == "PENDING"


@pytest.mark.parametrize(
    ("subcode", "field"),
    [
        (2388023, "name"),
        (2388047, "header"),
        (2388072, "body.text"),
        (2388073, "footer.text"),
        (2388293, "body.text"),
        (2388299, "body.text"),
        (2388019, None),
    ],
)
def test_what_meta_refuses_is_told_in_its_words_beside_the_field(house: House, subcode: int, field: str | None) -> None:
    draft = house.draft()
    house.meta.trouble["create"] = refused(100, subcode, user_title="Not like this", user_msg="Do it otherwise.")

    answer = house.call("POST", f"/{draft}/submit")

    assert (answer.status, answer.body["code"]) == (400, "template_refused")
    assert answer.body["detail"] == "Meta refused this template. Not like this. Do it otherwise."
    assert [one["field"] for one in answer.body.get("errors") or []] == ([field] if field else [])
    assert house.status(draft) == "DRAFT"


def test_a_dead_token_is_told_in_the_words_of_the_connection(house: House) -> None:
    draft = house.draft()
    house.meta.trouble["create"] = refused(190, 463)

    answer = house.call("POST", f"/{draft}/submit")

    assert (answer.status, answer.body["code"]) == (409, "token_expired")
    assert house.accounts.refusals == [(WABA, 190)]


def test_a_template_made_elsewhere_meanwhile_takes_the_drafts_place_and_nothing_is_lost(house: House) -> None:
    draft = house.draft(OTHER)
    house.meta.create("t", WABA, _wanted(BODY))

    answer = house.call("POST", f"/{draft}/submit")

    assert (answer.status, answer.body["code"]) == (400, "template_refused")
    assert house.call("GET", f"/{draft}").body["components"] == [BODY]
    changes = [one["changes"] for one in house.call("GET", f"/{draft}/history").body["items"] if one["kind"] == "text"]
    assert {"path": "body.text", "before": OTHER["text"], "after": BODY["text"]} in changes[0]


def _wanted(*components: dict[str, Any]) -> WantedTemplate:
    return WantedTemplate("kettle_ready", "en_GB", "UTILITY", "POSITIONAL", components)


def test_only_a_draft_is_submitted(house: House) -> None:
    made = house.approved()

    answer = house.call("POST", f"/{made}/submit")

    assert (answer.status, answer.body["code"]) == (409, "template_not_draft")


# ── editing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_goes_to_meta_and_back_into_review(house: House) -> None:
    made = house.approved()
    house.clock.forward(minutes=1)

    answer = house.call("PUT", f"/{made}", changed(OTHER))

    assert (answer.status, answer.body["status"]) == (200, "PENDING")
    assert answer.body["components"] == [OTHER]
    item = house.call("GET", f"/{made}/history").body["items"][0]
    assert (item["kind"], item["by"], item["before"], item["after"]) == ("edited", "Marta Quill", "APPROVED", "PENDING")
    assert item["changes"] == [
        {"path": "body.example.body_text.0.0", "before": "Mira", "after": ""},
        {"path": "body.text", "before": BODY["text"], "after": OTHER["text"]},
    ]


def test_an_approved_template_is_edited_once_a_day_and_ten_times_a_month(house: House) -> None:
    made = house.approved()
    for edit in range(10):
        words = {"type": "BODY", "text": f"Kettle number {edit} is ready. Come by."}
        assert house.call("PUT", f"/{made}", changed(words)).status == 200
        house.meta.judge("kettle_ready", "APPROVED")
        house.templates.sync(WS, WABA)
        if edit == 0:
            answer = house.call("PUT", f"/{made}", changed(OTHER))
            assert (answer.status, answer.body["code"]) == (409, "template_edit_limit")
            assert answer.body["detail"].endswith("from 2026-11-23T12:00:00.000Z.")
        house.clock.forward(hours=24)

    state = house.call("GET", f"/{made}").body["edit"]
    answer = house.call("PUT", f"/{made}", changed(OTHER))

    assert state == {"allowed": False, "reason": "monthly", "next_at": "2026-12-22T12:00:00.000Z", "left": 0}
    assert (answer.status, answer.body["code"]) == (409, "template_edit_limit")
    house.clock.forward(days=20)
    assert house.call("PUT", f"/{made}", changed(OTHER)).status == 200


def test_a_rejected_template_is_edited_freely_even_in_its_category(house: House) -> None:
    made = house.draft()
    house.call("POST", f"/{made}/submit")
    for words in ("One two three four.", "Five six seven eight."):
        house.meta.judge("kettle_ready", "REJECTED")
        house.templates.sync(WS, WABA)
        body = changed({"type": "BODY", "text": words}, category="MARKETING")
        assert house.call("PUT", f"/{made}", body).status == 200

    assert house.call("GET", f"/{made}").body["category"] == "MARKETING"
    edits = [what for name, what in house.meta.calls if name == "edit"]
    assert [category for _, _, category in edits] == ["MARKETING", None]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "other"}, "name"),
        ({"language": "es"}, "language"),
        ({"category": "MARKETING"}, "category"),
        ({"parameter_format": "NAMED"}, "parameter_format"),
    ],
)
def test_what_meta_lets_nobody_change_stays(house: House, facts: dict[str, Any], field: str) -> None:
    made = house.approved()

    answer = house.call("PUT", f"/{made}", changed(OTHER, **facts))

    assert (answer.status, answer.body["code"]) == (400, "template_fixed")
    assert [one["field"] for one in answer.body["errors"]] == [field]
    assert house.status(made) == "APPROVED"


@pytest.mark.parametrize("status", ["PENDING", "DISABLED", "IN_APPEAL", "PENDING_DELETION", "ARCHIVED"])
def test_others_are_not_edited(house: House, status: str) -> None:
    made = house.approved()
    house.meta.judge("kettle_ready", status)
    house.templates.sync(WS, WABA)

    answer = house.call("PUT", f"/{made}", changed(OTHER))

    assert (answer.status, answer.body["code"]) == (409, "template_not_editable")
    assert house.call("GET", f"/{made}").body["edit"]["reason"] == "status"


def test_saving_what_has_not_changed_costs_no_edit(house: House) -> None:
    made = house.approved()

    assert house.call("PUT", f"/{made}", changed()).body["status"] == "APPROVED"
    assert "edit" not in [name for name, _ in house.meta.calls]
    assert house.call("GET", f"/{made}").body["edit"]["left"] == 10


def test_an_edit_is_linted_too(house: House) -> None:
    made = house.approved()

    answer = house.call("PUT", f"/{made}", changed({"type": "BODY", "text": "{{1}}"}))

    assert (answer.status, answer.body["code"]) == (400, "template_lint")
    assert house.status(made) == "APPROVED"


def test_an_edit_hands_a_new_sample_in_first_but_not_for_a_broken_template(house: House) -> None:
    made = house.approved()
    house.files.found["abc"] = (b"jpeg", "image/jpeg")
    picture = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["upload:abc"]}}

    broken = house.call("PUT", f"/{made}", changed(picture, {"type": "BODY", "text": ""}))
    samples = [name for name, _ in house.meta.calls].count("sample")
    answer = house.call("PUT", f"/{made}", changed(picture, OTHER))

    assert (broken.body["code"], samples) == ("template_lint", 0)
    assert answer.status == 200
    edit = next(what for name, what in house.meta.calls if name == "edit")
    assert edit[1].components[0]["example"] == {"header_handle": ["4::4"]}


def test_an_edits_verdict_may_come_before_its_answer(house: House) -> None:
    made = house.approved()
    news(house, "APPROVED", "1")
    house.meta.meanwhile = lambda: news(house, "REJECTED", "2")

    answer = house.call("PUT", f"/{made}", changed(OTHER))

    assert (answer.body["status"], answer.body["components"]) == ("REJECTED", [OTHER])


def test_an_older_listing_does_not_undo_an_edit(house: House) -> None:
    made = house.approved()
    older = house.meta.listed["kettle_ready", "en_GB"]
    house.clock.forward(minutes=1)
    house.call("PUT", f"/{made}", changed(OTHER))

    house.clock.forward(minutes=-1)
    house.meta.listed["kettle_ready", "en_GB"] = replace(older, status="APPROVED")
    house.templates.sync(WS, WABA)

    assert house.call("GET", f"/{made}").body["components"] == [OTHER]
    assert house.status(made) == "PENDING"


def test_who_edits_an_authentication_template_hands_metas_words_back(house: House) -> None:
    otp = {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"}]}
    made = house.approved({"type": "BODY", "add_security_recommendation": True}, otp, category="AUTHENTICATION")
    words = {"type": "BODY", "text": "*{{1}}* is your code.", "add_security_recommendation": True}
    house.meta.judge("kettle_ready", "APPROVED", components=(words, otp))
    house.templates.sync(WS, WABA)
    listed = house.call("GET", f"/{made}").body["components"]

    same = house.call("PUT", f"/{made}", changed(*listed, category="AUTHENTICATION"))
    footer = {"type": "FOOTER", "code_expiration_minutes": 5}
    other = house.call("PUT", f"/{made}", changed(*listed, footer, category="AUTHENTICATION"))

    assert (same.status, same.body["status"]) == (200, "APPROVED")
    assert (other.status, other.body["status"]) == (200, "PENDING")
    assert {"type": "BODY", "add_security_recommendation": True} in other.body["components"]


# ── deleting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_name_is_blocked_for_thirty_days(house: House) -> None:
    made = house.approved()

    answer = house.call("DELETE", f"/{made}")

    assert answer.body == {"name_blocked_until": "2026-12-22T12:00:00.000Z"}
    assert house.call("GET", f"/{made}").status == 404
    findings = house.call("POST", "/lint", wish(language="es")).body["findings"]
    assert [(one["path"], one["code"]) for one in findings] == [("name", "name_blocked")]
    draft = house.draft()
    assert house.call("POST", f"/{draft}/submit").body["code"] == "template_lint"
    house.clock.forward(days=30)
    assert house.call("POST", f"/{draft}/submit").body["status"] == "PENDING"


def test_deleting_one_language_blocks_that_language_only(house: House) -> None:
    made = house.approved()
    house.approved(language="es")

    house.call("DELETE", f"/{made}")

    assert house.call("POST", "/lint", wish(language="fr")).body["findings"] == []
    found = house.call("POST", "/lint", wish()).body["findings"]
    assert [one["code"] for one in found] == ["name_blocked"]


def test_a_name_that_was_never_approved_is_free_at_once(house: House) -> None:
    made = house.draft()
    house.call("POST", f"/{made}/submit")
    house.meta.judge("kettle_ready", "REJECTED")
    house.templates.sync(WS, WABA)

    assert house.call("DELETE", f"/{made}").body == {"name_blocked_until": None}
    assert house.call("POST", "/lint", wish()).body["findings"] == []


def test_an_edited_template_in_review_was_approved_once(house: House) -> None:
    made = house.approved()
    house.call("PUT", f"/{made}", changed(OTHER))

    assert house.call("DELETE", f"/{made}").body["name_blocked_until"] is not None


def test_a_disabled_template_stays(house: House) -> None:
    made = house.approved()
    house.meta.judge("kettle_ready", "DISABLED")
    house.templates.sync(WS, WABA)

    answer = house.call("DELETE", f"/{made}")

    assert (answer.status, answer.body["code"]) == (409, "template_disabled")
    assert "delete" not in [name for name, _ in house.meta.calls]


def test_what_meta_does_not_delete_stays_here(house: House) -> None:
    made = house.approved()
    house.meta.trouble["delete"] = refused(100, user_title="No", user_msg="Not now.")

    answer = house.call("DELETE", f"/{made}")

    assert (answer.status, answer.body["code"]) == (400, "template_refused")
    assert house.status(made) == "APPROVED"


# ── what a listing tells ────────────────────────────────────────────────────────────────────────────────────────────


def test_news_that_were_lost_are_noticed_by_the_listing(house: House) -> None:
    made = house.approved()
    house.clock.forward(hours=1)
    house.meta.judge("kettle_ready", "PAUSED", category="MARKETING", quality="RED", components=(OTHER,))
    house.templates.sync(WS, WABA)

    assert sorted(house.history(made)[:4]) == [
        ("category", None, "UTILITY", "MARKETING"),
        ("quality", None, None, "RED"),
        ("status", None, "APPROVED", "PAUSED"),
        ("text", None, None, None),
    ]
    assert sorted(notices(house)) == [
        "Template “kettle_ready” (en_GB) is marketing now",
        "Template “kettle_ready” (en_GB) is paused",
    ]
    house.clock.forward(hours=1)
    house.templates.sync(WS, WABA)
    assert len(notices(house)) == 2


def test_what_webhooks_have_told_is_not_told_again(house: House) -> None:
    made = house.approved()
    news(house, "PAUSED")
    house.meta.judge("kettle_ready", "PAUSED")
    before = house.history(made)

    house.templates.sync(WS, WABA)

    assert house.history(made) == before
    assert notices(house) == []


def test_a_history_is_read_page_by_page(house: House) -> None:
    made = house.approved()

    first = house.call("GET", f"/{made}/history?limit=2").body
    rest = house.call("GET", f"/{made}/history?limit=2&cursor={first['next_cursor']}").body

    assert [one["kind"] for one in first["items"] + rest["items"]] == ["status", "submitted", "created"]
    assert rest["next_cursor"] is None
