"""Inviting colleagues, joining, changing roles and leaving, through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goodstanding.base.clock import reading
from goodstanding.base.people.models import User
from goodstanding.kit.actors import SellerRole
from tests.factories.people import PASSWORD, invite, link_mailed_to
from tests.world import World, happenings

NEW = {"name": "Carol", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _now(world: World) -> None:
    reading.move_to(world.now)


def team(world: World, *rest: object) -> str:
    return f"/s/{world.harbour.ref}/team/" + "".join(f"{part}/" for part in rest)


def roles(world: World) -> dict[str, str]:
    return dict(world.harbour.account.memberships.values_list("user__email", "role"))


def test_somebody_new_joins_by_the_link_in_the_mail(world: World) -> None:
    world.as_(world.alice).post(team(world, "invitations"), {"email": "Carol@Example.com", "role": "support"})
    stranger = world.as_(None)
    link = link_mailed_to("carol@example.com")

    assert "Join the team of Harbour Lane Ceramics" in stranger.get(link).content.decode()
    stranger.post(link, NEW)

    assert roles(world)["carol@example.com"] == "support"
    assert stranger.get(f"/s/{world.harbour.ref}/team/").status_code == 200


def test_a_link_works_once(world: World) -> None:
    invite(world)
    link = link_mailed_to("carol@example.com")
    world.as_(None).post(link, NEW)

    assert world.as_(None).get(link).status_code == 404


def test_a_link_ends_after_seven_days(world: World) -> None:
    invite(world)
    link = link_mailed_to("carol@example.com")

    reading.move_to(world.now + timedelta(days=7, seconds=2))

    assert "does not work any more" in world.as_(None).get(link).content.decode()
    assert not User.objects.filter(email="carol@example.com").exists()


def test_a_link_taken_back_is_dead(world: World) -> None:
    invitation = invite(world)
    link = link_mailed_to("carol@example.com")

    world.as_(world.alice).post(team(world, "invitations", invitation.pk, "revocation"))

    assert world.as_(None).post(link, NEW).status_code == 404
    assert "carol@example.com" not in roles(world)


def test_sending_again_ends_the_earlier_link(world: World) -> None:
    invitation = invite(world)
    earlier = link_mailed_to("carol@example.com")

    world.as_(world.alice).post(team(world, "invitations", invitation.pk, "resending"))
    later = link_mailed_to("carol@example.com")

    assert earlier != later
    assert world.as_(None).get(earlier).status_code == 404
    assert world.as_(None).get(later).status_code == 200


def test_somebody_else_cannot_take_the_invitation(world: World) -> None:
    invite(world)
    link = link_mailed_to("carol@example.com")
    before = happenings()

    response = world.as_(world.mallory).post(link)

    assert response.status_code == 403
    assert happenings() == before
    assert "mallory@example.com" not in roles(world)


def test_an_associate_cannot_join_a_sellers_team(world: World) -> None:
    invite(world, email="sam@market.example")

    response = world.as_(world.sam).post(link_mailed_to("sam@market.example"))

    assert response.status_code == 403
    assert "sam@market.example" not in roles(world)


def test_an_existing_person_joins_with_a_click(world: World) -> None:
    invite(world, email="mallory@example.com", role=SellerRole.FINANCE)

    world.as_(world.mallory).post(link_mailed_to("mallory@example.com"))

    assert roles(world)["mallory@example.com"] == "finance"


def test_the_secret_of_a_link_is_kept_nowhere_in_the_tables(world: World) -> None:
    invitation = invite(world)
    secret = link_mailed_to("carol@example.com").split("/")[2]

    assert secret not in str(vars(invitation))


@pytest.mark.parametrize("who", ["bob", "sue", "fay"])
def test_only_owners_invite(world: World, who: str) -> None:
    before = happenings()

    response = world.as_(getattr(world, who)).post(
        team(world, "invitations"), {"email": "carol@example.com", "role": "owner"}
    )

    assert response.status_code == 403
    assert "owner" in response.content.decode()
    assert happenings() == before


def test_inviting_the_same_address_twice_says_so(world: World) -> None:
    invite(world)

    response = world.as_(world.alice).post(
        team(world, "invitations"), {"email": "carol@example.com", "role": "support"}
    )

    assert response.status_code == 409
    assert "has an open invitation" in response.content.decode()


def test_the_last_owner_can_neither_go_nor_step_down(world: World) -> None:
    own = world.harbour.account.memberships.get(user=world.alice.user).pk
    client = world.as_(world.alice)
    before = happenings()

    gone = client.post(team(world, "members", own, "removal"))
    lowered = client.post(team(world, "members", own, "role"), {"role": "support"})

    assert (gone.status_code, lowered.status_code) == (409, 409)
    for page in (gone.content.decode(), lowered.content.decode()):
        assert "Alice is its only one. Make a colleague an owner, or invite somebody as one" in page
        assert "Send the invitation" in page  # the way out stands on the same page
    assert roles(world)["alice@example.com"] == "owner"
    assert happenings() == before


def test_an_owner_may_go_once_there_is_another(world: World) -> None:
    client = world.as_(world.alice)
    bob = world.harbour.account.memberships.get(user=world.bob.user).pk
    own = world.harbour.account.memberships.get(user=world.alice.user).pk

    client.post(team(world, "members", bob, "role"), {"role": "owner"})
    client.post(team(world, "members", own, "removal"))

    assert roles(world)["bob@example.com"] == "owner"
    assert world.as_(world.alice).get(team(world)).status_code == 404


def test_everybody_may_leave_but_not_take_others_out(world: World) -> None:
    bob = world.harbour.account.memberships.get(user=world.bob.user).pk
    sue = world.harbour.account.memberships.get(user=world.sue.user).pk
    client = world.as_(world.bob)

    assert client.post(team(world, "members", sue, "removal")).status_code == 403
    client.post(team(world, "members", bob, "removal"))

    assert "bob@example.com" not in roles(world)
    assert "sue@example.com" in roles(world)


def test_a_member_of_another_team_cannot_be_reached_through_ones_own(world: World) -> None:
    foreign = world.rival.account.memberships.get(user=world.mallory.user).pk

    response = world.as_(world.alice).post(team(world, "members", foreign, "removal"))

    assert response.status_code == 404
    assert world.rival.account.memberships.count() == 1


def test_each_change_stands_on_the_page_and_in_the_activity(world: World) -> None:
    client = world.as_(world.alice)
    client.post(team(world, "invitations"), {"email": "carol@example.com", "role": "support"})

    for page in (team(world), f"/s/{world.harbour.ref}/activity/"):
        assert "Invited c…@example.com to the team as Support" in client.get(page).content.decode()
