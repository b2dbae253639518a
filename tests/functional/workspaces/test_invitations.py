"""Invitations: a link that works once, for one address, for seven days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from shared.core import keys
from shared.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound, RateLimited
from shared.core.ids import UserId
from shared.core.keys import Key
from shared.features.people.accounts import Accounts
from shared.features.people.http import Cookies
from shared.features.workspaces.invitation_routes import invitation_routes
from shared.features.workspaces.invitations import MOST_A_DAY, sealed
from shared.features.workspaces.member_routes import member_routes
from shared.features.workspaces.members import Wanted
from tests.functional.webapi import Answer, Web
from tests.functional.workspaces.conftest import ADA, AMIR, EVE, ODETTE, House


@pytest.fixture
def api(house: House) -> Web:
    for person in (ODETTE, ADA, AMIR, EVE):
        house.store.remember(person)
    routers = [
        member_routes(house.workspaces, house.members),
        invitation_routes(house.workspaces, house.invitations, cast(Accounts, house.around), Cookies(secure=True)),
    ]
    return Web(routers, house.workspaces.membership)


def everything(house: House) -> Iterator[dict[str, Any]]:
    pages = house.table._client.get_paginator("scan").paginate(TableName="waloom")
    for page in pages:
        yield from page["Items"]


def test_the_mail_carries_the_link_in_the_workspaces_language_and_nothing_else_does(house: House) -> None:
    made = house.invitations.invite(house.actor(ADA), " Eve@Test.invalid ", "agent", limited=True)

    (kind, to, language, facts) = house.around.letters[0]
    assert (kind, to, language) == ("invitation", "eve@test.invalid", "pt")
    assert {name: facts[name] for name in ("workspace", "inviter", "role")} == {
        "workspace": "Quill Kettles",
        "inviter": "Ada",
        "role": "agent",
    }
    assert len(facts["token"]) >= 43
    assert facts["token"] not in str(list(everything(house)))
    assert facts["token"] not in repr(made)


def test_who_accepts_is_a_member_with_the_role_and_limits_offered(house: House) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent", limited=True, masked=True)

    assert house.invitations.accept(house.token(), EVE) == house.ws

    actor = house.actor(EVE)
    assert (actor.role, actor.limited, actor.masked) == ("agent", True, True)
    assert [workspace.id for workspace, _ in house.workspaces.workspaces_of(EVE.id)] == [house.ws]
    assert house.invitations.pending(house.actor(ADA)) == []
    assert house.around.notices == [("member_joined", "Eve has joined", EVE.id)]


def test_a_link_works_once(house: House) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    house.invitations.accept(house.token(), EVE)
    house.members.remove(house.actor(ADA), EVE.id)

    with pytest.raises(NotFound) as over:
        house.invitations.accept(house.token(), EVE)
    assert over.value.reason == "invitation_over"
    assert house.role(EVE) is None


def test_of_two_clicks_on_accept_one_counts(house: House) -> None:
    """Both requests read the invitation before either takes it."""
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    found = house.invitations.open(house.token())
    house.invitations.accept(house.token(), EVE)
    house.members.remove(house.actor(ADA), EVE.id)

    member = house.invitations.store.members.member(house.ws, ADA.id)
    assert member is not None
    assert house.invitations.store.accept(found, replace(member, person=EVE, role=found.role)) is False
    assert house.role(EVE) is None


def test_only_the_invited_address_can_accept(house: House) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")

    with pytest.raises(Conflict) as refused:
        house.invitations.accept(house.token(), replace(EVE, email="other@test.invalid"))

    assert refused.value.reason == "wrong_address"
    assert EVE.email in refused.value.detail
    assert house.role(EVE) is None
    assert house.invitations.accept(house.token(), replace(EVE, email="EVE@test.invalid")) == house.ws


def test_after_seven_days_the_link_is_over_and_the_list_says_so(house: House, api: Web) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    house.clock.forward(days=7)

    for act in (
        lambda: house.invitations.accept(house.token(), EVE),
        lambda: house.invitations.read(house.token()),
    ):
        with pytest.raises(NotFound) as over:
            act()
        assert over.value.reason == "invitation_over"
    listed = api.call("GET", f"/v1/workspaces/{house.ws}/invitations", user=ADA.id).body["items"]
    assert [(one["email"], one["state"]) for one in listed] == [(EVE.email, "expired")]


def test_sending_again_kills_the_old_link(house: House) -> None:
    made = house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    first = house.token()
    house.clock.forward(minutes=2)

    house.invitations.resend(house.actor(ODETTE), made.id)

    assert house.token() != first
    with pytest.raises(NotFound):
        house.invitations.read(first)
    assert house.invitations.read(house.token()).invitation.inviter == "Odette"
    assert len(house.around.letters) == 2


def test_mails_are_a_minute_apart(house: House) -> None:
    made = house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    house.clock.forward(seconds=20)

    with pytest.raises(RateLimited) as early:
        house.invitations.resend(house.actor(ADA), made.id)

    assert (early.value.reason, early.value.retry_after) == ("invitation_just_sent", 40)
    assert len(house.around.letters) == 1


def test_inviting_twice_is_one_invitation_with_what_was_asked_last(house: House) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "viewer")
    house.invitations.invite(house.actor(ADA), EVE.email.upper(), "agent")
    assert len(house.around.letters) == 1
    house.clock.forward(minutes=2)
    house.invitations.invite(house.actor(ADA), EVE.email, "marketer")

    assert [one.role for one, _ in house.invitations.pending(house.actor(ADA))] == ["marketer"]
    assert len(house.around.letters) == 2
    house.invitations.accept(house.token(), EVE)
    assert house.role(EVE) == "marketer"


def test_a_revoked_link_opens_nothing(house: House) -> None:
    made = house.invitations.invite(house.actor(ADA), EVE.email, "agent")

    house.invitations.revoke(house.actor(ADA), made.id)

    with pytest.raises(NotFound):
        house.invitations.accept(house.token(), EVE)
    assert house.table.get(keys.invitation_route(sealed(house.token()))) is None
    with pytest.raises(NotFound):
        house.invitations.revoke(house.actor(ADA), made.id)


def test_members_are_not_invited_again(house: House) -> None:
    with pytest.raises(Conflict) as refused:
        house.invitations.invite(house.actor(ADA), AMIR.email.upper(), "viewer")
    assert refused.value.reason == "already_member"


def test_who_became_a_member_meanwhile_uses_no_link_up_twice(house: House) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "admin")
    house.workspaces.add_member(house.ws, EVE, "viewer")

    with pytest.raises(Conflict) as refused:
        house.invitations.accept(house.token(), EVE)

    assert (refused.value.reason, house.role(EVE)) == ("already_member", "viewer")
    assert house.invitations.pending(house.actor(ADA)) == []


@pytest.mark.parametrize("becomes", ["agent", None])
def test_an_invitation_ends_with_its_senders_right_to_invite(house: House, becomes: str | None) -> None:
    """Who is about to be removed can't leave a door open for themselves."""
    made = house.invitations.invite(house.actor(ADA), EVE.email, "admin")
    if becomes:
        house.members.change(house.actor(ODETTE), ADA.id, Wanted(role=becomes))
    else:
        house.members.remove(house.actor(ODETTE), ADA.id)

    with pytest.raises(NotFound) as over:
        house.invitations.accept(house.token(), EVE)
    assert over.value.reason == "invitation_over"
    assert [(one.id, good) for one, good in house.invitations.pending(house.actor(ODETTE))] == [(made.id, False)]

    house.clock.forward(minutes=2)
    house.invitations.resend(house.actor(ODETTE), made.id)
    assert house.invitations.accept(house.token(), EVE) == house.ws


