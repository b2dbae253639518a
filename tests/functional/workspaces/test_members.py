"""Roles, limits, leaving: owners are touched by owners only, and the last one can't vanish."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.adapters.dynamodb import DynamoTable
from shared.core import keys
from shared.core.errors import Conflict, Forbidden, Invalid, NotFound
from shared.core.identity import Person
from shared.core.ports import Change
from shared.features.workspaces.members import Members, Wanted
from shared.features.workspaces.model import Member
from shared.features.workspaces.store import Parts, WorkspaceStore
from tests.functional.workspaces.conftest import ADA, AMIR, EVE, ODETTE, House


def owners(house: House) -> int | None:
    row = house.table.get(keys.workspace(house.ws))
    assert row is not None
    count = row.get("owners")
    assert count is None or isinstance(count, int)
    return count


def test_an_admin_gives_roles_and_limits(house: House) -> None:
    house.members.change(house.actor(ADA), AMIR.id, Wanted(limited=True, masked=True))

    actor = house.actor(AMIR)
    assert (actor.role, actor.limited, actor.masked) == ("agent", True, True)
    assert house.members.change(house.actor(ADA), AMIR.id, Wanted(masked=False)).limited is True


def test_who_stops_being_an_agent_loses_the_limits_of_one(house: House) -> None:
    house.members.change(house.actor(ADA), AMIR.id, Wanted(limited=True, masked=True))

    house.members.change(house.actor(ADA), AMIR.id, Wanted(role="marketer"))

    actor = house.actor(AMIR)
    assert (actor.role, actor.limited, actor.masked) == ("marketer", False, False)


def test_of_two_admins_who_set_different_limits_at_once_both_do(house: House) -> None:
    seen_by_both = house.store.member(house.ws, AMIR.id)
    assert seen_by_both is not None

    assert house.store.change_members((seen_by_both, replace(seen_by_both, limited=True)))
    assert house.store.change_members((seen_by_both, replace(seen_by_both, masked=True)))

    assert (house.actor(AMIR).limited, house.actor(AMIR).masked) == (True, True)
    assert house.store.change_members((seen_by_both, replace(seen_by_both, role="marketer")))
    assert (house.actor(AMIR).limited, house.actor(AMIR).masked) == (False, False)


@pytest.mark.parametrize("wanted", [Wanted(limited=True), Wanted(masked=True), Wanted(role="viewer", masked=True)])
def test_only_agents_can_be_limited(house: House, wanted: Wanted) -> None:
    with pytest.raises(Invalid) as refused:
        house.members.change(house.actor(ODETTE), ADA.id, wanted)
    assert refused.value.reason == "limits_agents_only"


@pytest.mark.parametrize(
    "act",
    [
        lambda house, admin: house.members.change(admin, AMIR.id, Wanted(role="owner")),
        lambda house, admin: house.members.change(admin, admin.user, Wanted(role="owner")),
        lambda house, admin: house.members.change(admin, ODETTE.id, Wanted(role="viewer")),
        lambda house, admin: house.members.remove(admin, ODETTE.id),
        lambda house, admin: house.members.hand_over(admin, AMIR.id),
        lambda house, admin: house.invitations.invite(admin, "new@test.invalid", "owner"),
    ],
)
def test_admins_neither_make_nor_touch_owners(house: House, act: Callable[[House, object], object]) -> None:
    with pytest.raises(Forbidden) as refused:
        act(house, house.actor(ADA))
    assert refused.value.reason == "owners_only"
    assert (house.role(ODETTE), house.role(ADA), house.role(AMIR)) == ("owner", "admin", "agent")


def test_a_removed_member_is_gone_at_both_ends(house: House) -> None:
    house.members.remove(house.actor(ADA), AMIR.id)

    assert house.workspaces.workspaces_of(AMIR.id) == []
    with pytest.raises(NotFound):
        house.actor(AMIR)
    with pytest.raises(NotFound) as gone:
        house.members.remove(house.actor(ADA), AMIR.id)
    assert gone.value.reason == "member_not_found"


@pytest.mark.parametrize(
    "act",
    [
        lambda house, owner: house.members.leave(owner),
        lambda house, owner: house.members.remove(owner, owner.user),
        lambda house, owner: house.members.change(owner, owner.user, Wanted(role="admin")),
    ],
)
def test_the_last_owner_can_not_vanish(house: House, act: Callable[[House, object], object]) -> None:
    with pytest.raises(Conflict) as refused:
        act(house, house.actor(ODETTE))
    assert refused.value.reason == "last_owner"
    assert house.role(ODETTE) == "owner"


def test_with_a_second_owner_the_first_may_leave(house: House) -> None:
    house.members.change(house.actor(ODETTE), ADA.id, Wanted(role="owner"))
    assert owners(house) == 2

    house.members.leave(house.actor(ODETTE))

    assert (house.role(ODETTE), owners(house)) == (None, 1)
    with pytest.raises(Conflict):
        house.members.leave(house.actor(ADA))


def test_handing_over_makes_the_other_owner_and_oneself_admin(house: House) -> None:
    house.members.change(house.actor(ADA), AMIR.id, Wanted(limited=True))

    house.members.hand_over(house.actor(ODETTE), AMIR.id)

    assert (house.role(ODETTE), house.role(AMIR), owners(house)) == ("admin", "owner", 1)
    assert house.actor(AMIR).limited is False
    with pytest.raises(Forbidden):
        house.members.hand_over(house.actor(ODETTE), ADA.id)


def test_handing_over_to_nobody_changes_nothing(house: House) -> None:
    with pytest.raises(NotFound):
        house.members.hand_over(house.actor(ODETTE), EVE.id)
    with pytest.raises(Invalid):
        house.members.hand_over(house.actor(ODETTE), ODETTE.id)
    assert house.role(ODETTE) == "owner"


def test_workspaces_from_before_the_count_are_counted_when_it_matters(house: House) -> None:
    house.members.change(house.actor(ODETTE), ADA.id, Wanted(role="owner"))
    house.table.amend(keys.workspace(house.ws), Change(remove=("owners",)))

    house.members.leave(house.actor(ODETTE))

    assert owners(house) == 1
    with pytest.raises(Conflict):
        house.members.leave(house.actor(ADA))


class OneAtATime(DynamoTable):
    """DynamoDB's transactions are atomic; moto undoes a failed one by putting back what was before, whoever wrote."""

    lock = threading.Lock()

    def transact(self, parts: Parts) -> int | None:
        with self.lock:
            return super().transact(parts)


