"""Looking at a template, comparing two, turning Meta's listing back, and when it may be edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.core.accounts import ListedTemplate
from shared.core.ids import WabaId
from shared.features.templates.limits import EditState, edit_state
from shared.features.templates.model import Template, UnknownTemplate, kept, template_key
from shared.features.templates.pure.authored import authored, without_samples_of_files
from shared.features.templates.pure.definition import Definition
from shared.features.templates.pure.diff import Difference, diff
from shared.features.templates.pure.lint import lint
from shared.features.templates.pure.render import Button, Values, render, samples

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LISTED_LOGIN: list[dict[str, Any]] = [
    {"type": "BODY", "text": "*{{1}}* is your verification code.", "add_security_recommendation": True},
    {"type": "FOOTER", "text": "This code expires in 10 minutes.", "code_expiration_minutes": 10},
    {
        "type": "BUTTONS",
        "buttons": [
            {
                "type": "URL",
                "text": "Copy code",
                "url": "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}",
            }
        ],
    },
]


def definition(*components: dict[str, Any], category: str = "MARKETING") -> Definition:
    return Definition("winter_offer", "en_GB", category, components)


def test_a_preview_shows_what_is_filled_in_and_what_is_not() -> None:
    found = render(definition({"type": "BODY", "text": "Hi {{1}}, order {{2}}."}), Values(body=["Mira"]))

    assert found.body == "Hi Mira, order {{2}}."


def test_a_preview_of_everything() -> None:
    card = {
        "components": [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::x"]}},
            {"type": "BODY", "text": "The {{1}} kettle.", "example": {"body_text": [["teal"]]}},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "More"}]},
        ]
    }
    wanted = definition(
        {"type": "BODY", "text": "Hi {{1}}, look.", "example": {"body_text": [["Mira"]]}},
        {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Ends soon"}},
        {"type": "CAROUSEL", "cards": [card, card]},
    )

    found = render(wanted, samples(wanted))

    assert (found.body, found.offer, found.header_format) == ("Hi Mira, look.", "Ends soon", None)
    assert [(one.header_format, one.body, one.buttons) for one in found.cards] == [
        ("IMAGE", "The teal kettle.", (Button("QUICK_REPLY", "More"),))
    ] * 2


def test_buttons_of_a_preview_lead_where_the_samples_say() -> None:
    wanted = definition(
        {"type": "BODY", "text": "Look."},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "URL", "text": "Shop", "url": "https://x.test/{{1}}", "example": ["https://x.test/W4"]},
                {"type": "COPY_CODE", "example": "TEAL10"},
                {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+441134960321"},
            ],
        },
    )

    assert render(wanted, samples(wanted)).buttons == (
        Button("URL", "Shop", url="https://x.test/W4"),
        Button("COPY_CODE", "", code="TEAL10"),
        Button("PHONE_NUMBER", "Call", phone_number="+441134960321"),
    )


def test_an_authentication_template_is_shown_in_metas_words() -> None:
    found = render(
        definition(
            {"type": "BODY", "add_security_recommendation": True},
            {"type": "FOOTER", "code_expiration_minutes": 5},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
            category="AUTHENTICATION",
        ),
        Values(body=["123456"]),
    )

    assert found.body == "*123456* is your verification code. For your security, do not share this code."
    assert (found.footer, found.buttons) == ("This code expires in 5 minutes.", (Button("OTP", "Copy code"),))


def test_a_listed_authentication_template_can_be_handed_in_again() -> None:
    found = authored(LISTED_LOGIN, "AUTHENTICATION")

    assert lint(definition(*found, category="AUTHENTICATION")) == []
    assert found[2]["buttons"] == [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]


def test_a_copy_has_no_samples_of_files_but_those_of_words() -> None:
    picture = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://meta.test/x"]}}
    words = {"type": "BODY", "text": "Hi {{1}} there.", "example": {"body_text": [["Mira"]]}}

    found = without_samples_of_files([picture, words, {"type": "CAROUSEL", "cards": [{"components": [picture]}]}])

    bare = {"type": "HEADER", "format": "IMAGE"}
    assert found == [bare, words, {"type": "CAROUSEL", "cards": [{"components": [bare]}]}]


def test_a_diff_names_fields_as_the_lint_does() -> None:
    before: list[dict[str, Any]] = [
        {"type": "BODY", "text": "Old", "example": {"body_text": [["a"]]}},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "One"}]},
        {"type": "CAROUSEL", "cards": [{"components": [{"type": "BODY", "text": "x"}]}]},
    ]
    after: list[dict[str, Any]] = [
        {"type": "BODY", "text": "New", "example": {"body_text": [["a"]]}},
        {"type": "FOOTER", "text": "Leeds"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Two"}]},
        {"type": "CAROUSEL", "cards": [{"components": [{"type": "BODY", "text": "y"}]}]},
    ]

    assert diff(before, after) == [
        Difference("body.text", "Old", "New"),
        Difference("buttons.0.text", "One", "Two"),
        Difference("cards.0.body.text", "x", "y"),
        Difference("footer.text", "", "Leeds"),
    ]


def listed(status: str, *ages: timedelta) -> Template:
    found = kept(
        WabaId("1"),
        ListedTemplate("9", "winter_offer", "en_GB", "UTILITY", status, "POSITIONAL", ({"type": "BODY", "text": "x"},)),
    )
    return replace(found, edited=tuple(NOW - age for age in ages))


HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("template", "state"),
    [
        (listed("DRAFT"), EditState(True)),
        (listed("REJECTED", HOURS), EditState(True)),
        (listed("PAUSED", HOURS), EditState(True)),
        (listed("PENDING"), EditState(False, "status")),
        (listed("DISABLED"), EditState(False, "status")),
        (listed("APPROVED"), EditState(True, left=10)),
        (listed("APPROVED", 24 * HOURS), EditState(True, left=9)),
        (listed("APPROVED", 23 * HOURS), EditState(False, "daily", NOW + HOURS, 9)),
        (
            listed("APPROVED", *(at * 2 * DAYS for at in range(1, 11))),
            EditState(False, "monthly", NOW + 10 * DAYS, 0),
        ),
        (listed("APPROVED", *(at * 2 * DAYS for at in range(1, 10)), 31 * DAYS), EditState(True, left=1)),
    ],
)
def test_edits_are_counted_as_meta_counts_them(template: Template, state: EditState) -> None:
    assert edit_state(template, NOW) == state


@pytest.mark.parametrize(
    "text", ["", "winter_offer", "1.winter_offer", "1.Winter.en", "1.a.en/..", "x.a.en", "1.a.en\n"]
)
def test_what_never_was_an_id_is_not_found(text: str) -> None:
    with pytest.raises(UnknownTemplate):
        template_key(text)


def test_an_id_is_read_back() -> None:
    assert str(template_key("770100200300401.winter_offer.en_GB")) == "770100200300401.winter_offer.en_GB"
