"""Routes are loaded in groups: each request must meet a resolver that knows its route."""

from __future__ import annotations

import pytest

from shared.features.workspaces.roles import ROUTES
from shared.wiring.handlers import api_group
from shared.wiring.http import registered
from shared.wiring.routes import GROUPS, WHOLE, group_of
from tests.functional.api.conftest import World


def test_every_route_is_in_the_group_its_path_leads_to(world: World) -> None:
    known = {name: set(registered(api_group(world.product, name))) for name in GROUPS}

    for route in ROUTES:
        path = route.split(" ", 1)[1]
        if path not in WHOLE:
            assert route in known[group_of(path)], route


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/nowhere", "/v1/workspaces/x/nowhere", "/elsewhere", "//", ""])
def test_a_path_that_leads_nowhere_is_answered_in_words(world: World, path: str) -> None:
    answer = world.call("GET", path)

    assert (answer.status, answer.body["code"]) == (404, "no_such_route")