def test_an_owners_invitation_to_own_ends_when_they_are_no_owner(house: House) -> None:
    house.members.change(house.actor(ODETTE), ADA.id, Wanted(role="owner"))
    house.invitations.invite(house.actor(ADA), EVE.email, "owner")
    house.members.change(house.actor(ODETTE), ADA.id, Wanted(role="admin"))

    with pytest.raises(NotFound):
        house.invitations.read(house.token())


def test_an_invited_owner_is_counted(house: House) -> None:
    house.invitations.invite(house.actor(ODETTE), EVE.email, "owner")
    house.invitations.accept(house.token(), EVE)

    house.members.leave(house.actor(ODETTE))

    assert (house.role(ODETTE), house.role(EVE)) == (None, "owner")


def test_admins_can_not_touch_an_owners_invitation(house: House) -> None:
    made = house.invitations.invite(house.actor(ODETTE), EVE.email, "owner")
    house.clock.forward(minutes=2)

    for act in (
        lambda: house.invitations.resend(house.actor(ADA), made.id),
        lambda: house.invitations.revoke(house.actor(ADA), made.id),
        lambda: house.invitations.invite(house.actor(ADA), EVE.email, "agent"),
    ):
        with pytest.raises(Forbidden):
            act()
    assert house.invitations.pending(house.actor(ADA))[0][0].role == "owner"


def test_nobody_floods_strangers_with_our_mails(house: House) -> None:
    for at in range(MOST_A_DAY):
        house.invitations.invite(house.actor(ADA), f"guest{at}@test.invalid", "viewer")

    with pytest.raises(RateLimited) as refused:
        house.invitations.invite(house.actor(ADA), "one-more@test.invalid", "viewer")

    assert refused.value.reason == "too_many_invitations"
    house.clock.forward(days=1)
    house.invitations.invite(house.actor(ADA), "one-more@test.invalid", "viewer")


@pytest.mark.parametrize(
    "email", ["eve", "eve@", "eve@test.invalid\nBcc: all@test.invalid", "a b@test.invalid", "@x.y"]
)
def test_what_is_no_address_is_refused(house: House, email: str) -> None:
    with pytest.raises(Invalid):
        house.invitations.invite(house.actor(ADA), email, "viewer")
    assert house.around.letters == []


