"""Which template a first message may be made of: one that can be sent as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shared.core.accounts import ListedTemplate
from shared.core.ids import WabaId
from shared.features.templates.model import Template, kept
from shared.wiring.firsts import needs_nothing

BODY = {"type": "BODY", "text": "Hello!"}


def template(*components: Mapping[str, Any], category: str = "UTILITY") -> Template:
    listed = ListedTemplate("1", "hello_world", "en_US", category, "APPROVED", "POSITIONAL", components)
    return kept(WabaId("770100200300401"), listed)


@pytest.mark.parametrize(
    "components",
    [
        [BODY],
        [{"type": "HEADER", "format": "TEXT", "text": "Hello World"}, BODY, {"type": "FOOTER", "text": "WhatsApp"}],
        [BODY, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Shop", "url": "https://example.test"}]}],
        [BODY, {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop offers"}]}],
    ],
)
def test_a_template_without_variables_can_go_as_it_is(components: list[Mapping[str, Any]]) -> None:
    assert needs_nothing(template(*components))


@pytest.mark.parametrize(
    "components",
    [
        [{"type": "BODY", "text": "Your order {{1}}"}],
        [{"type": "BODY", "text": "Dear {{ name }}"}],
        [{"type": "HEADER", "format": "IMAGE"}, BODY],
        [{"type": "HEADER", "format": "TEXT", "text": "{{1}}"}, BODY],
        [BODY, {"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://example.test/{{1}}"}]}],
        [BODY, {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE"}]}],
        [BODY, {"type": "BUTTONS", "buttons": [{"type": "FLOW", "flow_id": "1"}]}],
        [BODY, {"type": "CAROUSEL", "cards": []}],
        [BODY, {"type": "LIMITED_TIME_OFFER"}],
    ],
)
def test_one_that_wants_something_filled_in_can_not(components: list[Mapping[str, Any]]) -> None:
    assert not needs_nothing(template(*components))


def test_a_login_code_is_no_greeting() -> None:
    assert not needs_nothing(template(BODY, category="AUTHENTICATION"))
