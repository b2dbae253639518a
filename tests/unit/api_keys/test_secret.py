"""What the door lets in: the right secret of a key that is still good, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from shared.core.ids import WorkspaceId
from shared.core.keys import Key, api_key, api_key_route
from shared.features.api_keys.door import Door
from shared.features.api_keys.secret import SHAPE, admitted, hashed, key_text, new_secret

ID = "01kaq3v5m4k2c7r8s9t0v1w2x3"
WS = WorkspaceId("ws_0123456789abcdefghjkmnpqrs")
SECRET = "s" * 43
NOW = "2026-11-22T12:00:00.000Z"
Table = dict[tuple[str, str], dict[str, object]]


def rows(**row: object) -> Table:
    place, route = api_key(WS, ID), api_key_route(ID)
    return {
        (place.pk, place.sk): {"hash": hashed(SECRET), **row},
        (route.pk, route.sk): {"workspace": WS},
    }


def ask(authorization: str, table: Table, now: str = NOW) -> tuple[str, str] | None:
    def read(key: Key) -> Mapping[str, object] | None:
        return table.get((key.pk, key.sk))

    return admitted(authorization, read, now)


def test_the_right_secret_opens_its_own_workspace() -> None:
    assert ask(f"Bearer {key_text(ID, SECRET)}", rows()) == (ID, WS)
    assert ask(f"bearer  {key_text(ID, SECRET)} ", rows()) == (ID, WS)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer ",
        key_text(ID, SECRET),
        f"Basic {key_text(ID, SECRET)}",
        f"Bearer {key_text(ID, 't' + SECRET[1:])}",
        f"Bearer {key_text(ID, SECRET)}x",
        f"Bearer {key_text(ID, SECRET)} Bearer {key_text(ID, SECRET)}",
        f"Bearer {key_text(ID[:-1] + '4', SECRET)}",
        f"Bearer wlk_{ID}",
        f"Bearer {hashed(SECRET)}",
        "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
    ],
)
def test_anything_else_stays_outside(authorization: str) -> None:
    assert ask(authorization, rows()) is None


def test_a_revoked_key_stays_outside_even_if_its_route_were_left() -> None:
    assert ask(f"Bearer {key_text(ID, SECRET)}", rows(revoked_at=NOW)) is None


def test_a_key_is_good_up_to_its_end_and_not_at_it() -> None:
    table = rows(expires_at="2026-11-22T12:00:00.000Z")

    assert ask(f"Bearer {key_text(ID, SECRET)}", table, "2026-11-22T11:59:59.000Z") == (ID, WS)
    assert ask(f"Bearer {key_text(ID, SECRET)}", table, NOW) is None


def test_a_key_without_a_route_or_a_row_stays_outside() -> None:
    for left_out in (api_key(WS, ID), api_key_route(ID)):
        table = rows()
        del table[left_out.pk, left_out.sk]
        assert ask(f"Bearer {key_text(ID, SECRET)}", table) is None


def test_the_secret_is_not_in_what_is_kept() -> None:
    secret = new_secret()

    assert SHAPE.fullmatch(key_text(ID, secret))
    assert secret not in hashed(secret)
    assert secret not in json.dumps(list(rows().values()))
    assert len({new_secret() for _ in range(200)}) == 200


class Reader:
    """The authorizer's view of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.asked: list[str] = []

    def row(self, table: str, pk: str, sk: str) -> Mapping[str, str] | None:
        self.asked.append(table)
        found = self.table.get((pk, sk))
        return {name: str(value) for name, value in found.items()} if found is not None else None


def test_the_authorizer_answers_as_api_gateway_wants_it() -> None:
    seen = Reader(rows(expires_at="2026-11-22T12:00:00.000Z"))
    noon = 1_795_348_800.0
    event = {"version": "2.0", "type": "REQUEST", "headers": {"authorization": f"Bearer {key_text(ID, SECRET)}"}}

    assert Door(seen, "waloom", lambda: noon - 1).answer(event, None) == {
        "isAuthorized": True,
        "context": {"key": ID, "workspace": WS},
    }
    assert Door(seen, "waloom", lambda: noon).answer(event, None) == {"isAuthorized": False}
    assert Door(seen, "waloom").answer({"headers": None}, None) == {"isAuthorized": False}
    assert set(seen.asked) == {"waloom"}