def test_the_api_invites_shows_and_joins(house: House, api: Web) -> None:
    base = f"/v1/workspaces/{house.ws}/invitations"
    made = api.call("POST", base, {"email": EVE.email, "role": "agent", "masked": True}, user=ADA.id)
    house.around.accounts.add(EVE.email)

    offer = api.call("POST", "/v1/invitations/read", {"token": house.token()})
    joined = api.call("POST", "/v1/invitations/accept", {"token": house.token()}, user=EVE.id)
    again = api.call("POST", "/v1/invitations/accept", {"token": house.token()}, user=EVE.id)

    assert (made.status, made.body["state"], made.body["masked"], made.body["invited_by"]) == (
        201,
        "pending",
        True,
        "Ada",
    )
    assert offer.body == {
        "workspace_name": "Quill Kettles",
        "role": "agent",
        "invited_by": "Ada",
        "email": EVE.email,
        "expires_at": made.body["expires_at"],
        "has_account": True,
    }
    assert (joined.status, joined.body) == (200, {"workspace_id": house.ws})
    assert (again.status, again.body["code"]) == (404, "invitation_over")
    members = api.call("GET", f"/v1/workspaces/{house.ws}/members", user=EVE.id).body["items"]
    assert [(one["name"], one["role"], one["masked"]) for one in members if one["user_id"] == EVE.id] == [
        ("Eve", "agent", True)
    ]


def sign_up(api: Web, token: str, **headers: str) -> Answer:
    body = {"token": token, "name": "Eve Moor", "password": "a long enough passphrase"}
    return api.call("POST", "/v1/invitations/sign-up", body, headers={"x-waloom": "1", **headers})


def test_who_has_no_account_makes_one_with_the_link(house: House, api: Web) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent", limited=True)

    answer = sign_up(api, house.token())

    assert answer.status == 200
    assert answer.body["user"] == {"id": f"sub-{EVE.email}", "email": EVE.email, "name": "Eve Moor"}
    assert any(cookie.startswith("waloom_refresh=cookie") and "HttpOnly" in cookie for cookie in answer.cookies)
    member = house.store.member(house.ws, UserId(f"sub-{EVE.email}"))
    assert member is not None
    assert (member.role, member.limited, member.person.name) == ("agent", True, "Eve Moor")
    assert sign_up(api, house.token()).body["code"] == "invitation_over"


def test_who_has_an_account_is_asked_to_sign_in_and_keeps_the_link(house: House, api: Web) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    house.around.accounts.add(EVE.email)

    assert sign_up(api, house.token()).body["code"] == "account_exists"
    assert house.invitations.accept(house.token(), EVE) == house.ws


def test_a_page_of_another_site_can_sign_nobody_up(house: House, api: Web) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")

    answer = sign_up(api, house.token(), **{"x-waloom": ""})

    assert (answer.status, answer.body["code"]) == (403, "header_missing")
    assert house.around.accounts == set()


def test_who_shows_links_is_counted_by_place(house: House, api: Web) -> None:
    api.call("POST", "/v1/invitations/read", {"token": "x" * 43}, ip="198.51.100.9")
    sign_up(api, "x" * 43)

    assert house.around.knocks == ["198.51.100.9", "203.0.113.7"]


@pytest.mark.parametrize("token", ["x", "..", "W#1", "0" * 64, "INVITATION#"])
def test_a_guessed_token_learns_nothing(api: Web, token: str) -> None:
    answer = api.call("POST", "/v1/invitations/read", {"token": token})

    assert (answer.status, answer.body["code"]) == (404, "invitation_over")


def test_a_request_can_not_set_what_is_not_offered(house: House, api: Web) -> None:
    """Mass assignment: fields beside the documented ones are refused, not ignored."""
    base = f"/v1/workspaces/{house.ws}"
    for method, path, body in (
        ("POST", f"{base}/invitations", {"email": EVE.email, "role": "agent", "expires_at": "2099-01-01T00:00:00Z"}),
        ("PATCH", f"{base}/members/{AMIR.id}", {"permissions": ["accounts.manage"]}),
        ("PATCH", f"{base}/members/{AMIR.id}", {"role": "root"}),
    ):
        assert api.call(method, path, body, user=ADA.id).status == 422
    assert house.role(AMIR) == "agent"


def test_a_failed_acceptance_leaves_the_link_good(house: House) -> None:
    house.invitations.invite(house.actor(ADA), EVE.email, "agent")
    row = house.table.get(Key(f"USER#{EVE.id}", f"WORKSPACE#{house.ws}"))
    assert row is None
    house.table.put(keys.membership(EVE.id, house.ws), {"type": "membership", "v": 1})  # something is in the way

    with pytest.raises(AppError):
        house.invitations.accept(house.token(), EVE)
    house.table.delete(keys.membership(EVE.id, house.ws))

    assert house.invitations.accept(house.token(), EVE) == house.ws
