"""Filling templates: Meta's components, the words the customer reads, and every mistake named."""

from __future__ import annotations

from typing import Any

import pytest

from shared.core.errors import Invalid
from shared.features.inbox.book import TemplateFacts
from shared.features.inbox.templating import Filling, fill


def template(*components: dict[str, Any], form: str = "POSITIONAL") -> TemplateFacts:
    return TemplateFacts("offer", "en_GB", "MARKETING", "APPROVED", form, components)


BODY = {"type": "BODY", "text": "Hi {{1}}, order {{2}} is ready. Thank you, {{1}}."}
NAMED = {"type": "BODY", "text": "Hi {{first_name}}, see you {{day}}."}


def problems(found: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {field.field for field in found.value.fields}


def test_positional_values_go_in_by_number_however_often_they_stand() -> None:
    filled = fill(template(BODY), Filling(body=["Mira", "A-17"]))

    assert filled.rendered["body"] == "Hi Mira, order A-17 is ready. Thank you, Mira."
    assert filled.components == [
        {"type": "body", "parameters": [{"type": "text", "text": "Mira"}, {"type": "text", "text": "A-17"}]}
    ]


def test_variables_that_do_not_stand_in_order_keep_their_numbers() -> None:
    filled = fill(template({"type": "BODY", "text": "{{2}} before {{1}}."}), Filling(body=["one", "two"]))

    assert filled.rendered["body"] == "two before one."
    assert [part["text"] for part in filled.components[0]["parameters"]] == ["one", "two"]


def test_named_values_carry_their_names() -> None:
    filled = fill(template(NAMED, form="NAMED"), Filling(body={"day": "Tuesday", "first_name": "Mira"}))

    assert filled.rendered["body"] == "Hi Mira, see you Tuesday."
    assert {(part["parameter_name"], part["text"]) for part in filled.components[0]["parameters"]} == {
        ("first_name", "Mira"),
        ("day", "Tuesday"),
    }


def test_a_template_without_variables_needs_no_components() -> None:
    filled = fill(template({"type": "BODY", "text": "We are open."}, {"type": "FOOTER", "text": "Leeds"}), Filling())

    assert filled.components == []
    assert filled.rendered["footer"] == "Leeds"


@pytest.mark.parametrize(
    ("filling", "fields"),
    [
        (Filling(body=["Mira"]), {"template.body.2"}),
        (Filling(body=["Mira", "  "]), {"template.body.2"}),
        (Filling(body=["a", "b", "c"]), {"template.body"}),
        (Filling(body={"1": "a", "2": "b", "3": "c"}), {"template.body.3"}),
        (Filling(), {"template.body.1", "template.body.2"}),
        (Filling(body=["a", "b"], buttons={0: "x"}), {"template.buttons.0"}),
        (Filling(body=["x" * 600, "y" * 600]), {"template.body"}),
    ],
)
def test_every_mistake_is_named(filling: Filling, fields: set[str]) -> None:
    with pytest.raises(Invalid) as found:
        fill(template(BODY, {"type": "FOOTER", "text": "x"}) if not filling.buttons else template(BODY), filling)

    assert fields <= problems(found)


def test_newlines_and_tabs_become_spaces_because_meta_refuses_them() -> None:
    filled = fill(template(BODY), Filling(body=["Mira\n\tQuill", "a      b"]))

    assert [part["text"] for part in filled.components[0]["parameters"]] == ["Mira Quill", "a b"]


def test_a_media_header_waits_for_its_file() -> None:
    header = {"type": "HEADER", "format": "IMAGE"}

    with pytest.raises(Invalid) as found:
        fill(template(header), Filling())
    filled = fill(template(header), Filling(has_media=True))

    assert problems(found) == {"template.media_upload_id"}
    assert filled.components == [{"type": "header", "parameters": [{"type": "image"}]}]


def test_buttons_take_their_place_in_the_whole_list() -> None:
    buttons = {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Stop offers"},
            {"type": "URL", "text": "Shop", "url": "https://example.test/w/{{1}}"},
            {"type": "URL", "text": "About", "url": "https://example.test/about"},
            {"type": "COPY_CODE", "text": "Copy"},
        ],
    }

    filled = fill(template(buttons), Filling(buttons={0: "OPT_OUT", 1: "W417", 3: "TEAL10"}))

    assert [(part["sub_type"], part["index"], part["parameters"][0]) for part in filled.components] == [
        ("quick_reply", "0", {"type": "payload", "payload": "OPT_OUT"}),
        ("url", "1", {"type": "text", "text": "W417"}),
        ("copy_code", "3", {"type": "coupon_code", "coupon_code": "TEAL10"}),
    ]


def test_a_link_without_its_last_part_and_a_button_that_is_not_there_are_named() -> None:
    buttons = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Shop", "url": "https://example.test/{{1}}"}]}

    with pytest.raises(Invalid) as found:
        fill(template(buttons), Filling(buttons={5: "x"}))

    assert problems(found) == {"template.buttons.0", "template.buttons.5"}