class Meeting(WorkspaceStore):
    """Both owners read that there are two before either writes."""

    barrier: threading.Barrier

    def _owners(self, ws: object) -> int:
        found = super()._owners(ws)  # type: ignore[arg-type]
        if found == 2:
            self.barrier.wait(timeout=20)
        return found


@pytest.mark.parametrize("counted", [True, False])
def test_of_two_owners_who_leave_at_once_one_stays(house: House, dynamodb: Any, counted: bool) -> None:
    house.members.change(house.actor(ODETTE), ADA.id, Wanted(role="owner"))
    if not counted:
        house.table.amend(keys.workspace(house.ws), Change(remove=("owners",)))
    store = Meeting(OneAtATime(dynamodb, "waloom"))
    object.__setattr__(store, "barrier", threading.Barrier(2))
    members = Members(store)
    refused: list[str] = []

    def leave(person: Person) -> None:
        try:
            members.leave(house.actor(person))
        except Conflict as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=leave, args=(one,)) for one in (ODETTE, ADA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert refused == ["last_owner"]
    assert sorted(filter(None, (house.role(ODETTE), house.role(ADA)))) == ["owner"]
    assert owners(house) == 1


def test_a_role_that_changed_while_somebody_looked_is_looked_at_again(house: House, table: DynamoTable) -> None:
    """An admin removes an agent who becomes an owner in the same moment: the owner stays."""

    class Late(WorkspaceStore):
        def remove_member(self, member: Member) -> bool:
            house.members.change(house.actor(ODETTE), AMIR.id, Wanted(role="owner"))
            return super().remove_member(member)

    with pytest.raises(Forbidden):
        Members(Late(table)).remove(house.actor(ADA), AMIR.id)
    assert (house.role(AMIR), owners(house)) == ("owner", 2)


def test_a_new_name_or_address_reaches_every_list_of_members(house: House) -> None:
    other = house.workspaces.create(AMIR, "Amir's own").id

    house.workspaces.renamed(replace(AMIR, name="Amir Reyes", email="reyes@test.invalid"))

    for ws in (house.ws, other):
        member = house.workspaces.member(ws, AMIR.id)
        assert member is not None
        assert (member.person.name, member.person.email) == ("Amir Reyes", "reyes@test.invalid")
    assert house.actor(AMIR).name == "Amir Reyes"


def test_rows_from_before_the_limits_have_none(house: House, table: DynamoTable) -> None:
    table.amend(keys.member(house.ws, AMIR.id), Change(remove=("limited", "masked")))

    actor = house.actor(AMIR)

    assert (actor.limited, actor.masked) == (False, False)
